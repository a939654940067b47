// Runs slipway-cli as a process with separate data and settings.
#pragma once
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

namespace slipway::test {

class CliRun
{
public:
    // `world`: the folder for everything that it stores. The token is written to its standard
    // input.
    CliRun(const QString &world, const QStringList &arguments, const QByteArray &token,
           const QProcessEnvironment &extra = {})
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"})
            environment.insert(QString::fromLatin1(name), world);
        environment.insert(extra);
        m_process.setProcessEnvironment(environment);
        m_process.start(qEnvironmentVariable("SLIPWAY_CLI"), arguments);
        m_process.write(token + '\n');
        m_process.closeWriteChannel();
    }

    [[nodiscard]] qint64 pid() const { return m_process.processId(); }
    [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    void kill() { m_process.kill(); } // does nothing if it has ended
    // The exit code; -1 if it does not end within a minute, -2 if it crashed or was killed.
    [[nodiscard]] int wait()
    {
        if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(60000))
            return -1;
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -2;
    }
    // The last object that `--json` printed.
    [[nodiscard]] QJsonObject json()
    {
        const QByteArray output = m_process.readAllStandardOutput().trimmed();
        const QJsonObject whole = QJsonDocument::fromJson(output).object();
        return whole.isEmpty() ? QJsonDocument::fromJson(output.split('\n').last()).object() : whole;
    }
    [[nodiscard]] QByteArray output() { return m_process.readAllStandardOutput(); }
    [[nodiscard]] QByteArray errors() { return m_process.readAllStandardError(); }

private:
    QProcess m_process;
};

} // namespace slipway::test
