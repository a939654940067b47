// Real stores for tests, and functions that look into them without using the code under test.
#pragma once
#include "core/destinations/destination.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <unistd.h>

namespace slipway::test {

// One of the scripts beside this file. It prints "ready PORT" once it is ready, and exits when its
// standard input is closed.
class ScriptServer
{
public:
    explicit ScriptServer(const char *script) : m_script(QLatin1String(script)) { start(); }
    ~ScriptServer() { stop(); }
    // A restart uses the same port and has the same objects as before.
    void start()
    {
        m_process = std::make_unique<QProcess>();
        m_process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        QStringList arguments{m_folder.path()};
        if (m_port > 0)
            arguments << QString::number(m_port);
        m_process->start(QStringLiteral(SLIPWAY_TEST_SUPPORT "/") + m_script, arguments);
        QByteArray output;
        while (!output.contains('\n')) {
            if (!m_process->waitForReadyRead(90'000))
                qFatal("%s does not start: run installer/setup", qPrintable(m_script));
            output += m_process->readAllStandardOutput();
        }
        m_port = output.simplified().split(' ').value(1).toUShort();
    }
    // Breaks all connections immediately.
    void stop()
    {
        if (!m_process)
            return;
        m_process->terminate();
        if (!m_process->waitForFinished(8000))
            m_process->kill();
        m_process->waitForFinished(3000);
        m_process.reset();
    }
    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] QString folder() const { return m_folder.path(); }

private:
    QString m_script;
    QTemporaryDir m_folder;
    std::unique_ptr<QProcess> m_process;
    quint16 m_port = 0;
};

// OpenStack Swift with its S3 API.
class SwiftServer : public ScriptServer
{
public:
    static constexpr auto secretKey = "0nly-th3-t3sts-kn0w-th1s"; // of "test:tester"
    SwiftServer() : ScriptServer("swift-s3") {}
    [[nodiscard]] DestinationAccess access(const QString &prefix, quint16 viaPort = 0) const
    {
        DestinationAccess access;
        access.destination.kind = QStringLiteral("s3");
        access.destination.bucket = QStringLiteral("drop");
        access.destination.prefix = prefix;
        access.destination.options = {{QStringLiteral("endpoint"),
                                       QStringLiteral("http://127.0.0.1:%1").arg(viaPort ? viaPort : port())},
                                      {QStringLiteral("region"), QStringLiteral("us-east-1")}};
        access.secrets = {{QStringLiteral("access_key"), Secret("test:tester")},
                          {QStringLiteral("secret_key"), Secret(secretKey)}};
        return access;
    }
    // The credentials in the environment variables that AWS users set, for the command line.
    [[nodiscard]] QProcessEnvironment awsEnvironment() const
    {
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("AWS_ACCESS_KEY_ID"), QStringLiteral("test:tester"));
        environment.insert(QStringLiteral("AWS_SECRET_ACCESS_KEY"), QLatin1String(secretKey));
        environment.insert(QStringLiteral("AWS_ENDPOINT_URL"),
                           QStringLiteral("http://127.0.0.1:%1").arg(port()));
        return environment;
    }
    // For looking into the bucket with rclone alone.
    [[nodiscard]] QProcessEnvironment environment() const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove(QStringLiteral("AWS_CA_BUNDLE"));
        const auto set = [&](const char *name, const QString &value) {
            environment.insert(QLatin1String("RCLONE_CONFIG_LOOK_") + QLatin1String(name), value);
        };
        set("TYPE", QStringLiteral("s3"));
        set("PROVIDER", QStringLiteral("Other"));
        set("ACCESS_KEY_ID", QStringLiteral("test:tester"));
        set("SECRET_ACCESS_KEY", QLatin1String(secretKey));
        set("REGION", QStringLiteral("us-east-1"));
        set("ENDPOINT", QStringLiteral("http://127.0.0.1:%1").arg(port()));
        return environment;
    }
};

// The contents of all files below a folder, by relative path.
[[nodiscard]] inline QMap<QString, QByteArray> filesIn(const QString &root)
{
    QMap<QString, QByteArray> files;
    QStringList folders{root};
    while (!folders.isEmpty()) {
        const QDir dir(folders.takeFirst());
        for (const QFileInfo &entry :
             dir.entryInfoList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)) {
            if (entry.isDir()) {
                folders << entry.filePath();
                continue;
            }
            QFile file(entry.filePath());
            (void)file.open(QIODevice::ReadOnly);
            files.insert(QDir(root).relativeFilePath(entry.filePath()), file.readAll());
        }
    }
    return files;
}

// The contents of the objects below `root`, a bucket with an optional prefix, by relative path.
// `environment` configures rclone's remote "look:".
[[nodiscard]] inline QMap<QString, QByteArray> objects(const QProcessEnvironment &environment,
                                                       const QString &root)
{
    QTemporaryDir folder;
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral("rclone"),
                  {QStringLiteral("copy"), QStringLiteral("look:") + root, folder.path(),
                   QStringLiteral("--config="), QStringLiteral("--log-level=ERROR")});
    process.waitForFinished(60'000);
    return filesIn(folder.path());
}

// The lines of all NDJSON objects, in order.
[[nodiscard]] inline QByteArray linesIn(const QMap<QString, QByteArray> &objects)
{
    QByteArray lines;
    for (auto object = objects.cbegin(); object != objects.cend(); ++object) {
        if (object.key().endsWith(QLatin1String(".ndjson")))
            lines += object.value();
    }
    return lines;
}

// The rclone processes started by `parent` that are still running.
[[nodiscard]] inline QList<qint64> rcloneChildrenOf(qint64 parent)
{
    QList<qint64> children;
    for (const QString &name : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        QFile file(QStringLiteral("/proc/%1/stat").arg(name));
        if (name.toLongLong() == 0 || !file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray stat = file.readAll();
        const QByteArrayList rest = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
        if (stat.contains("(rclone)") && rest.value(1).toLongLong() == parent && rest.value(0) != "Z")
            children << name.toLongLong();
    }
    return children;
}

} // namespace slipway::test
