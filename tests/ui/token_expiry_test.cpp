#include "core/base/secret_scan.h"
#include "core/demo/demo_tenant.h"
#include "tests/support/active_window.h"
#include "tests/support/demo_control.h"
#include "tests/support/notification_service.h"
#include "tests/support/saved_tenant.h"
#include "tests/support/screenshot.h"
#include "ui/access/access_page.h"
#include "ui/main_window.h"
#include "ui/tenants/replace_token_dialog.h"
#include "ui/widgets/banner.h"

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace slipway;
using test::control;
using test::NotificationService;
using test::screenshot;

class TokenExpiryTest : public QObject
{
    Q_OBJECT

    const QByteArray m_old = "expiry-old-canary-1", m_new = "expiry-new-canary-2";
    std::unique_ptr<QTemporaryDir> m_world;
    std::unique_ptr<Workspace> m_workspace;

    void open()
    {
        m_workspace.reset();
        m_workspace =
            Workspace::open(m_world->filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>())
                .value();
    }
    Tenant add(const QString &name, int days,
               const QUrl &address = QUrl(QStringLiteral("https://acme.goskope.com"))) const
    {
        Tenant tenant;
        tenant.name = name;
        tenant.address = address;
        tenant.tokenExpires = QDate::currentDate().addDays(days);
        return test::saveTenant(*m_workspace, tenant).value();
    }

private Q_SLOTS:
    void init()
    {
        theme::apply(*qApp, theme::Scheme::Light);
        m_world = std::make_unique<QTemporaryDir>();
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_world->path());
        open();
    }
    void cleanup() { m_workspace.reset(); }

    void eachReminderIsDueOnce()
    {
        const StateDatabase database = StateDatabase::open(m_world->filePath(QStringLiteral("r.db"))).value();
        const TokenReminders reminders(database);
        Tenant tenant;
        tenant.id = QStringLiteral("t");
        const QDate end(2026, 12, 31);
        tenant.tokenExpires = end;
        const auto dueAt = [&](int daysLeft) {
            return reminders.due({tenant}, end.addDays(-daysLeft)).value();
        };
        QVERIFY(dueAt(31).isEmpty());
        for (const int days : {30, 7, 1}) {
            QCOMPARE(dueAt(days).size(), 1);
            QCOMPARE(dueAt(days).first().threshold, days);
            QCOMPARE(dueAt(days).first().daysLeft, days);
            QVERIFY(reminders.markShown(dueAt(days).first()));
            QVERIFY(dueAt(days).isEmpty());
        }
        QVERIFY(dueAt(0).isEmpty());
        QVERIFY(dueAt(-1).isEmpty());
        // Another end, another token: first seen with five days left, so only the one for seven days.
        tenant.tokenExpires = end.addDays(200);
        const QDate five = end.addDays(195);
        QCOMPARE(reminders.due({tenant}, five)->first().threshold, 7);
        QVERIFY(reminders.markShown(reminders.due({tenant}, five)->first()));
        QVERIFY(reminders.due({tenant}, five)->isEmpty());
        tenant.tokenExpires = {};
        QVERIFY(reminders.due({tenant}, five)->isEmpty());
    }
    void theDesktopIsTold()
    {
        (void)add(QStringLiteral("Acme <b>& Söhne</b>"), 6);
        (void)add(QStringLiteral("Far"), 60);
        {
            // Nobody shows messages: not told, so it is tried again.
            m_workspace->watchExpiry(makeDesktopNotifier());
            const std::unique_ptr<DesktopNotifier> notifier = makeDesktopNotifier();
            QSignalSpy failed(notifier.get(), &DesktopNotifier::failed);
            notifier->show({QStringLiteral("x"), QStringLiteral("t"), QStringLiteral("b")});
            QVERIFY(failed.wait(20'000));
        }
        NotificationService service;
        open();
        m_workspace->watchExpiry(makeDesktopNotifier());
        QTRY_VERIFY_WITH_TIMEOUT(service.printed().contains(QLatin1String("expires in 6 days")), 20'000);
        QVERIFY2(
            service.printed().contains(QStringLiteral("The token of Acme <b>& Söhne</b> expires in 6 days")),
            qPrintable(service.printed()));
        QVERIFY(service.printed().contains(QLatin1String("Replace token")));
        QVERIFY(!service.printed().contains(QLatin1String("Far")));
        // Once, over all runs: the next start says nothing. It is noted as shown when the service has
        // answered, which may be after the service has printed it. Another message shows that the service had
        // time to.
        const StateDatabase database = StateDatabase::open(m_world->filePath(QStringLiteral("s.db"))).value();
        const TokenReminders reminders(database);
        QTRY_VERIFY_WITH_TIMEOUT(reminders.due(m_workspace->tenants(), QDate::currentDate())->isEmpty(),
                                 20'000);
        const auto mark = [&] { return service.printed().count(QLatin1String("expires in 6 days")); };
        const auto before = mark();
        open();
        m_workspace->watchExpiry(makeDesktopNotifier());
        const std::unique_ptr<DesktopNotifier> notifier = makeDesktopNotifier();
        notifier->show({QStringLiteral("x"), QStringLiteral("last title"), QStringLiteral("1 < 2 & 3")});
        QTRY_VERIFY_WITH_TIMEOUT(service.printed().contains(QLatin1String("last title")), 20'000);
        QCOMPARE(mark(), before);
    }
    // Somebody who waits for a permission may be looking at another tenant.
    void aGrantedPermissionIsTold()
    {
        NotificationService service;
        const Tenant seen = add(QStringLiteral("Seen"), 200), waiting = add(QStringLiteral("Waiting"), 200);
        m_workspace->watchExpiry(makeDesktopNotifier());
        MainWindow window(*m_workspace);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        test::activate(window);
        QTRY_VERIFY(window.isActiveWindow());
        window.findChild<QListWidget *>(QStringLiteral("tenantList"))->setCurrentRow(0);
        auto *page = window.findChild<AccessPage *>(QStringLiteral("accessPage"));
        QVERIFY(page->isVisible());
        CheckResult result;
        result.summary = QStringLiteral("Ready");
        Q_EMIT page->granted(seen.id, result); // it is in front of the user's eyes
        Q_EMIT page->granted(waiting.id, result);
        QTRY_VERIFY_WITH_TIMEOUT(
            service.printed().contains(QLatin1String("Waiting: the permissions have been granted")), 20'000);
        QVERIFY(!service.printed().contains(QLatin1String("Seen: the permissions")));
    }
    void theWindowReminds_data()
    {
        QTest::addColumn<int>("days");
        QTest::addColumn<QString>("header");
        QTest::addColumn<QString>("list");
        QTest::addColumn<QString>("banner"); // empty: none
        QTest::newRow("far") << 31 << QStringLiteral("token expires in 31 days") << QStringLiteral("Acme")
                             << QString();
        QTest::newRow("month") << 23 << QStringLiteral("token expires in 23 days")
                               << QStringLiteral("23 d left") << QStringLiteral("expires in 23 days, on ");
        QTest::newRow("tomorrow") << 1 << QStringLiteral("token expires tomorrow")
                                  << QStringLiteral("1 d left") << QStringLiteral("expires tomorrow");
        QTest::newRow("ended") << -3 << QStringLiteral("token has expired") << QStringLiteral("token expired")
                               << QStringLiteral("expired on ");
    }
    void theWindowReminds()
    {
        QFETCH(int, days);
        QFETCH(QString, header);
        QFETCH(QString, list);
        QFETCH(QString, banner);
        (void)add(QStringLiteral("Acme"), days);
        MainWindow window(*m_workspace);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const auto *expiry = window.findChild<Banner *>(QStringLiteral("expiryBanner"));
        QCOMPARE(expiry->isVisible(), !banner.isEmpty());
        if (!banner.isEmpty())
            QVERIFY2(expiry->text().contains(banner), qPrintable(expiry->text()));
        const QString item = window.findChild<QListWidget *>(QStringLiteral("tenantList"))->item(0)->text();
        QVERIFY2(item.endsWith(list), qPrintable(item));
        bool seen = false;
        for (const QLabel *label : window.findChildren<QLabel *>())
            seen = seen || label->text().endsWith(header);
        QVERIFY(seen);
        if (days == 23 || days == -3)
            screenshot(&window, days == 23 ? "expiry-soon" : "expiry-ended");
    }
    void aTokenIsReplaced()
    {
        DemoTenantOptions options;
        options.token = m_old;
        options.requestsPerSecond = 0;
        const auto demo = DemoTenant::start(options).value();
        const Tenant tenant = add(QStringLiteral("Acme"), 2, demo->address());
        QVERIFY(QCoro::waitFor(m_workspace->tokens().write(tokenKey(tenant.id), Secret(m_old))));
        ReplaceTokenDialog dialog(*m_workspace, tenant);
        dialog.show();
        auto *edit = dialog.findChild<QLineEdit *>(QStringLiteral("newTokenEdit"));
        auto *testButton = dialog.findChild<QPushButton *>(QStringLiteral("testTokenButton"));
        auto *replace = dialog.findChild<QPushButton *>(QStringLiteral("replaceTokenButton"));
        screenshot(&dialog, "replace-empty");
        QVERIFY(!replace->isEnabled());
        // A wrong one first: nothing of the tenant changes by the test.
        edit->setText(QStringLiteral("expiry-wrong-canary-3"));
        QTest::mouseClick(testButton, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(replace->isEnabled(), 20'000);
        QCOMPARE(replace->text(), QStringLiteral("&Replace anyway"));
        // Enter, Enter tests again, and the token that works stays.
        QVERIFY(!replace->isDefault() && !replace->autoDefault());
        QVERIFY(testButton->isDefault());
        edit->setFocus();
        QTest::keyClick(edit, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(replace->isEnabled(), 20'000);
        QVERIFY(dialog.isVisible());
        QCOMPARE(QCoro::waitFor(m_workspace->tokens().read(tokenKey(tenant.id)))->reveal(), m_old);
        QCOMPARE(m_workspace->checks(tenant)->size(), 1); // the stored token's, to compare with
        // Now the tenant's new one, which may read less.
        control(demo->address(), "/__demo/settings",
                R"({"token":"expiry-new-canary-2","granted":["alert","audit"]})");
        edit->setText(QString::fromLatin1(m_new));
        QVERIFY(!replace->isEnabled());
        QTest::mouseClick(testButton, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(replace->isEnabled(), 20'000);
        const auto *table = dialog.findChild<QTableWidget *>(QStringLiteral("comparisonTable"));
        QVERIFY(table->isVisible());
        QCOMPARE(table->horizontalHeaderItem(2)->text(), QStringLiteral("Old token"));
        QCOMPARE(table->horizontalHeaderItem(3)->text(), QStringLiteral("New token"));
        bool seen = false;
        for (int row = 0; row < table->rowCount(); ++row)
            seen = seen || (table->item(row, 0)->text() == QLatin1String("Application events") &&
                            table->item(row, 2)->text().contains(QLatin1String("granted")) &&
                            table->item(row, 3)->text().contains(QLatin1String("missing")));
        QVERIFY(seen);
        screenshot(&dialog, "replace-tested");
        QTest::mouseClick(replace, Qt::LeftButton);
        QTRY_VERIFY(!dialog.isVisible());
        QCOMPARE(QCoro::waitFor(m_workspace->tokens().read(tokenKey(tenant.id)))->reveal(), m_new);
        const Tenant after = m_workspace->tenants().first();
        QCOMPARE(after.id, tenant.id);
        // What was entered for the old token does not hold for the new one.
        QVERIFY(after.tokenExpires != tenant.tokenExpires);
        QVERIFY(m_workspace->keepCheck(after, *dialog.newCheck()));
        QCOMPARE(m_workspace->checks(tenant)->size(), 2);
        m_workspace.reset();
        for (const char *name : {"s.db", "s.db-wal"}) {
            QFile file(m_world->filePath(QString::fromLatin1(name)));
            if (file.open(QIODevice::ReadOnly))
                QVERIFY(!findSecret(file.readAll(), {m_old, m_new, "expiry-wrong-canary-3"}));
        }
    }
    void theBannerLeadsToTheNewToken()
    {
        DemoTenantOptions options;
        options.token = m_new;
        options.requestsPerSecond = 0;
        const auto demo = DemoTenant::start(options).value();
        const Tenant tenant = add(QStringLiteral("Acme"), 2, demo->address());
        QVERIFY(QCoro::waitFor(m_workspace->tokens().write(tokenKey(tenant.id), Secret(m_old))));
        MainWindow window(*m_workspace);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const auto *banner = window.findChild<Banner *>(QStringLiteral("expiryBanner"));
        QVERIFY(banner->isVisible());
        QPushButton *lead = nullptr;
        for (auto *button : banner->findChildren<QPushButton *>()) {
            if (button->text().startsWith(QLatin1String("Replace token")))
                lead = button;
        }
        QVERIFY(lead);
        bool replaced = false;
        QTimer::singleShot(0, this, [&] {
            auto *dialog = qobject_cast<ReplaceTokenDialog *>(QApplication::activeModalWidget());
            QVERIFY(dialog);
            dialog->findChild<QLineEdit *>(QStringLiteral("newTokenEdit"))
                ->setText(QString::fromLatin1(m_new));
            dialog->findChild<QPushButton *>(QStringLiteral("testTokenButton"))->click();
            auto *replace = dialog->findChild<QPushButton *>(QStringLiteral("replaceTokenButton"));
            QTRY_VERIFY_WITH_TIMEOUT(replace->isEnabled(), 20'000);
            QCOMPARE(replace->text(), QStringLiteral("&Replace"));
            replace->click();
            replaced = true;
        });
        lead->click(); // comes back when the dialog has closed
        QVERIFY(replaced);
        QVERIFY(!banner->isVisible());
        // The access page asks again, with the new token.
        const auto *table = window.findChild<QTableWidget *>(QStringLiteral("accessTable"));
        QTRY_VERIFY_WITH_TIMEOUT(table->item(1, 2)->text().contains(QLatin1String("granted")), 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->checks(tenant)->size(), 3, 20'000); // old, new, and the page's
    }
    void aCheckFindsTheEnd()
    {
        const Tenant tenant = add(QStringLiteral("Acme"), 300);
        CheckResult result;
        result.at = QDateTime::currentDateTimeUtc();
        result.address = tenant.address;
        result.token = TokenFacts{};
        result.token->name = QStringLiteral("siem");
        result.token->expires = QDateTime::currentDateTimeUtc().addDays(12);
        QSignalSpy changed(m_workspace.get(), &Workspace::tenantsChanged);
        QVERIFY(m_workspace->keepCheck(tenant, result));
        QCOMPARE(changed.size(), 1);
        const qint64 days = QDate::currentDate().daysTo(m_workspace->tenants().first().tokenExpires);
        QVERIFY(days == 11 || days == 12);
        QVERIFY(m_workspace->keepCheck(tenant, result));
        QCOMPARE(changed.size(), 1); // no news
    }
};

QTEST_MAIN(TokenExpiryTest)
#include "token_expiry_test.moc"
