#include "core/destinations/rclone/rclone_run.h"

#include "core/async/completion.h"
#include "core/destinations/rclone/rclone_environment.h"
#include "core/destinations/rclone/rclone_error.h"
#include "core/io/bound_process.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QProcess>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(RcloneRun)
};

// rclone's standard error: log lines in JSON, and a few messages in plain text.
class Log
{
public:
    explicit Log(std::function<void(qint64)> sent) : m_sent(std::move(sent)) {}

    void add(const QByteArray &bytes)
    {
        m_rest += bytes;
        for (qsizetype end = m_rest.indexOf('\n'); end >= 0; end = m_rest.indexOf('\n')) {
            line(m_rest.left(end));
            m_rest.remove(0, end + 1);
        }
    }
    [[nodiscard]] QString errors()
    {
        line(std::exchange(m_rest, {}));
        return m_errors.join(QLatin1Char('\n'));
    }

private:
    void line(const QByteArray &text)
    {
        if (text.isEmpty())
            return;
        if (!text.startsWith('{')) {
            keep(QString::fromUtf8(text));
            return;
        }
        const QJsonObject json = QJsonDocument::fromJson(text).object();
        if (const QJsonObject stats = json[QStringLiteral("stats")].toObject(); !stats.isEmpty() && m_sent)
            m_sent(stats[QStringLiteral("bytes")].toInteger());
        // Later versions have other levels for fatal errors.
        static const QStringList bad{QStringLiteral("error"), QStringLiteral("fatal"),
                                     QStringLiteral("critical"), QStringLiteral("alert"),
                                     QStringLiteral("emergency")};
        if (bad.contains(json[QStringLiteral("level")].toString()))
            keep(json[QStringLiteral("msg")].toString());
    }
    // The last messages are the ones that made it end.
    void keep(const QString &message)
    {
        m_errors << message.left(2000);
        if (m_errors.size() > 20)
            m_errors.removeFirst();
    }

    std::function<void(qint64)> m_sent;
    QByteArray m_rest;
    QStringList m_errors;
};

} // namespace

QCoro::Task<Result<RcloneOutput>> runRclone(Destination destination, QProcessEnvironment environment,
                                            RcloneCall call, std::stop_token stop)
{
    const QString program = rcloneProgram();
    if (program.isEmpty())
        co_return std::unexpected(rcloneMissing());
    if (stop.stop_requested())
        co_return failure(ErrorKind::Cancelled, Texts::tr("Stopped."));

    Completion completion(call.limit);
    Log log(call.sent);
    QByteArray output;
    QProcess process;
    process.setProcessEnvironment(environment);
    bindToThisProcess(process); // also because its environment contains the credentials
    QObject::connect(&process, &QProcess::readyReadStandardError, &process,
                     [&] { log.add(process.readAllStandardError()); });
    QObject::connect(&process, &QProcess::readyReadStandardOutput, &process, [&] {
        const QByteArray bytes = process.readAllStandardOutput();
        if (call.receive)
            call.receive(bytes);
        else
            output += bytes;
    });
    QObject::connect(&process, &QProcess::finished, &process, [&] { completion.end(true); });
    QObject::connect(&process, &QProcess::errorOccurred, &process, [&](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            completion.end(true);
    });
    if (call.sent)
        call.arguments << QStringLiteral("--stats=%1ms").arg(progressInterval.count())
                       << QStringLiteral("--stats-log-level=NOTICE");
    process.start(program, call.arguments + rcloneArguments(destination));
    process.write(call.input);
    process.closeWriteChannel();
    const bool ended = co_await wait(completion, stop);
    if (!ended) {
        process.terminate();
        // Without blocking, because several may be asked to end at the same time.
        Completion gone(std::chrono::milliseconds(700));
        QObject::connect(&process, &QProcess::finished, &gone, [&] { gone.end(true); });
        if (process.state() == QProcess::NotRunning)
            gone.end(true);
        if (const bool itself = co_await wait(gone, {}); !itself) {
            process.kill();
            process.waitForFinished(2'000);
        }
        if (stop.stop_requested())
            co_return failure(ErrorKind::Cancelled, Texts::tr("Stopped."));
        co_return failure(ErrorKind::Timeout, Texts::tr("%1 does not answer.").arg(destination.url()),
                          Texts::tr("Check the network, then try again."), scrubbed(log.errors()));
    }
    if (process.error() == QProcess::FailedToStart)
        co_return failure(ErrorKind::Internal, Texts::tr("rclone cannot be started."),
                          Texts::tr("Install it again."), process.errorString());
    log.add(process.readAllStandardError());
    if (process.exitStatus() == QProcess::CrashExit)
        co_return failure(ErrorKind::ConnectionLost,
                          Texts::tr("The upload to %1 was terminated from outside.").arg(destination.url()),
                          {}, scrubbed(log.errors()));
    if (process.exitCode() != 0)
        co_return std::unexpected(rcloneError(log.errors(), destination));
    co_return RcloneOutput{output};
}

} // namespace slipway
