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
    // "The last 90 days" does not call for a warning, even if it was entered a while ago.
    const qint64 oldest = now - usualRetention;
    if (request.from >= oldest - 3600)
        return {};
    const auto text = [&](qint64 time) { return timeText ? timeText(time) : isoUtc(time); };
    const int days = static_cast<int>((now - request.from) / 86'400);
    return Texts::tr("The range begins more than %n days ago (%1). Netskope keeps events for 90 days unless "
                     "your contract says otherwise, so what is from before %2 is probably gone. Begin there "
                     "if you do not need it; otherwise, ask your Netskope administrator how long your tenant "
                     "keeps events, or look for an earlier export.",
                     nullptr, days)
        .arg(text(request.from), text(oldest));
}

} // namespace slipway
