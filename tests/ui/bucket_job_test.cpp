// Jobs that write to a bucket, in the window, and their verification from there. Screenshots go to the folder
// in SLIPWAY_SCREENSHOTS, if it is set.
#include "tests/support/bucket_hand.h"
#include "tests/support/fault_proxy.h"
#include "tests/support/saved_tenant.h"
#include "tests/support/screenshot.h"
#include "tests/support/time_limits.h"
#include "ui/history/jobs_view.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"

#include <QApplication>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QTreeWidget>

using namespace slipway;
using namespace slipway::test;

class BucketJobTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<SwiftServer> m_swift;
    std::unique_ptr<FaultProxy> m_proxy;
    std::unique_ptr<ExportWorld> m_world;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<JobsView> m_view;
    Destination m_destination;
    QString m_job;

    QPushButton *button(const char *name) const
    {
        return m_view->findChild<QPushButton *>(QLatin1String(name));
    }
    QString banner() const
    {
        const auto *shown = m_view->findChild<Banner *>();
        return shown->isVisible() ? shown->text() : QString();
    }
    QString detail() const { return m_view->findChild<QLabel *>(QStringLiteral("jobDetail"))->text(); }
    // Of the button's menu; while it verifies there is none, and the button stops it.
    void choose(const char *name) const
    {
        auto *menu = button("verifyButton")->menu();
        QVERIFY(menu);
        for (QAction *action : menu->actions()) {
            if (action->objectName() == QLatin1String(name))
                return action->trigger();
        }
        QFAIL(name);
    }
    void clickVerify() const { choose("verifyFullyAction"); }
    void shoot(const char *name) const { test::screenshot(m_view.get(), name); }
    QString object(const char *end) const
    {
        return QStringLiteral("drop/window/netskope_alerts/") + m_job + QLatin1String(end);
    }

    // `bandwidth`: of the upload, bytes a second.
    ExportRequest request(const Tenant &tenant, qint64 bandwidth = 0) const
    {
        ExportRequest request = m_world->request();
        request.tenantId = tenant.id;
        request.tenantName = tenant.name;
        request.bucket = m_destination;
        request.folder.clear();
        request.partSize = 1 << 20;
        request.bandwidth = bandwidth;
        return request;
    }

private Q_SLOTS:
    // A destination with its credentials in the keychain, and a job that is complete there.
    void initTestCase()
    {
        theme::apply(*qApp, theme::Scheme::Light);
        m_swift = std::make_unique<SwiftServer>();
        m_proxy = std::make_unique<FaultProxy>(m_swift->port());
        m_world = std::make_unique<ExportWorld>(2000);
        m_world->jobs.reset(); // the window has its own
        m_workspace = Workspace::open(m_world->databasePath(), makeKeychainTokenStore()).value();
        Tenant tenant;
        tenant.name = QStringLiteral("acme");
        tenant.address = m_world->demo->address();
        tenant = test::saveTenant(*m_workspace, tenant).value();
        QVERIFY(QCoro::waitFor(m_workspace->tokens().write(tokenKey(tenant.id), Secret(ExportWorld::token())))
                    .has_value());
        DestinationAccess access = m_swift->access(QStringLiteral("window"), m_proxy->port());
        access.destination.name = QStringLiteral("SIEM drop");
        m_destination = QCoro::waitFor(m_workspace->save(access.destination, access.secrets)).value();
        m_job = QCoro::waitFor(m_workspace->submit(request(tenant), tenant)).value().id;
        m_view = std::make_unique<JobsView>(*m_workspace);
        m_view->resize(1180, 260);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->jobs().job(m_job)->state, JobState::Complete, 60'000);
        QTRY_VERIFY(button("verifyButton")->isEnabled());
        QVERIFY(button("verifyButton")->toolTip().contains(QLatin1String("in the bucket")));
    }
    void cleanupTestCase()
    {
        m_view.reset();
        m_workspace.reset();
        m_world.reset();
        m_proxy.reset();
        m_swift.reset();
    }

    void aWholeExportIsVerified()
    {
        clickVerify();
        QCOMPARE(button("verifyButton")->text().remove(QLatin1Char('&')), QStringLiteral("Verify"));
        QVERIFY(!button("verifyButton")->isEnabled()); // the keychain is asked
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(QLatin1String("netskope_alerts")), 20'000);
        shoot("bucket-verifying");
        QTRY_VERIFY_WITH_TIMEOUT(banner().startsWith(QLatin1String("Verified.")), 30'000);
        QVERIFY(button("verifyButton")->isEnabled());
        shoot("bucket-verified");
    }
    // Quickly, by the store's own checksums: no object is read, and the menu says beforehand what each way
    // costs.
    void whatAVerificationCostsIsSaid()
    {
        const auto text = [&](const char *name) {
            for (const QAction *action : button("verifyButton")->menu()->actions()) {
                if (action->objectName() == QLatin1String(name))
                    return action->text();
            }
            return QString();
        };
        QVERIFY(text("verifyQuicklyAction").contains(QLatin1String("downloads no events")));
        const QString size = QLocale().formattedDataSize(m_workspace->jobs().job(m_job)->fileBytes());
        QVERIFY2(text("verifyFullyAction").contains(size), qPrintable(text("verifyFullyAction")));
        choose("verifyQuicklyAction");
        QTRY_VERIFY_WITH_TIMEOUT(banner().startsWith(QLatin1String("Verified quickly.")), 30'000);
        QVERIFY2(banner().contains(QLatin1String("were not read")), qPrintable(banner()));
        shoot("bucket-verified-quickly");
    }
    void aStopTakesNoLongerThanASecond()
    {
        m_proxy->set(FaultProxy::Hold);
        const int before = m_proxy->held();
        clickVerify();
        QTRY_VERIFY_WITH_TIMEOUT(m_proxy->held() > before, 20'000);
        QCOMPARE(button("verifyButton")->text().remove(QLatin1Char('&')), QStringLiteral("Stop verifying"));
        QElapsedTimer clock;
        clock.start();
        QVERIFY(!button("verifyButton")->menu());
        QTest::mouseClick(button("verifyButton"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(button("verifyButton")->text().remove(QLatin1Char('&')),
                                  QStringLiteral("Verify"), 10'000);
        QVERIFY(clock.elapsed() < test::promptly);
        QVERIFY(banner().isEmpty());
        QTRY_VERIFY(rcloneChildrenOf(::getpid()).isEmpty());
        m_proxy->set(FaultProxy::Forward);
    }
    void aLostConnectionSaysSo()
    {
        m_proxy->set(FaultProxy::Cut);
        clickVerify();
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(QLatin1String("Trying again in")), 20'000);
        shoot("bucket-waiting");
        m_proxy->set(FaultProxy::Forward);
        QTRY_VERIFY_WITH_TIMEOUT(banner().startsWith(QLatin1String("Verified.")), 60'000);
    }
    void whoMayOnlyWriteIsTold()
    {
        const DestinationSecrets writer{{QStringLiteral("access_key"), Secret("test:writer")},
                                        {QStringLiteral("secret_key"), Secret("writing")}};
        const DestinationSecrets good = m_swift->access({}).secrets;
        QVERIFY(QCoro::waitFor(m_workspace->save(m_destination, writer)).has_value());
        clickVerify();
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(QLatin1String("may not read")), 20'000);
        QVERIFY(banner().contains(QLatin1String("permission to read")));
        shoot("bucket-write-only");
        QVERIFY(QCoro::waitFor(m_workspace->save(m_destination, good)).has_value());
    }
    // What a row says while its files go up, and when the store refuses them.
    void uploadsAreSeenInTheirRow()
    {
        auto *table = m_view->findChild<QTreeWidget *>(QStringLiteral("jobsTree"));
        const auto note = [&] { return table->topLevelItem(0)->text(table->columnCount() - 1); };
        const Tenant tenant = m_workspace->tenants().first();
        const QString id = QCoro::waitFor(m_workspace->submit(request(tenant, 3 << 20), tenant)).value().id;
        QTRY_COMPARE(table->topLevelItemCount(), 2);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->jobs().job(id)->endpoints.first().uploadedFiles > 0, 30'000);
        QTRY_VERIFY2(note().contains(QLatin1String("Uploaded: ")), qPrintable(note()));
        const int progress =
            table->topLevelItem(0)->data(job_row::ProgressColumn, job_row::progressRole).toInt();
        QVERIFY(progress > 0 && progress < 1000); // what is fetched is not there yet
        shoot("bucket-uploading");
        m_view->resize(860, 260);
        shoot("bucket-uploading-narrow");
        m_view->resize(1180, 260);
        QVERIFY(m_workspace->jobs().pause(id).has_value());
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->jobs().job(id)->state, JobState::Paused, 10'000);

        const DestinationSecrets revoked{{QStringLiteral("secret_key"), Secret("revoked")}};
        const DestinationSecrets good = m_swift->access({}).secrets;
        QVERIFY(QCoro::waitFor(m_workspace->save(m_destination, revoked)).has_value());
        QTRY_VERIFY(button("resumeButton")->isEnabled());
        QTest::mouseClick(button("resumeButton"), Qt::LeftButton);
        QTRY_VERIFY2_WITH_TIMEOUT(note().contains(QLatin1String("secret key")), qPrintable(note()), 30'000);
        QCOMPARE(m_workspace->jobs().job(id)->state, JobState::Paused);
        QVERIFY(
            table->topLevelItem(0)->text(job_row::StateColumn).startsWith(theme::sign(theme::Tone::Warning)));
        // All of it, also where the row has no room.
        QTRY_VERIFY(detail().contains(QLatin1String("Enter both again")));
        shoot("bucket-refused");
        m_view->resize(860, 260);
        shoot("bucket-refused-narrow");
        m_view->resize(1180, 260);
        QVERIFY(QCoro::waitFor(m_workspace->save(m_destination, good)).has_value());
        QTest::mouseClick(button("resumeButton"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->jobs().job(id)->state, JobState::Complete, 60'000);
        table->setCurrentItem(table->topLevelItem(1));
    }
    // Otherwise the row would say "Uploaded: 0 bytes" as long as the store's library keeps trying: a minute
    // and a half.
    void whatCannotBeReachedIsSaidAtOnce()
    {
        auto *table = m_view->findChild<QTreeWidget *>(QStringLiteral("jobsTree"));
        const auto note = [&] { return table->topLevelItem(0)->text(table->columnCount() - 1); };
        const Tenant tenant = m_workspace->tenants().first();
        DestinationAccess nowhere;
        nowhere.destination.name = QStringLiteral("nowhere");
        nowhere.destination.kind = QStringLiteral("azblob");
        nowhere.destination.bucket = QStringLiteral("drop");
        nowhere.destination.options = {
            {QStringLiteral("account"), QStringLiteral("slipway")},
            {QStringLiteral("endpoint"), QStringLiteral("http://127.0.0.1:1/slipway")}};
        nowhere.secrets = {
            {QStringLiteral("sas"), Secret("sv=2022-11-02&ss=b&srt=sco&sp=rwlac&se=2099-01-01T00:"
                                           "00:00Z&sig=bm8gc2VjcmV0")}};
        ExportRequest wanted = request(tenant);
        const auto saved = QCoro::waitFor(m_workspace->save(nowhere.destination, nowhere.secrets));
        QVERIFY2(saved, qPrintable(saved ? QString() : saved.error().asText()));
        wanted.bucket = *saved;
        QElapsedTimer clock;
        clock.start();
        const auto job = QCoro::waitFor(m_workspace->submit(wanted, tenant));
        QVERIFY2(job, qPrintable(job ? QString() : job.error().asText()));
        const QString id = job->id;
        QTRY_COMPARE(table->topLevelItemCount(), 3);
        QTRY_VERIFY2_WITH_TIMEOUT(note().contains(QLatin1String("Nothing answers at")), qPrintable(note()),
                                  20'000);
        qInfo("said after %lld ms: %s", static_cast<long long>(clock.elapsed()), qPrintable(note()));
        QVERIFY2(note().contains(QLatin1String("Still trying")), qPrintable(note()));
        QCOMPARE(m_workspace->jobs().job(id)->state, JobState::Running);
        shoot("bucket-unreachable");
        QVERIFY(m_workspace->jobs().cancel(id).has_value());
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->jobs().job(id)->state, JobState::Cancelled, 10'000);
        table->setCurrentItem(table->topLevelItem(2));
    }
    // A store that falls silent in the middle is named too, and no longer once it answers again.
    void aStoreThatFallsSilentIsNamed()
    {
        auto *table = m_view->findChild<QTreeWidget *>(QStringLiteral("jobsTree"));
        const auto note = [&] { return table->topLevelItem(0)->text(table->columnCount() - 1); };
        const Tenant tenant = m_workspace->tenants().first();
        m_proxy->set(FaultProxy::Hold);
        const QString id = QCoro::waitFor(m_workspace->submit(request(tenant), tenant)).value().id;
        QTRY_COMPARE(table->topLevelItemCount(), 4);
        QTRY_VERIFY2_WITH_TIMEOUT(note().contains(QLatin1String("does not answer in time. Still trying")),
                                  qPrintable(note()), 40'000);
        QCOMPARE(m_workspace->jobs().job(id)->state, JobState::Running);
        m_proxy->set(FaultProxy::Cut); // ends what hangs
        m_proxy->set(FaultProxy::Forward);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->jobs().job(id)->state, JobState::Complete, 60'000);
        QVERIFY2(!note().contains(QLatin1String("Still trying")), qPrintable(note()));
        table->setCurrentItem(table->topLevelItem(3));
    }
    // The last one: it spoils the export.
    void aChangedObjectIsNamed()
    {
        const BucketHand hand(m_swift->environment());
        hand.spoil(object("-00001.ndjson"));
        clickVerify();
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(QLatin1String("-00001.ndjson: Its SHA-256")) ||
                                     banner().contains(QLatin1String("-00001.ndjson: Lines")),
                                 30'000);
        shoot("bucket-verified-wrong");
        choose("verifyQuicklyAction");
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(QLatin1String("-00001.ndjson: The MD5 that the store")) ||
                                     banner().contains(QLatin1String("-00001.ndjson: It has")),
                                 30'000);
        hand.remove(object("-00001.ndjson"));
        clickVerify();
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(QLatin1String("-00001.ndjson: It is missing.")), 30'000);
    }
};

QTEST_MAIN(BucketJobTest)
#include "bucket_job_test.moc"
