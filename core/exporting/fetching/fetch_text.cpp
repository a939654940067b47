#include "core/exporting/fetching/fetch_text.h"

#include "core/base/time_text.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Fetching)
};

// "2 s". From ten seconds on it is `longer`, which adds the time of day, since nobody counts
// the seconds for that long.
QString spanText(std::chrono::milliseconds span, const QString &longer)
{
    const qint64 seconds = (span.count() + 999) / 1000;
    if (seconds <= 10)
        return Texts::tr("%1 s").arg(seconds);
    const QDateTime end = QDateTime::currentDateTimeUtc().addMSecs(span.count());
    return longer.arg(seconds).arg(end.time().toString(QStringLiteral("HH:mm:ss")));
}

} // namespace

QString waitText(std::chrono::milliseconds wait)
{
    return spanText(wait, Texts::tr("%1 s (until %2 UTC)"));
}

QString pauseText(const FetchStep &step, const std::optional<Error> &last)
{
    const QString in = spanText(step.pause, Texts::tr("%1 s (at %2 UTC)"));
    switch (step.reason) {
    case PauseReason::Retry:
        if (last)
            return Texts::tr("%1 Trying again in %2.").arg(last->message, in);
        return Texts::tr("Trying again in %1").arg(in);
    case PauseReason::NothingNew:
        return Texts::tr("The tenant says that it has nothing more; asking again in %1").arg(in);
    case PauseReason::LateEvents:
        return Texts::tr("Waiting %1 for late events").arg(waitText(step.pause));
    case PauseReason::CursorCheck:
        return Texts::tr("Making sure that no page is missing; asking again in %1").arg(in);
    case PauseReason::WaitTime:
    case PauseReason::None:
        break;
    }
    return Texts::tr("The tenant asks to wait %1").arg(waitText(step.pause));
}

Error obstacleError(Obstacle obstacle, const Endpoint &endpoint, qint64 mark,
                    const std::optional<Error> &last)
{
    Error error;
    error.kind = ErrorKind::BadAnswer;
    error.nextStep =
        Texts::tr("The files so far are complete up to %1. Resume the job to try again; if that does "
                  "not help, copy this for Netskope support.")
            .arg(isoUtc(mark));
    switch (obstacle) {
    case Obstacle::Circles:
        error.message =
            Texts::tr("The tenant sends the same pages of %1 again and again.").arg(endpoint.title);
        break;
    case Obstacle::GoesBack:
        error.message =
            Texts::tr("The tenant's position in %1 goes back in time again and again.").arg(endpoint.title);
        break;
    case Obstacle::Changes:
        error.message = Texts::tr("The tenant sends the same events of %1 again and again, each time with "
                                  "different content.")
                            .arg(endpoint.title);
        break;
    case Obstacle::TooManyUnread:
        error.message = Texts::tr("Several pages of %1 in a row could not be read.").arg(endpoint.title);
        break;
    default:
        error.kind = ErrorKind::NotAvailable;
        error.message =
            Texts::tr("The tenant no longer knows where the export of %1 had got to.").arg(endpoint.title);
        break;
    }
    if (last)
        error.details = last->asText();
    return error;
}

Error gapsError(const Endpoint &endpoint, const ExportRequest &request, const QList<GapRecord> &gaps)
{
    QStringList windows, details;
    for (const GapRecord &gap : gaps) {
        const QString from = isoUtc(std::max(gap.from, request.from));
        const QString to = isoUtc(gap.to > 0 ? gap.to : request.to);
        windows << (gap.file.isEmpty() ? Texts::tr("%1 to %2").arg(from, to)
                                       : Texts::tr("%1 to %2 (see %3)").arg(from, to, gap.file));
        details << gap.reason;
    }
    Error error;
    error.kind = ErrorKind::BadAnswer;
    error.message = Texts::tr("Some pages of %1 could not be read, so events may be missing from: %2.")
                        .arg(endpoint.title, windows.join(QStringLiteral(", ")));
    const bool isPutAside =
        std::ranges::any_of(gaps, [](const GapRecord &gap) { return !gap.file.isEmpty(); });
    error.nextStep =
        isPutAside
            ? Texts::tr("Everything else is in the files. What came in place of the pages is beside them; "
                        "send it to Netskope support.")
            : Texts::tr("Everything else is in the files. Copy the details for Netskope support.");
    error.details = details.join(QLatin1Char('\n'));
    return error;
}

} // namespace slipway
