// How much memory a command takes, as Linux counts it: all of the process, at its peak.
#pragma once
#include "tests/support/cli_run.h"

#include <QFile>
#include <QTest>

#include <algorithm>

namespace slipway::test {

// The most memory that a running process has had so far, in KB; 0: it has ended.
inline qint64 peakOf(qint64 pid)
{
    QFile status(QStringLiteral("/proc/%1/status").arg(pid));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').first().toLongLong();
    }
    return 0;
}

struct Ended
{
    int code = -1;
    qint64 peak = 0; // KB
    QByteArray output, errors;
};

// Waits until a command has ended, for at most five minutes.
inline Ended measured(CliRun &run)
{
    Ended ended;
    (void)QTest::qWaitFor(
        [&] {
            ended.peak = std::max(ended.peak, peakOf(run.pid()));
            return !run.isRunning();
        },
        300'000);
    ended.code = run.wait();
    ended.output = run.output();
    ended.errors = run.errors();
    return ended;
}

} // namespace slipway::test
