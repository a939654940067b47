#include "core/exporting/journal/upload_journal.h"
#include "core/base/forward_error.h"

namespace slipway {

Result<UploadJournal> UploadJournal::open(const QString &databasePath)
{
    ASSIGN_OR_RETURN(StateDatabase database, StateDatabase::open(databasePath));
    return UploadJournal(std::move(database));
}

Result<QMap<int, UploadRecord>> UploadJournal::uploads(const QString &jobId, const QString &endpointId) const
{
    ASSIGN_OR_RETURN(
        auto rows, m_database.run(QStringLiteral("SELECT number, object, size, md5, verified FROM job_upload "
                                                 "WHERE job = ? AND endpoint = ? ORDER BY number"),
                                  {jobId, endpointId}));
    QMap<int, UploadRecord> uploads;
    while (rows.next()) {
        const int number = rows.value(0).toInt();
        uploads.insert(number, {number, rows.value(1).toString(), rows.value(2).toLongLong(),
                                rows.value(3).toString().toLatin1(), rows.value(4).toString()});
    }
    RETURN_IF_ERROR(m_database.wereAllRead(rows));
    return uploads;
}

Result<void> UploadJournal::add(const QString &jobId, const QString &endpointId,
                                const UploadRecord &record) const
{
    RETURN_IF_ERROR(m_database.run(
        QStringLiteral("INSERT OR REPLACE INTO job_upload(job, endpoint, number, object, size, md5, "
                       "verified) VALUES(?,?,?,?,?,?,?)"),
        {jobId, endpointId, record.number, record.object, record.size, QString::fromLatin1(record.md5),
         record.verified}));
    return {};
}

} // namespace slipway
