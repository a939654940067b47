// What tests of buckets do again and again: test a destination and export to it.
#pragma once
#include "core/destinations/destination_test.h"
#include "tests/support/bucket_server.h"
#include "tests/support/export_world.h"

namespace slipway::test {

[[nodiscard]] inline DestinationTestReport testOf(const DestinationAccess &access)
{
    return QCoro::waitFor(testDestination(access, {}, {}));
}

[[nodiscard]] inline Error errorOf(const DestinationAccess &access)
{
    return testOf(access).error().value_or(Error{});
}

// For QVERIFY2.
[[nodiscard]] inline QByteArray reasonOf(const DestinationTestReport &report)
{
    return report.error() ? report.error()->asText().toUtf8() : QByteArray("no error");
}
[[nodiscard]] inline QByteArray reasonOf(const JobSnapshot &job)
{
    return (jobStateName(job.state) + (job.error ? QStringLiteral(": ") + job.error->asText() : QString()))
        .toUtf8();
}

[[nodiscard]] inline ExportRequest requestTo(const DestinationAccess &access, const ExportWorld &world)
{
    ExportRequest request = world.request();
    request.bucket = access.destination;
    request.folder.clear();
    request.partSize = 1 << 20;
    return request;
}

// The arguments with which slipway-cli makes the same export. `to`: "--dest" or "--destination" and
// its value. The token goes to standard input.
[[nodiscard]] inline QStringList exportArguments(const ExportWorld &world, const QStringList &to,
                                                 const char *partSize = "1M")
{
    return QStringList{QStringLiteral("export"),         QStringLiteral("--host"),
                       world.demo->address().toString(), QStringLiteral("--token-stdin"),
                       QStringLiteral("--endpoint"),     QStringLiteral("alert"),
                       QStringLiteral("--from"),         QString::number(ExportWorld::from),
                       QStringLiteral("--to"),           QString::number(ExportWorld::to),
                       QStringLiteral("--part-size"),    QLatin1String(partSize),
                       QStringLiteral("--max-rate"),     QStringLiteral("0")} +
           to;
}

// Runs an export from start to end.
[[nodiscard]] inline JobSnapshot exportTo(const DestinationAccess &access, ExportWorld &world)
{
    return world.waitForEnd(world.jobs->submit(requestTo(access, world), world.connection(), access).value());
}

} // namespace slipway::test
