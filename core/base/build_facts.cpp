#include "core/base/build_facts.h"

#include <QCoreApplication>

namespace slipway {

QList<std::pair<QString, QString>> buildFacts()
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("BuildFacts", text); };
    return {{tr("Built with"), QStringLiteral(SLIPWAY_COMPILER)},
            {tr("Flags"), QStringLiteral(SLIPWAY_FLAGS).simplified()},
            {tr("Libraries"), QStringLiteral(SLIPWAY_LIBRARIES)}};
}

} // namespace slipway
