#include "ui/preview/insight/profile_model.h"

#include "core/events/documents/event_document.h"
#include "core/events/json/visible_text.h"
#include "ui/preview/insight/bar_delegate.h"

#include <QLocale>

namespace slipway {
namespace {

constexpr qsizetype mostCharacters = 200;

QString percent(qint64 part, qint64 whole)
{
    if (whole == 0)
        return {};
    const double share = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    // Never round to 100 % unless it is all of them, or to 0 % unless it is none.
    if (part < whole && share > 99.9)
        return QStringLiteral("> 99.9 %");
    if (part > 0 && share < 0.1)
        return QStringLiteral("< 0.1 %");
    return QStringLiteral("%1 %").arg(QLocale().toString(share, 'f', part == whole || part == 0 ? 0 : 1));
}

QString typeName(JsonType type)
{
    switch (type) {
    case JsonType::String:
        return ProfileModel::tr("text");
    case JsonType::Number:
        return ProfileModel::tr("number");
    case JsonType::Boolean:
        return ProfileModel::tr("yes/no");
    case JsonType::Object:
        return ProfileModel::tr("object");
    case JsonType::Array:
        return ProfileModel::tr("list");
    case JsonType::Null:
        return ProfileModel::tr("null");
    case JsonType::Absent:
        break;
    }
    return {};
}

QString typeNames(const FieldStatistics &field)
{
    QStringList names;
    for (size_t i = 0; i < field.types.size(); ++i) {
        if (field.types[i] > 0)
            names << typeName(static_cast<JsonType>(i));
    }
    return names.join(QStringLiteral(", "));
}

// Of a column's cells and of its heading.
int alignmentOf(int column)
{
    const bool isNumber = column == ProfileModel::Presence || column == ProfileModel::Filled ||
                          column == ProfileModel::Distinct;
    return static_cast<int>((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

} // namespace

QString plainValue(const QByteArray &raw)
{
    if (!raw.startsWith('"'))
        return QString::fromUtf8(raw);
    // A value that was cut off lacks its closing quote.
    const QByteArray whole = raw.size() > 1 && raw.endsWith('"') ? raw : raw + '"';
    const std::string event = "{\"v\":" + whole.toStdString() + '}' + std::string(eventPadding, ' ');
    FieldReader reader;
    const FieldValue value =
        reader.read(std::string_view(event).substr(0, event.size() - eventPadding), {"v"}).front();
    return value.type == JsonType::Absent ? QString::fromUtf8(raw.mid(1)) : value.toString();
}

QString valueText(const QByteArray &raw)
{
    if (raw.isEmpty())
        return ProfileModel::tr("(absent)");
    if (raw == "\"\"")
        return ProfileModel::tr("(empty)");
    if (raw == "null")
        return ProfileModel::tr("(null)");
    return visibleText(plainValue(raw), mostCharacters);
}

QString nameText(const QString &path)
{
    return visibleText(path, mostCharacters);
}

void ProfileModel::setProfile(std::shared_ptr<const FieldProfile> profile)
{
    beginResetModel();
    m_profile = std::move(profile);
    endResetModel();
}

const FieldStatistics *ProfileModel::field(int row) const
{
    if (!m_profile || row < 0 || static_cast<size_t>(row) >= m_profile->fields.size())
        return nullptr;
    return &m_profile->fields[static_cast<size_t>(row)];
}

int ProfileModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_profile ? 0 : static_cast<int>(m_profile->fields.size());
}

int ProfileModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ProfileModel::data(const QModelIndex &index, int role) const
{
    const FieldStatistics *statistics = field(index.row());
    if (!statistics)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(*statistics, index.column());
    case Qt::ToolTipRole:
        if (index.column() == Filled)
            return tr("Events in which the field is neither null nor one of the defaults that V2 fills in "
                      "(\"\", 0, false, empty lists and objects)");
        if (index.column() == Distinct && !statistics->isExact)
            return tr("Estimated: beyond %n different values they are not counted one by one", nullptr, 1000);
        return {};
    case Qt::TextAlignmentRole:
        return alignmentOf(index.column());
    case BarDelegate::shareRole: {
        const auto events = static_cast<double>(std::max<qint64>(m_profile->events, 1));
        if (index.column() == Presence)
            return static_cast<double>(statistics->present) / events;
        if (index.column() == Filled)
            return static_cast<double>(statistics->filled) / events;
        return {};
    }
    case sortRole:
        return sortKey(*statistics, index.column());
    default:
        return {};
    }
}

QString ProfileModel::text(const FieldStatistics &field, int column) const
{
    switch (column) {
    case Field:
        return nameText(field.path);
    case Presence:
        return percent(field.present, m_profile->events);
    case Filled:
        return percent(field.filled, m_profile->events);
    case Types:
        return typeNames(field);
    case Distinct:
        return (field.isExact ? QString() : QStringLiteral("≈ ")) + QLocale().toString(field.distinct);
    case Frequent: {
        QStringList values;
        for (size_t i = 0; i < field.frequent.size() && i < 3; ++i)
            values << valueText(field.frequent[i].raw).left(60);
        return values.isEmpty() ? tr("nearly all differ") : values.join(QStringLiteral(" · "));
    }
    case Range:
        return field.least.isEmpty()       ? QString()
               : field.least == field.most ? QString::fromLatin1(field.least)
                                           : QStringLiteral("%1 … %2").arg(QString::fromLatin1(field.least),
                                                                           QString::fromLatin1(field.most));
    default:
        return {};
    }
}

QVariant ProfileModel::sortKey(const FieldStatistics &field, int column) const
{
    switch (column) {
    case Presence:
        return field.present;
    case Filled:
        return field.filled;
    case Distinct:
        return field.distinct;
    case Range:
        return field.most.toDouble();
    default:
        return text(field, column);
    }
}

QVariant ProfileModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return alignmentOf(section);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Field:
        return tr("Field");
    case Presence:
        return tr("Present");
    case Filled:
        return tr("Filled");
    case Types:
        return tr("Type");
    case Distinct:
        return tr("Different values");
    case Frequent:
        return tr("Most frequent");
    case Range:
        return tr("Range");
    default:
        return {};
    }
}

} // namespace slipway
