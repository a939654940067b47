#include "ui/preview/json_tree_model.h"

#include "core/events/documents/event_columns.h"
#include "core/events/json/visible_text.h"
#include "ui/preview/tool_tip.h"

namespace slipway {

struct JsonTreeModel::Node
{
    JsonItem item;
    Node *parent = nullptr;
    int row = 0;
    bool isFetched = false;
    bool isWhole = true;
    std::vector<std::unique_ptr<Node>> children;

    void fill(const JsonItems &items)
    {
        isFetched = true;
        isWhole = items.isWhole;
        for (const JsonItem &child : items.items) {
            children.push_back(std::make_unique<Node>());
            children.back()->item = child;
            children.back()->parent = this;
            children.back()->row = static_cast<int>(children.size()) - 1;
        }
    }
    ~Node()
    {
        // Deletes the nodes without recursion, since a thousand levels must not need a thousand
        // stack frames.
        std::vector<std::unique_ptr<Node>> left = std::move(children);
        while (!left.empty()) {
            std::unique_ptr<Node> one = std::move(left.back());
            left.pop_back();
            for (auto &child : one->children)
                left.push_back(std::move(child));
            one->children.clear();
        }
    }
};

JsonTreeModel::JsonTreeModel(QObject *parent) : QAbstractItemModel(parent), m_root(std::make_unique<Node>())
{}
JsonTreeModel::~JsonTreeModel() = default;

void JsonTreeModel::setEvent(const LoadedEvent &event)
{
    beginResetModel();
    m_padded = event.padded;
    m_root = std::make_unique<Node>();
    m_root->item.type = JsonType::Object;
    m_root->fill(event.items);
    endResetModel();
}

void JsonTreeModel::setUtc(bool utc)
{
    m_utc = utc;
    if (!m_root->children.empty())
        Q_EMIT dataChanged(index(0, 1), index(rowCount() - 1, 1));
}

const JsonTreeModel::Node *JsonTreeModel::node(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<const Node *>(index.internalPointer()) : m_root.get();
}

QModelIndex JsonTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    const Node *above = node(parent);
    if (row < 0 || column < 0 || column > 1 || row >= static_cast<int>(above->children.size()))
        return {};
    return createIndex(row, column, above->children[static_cast<size_t>(row)].get());
}

QModelIndex JsonTreeModel::parent(const QModelIndex &index) const
{
    const Node *above = index.isValid() ? node(index)->parent : nullptr;
    return above && above != m_root.get() ? createIndex(above->row, 0, above) : QModelIndex();
}

int JsonTreeModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(node(parent)->children.size());
}

int JsonTreeModel::columnCount(const QModelIndex &) const
{
    return 2;
}

bool JsonTreeModel::hasChildren(const QModelIndex &parent) const
{
    const Node *one = node(parent);
    if (parent.column() > 0)
        return false;
    return one->isFetched ? !one->children.empty() : one->item.isContainer() && one->item.size > 2;
}

bool JsonTreeModel::canFetchMore(const QModelIndex &parent) const
{
    return !node(parent)->isFetched && node(parent)->item.isContainer();
}

void JsonTreeModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    Node *one = parent.isValid() ? static_cast<Node *>(parent.internalPointer()) : m_root.get();
    const JsonItems items = jsonChildren(m_padded, one->item.offset, one->item.size);
    if (items.items.isEmpty()) {
        one->isFetched = true;
        return;
    }
    beginInsertRows(parent, 0, static_cast<int>(items.items.size()) - 1);
    one->fill(items);
    endInsertRows();
}

QString JsonTreeModel::name(const Node &one) const
{
    return one.parent && one.parent->item.type == JsonType::Array ? QStringLiteral("[%1]").arg(one.row)
                                                                  : one.item.name;
}

QVariant JsonTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node &one = *node(index);
    const bool isName = index.column() == 0;
    constexpr qsizetype shownInCell = 300;
    if (role == Qt::DisplayRole) {
        if (isName)
            return visibleText(name(one), shownInCell) + (one.item.isDouble ? tr(" (again)") : QString());
        if (one.item.type == JsonType::Null)
            return QStringLiteral("null");
        // Only top-level fields have a known kind; a nested "timestamp" may be anything.
        if (one.parent == m_root.get())
            return visibleText(ColumnCatalogue::builtIn().shown(one.item.name, one.item.value, m_utc),
                               shownInCell);
        return visibleText(one.item.value, shownInCell);
    }
    if (role == Qt::ToolTipRole)
        return toolTipText(visibleText(isName ? path(index) : one.item.value, 1000));
    return {};
}

QVariant JsonTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Field") : tr("Value");
}

QString JsonTreeModel::path(const QModelIndex &index) const
{
    QString path;
    for (const Node *one = node(index); one->parent; one = one->parent) {
        const QString own = name(*one);
        path =
            path.isEmpty() || path.startsWith(QLatin1Char('[')) ? own + path : own + QLatin1Char('.') + path;
    }
    return path;
}

QString JsonTreeModel::fieldPath(const QModelIndex &index) const
{
    QStringList names;
    for (const Node *one = node(index); one->parent; one = one->parent) {
        if (one->parent->item.type != JsonType::Array)
            names.prepend(one->item.name);
    }
    return names.join(QLatin1Char('.'));
}

QByteArray JsonTreeModel::rawValue(const QModelIndex &index) const
{
    return index.isValid() ? m_padded.mid(node(index)->item.offset, node(index)->item.size) : QByteArray();
}

QString JsonTreeModel::value(const QModelIndex &index) const
{
    return index.isValid() ? jsonValueText(m_padded, node(index)->item) : QString();
}

QModelIndex JsonTreeModel::next(const QModelIndex &from)
{
    const QModelIndex first = index(0, 0, from);
    if (first.isValid())
        return first;
    for (QModelIndex at = from; at.isValid(); at = at.parent()) {
        const QModelIndex sibling = index(at.row() + 1, 0, at.parent());
        if (sibling.isValid())
            return sibling;
    }
    return {};
}

QModelIndex JsonTreeModel::find(const QString &text, const QModelIndex &from)
{
    constexpr int mostSteps = 200'000;
    QModelIndex at = from.siblingAtColumn(0);
    for (int step = 0; step < mostSteps; ++step) {
        // Open a branch only if its JSON contains the text.
        const Node *one = node(at);
        const bool look = at.isValid() && canFetchMore(at) &&
                          QByteArrayView(m_padded)
                              .sliced(one->item.offset, one->item.size)
                              .toByteArray()
                              .toLower()
                              .contains(text.toLower().toUtf8());
        if (look)
            fetchMore(at);
        at = next(at);
        if (!at.isValid())
            return {};
        const Node &candidate = *node(at);
        if (name(candidate).contains(text, Qt::CaseInsensitive) ||
            (!candidate.item.isContainer() && candidate.item.value.contains(text, Qt::CaseInsensitive)))
            return at;
    }
    return {};
}

} // namespace slipway
