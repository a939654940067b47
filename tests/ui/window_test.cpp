#include "core/demo/demo_tenant.h"
#include "core/exporting/jobs/job_journal.h"
#include "tests/support/demo_control.h"
#include "tests/support/saved_tenant.h"
#include "tests/support/screenshot.h"
#include "ui/access/access_page.h"
#include "ui/main_window.h"
#include "ui/tenants/tenant_dialog.h"

#include <QAccessible>
#include <QApplication>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

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
    QString result(int row) const { return find<QTableWidget>("accessTable")->item(row, 2)->text(); }
    void startDemo()
    {
        QTest::mouseClick(find<QPushButton>("demoButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(result(2).contains(QLatin1String("granted")), 10'000);
    }

private Q_SLOTS:
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
    }
    void cleanup()
    {
        m_window.reset();
        m_workspace.reset();
    }

    void demoTenantIsReady()
    {
        screenshot(m_window.get(), "first-run");
        startDemo();
        QVERIFY(result(0).contains(QLatin1String("granted")));
        QVERIFY(result(3).contains(QLatin1String("not tested")));
        screenshot(m_window.get(), "access");
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
        const int all = table->model()->rowCount();
        QTest::keyClicks(filter, QStringLiteral("slack"));
        QTRY_VERIFY(table->model()->rowCount() < all);
        filter->clear();
        QTRY_COMPARE(table->model()->rowCount(), all);
        // A look at the events chooses the columns; before it there is nothing to sort by.
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->headerData(0, Qt::Horizontal).toString(),
                                  QStringLiteral("timestamp"), 20'000);
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
        screenshot(m_window.get(), "export");
        // The heartbeat of the window's thread while the export runs.
        QElapsedTimer beat;
        qint64 longest = 0;
        QTimer heart;
        connect(&heart, &QTimer::timeout, this, [&] { longest = std::max(longest, beat.restart()); });
        beat.start();
        heart.start(5);
        QTest::mouseClick(find<QPushButton>("startExportButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->jobs().hasRunningJobs(), 5'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->jobs().jobs().first().events() > 100, 20'000);
        screenshot(m_window.get(), "export-running");
        QTest::qWait(1'000); // paints progress in the meantime
        qInfo("longest gap of the window's thread during an export: %lld ms",
              static_cast<long long>(longest));
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
        page->startCheck();
        QTRY_VERIFY_WITH_TIMEOUT(result(1).contains(QLatin1String("missing")), 10'000);
        // And tells how to grant it, with either kind of token.
        const auto *detail = find<QPlainTextEdit>("fixText");
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
        QVERIFY(menu->isVisible());
        const auto enabled = [menu] {
            QStringList texts;
            for (const QAction *action : menu->actions()) {
                if (action->isEnabled())
                    texts << action->text();
            }
            return texts.join(QLatin1Char(' '));
        };
        QCOMPARE(enabled(), QString());
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        QVERIFY(test::saveTenant(*m_workspace, tenant));
        QTRY_COMPARE(enabled(), QStringLiteral("Edit tenant… Replace token… Remove tenant…"));
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
        QVERIFY(result(0).contains(QLatin1String("not tested")));
        screenshot(m_window.get(), "long-name");
        list->setCurrentRow(1);
        QVERIFY(result(0).contains(QLatin1String("granted")));
        QVERIFY(result(2).contains(QLatin1String("granted")));
        QVERIFY(!list->horizontalScrollBar()->isVisible());
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
            if (action->text().contains(QLatin1String("Remove tenant")))
                action->trigger();
        }
        QVERIFY2(text.contains(QLatin1String("<b>Acme</b>")), qPrintable(text));
        QVERIFY2(text.contains(QLatin1String("checks")), qPrintable(text));
        QVERIFY2(text.contains(QLatin1String("One of its exports")), qPrintable(text));
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
