// The least-privilege audit: what can this token read beyond its profile?
//
// It runs only on request, because each call appears in the tenant's own audit log. It sends only GET, to the
// paths in resources/audit_paths.json and, on Slipway's own index, to event endpoints of the catalogue; the
// body of a success is never read. It sends one request at a time, one a second, and causes fewer than ten
// refusals an hour (core/diagnosis/refusal_budget.h). GET cannot tell whether a token may write; only the
// tenant's list of tokens can.
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
        NotTested     // stopped, or this hour's refusals are used up
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
    QDateTime goesOnAt;    // UTC; when more refusals are allowed; invalid if they did not run out
    bool complete = false; // every row was asked

    // Adds what can be read to the check's excess, once each.
    void addTo(CheckResult &result) const;
    // Neither contains a secret.
    [[nodiscard]] QString asText() const;
    [[nodiscard]] QJsonArray asJson() const;
};

// `budget` must outlive the task. `observer` is called with each row as it begins and ends. `pace`: the time
// between two requests, because the tenant's SIEM shares its rate limit.
[[nodiscard]] QCoro::Task<AuditResult> runAudit(ConnectionSettings settings, QList<AuditPath> paths,
                                                const RefusalBudget &budget, std::stop_token stop,
                                                std::function<void(const AuditRow &)> observer,
                                                std::chrono::milliseconds pace = std::chrono::seconds(1));

// The warning to show before an audit begins.
[[nodiscard]] QString auditWarning(qsizetype requests);

// One running audit, on a thread of its own and with its own connection to the state file; signals arrive on
// the caller's thread. Deleting it cancels the audit within a second.
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
    // Exactly one of these two is emitted, once.
    void finished(const slipway::AuditResult &result);
    void failed(const slipway::Error &error); // the state file cannot be opened

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway

Q_DECLARE_METATYPE(slipway::AuditRow)
Q_DECLARE_METATYPE(slipway::AuditResult)
