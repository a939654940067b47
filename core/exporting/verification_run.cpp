#include "core/exporting/verification_run.h"

namespace slipway {

VerificationRun::VerificationRun(const QStringList &manifests, QObject *parent) : QObject(parent)
{
    m_thread.run([this, manifests](std::stop_token stop) {
        QList<VerifyReport> reports;
        std::optional<Error> error;
        for (const QString &manifest : manifests) {
            const auto progress = [&](qint64 done, qint64 total) {
                const int percent = total > 0 ? static_cast<int>(done * 100 / total) : 100;
                QMetaObject::invokeMethod(
                    this, [this, manifest, percent] { Q_EMIT progressed(manifest, percent); },
                    Qt::QueuedConnection);
            };
            Result<VerifyReport> report = verifyExport(manifest, progress, stop);
            if (!report) {
                error = report.error();
                break;
            }
            reports << std::move(*report);
        }
        QMetaObject::invokeMethod(
            this, [this, reports, error] { Q_EMIT finished(reports, error); }, Qt::QueuedConnection);
    });
}

} // namespace slipway
