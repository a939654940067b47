#include "core/exporting/verifying/verification_run.h"

namespace slipway {

VerificationRun::VerificationRun(const QList<VerifySubject> &subjects, bool quick, QObject *parent)
    : QObject(parent)
{
    m_thread.run([this, subjects, quick](std::stop_token stop) {
        QList<VerifyReport> reports;
        std::optional<Error> error;
        const auto tell = [this](auto signal) {
            QMetaObject::invokeMethod(this, signal, Qt::QueuedConnection);
        };
        for (const VerifySubject &subject : subjects) {
            const QString place = subject.place();
            VerifyOptions options;
            options.quick = quick;
            options.progress = [&](qint64 done, qint64 total) {
                const int percent = total > 0 ? static_cast<int>(done * 100 / total) : 100;
                tell([this, place, percent] { Q_EMIT progressed(place, percent); });
            };
            options.waiting = [&](const QString &note) { tell([this, note] { Q_EMIT waiting(note); }); };
            Result<VerifyReport> report = verify(subject, options, stop);
            if (!report) {
                error = report.error();
                break;
            }
            reports << std::move(*report);
        }
        tell([this, reports, error] { Q_EMIT finished(reports, error); });
    });
}

} // namespace slipway
