// Checks that an object in the bucket is the same as the file from which it was made.
//
// The digests of the file are those that were computed while it was written, so that no later change goes
// unnoticed. The file is read again only if they are missing or something differs.
//
// Threads: any with an event loop.
#pragma once
#include "core/destinations/object_store.h"
#include "core/exporting/journal/job_journal.h"

#include <optional>

namespace slipway {

class UploadCheck
{
public:
    // `folder`: of the files. `store` must outlive this object.
    UploadCheck(const ObjectStore &store, QString folder) : m_store(store), m_folder(std::move(folder)) {}

    // Completes from the file a record without MD5, which is of an earlier version or of a file that is not a
    // part. Storage if the file cannot be read or is not as it was written; Cancelled.
    [[nodiscard]] QCoro::Task<Result<void>> complete(PartRecord &part, std::stop_token stop) const;

    // How the object was found to be the same: one of the words in upload_journal.h. `stored`: what the store
    // tells about it; empty if the credentials do not allow looking. BadAnswer if they differ; Storage if
    // that is because the file was changed; otherwise the store's errors.
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
