// The least-privilege audit: what can this token read beyond its profile?
//
// Only on request: each call appears in the tenant's own audit log. GET only, of paths that are data
// (resources/audit_paths.json) or event endpoints of the catalogue through Slipway's own index; the body of a
// success is never read. One request at a time, one a second, and below ten refusals an hour
// (core/diagnosis/refusal_budget.h). Whether a token may write, GET cannot tell; only the tenant's list of
// tokens does.
#pragma once
#include "core/diagnosis/audit_paths.h"
#include "core/diagnosis/check_result.h"

#include <QJsonArray>
#include <QObject>
#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>

#include <QCoroTask>

namespace slipway {

class RefusalBudget;
struct ConnectionSettings;

struct AuditRow
{
    enum class State {
        Waiting,
        Probing,
        Allowed,      // the token can read it
        Refused,      // 401, 403
        NotAvailable, // 404: not on this tenant
        Unclear,      // anything else
        NotTested     // stopped, or the refusals of this hour are used up
    };
    AuditPath path;
    State state = State::Waiting;
    int httpStatus = 0;
    qint64 milliseconds = -1;
    QDateTime at = {}; // UTC
    QString requestId = {}, curl = {};
    QString note = {}; // why it is unclear or not tested

    [[nodiscard]] QString word() const; // for people: "can be read", "refused", …
};

struct AuditResult
{
    QList<AuditRow> rows;
    QString summary;       // "2 of 8 paths can be read that the profile does not need."
    QDateTime goesOnAt;    // UTC; when refusals are left again; invalid when none ran out
    bool complete = false; // every row was asked

    // Adds what can be read to the check's excess, once each.
    void addTo(CheckResult &result) const;
    // Both without any secret.
    [[nodiscard]] QString asText() const;
    [[nodiscard]] QJsonArray asJson() const;
};

// `budget` outlives it. Each row is told as it begins and ends. `pace`: the time between two requests, since
// the tenant's rate limit is shared with its SIEM.
[[nodiscard]] QCoro::Task<AuditResult> runAudit(ConnectionSettings settings, QList<AuditPath> paths,
                                                const RefusalBudget &budget, std::stop_token stop,
                                                std::function<void(const AuditRow &)> observer,
                                                std::chrono::milliseconds pace = std::chrono::seconds(1));

// What must be said before it begins.
[[nodiscard]] QString auditWarning(qsizetype requests);

// One running audit on a thread of its own, with a connection of its own to the state file; signals arrive
// on the caller's thread. Deleting it cancels it within a second.
class AuditSession : public QObject
{
    Q_OBJECT
public:
    AuditSession(ConnectionSettings settings, QList<AuditPath> paths, QString databasePath,
                 QObject *parent = nullptr);
    ~AuditSession() override;
    void start();
    void cancel();

Q_SIGNALS:
    void rowChanged(const slipway::AuditRow &row);
    // One of the two always comes, once.
    void finished(const slipway::AuditResult &result);
    void failed(const slipway::Error &error); // the state file cannot be opened

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway

Q_DECLARE_METATYPE(slipway::AuditRow)
Q_DECLARE_METATYPE(slipway::AuditResult)
