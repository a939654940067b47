#include "ui/tenants/overview_page.h"

#include "core/tenants/token_expiry.h"
#include "ui/tenants/natural_order.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

#include <limits>

namespace slipway {
namespace {

enum Column { NameColumn, ResultColumn, MissingColumn, EndColumn, CheckColumn, ExportColumn, ColumnCount };

constexpr int idRole = Qt::UserRole, orderRole = Qt::UserRole + 1;

// Sorts by the value that a cell stands for, not by its text, and sorts names as a person would.
class Sorted : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

protected:
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override
    {
        const QVariant a = left.data(orderRole), b = right.data(orderRole);
        if (a.isValid() && b.isValid() && a.toLongLong() != b.toLongLong())
            return a.toLongLong() < b.toLongLong();
        return comesBefore(left.siblingAtColumn(NameColumn).data().toString(),
                           right.siblingAtColumn(NameColumn).data().toString());
    }
};

QString timeText(const QDateTime &time)
{
    return QLocale().toString(time.toLocalTime(), QLocale::ShortFormat);
}

} // namespace

OverviewPage::OverviewPage(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_queue(new CheckQueue(workspace, this)),
      m_search(new QLineEdit(this)), m_test(new QPushButton(this)), m_progress(new QProgressBar(this)),
      m_count(new QLabel(this)), m_banner(new Banner(this)),
      m_model(new QStandardItemModel(0, ColumnCount, this)), m_sorted(new Sorted(this)),
      m_table(new QTableView(this))
{
    setObjectName(QStringLiteral("overviewPage"));
    auto *title = new QLabel(tr("All tenants"), this);
    QFont large = title->font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    title->setFont(large);
    m_search->setObjectName(QStringLiteral("overviewSearch"));
    m_search->setPlaceholderText(tr("Name, result or missing permission"));
    m_search->setAccessibleName(tr("Search in all tenants"));
    m_search->setClearButtonEnabled(true);
    m_test->setObjectName(QStringLiteral("overviewTestButton"));
    theme::makePrimary(m_test);
    m_progress->setAccessibleName(tr("Tenants that are tested"));
    m_progress->setFixedWidth(160);
    m_progress->hide();
    m_model->setHorizontalHeaderLabels(
        {tr("Tenant"), tr("Result"), tr("Missing"), tr("Token"), tr("Last check"), tr("Last export")});
    m_sorted->setSourceModel(m_model);
    m_sorted->setFilterKeyColumn(-1);
    m_sorted->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_table->setObjectName(QStringLiteral("overviewTable"));
    m_table->setAccessibleName(tr("All tenants"));
    m_table->setModel(m_sorted);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(NameColumn, Qt::AscendingOrder);
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
    const int em = fontMetrics().averageCharWidth();
    const int widths[] = {26, 20, 32, 22, 26};
    for (int column = 0; column < ExportColumn; ++column)
        m_table->setColumnWidth(column, widths[column] * em);
    auto *top = new QHBoxLayout;
    top->addWidget(title);
    top->addWidget(m_count);
    top->addStretch(1);
    top->addWidget(m_progress);
    top->addWidget(m_search);
    top->addWidget(m_test);
    m_search->setMinimumWidth(32 * em);
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
        Q_EMIT tenantWanted(index.siblingAtColumn(NameColumn).data(idRole).toString());
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
    QHash<QString, JobSnapshot> exports; // the newest job of each tenant
    for (const JobSnapshot &job : m_workspace.jobs().jobs()) {
        if (!exports.contains(job.request.tenantId))
            exports.insert(job.request.tenantId, job);
    }
    const QDate today = QDate::currentDate();
    const QList<Tenant> tenants = m_workspace.tenants();
    m_table->setSortingEnabled(false);
    m_sorted->setDynamicSortFilter(false); // else all rows are sorted again after each cell
    m_model->setRowCount(static_cast<int>(tenants.size()));
    for (int row = 0; row < tenants.size(); ++row) {
        const Tenant &tenant = tenants[row];
        const auto set = [&](Column column, const QString &text, qint64 order,
                             theme::Tone tone = theme::Tone::Neutral) {
            auto *item = new QStandardItem(text);
            item->setData(order, orderRole);
            item->setData(tenant.id, idRole);
            item->setToolTip(text.toHtmlEscaped());
            if (tone != theme::Tone::Neutral)
                item->setForeground(theme::text(tone, this));
            m_model->setItem(row, column, item);
        };
        set(NameColumn, tenant.name, 0);
        const QList<CheckRecord> last = m_workspace.checks(tenant, 1).value_or(QList<CheckRecord>());
        const bool isKnown = !last.isEmpty() && last.first().address == tenant.address.toString();
        QStringList missing;
        for (const CheckRecord::Row &each : isKnown ? last.first().rows : QList<CheckRecord::Row>()) {
            if (each.needed && each.access != Access::Granted)
                missing << each.title;
        }
        if (isKnown) {
            const Verdict verdict = last.first().verdict;
            const theme::Tone tone = theme::toneOf(verdict);
            set(ResultColumn,
                theme::sign(tone) + QLatin1Char(' ') +
                    (verdict == Verdict::Ready      ? tr("ready")
                     : verdict == Verdict::NotReady ? tr("not ready")
                                                    : tr("not conclusive")),
                verdict == Verdict::Ready      ? 3
                : verdict == Verdict::NotReady ? 0
                                               : 1,
                tone);
        } else {
            set(ResultColumn, tr("○ not tested"), 2);
        }
        set(MissingColumn, missing.join(QStringLiteral(", ")), -missing.size());
        const bool hasEnded = tenant.tokenExpires.isValid() && tenant.tokenExpires < today;
        set(EndColumn, expiryText(tenant.tokenExpires, today),
            tenant.tokenExpires.isValid() ? tenant.tokenExpires.toJulianDay()
                                          : std::numeric_limits<qint64>::max(),
            hasEnded                               ? theme::Tone::Bad
            : endsSoon(tenant.tokenExpires, today) ? theme::Tone::Warning
                                                   : theme::Tone::Neutral);
        set(CheckColumn, isKnown ? timeText(last.first().at) : tr("never"),
            isKnown ? last.first().at.toSecsSinceEpoch() : 0);
        const auto job = exports.constFind(tenant.id);
        const bool hasExported = job != exports.constEnd();
        set(ExportColumn,
            hasExported ? QStringLiteral("%1, %2").arg(timeText(job->created), jobStateWord(job->state))
                        : tr("never"),
            hasExported ? job->created.toSecsSinceEpoch() : 0);
    }
    m_sorted->setDynamicSortFilter(true);
    m_sorted->invalidate();
    m_table->setSortingEnabled(true);
    showProgress();
}

QStringList OverviewPage::chosen() const
{
    QStringList ids;
    const QModelIndexList selected = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &index : selected)
        ids << index.data(idRole).toString();
    for (int row = 0; selected.isEmpty() && row < m_sorted->rowCount(); ++row)
        ids << m_sorted->index(row, NameColumn).data(idRole).toString();
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
    m_progress->setVisible(isBusy);
    m_progress->setRange(0, static_cast<int>(std::max<qsizetype>(1, m_queue->total())));
    m_progress->setValue(static_cast<int>(m_queue->done()));
    m_test->setText(isBusy          ? tr("&Stop")
                    : selected == 0 ? tr("&Test all %1").arg(listed)
                                    : tr("&Test %1 selected").arg(selected));
    m_test->setEnabled(isBusy || listed > 0);
}

} // namespace slipway
