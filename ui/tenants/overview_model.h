// The rows of "All tenants": what the last check of each tenant found, when its token ends, and its last
// export.
#pragma once
#include "core/workspace/workspace.h"

#include <QAbstractTableModel>
#include <QColor>

#include <array>

namespace slipway {

class OverviewModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        NameColumn,
        ResultColumn,
        MissingColumn,
        EndColumn,
        CheckColumn,
        ExportColumn,
        ColumnCount
    };
    enum DataRole {
        IdRole = Qt::UserRole, // the tenant's id
        OrderRole              // what a column is sorted by: a number
    };

    explicit OverviewModel(Workspace &workspace, QObject *parent = nullptr);
    // Reads everything again. While the tenants are the same, their rows stay where they are, so that a
    // selection is kept. `colours`: the widget whose palette is used.
    void refresh(const QWidget *colours);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Cell
    {
        QString text;
        qint64 order = 0;
        QColor colour; // invalid: the usual one
    };
    struct Row
    {
        QString id;
        std::array<Cell, ColumnCount> cells;
    };
    [[nodiscard]] Row rowOf(const Tenant &tenant, const CheckRecord *lastCheck, const JobSnapshot *lastExport,
                            const QWidget *colours) const;

    Workspace &m_workspace;
    QList<Row> m_rows; // by name
};

} // namespace slipway
