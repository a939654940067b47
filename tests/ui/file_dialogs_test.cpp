// File dialogs of a process that may not be dumped, with and without a desktop that shows them by its portal.
// The portal here refuses as the real one does, which looks at /proc/PID/root of its caller.
#include "core/base/secret.h"
#include "ui/widgets/file_dialogs.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusError>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QDBusVirtualObject>
#include <QFileDialog>
#include <QLineEdit>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <sys/prctl.h>

namespace {

class Portal : public QDBusVirtualObject
{
    Q_OBJECT
public:
    [[nodiscard]] int calls() const { return m_calls; }
    [[nodiscard]] QString introspect(const QString &) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &connection) override
    {
        if (message.interface() == QLatin1String("org.freedesktop.portal.FileChooser"))
            ++m_calls;
        return connection.send(message.createErrorReply(
            QDBusError::AccessDenied, QStringLiteral("Portal operation not allowed: Unable to open "
                                                     "/proc/1/root")));
    }

private:
    int m_calls = 0;
};

// Opens a file with a dialog, as the window does, while the process holds a secret. Prints the file.
int openFile(const QString &folder)
{
    const slipway::Secret secret("file-dialogs-test-token");
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, &look, [file = folder + QStringLiteral("/events.ndjson")] {
        auto *dialog = qobject_cast<QFileDialog *>(QApplication::activeModalWidget());
        if (!dialog || !dialog->isVisible() || dialog->testAttribute(Qt::WA_DontShowOnScreen))
            return; // it is not Qt's own
        dialog->findChild<QLineEdit *>(QStringLiteral("fileNameEdit"))->setText(file);
        static_cast<QDialog *>(dialog)->accept();
    });
    look.start(100);
    // Without Qt's own dialog there is nothing that could be answered.
    QTimer::singleShot(30'000, [] { std::_Exit(3); });
    const QString file = QFileDialog::getOpenFileName(nullptr, QStringLiteral("Open"), folder);
    std::printf("%s dumpable:%d\n", file.toUtf8().constData(), ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0));
    std::fflush(stdout);
    return 0;
}

} // namespace

class FileDialogsTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    [[nodiscard]] QString file() const { return m_folder.filePath(QStringLiteral("events.ndjson")); }
    QByteArray fileOpenedWith(const QString &theme)
    {
        QProcess child;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_QPA_PLATFORMTHEME"), theme);
        child.setProcessEnvironment(environment);
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("open-in"), m_folder.path()});
        (void)QTest::qWaitFor([&] { return child.state() == QProcess::NotRunning; }, 60'000);
        return child.readAllStandardOutput();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QFile events(file());
        QVERIFY(events.open(QIODevice::WriteOnly) && events.write("{}\n") == 3);
    }
    void thePortalIsRecognised_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("isSandboxed");
        QTest::addColumn<bool>("shows");
        const auto row = [](const char *name, const char *value, bool isSandboxed, bool shows) {
            QTest::addRow("%s=%s%s", name, value, isSandboxed ? ", in a sandbox" : "")
                << QString::fromLatin1(name) << QString::fromLatin1(value) << isSandboxed << shows;
        };
        row("HOME", "/root", false, false);
        row("QT_QPA_PLATFORMTHEME", "gtk3", false, false);
        row("QT_QPA_PLATFORMTHEME", "xdgdesktopportal", false, true);
        row("QT_QPA_PLATFORMTHEME", "kde:XdgDesktopPortal", false, true);
        row("QT_QPA_PLATFORMTHEME", "xdgdesktopportal", true, false);
        row("GTK_USE_PORTAL", "1", false, true);
        row("GTK_USE_PORTAL", "0", false, false);
        row("GTK_USE_PORTAL", "", false, false);
        row("PLASMA_INTEGRATION_USE_PORTAL", "1", false, true);
        row("GDK_DEBUG", "no-vulkan,portals", false, true);
    }
    void thePortalIsRecognised()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        QFETCH(bool, isSandboxed);
        QProcessEnvironment environment;
        environment.insert(name, value);
        QTEST(slipway::portalShowsFileDialogs(environment, isSandboxed), "shows");
    }
    void aFileIsOpenedWithoutAPortal() { QCOMPARE(fileOpenedWith({}), file().toUtf8() + " dumpable:0\n"); }
    void aFileIsOpenedDespiteAPortal()
    {
        QDBusConnection bus = QDBusConnection::sessionBus();
        Portal portal;
        QVERIFY(bus.registerVirtualObject(QStringLiteral("/org/freedesktop/portal/desktop"), &portal));
        QVERIFY(bus.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));
        const QString theme = QStringLiteral("xdgdesktopportal");
        QCOMPARE(fileOpenedWith(theme), file().toUtf8() + " dumpable:0\n");
        QCOMPARE(portal.calls(), 0);
    }
};

int main(int argc, char *argv[])
{
    const bool isChild = argc > 2 && std::string_view(argv[1]) == "open-in";
    if (isChild)
        slipway::chooseFileDialogs();
    const QApplication application(argc, argv);
    if (isChild)
        return openFile(QString::fromLocal8Bit(argv[2]));
    FileDialogsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "file_dialogs_test.moc"
