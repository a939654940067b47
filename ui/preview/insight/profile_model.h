// The fields of a profile as a table.
#pragma once
#include "core/events/insight/field_profile.h"

#include <QAbstractTableModel>

namespace slipway {

class ProfileModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Field, Presence, Filled, Types, Distinct, Frequent, Range, ColumnCount };
    static constexpr int sortRole = Qt::UserRole;
    using QAbstractTableModel::QAbstractTableModel;

    void setProfile(std::shared_ptr<const FieldProfile> profile);
    [[nodiscard]] const FieldProfile *profile() const { return m_profile.get(); }
    [[nodiscard]] const FieldStatistics *field(int row) const; // null if out of range

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(const FieldStatistics &field, int column) const;
    [[nodiscard]] QVariant sortKey(const FieldStatistics &field, int column) const;
    std::shared_ptr<const FieldProfile> m_profile;
};

// A raw JSON value, or the beginning of one, with quotes and escapes removed.
[[nodiscard]] QString plainValue(const QByteArray &raw);
// The same as one readable line: invisible and control characters are made visible, and long text
// is cut off. "(absent)", "(empty)" and "(null)" stand for values that have no text.
[[nodiscard]] QString valueText(const QByteArray &raw);
// The name of a field, made readable in the same way.
[[nodiscard]] QString nameText(const QString &path);

} // namespace slipway
