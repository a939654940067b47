#include "core/exporting/jobs/stop_requests.h"
#include "core/base/forward_error.h"

#include <QUuid>

namespace slipway {
namespace {

constexpr QLatin1String pauseWord("pause"), cancelWord("cancel");

} // namespace

Result<StopRequests> StopRequests::open(const QString &databasePath)
{
    ASSIGN_OR_RETURN(StateDatabase database, StateDatabase::open(databasePath));
    return StopRequests(std::move(database));
}

Result<QString> StopRequests::begin(const QString &jobId) const
{
    const QString run = QUuid::createUuid().toString(QUuid::WithoutBraces);
    RETURN_IF_ERROR(m_database.run(
        QStringLiteral("INSERT OR REPLACE INTO job_run(job, run, request) VALUES(?,?,'')"), {jobId, run}));
    return run;
}

Result<void> StopRequests::end(const QString &jobId) const
{
    RETURN_IF_ERROR(m_database.run(QStringLiteral("DELETE FROM job_run WHERE job = ?"), {jobId}));
    return {};
}

Result<QString> StopRequests::current(const QString &jobId) const
{
    ASSIGN_OR_RETURN(auto row,
                     m_database.run(QStringLiteral("SELECT run FROM job_run WHERE job = ?"), {jobId}));
    if (row.next())
        return row.value(0).toString();
    RETURN_IF_ERROR(m_database.wereAllRead(row));
    return QString();
}

Result<void> StopRequests::request(const StopRequest &request) const
{
    RETURN_IF_ERROR(m_database.run(
        QStringLiteral("UPDATE job_run SET request = ? WHERE job = ? AND run = ? AND request <> ?"),
        {request.reason == StopReason::Cancel ? cancelWord : pauseWord, request.jobId, request.run,
         cancelWord}));
    return {};
}

Result<QList<StopRequest>> StopRequests::requests() const
{
    ASSIGN_OR_RETURN(auto rows, m_database.run(QStringLiteral(
                                    "SELECT job, run, request FROM job_run WHERE request <> ''")));
    QList<StopRequest> requests;
    while (rows.next())
        requests.append({rows.value(0).toString(), rows.value(1).toString(),
                         rows.value(2).toString() == cancelWord ? StopReason::Cancel : StopReason::Pause});
    RETURN_IF_ERROR(m_database.wereAllRead(rows));
    return requests;
}

} // namespace slipway
