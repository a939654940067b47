// Whether an object in the bucket is the same as the file that it was made from.
//
// The file's digests are those that were taken as it was written, so that nothing in between goes unnoticed;
// the file is read again only where they are missing or something differs.
//
// Threads: any with an event loop.
#pragma once
#include "core/destinations/object_store.h"
#include "core/exporting/jobs/job_journal.h"

#include <optional>

namespace slipway {

class UploadCheck
{
public:
    // `folder`: of the files. `store` outlives this.
    UploadCheck(const ObjectStore &store, QString folder) : m_store(store), m_folder(std::move(folder)) {}

    // Completes a record without MD5, of an earlier version or of a file that is not a part: from the file.
    // Storage when it cannot be read, or is not as it was written; Cancelled.
    [[nodiscard]] QCoro::Task<Result<void>> complete(PartRecord &part, std::stop_token stop) const;

    // How the object was found to be the same: one of upload_journal.h's. `stored`: what the store tells of
    // it; nothing where the credentials do not allow to look. BadAnswer when they differ; Storage when that
    // is because the file was changed; the store's errors.
    [[nodiscard]] QCoro::Task<Result<QString>>
    verify(PartRecord part, QString object, std::optional<StoredObject> stored, std::stop_token stop) const;

private:
    [[nodiscard]] QCoro::Task<Error> whyDifferent(PartRecord part, QString details,
                                                  std::stop_token stop) const;
    [[nodiscard]] QString path(const PartRecord &part) const;

    const ObjectStore &m_store;
    QString m_folder;
};

} // namespace slipway
