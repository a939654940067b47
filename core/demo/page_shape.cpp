#include "core/demo/page_shape.h"

#include "core/base/time_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringList>

namespace slipway {
namespace {

constexpr auto timeForms = "s ms us ns text text-ms iso iso-fraction day float zero null mixed absent "
                           "unreadable implausible negative";

QStringList list(const char *values)
{
    return QString::fromLatin1(values).split(QLatin1Char(' '));
}

// A JSON value as written in a document.
QByteArray literal(const QJsonValue &value)
{
    const QByteArray array =
        QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact); // Qt takes no bare values
    return array.mid(1, array.size() - 2);
}

bool isAbsent(const QJsonValue &value)
{
    return value.toString() == QLatin1String("absent");
}

// Empty if the key is left out. All forms are within the given second, so that readers see the
// intended time.
QByteArray timeText(const QString &form, qint64 seconds, qint64 number)
{
    const auto digits = [&](qint64 unit) { return QByteArray::number(seconds * unit + number % unit); };
    if (form.isEmpty() || form == QLatin1String("s"))
        return digits(1);
    if (form == QLatin1String("ms"))
        return digits(1000);
    if (form == QLatin1String("us"))
        return digits(1'000'000);
    if (form == QLatin1String("ns"))
        return digits(1'000'000'000);
    if (form == QLatin1String("text"))
        return '"' + digits(1) + '"';
    if (form == QLatin1String("text-ms"))
        return '"' + digits(1000) + '"';
    if (form == QLatin1String("iso"))
        return '"' + isoUtc(seconds).toLatin1() + '"';
    if (form == QLatin1String("iso-fraction"))
        return '"' + isoUtc(seconds).chopped(1).toLatin1() + ".250+00:00\"";
    if (form == QLatin1String("day"))
        return '"' + isoUtc(seconds).first(10).toLatin1() + '"';
    if (form == QLatin1String("float"))
        return digits(1) + ".5";
    if (form == QLatin1String("zero"))
        return "0";
    if (form == QLatin1String("null"))
        return "null";
    if (form == QLatin1String("unreadable"))
        return "\"soon\"";
    if (form == QLatin1String("implausible"))
        return "900000000000000";
    if (form == QLatin1String("negative"))
        return "-1";
    if (form == QLatin1String("mixed")) {
        static const QStringList forms = list("s ms text iso us float ns");
        return timeText(forms[number % forms.size()], seconds, number);
    }
    return {};
}

} // namespace

Result<PageShape> PageShape::from(const QJsonObject &settings)
{
    PageShape shape;
    shape.m_isPlain = settings.isEmpty();
    const QMap<QString, std::pair<QString *, QStringList>> words{
        {QStringLiteral("timestamp"), {&shape.m_timestamp, list(timeForms)}},
        {QStringLiteral("timestamp_hwm"), {&shape.m_mark, list(timeForms)}},
        {QStringLiteral("result"), {&shape.m_result, list("list empty null absent object text")}},
        {QStringLiteral("empty_result"), {&shape.m_emptyResult, list("list null absent object text")}},
        {QStringLiteral("single_result"), {&shape.m_singleResult, list("list object")}},
        {QStringLiteral("odd"),
         {&shape.m_odd, list("nan infinity invalid-utf8 line-feed control nul hex-escape trailing-comma deep "
                             "null string")}},
    };
    const QMap<QString, qint64 *> numbers{{QStringLiteral("odd_event"), &shape.m_oddEvent},
                                          {QStringLiteral("same_id"), &shape.m_sameId},
                                          {QStringLiteral("large_event_bytes"), &shape.m_largeBytes},
                                          {QStringLiteral("large_event"), &shape.m_largeEvent}};
    for (auto it = settings.begin(); it != settings.end(); ++it) {
        if (const auto word = words.constFind(it.key()); word != words.constEnd()) {
            if (!word->second.contains(it->toString()))
                return failure(ErrorKind::BadInput,
                               QStringLiteral("%1 \"%2\" is not one of %3.")
                                   .arg(it.key(), it->toString(), word->second.join(QLatin1Char(' '))));
            *word->first = it->toString();
        } else if (const auto number = numbers.constFind(it.key()); number != numbers.constEnd()) {
            **number = it->toInteger();
        } else if (it.key() == QLatin1String("ok")) {
            shape.m_ok = it.value();
        } else if (it.key() == QLatin1String("wait_time")) {
            shape.m_wait = it.value();
        } else if (it.key() == QLatin1String("add")) {
            shape.m_more = it->toObject();
        } else if (it.key() == QLatin1String("bom")) {
            shape.m_hasMark = it->toBool();
        } else {
            return failure(ErrorKind::BadInput, QStringLiteral("A page has no \"%1\".").arg(it.key()));
        }
    }
    return shape;
}

bool PageShape::takesEvents(bool hasEvents) const
{
    if (!m_result.isEmpty() && m_result != QLatin1String("list"))
        return false;
    return hasEvents || m_emptyResult.isEmpty() || m_emptyResult == QLatin1String("list");
}

void PageShape::open(QByteArray &out, bool hasEvents) const
{
    if (m_hasMark)
        out += "\xef\xbb\xbf";
    out += '{';
    if (m_ok.isUndefined())
        out += "\"ok\":1,";
    else if (!isAbsent(m_ok))
        out += "\"ok\":" + literal(m_ok) + ',';
    for (auto it = m_more.begin(); it != m_more.end(); ++it)
        out += literal(it.key()) + ':' + literal(it.value()) + ',';
    const QString form = takesEvents(hasEvents)                                     ? QStringLiteral("list")
                         : !m_result.isEmpty() && m_result != QLatin1String("list") ? m_result
                                                                                    : m_emptyResult;
    if (form == QLatin1String("list"))
        out += "\"result\":[";
    else if (form == QLatin1String("empty"))
        out += "\"result\":[],";
    else if (form == QLatin1String("null"))
        out += "\"result\":null,";
    else if (form == QLatin1String("object"))
        out += "\"result\":{},";
    else if (form == QLatin1String("text"))
        out += "\"result\":\"\",";
}

void PageShape::close(QByteArray &out, bool hasEvents, qsizetype listAt, qint64 count, qint64 waitSeconds,
                      qint64 mark) const
{
    if (takesEvents(hasEvents)) {
        if (count == 1 && m_singleResult == QLatin1String("object"))
            out.remove(listAt - 1, 1).append(',');
        else
            out += "],";
    }
    if (!m_wait.isUndefined()) {
        if (!isAbsent(m_wait))
            out += "\"wait_time\":" + literal(m_wait) + ',';
    } else if (waitSeconds >= 0) {
        out += "\"wait_time\":" + QByteArray::number(waitSeconds) + ',';
    }
    const QByteArray text = timeText(m_mark, mark, 0);
    if (!text.isEmpty())
        out += "\"timestamp_hwm\":" + text + ',';
    if (out.endsWith(','))
        out.chop(1);
    out += '}';
}

// Makes the event that begins at `start` odd.
void PageShape::oddity(QByteArray &out, qsizetype start) const
{
    if (m_odd == QLatin1String("null") || m_odd == QLatin1String("string")) {
        out.truncate(start);
        out += m_odd == QLatin1String("null") ? "null" : "\"an event\"";
        return;
    }
    if (m_odd == QLatin1String("trailing-comma")) {
        out.insert(out.size() - 1, ',');
        return;
    }
    const QMap<QString, QByteArray> values{
        {QStringLiteral("nan"), "NaN"},
        {QStringLiteral("infinity"), "-Infinity"},
        {QStringLiteral("invalid-utf8"), "\"Jos\xe9\""},
        {QStringLiteral("line-feed"), "\"one\ntwo\""},
        {QStringLiteral("control"), "\"bell \x07\""},
        {QStringLiteral("nul"), QByteArray("\"nul \0\"", 7)},
        {QStringLiteral("hex-escape"), "\"\\x41\""},
        {QStringLiteral("deep"), QByteArray(3000, '[') + QByteArray(3000, ']')}};
    out.insert(start + 1, "\"odd\":" + values.value(m_odd) + ',');
}

void PageShape::append(QByteArray &out, const EventSource &source, qint64 event) const
{
    const qsizetype start = out.size();
    source.append(out, event);
    if (m_isPlain)
        return;
    if (!m_timestamp.isEmpty()) {
        static const QByteArray key = "\"timestamp\":";
        const qsizetype at = out.indexOf(key, start);
        const qsizetype end = at < 0 ? -1 : out.indexOf(',', at);
        if (end > 0) {
            const QByteArray text = timeText(m_timestamp, source.timestampOf(event), event);
            out.replace(at, end + 1 - at, text.isEmpty() ? QByteArray() : key + text + ',');
        }
    }
    if (m_sameId > 1 && event % m_sameId == m_sameId - 1) {
        QByteArray before;
        source.append(before, event - 1);
        static const QByteArray key = "\"_id\":\"";
        const qsizetype from = before.indexOf(key), to = out.indexOf(key, start);
        if (from >= 0 && to >= 0) {
            const qsizetype value = from + key.size(), size = before.indexOf('"', value) - value;
            out.replace(to + key.size(), size, before.mid(value, size));
        }
    }
    if (m_largeBytes > 0 && event == m_largeEvent)
        out.insert(start + 1, "\"large\":\"" + QByteArray(m_largeBytes, 'x') + "\",");
    if (!m_odd.isEmpty() && event == m_oddEvent)
        oddity(out, start);
}

} // namespace slipway
