// A demo tenant that takes its time for each answer, with a day of events, a page an hour, so that an export
// reads ahead.
#pragma once
#include "core/demo/demo_tenant.h"
#include "core/demo/event_source.h"
#include "core/exporting/jobs/job_service.h"
#include "tests/support/demo_control.h"
#include "tests/support/export_world.h"

#include <QDir>
#include <QTemporaryDir>

#include <set>

namespace slipway::test {

class ReadAheadWorld
{
public:
    static constexpr qint64 hour = 3600, from = 1'790'000'000 / hour * hour;
    static inline const QByteArray token = "read-ahead-test-token";

    // `latency`: of each answer, milliseconds. `slow`: from which on the export reads ahead.
    explicit ReadAheadWorld(int latency = 30, int slow = 10, int hours = 24)
        : to(from + hours * hour), m_events(hours * 50), m_slow(slow)
    {
        DemoTenantOptions options;
        options.token = token;
        options.granted = {QStringLiteral("alert")};
        options.events.insert(QStringLiteral("alert"), m_events);
        options.from = from;
        options.to = to;
        options.requestsPerSecond = 0;
        options.pageSize = 50;
        options.hazards = false; // they make pages large
        demo = DemoTenant::start(options).value();
        set("{\"latency_ms\":" + QByteArray::number(latency) + '}');
        openJobs();
    }
    void openJobs()
    {
        using std::chrono::milliseconds;
        jobs.reset();
        jobs = JobService::open(folder.filePath(QStringLiteral("state.db")),
                                {milliseconds(20), milliseconds(100), milliseconds(20'000), milliseconds(500),
                                 milliseconds(5), milliseconds(m_slow)})
                   .value();
    }
    [[nodiscard]] ConnectionSettings connection() const { return {demo->address(), Secret(token), {}, {}}; }
    [[nodiscard]] ExportRequest request(int parallel) const
    {
        ExportRequest request;
        request.tenantName = QStringLiteral("test");
        request.address = demo->address();
        request.endpointIds = {QStringLiteral("alert")};
        request.from = from;
        request.to = to;
        request.folder = folder.filePath(QStringLiteral("out-%1").arg(++m_folders));
        request.maxRate = 200;
        request.partSize = 1 << 20;
        request.parallel = parallel;
        return request;
    }
    JobSnapshot waitForEnd(const QString &id) const
    {
        const auto ended = [&] {
            const JobState state = jobs->job(id)->state;
            return state != JobState::Running && state != JobState::Queued;
        };
        (void)QTest::qWaitFor(ended, 60'000);
        return *jobs->job(id);
    }
    JobSnapshot run(const ExportRequest &wanted)
    {
        return waitForEnd(jobs->submit(wanted, connection()).value());
    }

    void set(const QByteArray &json) const { (void)control(demo->address(), "/__demo/settings", json); }
    void fault(const QByteArray &json) const { (void)control(demo->address(), "/__demo/faults", json); }
    void reset() const { (void)control(demo->address(), "/__demo/reset", "{}"); }
    [[nodiscard]] QJsonArray log() const { return control(demo->address(), "/__demo/log").array(); }
    // The names of the indexes that were used.
    [[nodiscard]] std::set<QString> indexes() const
    {
        std::set<QString> names;
        for (const QJsonValue entry : log()) {
            const QString name = entry.toObject().value(QStringLiteral("index")).toString();
            if (!name.isEmpty())
                names.insert(name);
        }
        return names;
    }
    [[nodiscard]] QByteArray truth() const
    {
        const EventSource source(QStringLiteral("alert"), 1, m_events, from, to, false);
        QByteArray text;
        for (qint64 i = 0; i < m_events; ++i) {
            source.append(text, i);
            text += '\n';
        }
        return text;
    }
    [[nodiscard]] static QByteArray lines(const JobSnapshot &job)
    {
        return ExportWorld::exported(job.request.folder);
    }
    // The names of the files of a job's only endpoint, hidden ones as well.
    [[nodiscard]] static QStringList files(const JobSnapshot &job)
    {
        return QDir(job.request.folder + QStringLiteral("/netskope_alerts"))
            .entryList(QDir::Files | QDir::Hidden | QDir::System, QDir::Name);
    }

    const qint64 to;
    QTemporaryDir folder;
    std::unique_ptr<DemoTenant> demo;
    std::unique_ptr<JobService> jobs;

private:
    qint64 m_events;
    int m_slow;
    mutable int m_folders = 0;
};

} // namespace slipway::test
