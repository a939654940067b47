#include "app/cli/command.h"
#include "core/base/background.h"
#include "core/base/time_text.h"
#include "core/exporting/verify.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QLocale>

#include <cstdio>
#include <unistd.h>

namespace slipway::cli {
namespace {

void print(const VerifyReport &report)
{
    const QLocale locale;
    const QString counts =
        QStringLiteral("%L1 events on %L2 pages in %L3 files (%4), %5 to %6")
            .arg(report.events)
            .arg(report.pages)
            .arg(report.files)
            .arg(locale.formattedDataSize(report.fileBytes), isoUtc(report.from), isoUtc(report.to));
    printLine(QStringLiteral("%1  %2: %3")
                  .arg(report.isRight() ? QStringLiteral("right") : QStringLiteral("WRONG"), report.manifest,
                       counts));
    if (report.isRight())
        printLine(QStringLiteral("  no hole, no repetition; %L1 duplicates removed, %L2 outside the range%3")
                      .arg(report.duplicatesRemoved)
                      .arg(report.outOfRange)
                      .arg(report.coveredUntil < report.to
                               ? QStringLiteral("; the tenant had nothing newer than %1")
                                     .arg(isoUtc(report.coveredUntil))
                               : QString()));
    for (const VerifyFinding &finding : report.findings)
        printLine(QStringLiteral("  %1: %2").arg(finding.file, finding.problem));
    if (report.moreFindings > 0)
        printLine(QStringLiteral("  and %L1 more").arg(report.moreFindings));
}

} // namespace

int verifyCommand(const QStringList &list)
{
    Arguments arguments(QStringLiteral("slipway-cli verify"),
                        QStringLiteral("MANIFEST… | Recompute finished exports from their files: sizes, "
                                       "checksums, ranges, pages, totals."));
    if (const auto code = arguments.parse(list, 1, 10'000))
        return *code;
    const bool json = arguments.isSet("json");
    const bool terminal = isatty(STDERR_FILENO) && !json;
    int code = AllWell;
    bool interrupted = false;
    BackgroundThread *current = nullptr;
    onInterrupt([&] {
        interrupted = true;
        if (current)
            current->requestStop();
    });
    for (const QString &path : arguments.parser.positionalArguments()) {
        std::optional<Result<VerifyReport>> result;
        QEventLoop loop;
        BackgroundThread thread;
        current = &thread;
        thread.run([&](std::stop_token stop) {
            const auto progress = [terminal](qint64 done, qint64 total) {
                if (terminal && total > 0)
                    std::fprintf(stderr, "\r\033[K%lld %%", static_cast<long long>(done * 100 / total));
            };
            result = verifyExport(path, progress, stop);
            QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection);
        });
        loop.exec();
        current = nullptr;
        if (terminal)
            std::fputs("\r\033[K", stderr);
        if (!*result) {
            code = std::max<int>(code, report(result->error(), json));
        } else {
            if (json)
                printJson((*result)->asJson());
            else
                print(**result);
            code = std::max<int>(code, (*result)->isRight() ? AllWell : Failed);
        }
        if (interrupted)
            return Interrupted;
    }
    return code;
}

} // namespace slipway::cli
