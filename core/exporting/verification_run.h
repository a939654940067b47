// Verifies the manifests of one job in the background.
//
// Threads: use it from one thread with an event loop; signals arrive there. Destruction stops it within a
// second.
#pragma once
#include "core/base/background.h"
#include "core/exporting/verify.h"

#include <QObject>
#include <QStringList>
#include <optional>

namespace slipway {

class VerificationRun : public QObject
{
    Q_OBJECT
public:
    // Starts at once.
    explicit VerificationRun(const QStringList &manifests, QObject *parent = nullptr);
    void stop() { m_thread.requestStop(); }

Q_SIGNALS:
    void progressed(const QString &manifest, int percent); // of that manifest's files
    // One report for each manifest. The error: one of them cannot be read, or the run was stopped; the
    // reports are those before it.
    void finished(const QList<slipway::VerifyReport> &reports, const std::optional<slipway::Error> &error);

private:
    BackgroundThread m_thread;
};

} // namespace slipway
