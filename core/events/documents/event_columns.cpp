#include "core/events/documents/event_columns.h"

#include "core/base/resource_file.h"
#include "core/base/utc.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>

namespace slipway {
namespace {

QStringList strings(const QJsonValue &value)
{
    QStringList list;
    for (const QJsonValue &item : value.toArray())
        list << item.toString();
    return list;
}

QString shownTime(const QString &raw, bool utc)
{
    bool isNumber = false;
    const qint64 number = raw.toLongLong(&isNumber);
    if (!isNumber || number <= 0)
        return raw;
    constexpr qint64 firstMilliseconds = 100'000'000'000; // as seconds: the year 5138
    const bool isMilliseconds = number >= firstMilliseconds;
    const qint64 milliseconds = isMilliseconds ? number : number * 1000;
    const QDateTime time =
        utc ? utcFromMilliseconds(milliseconds) : QDateTime::fromMSecsSinceEpoch(milliseconds);
    if (time.date().year() > 9999)
        return raw;
    return time.toString(isMilliseconds ? QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz")
                                        : QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

QString shownBytes(const QString &raw)
{
    bool isNumber = false;
    const qint64 size = raw.toLongLong(&isNumber);
    return isNumber && size >= 0 ? QLocale().formattedDataSize(size, 1, QLocale::DataSizeSIFormat) : raw;
}

QString shownBoolean(const QString &raw)
{
    const QString word = raw.toLower();
    if (word == QLatin1String("true") || word == QLatin1String("yes") || word == QLatin1String("1"))
        return QCoreApplication::translate("ColumnCatalogue", "yes");
    if (word == QLatin1String("false") || word == QLatin1String("no") || word == QLatin1String("0"))
        return QCoreApplication::translate("ColumnCatalogue", "no");
    return raw;
}

} // namespace

const ColumnCatalogue &ColumnCatalogue::builtIn()
{
    static const ColumnCatalogue catalogue = [] {
        const QJsonObject whole = resourceObject("columns.json");
        ColumnCatalogue result;
        for (const QJsonValue &row : whole[QLatin1String("types")].toArray()) {
            result.m_types << Type{
                row[QLatin1String("id")].toString(), row[QLatin1String("title")].toString(),
                strings(row[QLatin1String("marks")]), strings(row[QLatin1String("columns")])};
        }
        result.m_other = strings(whole[QLatin1String("other")]);
        const QJsonObject kinds = whole[QLatin1String("kinds")].toObject();
        for (const auto &[name, kind] :
             {std::pair("time", ColumnKind::Time), std::pair("bytes", ColumnKind::Bytes),
              std::pair("boolean", ColumnKind::Boolean), std::pair("address", ColumnKind::Address)}) {
            for (const QString &field : strings(kinds[QLatin1String(name)]))
                result.m_kinds.insert(field, kind);
        }
        const QJsonObject words = whole[QLatin1String("words")].toObject();
        for (auto field = words.begin(); field != words.end(); ++field) {
            const QJsonObject values = field.value().toObject();
            for (auto value = values.begin(); value != values.end(); ++value)
                result.m_words[field.key()].insert(value.key(), value.value().toString());
        }
        return result;
    }();
    return catalogue;
}

QStringList ColumnCatalogue::firstFields(const QString &endpointId) const
{
    // "alerts-dlp" and its like are alerts.
    const QString id = endpointId.startsWith(QLatin1String("alerts-")) ? QStringLiteral("alert") : endpointId;
    const auto type =
        std::find_if(m_types.begin(), m_types.end(), [&](const Type &one) { return one.id == id; });
    return type == m_types.end() ? m_other : type->columns;
}

QString ColumnCatalogue::guessEndpoint(const QSet<QString> &filled) const
{
    const auto type = std::find_if(m_types.begin(), m_types.end(), [&](const Type &one) {
        return std::all_of(one.marks.begin(), one.marks.end(),
                           [&](const QString &mark) { return filled.contains(mark); });
    });
    return type == m_types.end() ? QString() : type->id;
}

QString ColumnCatalogue::title(const QString &endpointId) const
{
    const auto type =
        std::find_if(m_types.begin(), m_types.end(), [&](const Type &one) { return one.id == endpointId; });
    return type == m_types.end() ? QString() : type->title;
}

ColumnKind ColumnCatalogue::kind(const QString &field) const
{
    return m_kinds.value(field, ColumnKind::Text);
}

QString ColumnCatalogue::shown(const QString &field, const QString &raw, bool utc) const
{
    if (raw.isEmpty())
        return raw;
    switch (kind(field)) {
    case ColumnKind::Time:
        return shownTime(raw, utc);
    case ColumnKind::Bytes:
        return shownBytes(raw);
    case ColumnKind::Boolean:
        return shownBoolean(raw);
    default:
        break;
    }
    const auto words = m_words.constFind(field);
    return words == m_words.constEnd() ? raw : words->value(raw, raw);
}

} // namespace slipway
