// What the desktop is told while nobody is looking at the window, with a real notification service: the end
// of an export, one that waits for a person, a permission that has been granted, and what an export without a
// window comes to.
#include "core/demo/demo_tenant.h"
#include "core/exporting/journal/job_journal.h"
#include "core/language/language.h"
#include "core/state/state_database.h"
#include "tests/support/active_window.h"
#include "tests/support/demo_control.h"
#include "tests/support/notification_service.h"
#include "tests/support/saved_tenant.h"
#include "ui/access/access_page.h"
#include "ui/access/grant_watches.h"
#include "ui/main_window.h"
#include "ui/preferences/preferences.h"

#include <QDir>
#include <QListWidget>
#include <QProcess>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using test::NotificationService;

class DesktopNoticesTest : public QObject
{
    Q_OBJECT

    const QByteArray m_token = "notices-canary-token-1";
    std::unique_ptr<QTemporaryDir> m_world;
    std::unique_ptr<DemoTenant> m_demo;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;
    Tenant m_tenant;

    void open(const QString &path, std::unique_ptr<TokenStore> tokens)
    {
        m_workspace = Workspace::open(path, std::move(tokens)).value();
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = m_demo->address();
        m_tenant = test::saveTenant(*m_workspace, tenant).value();
    }
    // A window that is there, but not the active one, unless a test makes it that.
    void showWindow()
    {
        m_workspace->watchExpiry(makeDesktopNotifier());
        m_window = std::make_unique<MainWindow>(*m_workspace);
        m_window->setAttribute(Qt::WA_ShowWithoutActivating);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    [[nodiscard]] ExportRequest request(const char *folder) const
    {
        ExportRequest request;
        request.tenantId = m_tenant.id;
        request.tenantName = m_tenant.name;
        request.address = m_tenant.address;
        request.endpointIds = {QStringLiteral("alert")};
        request.to = QDateTime::currentSecsSinceEpoch() - 3600;
        request.from = request.to - 3600;
        request.folder = m_world->filePath(QLatin1String(folder));
        return request;
    }
    void useToken(const QByteArray &token)
    {
        QVERIFY(QCoro::waitFor(m_workspace->tokens().writeForSession(tokenKey(m_tenant.id), Secret(token))));
    }

private Q_SLOTS:
    void initTestCase() { useLanguage(QStringLiteral("en")); }
    void init()
    {
        m_world = std::make_unique<QTemporaryDir>();
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_world->path());
        DemoTenantOptions options;
        options.token = m_token;
        options.requestsPerSecond = 0;
        m_demo = DemoTenant::start(options).value();
    }
    void cleanup()
    {
        m_window.reset();
        m_workspace.reset();
    }

    void theEndOfAnExportIsTold()
    {
        NotificationService service;
        open(m_world->filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>());
        useToken(m_token);
        showWindow();
        QVERIFY(!m_window->isActiveWindow());
        QVERIFY(QCoro::waitFor(m_workspace->submit(request("out"), m_tenant)));
        QTRY_VERIFY_WITH_TIMEOUT(service.printed().contains(QLatin1String("Acme: the export is complete")),
                                 60'000);
        QVERIFY2(service.printed().contains(m_world->filePath(QStringLiteral("out"))),
                 qPrintable(service.printed()));
    }
    void anExportThatWaitsForSomebodyIsTold()
    {
        NotificationService service;
        open(m_world->filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>());
        useToken("notices-wrong-token-2");
        showWindow();
        const auto started = QCoro::waitFor(m_workspace->submit(request("out"), m_tenant));
        QVERIFY(started);
        QTRY_VERIFY_WITH_TIMEOUT(
            service.printed().contains(QLatin1String("Acme: the export needs your attention")), 60'000);
        QVERIFY(!service.printed().contains(QLatin1String("notices-wrong-token-2")));
    }
    // Whoever looks at the window sees it there. Switched off, it is not told either.
    void nothingIsToldToWhoeverLooksOrDoesNotWantIt_data()
    {
        QTest::addColumn<bool>("isWanted");
        QTest::newRow("looks") << true;
        QTest::newRow("does not want it") << false;
    }
    void nothingIsToldToWhoeverLooksOrDoesNotWantIt()
    {
        QFETCH(bool, isWanted);
        NotificationService service;
        open(m_world->filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>());
        useToken(m_token);
        preferences::setWantsNotifications(isWanted);
        showWindow();
        if (isWanted) {
            test::activate(*m_window);
            QTRY_VERIFY(m_window->isActiveWindow());
        }
        const auto started = QCoro::waitFor(m_workspace->submit(request("out"), m_tenant));
        QVERIFY(started);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->jobs().jobs().first().state == JobState::Complete, 60'000);
        m_workspace->notify(m_tenant.id, QStringLiteral("last title"), QStringLiteral("body"));
        QTRY_VERIFY_WITH_TIMEOUT(service.printed().contains(QLatin1String("last title")), 20'000);
        QVERIFY2(!service.printed().contains(QLatin1String("the export is complete")),
                 qPrintable(service.printed()));
    }
    // From the first refusal to the notification, while another tenant is shown.
    void aPermissionThatArrivesIsTold()
    {
        NotificationService service;
        open(m_world->filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>());
        useToken(m_token);
        Tenant other;
        other.name = QStringLiteral("Zeta");
        other.address = QUrl(QStringLiteral("https://zeta.goskope.com"));
        other = test::saveTenant(*m_workspace, other).value();
        test::control(m_demo->address(), "/__demo/settings", R"({"granted":["alert","audit"]})");
        showWindow();
        auto *page = m_window->findChild<AccessPage *>(QStringLiteral("accessPage"));
        page->findChild<GrantWatches *>()->setInterval(std::chrono::seconds(1));
        page->startCheck();
        auto *until = page->findChild<QPushButton *>(QStringLiteral("untilGrantedButton"));
        QTRY_VERIFY_WITH_TIMEOUT(until->isVisible(), 20'000);
        QTest::mouseClick(until, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(page->isWaitingForGrant(m_tenant.id), 20'000);
        m_window->findChild<QListWidget *>(QStringLiteral("tenantList"))->setCurrentRow(1);
        test::activate(*m_window);
        test::control(m_demo->address(), "/__demo/settings",
                      R"({"granted":["alert","audit","application"]})");
        QTRY_VERIFY_WITH_TIMEOUT(
            service.printed().contains(QLatin1String("Acme: the permissions have been granted")), 60'000);
        QVERIFY(!page->isWaitingForGrant(m_tenant.id));
    }
    // The program without a window: it finishes what was running, tells the desktop and ends.
    void theBackgroundFinishesTellsAndEnds_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("told");
        QTest::newRow("complete") << m_token << 0 << QStringLiteral("Acme: the export is complete");
        QTest::newRow("refused") << QByteArray("notices-wrong-token-3") << 1
                                 << QStringLiteral("Acme: the export needs your attention");
    }
    void theBackgroundFinishesTellsAndEnds()
    {
        QFETCH(QByteArray, token);
        QFETCH(int, code);
        QFETCH(QString, told);
        NotificationService service;
        qputenv("XDG_DATA_HOME", m_world->filePath(QStringLiteral("data")).toUtf8());
        const QString path = defaultDatabasePath().value();
        open(path, makeKeychainTokenStore());
        QVERIFY(QCoro::waitFor(m_workspace->tokens().write(tokenKey(m_tenant.id), Secret(token))));
        m_workspace.reset();
        const QString id = QStringLiteral("20261101-000000-0001");
        {
            const auto journal = JobJournal::open(path).value();
            QVERIFY(journal.addJob(id, request("out")));
            QVERIFY(journal.setState(id, JobState::Running, {}));
        }
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_world->filePath(QStringLiteral("config")));
        for (const char *name : {"DISPLAY", "QT_QPA_PLATFORM"})
            environment.remove(QLatin1String(name));
        QProcess program;
        program.setProcessEnvironment(environment);
        program.start(QStringLiteral(SLIPWAY_WINDOW), {QStringLiteral("--background")});
        // The tenant answers in this process, so its events have to be processed meanwhile.
        QTRY_VERIFY_WITH_TIMEOUT(program.state() == QProcess::NotRunning, 120'000);
        const QByteArray output = program.readAllStandardOutput();
        QVERIFY2(program.exitStatus() == QProcess::NormalExit && program.exitCode() == code,
                 output + program.readAllStandardError());
        QVERIFY2(output.contains("Continuing " + id.toUtf8() + ", the export of Acme."), output);
        QVERIFY2(output.contains(told.toUtf8()), output);
        QTRY_VERIFY_WITH_TIMEOUT(service.printed().contains(told), 20'000);
        if (code == 0) {
            const auto state = JobJournal::open(path)->job(id)->state;
            QCOMPARE(state, JobState::Complete);
            QVERIFY(!QDir(m_world->filePath(QStringLiteral("out"))).isEmpty());
        }
        m_workspace = Workspace::open(path, makeKeychainTokenStore()).value();
        QVERIFY(QCoro::waitFor(m_workspace->remove(m_tenant.id)));
    }
};

QTEST_MAIN(DesktopNoticesTest)
#include "desktop_notices_test.moc"
