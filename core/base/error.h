// Errors are values: every failure that a user may see carries what happened, what to do next, and
// details to copy.
#pragma once
#include <QMetaType>
#include <QString>
#include <expected>

namespace slipway {

enum class ErrorKind {
    BadInput,          // an unusable address, time, file name or argument
    NameNotFound,      // DNS knows no such host
    ConnectionRefused, // nothing listens there, or a firewall rejects the connection
    ConnectionLost,    // the connection broke while a request was under way
    Timeout,
    Tls,
    Proxy,
    TokenRefused,
    PermissionMissing,
    NotAvailable, // the tenant does not know the path
    Busy,         // 409: another request is using the same index
    RateLimited,
    ServerFault,     // 5xx
    BadAnswer,       // a complete answer that is not what the API promises (HTML, malformed JSON, ok: 0)
    AnswerTooLarge,  // an answer beyond Slipway's limits
    TruncatedAnswer, // an incomplete answer: only `resend` brings it back
    KeychainUnavailable,
    KeychainLocked,
    KeychainDenied,
    NotFound,
    Storage, // file or folder trouble other than a full disk
    DiskFull,
    Database,
    Cancelled,
    Internal,
};

struct Error
{
    ErrorKind kind = ErrorKind::Internal;
    QString message;  // one sentence for the user: what happened, and where
    QString nextStep; // one sentence: what to do about it; may be empty
    QString details;  // technical details for a ticket; never a secret

    // The whole error as plain text, for "Copy as text".
    [[nodiscard]] QString asText() const;
};

template<class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> failure(ErrorKind kind, QString message, QString nextStep = {},
                                                    QString details = {})
{
    return std::unexpected(Error{kind, std::move(message), std::move(nextStep), std::move(details)});
}

// A stable English word for machines (JSON output, database), such as "token-refused".
[[nodiscard]] QString errorKindName(ErrorKind kind);

} // namespace slipway

Q_DECLARE_METATYPE(slipway::Error)
