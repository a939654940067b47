// Questions of slipway-cli on a terminal: what counts as yes, and that Ctrl+C, the end of input and a closed
// terminal end the command at once and change nothing.
#include "core/tenants/tenant_repository.h"
#include "tests/support/pseudo_terminal.h"
#include "tests/support/time_limits.h"

#include <QDir>
#include <QTemporaryDir>

using namespace slipway;
using namespace slipway::test;

class QuestionTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_world;

    [[nodiscard]] std::unique_ptr<PseudoTerminal> start(const char *command,
                                                        const char *language = "en") const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"})
            environment.insert(QString::fromLatin1(name), m_world->path());
        environment.insert(QStringLiteral("LANGUAGE"), QString::fromLatin1(language));
        environment.insert(QStringLiteral("AWS_PROFILE"), QStringLiteral("nobody"));
        return std::make_unique<PseudoTerminal>(qEnvironmentVariable("SLIPWAY_CLI"),
                                                QString::fromLatin1(command).split(QLatin1Char(' ')),
                                                environment);
    }
    // What `tenant list` or `destination list` shows.
    [[nodiscard]] QByteArray listed(const char *kind) const
    {
        const auto list = start((QByteArray(kind) + " list").constData());
        return list->waitForEnd() ? list->screen() : QByteArray();
    }

private Q_SLOTS:
    // A tenant and a destination whose secrets are not in the keychain.
    void init()
    {
        m_world = std::make_unique<QTemporaryDir>();
        const QString folder = m_world->filePath(QStringLiteral("slipway"));
        QVERIFY(QDir().mkpath(folder));
        const auto state = StateDatabase::open(folder + QStringLiteral("/slipway.db"));
        QVERIFY(state);
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        QVERIFY(TenantRepository(*state).add(tenant));
        const auto add = start("destination add Drop s3://bucket/prefix");
        QVERIFY(add->waitForEnd());
        QVERIFY2(add->exitCode() == 0, add->screen().constData());
    }

    void ctrlCEndsIt_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<QByteArray>("kept");
        QTest::newRow("tenant") << QByteArray("tenant remove Acme") << QByteArray("Acme");
        QTest::newRow("destination") << QByteArray("destination remove Drop") << QByteArray("Drop");
    }
    void ctrlCEndsIt()
    {
        QFETCH(QByteArray, command);
        QFETCH(QByteArray, kept);
        const auto terminal = start(command.constData());
        QVERIFY2(terminal->waitForText("[y/N] "), terminal->screen().constData());
        terminal->pressCtrlC();
        QVERIFY(terminal->waitForEnd(static_cast<int>(promptly)));
        QCOMPARE(terminal->exitCode(), 128 + SIGINT); // what shells expect of an interrupted program
        QVERIFY2(listed(QTest::currentDataTag()).contains(kept), listed(QTest::currentDataTag()).constData());
    }
    void ctrlCEndsItInTheMiddleOfAnAnswer()
    {
        const auto terminal = start("tenant remove Acme");
        QVERIFY(terminal->waitForText("[y/N] "));
        terminal->type("y");
        terminal->pressCtrlC();
        QVERIFY(terminal->waitForEnd(static_cast<int>(promptly)));
        QCOMPARE(terminal->exitCode(), 128 + SIGINT);
        QVERIFY(listed("tenant").contains("Acme"));
    }
    void aClosedTerminalEndsIt()
    {
        const auto terminal = start("tenant remove Acme");
        QVERIFY(terminal->waitForText("[y/N] "));
        terminal->hangUp();
        QVERIFY(terminal->waitForEnd(static_cast<int>(promptly)));
        QCOMPARE(terminal->exitCode(), 128 + SIGHUP);
        QVERIFY(listed("tenant").contains("Acme"));
    }

    void answers_data()
    {
        QTest::addColumn<QByteArray>("language");
        QTest::addColumn<QByteArray>("typed");
        QTest::addColumn<bool>("isRemoved");
        const auto row = [](const char *language, const char *typed, bool isRemoved) {
            QTest::addRow("%s, %s", language, QByteArray(typed).toPercentEncoding().constData())
                << QByteArray(language) << QByteArray(typed) << isRemoved;
        };
        for (const char *yes : {"y\n", "Y\n", "yes\n", " Yes \n"})
            row("en", yes, true);
        for (const char *no : {"n\n", "\n", "no\n", "j\n", "\x04", "Acme\n", "maybe\n"})
            row("en", no, false);
        for (const char *yes : {"j\n", "J\n", "ja\n", "y\n"})
            row("de", yes, true);
        for (const char *no : {"n\n", "\n", "nein\n", "\x04"})
            row("de", no, false);
    }
    void answers()
    {
        QFETCH(QByteArray, language);
        QFETCH(QByteArray, typed);
        QFETCH(bool, isRemoved);
        const auto terminal = start("destination remove Drop", language.constData());
        QVERIFY2(terminal->waitForText(language == "de" ? "[j/N] " : "[y/N] "),
                 terminal->screen().constData());
        terminal->type(typed);
        QVERIFY(terminal->waitForEnd());
        QVERIFY2(terminal->exitCode() == 0, terminal->screen().constData());
        QCOMPARE(listed("destination").contains("Drop"), !isRemoved);
    }

    // The token that is pasted next must be hidden, and what is typed after Ctrl+C must not be.
    void aHiddenInputIsShownAgain()
    {
        const auto terminal = start("check --host acme.goskope.com --token-stdin");
        QVERIFY2(terminal->waitForText("Paste the token"), terminal->screen().constData());
        QTRY_VERIFY(!terminal->echoes());
        terminal->type("half-a-tok");
        terminal->pressCtrlC();
        QVERIFY(terminal->waitForEnd(static_cast<int>(promptly)));
        QCOMPARE(terminal->exitCode(), 128 + SIGINT);
        QVERIFY(terminal->echoes());
        QVERIFY2(!terminal->screen().contains("half-a-tok"), terminal->screen().constData());
    }
};

QTEST_GUILESS_MAIN(QuestionTest)
#include "question_test.moc"
