// Writes blobs to Azure with a SAS that may not read ("sp=cw", or "c" alone).
//
// rclone 1.60 asks for a blob's properties before and after it writes one, so it cannot do that.
// Each file is one Put Blob: it appears whole or not at all, and the store checks what it received
// against the MD5 in the request before it accepts it.
//
// Source: learn.microsoft.com/rest/api/storageservices/put-blob (up to 5000 MiB since version
// 2019-12-12), and also create-account-sas, create-service-sas, delete-blob.
//
// Threads: any with an event loop.
#pragma once
#include "core/destinations/destination.h"

#include <QCoroTask>
#include <functional>
#include <optional>
#include <stop_token>

namespace slipway {

class WriteOnlyBlobs
{
public:
    // `access` is to a container in Azure. Returns nothing if rclone will do: for an account key, or
    // a SAS that may read or does not list its permissions.
    [[nodiscard]] static std::optional<WriteOnlyBlobs> of(const DestinationAccess &access);

    // As in ObjectStore. With a SAS that may create but not write, an existing blob of that name
    // stays as it is; an earlier run of the job has put it there.
    [[nodiscard]] QCoro::Task<Result<void>> put(QString file, QString object, qint64 bandwidth,
                                                std::function<void(qint64)> sent, std::stop_token stop) const;
    [[nodiscard]] QCoro::Task<Result<void>> remove(QString object, std::stop_token stop) const;

private:
    WriteOnlyBlobs(Destination destination, Secret address, Secret sas, bool createsOnly);
    [[nodiscard]] QByteArray url(const QString &object) const;

    Destination m_destination;
    Secret m_address; // of the container; a SAS URL is a secret as a whole
    Secret m_sas;     // without its question mark
    bool m_createsOnly;
};

} // namespace slipway
