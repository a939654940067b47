#include "core/secrets/keychain_errors.h"

#include <QCoreApplication>

namespace slipway::keychain {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Keychain", text);
}

QString withSessionHint(const QString &step)
{
    return step + QLatin1Char(' ') + sessionHint();
}

} // namespace

QString sessionHint()
{
    return tr("You can keep the token for this session only; it is never written to disk.");
}

Error cancelled()
{
    return {ErrorKind::Cancelled, tr("You stopped waiting for the keychain."), {}, {}};
}

Error noToken(const QString &details)
{
    return {ErrorKind::NotFound, tr("The keychain holds no token for this tenant."),
            tr("Add it in the tenant's settings."), details};
}

Error notAnswering(const QString &service, const QString &details)
{
    return {
        ErrorKind::Timeout, tr("The keychain does not answer: %1 is there, but busy or stuck.").arg(service),
        withSessionHint(tr("Try again in a moment. If it stays like this, log out and in again.")), details};
}

Error notUnlocked(const QString &service, const QString &details)
{
    return {ErrorKind::KeychainLocked, tr("The keychain is locked, and was not unlocked (%1).").arg(service),
            withSessionHint(tr("Unlock it with your login password, then try again.")), details};
}

Error refused(const QString &service, const QString &details)
{
    return {ErrorKind::KeychainDenied, tr("%1 refused access.").arg(service),
            withSessionHint(tr("Allow Slipway when the keychain asks, then try again.")), details};
}

Error failed(const QString &service, const QString &details)
{
    return {ErrorKind::KeychainUnavailable, tr("%1 answered with an error.").arg(service),
            withSessionHint(tr("Try again; copy the details for a ticket if it stays like this.")), details};
}

Error gone(const QString &service, const QString &details)
{
    return {ErrorKind::KeychainUnavailable, tr("%1 could not be started, or has ended.").arg(service),
            withSessionHint(tr("Start it, or log out and in again, then try again.")), details};
}

Error notKept(const QString &service, const QString &details)
{
    return {ErrorKind::KeychainUnavailable,
            tr("%1 did not keep the token: what was read back is not what was written.").arg(service),
            withSessionHint(tr("Nothing was saved. Try again, or look into the keychain's own program.")),
            details};
}

} // namespace slipway::keychain
