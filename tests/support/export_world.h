// What a test of exports needs: a demo tenant, a folder and a job service. Create a new one for
// each test function.
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

class ExportWorld
{
public:
    static constexpr qint64 from = 1'790'000'000 / 3600 * 3600, to = from + 6 * 3600;
    static QByteArray token() { return "export-world-token"; }

    explicit ExportWorld(qint64 events = 9'000, int pageSize = 500) : m_events(events)
    {
        DemoTenantOptions options;
        options.token = token();
        options.events = {{QStringLiteral("alert"), events},
                          {QStringLiteral("application"), events},
                          {QStringLiteral("audit"), events}};
        options.from = from;
        options.to = to;
        options.requestsPerSecond = 0;
        options.pageSize = pageSize;
        demo = DemoTenant::start(options).value();
        openJobs();
    }
    void openJobs()
    {
        using std::chrono::milliseconds;
        jobs.reset();
        jobs = JobService::open(databasePath(), {milliseconds(20), milliseconds(200), milliseconds(20'000)})
                   .value();
    }
    [[nodiscard]] QString databasePath() const
    {
        return stateFile.isEmpty() ? folder.filePath(QStringLiteral("state.db")) : stateFile;
    }
    [[nodiscard]] ConnectionSettings connection(const QByteArray &with = token()) const
    {
        return {demo->address(), Secret(with), {}, {}};
    }
    [[nodiscard]] ExportRequest request() const
    {
        ExportRequest request;
        request.tenantName = QStringLiteral("test");
        request.address = demo->address();
        request.endpointIds = {QStringLiteral("alert")};
        request.from = from;
        request.to = to;
        request.folder = folder.filePath(QStringLiteral("out"));
        request.maxRate = 0;
        request.partSize = 4 << 20;
        return request;
    }
    [[nodiscard]] JobState state(const QString &id) const { return jobs->job(id)->state; }
    JobSnapshot waitForEnd(const QString &id)
    {
        const auto ended = [&] { return state(id) != JobState::Running && state(id) != JobState::Queued; };
        (void)QTest::qWaitFor(ended, 60'000);
        return *jobs->job(id);
    }
    JobSnapshot run(const ExportRequest &wanted) { return waitForEnd(*jobs->submit(wanted, connection())); }
    JobSnapshot resume(const QString &id)
    {
        if (const auto resumed = jobs->resume(id, connection()); !resumed)
            qWarning("%s", qPrintable(resumed.error().asText()));
        return waitForEnd(id);
    }
    void settings(const QByteArray &json) { control(demo->address(), "/__demo/settings", json); }

    // What an undisturbed export of the range must contain, taken directly from the source of the
    // server's events.
    [[nodiscard]] QByteArray truth(const QString &endpoint = QStringLiteral("alert")) const
    {
        const EventSource source(endpoint, 1, m_events, from, to);
        QByteArray text;
        for (qint64 i = 0; i < m_events; ++i) {
            source.append(text, i);
            text += '\n';
        }
        return text;
    }
    // The lines of all finished files below `out`.
    [[nodiscard]] static QByteArray exported(const QString &out,
                                             const QString &table = QStringLiteral("netskope_alerts"))
    {
        const QDir files(out + QLatin1Char('/') + table);
        QByteArray text;
        for (const QString &name : files.entryList(
                 {QStringLiteral("*.ndjson"), QStringLiteral("*.ndjson.gz")}, QDir::Files, QDir::Name)) {
            QFile file(files.filePath(name));
            if (!file.open(QIODevice::ReadOnly))
                return "unreadable";
            const QByteArray bytes = file.readAll();
            text += name.endsWith(QLatin1String(".gz")) ? inflateWhole(bytes, 1 << 30, 0).value() : bytes;
        }
        return text;
    }

    QTemporaryDir folder;
    QString stateFile; // empty: in `folder`
    std::unique_ptr<DemoTenant> demo;
    std::unique_ptr<JobService> jobs;

private:
    qint64 m_events;
};

} // namespace slipway::test
