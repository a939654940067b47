// Verifies the exports of one job in the background, one after the other.
//
// Threads: use it from one thread with an event loop; signals arrive there. Deleting it stops the work within
// a second.
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
    // Starts immediately. `quick`: uses what the store reports and does not read the files; see
    // verifyQuickly().
    explicit VerificationRun(const QList<VerifySubject> &subjects, bool quick = false,
                             QObject *parent = nullptr);
    void stop() { m_thread.requestStop(); }

Q_SIGNALS:
    void progressed(const QString &place, int percent); // of the files of that manifest
    void waiting(const QString &note);                  // for what, in a bucket; empty: it continues
    // One report for each manifest. With an error, one of them could not be read or the run was stopped, and
    // the reports are those before that.
    void finished(const QList<slipway::VerifyReport> &reports, const std::optional<slipway::Error> &error);

private:
    BackgroundThread m_thread;
};

} // namespace slipway
