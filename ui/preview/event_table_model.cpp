#include "ui/preview/event_table_model.h"

#include <QDateTime>

#include <algorithm>
#include <numeric>

namespace slipway {

void EventTableModel::setSample(const EventSample &sample)
{
    beginResetModel();
    m_sample = sample;
    m_cells.clear();
    m_cells.reserve(sample.events.size());
    for (const QByteArray &event : sample.events)
        m_cells << fieldTexts(event, sample.fields);
    m_order.resize(sample.events.size());
    std::iota(m_order.begin(), m_order.end(), 0);
    m_visible = m_order;
    endResetModel();
    refilter();
}

void EventTableModel::setFilter(const QString &text)
{
    m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    refilter();
}

void EventTableModel::refilter()
{
    beginResetModel();
    m_visible.clear();
    for (const qsizetype at : m_order) {
        const QStringList &cells = m_cells[at];
        const bool passes = std::all_of(m_words.cbegin(), m_words.cend(), [&](const QString &word) {
            return std::any_of(cells.cbegin(), cells.cend(),
                               [&](const QString &cell) { return cell.contains(word, Qt::CaseInsensitive); });
        });
        if (passes)
            m_visible << at;
    }
    endResetModel();
}

void EventTableModel::setUtc(bool utc)
{
    m_utc = utc;
    if (!m_visible.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

QByteArray EventTableModel::event(int row) const
{
    return row >= 0 && row < m_visible.size() ? m_sample.events[m_visible[row]] : QByteArray();
}

int EventTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_visible.size());
}

int EventTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_sample.fields.size());
}

QString EventTableModel::shown(const QString &field, const QString &raw) const
{
    if (field == QLatin1String("timestamp")) {
        bool isNumber = false;
        const qint64 epoch = raw.toLongLong(&isNumber);
        if (isNumber && epoch > 0)
            return QDateTime::fromSecsSinceEpoch(epoch, m_utc ? Qt::UTC : Qt::LocalTime)
                .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    }
    // A cell is one short line; the detail pane has all of it.
    QString text = raw.left(300);
    for (QChar &character : text) {
        if (!character.isPrint() && !character.isSurrogate())
            character = QChar(0xFFFD);
    }
    return text;
}

QVariant EventTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const QString &raw = m_cells[m_visible[index.row()]][index.column()];
    if (role == Qt::ToolTipRole) // escaped: a tool tip would read markup
        return QStringLiteral("<qt>%1</qt>").arg(raw.left(1000).toHtmlEscaped());
    return shown(m_sample.fields[index.column()], raw);
}

QVariant EventTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    return orientation == Qt::Horizontal ? QVariant(m_sample.fields.value(section)) : QVariant(section + 1);
}

void EventTableModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= m_sample.fields.size())
        return;
    // Numbers as numbers when the whole column is numeric.
    std::vector<long double> numbers(static_cast<size_t>(m_cells.size()), 0);
    bool numeric = true;
    for (qsizetype i = 0; i < m_cells.size() && numeric; ++i) {
        const QString &text = m_cells[i][column];
        if (text.isEmpty())
            continue;
        bool isInteger = false;
        const qlonglong integer = text.toLongLong(&isInteger);
        numbers[static_cast<size_t>(i)] =
            isInteger ? static_cast<long double>(integer) : static_cast<long double>(text.toDouble(&numeric));
    }
    std::stable_sort(m_order.begin(), m_order.end(), [&](qsizetype a, qsizetype b) {
        if (order == Qt::DescendingOrder)
            std::swap(a, b);
        if (numeric)
            return numbers[static_cast<size_t>(a)] < numbers[static_cast<size_t>(b)];
        return QString::compare(m_cells[a][column], m_cells[b][column], Qt::CaseInsensitive) < 0;
    });
    refilter();
}

} // namespace slipway
