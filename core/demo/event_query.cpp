#include "core/demo/event_query.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <limits>

namespace slipway {

Result<EventQuery> EventQuery::from(const QUrlQuery &parameters)
{
    EventQuery query;
    query.m_end = std::numeric_limits<qint64>::max();
    for (const auto &[name, target] :
         {std::pair("starttime", &query.m_start), std::pair("endtime", &query.m_end),
          std::pair("offset", &query.m_offset), std::pair("limit", &query.m_limit)}) {
        const QString text = parameters.queryItemValue(QString::fromLatin1(name));
        if (text.isEmpty())
            continue;
        bool ok = false;
        *target = text.toLongLong(&ok);
        if (!ok || *target < 0)
            return failure(ErrorKind::BadInput,
                           QStringLiteral("%1 is not a number").arg(QLatin1String(name)));
    }
    if (query.m_limit > 10'000)
        return failure(ErrorKind::BadInput, QStringLiteral("limit is more than 10000"));
    const auto text = [&](const char *name) {
        QString value = parameters.queryItemValue(QString::fromLatin1(name), QUrl::FullyDecoded);
        return value.replace(QLatin1Char('+'), QLatin1Char(' ')).trimmed();
    };
    query.m_fields = text("fields").split(QLatin1Char(','), Qt::SkipEmptyParts);
    const QString order = text("orderbys") + text("sortorder");
    query.m_isAscending = order.endsWith(QLatin1String("asc"), Qt::CaseInsensitive);
    QString rest = text("query");
    static const QRegularExpression comparison(
        QStringLiteral(
            "^([A-Za-z_][A-Za-z0-9_.]*) +(eq|neq|like|gte|gt|lte|lt) +(?:\"([^\"]*)\"|'([^']*)'|([^ ]+))"
            "(?: +and +|$)"),
        QRegularExpression::CaseInsensitiveOption);
    while (!rest.isEmpty()) {
        const auto match = comparison.match(rest);
        if (!match.hasMatch())
            return failure(ErrorKind::BadInput, QStringLiteral("query is not valid JQL"));
        query.m_comparisons << Comparison{match.captured(1), match.captured(2).toLower(),
                                          match.captured(3) + match.captured(4) + match.captured(5)};
        rest = rest.mid(match.capturedLength());
    }
    return query;
}

bool EventQuery::Comparison::holds(const QJsonValue &there) const
{
    const QString text = there.isDouble() ? QString::number(there.toInteger()) : there.toVariant().toString();
    const int order = text.compare(value, Qt::CaseInsensitive);
    if (verb == QLatin1String("eq"))
        return order == 0;
    if (verb == QLatin1String("neq"))
        return order != 0;
    if (verb == QLatin1String("like"))
        return text.contains(value, Qt::CaseInsensitive);
    const double left = there.toDouble(), right = value.toDouble();
    return verb == QLatin1String("gt")    ? left > right
           : verb == QLatin1String("gte") ? left >= right
           : verb == QLatin1String("lt")  ? left < right
                                          : left <= right;
}

QByteArray EventQuery::answer(const EventSource &source) const
{
    QList<std::pair<qint64, qint64>> rows; // time, event
    const qint64 end = source.firstOf(source.hourOf(std::min(m_end, source.to())) + 1);
    for (qint64 event = source.firstOf(source.hourOf(m_start)); event < end; ++event) {
        if (const qint64 time = source.timestampOf(event); time >= m_start && time <= m_end)
            rows << std::pair(time, event);
    }
    std::ranges::sort(rows);
    if (!m_isAscending)
        std::ranges::reverse(rows);
    QByteArray out = "{\"ok\":1,\"result\":[";
    qint64 skipped = 0, sent = 0;
    for (const auto &[time, event] : rows) {
        if (sent == m_limit)
            break;
        QByteArray text;
        source.append(text, event);
        if (!m_comparisons.isEmpty() || !m_fields.isEmpty()) {
            const QJsonObject object = QJsonDocument::fromJson(text).object();
            if (!std::ranges::all_of(m_comparisons, [&](const Comparison &each) {
                    return each.holds(object.value(each.field));
                }))
                continue;
            if (!m_fields.isEmpty()) {
                QJsonObject chosen;
                for (const QString &field : m_fields) {
                    if (const auto found = object.constFind(field.trimmed()); found != object.constEnd())
                        chosen.insert(found.key(), found.value());
                }
                text = QJsonDocument(chosen).toJson(QJsonDocument::Compact);
            }
        }
        if (skipped++ < m_offset)
            continue;
        if (sent++ > 0)
            out += ',';
        out += text;
    }
    return out += "]}";
}

} // namespace slipway
