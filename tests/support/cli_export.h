// Exports from a demo tenant with the real command line. All files are in a separate folder that
// outlives every process.
#pragma once
#include "core/exporting/journal/job_journal.h"
#include "tests/support/cli_run.h"
#include "tests/support/demo_process.h"
#include "tests/support/exported_files.h"
#include "tests/support/fault_plan.h"

#include <QDir>

namespace slipway::test {

class CliExport
{
public:
    // `world`: an empty folder.
    CliExport(const DemoProcess &demo, const QString &world, bool gzip)
        : m_demo(demo), m_world(world), m_gzip(gzip)
    {}

    [[nodiscard]] CliRun start(const FaultPlan &faults = {}) const
    {
        return CliRun(dataFolder(),
                      {QStringLiteral("export"), QStringLiteral("--host"), m_demo.address().toString(),
                       QStringLiteral("--token-stdin"), QStringLiteral("--endpoint"), m_demo.endpoints(),
                       QStringLiteral("--from"), QString::number(DemoProcess::from), QStringLiteral("--to"),
                       QString::number(DemoProcess::to), QStringLiteral("--dest"), folder(),
                       QStringLiteral("--max-rate"), QStringLiteral("0"), QStringLiteral("--part-size"),
                       m_gzip ? QStringLiteral("64K") : QStringLiteral("150K"), QStringLiteral("--compress"),
                       m_gzip ? QStringLiteral("gzip") : QStringLiteral("none"), QStringLiteral("--json")},
                      DemoProcess::token, faults.environment());
    }
    [[nodiscard]] CliRun resume(const QString &job, const FaultPlan &faults = {}) const
    {
        return CliRun(dataFolder(),
                      {QStringLiteral("jobs"), QStringLiteral("resume"), job, QStringLiteral("--token-stdin"),
                       QStringLiteral("--json")},
                      DemoProcess::token, faults.environment());
    }
    // A plan for what happens at the `at`-th change of a file, among the files of this export and
    // of its state.
    [[nodiscard]] FaultPlan faults(const QString &action, int at, int error = 0) const
    {
        return {{dataFolder(), folder()}, m_world + QStringLiteral("/trace"), action, at, error};
    }

    // The job that was started last; none if it was not even stored.
    [[nodiscard]] std::optional<JobSnapshot> job() const
    {
        const QString state = dataFolder() + QStringLiteral("/slipway/slipway.db");
        if (!QFile::exists(state))
            return std::nullopt;
        const auto journal = JobJournal::open(state);
        const auto jobs = journal ? journal->jobs() : std::unexpected(journal.error());
        if (!jobs)
            qFatal("%s", qPrintable(jobs.error().asText()));
        return jobs->isEmpty() ? std::nullopt : std::optional(jobs->first());
    }
    [[nodiscard]] ExportedFiles files(const QString &job) const { return {folder(), job}; }
    [[nodiscard]] QString folder() const { return m_world + QStringLiteral("/out"); }
    [[nodiscard]] QString dataFolder() const { return m_world + QStringLiteral("/data"); }

private:
    const DemoProcess &m_demo;
    QString m_world;
    bool m_gzip;
};

} // namespace slipway::test
