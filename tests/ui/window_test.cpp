#include "core/demo/demo_tenant.h"
#include "core/exporting/journal/job_journal.h"
#include "core/language/language.h"
#include "core/workspace/left_jobs.h"
#include "tests/support/active_window.h"
#include "tests/support/demo_control.h"
#include "tests/support/event_loop_monitor.h"
#include "tests/support/keyboard_walk.h"
#include "tests/support/saved_tenant.h"
#include "tests/support/screenshot.h"
#include "ui/access/access_page.h"
#include "ui/access/access_table.h"
#include "ui/main_window.h"
#include "ui/preferences/preferences.h"
#include "ui/tenants/tenant_dialog.h"
#include "ui/theme/colours.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/drop_hint.h"
#include "ui/widgets/shown_time.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QDragEnterEvent>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QScreen>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTextDocumentFragment>
#include <QTextEdit>
#include <QTimer>
#include <QToolButton>
#include <QTreeWidget>

using namespace slipway;
using test::screenshot;

// Drives the real window through its widgets. Screenshots go to the folder in SLIPWAY_SCREENSHOTS, if it is
// set.
class WindowTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_world;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;

    template<class T>
    T *find(const char *name) const
    {
        return m_window->findChild<T *>(QString::fromLatin1(name));
    }
    QTabWidget *screens() const
    {
        for (auto *tabs : m_window->findChildren<QTabWidget *>()) {
            if (tabs->accessibleName() == QLatin1String("Screens of the tenant"))
                return tabs;
        }
        return nullptr;
    }
    // What the access screen says of an endpoint.
    QString result(const char *endpointId) const
    {
        const auto *table = find<AccessTable>("accessTable");
        const int line = table->lineOf(QLatin1String(endpointId));
        return line < 0 ? QString() : table->item(line, 2)->text();
    }
    void startDemo()
    {
        QTest::mouseClick(find<QPushButton>("demoButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(result("audit").contains(QLatin1String("granted")), 10'000);
    }

private Q_SLOTS:
    void initTestCase() { useLanguage(QStringLiteral("en")); } // for the plural forms

    void init()
    {
        theme::apply(*qApp, theme::Scheme::Light);
        m_world = std::make_unique<QTemporaryDir>();
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_world->path());
        m_workspace =
            Workspace::open(m_world->filePath(QStringLiteral("s.db")), makeKeychainTokenStore()).value();
        m_window = std::make_unique<MainWindow>(*m_workspace);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        test::activate(*m_window);
    }
    void cleanup()
    {
        m_window.reset();
        m_workspace.reset();
    }

    // On the first start the sidebar says what it is for, with one thing to do.
    void anEmptySidebarSaysWhatItIsFor()
    {
        QVERIFY(!find<QListWidget>("tenantList")->isVisible());
        QVERIFY(!find<QLineEdit>("tenantSearch")->isVisible());
        auto *none = find<QWidget>("noTenants");
        QVERIFY(none->isVisible());
        QCOMPARE(none->findChildren<QAbstractButton *>().size(), 1);
        screenshot(m_window.get(), "first-start");
        bool was = false;
        QTimer::singleShot(0, this, [&] {
            QTRY_VERIFY(QApplication::activeModalWidget());
            was = qobject_cast<TenantDialog *>(QApplication::activeModalWidget());
            QApplication::activeModalWidget()->close();
        });
        QTest::mouseClick(find<QPushButton>("firstTenantButton"), Qt::LeftButton);
        QVERIFY(was);
        startDemo();
        QVERIFY(!none->isVisible());
        QVERIFY(find<QListWidget>("tenantList")->isVisible());
    }
    // The sign is coloured; the name has the colour of all names, whatever was found.
    void aNameInTheListHasTheColourOfText()
    {
        startDemo();
        auto *list = find<QListWidget>("tenantList");
        const QImage row = list->viewport()->grab(list->visualItemRect(list->item(0))).toImage();
        int good = 0, lastGood = 0, text = 0, firstText = row.width();
        for (int x = 0; x < row.width(); ++x) {
            for (int y = 0; y < row.height(); ++y) {
                const QColor pixel = row.pixelColor(x, y);
                if (pixel == theme::colour(theme::Role::Good, list)) {
                    ++good;
                    lastGood = x;
                } else if (pixel == theme::colour(theme::Role::Text, list)) {
                    ++text;
                    firstText = std::min(firstText, x);
                }
            }
        }
        QVERIFY(good > 0 && text > 0);
        QVERIFY2(lastGood < firstText, qPrintable(QStringLiteral("%1, %2").arg(lastGood).arg(firstText)));
    }
    void demoTenantIsReady()
    {
        screenshot(m_window.get(), "first-run");
        startDemo();
        QVERIFY(result("alert").contains(QLatin1String("granted")));
        QVERIFY(result("page").contains(QLatin1String("not tested")));
        QCOMPARE(m_window->focusWidget()->objectName(),
                 QStringLiteral("testButton")); // Enter repeats the test
        screenshot(m_window.get(), "access");
    }
    // The list of jobs gives way before the screen above is squashed.
    void jobsGiveWayInALowWindow()
    {
        const auto journal = JobJournal::open(m_workspace->databasePath());
        ExportRequest request;
        request.tenantName = QStringLiteral("Acme");
        request.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        request.endpointIds = {QStringLiteral("alert")};
        request.from = 1'788'220'800;
        request.to = request.from + 86'400;
        request.folder = QStringLiteral("/nowhere");
        const QString id = QStringLiteral("20260901-000000-0001");
        QVERIFY(journal->addJob(id, request));
        QVERIFY(journal->setState(id, JobState::Complete, {}));
        m_window = std::make_unique<MainWindow>(*m_workspace);
        m_window->setMinimumSize(400, 400); // as low as 640 pixels are with a large font
        m_window->resize(1024, 540);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        test::activate(*m_window);
        startDemo();
        const auto *jobs = find<QTreeWidget>("jobsTree");
        const auto *hide = find<QPushButton>("hideJobButton");
        const auto *table = find<QTableWidget>("accessTable");
        QTRY_VERIFY(jobs->isVisible() && hide->isVisible());
        QVERIFY2(table->viewport()->height() >= 2 * table->rowHeight(0),
                 qPrintable(QString::number(table->viewport()->height())));
        for (const char *name : {"evidenceButton", "testButton", "curlButton"})
            QVERIFY2(find<QPushButton>(name)->height() >= find<QPushButton>(name)->minimumSizeHint().height(),
                     name);
        screenshot(m_window.get(), "jobs-low");
        m_window->resize(1024, 460);
        QTRY_VERIFY(!jobs->isVisible());
        QTest::keyClick(m_window.get(), Qt::Key_F8); // the list is there for whoever wants it
        QTRY_VERIFY(jobs->isVisible());
        QVERIFY(hide->isVisible());
        QTest::keyClick(m_window.get(), Qt::Key_F8);
        QTRY_VERIFY(!jobs->isVisible());
        QTest::keyClick(m_window.get(), Qt::Key_F8);
        m_window->resize(1024, 900);
        QTRY_VERIFY(jobs->isVisible() && hide->isVisible());
    }
    void previewShowsFiltersAndSorts()
    {
        startDemo();
        auto *tabs = screens();
        tabs->setCurrentIndex(1);
        const QWidget *page = tabs->widget(1); // there is one more, for files without a tenant
        QTest::mouseClick(page->findChild<QPushButton *>(QStringLiteral("loadButton")), Qt::LeftButton);
        auto *table = page->findChild<QTableView *>(QStringLiteral("eventTable"));
        auto *filter = page->findChild<QLineEdit *>(QStringLiteral("filterEdit"));
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() > 50, 20'000);
        // While it loads, the first rows are shown, and a further answer brings the order of arrival back.
        QTRY_COMPARE_WITH_TIMEOUT(page->findChild<QPushButton *>(QStringLiteral("loadButton"))->text(),
                                  QStringLiteral("&Load"), 20'000);
        const int all = table->model()->rowCount();
        QTest::keyClicks(filter, QStringLiteral("slack"));
        QTRY_VERIFY(table->model()->rowCount() < all);
        filter->clear();
        QTRY_COMPARE(table->model()->rowCount(), all);
        // A look at the events chooses the columns; before it there is nothing to sort by.
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->headerData(0, Qt::Horizontal).toString(),
                                  withZone(QStringLiteral("timestamp")), 20'000);
        screenshot(m_window.get(), "preview");
        table->sortByColumn(0, Qt::AscendingOrder);
        QTRY_VERIFY(table->model()->index(0, 0).data().toString() <
                    table->model()->index(all - 1, 0).data().toString());
    }
    void exportRunsInTheBackground()
    {
        startDemo();
        auto *tabs = screens();
        tabs->setCurrentIndex(2);
        find<QLineEdit>("folderEdit")->setText(m_world->filePath(QStringLiteral("out")));
        QVERIFY(find<QPushButton>("startExportButton")->isEnabled());
        // Laid out as soon as it is seen, though it was filled before.
        QVERIFY(find<QLabel>("outlookTo")->geometry().top() >
                find<QLabel>("outlookEndpoints")->geometry().top());
        screenshot(m_window.get(), "export");
        test::EventLoopMonitor monitor;
        QTest::mouseClick(find<QPushButton>("startExportButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->jobs().hasRunningJobs(), 5'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->jobs().jobs().first().events() > 100, 20'000);
        screenshot(m_window.get(), "export-running");
        const qint64 then = m_workspace->jobs().jobs().first().events();
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->jobs().jobs().first().events() > then, 20'000);
        qInfo("longest gap of the window's thread during an export: %.0f ms", monitor.longest());
        const QString id = m_workspace->jobs().jobs().first().id;
        QVERIFY(m_workspace->jobs().cancel(id));
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->jobs().job(id)->state, JobState::Cancelled, 3'000);
    }
    void addressIsExplainedAsItIsTyped()
    {
        TenantDialog dialog(*m_workspace, {}, m_window.get());
        dialog.show();
        auto *address = dialog.findChild<QLineEdit *>(QStringLiteral("addressEdit"));
        auto *save = dialog.findChild<QPushButton *>(QStringLiteral("saveButton"));
        dialog.findChild<QLineEdit *>(QStringLiteral("nameEdit"))->setText(QStringLiteral("Acme"));
        dialog.findChild<QLineEdit *>(QStringLiteral("tokenEdit"))
            ->setText(QStringLiteral("canary-token-1234"));
        const auto says = [&](const char *text) {
            for (const QLabel *label : dialog.findChildren<QLabel *>()) {
                if (label->text().contains(QString::fromUtf8(text)))
                    return true;
            }
            return false;
        };
        address->setText(QStringLiteral("10.0.0.1"));
        QVERIFY(says("not a tenant's name"));
        QVERIFY(!save->isEnabled());
        screenshot(&dialog, "tenant-refused");
        address->setText(QStringLiteral("acme"));
        QVERIFY(says("https://acme.goskope.com"));
        QVERIFY(save->isEnabled());
    }
    void savedTokenIsInTheKeychainOnly()
    {
        DemoTenantOptions options;
        options.token = "window-canary-token-77";
        options.granted = {QStringLiteral("alert"), QStringLiteral("audit")};
        options.requestsPerSecond = 0;
        const auto demo = DemoTenant::start(options).value();
        auto *dialog = new TenantDialog(*m_workspace, {}, m_window.get());
        dialog->show();
        dialog->findChild<QLineEdit *>(QStringLiteral("nameEdit"))->setText(QStringLiteral("Acme"));
        dialog->findChild<QLineEdit *>(QStringLiteral("addressEdit"))->setText(demo->address().toString());
        dialog->findChild<QLineEdit *>(QStringLiteral("tokenEdit"))
            ->setText(QStringLiteral("window-canary-token-77"));
        auto *save = dialog->findChild<QPushButton *>(QStringLiteral("saveButton"));
        QTest::mouseClick(save, Qt::LeftButton); // tests first: one permission is missing
        QTRY_COMPARE_WITH_TIMEOUT(save->text(), QStringLiteral("Save anyway"), 10'000);
        for (const auto *label : dialog->findChildren<QLabel *>()) {
            if (label->isVisible() && label->wordWrap()) // nothing of it is cut
                QTRY_VERIFY2(label->height() >= label->heightForWidth(label->width()),
                             qPrintable(label->text()));
        }
        screenshot(dialog, "tenant-tested");
        QTest::mouseClick(save, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog->isVisible(), 10'000);
        QCOMPARE(m_workspace->tenants().size(), 1);
        const QString key = tokenKey(m_workspace->tenants().first().id);
        QCOMPARE(QCoro::waitFor(makeKeychainTokenStore()->read(key))->reveal(),
                 QByteArray("window-canary-token-77"));
        delete dialog;
        // The access page names the missing permission.
        auto *page = m_window->findChild<AccessPage *>();
        QSignalSpy checked(page, &AccessPage::checked);
        page->startCheck();
        QVERIFY(checked.wait(10'000)); // until then, the result of the dialog's test is shown
        QVERIFY(result("application").contains(QLatin1String("missing")));
        QVERIFY(find<QPushButton>("fixButton")->isVisible());
        // And tells how to grant it, with either kind of token.
        const auto *detail = find<QTextEdit>("fixText");
        QTRY_VERIFY(detail->toPlainText().contains(QLatin1String("Administrators & Roles")));
        QVERIFY(detail->toPlainText().contains(QLatin1String("REST API v2")));
        QVERIFY(
            detail->toPlainText().contains(QLatin1String("/api/v2/events/dataexport/events/application")));
        screenshot(m_window.get(), "access-missing");
        QVERIFY(QCoro::waitFor(m_workspace->remove(m_workspace->tenants().first().id)));
        QCOMPARE(QCoro::waitFor(makeKeychainTokenStore()->read(key)).error().kind, ErrorKind::NotFound);
    }
    // Alt and a letter that two controls in sight want do nothing but move the focus.
    void noTwoControlsInSightWantTheSameLetter()
    {
        startDemo();
        auto *tabs = screens();
        for (int screen = 0; screen < tabs->count(); ++screen) {
            tabs->setCurrentIndex(screen);
            auto *inner = tabs->currentWidget()->findChild<QTabWidget *>();
            for (int lens = 0; lens < (inner ? inner->count() : 1); ++lens) {
                if (inner)
                    inner->setCurrentIndex(lens);
                QMap<QString, QString> owners;
                for (const QAction *menu : m_window->menuBar()->actions())
                    owners.insert(QKeySequence::mnemonic(menu->text()).toString(), menu->text());
                QCOMPARE(owners.size(), 4);
                const auto take = [&](const QString &text) {
                    const QString key = QKeySequence::mnemonic(text).toString();
                    QVERIFY2(key.isEmpty() || !owners.contains(key),
                             qPrintable(QStringLiteral("%1: \"%2\" and \"%3\" on screen %4")
                                            .arg(key, owners.value(key), text)
                                            .arg(screen)));
                    owners.insert(key, text);
                };
                for (const auto *button : m_window->findChildren<QAbstractButton *>()) {
                    if (button->isVisible())
                        take(button->text());
                }
                for (const auto *label : m_window->findChildren<QLabel *>()) {
                    if (label->isVisible() && label->buddy())
                        take(label->text());
                }
            }
        }
        // The one of the jobs is there with another key.
        QVERIFY(find<QPushButton>("resumeAllButton")->toolTip().contains(QLatin1String("Shift")));
    }
    void whatCanBeDoneWithATenantIsInSight()
    {
        auto *menu = find<QToolButton>("tenantMenu");
        const auto enabled = [menu] {
            QStringList texts;
            for (const QAction *action : menu->actions()) {
                if (action->isEnabled())
                    texts << QString(action->text()).remove(QLatin1Char('&'));
            }
            return texts.join(QLatin1Char(' '));
        };
        QCOMPARE(enabled(), QString());
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        QVERIFY(test::saveTenant(*m_workspace, tenant));
        QTRY_COMPARE(enabled(), QStringLiteral("Edit tenant… Replace token… Remove tenant… Save report…"));
        QVERIFY(menu->isVisible());
    }
    // What was found out is still there when one comes back from another tenant, and gone with the address.
    void resultsStayWithTheirTenant()
    {
        startDemo();
        Tenant other;
        other.name = QStringLiteral("A very long name that does not fit into the list of tenants");
        other.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        QVERIFY(test::saveTenant(*m_workspace, other));
        auto *list = find<QListWidget>("tenantList");
        QTRY_COMPARE(list->count(), 2);
        list->setCurrentRow(0);
        QVERIFY(result("alert").contains(QLatin1String("not tested")));
        screenshot(m_window.get(), "long-name");
        list->setCurrentRow(1);
        QVERIFY(result("alert").contains(QLatin1String("granted")));
        QVERIFY(result("audit").contains(QLatin1String("granted")));
        QVERIFY(!list->horizontalScrollBar()->isVisible());
    }
    void namesAreSortedAsAPersonDoes()
    {
        for (const char *name : {"Acme 10", "Acme 2", "acme 1", "Beta"}) {
            Tenant tenant;
            tenant.name = QString::fromLatin1(name);
            tenant.address = QUrl(QStringLiteral("https://acme.goskope.com"));
            QVERIFY(test::saveTenant(*m_workspace, tenant));
        }
        auto *list = find<QListWidget>("tenantList");
        QStringList names;
        for (int row = 0; row < list->count(); ++row)
            names << list->item(row)->text().mid(3);
        QCOMPARE(names, QStringList({QStringLiteral("acme 1"), QStringLiteral("Acme 2"),
                                     QStringLiteral("Acme 10"), QStringLiteral("Beta")}));
        // A thousand of them are found by typing.
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto *search = find<QLineEdit>("tenantSearch");
        QTRY_VERIFY(search->hasFocus());
        QTest::keyClicks(search, QStringLiteral("10"));
        for (int row = 0; row < list->count(); ++row)
            QCOMPARE(list->item(row)->isHidden(), !list->item(row)->text().contains(QLatin1String("10")));
        QTest::keyClick(search, Qt::Key_Return);
        QVERIFY(find<QLabel>("tenantHeader")->text().contains(QLatin1String("Acme 10")));
    }
    // What the last check found stands there again, with its date, instead of "not tested".
    void aRestartShowsTheLastCheck()
    {
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        tenant = test::saveTenant(*m_workspace, tenant).value();
        CheckResult last;
        last.at = QDateTime::currentDateTimeUtc().addDays(-2);
        last.address = tenant.address;
        last.profile = m_workspace->catalogue().resolveProfile(QStringLiteral("hunters")).value();
        last.verdict = Verdict::NotReady;
        last.summary = QStringLiteral("Not ready: 1 of 3 required permissions is missing.");
        for (const QString &id : last.profile.endpointIds) {
            AccessRow row;
            row.endpoint = *m_workspace->catalogue().endpoint(id);
            row.needed = true;
            row.access = id == QLatin1String("application") ? Access::Missing : Access::Granted;
            row.cause = row.access == Access::Missing ? Cause::PermissionMissing : Cause::None;
            last.rows << row;
        }
        QVERIFY(m_workspace->keepCheck(tenant, last));
        m_window = std::make_unique<MainWindow>(*m_workspace);
        m_window->show();
        QCOMPARE(result("alert"), QStringLiteral("✔ granted"));
        QCOMPARE(result("application"), QStringLiteral("✘ missing"));
        QVERIFY(find<QListWidget>("tenantList")->item(0)->text().startsWith(theme::sign(theme::Tone::Bad)));
        QCOMPARE(find<QLabel>("verdictChip")->text(),
                 theme::sign(theme::Tone::Bad) + QStringLiteral(" 1 missing"));
        QVERIFY(find<QLabel>("tenantSubtitle")->text().contains(QLatin1String("Hunters")));
        const QString said = find<Banner>("verdictBanner")->text();
        QVERIFY2(said.startsWith(last.summary) && said.contains(QLatin1String("Tested on ")),
                 qPrintable(said));
        // And what to do about it.
        auto *table = find<AccessTable>("accessTable");
        table->selectRow(table->lineOf(QStringLiteral("application")));
        QVERIFY(find<QPushButton>("fixButton")->isEnabled());
        QVERIFY(find<QTextEdit>("fixText")->toPlainText().contains(
            QLatin1String("/api/v2/events/dataexport/events/application")));
        screenshot(m_window.get(), "restart");
    }
    // A tenant that could not be reached has answered nothing about its permissions.
    void onlyWhatWasRefusedIsMissing()
    {
        const auto keep = [this](const char *name, Verdict verdict, const QList<Access> &accesses) {
            Tenant tenant;
            tenant.name = QString::fromLatin1(name);
            tenant.address = QUrl(QStringLiteral("https://%1.goskope.com").arg(tenant.name));
            tenant = test::saveTenant(*m_workspace, tenant).value();
            CheckResult last;
            last.at = QDateTime::currentDateTimeUtc();
            last.address = tenant.address;
            last.profile = m_workspace->catalogue().resolveProfile(QStringLiteral("hunters")).value();
            last.verdict = verdict;
            for (qsizetype i = 0; i < accesses.size(); ++i) {
                AccessRow row;
                row.endpoint = *m_workspace->catalogue().endpoint(last.profile.endpointIds.at(i));
                row.needed = true;
                row.access = accesses.at(i);
                last.rows << row;
            }
            QVERIFY(m_workspace->keepCheck(tenant, last));
        };
        keep("a", Verdict::NotConclusive, {Access::Waiting, Access::Waiting, Access::Waiting});
        keep("b", Verdict::NotReady, {Access::Granted, Access::Missing, Access::NotConclusive});
        keep("c", Verdict::NotReady, {Access::TokenRefused, Access::TokenRefused, Access::TokenRefused});
        QTest::keyClick(m_window.get(), Qt::Key_0, Qt::ControlModifier);
        const QAbstractItemModel *rows = find<QTableView>("overviewTable")->model();
        const auto missing = [rows](int row) { return rows->index(row, 2).data().toString(); };
        QCOMPARE(rows->rowCount(), 3);
        QCOMPARE(missing(0), QString());
        QCOMPARE(missing(1), QStringLiteral("Application events"));
        QCOMPARE(missing(2), QStringLiteral("The token is refused"));
    }
    // Each time the list is filled, all screens are filled again.
    void aCheckFillsTheListOnce()
    {
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        tenant = test::saveTenant(*m_workspace, tenant).value();
        CheckResult result;
        result.at = QDateTime::currentDateTimeUtc();
        result.address = tenant.address;
        result.verdict = Verdict::Ready;
        result.token = TokenFacts{};
        result.token->expires = QDateTime::fromString(QStringLiteral("2040-05-06T12:00:00Z"), Qt::ISODate);
        const auto *list = find<QListWidget>("tenantList");
        QSignalSpy filled(list->model(), &QAbstractItemModel::modelReset);
        Q_EMIT m_window->findChild<AccessPage *>()->checked(tenant.id, result);
        QCOMPARE(filled.size(), 1);
        QCOMPARE(m_workspace->tenants().first().tokenExpires, QDate(2040, 5, 6));
        QVERIFY(list->item(0)->text().startsWith(theme::sign(theme::Tone::Good)));
        QVERIFY(find<QLabel>("verdictChip")->text().contains(QLatin1String("ready")));
    }
    // "Ready" does not stand beside a token that has ended.
    void nothingIsReadyWithATokenThatHasEnded()
    {
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        tenant.tokenExpires = QDate::currentDate().addDays(-2);
        tenant = test::saveTenant(*m_workspace, tenant).value();
        CheckResult last;
        last.at = QDateTime::currentDateTimeUtc().addDays(-3);
        last.address = tenant.address;
        last.verdict = Verdict::Ready;
        QVERIFY(m_workspace->keepCheck(tenant, last));
        QVERIFY(find<QListWidget>("tenantList")->item(0)->text().startsWith(theme::sign(theme::Tone::Bad)));
        QVERIFY(!find<QLabel>("verdictChip")->isVisible());
        QVERIFY(find<QLabel>("expiryChip")->text().endsWith(QLatin1String("token has expired")));
    }
    // A local file is nobody's events.
    void aFileStandsBelowNoTenantsName()
    {
        startDemo();
        QFile file(m_world->filePath(QStringLiteral("some.ndjson")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"timestamp\":1788220800,\"type\":\"x\"}\n");
        file.close();
        m_window->openEventFile(file.fileName());
        QVERIFY(!find<QLabel>("tenantHeader")->isVisible());
        QCOMPARE(find<QLabel>("fileTitle")->text(), QStringLiteral("some.ndjson"));
        QVERIFY(find<QLabel>("fileTitle")->isVisible());
        screenshot(m_window.get(), "file");
        auto *list = find<QListWidget>("tenantList");
        list->setCurrentRow(0);
        QVERIFY(find<QLabel>("tenantHeader")->isVisible());
        QVERIFY(!find<QLabel>("fileTitle")->isVisible());
        // It is one click away, until it is closed.
        QTest::mouseClick(find<QPushButton>("fileEntry"), Qt::LeftButton);
        QVERIFY(find<QLabel>("fileTitle")->isVisible());
        QTest::mouseClick(find<QToolButton>("closeFileButton"), Qt::LeftButton);
        QVERIFY(find<QLabel>("tenantHeader")->isVisible());
        QVERIFY(!find<QPushButton>("fileEntry")->isVisible());
    }
    // While a file is over the window, it says what letting go does.
    void aDraggedFileIsExpected()
    {
        startDemo();
        const auto *hint = find<DropHint>("dropHint");
        QVERIFY(!hint->isVisible());
        QMimeData data;
        const auto enter = [&](const QList<QUrl> &urls) {
            data.setUrls(urls);
            QDragEnterEvent event(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(m_window.get(), &event);
            return event.isAccepted();
        };
        QVERIFY(enter({QUrl::fromLocalFile(m_world->filePath(QStringLiteral("some.ndjson")))}));
        QVERIFY(hint->isVisible());
        QCOMPARE(hint->text(), QStringLiteral("Drop to open some.ndjson"));
        QCOMPARE(hint->size(), m_window->size());
        screenshot(m_window.get(), "drop");
        QDragLeaveEvent leave;
        QCoreApplication::sendEvent(m_window.get(), &leave);
        QVERIFY(!hint->isVisible());
        QMimeData words;
        words.setText(QStringLiteral("not a file"));
        QDragEnterEvent other(QPoint(300, 300), Qt::CopyAction, &words, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &other);
        QVERIFY(!hint->isVisible());
        // What cannot be opened is refused with a sentence, before it is let go and afterwards, on any
        // screen.
        find<QAction>("allTenantsAction")->trigger();
        const QString refusal = QStringLiteral("Only files and folders on this computer can be opened.");
        QVERIFY(enter({QUrl(QStringLiteral("https://acme.goskope.com/events.ndjson"))}));
        QCOMPARE(hint->text(), refusal);
        screenshot(m_window.get(), "drop-refused");
        QDropEvent drop(QPointF(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &drop);
        QVERIFY(!hint->isVisible());
        const auto *banner = find<Banner>("windowBanner");
        QVERIFY(banner->isVisible());
        QVERIFY2(banner->text().startsWith(refusal), qPrintable(banner->text()));
        QVERIFY(!find<QLabel>("fileTitle")->isVisible());
    }
    // A folder is what an export leaves behind.
    void aDroppedFolderAsksWhichFile()
    {
        for (const char *name : {"out/one.ndjson", "out/two/two.ndjson"}) {
            QVERIFY(QDir(m_world->path()).mkpath(QStringLiteral("out/two")));
            QFile file(m_world->filePath(QString::fromLatin1(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("{\"timestamp\":1788220800,\"type\":\"x\"}\n");
        }
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(m_world->filePath(QStringLiteral("out")))});
        QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &enter);
        QCOMPARE(find<DropHint>("dropHint")->text(),
                 QStringLiteral("Drop to choose one of 2 files of events"));
        QDropEvent drop(QPointF(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &drop);
        QPointer<QDialog> choice = m_window->findChild<QDialog *>(QStringLiteral("eventChoice"));
        QVERIFY(choice && choice->isVisible());
        screenshot(choice, "event-choice");
        auto *list = choice->findChild<QTreeWidget *>(QStringLiteral("eventChoiceList"));
        list->setCurrentItem(list->topLevelItem(1));
        QTest::keyClick(list, Qt::Key_Return);
        QTRY_VERIFY(!choice);
        QCOMPARE(find<QLabel>("fileTitle")->text(), QStringLiteral("two.ndjson"));
        QVERIFY(find<QLabel>("fileTitle")->isVisible());
    }
    // What waits for a person is counted beside the tenants, and leads to what can be done about it.
    void whatNeedsTheUserIsInOnePlace()
    {
        QVERIFY(!find<QPushButton>("needsEntry")->isVisible());
        Tenant tenant;
        tenant.name = QStringLiteral("Globex");
        tenant.address = QUrl(QStringLiteral("https://globex.goskope.com"));
        tenant.tokenExpires = QDate::currentDate().addDays(-2);
        tenant = test::saveTenant(*m_workspace, tenant).value();
        QVERIFY(find<QPushButton>("needsEntry")->isVisible());
        QCOMPARE(find<QPushButton>("needsEntry")->text(), QStringLiteral("Needs you  1"));
        const auto journal = JobJournal::open(m_workspace->databasePath());
        ExportRequest request;
        request.tenantName = QStringLiteral("Acme");
        request.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        request.endpointIds = {QStringLiteral("alert")};
        request.from = 1'788'220'800;
        request.to = request.from + 86'400;
        request.folder = QStringLiteral("/nowhere");
        for (const char *id : {"20260901-000000-0001", "20260901-000000-0002"})
            QVERIFY(journal->addJob(QString::fromLatin1(id), request));
        QVERIFY(journal->setState(QStringLiteral("20260901-000000-0001"), JobState::WaitingForToken, {}));
        QVERIFY(journal->setState(QStringLiteral("20260901-000000-0002"), JobState::Complete, {}));
        m_window = std::make_unique<MainWindow>(*m_workspace);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        test::activate(*m_window);
        QCOMPARE(find<QPushButton>("needsEntry")->text(), QStringLiteral("Needs you  2"));
        QTest::mouseClick(find<QPushButton>("needsEntry"), Qt::LeftButton);
        auto *page = find<QWidget>("needsPage");
        QVERIFY(page->isVisible());
        QVERIFY(find<QPushButton>("needsEntry")->isChecked());
        screenshot(m_window.get(), "needs-you");
        QVERIFY(page->isAncestorOf(m_window->focusWidget())); // and the keyboard goes on from there
        // The waiting export comes first, and its row is one click away.
        QTest::mouseClick(page->findChild<QPushButton *>(QStringLiteral("needsJobButton")), Qt::LeftButton);
        const auto *jobs = find<QTreeWidget>("jobsTree");
        QCOMPARE(m_window->focusWidget(), jobs);
        QCOMPARE(jobs->currentItem()->data(0, Qt::UserRole).toString(),
                 QStringLiteral("20260901-000000-0001"));
        // Whoever hides the job does not want to hear of it, and a new date ends the rest.
        QTest::mouseClick(find<QPushButton>("hideJobButton"), Qt::LeftButton);
        QTRY_COMPARE(find<QPushButton>("needsEntry")->text(), QStringLiteral("Needs you  1"));
        QVERIFY(page->isVisible());
        tenant.tokenExpires = QDate::currentDate().addDays(60);
        QVERIFY(m_workspace->update(tenant));
        QTRY_COMPARE(find<QPushButton>("needsEntry")->text(), QStringLiteral("Needs you"));
        screenshot(m_window.get(), "needs-nothing");
        find<QListWidget>("tenantList")->setCurrentRow(0);
        QVERIFY(!page->isVisible());
        QVERIFY(!find<QPushButton>("needsEntry")->isVisible());
    }
    // Small screens, and a saved size that no longer fits.
    void everythingIsOnTheScreen_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("1024x640") << QSize(1024, 640);
        QTest::newRow("1366x768") << QSize(1366, 728);
    }
    void everythingIsOnTheScreen()
    {
        QFETCH(QSize, size);
        startDemo();
        screens()->setCurrentIndex(2);
        find<QLineEdit>("folderEdit")->setText(m_world->filePath(QStringLiteral("out")));
        QTest::mouseClick(find<QPushButton>("startExportButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(find<QWidget>("jobsStrip")->isVisible(), 10'000);
        m_window->resize(size);
        QVERIFY(test::waitForPaint(m_window.get()));
        QCOMPARE(m_window->size(), size);
        const auto isInside = [&](const char *name) {
            const auto *widget = find<QWidget>(name);
            const QRect place(widget->mapTo(m_window.get(), QPoint()), widget->size());
            return widget->isVisible() && m_window->rect().contains(place) && place.height() >= 24 &&
                   widget->visibleRegion().boundingRect() == widget->rect();
        };
        for (const char *name :
             {"startExportButton", "cancelJobButton", "pauseJobButton", "openJobFolderButton"})
            QVERIFY2(isInside(name), name);
        for (const char *name : {"hideJobButton", "resumeButton"}) // not while it runs
            QVERIFY2(!find<QWidget>(name)->isVisible(), name);
        for (int screen = 0; screen < screens()->count(); ++screen) {
            screens()->setCurrentIndex(screen);
            const QByteArray name =
                "size-" + QByteArray::number(size.width()) + '-' + QByteArray::number(screen);
            screenshot(m_window.get(), name.constData());
        }
        // One line is left of the jobs, and comes back with the same key.
        QTest::keyClick(m_window.get(), Qt::Key_F8);
        QVERIFY(!find<QWidget>("jobsView")->isVisible());
        const auto *line = find<QPushButton>("jobsLine");
        QVERIFY(line->text().startsWith(QLatin1String("Jobs: ")));
        QTRY_VERIFY(m_window->height() - line->mapTo(m_window.get(), QPoint()).y() < 2 * line->height());
        screenshot(m_window.get(), ("folded-" + QByteArray::number(size.width())).constData());
        QTest::keyClick(m_window.get(), Qt::Key_F8);
        QVERIFY(find<QWidget>("jobsView")->isVisible());
    }
    void aSavedSizeFitsTheScreen()
    {
        const QRect there = m_window->screen()->availableGeometry();
        m_window->setGeometry(there.right() - 100, there.bottom() - 100, there.width() + 600,
                              there.height() + 600);
        m_window->close();
        m_window = std::make_unique<MainWindow>(*m_workspace);
        QVERIFY(there.contains(m_window->geometry()));
    }
    void keysReachEveryScreenAndPane()
    {
        startDemo();
        for (int screen = 0; screen < 4; ++screen) {
            QTest::keyClick(m_window.get(), static_cast<Qt::Key>(Qt::Key_1 + screen), Qt::ControlModifier);
            QCOMPARE(screens()->currentIndex(), screen);
            QWidget *focus = QApplication::focusWidget();
            QVERIFY(focus && screens()->currentWidget()->isAncestorOf(focus));
        }
        QTest::keyClick(m_window.get(), Qt::Key_F6);
        QVERIFY(find<QListWidget>("tenantList")->parentWidget()->isAncestorOf(QApplication::focusWidget()));
        QTest::keyClick(m_window.get(), Qt::Key_F6);
        QVERIFY(screens()->currentWidget()->isAncestorOf(QApplication::focusWidget()));
    }
    // Tab reaches everything on every screen, and one always sees where the focus is.
    void theFocusIsSeenWhereverTabLeads_data()
    {
        QTest::addColumn<int>("screen");
        for (int screen = 0; screen < 4; ++screen)
            QTest::addRow("screen %d", screen + 1) << screen;
    }
    void theFocusIsSeenWhereverTabLeads()
    {
        QFETCH(int, screen);
        startDemo();
        m_window->resize(1180, 780);
        QTest::keyClick(m_window.get(), static_cast<Qt::Key>(Qt::Key_1 + screen), Qt::ControlModifier);
        QVERIFY(QApplication::focusWidget());
        test::walkByKeyboard(*m_window, *screens()->currentWidget());
    }
    // Closing the window while exports run: they go on, or stop, or the window stays.
    void closingAsksWhatBecomesOfRunningExports()
    {
        startDemo();
        screens()->setCurrentIndex(2);
        find<QLineEdit>("folderEdit")->setText(m_world->filePath(QStringLiteral("out")));
        QTest::mouseClick(find<QPushButton>("startExportButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->jobs().hasRunningJobs(), 5'000);
        const QString id = m_workspace->jobs().jobs().first().id;
        QStringList asked;
        const auto closeBy = [&](const QString &text, bool always) {
            QTimer::singleShot(0, m_window.get(), [&asked, text, always] {
                auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
                QVERIFY(box);
                screenshot(box, "closing");
                asked << box->defaultButton()->text().remove(QLatin1Char('&'));
                box->checkBox()->setChecked(always);
                for (QAbstractButton *button : box->buttons()) {
                    if (button->text().remove(QLatin1Char('&')) == text)
                        return button->click();
                }
                QFAIL(qPrintable(text));
            });
            m_window->close();
        };
        closeBy(QStringLiteral("Keep the window open"), false);
        QVERIFY(m_window->isVisible());
        closeBy(QStringLiteral("Continue without the window"), true);
        QVERIFY(!m_window->isVisible());
        QVERIFY(!QApplication::quitOnLastWindowClosed());
        const qint64 then = m_workspace->jobs().job(id)->events();
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->jobs().job(id)->events() > then, 20'000);
        QCOMPARE(m_workspace->jobs().job(id)->state, JobState::Running);
        // A second start shows it again, and the choice is remembered.
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        QTRY_VERIFY(QApplication::quitOnLastWindowClosed());
        m_window->close();
        QVERIFY(!m_window->isVisible());
        QCOMPARE(m_workspace->jobs().job(id)->state, JobState::Running);
        QCOMPARE(asked, QStringList(2, QStringLiteral("Continue without the window")));
        m_window->show();
        preferences::setClosing(preferences::Closing::Stop);
        m_window->close();
        QVERIFY(!m_window->isVisible());
        QTRY_VERIFY(QApplication::quitOnLastWindowClosed());
        QCOMPARE(asked.size(), 2);
    }
    // As after the computer restarted: the job is recorded as running, and nobody runs it.
    void anExportThatWasRunningGoesOn()
    {
        DemoTenantOptions options;
        options.token = "window-canary-token-78";
        options.requestsPerSecond = 0;
        const auto demo = DemoTenant::start(options).value();
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = demo->address();
        tenant = test::saveTenant(*m_workspace, tenant).value();
        QVERIFY(QCoro::waitFor(m_workspace->tokens().write(tokenKey(tenant.id), Secret(options.token))));
        ExportRequest request;
        request.tenantId = tenant.id;
        request.tenantName = tenant.name;
        request.address = tenant.address;
        request.endpointIds = {QStringLiteral("alert")};
        request.to = QDateTime::currentSecsSinceEpoch() - 24 * 3600;
        request.from = request.to - 3600;
        request.folder = m_world->filePath(QStringLiteral("out"));
        const QString path = m_world->filePath(QStringLiteral("s.db"));
        const QString id = QStringLiteral("20261101-000000-0001");
        const auto journal = JobJournal::open(path).value();
        QVERIFY(journal.addJob(id, request));
        QVERIFY(journal.setState(id, JobState::Running, {}));
        const QStringList left = jobsLeftRunning(path);
        QCOMPARE(left, QStringList(id));
        m_window.reset();
        m_workspace.reset();
        m_workspace = Workspace::open(path, makeKeychainTokenStore()).value();
        QCOMPARE(m_workspace->jobs().job(id)->state, JobState::Interrupted);
        m_window = std::make_unique<MainWindow>(*m_workspace);
        m_window->show();
        m_window->goOnWith(left);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->jobs().job(id)->state, JobState::Complete, 60'000);
        QStringList said;
        for (const Banner *banner : m_window->findChildren<Banner *>())
            said << banner->text();
        QVERIFY2(said.join(QLatin1Char('|'))
                     .contains(QLatin1String("was running when Slipway last ended has been resumed")),
                 qPrintable(said.join(QLatin1Char('|'))));
        QVERIFY(find<QWidget>("jobsStrip")->isVisible());
        screenshot(m_window.get(), "gone-on");
        const GoneOn again = QCoro::waitFor(goOn(*m_workspace, left)); // it has ended: nothing to do
        QVERIFY(again.ids.isEmpty() && !again.error);
        QCOMPARE(m_workspace->jobs().job(id)->state, JobState::Complete);
        QVERIFY(QCoro::waitFor(m_workspace->remove(tenant.id)));
    }
    void aThousandTenantsOpenAtOnce()
    {
        m_window.reset();
        m_workspace.reset();
        const QString path = m_world->filePath(QStringLiteral("s.db"));
        {
            const auto database = StateDatabase::open(path).value();
            const TenantRepository tenants(database);
            const CheckHistory history(database);
            CheckResult last;
            last.at = QDateTime::currentDateTimeUtc().addDays(-1);
            last.profile = EndpointCatalogue::builtIn().resolveProfile(QStringLiteral("hunters")).value();
            last.verdict = Verdict::NotReady;
            for (const QString &id : last.profile.endpointIds) {
                AccessRow row;
                row.endpoint = *EndpointCatalogue::builtIn().endpoint(id);
                row.needed = true;
                row.access = id == QLatin1String("application") ? Access::Missing : Access::Granted;
                row.cause = row.access == Access::Missing ? Cause::PermissionMissing : Cause::None;
                last.rows << row;
            }
            for (int number = 1; number <= 1'000; ++number) {
                Tenant tenant;
                tenant.name = QStringLiteral("Acme %1").arg(number);
                tenant.address = QUrl(QStringLiteral("https://acme-%1.goskope.com").arg(number));
                tenant = tenants.add(tenant).value();
                last.address = tenant.address;
                QVERIFY(
                    history.add(CheckRecord::of(last, historyKey(tenant.id, tenant.address), tenant.name)));
            }
        }
        m_workspace = Workspace::open(path, makeKeychainTokenStore()).value();
        QElapsedTimer clock;
        clock.start();
        m_window = std::make_unique<MainWindow>(*m_workspace);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        test::activate(*m_window);
        qInfo("the window with 1,000 tenants: %lld ms", static_cast<long long>(clock.restart()));
        QTest::keyClick(m_window.get(), Qt::Key_0, Qt::ControlModifier);
        auto *table = find<QTableView>("overviewTable");
        QVERIFY(table->isVisible());
        table->grab();
        qInfo("All tenants with 1,000 tenants: %lld ms", static_cast<long long>(clock.elapsed()));
        QCOMPARE(table->model()->rowCount(), 1'000);
        QCOMPARE(table->model()->index(1, 0).data().toString(), QStringLiteral("Acme 2"));
        QVERIFY(table->model()->index(1, 2).data().toString().contains(QLatin1String("pplication")));
        QVERIFY(find<QPushButton>("overviewTestButton")->text().contains(QLatin1String("all 1000")));
        screenshot(m_window.get(), "thousand-tenants");
    }
    void preferencesHoldAtOnce()
    {
        QTimer::singleShot(0, this, [] {
            auto *dialog = qobject_cast<QDialog *>(QApplication::activeModalWidget());
            QVERIFY(dialog && dialog->objectName() == QLatin1String("preferencesDialog"));
            screenshot(dialog, "preferences");
            auto *scheme = dialog->findChild<QComboBox *>(QStringLiteral("themeBox"));
            scheme->setCurrentIndex(2);
            QVERIFY(qApp->palette().color(QPalette::Window).lightness() < 128);
            scheme->setCurrentIndex(1);
            QVERIFY(qApp->palette().color(QPalette::Window).lightness() > 128);
            dialog->reject();
        });
        for (auto *action : m_window->findChildren<QAction *>()) {
            if (action->text().contains(QLatin1String("Preferences")))
                action->trigger();
        }
        QCOMPARE(QSettings().value(QStringLiteral("window/theme")).toString(), QStringLiteral("light"));
    }
    void aNameFromRightToLeftLeavesTheAddressAlone()
    {
        Tenant tenant;
        tenant.name = QStringLiteral("Acme شركة");
        tenant.address = QUrl(QStringLiteral("https://10.0.0.1"));
        QVERIFY(test::saveTenant(*m_workspace, tenant));
        const auto *header = find<QLabel>("tenantHeader");
        // First strong isolate … pop directional isolate.
        QTRY_VERIFY(header->text().startsWith(QChar(0x2068) + tenant.name + QChar(0x2069)));
        screenshot(m_window.get(), "right-to-left-name");
    }
    void removingATenantSaysWhatGoes()
    {
        Tenant tenant;
        tenant.name = QStringLiteral("<b>Acme</b>");
        tenant.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        const auto added = test::saveTenant(*m_workspace, tenant);
        QVERIFY(added);
        {
            ExportRequest request;
            request.tenantId = added->id;
            request.address = added->address;
            request.endpointIds = {QStringLiteral("alert")};
            const auto journal = JobJournal::open(m_world->filePath(QStringLiteral("s.db"))).value();
            QVERIFY(journal.addJob(QStringLiteral("20261101-000000-0000"), request));
        }
        QString text;
        QTimer::singleShot(0, m_window.get(), [&] {
            auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            if (!box)
                return;
            if (box->textFormat() == Qt::PlainText)
                text = box->text() + box->informativeText();
            screenshot(box, "remove-tenant");
            box->button(QMessageBox::Cancel)->click();
        });
        for (auto *action : m_window->findChildren<QAction *>()) {
            if (action->text().contains(QLatin1String("emove tenant")))
                action->trigger();
        }
        QVERIFY2(text.contains(QLatin1String("<b>Acme</b>")), qPrintable(text));
        QVERIFY2(text.contains(QLatin1String("checks")), qPrintable(text));
        QVERIFY2(text.contains(QLatin1String("One of its exports")), qPrintable(text));
    }
    // What a screen reader says is what is written: a name must not stand in for a verdict, the steps of the
    // connection or the details of a job.
    void noNameReplacesAText()
    {
        startDemo();
        screens()->setCurrentIndex(2);
        find<QLineEdit>("folderEdit")->setText(m_world->filePath(QStringLiteral("out")));
        QTest::mouseClick(find<QPushButton>("startExportButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(find<QWidget>("jobsStrip")->isVisible(), 10'000);
        const QString id = m_workspace->jobs().jobs().first().id;
        QVERIFY(m_workspace->jobs().cancel(id));
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->jobs().job(id)->state, JobState::Cancelled, 10'000);
        int said = 0;
        for (int screen = 0; screen < screens()->count(); ++screen) {
            screens()->setCurrentIndex(screen);
            for (auto *label : m_window->findChildren<QLabel *>()) {
                if (!label->isVisible() || label->text().isEmpty() || label->buddy() ||
                    label->text().size() < 3)
                    continue;
                const QString text = QAccessible::queryAccessibleInterface(label)->text(QAccessible::Name);
                const QString plain = label->textFormat() == Qt::PlainText
                                          ? label->text()
                                          : QTextDocumentFragment::fromHtml(label->text()).toPlainText();
                const QString first = plain.simplified().section(QLatin1Char(' '), -2);
                QVERIFY2(text.simplified().contains(first),
                         qPrintable(QStringLiteral("%1: \"%2\" is read as \"%3\"")
                                        .arg(label->objectName(), plain, text)));
                ++said;
            }
        }
        QVERIFY(said > 8);
        QAccessibleInterface *verdict = QAccessible::queryAccessibleInterface(
            find<Banner>("verdictBanner")->findChild<QLabel *>(QStringLiteral("bannerText")));
        QVERIFY(verdict->text(QAccessible::Name).startsWith(QLatin1String("Ready: 3 of 3")));
    }
    void everythingFocusableHasAName()
    {
        startDemo();
        for (const QWidget *widget : m_window->findChildren<QWidget *>()) {
            if (widget->focusPolicy() == Qt::NoFocus ||
                widget->objectName().startsWith(QLatin1String("qt_")) || !widget->isEnabled() ||
                widget->inherits("QTabBar") || widget->inherits("QSplitter"))
                continue;
            QAccessibleInterface *accessible =
                QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
            const bool named = accessible && !accessible->text(QAccessible::Name).isEmpty();
            QVERIFY2(named || !widget->isVisible(),
                     qPrintable(QLatin1String(widget->metaObject()->className()) + QLatin1Char(' ') +
                                widget->objectName()));
        }
    }
};

QTEST_MAIN(WindowTest)
#include "window_test.moc"
