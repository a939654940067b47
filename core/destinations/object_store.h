// What Slipway does with objects in a destination; each operation is one run of rclone (but see
// write_only_blobs.h).
//
// A proxy's password is tried once, before rclone gets it; if a proxy refuses, the errors say what it said.
//
// Object names are relative to the destination's prefix. Errors: those of rclone_error.h,
// Cancelled, Timeout. Threads: any with an event loop.
#pragma once
#include "core/destinations/rclone/rclone_run.h"
#include "core/destinations/write_only_blobs.h"

#include <QTemporaryFile>
#include <QUrl>
#include <memory>

namespace slipway {

struct StoredObject
{
    qint64 size = 0;
    QByteArray md5; // hexadecimal, as reported by the store; empty if it reports none
};

class ObjectStore
{
public:
    // BadInput if the destination, its credentials or its CA file cannot be used; NotFound without
    // rclone; Storage if the certificates cannot be written to a file for it. May block for some 50
    // ms (SFTP passwords).
    [[nodiscard]] static Result<ObjectStore> open(DestinationAccess access);

    [[nodiscard]] const Destination &destination() const { return m_destination; }
    // Whether stat() and the like return the MD5 that the store computed for an object of `size`
    // bytes. If the bucket encrypts by default, with KMS or its own key, and at some gateways, they
    // return another checksum without saying so.
    [[nodiscard]] bool hasStoreChecksum(qint64 size) const;
    // Whether the store checks what it receives against an MD5 in the request before it accepts it.
    [[nodiscard]] bool checksOnReceipt() const;
    // Whether an object written by put() appears whole or not at all.
    [[nodiscard]] bool isAtomic() const { return m_destination.kindRow().isAtomic; }

    // Replaces an existing object. `bandwidth`: bytes per second; 0: no limit. `sent` is called
    // with the number of bytes sent so far.
    [[nodiscard]] QCoro::Task<Result<void>> put(QString file, QString object, qint64 bandwidth,
                                                std::function<void(qint64)> sent, std::stop_token stop) const;
    // The same for several files of `folder`, two at a time; they become objects with the same
    // names in `objectFolder`. After an error some of them may be there. `bandwidth` applies to all
    // of them together.
    [[nodiscard]] QCoro::Task<Result<void>> putAll(QString folder, QStringList files, QString objectFolder,
                                                   qint64 bandwidth, std::function<void(qint64)> sent,
                                                   std::stop_token stop) const;
    // Those of the named objects in a folder that exist, by name.
    [[nodiscard]] QCoro::Task<Result<QMap<QString, StoredObject>>> stat(QString folder, QStringList names,
                                                                        std::stop_token stop) const;
    [[nodiscard]] QCoro::Task<Result<RcloneOutput>> read(QString object, std::stop_token stop) const;
    // Reads the object back and returns its digest in hexadecimal.
    [[nodiscard]] QCoro::Task<Result<RcloneOutput>> sha256(QString object, std::stop_token stop) const;
    // Passes on its bytes from `offset` as they arrive; `receive` may block, and rclone then waits.
    // Nothing is passed on if the object does not exist or `offset` is at its end.
    [[nodiscard]] QCoro::Task<Result<void>> stream(QString object, qint64 offset,
                                                   std::function<void(const QByteArray &)> receive,
                                                   std::stop_token stop) const;
    // One object, or nothing; NotFound if there is no such bucket. If rclone may not see it, asks
    // the store for a listing, whose error explains more than a bare 403.
    [[nodiscard]] QCoro::Task<Result<std::optional<StoredObject>>> look(QString object,
                                                                        std::stop_token stop) const;
    // The objects whose names match `pattern` (as in rclone's --include) in a folder and in those
    // below it down to `depth`, by their paths relative to that folder. A folder that does not
    // exist is empty; NotFound if there is no such bucket.
    [[nodiscard]] QCoro::Task<Result<QMap<QString, StoredObject>>>
    listing(QString folder, QString pattern, int depth, std::stop_token stop) const;
    // The names in a folder.
    [[nodiscard]] QCoro::Task<Result<QStringList>> list(QString folder, std::stop_token stop) const;
    // Replaces an existing object with the new name.
    [[nodiscard]] QCoro::Task<Result<void>> rename(QString object, QString name, std::stop_token stop) const;
    [[nodiscard]] QCoro::Task<Result<void>> remove(QString object, std::stop_token stop) const;
    // Removes an empty folder if the store has real folders. On other stores there is nothing to
    // do.
    [[nodiscard]] QCoro::Task<Result<void>> removeFolder(QString folder, std::stop_token stop) const;

private:
    ObjectStore(Destination destination, std::shared_ptr<const QTemporaryFile> authorities,
                QProcessEnvironment environment, QUrl service, std::optional<WriteOnlyBlobs> blobs)
        : m_destination(std::move(destination)), m_authorities(std::move(authorities)),
          m_environment(std::move(environment)), m_service(std::move(service)), m_blobs(std::move(blobs))
    {}
    [[nodiscard]] QString path(const QString &object) const;
    [[nodiscard]] bool isNoFolder(const Error &error) const;
    void ignoreRclonesOwnCheck(RcloneCall &call) const;
    [[nodiscard]] QCoro::Task<Result<RcloneOutput>> run(RcloneCall call, std::stop_token stop) const;
    // For files: calls run(), and once more if a folder could not be created.
    [[nodiscard]] QCoro::Task<Result<RcloneOutput>> send(RcloneCall call, std::stop_token stop) const;

    Destination m_destination;
    std::shared_ptr<const QTemporaryFile> m_authorities; // from the CA file, in the form that rclone reads
    QProcessEnvironment m_environment;                   // with the credentials, without a proxy
    QUrl m_service;                                      // see StoreKind::service()
    std::optional<WriteOnlyBlobs> m_blobs;
};

} // namespace slipway
