#include "core/netskope/answer_fault.h"

#include <algorithm>
#include <array>

namespace slipway {
// Some gateways name the wrong type, so what begins as JSON is taken for JSON.
bool isWebPage(const HttpAnswer &answer)
{
    QByteArray begin = answer.body.left(1024);
    if (begin.startsWith("\xef\xbb\xbf"))
        begin.remove(0, 3);
    begin = begin.trimmed();
    if (begin.startsWith('{') || begin.startsWith('[') || begin.startsWith(")]}'"))
        return false;
    return begin.startsWith('<') ||
           (!begin.isEmpty() && answer.header("content-type").toLower().contains("html"));
}

bool isForeignText(const HttpAnswer &answer)
{
    const QByteArray begin = answer.body.left(1024).trimmed().toLower();
    if (begin.isEmpty() || begin.startsWith('{') || begin.startsWith('[') || begin.startsWith('"') ||
        !answer.header("content-type").toLower().startsWith("text/plain"))
        return false;
    constexpr auto ofTheApi =
        std::to_array({"invalid authentication", "no api key", "unauthorized", "invalid token",
                       "cannot consume", "permission", "allowlist", "whitelist"});
    return std::ranges::none_of(ofTheApi, [&](const char *words) { return begin.contains(words); });
}

bool statesItsLength(const HttpAnswer &answer)
{
    return answer.headers.contains("content-length") || answer.headers.contains("transfer-encoding") ||
           answer.header("content-encoding").toLower().contains("gzip");
}

QString answerFaultName(AnswerFault fault)
{
    switch (fault) {
    case AnswerFault::NotSent:
        return QStringLiteral("not-sent");
    case AnswerFault::NoAnswer:
        return QStringLiteral("no-answer");
    case AnswerFault::ReportsFailure:
        return QStringLiteral("reports-failure");
    case AnswerFault::NotTheTenants:
        return QStringLiteral("not-the-tenants");
    case AnswerFault::Unreadable:
        return QStringLiteral("unreadable");
    case AnswerFault::TooLarge:
        return QStringLiteral("too-large");
    case AnswerFault::Status:
        return QStringLiteral("status");
    }
    return {};
}

AnswerFault faultOf(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::AnswerTooLarge:
        return AnswerFault::TooLarge;
    case ErrorKind::BadInput:
    case ErrorKind::NameNotFound:
    case ErrorKind::ConnectionRefused:
    case ErrorKind::Tls:
    case ErrorKind::Proxy:
        return AnswerFault::NotSent;
    default:
        return AnswerFault::NoAnswer;
    }
}

std::optional<AnswerFault> faultOf(const HttpAnswer &answer)
{
    constexpr int proxyAuthentication = 407, networkAuthentication = 511;
    if (answer.status == 204)
        return std::nullopt;
    const bool isRefusal = answer.status == 401 || answer.status == 403;
    if (answer.status == proxyAuthentication || answer.status == networkAuthentication || isWebPage(answer) ||
        (isRefusal && isForeignText(answer)))
        return AnswerFault::NotTheTenants;
    if (answer.status != 200)
        return AnswerFault::Status;
    return answer.body.isEmpty() ? std::optional(AnswerFault::NoAnswer) : std::nullopt;
}

} // namespace slipway
