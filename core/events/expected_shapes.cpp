#include "core/events/expected_shapes.h"

#include <QCoreApplication>
#include <QFile>

// The resources are in a static library: without this the linker leaves them out.
static void initResources()
{
    Q_INIT_RESOURCE(core);
}

namespace slipway {
namespace {

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
QList<QList<QByteArray>> table(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is missing", qPrintable(path));
    QList<QList<QByteArray>> rows;
    for (const QByteArray &line : file.readAll().split('\n').mid(1)) {
        if (!line.isEmpty())
            rows << line.split('\t');
    }
    return rows;
}

ExpectedShapes load()
{
    initResources();
    ExpectedShapes expected;
    for (const QList<QByteArray> &row : table(QStringLiteral(":/slipway/fields.tsv")))
        expected.schema.insert(QString::fromUtf8(row.value(0)),
                               {typeNamed(row.value(1)), QString::fromUtf8(row.value(2))});
    for (const QList<QByteArray> &row : table(QStringLiteral(":/slipway/shapes.tsv"))) {
        const QString endpoint = QString::fromUtf8(row.value(0));
        const int version = row.value(1) == "V1" ? 1 : 2;
        if (expected.shapes.empty() || expected.shapes.back().endpointId != endpoint ||
            expected.shapes.back().version != version)
            expected.shapes.push_back({endpoint, version, {}, {}});
        ExpectedShape &shape = expected.shapes.back();
        ExpectedField field{QString::fromUtf8(row.value(2)), typeNamed(row.value(3)), std::nullopt,
                            row.value(4) == "essential"};
        if (const auto found = expected.schema.constFind(field.name); found != expected.schema.constEnd())
            field.schemaType = found->type;
        shape.places.insert(field.name, shape.fields.size());
        shape.fields.push_back(std::move(field));
    }
    return expected;
}

} // namespace

QString nameOf(ValueType type)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("EventTypes", text); };
    switch (type) {
    case ValueType::Null:
        return tr("null");
    case ValueType::Boolean:
        return tr("yes/no");
    case ValueType::Integer:
        return tr("whole number");
    case ValueType::Float:
        return tr("decimal number");
    case ValueType::String:
        return tr("text");
    case ValueType::Map:
        return tr("object");
    case ValueType::List:
        return tr("list");
    }
    return {};
}

const ExpectedShapes &ExpectedShapes::builtIn()
{
    static const ExpectedShapes shapes = load();
    return shapes;
}

} // namespace slipway
