#include "core/exporting/fetching/range_warning.h"

#include "core/base/time_text.h"

#include <QCoreApplication>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(RangeWarning)
};

} // namespace

QString rangeWarning(const ExportRequest &request, qint64 now, const std::function<QString(qint64)> &timeText)
{
    // A day of grace: "the last 90 days" does not call for a warning.
    if (request.from >= now - usualRetention - 86'400)
        return {};
    const int days = static_cast<int>((now - request.from) / 86'400);
    return Texts::tr("The range begins %n days ago (%1). Netskope keeps events for 90 days unless your "
                     "contract says otherwise, so the older ones are probably gone.",
                     nullptr, days)
        .arg(timeText ? timeText(request.from) : isoUtc(request.from));
}

} // namespace slipway
