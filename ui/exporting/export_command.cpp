#include "ui/exporting/export_command.h"

#include "core/base/time_text.h"

#include <QRegularExpression>

namespace slipway {
namespace {

// In quotes, unless the shell takes it as it is.
QString quoted(QString text)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_./:=@%+,][A-Za-z0-9_./:=@%+,-]*$"));
    if (plain.match(text).hasMatch())
        return text;
    return QLatin1Char('\'') + text.replace(QLatin1Char('\''), QLatin1String("'\\''")) + QLatin1Char('\'');
}

} // namespace

QString exportCommand(const ExportRequest &request, qint64 relative)
{
    const ExportRequest usual;
    QStringList parts{QStringLiteral("slipway-cli export")};
    const auto add = [&parts](const char *option, const QString &value) {
        parts << QStringLiteral("--%1 %2").arg(QLatin1String(option), quoted(value));
    };
    add("tenant", request.tenantName);
    add("endpoint", request.endpointIds.join(QLatin1Char(',')));
    if (relative > 0) {
        constexpr qint64 day = 86'400;
        // A value that begins with a minus sign could be taken for an option.
        parts << (relative % day == 0 ? QStringLiteral("--from=-%1d").arg(relative / day)
                                      : QStringLiteral("--from=-%1h").arg(relative / 3600))
              << QStringLiteral("--to now");
    } else {
        add("from", isoUtc(request.from));
        add("to", isoUtc(request.to));
    }
    if (request.bucket)
        add("destination", request.bucket->name);
    else
        add("dest", request.folder);
    if (request.bucket && request.bandwidth > 0)
        add("bandwidth", QString::number(request.bandwidth));
    if (request.compression == Compression::Gzip)
        add("compress", QStringLiteral("gzip"));
    add("part-size", QStringLiteral("%1M").arg(request.partSize >> 20));
    if (request.maxRate != usual.maxRate)
        add("max-rate", QString::number(request.maxRate));
    if (request.parallel != usual.parallel)
        add("parallel", QString::number(request.parallel));
    if (request.keepDuplicates)
        parts << QStringLiteral("--keep-duplicates");
    if (request.late == LatePolicy::Keep)
        add("late", QStringLiteral("keep"));
    return parts.join(QLatin1Char(' '));
}

} // namespace slipway
