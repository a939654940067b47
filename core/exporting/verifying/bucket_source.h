// The files of an export in a bucket. They are streamed: nothing is kept on the disk, and only a few MiB in
// memory.
//
// If a connection breaks while a file is read, reading continues where it broke. A file that cannot be read
// in the end is an error and never a finding.
//
// Threads: see ExportSource.
#pragma once
#include "core/destinations/object_store.h"
#include "core/exporting/fetching/pacing.h"
#include "core/exporting/parts/export_source.h"

#include <optional>

namespace slipway {

class BucketSource : public ExportSource
{
public:
    // `folder`: of the files, below the store's prefix. `waiting`: is told what it waits for, and gets an
    // empty text when it continues; on the caller's thread. `retry`: how it tries again after a break, for at
    // most `episode` without receiving a byte.
    BucketSource(ObjectStore store, QString folder, std::stop_token stop,
                 std::function<void(const QString &)> waiting, RetryPolicy retry);

    [[nodiscard]] QString placeOf(const QString &name) const override;
    [[nodiscard]] Result<std::unique_ptr<ByteStream>> open(const QString &name) override;
    [[nodiscard]] Result<QByteArray> read(const QString &name, qint64 most) override;
    [[nodiscard]] Result<PresentFile> look(const QString &name) override;
    [[nodiscard]] Result<QMap<QString, PresentFile>> present(const QString &job) override;

private:
    friend class ObjectBytes;
    [[nodiscard]] QString object(const QString &name) const;
    [[nodiscard]] PresentFile presentFile(const StoredObject &object) const;
    // Waits before another attempt. False: stopped, or it has waited long enough.
    [[nodiscard]] bool waitAfter(const Error &error, int attempt,
                                 std::chrono::steady_clock::time_point since);
    [[nodiscard]] std::unexpected<Error> givingUp(const Error &error) const;
    template<class T>
    [[nodiscard]] Result<T> persist(const QString &place, const std::function<Result<T>()> &once);

    ObjectStore m_store;
    QString m_folder;
    std::stop_token m_stop;
    std::function<void(const QString &)> m_waiting;
    RetryPolicy m_retry;
    QMap<QString, PresentFile> m_present; // of the job that was listed most recently
};

// The manifests in a folder of the store and in its immediate subfolders. Their names begin after the store's
// prefix.
[[nodiscard]] Result<QStringList> findManifests(const ObjectStore &store, const QString &folder,
                                                std::stop_token stop);

} // namespace slipway
