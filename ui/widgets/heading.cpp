#include "ui/widgets/heading.h"

namespace slipway {

Heading::Heading(QWidget *parent) : ElidedLabel(parent)
{
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    setFont(large);
}

Heading::Heading(const QString &text, QWidget *parent) : Heading(parent)
{
    setText(text);
}

} // namespace slipway
