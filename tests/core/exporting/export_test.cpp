#include "core/demo/demo_tenant.h"
#include "core/demo/event_source.h"
#include "core/exporting/jobs/job_service.h"
#include "core/netskope/api_client.h"
#include "tests/support/demo_control.h"
#include "tests/support/time_limits.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace slipway;
using test::control;

namespace {

constexpr qint64 from = 1'790'000'000 / 3600 * 3600, to = from + 6 * 3600;
constexpr qint64 count = 9'000;
const QByteArray token = "export-test-token";

} // namespace

class ExportTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<DemoTenant> m_demo;
    std::unique_ptr<QTemporaryDir> m_world;
    std::unique_ptr<JobService> m_jobs;

    ConnectionSettings connection(const QByteArray &with = token) const
    {
        return {m_demo->address(), Secret(with), {}, {}};
    }
    ExportRequest request() const
    {
        ExportRequest request;
        request.tenantName = QStringLiteral("test");
        request.address = m_demo->address();
        request.endpointIds = {QStringLiteral("alert")};
        request.from = from;
        request.to = to;
        request.folder = m_world->filePath(QStringLiteral("out"));
        request.maxRate = 0;
        request.partSize = 4 << 20;
        return request;
    }
    JobSnapshot waitForEnd(const QString &id)
    {
        const auto ended = [&] {
            return m_jobs->job(id)->state != JobState::Running && m_jobs->job(id)->state != JobState::Queued;
        };
        (void)QTest::qWaitFor(ended, 60'000);
        return *m_jobs->job(id);
    }
    JobSnapshot run(const ExportRequest &request)
    {
        const auto id = m_jobs->submit(request, connection());
        return waitForEnd(*id);
    }
    // What an undisturbed export of the range must hold, straight from the source of the server's events.
    static QByteArray truth(qint64 begin, qint64 end)
    {
        const EventSource source(QStringLiteral("alert"), 1, count, from, to);
        QByteArray text;
        for (qint64 i = 0; i < count; ++i) {
            if (source.timestampOf(i) < begin || source.timestampOf(i) >= end)
                continue;
            source.append(text, i);
            text += '\n';
        }
        return text;
    }
    QByteArray exported() const
    {
        const QDir folder(m_world->filePath(QStringLiteral("out/netskope_alerts")));
        QByteArray text;
        for (const QString &name : folder.entryList(
                 {QStringLiteral("*.ndjson"), QStringLiteral("*.ndjson.gz")}, QDir::Files, QDir::Name)) {
            QFile file(folder.filePath(name));
            if (!file.open(QIODevice::ReadOnly))
                return "unreadable";
            const QByteArray bytes = file.readAll();
            text += name.endsWith(QLatin1String(".gz")) ? inflateWhole(bytes, 1 << 30, 0).value() : bytes;
        }
        return text;
    }
    QJsonObject manifest(const JobSnapshot &job) const
    {
        QFile file(job.manifests.value(0));
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                              : QJsonObject();
    }

private Q_SLOTS:
    void init()
    {
        DemoTenantOptions options;
        options.token = token;
        options.events = {{QStringLiteral("alert"), count}};
        options.from = from;
        options.to = to;
        options.requestsPerSecond = 0;
        options.pageSize = 500;
        m_demo = DemoTenant::start(options).value();
        m_world = std::make_unique<QTemporaryDir>();
        using std::chrono::milliseconds;
        m_jobs = JobService::open(m_world->filePath(QStringLiteral("state.db")),
                                  {milliseconds(20), milliseconds(200), milliseconds(20'000)})
                     .value();
    }
    void cleanup()
    {
        m_jobs.reset();
        m_demo.reset();
    }

    void isByteForByteWhatWasSent_data()
    {
        QTest::addColumn<bool>("gzip");
        QTest::newRow("plain") << false;
        QTest::newRow("gzip") << true;
    }
    void isByteForByteWhatWasSent()
    {
        QFETCH(bool, gzip);
        ExportRequest wanted = request();
        wanted.compression = gzip ? Compression::Gzip : Compression::None;
        const JobSnapshot job = run(wanted);
        QCOMPARE(job.state, JobState::Complete);
        QCOMPARE(job.events(), count);
        QVERIFY(exported() == truth(from, to));
        QVERIFY(job.endpoints.first().duplicates > 0);
        // The manifest's digests are those of the files.
        for (const QJsonValue entry : manifest(job)[QStringLiteral("files")].toArray()) {
            QFile file(QFileInfo(job.manifests.first()).absolutePath() + QLatin1Char('/') +
                       entry[QStringLiteral("name")].toString());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(QString::fromLatin1(
                         QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256).toHex()),
                     entry[QStringLiteral("sha256")].toString());
        }
    }
    void keepsToTheRange()
    {
        ExportRequest wanted = request();
        wanted.from = from + 1000;
        wanted.to = from + 9000;
        const JobSnapshot job = run(wanted);
        QCOMPARE(job.state, JobState::Complete);
        QVERIFY(exported() == truth(wanted.from, wanted.to));
        const QJsonObject totals = manifest(job)[QStringLiteral("totals")].toObject();
        QVERIFY(totals[QStringLiteral("out_of_range")].toInteger() > 0);
        QCOMPARE(totals[QStringLiteral("sent")].toInteger(),
                 totals[QStringLiteral("events")].toInteger() +
                     totals[QStringLiteral("out_of_range")].toInteger() +
                     totals[QStringLiteral("duplicates")].toInteger());
    }
    void keepsDuplicatesWhenAsked()
    {
        ExportRequest wanted = request();
        wanted.keepDuplicates = true;
        QVERIFY(run(wanted).events() > count);
    }
    void pausesAndResumes()
    {
        control(m_demo->address(), "/__demo/settings", R"({"latency_ms":100})");
        const auto id = m_jobs->submit(request(), connection());
        for (int pause = 0; pause < 3; ++pause) {
            const qint64 before = m_jobs->job(*id)->events();
            QVERIFY(QTest::qWaitFor([&] { return m_jobs->job(*id)->events() > before; }, 20'000));
            QVERIFY(m_jobs->pause(*id));
            QCOMPARE(waitForEnd(*id).state, JobState::Paused);
            QVERIFY(m_jobs->resume(*id, connection()));
        }
        QCOMPARE(waitForEnd(*id).state, JobState::Complete);
        QVERIFY(exported() == truth(from, to));
    }
    void cancelLeavesNothingUnfinished()
    {
        control(m_demo->address(), "/__demo/settings", R"({"latency_ms":50})");
        const auto id = m_jobs->submit(request(), connection());
        QVERIFY(QTest::qWaitFor([&] { return m_jobs->job(*id)->events() > 0; }, 20'000));
        QElapsedTimer clock;
        clock.start();
        QVERIFY(m_jobs->cancel(*id));
        QCOMPARE(waitForEnd(*id).state, JobState::Cancelled);
        QVERIFY(clock.elapsed() < test::promptly);
        QVERIFY(QDir(m_world->filePath(QStringLiteral("out/netskope_alerts")))
                    .entryList({QStringLiteral("*.part")})
                    .isEmpty());
        QVERIFY(!m_jobs->resume(*id, connection()));
    }
    void missingPermissionMakesItIncomplete()
    {
        ExportRequest wanted = request();
        wanted.endpointIds = {QStringLiteral("alert"), QStringLiteral("page")};
        const JobSnapshot job = run(wanted);
        QCOMPARE(job.state, JobState::Incomplete);
        QVERIFY(job.error->message.contains(QLatin1String("page from")));
        QVERIFY(exported() == truth(from, to)); // the other endpoint is whole
    }
    void readOnlyFolderPausesWithAReason()
    {
        ExportRequest wanted = request();
        wanted.folder = QStringLiteral("/proc/slipway-cannot-write-here");
        if (::geteuid() != 0) { // only root's job comes that far
            QVERIFY(!m_jobs->submit(wanted, connection()));
            return;
        }
        const JobSnapshot job = run(wanted);
        QCOMPARE(job.state, JobState::Paused);
        QCOMPARE(job.error->kind, ErrorKind::Storage);
        QVERIFY(!job.error->nextStep.isEmpty());
    }
    void badRequestsAreRefused()
    {
        ExportRequest wanted = request();
        wanted.endpointIds.clear();
        QVERIFY(!m_jobs->submit(wanted, connection()));
        wanted = request();
        wanted.to = wanted.from;
        QVERIFY(!m_jobs->submit(wanted, connection()));
        wanted = request();
        wanted.to = QDateTime::currentSecsSinceEpoch() + 86'400;
        QVERIFY(m_jobs->submit(wanted, connection()).error().message.contains(QLatin1String("future")));
        wanted = request();
        wanted.folder = QStringLiteral("relative");
        QVERIFY(!m_jobs->submit(wanted, connection()));
        QVERIFY(m_jobs->jobs().isEmpty());
    }
    void theTokenIsNowhereOnDisk()
    {
        run(request());
        QDir world(m_world->path());
        for (const QString &name : world.entryList(QDir::Files)) {
            QFile file(world.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray bytes = file.readAll();
            QVERIFY(!bytes.contains(token) && !bytes.contains(token.toBase64()) &&
                    !bytes.contains(token.toHex()));
        }
    }
};

QTEST_GUILESS_MAIN(ExportTest)
#include "export_test.moc"
