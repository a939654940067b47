#include "core/events/insight/column_survey.h"

#include "core/async/background.h"
#include "core/events/documents/event_columns.h"
#include "core/events/filter/filter_spelling.h"
#include "core/events/insight/value_tally.h"
#include "core/events/json/field_reader.h"
#include "core/netskope/api.h"

#include <QHash>

#include <algorithm>

namespace slipway {
namespace {

constexpr qint64 fromTheStart = 1000, spread = 1000;
constexpr qint64 fromAFileBeingRead = 300; // the user is waiting for the first rows
constexpr qint64 largestEvent = 4 << 20;
constexpr qsizetype mostFields = 20'000; // an event with invented names must not fill the memory
constexpr size_t talliedFields = 1000, talliedValues = 100, keptValues = 30;

bool isData(const FieldValue &value)
{
    switch (value.type) {
    case JsonType::Absent:
    case JsonType::Null:
        return false;
    case JsonType::Boolean:
        return value.text == "true";
    case JsonType::Number:
        return value.text.find_first_of("123456789") != std::string_view::npos;
    case JsonType::String:
        return !value.text.empty();
    default:
        return value.text.find_first_not_of("{}[] \t") != std::string_view::npos;
    }
}

// Spelled as in a filter, for completion.
QStringList frequentValues(const ValueTally &tally)
{
    QStringList values;
    for (const ValueTally::Count &count : tally.frequent(keptValues)) {
        const QByteArray raw = QByteArray::fromStdString(count.value);
        if (count.isWhole && count.times > 1 && !raw.startsWith('{') && !raw.startsWith('['))
            values << filterValue(raw);
    }
    return values;
}

} // namespace

QStringList ColumnSurvey::names() const
{
    QStringList list;
    for (const SurveyedField &field : fields)
        list << field.name;
    return list;
}

QStringList ColumnSurvey::firstColumns() const
{
    constexpr qsizetype most = 12, least = 4;
    const QStringList useful = ColumnCatalogue::builtIn().firstFields(endpointId);
    QStringList columns;
    for (const SurveyedField &field : fields) {
        const bool wanted = field.hasData && (useful.contains(field.name) || columns.size() < least);
        if (wanted && columns.size() < most)
            columns << field.name;
    }
    return columns.isEmpty() ? names().mid(0, most) : columns;
}

ColumnSurvey surveyColumns(const EventDocumentPtr &document, std::stop_token stop)
{
    ColumnSurvey survey;
    QHash<QString, qsizetype> known;
    std::vector<ValueTally> tallies; // of the first fields
    FieldReader reader;
    const auto events = document->reader();
    const bool isWhole = document->isComplete(); // before the count
    const qint64 count = document->count();
    const qint64 first = isWhole ? fromTheStart : fromAFileBeingRead;
    const auto look = [&](qint64 row) {
        if (document->sizeOf(row) > largestEvent)
            return;
        ++survey.looked;
        for (const FieldReader::Field &field : reader.readAll(events->event(row))) {
            const QString name = utf8Text(field.name);
            auto at = known.find(name);
            if (at == known.end()) {
                if (survey.fields.size() >= mostFields)
                    continue;
                at = known.insert(name, survey.fields.size());
                survey.fields << SurveyedField{name, false, {}};
                if (tallies.size() < talliedFields)
                    tallies.emplace_back(talliedValues);
            }
            SurveyedField &seen = survey.fields[*at];
            seen.hasData = seen.hasData || isData(field.value);
            if (static_cast<size_t>(*at) < tallies.size())
                tallies[static_cast<size_t>(*at)].add(field.value.raw);
        }
        survey.notEvents +=
            reader.health() == EventHealth::NotJson || reader.health() == EventHealth::NotAnObject;
    };
    for (qint64 row = 0; row < std::min(count, first) && !stop.stop_requested(); ++row)
        look(row);
    const qint64 step = std::max<qint64>((count - first) / spread, 1);
    for (qint64 row = first; isWhole && row < count && !stop.stop_requested(); row += step)
        look(row);

    for (size_t i = 0; i < tallies.size(); ++i)
        survey.fields[static_cast<qsizetype>(i)].values = frequentValues(tallies[i]);

    survey.endpointId = Api::kindOf(document->origin().endpointId); // the columns are the same
    if (survey.endpointId.isEmpty()) {
        QSet<QString> filled;
        for (const SurveyedField &field : survey.fields) {
            if (field.hasData)
                filled.insert(field.name);
        }
        survey.endpointId = ColumnCatalogue::builtIn().guessEndpoint(filled);
    }
    const QStringList useful = ColumnCatalogue::builtIn().firstFields(survey.endpointId);
    const auto rank = [&](const SurveyedField &field) {
        const qsizetype at = useful.indexOf(field.name);
        return at < 0 ? useful.size() : at;
    };
    std::stable_sort(survey.fields.begin(), survey.fields.end(),
                     [&](const SurveyedField &a, const SurveyedField &b) { return rank(a) < rank(b); });
    return survey;
}

struct ColumnSurveyor::State
{
    BackgroundThread thread;
};

ColumnSurveyor::ColumnSurveyor(EventDocumentPtr document, QObject *parent)
    : QObject(parent), m_state(std::make_unique<State>())
{
    m_state->thread.run([this, document = std::move(document)](std::stop_token stop) {
        const auto survey = std::make_shared<ColumnSurvey>(surveyColumns(document, stop));
        if (!stop.stop_requested())
            QMetaObject::invokeMethod(
                this, [this, survey] { Q_EMIT finished(*survey); }, Qt::QueuedConnection);
    });
}

ColumnSurveyor::~ColumnSurveyor() = default;

} // namespace slipway
