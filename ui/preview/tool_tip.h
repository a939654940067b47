// Makes a tool tip from text that comes from events, in which Qt would otherwise interpret markup.
#pragma once
#include <QString>

namespace slipway {

[[nodiscard]] inline QString toolTipText(const QString &plain)
{
    return plain.isEmpty()
               ? QString()
               : QStringLiteral("<qt>%1</qt>")
                     .arg(plain.toHtmlEscaped().replace(QLatin1Char('\n'), QLatin1String("<br>")));
}

} // namespace slipway
