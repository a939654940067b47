// Verifies exports in the background, one after the other: those of one job.
//
// Threads: use it from one thread with an event loop; signals arrive there. Destruction stops it within a
// second.
#pragma once
#include "core/async/background.h"
#include "core/exporting/verifying/verify_subject.h"

#include <QObject>
#include <optional>

namespace slipway {

class VerificationRun : public QObject
{
    Q_OBJECT
public:
    // Starts at once. `quick`: by what the store tells, without reading the files; see verifyQuickly().
    explicit VerificationRun(const QList<VerifySubject> &subjects, bool quick = false,
                             QObject *parent = nullptr);
    void stop() { m_thread.requestStop(); }

Q_SIGNALS:
    void progressed(const QString &place, int percent); // of the files of the manifest there
    void waiting(const QString &note);                  // what for, in a bucket; nothing: it goes on
    // One report for each manifest. The error: one of them cannot be read, or the run was stopped; the
    // reports are those before it.
    void finished(const QList<slipway::VerifyReport> &reports, const std::optional<slipway::Error> &error);

private:
    BackgroundThread m_thread;
};

} // namespace slipway
