// The events of a preview as a table: cells are read once, sorting and filtering work on indexes.
#pragma once
#include "core/events/preview.h"

#include <QAbstractTableModel>

namespace slipway {

class EventTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setSample(const EventSample &sample);
    // Keeps the events in which any cell contains every word, ignoring case.
    void setFilter(const QString &text);
    void setUtc(bool utc);
    [[nodiscard]] QByteArray event(int row) const;
    [[nodiscard]] const QStringList &fields() const { return m_sample.fields; }
    [[nodiscard]] qsizetype total() const { return m_sample.events.size(); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    [[nodiscard]] QString shown(const QString &field, const QString &raw) const;
    void refilter();

    EventSample m_sample;
    QList<QStringList> m_cells;
    QList<qsizetype> m_order;   // all events, sorted
    QList<qsizetype> m_visible; // of those, the ones that pass the filter
    QStringList m_words;
    bool m_utc = false;
};

} // namespace slipway
