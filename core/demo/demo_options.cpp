#include "core/demo/demo_options.h"

#include "core/base/time_words.h"

#include <QCoreApplication>
#include <QDateTime>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(DemoOptions)
};

std::unexpected<Error> bad(const QString &flag, const QString &value, const QString &wanted)
{
    return failure(ErrorKind::BadInput, Texts::tr("%1 \"%2\": %3").arg(flag, value, wanted),
                   Texts::tr("See \"slipway-cli demo-tenant --help\"."));
}

} // namespace

QStringList demoOptionNames()
{
    return QStringLiteral(
               "--listen --token --v1-token --grant --events --from --to --seed --rate --page-size "
               "--keep-pages --state --hazards")
        .split(QLatin1Char(' '));
}

Result<DemoTenantOptions> parseDemoOptions(const QStringList &arguments)
{
    const QStringList knownFlags = demoOptionNames();
    DemoTenantOptions options;
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    for (qsizetype i = 0; i < arguments.size(); i += 2) {
        const QString flag = arguments[i];
        if (!knownFlags.contains(flag))
            return failure(ErrorKind::BadInput, Texts::tr("There is no option \"%1\".").arg(flag),
                           Texts::tr("See \"slipway-cli demo-tenant --help\"."));
        if (i + 1 >= arguments.size())
            return failure(ErrorKind::BadInput, Texts::tr("%1 needs a value.").arg(flag),
                           Texts::tr("See \"slipway-cli demo-tenant --help\"."));
        const QString value = arguments[i + 1];
        bool ok = true;
        if (flag == QLatin1String("--listen")) {
            const auto colon = value.lastIndexOf(QLatin1Char(':'));
            const uint port = colon > 0 ? value.mid(colon + 1).toUInt(&ok) : 0;
            if (!ok || port > 65535)
                return bad(flag, value, Texts::tr("write it as 127.0.0.1:PORT."));
            options.host = colon > 0 ? value.left(colon) : value;
            options.port = static_cast<quint16>(port);
        } else if (flag == QLatin1String("--token")) {
            options.token = value.toUtf8();
        } else if (flag == QLatin1String("--v1-token")) {
            options.v1Token = value.toUtf8();
        } else if (flag == QLatin1String("--grant")) {
            options.granted = value.split(QLatin1Char(','), Qt::SkipEmptyParts);
        } else if (flag == QLatin1String("--events")) {
            for (const QString &entry : value.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
                const qint64 count = entry.section(QLatin1Char('='), 1).toLongLong(&ok);
                if (!ok || count < 0)
                    return bad(flag, entry, Texts::tr("write it as ENDPOINT=COUNT."));
                options.events.insert(entry.section(QLatin1Char('='), 0, 0), count);
            }
        } else if (flag == QLatin1String("--from") || flag == QLatin1String("--to")) {
            const bool isFrom = flag == QLatin1String("--from");
            const Result<qint64> time = readTime(value, {isFrom ? TimeEdge::Start : TimeEdge::End, now, {}});
            if (!time)
                return bad(flag, value, time.error().nextStep);
            (isFrom ? options.from : options.to) = *time;
        } else if (flag == QLatin1String("--seed")) {
            options.seed = value.toULongLong(&ok);
            if (!ok)
                return bad(flag, value, Texts::tr("a whole number is needed."));
        } else if (flag == QLatin1String("--rate")) {
            options.requestsPerSecond = value.toDouble(&ok);
            if (!ok || options.requestsPerSecond < 0)
                return bad(flag, value, Texts::tr("a number of requests a second is needed (0: no limit)."));
        } else if (flag == QLatin1String("--page-size")) {
            options.pageSize = value.toInt(&ok);
            if (!ok || options.pageSize < 1 || options.pageSize > 10'000)
                return bad(flag, value, Texts::tr("a number from 1 to 10000 is needed."));
        } else if (flag == QLatin1String("--keep-pages")) {
            options.keepPages = value.toInt(&ok);
            if (!ok || options.keepPages < 0)
                return bad(flag, value, Texts::tr("a number of pages is needed."));
        } else if (flag == QLatin1String("--state")) {
            options.stateFile = value;
        } else { // --hazards
            if (value != QLatin1String("on") && value != QLatin1String("off"))
                return bad(flag, value, Texts::tr("on or off is needed."));
            options.hazards = value == QLatin1String("on");
        }
    }
    return options;
}

} // namespace slipway
