// Acts as another program that uses the Secret Service on the test's own session bus: creates and
// locks keyrings and looks at their entries. Also suspends, kills and starts gnome-keyring.
#pragma once
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include <csignal>

namespace slipway::test {

// "(oayays)"
struct PlainSecret
{
    QDBusObjectPath session;
    QByteArray parameters, value;
    QString contentType;
};

inline QDBusArgument &operator<<(QDBusArgument &argument, const PlainSecret &secret)
{
    argument.beginStructure();
    argument << secret.session << secret.parameters << secret.value << secret.contentType;
    argument.endStructure();
    return argument;
}

inline const QDBusArgument &operator>>(const QDBusArgument &argument, PlainSecret &secret)
{
    argument.beginStructure();
    argument >> secret.session >> secret.parameters >> secret.value >> secret.contentType;
    argument.endStructure();
    return argument;
}

class SecretServiceClient
{
public:
    using Paths = QList<QDBusObjectPath>;
    using Attributes = QMap<QString, QString>;

    SecretServiceClient()
    {
        qDBusRegisterMetaType<PlainSecret>();
        qDBusRegisterMetaType<Attributes>();
        qDBusRegisterMetaType<Paths>();
    }

    static QDBusMessage call(const QString &path, const QString &interface, const QString &method,
                             const QVariantList &arguments)
    {
        QDBusMessage message = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.secrets"), path,
                                                              interface, method);
        message.setArguments(arguments);
        const QDBusMessage reply = QDBusConnection::sessionBus().call(message, QDBus::Block, 10'000);
        if (reply.type() != QDBusMessage::ReplyMessage)
            qWarning("%s: %s", qPrintable(method), qPrintable(reply.errorMessage()));
        return reply;
    }
    static QDBusMessage service(const QString &method, const QVariantList &arguments)
    {
        return call(QStringLiteral("/org/freedesktop/secrets"),
                    QStringLiteral("org.freedesktop.Secret.Service"), method, arguments);
    }

    // Creates an unlocked keyring in addition to the login keyring, and returns its path.
    QString makeKeyring(const QString &label)
    {
        QVariantMap properties;
        properties.insert(QStringLiteral("org.freedesktop.Secret.Collection.Label"), label);
        const QDBusMessage reply =
            call(QStringLiteral("/org/freedesktop/secrets"),
                 QStringLiteral("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"),
                 QStringLiteral("CreateWithMasterPassword"),
                 {properties, QVariant::fromValue(PlainSecret{
                                  openSession(), {}, "password of the test", QStringLiteral("text/plain")})});
        return reply.arguments().value(0).value<QDBusObjectPath>().path();
    }
    static void makeDefault(const QString &keyring)
    {
        service(QStringLiteral("SetAlias"),
                {QStringLiteral("default"), QVariant::fromValue(QDBusObjectPath(keyring))});
    }
    static QString defaultKeyring()
    {
        const QDBusMessage reply = service(QStringLiteral("ReadAlias"), {QStringLiteral("default")});
        return reply.arguments().value(0).value<QDBusObjectPath>().path();
    }
    static void lock(const QString &keyring)
    {
        service(QStringLiteral("Lock"), {QVariant::fromValue(Paths{QDBusObjectPath(keyring)})});
    }
    static void removeKeyring(const QString &keyring)
    {
        call(keyring, QStringLiteral("org.freedesktop.Secret.Collection"), QStringLiteral("Delete"), {});
    }
    // All entries for a key, locked or not.
    static QStringList entries(const QString &key) { return entriesWith({{QStringLiteral("user"), key}}); }
    static QStringList entriesWith(const Attributes &attributes)
    {
        const QDBusMessage reply = service(QStringLiteral("SearchItems"), {QVariant::fromValue(attributes)});
        QStringList found;
        for (const int list : {0, 1}) {
            for (const QDBusObjectPath &path : qdbus_cast<Paths>(reply.arguments().value(list)))
                found << path.path();
        }
        return found;
    }
    static QString keyOf(const QString &entry)
    {
        const QDBusMessage reply =
            call(entry, QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"),
                 {QStringLiteral("org.freedesktop.Secret.Item"), QStringLiteral("Attributes")});
        const QVariant attributes = reply.arguments().value(0).value<QDBusVariant>().variant();
        return qdbus_cast<Attributes>(attributes).value(QStringLiteral("user"));
    }
    static void removeEntry(const QString &entry)
    {
        show(call(entry, QStringLiteral("org.freedesktop.Secret.Item"), QStringLiteral("Delete"), {}));
    }
    // Gives an unlocked entry another secret.
    static void overwrite(const QString &entry, const QByteArray &value)
    {
        call(entry, QStringLiteral("org.freedesktop.Secret.Item"), QStringLiteral("SetSecret"),
             {QVariant::fromValue(PlainSecret{openSession(), {}, value, QStringLiteral("text/plain")})});
    }
    // KeePassXC acts only after a prompt, even where that asks nobody.
    static void show(const QDBusMessage &reply)
    {
        for (const QVariant &value : reply.arguments()) {
            const QString path = value.value<QDBusObjectPath>().path();
            if (path.contains(QLatin1String("/prompt/")))
                call(path, QStringLiteral("org.freedesktop.Secret.Prompt"), QStringLiteral("Prompt"),
                     {QString(QStringLiteral(""))});
        }
    }
    // Writes an entry to the default keyring in the way Qt Keychain did for earlier versions.
    void writeEntry(const QString &key, const QByteArray &value, const QString &type)
    {
        const Attributes attributes{{QStringLiteral("user"), key},
                                    {QStringLiteral("server"), QStringLiteral("Slipway")},
                                    {QStringLiteral("type"), type},
                                    {QStringLiteral("xdg:schema"), QStringLiteral("org.qt.keychain")}};
        QVariantMap properties;
        properties.insert(QStringLiteral("org.freedesktop.Secret.Item.Label"), key);
        properties.insert(QStringLiteral("org.freedesktop.Secret.Item.Attributes"),
                          QVariant::fromValue(attributes));
        show(call(defaultKeyring(), QStringLiteral("org.freedesktop.Secret.Collection"),
                  QStringLiteral("CreateItem"),
                  {properties,
                   QVariant::fromValue(PlainSecret{openSession(), {}, value, QStringLiteral("text/plain")}),
                   false}));
    }

    // The id of the process that owns a bus name; 0 if there is none.
    static qint64 processOf(const QString &busName)
    {
        QDBusMessage message = QDBusMessage::createMethodCall(
            QStringLiteral("org.freedesktop.DBus"), QStringLiteral("/org/freedesktop/DBus"),
            QStringLiteral("org.freedesktop.DBus"), QStringLiteral("GetConnectionUnixProcessID"));
        message.setArguments({busName});
        const QDBusMessage reply = QDBusConnection::sessionBus().call(message);
        return reply.type() == QDBusMessage::ReplyMessage ? reply.arguments().value(0).toLongLong() : 0;
    }
    static qint64 process() { return processOf(QStringLiteral("org.freedesktop.secrets")); }
    static void freeze(bool frozen) { freeze(process(), frozen); }
    static void freeze(qint64 process, bool frozen)
    {
        QVERIFY(process > 0);
        ::kill(static_cast<pid_t>(process), frozen ? SIGSTOP : SIGCONT);
    }
    static void end()
    {
        const qint64 running = process();
        QVERIFY(running > 0);
        ::kill(static_cast<pid_t>(running), SIGKILL);
        QTRY_COMPARE(process(), 0);
    }
    // Starts gnome-keyring unlocked, with the keyrings that are on the disk.
    void start()
    {
        m_daemon.start(QStringLiteral("gnome-keyring-daemon"),
                       {QStringLiteral("--foreground"), QStringLiteral("--unlock"),
                        QStringLiteral("--components=secrets")});
        QVERIFY(m_daemon.waitForStarted());
        m_daemon.write("\n");
        m_daemon.closeWriteChannel();
        QTRY_VERIFY_WITH_TIMEOUT(process() > 0, 20'000);
    }
    ~SecretServiceClient()
    {
        m_daemon.kill();
        m_daemon.waitForFinished();
    }

private:
    static QDBusObjectPath openSession()
    {
        const QDBusMessage reply =
            service(QStringLiteral("OpenSession"),
                    {QStringLiteral("plain"), QVariant::fromValue(QDBusVariant(QString()))});
        return reply.arguments().value(1).value<QDBusObjectPath>();
    }
    QProcess m_daemon;
};

} // namespace slipway::test
