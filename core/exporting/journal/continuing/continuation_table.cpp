#include "core/exporting/journal/continuing/continuation_table.h"
#include "core/base/forward_error.h"

#include <QCoreApplication>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ContinuationTable)
};

} // namespace

Result<std::optional<Continuation>> ContinuationTable::of(const QString &job, const QString &endpointId) const
{
    ASSIGN_OR_RETURN(
        auto row,
        m_database.run(
            QStringLiteral(
                "SELECT continues, origin, range_end, page, checksum, is_last, mark, latest, index_job,"
                " index_number, has_keys, index_start FROM job_continuation WHERE job = ? AND endpoint = ?"),
            {job, endpointId}));
    if (!row.next())
        return std::nullopt;
    Continuation continuation;
    continuation.job = row.value(0).toString();
    continuation.origin = row.value(1).toLongLong();
    continuation.end = row.value(2).toLongLong();
    continuation.page = row.value(3).toLongLong();
    continuation.checksum = row.value(4).toString();
    continuation.isLast = row.value(5).toBool();
    continuation.mark = row.value(6).toLongLong();
    continuation.latest = row.value(7).toLongLong();
    continuation.indexJob = row.value(8).toString();
    continuation.indexNumber = row.value(9).toInt();
    continuation.hasKeys = row.value(10).toBool();
    continuation.indexStart = row.value(11).toLongLong();
    return continuation;
}

Result<void> ContinuationTable::add(const QString &job, const QString &endpointId,
                                    const Continuation &continuation, bool wroteEvents) const
{
    ASSIGN_OR_RETURN(
        auto former,
        m_database.run(
            QStringLiteral("SELECT job FROM job_continuation WHERE continues = ? AND endpoint = ?"),
            {continuation.job, endpointId}));
    if (former.next()) {
        const QString by = former.value(0).toString();
        return failure(ErrorKind::BadInput,
                       Texts::tr("Job %1 is continued already, by job %2.").arg(continuation.job, by),
                       Texts::tr("Continue job %1 instead. If it is not finished, resume it.").arg(by));
    }
    // In the new job, these pages are numbered up to 0, before its first page.
    ASSIGN_OR_RETURN(
        auto keys,
        m_database.run(
            QStringLiteral(
                "INSERT INTO job_page_key(job, endpoint, sequence, hwm, latest, keys) SELECT ?, endpoint,"
                " sequence - (SELECT max(sequence) FROM job_page_key WHERE job = ? AND endpoint = ?), hwm,"
                " latest, keys FROM job_page_key WHERE job = ? AND endpoint = ?"),
            {job, continuation.job, endpointId, continuation.job, endpointId}));
    const bool hasKeys = continuation.hasKeys && (!wroteEvents || keys.numRowsAffected() > 0);
    RETURN_IF_ERROR(m_database.run(
        QStringLiteral(
            "INSERT INTO job_continuation(job, endpoint, continues, origin, range_end, page, checksum,"
            " is_last, mark, latest, index_job, index_number, has_keys, index_start)"
            " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
        {job, endpointId, continuation.job, continuation.origin, continuation.end, continuation.page,
         continuation.checksum.isNull() ? QStringLiteral("") : continuation.checksum, continuation.isLast,
         continuation.mark, continuation.latest,
         continuation.indexJob.isNull() ? QStringLiteral("") : continuation.indexJob,
         continuation.indexNumber, hasKeys, continuation.indexStart}));
    return {};
}

Result<void> ContinuationTable::release(const QString &job, const QString &endpointId) const
{
    RETURN_IF_ERROR(m_database.run(
        QStringLiteral("DELETE FROM job_continuation WHERE job = ? AND endpoint = ?"), {job, endpointId}));
    return {};
}

} // namespace slipway
