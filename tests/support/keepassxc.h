// A real KeePassXC as the Secret Service, on a session bus of its own that can start nothing else. Unless it
// is given a display, nobody answers its dialogs (Qt's platform "offscreen"). Unless it is told otherwise,
// its settings let every program read and remove entries without asking; the database shows one group to
// other programs.
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
        configure({});
        makeDatabase();
    }
    ~KeePassXC()
    {
        kill();
        m_bus.kill();
        m_bus.waitForFinished();
    }

    // What it asks somebody in front of the screen about.
    struct Asks
    {
        bool beforeSearch = true; // for the password, when a program searches a locked database
        bool beforeAccess = false;
        bool beforeRemoval = false;
    };
    void configure(Asks asks)
    {
        const auto yes = [](bool is) { return is ? QByteArray("true\n") : QByteArray("false\n"); };
        write("keepassxc/keepassxc.ini",
              QByteArray("[General]\nConfigVersion=2\nUpdateCheckMessageShown=true\n"
                         "RememberLastDatabases=false\nOpenPreviousDatabasesOnStartup=false\n"
                         "[GUI]\nCheckForUpdates=false\n"
                         "[Security]\nNoConfirmMoveEntryToRecycleBin=") +
                  yes(!asks.beforeRemoval) +
                  "[FdoSecrets]\nEnabled=true\nShowNotification=false\nConfirmDeleteItem=" +
                  yes(asks.beforeRemoval) + "ConfirmAccessItem=" + yes(asks.beforeAccess) +
                  "UnlockBeforeSearch=" + yes(asks.beforeSearch));
    }

    // Starts it with the database open. `display`: on the test's own display, where its dialogs can be
    // answered.
    void start(bool display = false)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"),
                           display ? QStringLiteral("xcb") : QStringLiteral("offscreen"));
        m_process.setProcessEnvironment(environment);
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(QStringLiteral("keepassxc"), {QStringLiteral("--pw-stdin"), database()});
        m_process.write("password of the test\n");
        m_process.closeWriteChannel();
        // The database is shown before it is open, and a search before that is one in a locked database.
        QTRY_VERIFY2_WITH_TIMEOUT(isRunning() && state() == State::Open, m_process.readAll().constData(),
                                  90'000);
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

    void lock() { tellUntil("lockAllDatabases", State::Locked); }
    void unlock() // also opens it if it is closed
    {
        tell("openDatabase", {database(), QStringLiteral("password of the test")});
        QTRY_VERIFY_WITH_TIMEOUT(state() == State::Open, 90'000);
    }
    void close() { tellUntil("closeAllDatabases", State::Closed); }
    // An older copy takes the database's place, as from a backup or another computer. Only while it is
    // closed.
    void keepCopy() { QVERIFY(QFile::copy(database(), path("copy.kdbx"))); }
    void restoreCopy() { QVERIFY(QFile::remove(database()) && QFile::rename(path("copy.kdbx"), database())); }

private:
    enum class State { Unknown, Closed, Locked, Open };

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
        // Two groups; the second is the one that other programs see. Its entry tells when they do.
        write("tokens.xml",
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?><KeePassFile><Meta><Generator>test</Generator>"
              "<DatabaseName>Tokens</DatabaseName><CustomData><Item><Key>FDO_SECRETS_EXPOSED_GROUP</Key>"
              "<Value>{a1111111-2222-3333-4444-555555555555}</Value></Item></CustomData></Meta><Root><Group>"
              "<UUID>ERERESIiMzNERFVVVVVVVQ==</UUID><Name>Root</Name><Group>"
              "<UUID>oRERESIiMzNERFVVVVVVVQ==</UUID><Name>Programs</Name><Entry>"
              "<UUID>sRERESIiMzNERFVVVVVVVQ==</UUID><String><Key>Title</Key><Value>Marker</Value></String>"
              "<String><Key>marker</Key><Value>yes</Value></String></Entry></Group></Group></Root>"
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
    // It ignores this while it is saving, so it is told again.
    static void tellUntil(const char *method, State wanted)
    {
        for (int time = 0; time < 45; ++time) {
            tell(method);
            if (QTest::qWaitFor([&] { return state() == wanted; }, 2'000))
                return;
        }
        QFAIL(method);
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
    // Unknown while it does not answer: it may be busy with saving.
    static State state()
    {
        const QDBusMessage which =
            ask(QStringLiteral("/org/freedesktop/secrets"), QStringLiteral("org.freedesktop.Secret.Service"),
                QStringLiteral("ReadAlias"), {QStringLiteral("default")});
        if (which.type() != QDBusMessage::ReplyMessage)
            return State::Unknown;
        const QString keyring = which.arguments().value(0).value<QDBusObjectPath>().path();
        if (keyring.size() < 2)
            return State::Closed;
        const QDBusMessage locked =
            ask(keyring, QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"),
                {QStringLiteral("org.freedesktop.Secret.Collection"), QStringLiteral("Locked")});
        if (locked.type() != QDBusMessage::ReplyMessage)
            return State::Unknown;
        if (locked.arguments().value(0).value<QDBusVariant>().variant().toBool())
            return State::Locked;
        // Entries come a moment after the database is called open.
        const bool hasEntries =
            !SecretServiceClient::entriesWith({{QStringLiteral("marker"), QStringLiteral("yes")}}).isEmpty();
        return hasEntries ? State::Open : State::Unknown;
    }

    QTemporaryDir m_home;
    QProcess m_bus, m_process;
};

} // namespace slipway::test
