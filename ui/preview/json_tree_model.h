// One event as a tree. The children of a branch are parsed only when it is opened, so that ten
// thousand fields or a thousand levels cost nothing until they are looked at.
#pragma once
#include "core/events/documents/event_loader.h"

#include <QAbstractItemModel>

namespace slipway {

class JsonTreeModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    explicit JsonTreeModel(QObject *parent = nullptr);
    ~JsonTreeModel() override;

    void setEvent(const LoadedEvent &event);
    void setUtc(bool utc);
    // "supporting_data.data_values[0]"
    [[nodiscard]] QString path(const QModelIndex &index) const;
    // The same without list indexes, as used in filters: "supporting_data.data_values"
    [[nodiscard]] QString fieldPath(const QModelIndex &index) const;
    [[nodiscard]] QByteArray rawValue(const QModelIndex &index) const; // as it was sent
    // The whole value, however long, without quotes.
    [[nodiscard]] QString value(const QModelIndex &index) const;
    // The next item after `from`, in the order of the tree, whose name or value contains `text`; an
    // invalid `from` searches from the start. Opens branches as needed. Returns an invalid index if
    // there is none.
    [[nodiscard]] QModelIndex find(const QString &text, const QModelIndex &from);

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex &parent = {}) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Node;
    [[nodiscard]] const Node *node(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex next(const QModelIndex &index);
    [[nodiscard]] QString name(const Node &node) const;

    QByteArray m_padded;
    std::unique_ptr<Node> m_root;
    bool m_utc = false;
};

} // namespace slipway
