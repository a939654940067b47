#include "core/exporting/journal/job_journal.h"
#include "tests/support/cli_run.h"
#include "tests/support/export_world.h"
#include "tests/support/saved_tenant.h"
#include "tests/support/screenshot.h"
#include "ui/history/job_row_delegate.h"
#include "ui/history/jobs_view.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/action_bar.h"
#include "ui/widgets/banner.h"

#include <QApplication>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTimer>
#include <QTreeWidget>

using namespace slipway;
using test::ExportWorld;

// The list of jobs in all their states. Screenshots go to the folder in SLIPWAY_SCREENSHOTS, if it is set.
class JobsViewTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<ExportWorld> m_world;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<JobsView> m_view;
    Tenant m_tenant;

    template<class T>
    T *find(const char *name) const
    {
        return m_view->findChild<T *>(QString::fromLatin1(name));
    }
    QPushButton *button(const char *name) const { return find<QPushButton>(name); }
    QTreeWidget *tree() const { return find<QTreeWidget>("jobsTree"); }
    // The middle of a button in the row, which is painted and no widget.
    void clickAction(const QTreeWidgetItem *row, int number) const
    {
        const QRect cell = tree()->visualRect(tree()->indexFromItem(row, job_row::ActionsColumn));
        QTest::mouseClick(tree()->viewport(), Qt::LeftButton, {},
                          {cell.left() + JobRowDelegate::widthOf(number) + 10, cell.center().y()});
    }
    QString banner() const { return m_view->findChild<Banner *>()->text(); }
    QString undoText() const { return find<Banner>("undoBanner")->text(); }
    void screenshot(const char *name, const QSize &size) const
    {
        m_view->resize(size);
        test::screenshot(m_view.get(), name);
    }
    // Brings a job into the state file as a former run left it.
    void leaveBehind(const QString &id, JobState state, const std::optional<Error> &error = {},
                     const QString &tenantName = QStringLiteral("acme"))
    {
        ExportRequest request = m_world->request();
        request.tenantId = m_tenant.id;
        request.tenantName = tenantName;
        const auto journal = JobJournal::open(m_world->databasePath());
        QVERIFY(journal->addJob(id, request) && journal->setState(id, state, error));
    }
    void open()
    {
        m_view.reset();
        m_workspace.reset();
        m_workspace = Workspace::open(m_world->databasePath(), std::make_unique<MemoryTokenStore>()).value();
        if (m_tenant.id.isEmpty()) {
            m_tenant.name = QStringLiteral("acme");
            m_tenant.profileId = QStringLiteral("hunters");
            m_tenant.address = m_world->demo->address();
            m_tenant = *test::saveTenant(*m_workspace, m_tenant);
        }
        (void)QCoro::waitFor(
            m_workspace->tokens().write(tokenKey(m_tenant.id), Secret(ExportWorld::token())));
        m_view = std::make_unique<JobsView>(*m_workspace);
        m_view->resize(1180, 260);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    QString startJob(const QStringList &endpoints = {QStringLiteral("alert")})
    {
        ExportRequest request = m_world->request();
        request.tenantId = m_tenant.id;
        request.tenantName = m_tenant.name;
        request.endpointIds = endpoints;
        return *m_workspace->jobs().submit(request, m_world->connection());
    }
    void waitFor(const QString &id, JobState state)
    {
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->jobs().job(id)->state, state, 30'000);
    }

private Q_SLOTS:
    void init()
    {
        theme::apply(*qApp, theme::Scheme::Light);
        m_tenant = {};
        m_world = std::make_unique<ExportWorld>();
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_world->folder.path());
        m_world->jobs.reset(); // the window has its own
        open();
    }
    void cleanup()
    {
        m_view.reset();
        m_workspace.reset();
        m_world.reset();
    }

    void offersNothingWithoutAJob()
    {
        QVERIFY(m_view->isEmpty());
        QVERIFY(!button("resumeAllButton")->isVisible());
        for (const char *name : {"resumeButton", "verifyButton", "cancelJobButton"})
            QVERIFY(!button(name)->isEnabled());
        screenshot("jobs-none", {1180, 200});
    }
    void offersToGoOnAfterARestartAndWaitsForTheAnswer()
    {
        leaveBehind(QStringLiteral("20261101-100000-0001"), JobState::Running); // its process is gone
        leaveBehind(QStringLiteral("20261101-110000-0002"), JobState::Paused);
        leaveBehind(QStringLiteral("20261101-120000-0003"), JobState::Cancelled);
        open();
        QCOMPARE(button("resumeAllButton")->text(), QStringLiteral("Resume 2 jobs"));
        QVERIFY(!m_workspace->jobs().hasRunningJobs());
        QTest::qWait(300); // to see that no request is sent
        QCOMPARE(test::control(m_world->demo->address(), "/__demo/log").array().size(), 0);
        QTest::mouseClick(button("resumeAllButton"), Qt::LeftButton);
        waitFor(QStringLiteral("20261101-100000-0001"), JobState::Complete);
        waitFor(QStringLiteral("20261101-110000-0002"), JobState::Complete);
        QTRY_VERIFY(!button("resumeAllButton")->isVisible());
    }
    void showsWhatACommandAskedForAsItsOwn_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::addColumn<JobState>("state");
        QTest::newRow("pause") << QStringList{QStringLiteral("pause")} << JobState::Paused;
        QTest::newRow("cancel") << QStringList{QStringLiteral("cancel"), QStringLiteral("--yes")}
                                << JobState::Cancelled;
    }
    void showsWhatACommandAskedForAsItsOwn()
    {
        QFETCH(QStringList, command);
        QFETCH(JobState, state);
        QVERIFY(QDir(m_world->folder.path()).mkdir(QStringLiteral("slipway")));
        m_world->stateFile = m_world->folder.filePath(QStringLiteral("slipway/slipway.db"));
        m_tenant = {};
        open();
        m_world->settings(R"({"latency_ms":2000})");
        const QString id = startJob();
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->jobs().job(id)->events() > 0, 20'000);
        test::CliRun cli(m_world->folder.path(),
                         QStringList{QStringLiteral("jobs")} + command + QStringList{id}, {});
        waitFor(id, state);
        QVERIFY(tree()->topLevelItem(0)->text(job_row::StateColumn).endsWith(jobStateWord(state)));
        QCOMPARE(button("resumeButton")->isEnabled(), state == JobState::Paused);
        QCOMPARE(button("cancelJobButton")->isEnabled(), state == JobState::Paused);
        QCOMPARE(cli.wait(), 0);
        QVERIFY(banner().isEmpty());
    }
    void showsEveryState()
    {
        leaveBehind(QStringLiteral("20261101-100000-0001"), JobState::Incomplete,
                    Error{ErrorKind::PermissionMissing,
                          QStringLiteral("Not fetched: page from 2026-11-01T00:00:00Z to "
                                         "2026-11-08T00:00:00Z. The token may not read page events."),
                          QStringLiteral("Add the permission, then fetch again."),
                          {}});
        leaveBehind(QStringLiteral("20261101-100000-0002"), JobState::WaitingForToken,
                    Error{ErrorKind::TokenRefused,
                          QStringLiteral("The tenant refused the token."),
                          QStringLiteral("Enter another one, then resume."),
                          {}});
        leaveBehind(QStringLiteral("20261101-100000-0003"), JobState::Paused,
                    Error{ErrorKind::DiskFull,
                          QStringLiteral("The export file cannot be written: the disk is full."),
                          QStringLiteral("Make room, then resume the job."),
                          {}});
        leaveBehind(QStringLiteral("20261101-100000-0004"), JobState::Failed,
                    Error{ErrorKind::Database,
                          QStringLiteral("The state file cannot be used."),
                          QStringLiteral("Copy the details for a ticket."),
                          {}});
        leaveBehind(QStringLiteral("20261101-100000-0005"), JobState::Complete, {},
                    QStringLiteral("A tenant whose name somebody made far too long for any column"));
        open();
        m_world->settings(R"({"latency_ms":200})");
        for (int i = 0; i < 5; ++i)
            startJob();
        auto *table = tree();
        QTRY_COMPARE_WITH_TIMEOUT(table->topLevelItemCount(), 10, 5'000);
        QTRY_VERIFY(table->topLevelItem(0)->text(job_row::StateColumn).contains(QLatin1String("Queued")));
        QTRY_VERIFY(table->topLevelItem(1)->text(job_row::StateColumn).contains(QLatin1String("Running")));
        QTRY_VERIFY_WITH_TIMEOUT(table->topLevelItem(1)->text(job_row::EventsColumn) != QLatin1String("0"),
                                 20'000);
        table->setCurrentItem(table->topLevelItem(9));
        QCOMPARE(button("resumeButton")->text().remove(QLatin1Char('&')), QStringLiteral("Fetch again"));
        QVERIFY(button("resumeButton")->isEnabled());
        table->setCurrentItem(table->topLevelItem(0));
        QCOMPARE(button("resumeButton")->text().remove(QLatin1Char('&')), QStringLiteral("Resume"));
        QVERIFY(!button("resumeButton")->isEnabled() && button("cancelJobButton")->isEnabled());
        screenshot("jobs-states", {1180, 420});
        screenshot("jobs-states-narrow", {860, 420});
    }
    void verifiesAFinishedJob()
    {
        const QString id = startJob();
        waitFor(id, JobState::Complete);
        QTRY_VERIFY(button("verifyButton")->isEnabled());
        QTest::mouseClick(button("verifyButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(banner().startsWith(QLatin1String("Verified.")), 20'000);
        screenshot("jobs-verified", {1180, 260});
        const QString manifest = m_workspace->jobs().job(id)->manifests.first();
        const QString part = QFileInfo(manifest).absolutePath() + QStringLiteral("/%1-00002.ndjson").arg(id);
        QVERIFY(QFile::remove(part));
        QTest::mouseClick(button("verifyButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(QLatin1String("-00002.ndjson: It is missing.")), 20'000);
        screenshot("jobs-verified-wrong", {1180, 260});
    }
    void fetchesAgainWhatWasRefused()
    {
        const QString id = startJob({QStringLiteral("alert"), QStringLiteral("page")});
        waitFor(id, JobState::Incomplete);
        QTRY_COMPARE(button("resumeButton")->text().remove(QLatin1Char('&')), QStringLiteral("Fetch again"));
        m_world->settings(R"({"granted":["alert","page"]})");
        QTest::mouseClick(button("resumeButton"), Qt::LeftButton);
        waitFor(id, JobState::Complete);
    }
    void asksBeforeItRemovesFiles()
    {
        m_world->settings(R"({"latency_ms":100})");
        const QString id = startJob();
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->jobs().job(id)->events() > 0, 20'000);
        const auto answer = [](const char *text) {
            QTimer::singleShot(0, qApp, [text] {
                QTRY_VERIFY(qobject_cast<QMessageBox *>(QApplication::activeModalWidget()));
                auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
                for (QAbstractButton *choice : box->buttons()) {
                    if (choice->text().contains(QString::fromLatin1(text)))
                        choice->click();
                }
            });
        };
        QTRY_VERIFY(button("cancelJobButton")->isEnabled());
        answer("Keep it");
        QTest::mouseClick(button("cancelJobButton"), Qt::LeftButton);
        QCOMPARE(m_workspace->jobs().job(id)->state, JobState::Running);
        answer("Cancel the export");
        QTest::mouseClick(button("cancelJobButton"), Qt::LeftButton);
        waitFor(id, JobState::Cancelled);
    }
    // Its first file may be there by the time of the answer.
    void asksBeforeTheFirstEventToo()
    {
        m_world->settings(R"({"latency_ms":3000})");
        const QString id = startJob();
        waitFor(id, JobState::Running);
        QTRY_VERIFY(button("cancelJobButton")->isEnabled());
        bool asked = false;
        QTimer::singleShot(0, qApp, [&asked] {
            QTRY_VERIFY(qobject_cast<QMessageBox *>(QApplication::activeModalWidget()));
            asked = true;
            qobject_cast<QMessageBox *>(QApplication::activeModalWidget())->reject();
        });
        QTest::mouseClick(button("cancelJobButton"), Qt::LeftButton);
        QVERIFY(asked);
        QCOMPARE(m_workspace->jobs().job(id)->state, JobState::Running);
    }
    // Two jobs look much the same: the question says which one is meant.
    void theQuestionNamesTheJob()
    {
        m_world->settings(R"({"latency_ms":100})");
        const QString id = startJob();
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->jobs().job(id)->events() > 0, 20'000);
        QTRY_VERIFY(button("cancelJobButton")->isEnabled());
        QString question;
        QTimer::singleShot(0, qApp, [&question] {
            QTRY_VERIFY(qobject_cast<QMessageBox *>(QApplication::activeModalWidget()));
            auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            question = box->text();
            box->reject();
        });
        QTest::mouseClick(button("cancelJobButton"), Qt::LeftButton);
        QVERIFY2(question.contains(QLatin1String("acme, ")), qPrintable(question));
    }
    // Below each job, a row per endpoint shows its progress and, if it was refused, what to do about it.
    void eachEndpointHasARow()
    {
        const QString id = startJob({QStringLiteral("alert"), QStringLiteral("page")});
        waitFor(id, JobState::Incomplete);
        auto *row = tree()->topLevelItem(0);
        QTRY_COMPARE(row->text(job_row::StateColumn).section(QLatin1Char(' '), 1),
                     QStringLiteral("Incomplete"));
        QCOMPARE(row->childCount(), 2);
        const QTreeWidgetItem *good = row->child(0), *refused = row->child(1);
        QCOMPARE(good->text(job_row::TenantColumn), QStringLiteral("Alerts"));
        QVERIFY(good->text(job_row::StateColumn).contains(QLatin1String("complete")));
        QCOMPARE(good->text(job_row::EventsColumn),
                 QLocale().toString(m_workspace->jobs().job(id)->endpoints.first().events));
        QCOMPARE(good->text(job_row::ProgressColumn), QStringLiteral("100 %"));
        QVERIFY(good->data(job_row::ActionsColumn, job_row::actionsRole).toList().isEmpty());
        QVERIFY(refused->text(job_row::StateColumn).contains(QLatin1String("refused")));
        row->setExpanded(true);
        tree()->scrollToItem(refused);
        m_view->resize(1180, 400);
        screenshot("jobs-endpoints", {1180, 400});
        QString says;
        QTimer look;
        connect(&look, &QTimer::timeout, this, [&] {
            auto *dialog = QApplication::activeModalWidget();
            if (!dialog)
                return;
            look.stop();
            QCOMPARE(dialog->objectName(), QStringLiteral("fixDialog"));
            for (const auto *text : dialog->findChildren<QPlainTextEdit *>())
                says += text->toPlainText();
            dialog->close();
        });
        look.start(10);
        clickAction(refused, 0);
        QTRY_VERIFY2(says.contains(QLatin1String("/api/v2/events/dataexport/events/page")), qPrintable(says));
    }
    // What a row's buttons do, its menu does too.
    void aRowAndItsMenuHaveItsActions()
    {
        m_world->settings(R"({"latency_ms":1000})");
        const QString id = startJob();
        waitFor(id, JobState::Running);
        auto *row = tree()->topLevelItem(0);
        QTRY_VERIFY(row->text(job_row::StateColumn).contains(QLatin1String("Running")));
        clickAction(row, 0);
        waitFor(id, JobState::Paused);
        QTRY_VERIFY(row->text(job_row::StateColumn).contains(QLatin1String("Paused")));
        const QPoint place = tree()->visualItemRect(row).center();
        Q_EMIT tree()->customContextMenuRequested(place);
        auto *menu = m_view->findChild<QMenu *>(QStringLiteral("jobMenu"));
        QVERIFY(menu);
        QStringList names;
        for (const QAction *action : menu->actions())
            names << action->text();
        QCOMPARE(names.mid(0, 4), QStringList({QStringLiteral("Resume"), QStringLiteral("Open folder"),
                                               QStringLiteral("Cancel job"), QStringLiteral("Hide")}));
        // The columns can be chosen there as well, since the key of this menu is the only way without a
        // mouse.
        const QMenu *columns = menu->actions().constLast()->menu();
        QVERIFY(columns && columns->actions().size() > job_row::ColumnCount);
        m_world->settings(R"({"latency_ms":0})");
        menu->actions().first()->trigger();
        menu->close();
        waitFor(id, JobState::Complete);
    }
    // In a low and narrow window, the rows and what can be done with them stay: buttons lose their text, and
    // what is said below the rows can be scrolled.
    void aSmallListKeepsItsButtons()
    {
        leaveBehind(QStringLiteral("20261101-100000-0001"), JobState::WaitingForToken,
                    Error{ErrorKind::TokenRefused,
                          QStringLiteral("The tenant refused the token."),
                          QStringLiteral("Enter another one, then resume. ").repeated(20),
                          {}});
        leaveBehind(QStringLiteral("20261101-100000-0002"), JobState::Paused);
        open();
        m_view->resize(1180, 400);
        for (const bool isSmall : {false, true}) {
            if (isSmall)
                m_view->resize(330, m_view->minimumSizeHint().height() + m_view->buttons()->height());
            QCoreApplication::processEvents();
            for (const char *name : {"resumeAllButton", "resumeButton", "cancelJobButton", "hideJobButton"}) {
                const auto *one = button(name);
                const QRect place(one->mapTo(m_view.get(), QPoint()), one->size());
                QVERIFY2(m_view->rect().contains(place) && one->isVisible(), name);
                QCOMPARE(static_cast<const BarButton *>(one)->isBrief(), isSmall);
                QVERIFY2(!one->text().isEmpty(), name); // for screen readers
            }
            QVERIFY2(tree()->viewport()->height() >= tree()->visualItemRect(tree()->topLevelItem(0)).height(),
                     isSmall ? "small" : "large");
        }
        screenshot("jobs-small", m_view->size());
        m_view->resize(1180, 400);
        QTRY_VERIFY(!static_cast<const BarButton *>(button("hideJobButton"))->isBrief());
    }
    // Nothing is lost: the row comes back, and the history has had it all the time.
    void hideAndCancelLookDifferent()
    {
        const auto drawn = [](job_row::Action action) {
            return theme::icon(job_row::iconOf(action)).pixmap(24, 24).toImage();
        };
        QVERIFY(drawn(job_row::Action::Hide) != drawn(job_row::Action::Cancel));
        for (const job_row::Action action : {job_row::Action::Hide, job_row::Action::Cancel}) {
            const QImage image = drawn(action);
            bool isEmpty = true;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    isEmpty = isEmpty && qAlpha(image.pixel(x, y)) == 0;
            QVERIFY(!isEmpty);
        }
    }
    void aCompleteJobSaysWhatIsInItsFiles()
    {
        const QString id = startJob();
        waitFor(id, JobState::Complete);
        QTRY_VERIFY(tree()->topLevelItemCount() == 1);
        const auto *detail = find<QLabel>("jobDetail");
        QTRY_VERIFY2(detail->text().contains(QStringLiteral("Alerts · Events: ")),
                     qPrintable(detail->text()));
        for (const char *part : {"begins at ", "covered until "})
            QVERIFY2(detail->text().contains(QLatin1String(part)), qPrintable(detail->text()));
        const QString own = tree()->topLevelItem(0)->child(0)->text(job_row::NoteColumn);
        QVERIFY2(own.contains(QLatin1String("covered until ")), qPrintable(own));
        screenshot("jobs-contents", {1180, 260});
    }
    void theProgressIsReadFromLeftToRight()
    {
        leaveBehind(QStringLiteral("20261101-100000-0001"), JobState::Paused);
        QApplication::setLayoutDirection(Qt::RightToLeft);
        open();
        const QString text = tree()->topLevelItem(0)->text(job_row::ProgressColumn);
        QApplication::setLayoutDirection(Qt::LeftToRight);
        QCOMPARE(text, QChar(0x2068) + QStringLiteral("0 %") + QChar(0x2069)); // an isolate
    }
    void hidingCanBeUndone()
    {
        leaveBehind(QStringLiteral("20261101-100000-0001"), JobState::Complete);
        leaveBehind(QStringLiteral("20261101-110000-0002"), JobState::Complete);
        open();
        auto *table = tree();
        QCOMPARE(table->topLevelItemCount(), 2);
        table->setCurrentItem(table->topLevelItem(0));
        QTest::mouseClick(button("hideJobButton"), Qt::LeftButton);
        QCOMPARE(table->topLevelItemCount(), 1);
        QVERIFY(table->selectedItems().isEmpty()); // a second click hides nothing
        QVERIFY(!button("hideJobButton")->isEnabled());
        QVERIFY2(undoText().startsWith(QLatin1String("Hidden: acme, ")), qPrintable(undoText()));
        screenshot("jobs-hidden", {1180, 260});
        QCOMPARE(m_workspace->jobs().jobs().size(), 2);
        open(); // also the next time
        table = tree();
        QCOMPARE(table->topLevelItemCount(), 1);
        table->setCurrentItem(table->topLevelItem(0));
        QTest::mouseClick(button("hideJobButton"), Qt::LeftButton);
        QCOMPARE(table->topLevelItemCount(), 0);
        for (auto *undo : find<Banner>("undoBanner")->findChildren<QPushButton *>()) {
            if (undo->text() == QLatin1String("Undo"))
                undo->click();
        }
        QCOMPARE(table->topLevelItemCount(), 1);
        QVERIFY(!find<Banner>("undoBanner")->isVisible());
    }
};

QTEST_MAIN(JobsViewTest)
#include "jobs_view_test.moc"
