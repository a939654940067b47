// The demo tenant as a process that can be killed and started again: it keeps its port and its
// cursors.
#pragma once
#include "core/exporting/journal/export_job.h"
#include "tests/support/servers.h"

#include <QProcessEnvironment>

namespace slipway::test {

class DemoProcess
{
public:
    static constexpr qint64 from = 1'790'000'000 / 3600 * 3600, to = from + 3 * 3600;
    static inline const QByteArray token = "killed-tenant-token";

    // Each endpoint has `events` events, in pages of forty.
    DemoProcess(QString stateFile, const QStringList &endpoints, int events)
        : m_stateFile(std::move(stateFile))
    {
        for (const QString &endpoint : endpoints)
            m_events << QStringLiteral("%1=%2").arg(endpoint).arg(events);
        m_endpoints = endpoints.join(QLatin1Char(','));
    }
    DemoProcess(const DemoProcess &) = delete;
    ~DemoProcess() { kill(); }

    // Returns false if it is not running or has not reported that it is ready.
    [[nodiscard]] bool start(const QProcessEnvironment &extra = {})
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(extra);
        m_process.setProcessEnvironment(environment);
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(
            qEnvironmentVariable("SLIPWAY_CLI"),
            {QStringLiteral("demo-tenant"), QStringLiteral("--listen"),
             QStringLiteral("127.0.0.1:%1").arg(m_port), QStringLiteral("--token"),
             QString::fromLatin1(token), QStringLiteral("--grant"), m_endpoints, QStringLiteral("--events"),
             m_events.join(QLatin1Char(',')), QStringLiteral("--from"), QString::number(from),
             QStringLiteral("--to"), QString::number(to), QStringLiteral("--rate"), QStringLiteral("0"),
             QStringLiteral("--page-size"), QStringLiteral("40"), QStringLiteral("--state"), m_stateFile});
        (void)QTest::qWaitFor([&] { return m_process.canReadLine() || !isRunning(); }, 20'000);
        return isRunning() && m_process.canReadLine();
    }
    // Whether it was ended by a signal, including the one that kill() sends.
    [[nodiscard]] bool wasKilled() const
    {
        return !isRunning() && m_process.exitStatus() == QProcess::CrashExit;
    }
    [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    // Returns whether it was still running.
    bool kill()
    {
        if (!isRunning())
            return false;
        m_process.kill();
        m_process.waitForFinished(10'000);
        return true;
    }
    [[nodiscard]] QUrl address() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_port)); }
    [[nodiscard]] QString endpoints() const { return m_endpoints; }

private:
    QString m_stateFile, m_endpoints;
    QStringList m_events;
    quint16 m_port = freePort();
    QProcess m_process;
};

} // namespace slipway::test
