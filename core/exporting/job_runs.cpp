#include "core/exporting/job_runs.h"

#include <QUuid>

namespace slipway {
namespace {

constexpr QLatin1String pauseWord("pause"), cancelWord("cancel");

} // namespace

Result<JobRuns> JobRuns::open(const QString &databasePath)
{
    Result<StateDatabase> database = StateDatabase::open(databasePath);
    if (!database)
        return std::unexpected(database.error());
    return JobRuns(std::move(*database));
}

Result<QString> JobRuns::begin(const QString &jobId) const
{
    const QString run = QUuid::createUuid().toString(QUuid::WithoutBraces);
    if (const auto stored = m_database.run(
            QStringLiteral("INSERT OR REPLACE INTO job_run(job, run, wish) VALUES(?,?,'')"), {jobId, run});
        !stored)
        return std::unexpected(stored.error());
    return run;
}

Result<void> JobRuns::end(const QString &jobId) const
{
    if (const auto removed = m_database.run(QStringLiteral("DELETE FROM job_run WHERE job = ?"), {jobId});
        !removed)
        return std::unexpected(removed.error());
    return {};
}

Result<QString> JobRuns::current(const QString &jobId) const
{
    auto row = m_database.run(QStringLiteral("SELECT run FROM job_run WHERE job = ?"), {jobId});
    if (!row)
        return std::unexpected(row.error());
    if (row->next())
        return row->value(0).toString();
    if (auto read = m_database.wereAllRead(*row); !read)
        return std::unexpected(read.error());
    return QString();
}

Result<void> JobRuns::wish(const StopWish &wish) const
{
    if (const auto stored = m_database.run(
            QStringLiteral("UPDATE job_run SET wish = ? WHERE job = ? AND run = ? AND wish <> ?"),
            {wish.reason == StopReason::Cancel ? cancelWord : pauseWord, wish.jobId, wish.run, cancelWord});
        !stored)
        return std::unexpected(stored.error());
    return {};
}

Result<QList<StopWish>> JobRuns::wishes() const
{
    auto rows = m_database.run(QStringLiteral("SELECT job, run, wish FROM job_run WHERE wish <> ''"));
    if (!rows)
        return std::unexpected(rows.error());
    QList<StopWish> wishes;
    while (rows->next())
        wishes.append({rows->value(0).toString(), rows->value(1).toString(),
                       rows->value(2).toString() == cancelWord ? StopReason::Cancel : StopReason::Pause});
    if (auto read = m_database.wereAllRead(*rows); !read)
        return std::unexpected(read.error());
    return wishes;
}

} // namespace slipway
