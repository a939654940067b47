#include "core/base/error.h"

#include <QStringList>

namespace slipway {

QString Error::asText() const
{
    QStringList lines{message};
    if (!nextStep.isEmpty())
        lines << nextStep;
    if (!details.isEmpty())
        lines << details;
    return lines.join(QLatin1Char('\n'));
}

QString errorKindName(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::BadInput:
        return QStringLiteral("bad-input");
    case ErrorKind::NameNotFound:
        return QStringLiteral("name-not-found");
    case ErrorKind::ConnectionRefused:
        return QStringLiteral("connection-refused");
    case ErrorKind::ConnectionLost:
        return QStringLiteral("connection-lost");
    case ErrorKind::Timeout:
        return QStringLiteral("timeout");
    case ErrorKind::Tls:
        return QStringLiteral("tls");
    case ErrorKind::Proxy:
        return QStringLiteral("proxy");
    case ErrorKind::TokenRefused:
        return QStringLiteral("token-refused");
    case ErrorKind::PermissionMissing:
        return QStringLiteral("permission-missing");
    case ErrorKind::NotAvailable:
        return QStringLiteral("not-available");
    case ErrorKind::Busy:
        return QStringLiteral("busy");
    case ErrorKind::RateLimited:
        return QStringLiteral("rate-limited");
    case ErrorKind::ServerFault:
        return QStringLiteral("server-fault");
    case ErrorKind::BadAnswer:
        return QStringLiteral("bad-answer");
    case ErrorKind::AnswerTooLarge:
        return QStringLiteral("answer-too-large");
    case ErrorKind::TruncatedAnswer:
        return QStringLiteral("truncated-answer");
    case ErrorKind::KeychainUnavailable:
        return QStringLiteral("keychain-unavailable");
    case ErrorKind::KeychainLocked:
        return QStringLiteral("keychain-locked");
    case ErrorKind::KeychainDenied:
        return QStringLiteral("keychain-denied");
    case ErrorKind::NotFound:
        return QStringLiteral("not-found");
    case ErrorKind::Storage:
        return QStringLiteral("storage");
    case ErrorKind::DiskFull:
        return QStringLiteral("disk-full");
    case ErrorKind::Database:
        return QStringLiteral("database");
    case ErrorKind::Cancelled:
        return QStringLiteral("cancelled");
    case ErrorKind::Internal:
        return QStringLiteral("internal");
    }
    return QStringLiteral("internal");
}

} // namespace slipway
