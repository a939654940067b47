// A real KeePassXC as the Secret Service, on a session bus of its own that can start nothing else. It has no
// display (Qt's platform "offscreen"), so nobody answers its dialogs. Its settings let every program read and
// remove entries without asking; the database shows one group to other programs.
//
// Create it before anything in the test uses the session bus.
#pragma once
#include "tests/support/secret_service_client.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>

namespace slipway::test {

class KeePassXC
{
public:
    static bool isInstalled()
    {
        return !QStandardPaths::findExecutable(QStringLiteral("keepassxc")).isEmpty() &&
               !QStandardPaths::findExecutable(QStringLiteral("keepassxc-cli")).isEmpty();
    }

    KeePassXC()
    {
        for (const char *folder : {"run", "keepassxc"})
            QDir(m_home.path()).mkpath(QString::fromLatin1(folder));
        QFile::setPermissions(path("run"), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        write("bus.conf", "<busconfig><type>session</type><listen>unix:path=" + path("run/bus").toUtf8() +
                              "</listen><policy context=\"default\"><allow send_destination=\"*\"/>"
                              "<allow receive_sender=\"*\"/><allow own=\"*\"/></policy></busconfig>");
        m_bus.start(QStringLiteral("dbus-daemon"),
                    {QStringLiteral("--config-file=") + path("bus.conf"), QStringLiteral("--nofork")});
        QTRY_VERIFY(QFile::exists(path("run/bus")));
        for (const char *name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "HOME", "TMPDIR"})
            qputenv(name, m_home.path().toUtf8());
        qputenv("XDG_RUNTIME_DIR", path("run").toUtf8());
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + path("run/bus").toUtf8());
        configure(true);
        makeDatabase();
    }
    ~KeePassXC()
    {
        kill();
        m_bus.kill();
        m_bus.waitForFinished();
    }

    // `asks`: whether it asks for the password when a program searches a locked database, or finds nothing.
    void configure(bool asks)
    {
        write("keepassxc/keepassxc.ini",
              QByteArray("[General]\nConfigVersion=2\nUpdateCheckMessageShown=true\n"
                         "RememberLastDatabases=false\nOpenPreviousDatabasesOnStartup=false\n"
                         "[GUI]\nCheckForUpdates=false\n"
                         "[FdoSecrets]\nEnabled=true\nShowNotification=false\nConfirmDeleteItem=false\n"
                         "ConfirmAccessItem=false\nUnlockBeforeSearch=") +
                  (asks ? "true\n" : "false\n"));
    }

    // Starts it with the database open.
    void start()
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        m_process.setProcessEnvironment(environment);
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(QStringLiteral("keepassxc"), {QStringLiteral("--pw-stdin"), database()});
        m_process.write("password of the test\n");
        m_process.closeWriteChannel();
        // The database is shown before it is open, and a search before that is one in a locked database.
        QTRY_VERIFY2_WITH_TIMEOUT(isRunning() && isUnlocked(), m_process.readAll().constData(), 30'000);
    }
    // Ends it once everything is saved, which locking the database does.
    void end()
    {
        lock();
        kill();
    }
    // Also if one of its dialogs is open. What it has not saved yet, a moment after a change, is lost.
    void kill()
    {
        m_process.kill();
        m_process.waitForFinished();
        QFile::remove(path("keepassxc.socket"));
        QFile::remove(path("keepassxc.lock"));
        if (QDBusConnection::sessionBus().isConnected())
            QTRY_COMPARE(SecretServiceClient::process(), 0);
    }
    [[nodiscard]] bool isRunning() const { return m_process.state() == QProcess::Running; }

    void lock()
    {
        tell("lockAllDatabases");
        QTRY_VERIFY_WITH_TIMEOUT(!isUnlocked(), 30'000);
    }
    void unlock() // also opens it if it is closed
    {
        tell("openDatabase", {database(), QStringLiteral("password of the test")});
        QTRY_VERIFY_WITH_TIMEOUT(isUnlocked(), 30'000);
    }
    void close()
    {
        tell("closeAllDatabases");
        QTRY_VERIFY_WITH_TIMEOUT(shown().isEmpty(), 30'000);
    }
    // An older copy takes the database's place, as from a backup or another computer. Only while it is
    // closed.
    void keepCopy() { QVERIFY(QFile::copy(database(), path("copy.kdbx"))); }
    void restoreCopy() { QVERIFY(QFile::remove(database()) && QFile::rename(path("copy.kdbx"), database())); }

private:
    [[nodiscard]] QString path(const char *name) const { return m_home.filePath(QString::fromLatin1(name)); }
    [[nodiscard]] QString database() const { return path("tokens.kdbx"); }
    void write(const char *name, const QByteArray &text) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(text);
    }
    void makeDatabase()
    {
        // Two groups; the second is the one that other programs see.
        write("tokens.xml",
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?><KeePassFile><Meta><Generator>test</Generator>"
              "<DatabaseName>Tokens</DatabaseName><CustomData><Item><Key>FDO_SECRETS_EXPOSED_GROUP</Key>"
              "<Value>{a1111111-2222-3333-4444-555555555555}</Value></Item></CustomData></Meta><Root><Group>"
              "<UUID>ERERESIiMzNERFVVVVVVVQ==</UUID><Name>Root</Name><Group>"
              "<UUID>oRERESIiMzNERFVVVVVVVQ==</UUID><Name>Programs</Name></Group></Group></Root>"
              "</KeePassFile>");
        QProcess import;
        import.start(QStringLiteral("keepassxc-cli"),
                     {QStringLiteral("import"), QStringLiteral("-q"), QStringLiteral("-t"),
                      QStringLiteral("100"), QStringLiteral("-p"), path("tokens.xml"), database()});
        import.write("password of the test\npassword of the test\n");
        import.closeWriteChannel();
        QVERIFY(import.waitForFinished());
        QVERIFY2(QFile::exists(database()), import.readAllStandardError().constData());
    }
    static void tell(const char *method, const QVariantList &arguments = {})
    {
        QDBusMessage message = QDBusMessage::createMethodCall(
            QStringLiteral("org.keepassxc.KeePassXC.MainWindow"), QStringLiteral("/keepassxc"),
            QStringLiteral("org.keepassxc.KeePassXC.MainWindow"), QLatin1String(method));
        message.setArguments(arguments);
        QDBusConnection::sessionBus().call(message);
    }
    // While it starts, it may leave a question unanswered.
    static QDBusMessage ask(const QString &path, const QString &interface, const QString &method,
                            const QVariantList &arguments)
    {
        QDBusMessage message = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.secrets"), path,
                                                              interface, method);
        message.setArguments(arguments);
        return QDBusConnection::sessionBus().call(message, QDBus::Block, 500);
    }
    // The path of the database that is shown to other programs; empty if none is open, locked or not.
    static QString shown()
    {
        const QDBusMessage reply =
            ask(QStringLiteral("/org/freedesktop/secrets"), QStringLiteral("org.freedesktop.Secret.Service"),
                QStringLiteral("ReadAlias"), {QStringLiteral("default")});
        const QString path = reply.arguments().value(0).value<QDBusObjectPath>().path();
        return path.size() > 1 ? path : QString();
    }
    static bool isUnlocked()
    {
        const QString keyring = shown();
        if (keyring.isEmpty())
            return false;
        const QDBusMessage reply =
            ask(keyring, QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"),
                {QStringLiteral("org.freedesktop.Secret.Collection"), QStringLiteral("Locked")});
        return reply.type() == QDBusMessage::ReplyMessage &&
               !reply.arguments().value(0).value<QDBusVariant>().variant().toBool();
    }

    QTemporaryDir m_home;
    QProcess m_bus, m_process;
};

} // namespace slipway::test
