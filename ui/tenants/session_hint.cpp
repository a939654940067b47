#include "ui/tenants/session_hint.h"

#include <QCoreApplication>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(SessionHint)
};

} // namespace

Error withSessionHint(Error error)
{
    if (!error.nextStep.isEmpty())
        error.nextStep += QLatin1Char(' ');
    error.nextStep += Texts::tr("Or keep the token for this session only; then it is never written to disk.");
    return error;
}

} // namespace slipway
