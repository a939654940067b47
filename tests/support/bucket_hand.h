// Complete exports in a bucket, and a way to look at and tamper with their objects using rclone
// alone.
#pragma once
#include "core/exporting/verifying/verify_subject.h"
#include "tests/support/bucket_export.h"

#include <QTemporaryFile>

namespace slipway::test {

struct BucketExport
{
    QString id;
    VerifySubject subject;

    BucketExport() = default;
    BucketExport(ExportWorld &world, const DestinationAccess &access,
                 Compression compression = Compression::None)
    {
        ExportRequest request = requestTo(access, world);
        request.compression = compression;
        request.partSize = compression == Compression::Gzip ? 1 << 18 : 1 << 20;
        id = world.jobs->submit(request, world.connection(), access).value();
        const JobSnapshot job = world.waitForEnd(id);
        if (job.state != JobState::Complete)
            qFatal("%s", job.error ? qPrintable(job.error->asText()) : "not complete");
        subject = subjectsOf(job, access).value().first();
    }
    // `end`: "-00001.ndjson"
    [[nodiscard]] QString name(const char *end) const { return id + QLatin1String(end); }
    [[nodiscard]] QString path(const char *end) const // begins with the bucket
    {
        return subject.access->destination.path(QStringLiteral("netskope_alerts/") + name(end));
    }
    [[nodiscard]] QString url(const char *end) const
    {
        return subject.access->destination.url() + QStringLiteral("/netskope_alerts/") + name(end);
    }
};

class BucketHand
{
public:
    explicit BucketHand(const QProcessEnvironment &environment) : m_environment(environment) {}

    // Paths begin with the bucket.
    [[nodiscard]] QByteArray get(const QString &path) const
    {
        return rclone({QStringLiteral("cat"), QStringLiteral("look:") + path});
    }
    void put(const QString &path, const QByteArray &bytes) const
    {
        QTemporaryFile file; // uploaded as one object and not in parts, so that the store knows its MD5
        if (!file.open() || file.write(bytes) != bytes.size() || !file.flush())
            qFatal("no temporary file");
        rclone({QStringLiteral("copyto"), file.fileName(), QStringLiteral("look:") + path});
    }
    void remove(const QString &path) const
    {
        rclone({QStringLiteral("deletefile"), QStringLiteral("look:") + path});
    }
    // Flips one bit of the byte in the middle.
    void spoil(const QString &path) const
    {
        QByteArray bytes = get(path);
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x01);
        put(path, bytes);
    }

private:
    QByteArray rclone(const QStringList &arguments) const
    {
        QProcess process;
        process.setProcessEnvironment(m_environment);
        process.start(QStringLiteral("rclone"), arguments + QStringList{QStringLiteral("--config="),
                                                                        QStringLiteral("--log-level=ERROR")});
        if (!process.waitForFinished(60'000) || process.exitCode() != 0)
            qFatal("rclone: %s", process.readAllStandardError().constData());
        return process.readAllStandardOutput();
    }
    QProcessEnvironment m_environment;
};

} // namespace slipway::test
