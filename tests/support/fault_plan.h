// What should happen to a process at its n-th change of a file. Passed to CliRun in its
// environment, and carried out by tests/support/fault_shim.cpp.
#pragma once
#include <QFile>
#include <QProcessEnvironment>
#include <QStringList>

namespace slipway::test {

struct FaultPlan
{
    QStringList folders;
    QString trace; // a file to which each call is appended
    QString action = {};
    int at = 0; // the number of the call, from 1; 0: the calls are only counted
    int error = 0;
    QString calls = QStringLiteral("write,fsync,rename,ftruncate,mkdir");

    [[nodiscard]] QProcessEnvironment environment() const
    {
        QProcessEnvironment environment;
        if (folders.isEmpty())
            return environment;
        environment.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral(SLIPWAY_FAULT_SHIM));
        environment.insert(QStringLiteral("FAULT_FOLDERS"), folders.join(QLatin1Char(':')));
        environment.insert(QStringLiteral("FAULT_TRACE"), trace);
        environment.insert(QStringLiteral("FAULT_ACTION"), action);
        environment.insert(QStringLiteral("FAULT_CALLS"), calls);
        environment.insert(QStringLiteral("FAULT_ERRNO"), QString::number(error));
        if (at > 0)
            environment.insert(QStringLiteral("FAULT_AT"), QString::number(at));
        return environment;
    }
    // The calls so far, each as "KIND PATH". Empties the file, so that the next run starts afresh.
    [[nodiscard]] QStringList takeCalls() const
    {
        QFile file(trace);
        if (!file.open(QIODevice::ReadWrite))
            return {};
        const QStringList lines =
            QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        file.resize(0);
        QStringList made;
        for (const QString &line : lines)
            made << line.section(QLatin1Char(' '), 1);
        return made;
    }
};

} // namespace slipway::test
