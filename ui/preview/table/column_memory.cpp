#include "ui/preview/table/column_memory.h"

#include <QSettings>
#include <QVariantMap>

namespace slipway {

ColumnMemory::ColumnMemory(const QString &endpointId)
    : m_prefix(QStringLiteral("preview/%1/").arg(endpointId.isEmpty() ? QStringLiteral("other") : endpointId))
{}

QStringList ColumnMemory::columns() const
{
    return QSettings().value(m_prefix + QLatin1String("columns")).toStringList();
}

QMap<QString, int> ColumnMemory::widths() const
{
    QMap<QString, int> widths;
    const QVariantMap kept = QSettings().value(m_prefix + QLatin1String("widths")).toMap();
    for (auto width = kept.cbegin(); width != kept.cend(); ++width)
        widths.insert(width.key(), width.value().toInt());
    return widths;
}

void ColumnMemory::keep(const QStringList &columns, const QMap<QString, int> &widths)
{
    QSettings settings;
    QVariantMap all = settings.value(m_prefix + QLatin1String("widths")).toMap();
    for (auto width = widths.cbegin(); width != widths.cend(); ++width)
        all.insert(width.key(), width.value());
    settings.setValue(m_prefix + QLatin1String("columns"), columns);
    settings.setValue(m_prefix + QLatin1String("widths"), all);
}

} // namespace slipway
