// dunst, a real notification service on the session bus of the test; it prints what it shows.
#pragma once
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QProcess>
#include <QTest>

namespace slipway::test {

class NotificationService
{
public:
    NotificationService()
    {
        m_process.start(QStringLiteral("dunst"), {QStringLiteral("-print")});
        if (!QTest::qWaitFor(
                [] {
                    return QDBusConnection::sessionBus().interface()->isServiceRegistered(
                        QStringLiteral("org.freedesktop.Notifications"));
                },
                20'000))
            qFatal("dunst does not start (run installer/setup): %s",
                   m_process.readAllStandardError().constData());
    }
    ~NotificationService()
    {
        m_process.terminate();
        m_process.waitForFinished(5'000);
    }
    // Everything so far.
    QString printed()
    {
        m_output += m_process.readAllStandardOutput();
        return QString::fromUtf8(m_output);
    }

private:
    QProcess m_process;
    QByteArray m_output;
};

} // namespace slipway::test
