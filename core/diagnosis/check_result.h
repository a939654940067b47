// What a check found out, as plain values without secrets, which the window, the command line, the history
// and the report share.
#pragma once
#include "core/diagnosis/refusal.h"
#include "core/diagnosis/token_facts.h"
#include "core/netskope/endpoint.h"

#include <QDateTime>
#include <QJsonObject>
#include <QUrl>
#include <optional>

namespace slipway {

enum class StepState { Waiting, Running, Passed, Warning, Failed, Skipped };

// Steps in order: "proxy", "name", "tcp", "tls", "http", "clock", "rate". With a proxy, name and TCP are
// those of the proxy.
struct ConnectionStep
{
    QString id;
    QString title; // for people: "Proxy", "Name", "TCP", "TLS", "HTTP", "Clock", "Rate limit"
    StepState state = StepState::Waiting;
    qint64 milliseconds = -1; // -1: not measured
    QString evidence;         // short: "3 addresses", "TLS 1.3 *.goskope.com", "+0.4 s"
    std::optional<Error> error = {};
    QDateTime at = {};      // UTC, when the step began; invalid if it did not
    int httpStatus = 0;     // 0: no HTTP in this step
    QString requestId = {}; // the tenant's own id of the request, if it gives one
    QString curl = {};      // the same request as a command; the token is $NETSKOPE_API_TOKEN
    QStringList facts = {}; // one line each: addresses, cipher, each certificate of the chain
    QString pem = {};       // the chain that the server sent
};

enum class Access {
    Waiting,
    Probing,
    Granted,
    Missing,
    TokenRefused,
    RateLimited,
    NotAvailable,
    NotConclusive
};
[[nodiscard]] QString accessWord(Access access); // for people: "granted", "missing", "token refused" …
// The same, with what it means for a profile that needs the endpoint or not: a refusal of what is not needed
// is "not granted (good)".
[[nodiscard]] QString accessWord(Access access, bool needed);
// "2 more than needed."; empty for 0.
[[nodiscard]] QString excessSummary(qsizetype count);

struct AccessRow
{
    Endpoint endpoint;
    bool needed = false; // the profile asks for it
    Access access = Access::Waiting;
    int httpStatus = 0;
    qint64 milliseconds = -1;
    QString explanation; // what is certain and what is likely
    QString nextStep;
    QString details;
    QDateTime at = {};                           // UTC, when the probe was sent
    QString requestId = {}, curl = {};           // as in ConnectionStep
    BodyHint hint = BodyHint::Nothing;           // what the refusal's text says
    Cause cause = Cause::None;                   // why it is refused, as far as the answers tell
    Confidence confidence = Confidence::Certain; // of the cause
    QString tellApart = {};                      // how to tell the possible causes apart; may be empty

    // The token can read more than the profile asks for.
    [[nodiscard]] bool isExcess() const { return !needed && access == Access::Granted; }
};

// Something that the token can do but the profile does not need.
struct ExcessRight
{
    QString path;
    QString title;              // for people: "SCIM users"
    QString risk;               // why it matters, one sentence
    bool write = false;         // the token's own list says "rw"
    bool fromTokenList = false; // true: it is in that list; false: a probe was answered
};

enum class Verdict { Ready, NotReady, NotConclusive };
[[nodiscard]] QString verdictName(Verdict verdict); // for machines: "ready", "not-ready", "not-conclusive"

struct CheckResult
{
    QDateTime at; // UTC
    QUrl address;
    Profile profile;
    QList<ConnectionStep> steps;
    QList<AccessRow> rows;
    Verdict verdict = Verdict::NotConclusive;
    QString summary; // "Ready: 3 of 3 required permissions.", "Not ready: 1 of 3 required permissions is
                     // missing."
    std::optional<TokenFacts> token = {}; // from the tenant's list of tokens, if it may be read
    QStringList notes = {};               // where the token list and the probes disagree, one sentence each
    QList<ExcessRight> excess = {}; // from event paths, the token list and a least-privilege audit together
    bool stopped = false;           // before everything was tested
    int foreignIndexes = 0;         // requests on an index that is not Slipway's: always 0

    [[nodiscard]] QString excessSummary() const { return slipway::excessSummary(excess.size()); }
    [[nodiscard]] const ConnectionStep *step(const char *id) const; // null: no step has that id
    // The paths that are required and missing.
    [[nodiscard]] QStringList missingPaths() const;
    // Neither contains a secret.
    [[nodiscard]] QString asText() const;
    [[nodiscard]] QJsonObject asJson() const;
};

} // namespace slipway
