#include "core/events/documents/event_fields.h"

#include "core/events/documents/event_columns.h"

#include <QHash>

#include <simdjson.h>

namespace slipway {
namespace {

namespace od = simdjson::ondemand;

QString fromUtf8(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString valueText(od::value value)
{
    od::json_type type{};
    if (value.type().get(type))
        return {};
    std::string_view text;
    switch (type) {
    case od::json_type::string:
        if (!value.get_string().get(text))
            return fromUtf8(text);
        // A lone surrogate has no text of its own: show it as it was sent.
        if (!value.get_raw_json_string().error())
            return fromUtf8(value.raw_json_token()).trimmed();
        return {};
    case od::json_type::object: {
        od::object object;
        if (!value.get_object().get(object) && !object.raw_json().get(text))
            return fromUtf8(text);
        return {};
    }
    case od::json_type::array: {
        od::array array;
        if (!value.get_array().get(array) && !array.raw_json().get(text))
            return fromUtf8(text);
        return {};
    }
    case od::json_type::null:
        return {};
    default: // numbers and booleans stay as they were sent
        return fromUtf8(value.raw_json_token()).trimmed();
    }
}

// Calls visit(name, value) for each top-level field until it returns false. A text that is not an object has
// no fields.
template<class Visit>
void forEachField(const QByteArray &event, Visit visit)
{
    static thread_local od::parser parser;
    const simdjson::padded_string padded(event.constData(), static_cast<size_t>(event.size()));
    od::document document;
    od::object object;
    if (parser.iterate(padded).get(document) || document.get_object().get(object))
        return;
    for (auto field : object) {
        std::string_view name;
        od::value value;
        if (field.unescaped_key().get(name) || field.value().get(value))
            return;
        if (!visit(fromUtf8(name), value))
            return;
    }
}

} // namespace

QString fieldText(const QByteArray &event, const QString &field)
{
    QString text;
    forEachField(event, [&](const QString &name, od::value value) {
        if (name != field)
            return true;
        text = valueText(value);
        return false;
    });
    return text;
}

QStringList fieldTexts(const QByteArray &event, const QStringList &fields)
{
    QHash<QString, qsizetype> position;
    for (qsizetype i = 0; i < fields.size(); ++i)
        position.insert(fields[i], i);
    QStringList texts;
    texts.resize(fields.size());
    forEachField(event, [&](const QString &name, od::value value) {
        if (const auto found = position.constFind(name); found != position.constEnd())
            texts[*found] = valueText(value);
        return true;
    });
    return texts;
}

QStringList fieldNames(const QByteArray &event)
{
    QStringList names;
    forEachField(event, [&](const QString &name, od::value) {
        names << name;
        return true;
    });
    return names;
}

QStringList firstFields(const QString &endpointId)
{
    return ColumnCatalogue::builtIn().firstFields(endpointId);
}

} // namespace slipway
