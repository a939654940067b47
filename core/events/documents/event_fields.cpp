#include "core/events/documents/event_fields.h"

#include "core/events/documents/event_columns.h"
#include "core/events/json/event_padding.h"
#include "core/events/json/field_reader.h"

namespace slipway {
namespace {

// Calls use(reader, text) with what a FieldReader needs. All code that reads a field does it there, so that a
// name that occurs twice or has escapes means the same everywhere.
template<class Use>
auto withReader(const QByteArray &event, Use use)
{
    static thread_local FieldReader reader;
    const QByteArray padded = event + QByteArray(static_cast<qsizetype>(eventPadding), ' ');
    return use(reader, std::string_view(padded.constData(), static_cast<size_t>(event.size())));
}

} // namespace

QString fieldText(const QByteArray &event, const QString &field)
{
    return fieldTexts(event, {field}).first();
}

QStringList fieldTexts(const QByteArray &event, const QStringList &fields)
{
    std::vector<std::string> names;
    for (const QString &field : fields)
        names.push_back(field.toStdString());
    return withReader(event, [&](FieldReader &reader, std::string_view text) {
        QStringList texts;
        for (const FieldValue &value : reader.read(text, names))
            texts << value.toString();
        return texts;
    });
}

QStringList fieldNames(const QByteArray &event)
{
    return withReader(event, [&](FieldReader &reader, std::string_view text) {
        QStringList names;
        for (const FieldReader::Field &field : reader.readEach(text))
            names << utf8Text(field.name);
        return names;
    });
}

QStringList firstFields(const QString &endpointId)
{
    return ColumnCatalogue::builtIn().firstFields(endpointId);
}

} // namespace slipway
