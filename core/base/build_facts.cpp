#include "core/base/build_facts.h"

#include <QCoreApplication>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(BuildFacts)
};

} // namespace

QList<std::pair<QString, QString>> buildFacts()
{
    return {{Texts::tr("Built with"), QStringLiteral(SLIPWAY_COMPILER)},
            {Texts::tr("Flags"), QStringLiteral(SLIPWAY_FLAGS).simplified()},
            {Texts::tr("Libraries"), QStringLiteral(SLIPWAY_LIBRARIES)}};
}

} // namespace slipway
