#include "core/exporting/uploading/upload_check.h"

#include "core/base/forward_error.h"
#include "core/destinations/rclone/rclone_error.h"
#include "core/exporting/journal/upload_journal.h"
#include "core/io/file_digests.h"

#include <QCoreApplication>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(UploadCheck)
};

Error fileChanged(const QString &file, const PartRecord &part, const FileDigests &now)
{
    return {ErrorKind::Storage, Texts::tr("The finished file %1 was changed.").arg(file),
            Texts::tr("Cancel the job and export again."),
            QStringLiteral("%1 bytes, SHA-256 %2; %3 bytes, %4 were written")
                .arg(now.size)
                .arg(QLatin1String(now.sha256))
                .arg(part.fileBytes)
                .arg(QLatin1String(part.sha256))};
}

} // namespace

QString UploadCheck::path(const PartRecord &part) const
{
    return m_folder + QLatin1Char('/') + part.name;
}

QCoro::Task<Result<void>> UploadCheck::complete(PartRecord &part, std::stop_token stop) const
{
    if (!part.md5.isEmpty())
        co_return Result<void>{};
    CO_ASSIGN_OR_RETURN(const FileDigests digests, co_await digestsOf(path(part), stop));
    if (!part.sha256.isEmpty() && part.sha256 != digests.sha256)
        co_return std::unexpected(fileChanged(path(part), part, digests));
    part.fileBytes = digests.size;
    part.sha256 = digests.sha256;
    part.md5 = digests.md5;
    co_return Result<void>{};
}

QCoro::Task<Result<QString>> UploadCheck::verify(PartRecord part, QString object,
                                                 std::optional<StoredObject> stored,
                                                 std::stop_token stop) const
{
    const QString unseen =
        QString::fromLatin1(m_store.checksOnReceipt() ? verifiedOnReceipt : verifiedBySize);
    if (!stored)
        co_return unseen;
    QString difference;
    if (stored->size != part.fileBytes) {
        difference = QStringLiteral("%1 of %2 bytes").arg(stored->size).arg(part.fileBytes);
    } else {
        const bool hasChecksum = m_store.hasStoreChecksum(part.fileBytes) && !stored->md5.isEmpty();
        if (hasChecksum && stored->md5 == part.md5)
            co_return QString::fromLatin1(verifiedByStore);
        // A different checksum may be that of another file, or not an MD5 at all: only the bytes can tell.
        const Result<RcloneOutput> sha256 = co_await m_store.sha256(object, stop);
        if (!sha256 && sha256.error().kind == ErrorKind::PermissionMissing) {
            if (!hasChecksum)
                co_return unseen;
            co_return std::unexpected(
                unclearChecksum(m_store.destination(),
                                QStringLiteral("%1: MD5 %2, not %3")
                                    .arg(object, QLatin1String(stored->md5), QLatin1String(part.md5))));
        }
        if (!sha256)
            co_return std::unexpected(sha256.error());
        if (sha256->bytes == part.sha256)
            co_return QString::fromLatin1(verifiedByReading);
        difference = QStringLiteral("SHA-256 %1, not %2")
                         .arg(QLatin1String(sha256->bytes), QLatin1String(part.sha256));
    }
    const QString details = object + QStringLiteral(": ") + difference;
    Error why = co_await whyDifferent(part, details, stop);
    co_return std::unexpected(std::move(why));
}

QCoro::Task<Error> UploadCheck::whyDifferent(PartRecord part, QString details, std::stop_token stop) const
{
    const Result<FileDigests> now = co_await digestsOf(path(part), stop);
    if (!now)
        co_return now.error();
    if (now->md5 != part.md5)
        co_return fileChanged(path(part), part, *now);
    co_return Error{ErrorKind::BadAnswer,
                    Texts::tr("What arrived at %1 is not what was sent.").arg(m_store.destination().url()),
                    Texts::tr("The job will try again."), details};
}

} // namespace slipway
