#include "core/events/insight/expected_shapes.h"

#include "core/base/resource_file.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(EventTypes)
};

// The names that the tables use.
ValueType typeNamed(const QByteArray &name)
{
    if (name.startsWith("Integer"))
        return ValueType::Integer;
    return name == "Float"     ? ValueType::Float
           : name == "Boolean" ? ValueType::Boolean
           : name == "List"    ? ValueType::List
           : name == "Map"     ? ValueType::Map
                               : ValueType::String;
}

// The rows of a table in the resources, without its heading.
QList<QList<QByteArray>> table(const char *name)
{
    QList<QList<QByteArray>> rows;
    for (const QByteArray &line : resourceFile(name).split('\n').mid(1)) {
        if (!line.isEmpty())
            rows << line.split('\t');
    }
    return rows;
}

ExpectedShapes load()
{
    ExpectedShapes expected;
    for (const QList<QByteArray> &row : table("fields.tsv"))
        expected.schema.insert(
            QString::fromUtf8(row.value(0)),
            {typeNamed(row.value(1)), QString::fromUtf8(row.value(2)), row.value(3) == "seen"});
    for (const QList<QByteArray> &row : table("shapes.tsv")) {
        const QString endpoint = QString::fromUtf8(row.value(0));
        const int version = row.value(1) == "V1" ? 1 : 2;
        if (expected.shapes.empty() || expected.shapes.back().endpointId != endpoint ||
            expected.shapes.back().version != version)
            expected.shapes.push_back({endpoint, version, {}, {}});
        ExpectedShape &shape = expected.shapes.back();
        ExpectedField field;
        field.name = QString::fromUtf8(row.value(2));
        field.type = typeNamed(row.value(3));
        field.isEssential = row.value(4) == "essential";
        field.isFilled = field.isEssential || row.value(4) == "filled";
        if (!row.value(5).isEmpty())
            field.alsoSeen = typeNamed(row.value(5));
        const auto found = expected.schema.constFind(field.name);
        if (found != expected.schema.constEnd() && found->isOf(endpoint))
            field.schemaType = found->type;
        shape.places.insert(field.name, shape.fields.size());
        shape.fields.push_back(std::move(field));
    }
    return expected;
}

} // namespace

QString nameOf(ValueType type)
{
    switch (type) {
    case ValueType::Null:
        return Texts::tr("null");
    case ValueType::Boolean:
        return Texts::tr("yes/no");
    case ValueType::Integer:
        return Texts::tr("whole number");
    case ValueType::Float:
        return Texts::tr("decimal number");
    case ValueType::String:
        return Texts::tr("text");
    case ValueType::Map:
        return Texts::tr("object");
    case ValueType::List:
        return Texts::tr("list");
    }
    return {};
}

bool SchemaField::isOf(const QString &endpointId) const
{
    const QStringList types = eventTypes.split(u',');
    return types.contains(endpointId) || (endpointId == QLatin1String("alert") &&
                                          std::any_of(types.begin(), types.end(), [](const QString &each) {
                                              return each.startsWith(QLatin1String("alert_type_"));
                                          }));
}

const ExpectedShapes &ExpectedShapes::builtIn()
{
    static const ExpectedShapes shapes = load();
    return shapes;
}

} // namespace slipway
