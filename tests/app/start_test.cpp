// Starts the window's program: without a display, a second time, and under Wayland.
#include <QApplication>
#include <QFile>
#include <QProcess>
#include <QScreen>
#include <QTemporaryDir>
#include <QTest>
#include <QWidget>

namespace {

// Whatever the program keeps is below a folder of its own.
QProcessEnvironment worldIn(const QTemporaryDir &folder)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"})
        environment.insert(QString::fromLatin1(name), folder.path());
    environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), QStringLiteral("unix:path=/nonexistent"));
    return environment;
}

QProcessEnvironment withoutDisplay(QProcessEnvironment environment)
{
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        environment.remove(QString::fromLatin1(name));
    return environment;
}

// A program that does not outlive the test.
class Program
{
public:
    Program(const QString &path, const QStringList &arguments, const QProcessEnvironment &environment)
    {
        m_process.setProcessEnvironment(environment);
        m_process.setWorkingDirectory(environment.value(QStringLiteral("XDG_DATA_HOME")));
        m_process.start(path, arguments);
    }
    ~Program()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(5'000))
            m_process.kill();
        m_process.waitForFinished();
    }
    // The exit code; -1 when it does not end in time, -2 when it was ended by a signal.
    int wait()
    {
        if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(60'000))
            return -1;
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -2;
    }
    [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    QByteArray output() { return m_process.readAllStandardOutput(); }
    const QByteArray &errors()
    {
        m_errors += m_process.readAllStandardError();
        return m_errors;
    }

private:
    QProcess m_process;
    QByteArray m_errors;
};

QStringList windowsNamedSlipway()
{
    QProcess search;
    search.start(QStringLiteral("xdotool"), {QStringLiteral("search"), QStringLiteral("--onlyvisible"),
                                             QStringLiteral("--name"), QStringLiteral("^Slipway$")});
    search.waitForFinished();
    return QString::fromLatin1(search.readAllStandardOutput()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
}

QColor middleOfTheScreen()
{
    QScreen *screen = QGuiApplication::primaryScreen();
    const QRect all = screen->geometry();
    return screen->grabWindow(0, all.width() / 2, all.height() / 2, 1, 1).toImage().pixelColor(0, 0);
}

} // namespace

class StartTest : public QObject
{
    Q_OBJECT

    const QString m_program = QStringLiteral(SLIPWAY_PROGRAM);

private Q_SLOTS:
    void helpAndVersionNeedNoDisplay_data()
    {
        QTest::addColumn<QString>("option");
        QTest::addColumn<QByteArray>("told");
        QTest::newRow("help") << QStringLiteral("--help") << QByteArray("[FILE]");
        QTest::newRow("h") << QStringLiteral("-h") << QByteArray("--demo");
        QTest::newRow("version") << QStringLiteral("--version") << QByteArray("slipway " SLIPWAY_VERSION);
    }
    void helpAndVersionNeedNoDisplay()
    {
        QFETCH(QString, option);
        QFETCH(QByteArray, told);
        const QTemporaryDir world;
        Program program(m_program, {option}, withoutDisplay(worldIn(world)));
        QCOMPARE(program.wait(), 0);
        const QByteArray output = program.output();
        QVERIFY2(output.contains(told), output.constData());
        QCOMPARE(program.errors(), QByteArray());
    }
    void mistypedArgumentsAreRefusedAndNotRepeated_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("told");
        const auto row = [](const char *line, const char *told) {
            QTest::newRow(line) << QString::fromUtf8(line).split(QLatin1Char(' ')) << QByteArray(told);
        };
        row("--eyJ0b2tlbg", "Argument 1 is not an option");
        row("--demo --eyJ0b2tlbg=x", "Argument 2 is not an option");
        row("-eyJ0b2tlbg", "not an option");
        row("--theme eyJ0b2tlbg", "must be light or dark");
        row("eyJ0b2tlbg another", "Only one file");
    }
    void mistypedArgumentsAreRefusedAndNotRepeated()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, told);
        const QTemporaryDir world;
        Program program(m_program, arguments, worldIn(world));
        QCOMPARE(program.wait(), 2);
        const QByteArray errors = program.errors();
        QVERIFY2(errors.contains(told) && errors.contains("slipway --help"), errors.constData());
        QVERIFY2(!errors.contains("eyJ"), errors.constData());
    }
    void withoutADisplayTheCommandLineIsNamed()
    {
        const QTemporaryDir world;
        Program program(m_program, {}, withoutDisplay(worldIn(world)));
        QCOMPARE(program.wait(), 1);
        QVERIFY2(program.errors().contains("slipway-cli"), program.errors().constData());
    }
    void theBackgroundNeedsNoDisplayAndEndsByItself()
    {
        const QTemporaryDir world;
        Program program(m_program, {QStringLiteral("--background")}, withoutDisplay(worldIn(world)));
        QCOMPARE(program.wait(), 0);
        QVERIFY(program.output().contains("There is no export to continue."));
        Program wrong(m_program, {QStringLiteral("--background"), QStringLiteral("--demo")},
                      withoutDisplay(worldIn(world)));
        QCOMPARE(wrong.wait(), 2);
    }
    void aSecondStartBringsTheFirstWindowToTheFront()
    {
        const QTemporaryDir world;
        QFile file(world.filePath(QStringLiteral("events.ndjson")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"_id\":\"1\",\"timestamp\":1790000000,\"user\":\"ann\"}\n");
        file.close();
        Program first(m_program, {}, worldIn(world));
        QTRY_COMPARE_WITH_TIMEOUT(windowsNamedSlipway().size(), 1, 60'000);
        QWidget cover(nullptr, Qt::BypassWindowManagerHint);
        cover.setStyleSheet(QStringLiteral("background: #ff00ff"));
        cover.setGeometry(QGuiApplication::primaryScreen()->geometry());
        cover.show();
        cover.raise();
        QTRY_COMPARE_WITH_TIMEOUT(middleOfTheScreen(), QColor(0xff00ff), 10'000);

        Program second(m_program, {QStringLiteral("events.ndjson")}, worldIn(world)); // relative to the world
        QTRY_VERIFY_WITH_TIMEOUT(!second.isRunning(), 60'000);
        QCOMPARE(second.wait(), 0);
        QTRY_VERIFY_WITH_TIMEOUT(middleOfTheScreen() != QColor(0xff00ff), 10'000);
        QCOMPARE(windowsNamedSlipway().size(), 1);
        QVERIFY(first.isRunning());
    }
    void theWindowWorksUnderWayland()
    {
        const QTemporaryDir world;
        QProcessEnvironment environment = withoutDisplay(worldIn(world));
        Program compositor(QStringLiteral("weston"),
                           {QStringLiteral("--backend=headless-backend.so"), QStringLiteral("--no-config"),
                            QStringLiteral("--socket=slipway-test"), QStringLiteral("--width=1400"),
                            QStringLiteral("--height=1000")},
                           environment);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(world.filePath(QStringLiteral("slipway-test"))), 30'000);
        environment.insert(QStringLiteral("WAYLAND_DISPLAY"), QStringLiteral("slipway-test"));
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("wayland"));
        environment.insert(QStringLiteral("WAYLAND_DEBUG"),
                           QStringLiteral("1")); // what it tells the compositor
        Program window(m_program, {}, environment);
        QTRY_VERIFY2_WITH_TIMEOUT(window.errors().contains(".commit("), window.errors().constData(), 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(window.errors().contains("set_app_id(\"" SLIPWAY_APP_ID "\")"), 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(window.errors().contains("set_title(\"Slipway\")"), 10'000);
        // A picture was handed over, and the compositor asked for the next one.
        QTRY_VERIFY_WITH_TIMEOUT(window.errors().contains(".attach(wl_buffer"), 30'000);
        QVERIFY(window.isRunning());
    }
};

QTEST_MAIN(StartTest)
#include "start_test.moc"
