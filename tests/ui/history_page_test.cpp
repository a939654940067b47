#include "core/demo/demo_tenant.h"
#include "core/exporting/journal/job_journal.h"
#include "tests/support/demo_control.h"
#include "tests/support/saved_tenant.h"
#include "tests/support/screenshot.h"
#include "ui/access/access_page.h"
#include "ui/access/evidence_dialog.h"
#include "ui/history/history_page.h"
#include "ui/main_window.h"
#include "ui/report/report_dialog.h"
#include "ui/support/support_dialog.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/fact_sheet.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScopeGuard>
#include <QSettings>
#include <QTabWidget>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace slipway;
using test::control;
using test::screenshot;

// The history and the report in the real window, with a saved tenant that loses a permission.
class HistoryPageTest : public QObject
{
    Q_OBJECT

    const QByteArray m_token = "history-canary-token-9";
    std::unique_ptr<QTemporaryDir> m_world;
    std::unique_ptr<DemoTenant> m_demo;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;
    Tenant m_tenant;

    void open()
    {
        m_workspace =
            Workspace::open(m_world->filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>())
                .value();
        if (m_workspace->tenants().isEmpty()) {
            Tenant tenant;
            tenant.name = QStringLiteral("Acme");
            tenant.address = m_demo->address();
            QVERIFY(test::saveTenant(*m_workspace, tenant));
        }
        m_tenant = m_workspace->tenants().first();
        QVERIFY(
            QCoro::waitFor(m_workspace->tokens().writeForSession(tokenKey(m_tenant.id), Secret(m_token))));
        m_window = std::make_unique<MainWindow>(*m_workspace);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    template<class T>
    T *find(const char *name) const
    {
        return m_window->findChild<T *>(QString::fromLatin1(name));
    }
    qsizetype kept() const { return m_workspace->checks(m_tenant)->size(); }
    void check()
    {
        const qsizetype before = kept();
        m_window->findChild<AccessPage *>()->startCheck();
        QTRY_COMPARE_WITH_TIMEOUT(kept(), before + 1, 15'000);
    }
    QTableWidget *table() const { return find<QTableWidget>("historyTable"); }
    void showHistory() const
    {
        for (auto *tabs : m_window->findChildren<QTabWidget *>()) {
            for (int tab = 0; tab < tabs->count(); ++tab) {
                if (tabs->tabText(tab) == QLatin1String("History"))
                    tabs->setCurrentIndex(tab);
            }
        }
    }

private Q_SLOTS:
    void init()
    {
        theme::apply(*qApp, theme::Scheme::Light);
        m_world = std::make_unique<QTemporaryDir>();
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_world->path());
        DemoTenantOptions options;
        options.token = m_token;
        options.requestsPerSecond = 0;
        options.events = {{QStringLiteral("alert"), 20'000},
                          {QStringLiteral("application"), 20'000},
                          {QStringLiteral("audit"), 20'000}};
        m_demo = DemoTenant::start(options).value();
        open();
    }
    void cleanup()
    {
        m_window.reset();
        m_workspace.reset();
        m_demo.reset();
    }

    void everyCheckIsKeptAndTwoAreCompared()
    {
        showHistory();
        QCOMPARE(table()->rowCount(), 0);
        screenshot(m_window.get(), "history-empty");
        check();
        control(m_demo->address(), "/__demo/settings", R"({"granted":["alert","audit"]})");
        check();
        QCOMPARE(table()->rowCount(), 2);
        QVERIFY(table()->item(0, 2)->text().contains(QLatin1String("not ready"))); // newest first
        QVERIFY(table()->item(1, 2)->text().contains(QLatin1String("✔ ready")) ||
                table()->item(1, 2)->text().endsWith(QLatin1String(" ready")));

        // One check tells what changed since the one before.
        table()->selectRow(0);
        const auto *facts = find<FactSheet>("historyFacts");
        QVERIFY2(facts->toPlainText().contains(QLatin1String("application events lost")),
                 qPrintable(facts->toPlainText()));
        QVERIFY2(facts->asText().contains(QStringLiteral("Application events: ✘ missing (HTTP 403)\n")),
                 qPrintable(facts->asText()));
        // "Copy as text" has what a ticket needs besides.
        QTest::mouseClick(find<QPushButton>("copyHistoryButton"), Qt::LeftButton);
        const QString copied = QApplication::clipboard()->text();
        QVERIFY2(copied.startsWith(QLatin1String("Since ")) &&
                     copied.contains(QLatin1String("Read positions of other consumers")),
                 qPrintable(copied));
        screenshot(m_window.get(), "history-one");
        // Two are side by side.
        table()->selectAll();
        const auto *headline = find<QLabel>("comparisonHeadline");
        QVERIFY(headline->isVisible());
        QVERIFY(headline->text().contains(QLatin1String("application events lost")));
        const auto *rows = find<QTableWidget>("comparisonTable");
        bool seen = false;
        for (int row = 0; row < rows->rowCount(); ++row)
            seen = seen || (rows->item(row, 0)->text() == QLatin1String("Application events") &&
                            rows->item(row, 2)->text().contains(QLatin1String("granted")) &&
                            rows->item(row, 3)->text().contains(QLatin1String("missing")));
        QVERIFY(seen);
        screenshot(m_window.get(), "history-two");

        // The next start knows all of it, and the tenant list how the last one ended.
        m_window.reset();
        m_workspace.reset();
        open();
        showHistory();
        QCOMPARE(table()->rowCount(), 2);
        QVERIFY(find<QListWidget>("tenantList")->item(0)->text().startsWith(theme::sign(theme::Tone::Bad)));
    }
    void theNewestIsChosenFromRightToLeftToo()
    {
        const auto back = qScopeGuard([] { QApplication::setLayoutDirection(Qt::LeftToRight); });
        m_window.reset();
        m_workspace.reset();
        QApplication::setLayoutDirection(Qt::RightToLeft);
        open();
        check();
        QTRY_VERIFY(find<QTableWidget>("accessTable")->selectionModel()->hasSelection());
        showHistory();
        QCOMPARE(table()->rowCount(), 1);
        QVERIFY2(find<FactSheet>("historyFacts")->asText().startsWith(QLatin1String("Check for Hunters\n")),
                 qPrintable(find<FactSheet>("historyFacts")->asText()));
    }
    // A refusal is good news where the profile does not need the endpoint, and a permission is not.
    void theWordFollowsTheNeed()
    {
        CheckResult last;
        last.at = QDateTime::currentDateTimeUtc().addDays(-1);
        last.address = m_tenant.address;
        last.profile = m_workspace->catalogue().resolveProfile(QStringLiteral("hunters")).value();
        last.verdict = Verdict::Ready;
        last.summary = QStringLiteral("Ready: 3 of 3 required permissions.");
        const auto add = [&](const char *id, bool needed, Access access) {
            AccessRow row;
            row.endpoint = *m_workspace->catalogue().endpoint(QString::fromLatin1(id));
            row.needed = needed;
            row.access = access;
            last.rows << row;
        };
        for (const char *id : {"alert", "application", "audit"})
            add(id, true, Access::Granted);
        add("page", false, Access::Missing);
        add("network", false, Access::Granted);
        const Endpoint network = last.rows.last().endpoint;
        last.excess << ExcessRight{network.path, network.title, QStringLiteral("Not read.")};
        QVERIFY(m_workspace->keepCheck(m_tenant, last));
        showHistory();
        QCOMPARE(table()->rowCount(), 1);
        QCOMPARE(table()->item(0, 3)->text(),
                 QStringLiteral("Ready: 3 of 3 required permissions. 1 more than needed."));
        const QString text = find<FactSheet>("historyFacts")->asText();
        QVERIFY2(text.contains(QLatin1String("not granted (good)")) &&
                     text.contains(QLatin1String("granted, not needed")) &&
                     !text.contains(QLatin1String("missing")),
                 qPrintable(text));
        EvidenceDialog evidence(last, m_workspace->ledger());
        const auto *steps = evidence.findChild<QTableWidget *>(QStringLiteral("stepTable"));
        QCOMPARE(steps->item(3, 2)->text(), QStringLiteral("not granted (good)"));
        // A window that is opened later says it, too.
        m_window.reset();
        m_workspace.reset();
        open();
        QVERIFY2(find<Banner>("verdictBanner")->text().contains(QLatin1String("1 more than needed.")),
                 qPrintable(find<Banner>("verdictBanner")->text()));
    }
    void aStoppedCheckIsNotKept()
    {
        control(m_demo->address(), "/__demo/faults", R"({"fault":"stall","path":"alert"})");
        auto *page = m_window->findChild<AccessPage *>();
        page->startCheck();
        auto *button = find<QPushButton>("testButton");
        QTRY_COMPARE(button->text(), QStringLiteral("S&top"));
        button->click();
        QTRY_COMPARE_WITH_TIMEOUT(button->text(), QStringLiteral("&Test"), 15'000);
        QCOMPARE(kept(), 0);
    }
    // As in the list of jobs: somebody has to do something.
    void aJobThatStoppedWithAnErrorHasAWarning()
    {
        ExportRequest request;
        request.tenantId = m_tenant.id;
        request.tenantName = m_tenant.name;
        request.address = m_tenant.address;
        request.endpointIds = {QStringLiteral("alert")};
        request.to = QDateTime::currentSecsSinceEpoch();
        request.from = request.to - 3600;
        request.folder = m_world->filePath(QStringLiteral("out"));
        {
            const auto journal = JobJournal::open(m_world->filePath(QStringLiteral("s.db")));
            const QString id = QStringLiteral("20261101-100000-0001");
            QVERIFY(journal->addJob(id, request) &&
                    journal->setState(id, JobState::Paused,
                                      Error{ErrorKind::Storage, QStringLiteral("Full."), {}, {}}));
        }
        showHistory();
        QTRY_COMPARE(table()->rowCount(), 1);
        QCOMPARE(table()->item(0, 2)->text(), theme::sign(theme::Tone::Warning) + QStringLiteral(" Paused"));
        const QString text = find<FactSheet>("historyFacts")->asText();
        QVERIFY2(text.contains(QStringLiteral("\nState: ⚠ Paused\nFull.\n")) &&
                     text.contains(QLatin1String("\n\nAlerts\nEvents: 0\n")),
                 qPrintable(text));
    }
    void exportsAreListedAndRunAgain()
    {
        showHistory();
        ExportRequest request;
        request.tenantId = m_tenant.id;
        request.tenantName = m_tenant.name;
        request.address = m_tenant.address;
        request.endpointIds = {QStringLiteral("audit")};
        request.to = QDateTime::currentSecsSinceEpoch() / 3600 * 3600;
        request.from = request.to - 2 * 3600;
        request.folder = m_world->filePath(QStringLiteral("out"));
        request.maxRate = 0;
        const auto settings = QCoro::waitFor(m_workspace->connection(m_tenant)).value();
        const QString id = m_workspace->jobs().submit(request, settings).value();
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->jobs().job(id)->state, JobState::Complete, 30'000);
        QTRY_VERIFY(table()->rowCount() == 1 &&
                    table()->item(0, 2)->text().contains(jobStateWord(JobState::Complete)));
        table()->selectRow(0);
        QTRY_VERIFY(find<QPushButton>("manifestButton")->isEnabled());
        QVERIFY(find<FactSheet>("historyFacts")->asText().contains(QLatin1String("manifest.json")));
        screenshot(m_window.get(), "history-export");
        QTimer::singleShot(0, this, [] {
            QTRY_VERIFY(qobject_cast<QMessageBox *>(QApplication::activeModalWidget()));
            qobject_cast<QMessageBox *>(QApplication::activeModalWidget())->button(QMessageBox::Yes)->click();
        });
        QTest::mouseClick(find<QPushButton>("runAgainButton"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->jobs().jobs().size(), 2, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->jobs().jobs().first().state, JobState::Complete, 30'000);
        QCOMPARE(m_workspace->jobs().jobs().first().events(), m_workspace->jobs().jobs().last().events());
        QTRY_COMPARE(table()->rowCount(), 2);
    }
    void supportBundleIsShownAndSaved()
    {
        check();
        SupportDialog dialog(*m_workspace, m_window.get());
        dialog.show();
        auto *list = dialog.findChild<QListWidget *>(QStringLiteral("bundleList"));
        QTRY_VERIFY(list->count() > 5);
        for (int row = 0; row < list->count(); ++row) {
            if (list->item(row)->text().startsWith(QLatin1String("ledger.txt")))
                list->setCurrentRow(row);
        }
        const auto *text = dialog.findChild<QPlainTextEdit *>();
        QVERIFY(text->toPlainText().contains(QLatin1String("read positions of other consumers touched: 0")));
        QVERIFY(text->toPlainText().contains(QLatin1String("/api/v2/events/dataexport/events/alert")));
        const QString file = m_world->filePath(QStringLiteral("bundle.zip"));
        dialog.saveTo(file);
        QVERIFY(QFile::exists(file));
        screenshot(&dialog, "support");
        // The window's tokens are known: what an older log has of them, in any form, does not leave it.
        const QByteArray leak = ("x" + m_token).toBase64();
        QFile log(m_world->filePath(QStringLiteral("slipway.log")));
        QVERIFY(log.open(QIODevice::WriteOnly) && log.write("before " + leak + " behind\n") > 0);
        log.close();
        SupportDialog again(*m_workspace, m_window.get());
        again.show();
        QTRY_VERIFY(again.findChild<QListWidget *>(QStringLiteral("bundleList"))->count() > 5);
        again.saveTo(m_world->filePath(QStringLiteral("bundle")));
        QFile kept(m_world->filePath(QStringLiteral("bundle/log/slipway.log")));
        QVERIFY(kept.open(QIODevice::ReadOnly));
        const QByteArray said = kept.readAll();
        QVERIFY2(said.contains("before ") && said.contains(" behind"), said.constData());
        QVERIFY(!said.contains(leak.mid(4, leak.size() - 10)));
    }
    void reportIsSaved()
    {
        check();
        ReportDialog dialog(*m_workspace, m_tenant, std::nullopt, QStringLiteral("hunters"), m_window.get());
        dialog.show();
        auto *path = dialog.findChild<QLineEdit *>(QStringLiteral("reportPathEdit"));
        QVERIFY(path->text().contains(QLatin1String("slipway-acme-")));
        dialog.findChild<QComboBox *>(QStringLiteral("formatBox"))->setCurrentIndex(2);
        QVERIFY(path->text().endsWith(QLatin1String(".html")));
        const QString file = m_world->filePath(QStringLiteral("report.pdf"));
        path->setText(file);
        QVERIFY(dialog.findChild<QComboBox *>(QStringLiteral("formatBox"))
                    ->currentText()
                    .startsWith(QLatin1String("PDF")));
        screenshot(&dialog, "report");
        QTest::mouseClick(dialog.findChild<QPushButton *>(QStringLiteral("saveReportButton")),
                          Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(file), 60'000);
        QTRY_VERIFY(dialog.findChild<QPushButton *>(QStringLiteral("saveReportButton"))->isEnabled());
        screenshot(&dialog, "report-saved");
        QFile pdf(file);
        QVERIFY(pdf.open(QIODevice::ReadOnly) && pdf.read(5) == "%PDF-");
        QCOMPARE(kept(), 2); // the report made a check of its own
        // To where nothing can be written.
        path->setText(m_world->filePath(QStringLiteral("none/report.json")));
        dialog.findChild<QCheckBox *>(QStringLiteral("samplesBox"))->setChecked(false);
        QTest::mouseClick(dialog.findChild<QPushButton *>(QStringLiteral("saveReportButton")),
                          Qt::LeftButton);
        const auto says = [&](const char *words) {
            for (const QLabel *label : dialog.findChildren<QLabel *>()) {
                if (label->isVisible() && label->text().contains(QString::fromLatin1(words)))
                    return true;
            }
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(says("cannot be written"), 30'000);
    }
};

QTEST_MAIN(HistoryPageTest)
#include "history_page_test.moc"
