// A demo tenant in which faults can be provoked, a folder and a job service with short waits, and
// the true events to compare exports with.
#pragma once
#include "core/demo/demo_tenant.h"
#include "core/demo/event_source.h"
#include "core/exporting/jobs/job_service.h"
#include "core/netskope/api_client.h"
#include "tests/support/demo_control.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace slipway::test {

class FaultWorld
{
public:
    static constexpr qint64 from = 1790000000 / 3600 * 3600, to = from + 3 * 3600;
    static constexpr qint64 count = 1500; // events of each endpoint, in six pages
    static inline const QByteArray token = "fault-test-token";

    explicit FaultWorld(QStringList endpoints = {QStringLiteral("alert")}, RetryPolicy retry = quick(),
                        RequestLimits limits = brief())
        : m_endpoints(std::move(endpoints))
    {
        DemoTenantOptions options;
        options.token = token;
        options.granted = m_endpoints;
        for (const QString &id : m_endpoints)
            options.events.insert(id, count);
        options.from = from;
        options.to = to;
        options.requestsPerSecond = 0;
        options.pageSize = 250;
        m_demo = DemoTenant::start(options).value();
        m_jobs = JobService::open(path("state.db"), retry, limits).value();
    }

    // With waits of milliseconds, so that tests end soon.
    static RetryPolicy quick()
    {
        using std::chrono::milliseconds;
        return {milliseconds(20), milliseconds(200), milliseconds(20000), milliseconds(1500),
                milliseconds(50)};
    }
    static RequestLimits brief()
    {
        RequestLimits limits;
        limits.connect = limits.answer = std::chrono::seconds(10);
        limits.idle = std::chrono::milliseconds(700);
        return limits;
    }

    [[nodiscard]] QString path(const char *name) const
    {
        return m_folder.filePath(QString::fromLatin1(name));
    }
    [[nodiscard]] QUrl address() const { return m_demo->address(); }
    [[nodiscard]] JobService &jobs() { return *m_jobs; }
    // Has the effect of restarting the program.
    void reopenJobs()
    {
        m_jobs.reset();
        m_jobs = JobService::open(path("state.db"), quick(), brief()).value();
    }

    // These have the effect of backing up the state folder and of restoring the backup.
    void keepState()
    {
        m_jobs.reset(); // nothing is left in the write-ahead log
        QVERIFY(QFile::copy(path("state.db"), path("kept.db")));
        reopenJobs();
    }
    void restoreState()
    {
        m_jobs.reset();
        QVERIFY(QFile::remove(path("state.db")) && QFile::copy(path("kept.db"), path("state.db")));
        reopenJobs();
    }

    [[nodiscard]] ConnectionSettings connection(const QByteArray &with = token) const
    {
        ConnectionSettings settings;
        settings.address = address();
        settings.token = Secret(with);
        return settings;
    }
    [[nodiscard]] ExportRequest request() const
    {
        ExportRequest request;
        request.tenantName = QStringLiteral("test");
        request.address = address();
        request.endpointIds = m_endpoints;
        request.from = from;
        request.to = to;
        request.folder = path("out");
        request.maxRate = 0;
        request.partSize = 1 << 20;
        return request;
    }

    // The demo tenant's settings, its next faults, and its log of requests.
    void set(const QByteArray &json) const { (void)control(address(), "/__demo/settings", json); }
    void fault(const QByteArray &json) const { (void)control(address(), "/__demo/faults", json); }
    // Lets `pages` pages through before the faults that are added next.
    void passPages(int pages) const
    {
        if (pages > 0)
            fault("{\"fault\":\"none\",\"count\":" + QByteArray::number(pages) + '}');
    }
    [[nodiscard]] QJsonArray log() const { return control(address(), "/__demo/log").array(); }
    [[nodiscard]] qsizetype asked(const char *operation) const
    {
        const QJsonArray entries = log();
        return std::count_if(entries.begin(), entries.end(), [&](const QJsonValue &entry) {
            return entry.toObject().value(QLatin1String("operation")).toString() == QLatin1String(operation);
        });
    }

    [[nodiscard]] JobSnapshot job(const QString &id) const { return m_jobs->job(id).value(); }
    [[nodiscard]] QString start(const ExportRequest &request, const QByteArray &with = token)
    {
        ConnectionSettings settings = connection(with);
        settings.address = request.address;
        return m_jobs->submit(request, settings).value();
    }
    JobSnapshot waitForEnd(const QString &id, int milliseconds = 60000) const
    {
        const auto ended = [&] {
            const JobState state = job(id).state;
            return state != JobState::Running && state != JobState::Queued;
        };
        (void)QTest::qWaitFor(ended, milliseconds);
        return job(id);
    }
    JobSnapshot run(const ExportRequest &request) { return waitForEnd(start(request)); }
    // Waits until an event was written; returns false after 20 s.
    [[nodiscard]] bool waitForEvents(const QString &id) const
    {
        return QTest::qWaitFor([&] { return job(id).events() > 0; }, 20000);
    }
    // Waits until the note of the job's first endpoint contains `words`; returns false after 20 s.
    [[nodiscard]] bool waitForNote(const QString &id, const char *words) const
    {
        return QTest::qWaitFor([&] { return job(id).endpoints.first().note.contains(QLatin1String(words)); },
                               20000);
    }

    // What an undisturbed export must contain, taken directly from the source of the tenant's
    // events.
    [[nodiscard]] static QByteArray truth(const QString &endpointId = QStringLiteral("alert"))
    {
        const EventSource source(endpointId, 1, count, from, to);
        QByteArray text;
        for (qint64 i = 0; i < count; ++i) {
            source.append(text, i);
            text += '\n';
        }
        return text;
    }
    // The contents of a table's finished files, one after the other.
    [[nodiscard]] QByteArray exported(const char *table = "netskope_alerts") const
    {
        const QDir folder(path("out") + QLatin1Char('/') + QLatin1String(table));
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
    [[nodiscard]] bool hasUnfinishedFiles(const char *table = "netskope_alerts") const
    {
        return !QDir(path("out") + QLatin1Char('/') + QLatin1String(table))
                    .entryList({QStringLiteral("*.part")})
                    .isEmpty();
    }

private:
    QStringList m_endpoints;
    QTemporaryDir m_folder;
    std::unique_ptr<DemoTenant> m_demo;
    std::unique_ptr<JobService> m_jobs;
};

// For QVERIFY2: why a job did not end as it should.
[[nodiscard]] inline QByteArray reason(const JobSnapshot &job)
{
    return (jobStateName(job.state) + QLatin1String(": ") + (job.error ? job.error->asText() : QString()))
        .toUtf8();
}

} // namespace slipway::test
