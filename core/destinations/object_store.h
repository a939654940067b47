// What Slipway does with objects in a destination, each as one run of rclone (but see write_only_blobs.h).
//
// Objects are named below the destination's prefix. Errors: those of rclone_error.h, Cancelled, Timeout.
// Threads: any with an event loop.
#pragma once
#include "core/destinations/rclone_run.h"
#include "core/destinations/write_only_blobs.h"

#include <QTemporaryFile>
#include <memory>

namespace slipway {

struct StoredObject
{
    qint64 size = 0;
    QByteArray md5; // hexadecimal, as the store tells it; empty where it does not
};

class ObjectStore
{
public:
    // BadInput when the destination, its credentials or its CA file cannot be used; NotFound without rclone;
    // Storage where the certificates cannot be written down for it. May block for some 50 ms (passwords of
    // SFTP).
    [[nodiscard]] static Result<ObjectStore> open(DestinationAccess access);

    [[nodiscard]] const Destination &destination() const { return m_destination; }
    // Whether stat() and its like tell the MD5 that the store computed of an object of so many bytes. Where
    // the bucket encrypts by itself, with KMS or a key of its own, and at some gateways they tell another
    // checksum, and nothing says so.
    [[nodiscard]] bool hasStoreChecksum(qint64 size) const;
    // Whether the store compares what it receives with an MD5 in the request before it takes it.
    [[nodiscard]] bool checksOnReceipt() const;
    // Whether an object of put() appears whole or not at all.
    [[nodiscard]] bool isAtomic() const { return m_destination.kindRow().isAtomic; }

    // Replaces what is there. `bandwidth`: bytes a second; 0: no limit. `sent`: bytes so far.
    [[nodiscard]] QCoro::Task<Result<void>> put(QString file, QString object, qint64 bandwidth,
                                                std::function<void(qint64)> sent, std::stop_token stop) const;
    // The same for files of one folder, which become objects of their names in another, two at the same time.
    // After an error some of them may be there. `bandwidth` is that of all.
    [[nodiscard]] QCoro::Task<Result<void>> putAll(QString folder, QStringList files, QString objectFolder,
                                                   qint64 bandwidth, std::function<void(qint64)> sent,
                                                   std::stop_token stop) const;
    // Those of the objects of a folder that are there, by name.
    [[nodiscard]] QCoro::Task<Result<QMap<QString, StoredObject>>> stat(QString folder, QStringList names,
                                                                        std::stop_token stop) const;
    [[nodiscard]] QCoro::Task<Result<RcloneOutput>> read(QString object, std::stop_token stop) const;
    // Reads it back; the digest in hexadecimal.
    [[nodiscard]] QCoro::Task<Result<RcloneOutput>> sha256(QString object, std::stop_token stop) const;
    // Its bytes from `offset` on, as they come; `receive` may block, and rclone then waits. Nothing comes of
    // an object that is not there, nor of an offset at its end. Defined in object_reading.cpp, as is
    // listing().
    [[nodiscard]] QCoro::Task<Result<void>> stream(QString object, qint64 offset,
                                                   std::function<void(const QByteArray &)> receive,
                                                   std::stop_token stop) const;
    // One object, or nothing; NotFound when there is no such bucket. Where rclone may not see it, it asks the
    // store for a list, which says more than a bare 403 why not.
    [[nodiscard]] QCoro::Task<Result<std::optional<StoredObject>>> look(QString object,
                                                                        std::stop_token stop) const;
    // The objects in a folder, and in those below it down to `depth`, whose names fit `pattern` (as rclone's
    // --include has it): their paths from that folder on. A folder that is not there is empty;
    // NotFound when there is no such bucket.
    [[nodiscard]] QCoro::Task<Result<QMap<QString, StoredObject>>>
    listing(QString folder, QString pattern, int depth, std::stop_token stop) const;
    // The names in a folder below the prefix.
    [[nodiscard]] QCoro::Task<Result<QStringList>> list(QString folder, std::stop_token stop) const;
    // Replaces what is there under the new name.
    [[nodiscard]] QCoro::Task<Result<void>> rename(QString object, QString name, std::stop_token stop) const;
    [[nodiscard]] QCoro::Task<Result<void>> remove(QString object, std::stop_token stop) const;
    // Where folders are real: removes an empty one. Elsewhere there is nothing to do.
    [[nodiscard]] QCoro::Task<Result<void>> removeFolder(QString folder, std::stop_token stop) const;

private:
    ObjectStore(Destination destination, std::shared_ptr<const QTemporaryFile> authorities,
                QProcessEnvironment environment, std::optional<WriteOnlyBlobs> blobs)
        : m_destination(std::move(destination)), m_authorities(std::move(authorities)),
          m_environment(std::move(environment)), m_blobs(std::move(blobs))
    {}
    [[nodiscard]] QString path(const QString &object) const;
    [[nodiscard]] bool isNoFolder(const Error &error) const;
    void ignoreRclonesOwnCheck(RcloneCall &call) const;
    [[nodiscard]] QCoro::Task<Result<RcloneOutput>> run(RcloneCall call, std::stop_token stop) const;
    // Of files: run(), and once more where a folder could not be made.
    [[nodiscard]] QCoro::Task<Result<RcloneOutput>> send(RcloneCall call, std::stop_token stop) const;

    Destination m_destination;
    std::shared_ptr<const QTemporaryFile> m_authorities; // of the CA file, as rclone reads them
    QProcessEnvironment m_environment;                   // with the credentials
    std::optional<WriteOnlyBlobs> m_blobs;
};

} // namespace slipway
