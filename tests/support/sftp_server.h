// An OpenSSH server on a free port with newly made keys. The user who runs the test can log in.
#pragma once
#include "core/destinations/destination.h"
#include "tests/support/servers.h"

#include <QCoreApplication>
#include <pwd.h>
#include <unistd.h>

namespace slipway::test {

class SftpServer
{
public:
    // Different in every test process, since secrecy_test looks for it in the arguments of all
    // processes.
    static QByteArray passphrase()
    {
        return "sftp-key-passphrase-" + QByteArray::number(QCoreApplication::applicationPid());
    }

    struct Options
    {
        QByteArrayList hostKeys; // the types, in files "host_TYPE"; empty: one RSA key in "host"
        QString sftp;            // the command for the SFTP subsystem; empty: the built-in one
    };

    // `readOnly`: nobody may write, not even root.
    explicit SftpServer(bool readOnly = false, const Options &options = {}) : m_port(freePort())
    {
        QDir().mkpath(QStringLiteral("/run/sshd")); // sshd run by root needs it; only root can make it
        keygen(path("user"), passphrase());
        QFile::copy(path("user.pub"), path("authorized"));
        QString hostKeys;
        if (options.hostKeys.isEmpty()) {
            keygen(path("host"), {});
            hostKeys = QStringLiteral("HostKey ") + path("host");
            write(path("known_hosts"), knownName() + ' ' + read(path("host.pub")));
        }
        for (const QByteArray &type : options.hostKeys) {
            makeKey(path("host_" + type), type);
            hostKeys += QStringLiteral("HostKey %1\n").arg(path("host_" + type));
            write(path("known_hosts"), read(path("known_hosts")) + knownLine(type));
        }
        write(path("config"),
              QStringLiteral("Port %1\nListenAddress 127.0.0.1\n%2\nAuthorizedKeysFile %3\nPidFile none\n"
                             "StrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\n"
                             "Subsystem sftp %4%5\n")
                  .arg(m_port)
                  .arg(hostKeys, path("authorized"),
                       options.sftp.isEmpty() ? QStringLiteral("internal-sftp") : options.sftp,
                       readOnly ? QStringLiteral(" -R") : QString())
                  .toUtf8());
        // OpenSSH 9.8 and later turn a client away for a while after it has failed, as it does here on
        // purpose. Earlier ones do not know this option.
        const QByteArray config = read(path("config"));
        write(path("config"), config + "PerSourcePenalties no\n");
        if (QProcess::execute(QStringLiteral("sshd"),
                              {QStringLiteral("-t"), QStringLiteral("-f"), path("config")}) != 0)
            write(path("config"), config);
        QDir(m_folder.path()).mkdir(QStringLiteral("drop"));
        start();
    }
    void start()
    {
        m_server = std::make_unique<Server>(
            QStringLiteral("sshd"),
            QStringList{QStringLiteral("-D"), QStringLiteral("-e"), QStringLiteral("-f"), path("config")},
            QStringLiteral("127.0.0.1"), m_port);
    }
    // Refuses new connections. Those of rclone end with its processes.
    void stop() { m_server.reset(); }
    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] QString drop() const { return path("drop"); }
    [[nodiscard]] QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    [[nodiscard]] QString path(const QByteArray &name) const { return path(name.constData()); }
    // The server's name in a known_hosts file, the line for one of its keys there, and the key
    // itself.
    [[nodiscard]] QByteArray knownName() const { return "[127.0.0.1]:" + QByteArray::number(m_port); }
    [[nodiscard]] QByteArray knownLine(const QByteArray &type) const
    {
        return knownName() + ' ' + read(path("host_" + type + ".pub"));
    }
    [[nodiscard]] QByteArray keyBlob(const QByteArray &type) const
    {
        return QByteArray::fromBase64(read(path("host_" + type + ".pub")).split(' ').value(1));
    }
    // Makes a key without a passphrase. The public key is placed beside it.
    static void makeKey(const QString &file, const QByteArray &type)
    {
        QFile::remove(file);
        QProcess process;
        process.start(QStringLiteral("ssh-keygen"),
                      {QStringLiteral("-q"), QStringLiteral("-t"), QString::fromLatin1(type),
                       QStringLiteral("-N"), QString(), QStringLiteral("-f"), file});
        if (!process.waitForFinished(30'000) || process.exitCode() != 0)
            qFatal("ssh-keygen: %s", process.readAllStandardError().constData());
    }
    // Host keys are listed by address and port, so a proxy in front needs its own line.
    [[nodiscard]] DestinationAccess access(const QString &prefix) const
    {
        DestinationAccess access;
        access.destination.kind = QStringLiteral("sftp");
        access.destination.bucket = drop();
        access.destination.prefix = prefix;
        access.destination.options = {
            {QStringLiteral("host"), QStringLiteral("127.0.0.1")},
            {QStringLiteral("port"), QString::number(m_port)},
            {QStringLiteral("user"), QString::fromLocal8Bit(::getpwuid(::getuid())->pw_name)},
            {QStringLiteral("key_file"), path("user")},
            {QStringLiteral("known_hosts"), path("known_hosts")}};
        access.secrets = {{QStringLiteral("key_passphrase"), Secret(passphrase())}};
        return access;
    }

private:
    static void keygen(const QString &file, const QByteArray &phrase)
    {
        QProcess process;
        process.start(QStringLiteral("ssh-keygen"),
                      {QStringLiteral("-q"), QStringLiteral("-t"), QStringLiteral("rsa"),
                       QStringLiteral("-m"), QStringLiteral("PEM"), QStringLiteral("-N"),
                       QString::fromLatin1(phrase), QStringLiteral("-f"), file});
        if (!process.waitForFinished(30'000) || process.exitCode() != 0)
            qFatal("ssh-keygen: %s", process.readAllStandardError().constData());
    }
    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static void write(const QString &file, const QByteArray &text)
    {
        QFile out(file);
        if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
            qFatal("%s cannot be written", qPrintable(file));
    }
    QTemporaryDir m_folder;
    quint16 m_port;
    std::unique_ptr<Server> m_server;
};

} // namespace slipway::test
