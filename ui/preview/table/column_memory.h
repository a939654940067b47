// The columns that the user chose for a type of event, and their widths, kept with the settings.
#pragma once
#include <QMap>
#include <QString>
#include <QStringList>

namespace slipway {

class ColumnMemory
{
public:
    // `endpointId`: the type of event; empty for events whose type is not known.
    explicit ColumnMemory(const QString &endpointId);
    [[nodiscard]] QStringList columns() const; // empty if none were chosen
    [[nodiscard]] QMap<QString, int>
    widths() const; // in pixels, by field; also of columns that are not shown
    // Widths of columns that are not among `widths` are kept.
    void keep(const QStringList &columns, const QMap<QString, int> &widths);

private:
    QString m_prefix;
};

} // namespace slipway
