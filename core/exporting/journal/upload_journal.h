// Which parts of a job are in its bucket, uploaded and verified. Those are never sent again, and their files
// are no longer needed.
//
// Threads: one object for each thread; several may work on one database.
#pragma once
#include "core/exporting/journal/export_job.h"
#include "core/state/state_database.h"

#include <QMap>

namespace slipway {

// How an object was compared with the file.
inline constexpr auto verifiedByStore = "md5-of-store";  // size, and the MD5 that the store computed
inline constexpr auto verifiedByReading = "sha256-read"; // read back and hashed
inline constexpr auto verifiedOnReceipt =
    "md5-on-receipt";                               // write-only credentials: the store checked the MD5 sent
inline constexpr auto verifiedBySize = "size-only"; // write-only credentials, and the store checks nothing

struct UploadRecord
{
    int number = 0; // of the part
    QString object; // below the destination's prefix
    qint64 size = 0;
    QByteArray md5; // of the file, in hexadecimal
    QString verified;
};

class UploadJournal
{
public:
    [[nodiscard]] static Result<UploadJournal> open(const QString &databasePath);

    // The records by the number of their part.
    [[nodiscard]] Result<QMap<int, UploadRecord>> uploads(const QString &jobId,
                                                          const QString &endpointId) const;
    [[nodiscard]] Result<void> add(const QString &jobId, const QString &endpointId,
                                   const UploadRecord &record) const;

private:
    explicit UploadJournal(StateDatabase database) : m_database(std::move(database)) {}
    StateDatabase m_database;
};

} // namespace slipway
