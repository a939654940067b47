#include "ui/tenants/overview_page.h"

#include "core/tenants/token_expiry.h"
#include "ui/tenants/overview_model.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/heading.h"
#include "ui/widgets/layout_memory.h"
#include "ui/widgets/shown_time.h"
#include "ui/widgets/view_placeholder.h"

#include <QDateTime>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

namespace slipway {
namespace {

using Model = OverviewModel;

// Sorts by the value that a cell stands for, not by its text.
class Sorted : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

protected:
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override
    {
        const qint64 a = left.data(Model::OrderRole).toLongLong();
        const qint64 b = right.data(Model::OrderRole).toLongLong();
        return a != b ? a < b : left.row() < right.row(); // the rows are in the order of the names
    }
};

} // namespace

OverviewPage::OverviewPage(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_queue(new CheckQueue(workspace, this)),
      m_search(new QLineEdit(this)), m_test(new QPushButton(this)), m_progress(new QProgressBar(this)),
      m_count(new QLabel(this)), m_banner(new Banner(this)), m_model(new OverviewModel(workspace, this)),
      m_sorted(new Sorted(this)), m_table(new QTableView(this))
{
    setObjectName(QStringLiteral("overviewPage"));
    auto *title = new Heading(tr("All tenants"), this);
    m_search->setObjectName(QStringLiteral("overviewSearch"));
    m_search->setPlaceholderText(tr("Name, result or missing permission"));
    m_search->setAccessibleName(tr("Search in all tenants"));
    m_search->setClearButtonEnabled(true);
    m_test->setObjectName(QStringLiteral("overviewTestButton"));
    theme::makePrimary(m_test);
    m_progress->setAccessibleName(tr("Tenants that are tested"));
    m_progress->setFixedWidth(160);
    m_progress->hide();
    m_sorted->setSourceModel(m_model);
    m_sorted->setFilterKeyColumn(-1);
    m_sorted->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_placeholder = new ViewPlaceholder(m_table);
    m_table->setObjectName(QStringLiteral("overviewTable"));
    m_table->setAccessibleName(tr("All tenants"));
    m_table->setModel(m_sorted);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(Model::NameColumn, Qt::AscendingOrder);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    const QDate today = QDate::currentDate();
    const auto fit = [this](int column, const QString &widest) { // in any language
        constexpr int inset = 20;
        m_table->setColumnWidth(column, std::max(fontMetrics().horizontalAdvance(widest) + inset,
                                                 m_table->horizontalHeader()->sectionSizeHint(column)));
    };
    fit(Model::ResultColumn,
        theme::sign(theme::Tone::Warning) + QLatin1Char(' ') + OverviewModel::tr("not conclusive"));
    fit(Model::EndColumn, expiryText(today.addDays(20), today));
    fit(Model::CheckColumn, shownTime(QDateTime(today, QTime(23, 59, 59))));
    m_table->horizontalHeader()->setSectionsMovable(true);
    new ColumnLayout(m_table->horizontalHeader(), QStringLiteral("overview"));
    auto *top = new QHBoxLayout;
    top->addWidget(title);
    top->addWidget(m_count);
    top->addStretch(1);
    top->addWidget(m_progress);
    top->addWidget(m_search, 10);
    top->addWidget(m_test);
    // As wide as its text and the icons, where there is room for that.
    m_search->setMaximumWidth(fontMetrics().horizontalAdvance(m_search->placeholderText()) + 48);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::space, theme::space, theme::margin, theme::space);
    layout->addLayout(top);
    layout->addWidget(m_banner);
    layout->addWidget(m_table, 1);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_sorted->setFilterFixedString(text.trimmed());
        showProgress();
    });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        Q_EMIT tenantWanted(index.siblingAtColumn(Model::NameColumn).data(Model::IdRole).toString());
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { showProgress(); });
    connect(m_test, &QPushButton::clicked, this, [this] { m_queue->isBusy() ? m_queue->cancel() : test(); });
    connect(m_queue, &CheckQueue::checked, this, &OverviewPage::checked);
    connect(m_queue, &CheckQueue::progressed, this, [this] { showProgress(); });
    connect(m_queue, &CheckQueue::finished, this, [this] { ended(); });
    connect(m_queue, &CheckQueue::failed, this, [this](const QString &tenantId, const Error &error) {
        for (const Tenant &tenant : m_workspace.tenants()) {
            if (tenant.id == tenantId)
                m_failures << QStringLiteral("%1: %2").arg(tenant.name, error.message);
        }
    });
    showProgress();
}

void OverviewPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    fill();
}

// Names and missing permissions, which end in "…" where they are long, share what the other columns leave.
void OverviewPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const int em = fontMetrics().averageCharWidth();
    // The table has not got its own new size yet.
    const QMargins margins = layout()->contentsMargins();
    int room = width() - margins.left() - margins.right() - 30 * em; // for the last column
    for (const int column : {Model::ResultColumn, Model::EndColumn, Model::CheckColumn})
        room -= m_table->columnWidth(column);
    for (const int column : {Model::NameColumn, Model::MissingColumn})
        m_table->setColumnWidth(column, std::clamp(room / 2, 14 * em, 26 * em));
}

void OverviewPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refresh();
}

void OverviewPage::refresh()
{
    if (isVisible())
        fill();
}

void OverviewPage::fill()
{
    m_model->refresh(this);
    showProgress();
}

QStringList OverviewPage::chosen() const
{
    QStringList ids;
    const QModelIndexList selected = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &index : selected)
        ids << index.data(Model::IdRole).toString();
    for (int row = 0; selected.isEmpty() && row < m_sorted->rowCount(); ++row)
        ids << m_sorted->index(row, Model::NameColumn).data(Model::IdRole).toString();
    return ids;
}

void OverviewPage::test()
{
    const QStringList ids = chosen();
    QList<Tenant> tenants;
    for (const Tenant &tenant : m_workspace.tenants()) {
        if (ids.contains(tenant.id))
            tenants << tenant;
    }
    m_failures.clear();
    m_banner->hide();
    m_queue->start(tenants);
}

void OverviewPage::ended()
{
    if (!m_failures.isEmpty())
        m_banner->show(theme::Tone::Warning,
                       tr("Not tested: %1. %2").arg(m_failures.size()).arg(m_failures.first()),
                       m_failures.join(QLatin1Char('\n')));
    refresh();
    showProgress();
}

void OverviewPage::showProgress()
{
    const bool isBusy = m_queue->isBusy();
    const qsizetype selected = m_table->selectionModel()->selectedRows().size();
    const int listed = m_sorted->rowCount();
    m_count->setText(QString::number(listed));
    m_placeholder->setText(listed > 0 || m_search->text().trimmed().isEmpty() ? QString()
                                                                              : tr("No tenant matches."));
    m_progress->setVisible(isBusy);
    m_progress->setRange(0, static_cast<int>(std::max<qsizetype>(1, m_queue->total())));
    m_progress->setValue(static_cast<int>(m_queue->done()));
    m_test->setText(isBusy          ? tr("&Stop")
                    : selected == 0 ? tr("&Test all %1").arg(listed)
                                    : tr("&Test %1 selected").arg(selected));
    m_test->setEnabled(isBusy || listed > 0);
}

} // namespace slipway
