#include "ui/preview/preview_page.h"

#include "ui/preview/event_table_model.h"
#include "ui/widgets/banner.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <QWidgetAction>

namespace slipway {
namespace {

constexpr int sampleSize = 500;
constexpr int firstColumns = 12; // shown at once; the rest is in the column chooser

// Fills the tree with the fields of an object's text; nested objects unfold in turn.
void addFields(QTreeWidgetItem *parent, const QByteArray &object, int depth)
{
    const QStringList names = fieldNames(object);
    const QStringList values = fieldTexts(object, names);
    for (qsizetype i = 0; i < names.size(); ++i) {
        auto *item = new QTreeWidgetItem(parent, {names[i], values[i].left(2000)});
        if (depth < 8 && values[i].startsWith(QLatin1Char('{')))
            addFields(item, values[i].toUtf8(), depth + 1);
    }
}

} // namespace

PreviewPage::PreviewPage(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_endpoint(new QComboBox(this)),
      m_load(new QPushButton(tr("&Load newest events"), this)),
      m_columns(new QPushButton(tr("C&olumns"), this)), m_filter(new QLineEdit(this)),
      m_utc(new QCheckBox(tr("&UTC"), this)), m_banner(new Banner(this)), m_note(new QLabel(this)),
      m_model(new EventTableModel(this)), m_table(new QTableView(this)), m_tree(new QTreeWidget(this)),
      m_raw(new QPlainTextEdit(this))
{
    setObjectName(QStringLiteral("previewPage"));
    for (const Endpoint &endpoint : workspace.catalogue().endpoints())
        m_endpoint->addItem(endpoint.title, endpoint.id);
    m_endpoint->setAccessibleName(tr("Endpoint"));
    m_load->setObjectName(QStringLiteral("loadButton"));
    m_filter->setObjectName(QStringLiteral("filterEdit"));
    m_filter->setPlaceholderText(tr("Filter all columns"));
    m_filter->setAccessibleName(tr("Filter all columns"));
    m_filter->setClearButtonEnabled(true);
    m_utc->setToolTip(tr("Show times in UTC instead of local time"));
    auto *top = new QHBoxLayout;
    top->addWidget(m_endpoint);
    top->addWidget(m_load);
    top->addWidget(m_filter, 1);
    top->addWidget(m_columns);
    top->addWidget(m_utc);

    m_table->setObjectName(QStringLiteral("eventTable"));
    m_table->setAccessibleName(tr("Events"));
    m_table->setModel(m_model);
    m_table->setSortingEnabled(true);
    m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setAlternatingRowColors(true);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + 8);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_tree->setHeaderLabels({tr("Field"), tr("Value")});
    m_tree->setAccessibleName(tr("Fields of the selected event"));
    m_raw->setReadOnly(true);
    m_raw->setAccessibleName(tr("Raw JSON of the selected event"));
    m_raw->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto *detail = new QTabWidget(this);
    detail->setAccessibleName(tr("The selected event"));
    detail->addTab(m_tree, tr("Fields"));
    detail->addTab(m_raw, tr("Raw JSON"));
    auto *splitter = new QSplitter(Qt::Horizontal, this);
    splitter->addWidget(m_table);
    splitter->addWidget(detail);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({620, 340});
    m_note->setWordWrap(true);
    m_note->setText(tr("No sample yet. Choose an endpoint and load its newest events; no other consumer's "
                       "position is moved."));

    auto *layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(m_banner);
    layout->addWidget(splitter, 1);
    layout->addWidget(m_note);

    connect(m_load, &QPushButton::clicked, this, [this] { load(m_endpoint->currentData().toString()); });
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_model->setFilter(text);
        updateCount();
    });
    connect(m_utc, &QCheckBox::toggled, m_model, &EventTableModel::setUtc);
    connect(m_columns, &QPushButton::clicked, this, [this] { chooseColumns(); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) { showEvent(current.row()); });
}

PreviewPage::~PreviewPage() = default;

void PreviewPage::setTenant(const Tenant &tenant)
{
    if (tenant.id == m_tenant.id) {
        m_tenant = tenant;
        return;
    }
    m_tenant = tenant;
    m_session.reset();
    m_load->setEnabled(true);
    m_banner->hide();
    m_model->setSample({});
    m_tree->clear();
    m_raw->clear();
    m_sampleNote.clear();
    m_note->setText(tr("No sample yet. Choose an endpoint and load its newest events; no other consumer's "
                       "position is moved."));
}

void PreviewPage::load(const QString &endpointId)
{
    if (m_tenant.id.isEmpty() || !m_load->isEnabled())
        return;
    m_endpoint->setCurrentIndex(m_endpoint->findData(endpointId));
    m_banner->hide();
    m_load->setEnabled(false);
    m_note->setText(tr("Loading…"));
    QPointer<PreviewPage> self(this);
    const QString id = m_tenant.id;
    QCoro::connect(m_workspace.connection(m_tenant), this,
                   [self, id](const Result<ConnectionSettings> &settings) {
                       if (!self || self->m_tenant.id != id)
                           return;
                       if (settings)
                           return self->run(*settings);
                       self->m_load->setEnabled(true);
                       self->m_note->clear();
                       self->m_banner->show(settings.error());
                   });
}

void PreviewPage::run(const ConnectionSettings &settings)
{
    m_session = std::make_unique<PreviewSession>(
        settings, *m_workspace.catalogue().endpoint(m_endpoint->currentData().toString()), sampleSize);
    connect(m_session.get(), &PreviewSession::loaded, this, &PreviewPage::showSample);
    connect(m_session.get(), &PreviewSession::failed, this, [this](const Error &error) {
        m_load->setEnabled(true);
        m_note->clear();
        m_banner->show(error);
    });
    m_session->start();
}

void PreviewPage::showSample(const EventSample &sample)
{
    m_load->setEnabled(true);
    m_tree->clear();
    m_raw->clear();
    m_model->setSample(sample);
    m_sampleNote = sample.note;
    for (int column = 0; column < m_model->columnCount(); ++column)
        m_table->setColumnHidden(column, column >= firstColumns);
    m_table->resizeColumnsToContents();
    for (int column = 0; column < firstColumns; ++column)
        m_table->setColumnWidth(column, std::min(m_table->columnWidth(column), 240));
    updateCount();
    if (m_model->rowCount() > 0)
        m_table->selectRow(0);
}

void PreviewPage::updateCount()
{
    const int shown = m_model->rowCount();
    QString text = m_sampleNote;
    if (shown != m_model->total())
        text = tr("Matching the filter: %1. ").arg(shown) + text;
    m_note->setText(text);
}

void PreviewPage::showEvent(int row)
{
    const QByteArray event = m_model->event(row);
    m_tree->clear();
    addFields(m_tree->invisibleRootItem(), event, 0);
    m_tree->setColumnWidth(0, 150);
    m_raw->setPlainText(QString::fromUtf8(event.left(200'000)));
}

void PreviewPage::chooseColumns()
{
    QMenu menu(this);
    auto *box = new QWidget(&menu);
    auto *layout = new QVBoxLayout(box);
    auto *search = new QLineEdit(box);
    search->setPlaceholderText(tr("Search columns"));
    search->setAccessibleName(tr("Search columns"));
    auto *list = new QListWidget(box);
    list->setAccessibleName(tr("Columns"));
    list->setMinimumSize(240, 320);
    for (int column = 0; column < m_model->columnCount(); ++column) {
        auto *item = new QListWidgetItem(m_model->fields().at(column), list);
        item->setCheckState(m_table->isColumnHidden(column) ? Qt::Unchecked : Qt::Checked);
    }
    connect(list, &QListWidget::itemChanged, this, [this, list](QListWidgetItem *item) {
        m_table->setColumnHidden(list->row(item), item->checkState() != Qt::Checked);
    });
    connect(search, &QLineEdit::textChanged, list, [list](const QString &text) {
        for (int i = 0; i < list->count(); ++i)
            list->item(i)->setHidden(!list->item(i)->text().contains(text, Qt::CaseInsensitive));
    });
    layout->addWidget(search);
    layout->addWidget(list);
    auto *action = new QWidgetAction(&menu);
    action->setDefaultWidget(box);
    menu.addAction(action);
    search->setFocus();
    menu.exec(m_columns->mapToGlobal(QPoint(0, m_columns->height())));
}

} // namespace slipway
