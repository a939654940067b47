#include "core/secrets/keychain_errors.h"

#include <QCoreApplication>

namespace slipway::keychain {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keychain)
};

QString afterFailedWrite(Left left)
{
    switch (left) {
    case Left::Nothing:
        return Texts::tr("Nothing was saved. Try again, or look into the keychain's own program.");
    case Left::Former:
        return Texts::tr("Nothing was saved, and the former token is still there. Try again, or look into "
                         "the keychain's own program.");
    case Left::Unclear:
        break;
    }
    return Texts::tr("It is not certain which token the keychain has now: the former one, the new one or "
                     "none. Look into the keychain's own program, then store the token again.");
}

} // namespace

Error cancelled()
{
    return {ErrorKind::Cancelled, Texts::tr("You stopped waiting for the keychain."), {}, {}};
}

Error noToken(const QString &details)
{
    return {ErrorKind::NotFound, Texts::tr("The keychain holds no token for this tenant."),
            Texts::tr("Add it in the tenant's settings."), details};
}

Error notAnswering(const QString &service, const QString &details)
{
    return {ErrorKind::Timeout,
            Texts::tr("The keychain does not answer: %1 is there, but busy or stuck.").arg(service),
            Texts::tr("Try again in a moment. If it stays like this, log out and in again."), details};
}

Error notUnlocked(const QString &service, const QString &details)
{
    return {ErrorKind::KeychainLocked,
            Texts::tr("The keychain is locked, and was not unlocked (%1).").arg(service),
            Texts::tr("Unlock it with your login password, then try again."), details};
}

Error refused(const QString &service, const QString &details)
{
    return {ErrorKind::KeychainDenied, Texts::tr("%1 refused access.").arg(service),
            Texts::tr("Allow Slipway when the keychain asks, then try again."), details};
}

Error failed(const QString &service, const QString &details)
{
    return {ErrorKind::KeychainUnavailable, Texts::tr("%1 answered with an error.").arg(service),
            Texts::tr("Try again; copy the details for a ticket if it stays like this."), details};
}

Error gone(const QString &service, const QString &details)
{
    return {ErrorKind::KeychainUnavailable, Texts::tr("%1 could not be started, or has ended.").arg(service),
            Texts::tr("Start it, or log out and in again, then try again."), details};
}

Error notKept(const QString &service, Left left, const QString &details)
{
    return {ErrorKind::KeychainUnavailable,
            Texts::tr("%1 did not keep the token: what was read back is not what was written.").arg(service),
            afterFailedWrite(left), details};
}

Error notWritten(const QString &service, Left left, const QString &details)
{
    return {ErrorKind::KeychainUnavailable,
            Texts::tr("%1 answered with an error and did not keep the token.").arg(service),
            afterFailedWrite(left), details};
}

} // namespace slipway::keychain
