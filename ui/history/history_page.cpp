#include "ui/history/history_page.h"

#include "core/base/secret.h"
#include "core/diagnosis/history/check_comparison.h"
#include "core/diagnosis/history/recorded_check.h"
#include "ui/history/comparison_view.h"
#include "ui/history/history_facts.h"
#include "ui/history/job_row.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/fact_sheet.h"
#include "ui/widgets/layout_memory.h"
#include "ui/widgets/row_choice.h"
#include "ui/widgets/shown_time.h"
#include "ui/widgets/view_placeholder.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableWidget>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace slipway {
namespace {

enum Column { WhenColumn, WhatColumn, ResultColumn, DetailsColumn, ColumnCount };

QString rangeText(const ExportRequest &request)
{
    return QStringLiteral("%1 – %2").arg(shownTime(request.from), shownTime(request.to));
}

} // namespace

QString HistoryPage::Entry::id() const
{
    return check ? QStringLiteral("check-%1").arg(check->id) : job->id;
}

HistoryPage::HistoryPage(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_table(new QTableWidget(this)),
      m_details(new QStackedWidget(this)), m_facts(new FactSheet(this)),
      m_comparison(new ComparisonView(this)), m_hint(new QLabel(this)),
      m_again(new QPushButton(tr("Run &again"), this)), m_folder(new QPushButton(tr("Open fol&der"), this)),
      m_manifest(new QPushButton(tr("Open &manifest"), this)),
      m_copy(new QPushButton(tr("Copy as &text"), this)), m_banner(new Banner(this))
{
    setObjectName(QStringLiteral("historyPage"));
    m_placeholder = new ViewPlaceholder(m_table);
    m_table->setObjectName(QStringLiteral("historyTable"));
    m_table->setAccessibleName(tr("Checks and exports"));
    m_table->setColumnCount(ColumnCount);
    m_table->setHorizontalHeaderLabels({withZone(tr("When")), tr("What"), tr("Result"), tr("Details")});
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setSectionsMovable(true);
    new ColumnLayout(m_table->horizontalHeader(), QStringLiteral("history"));
    m_facts->setObjectName(QStringLiteral("historyFacts"));
    m_facts->setAccessibleName(tr("Details of the selected entry"));
    m_again->setObjectName(QStringLiteral("runAgainButton"));
    m_copy->setObjectName(QStringLiteral("copyHistoryButton"));
    m_manifest->setObjectName(QStringLiteral("manifestButton"));
    m_hint->setWordWrap(true);
    m_details->addWidget(m_facts);
    m_details->addWidget(m_comparison);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_hint, 1);
    for (QPushButton *button : {m_again, m_folder, m_manifest, m_copy})
        buttons->addWidget(button);
    auto *lower = new QWidget(this);
    auto *lowerLayout = new QVBoxLayout(lower);
    lowerLayout->setContentsMargins(0, 0, 0, 0);
    lowerLayout->addLayout(buttons);
    lowerLayout->addWidget(m_details, 1);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_table);
    splitter->addWidget(lower);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 2); // the details are what is read
    splitter->setStretchFactor(1, 3);
    rememberSizes(splitter, QStringLiteral("history"));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_banner);
    layout->addWidget(splitter, 1);

    connect(&workspace, &Workspace::checkKept, this, [this](const QString &tenantId) {
        if (tenantId == m_tenant.id)
            load();
    });
    connect(&workspace.jobs(), &JobService::jobChanged, this, &HistoryPage::jobChanged);
    connect(&workspace.jobs(), &JobService::jobRemoved, this, [this] { load(); });
    connect(m_table, &QTableWidget::itemSelectionChanged, this, [this] { showSelection(); });
    connect(m_again, &QPushButton::clicked, this, [this] { runAgain(); });
    connect(m_folder, &QPushButton::clicked, this, [this] {
        for (const Entry &entry : selected())
            QDesktopServices::openUrl(QUrl::fromLocalFile(entry.job->request.folder));
    });
    connect(m_manifest, &QPushButton::clicked, this, [this] { openManifest(); });
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(textOfSelection()); });
    showSelection();
}

HistoryPage::~HistoryPage() = default;

void HistoryPage::setTenant(const Tenant &tenant)
{
    const bool isOther = tenant.id != m_tenant.id;
    m_tenant = tenant;
    if (!isOther)
        return;
    m_banner->hide();
    m_table->clearSelection();
    load();
}

bool HistoryPage::isOwn(const JobSnapshot &job) const
{
    return job.request.tenantId == m_tenant.id ||
           (job.request.tenantId.isEmpty() && job.request.address == m_tenant.address);
}

void HistoryPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_isStale)
        load();
}

// While another screen is shown, nothing is read: there may be thousands of jobs.
void HistoryPage::load()
{
    m_isStale = !isVisible();
    if (m_isStale)
        return;
    QStringList chosen;
    for (const Entry &entry : selected())
        chosen << entry.id();
    m_entries.clear();
    const Result<QList<CheckRecord>> checks = m_workspace.checks(m_tenant);
    if (!checks)
        m_banner->show(checks.error());
    for (const CheckRecord &check : checks.value_or(QList<CheckRecord>()))
        m_entries << Entry{check.at, check, {}};
    for (const JobSnapshot &job : m_workspace.jobs().jobs()) {
        if (isOwn(job))
            m_entries << Entry{job.created, {}, job};
    }
    std::stable_sort(m_entries.begin(), m_entries.end(),
                     [](const Entry &a, const Entry &b) { return a.at > b.at; });
    {
        const QSignalBlocker quiet(m_table);
        m_table->clearSelection();
        m_table->setRowCount(static_cast<int>(m_entries.size()));
        for (int row = 0; row < m_entries.size(); ++row) {
            fillRow(row, m_entries[row]);
            if (chosen.contains(m_entries[row].id()))
                m_table->selectionModel()->select(m_table->model()->index(row, 0),
                                                  QItemSelectionModel::Select | QItemSelectionModel::Rows);
        }
        if (selected().isEmpty() && !m_entries.isEmpty())
            chooseRow(m_table, 0); // so that the details are those of the newest entry
        m_table->resizeColumnsToContents();
        m_table->setColumnWidth(
            ResultColumn, std::max(m_table->columnWidth(ResultColumn),
                                   m_table->fontMetrics().horizontalAdvance(tr("✘ waiting for a token  "))));
        m_table->setColumnWidth(WhatColumn, std::min(m_table->columnWidth(WhatColumn),
                                                     m_table->fontMetrics().averageCharWidth() * 44));
    }
    showSelection();
}

void HistoryPage::fillRow(int row, const Entry &entry)
{
    const theme::Tone tone = entry.check ? theme::toneOf(entry.check->verdict) : job_row::toneOf(*entry.job);
    QStringList titles;
    if (entry.job) {
        for (const QString &id : entry.job->request.endpointIds) {
            const Endpoint *endpoint = m_workspace.catalogue().endpoint(id);
            titles << (endpoint ? endpoint->title : id);
        }
    }
    const QString verdict = !entry.check                                ? QString()
                            : entry.check->verdict == Verdict::Ready    ? tr("ready")
                            : entry.check->verdict == Verdict::NotReady ? tr("not ready")
                                                                        : tr("not conclusive");
    const QStringList texts{
        shownTime(entry.at),
        entry.check ? tr("Check for %1").arg(entry.check->profileTitle)
                    : tr("Export: %1").arg(titles.join(QStringLiteral(", "))),
        theme::sign(tone) + QLatin1Char(' ') + (entry.check ? verdict : jobStateWord(entry.job->state)),
        entry.check
            ? (entry.check->summary + QLatin1Char(' ') + excessSummary(entry.check->excess.size())).trimmed()
            : tr("Events: %1. %2")
                  .arg(QLocale().toString(entry.job->events()), rangeText(entry.job->request))};
    for (int column = 0; column < ColumnCount; ++column) {
        auto *item = new QTableWidgetItem(scrubbed(texts[column]));
        item->setToolTip(item->text());
        m_table->setItem(row, column, item);
    }
    m_table->item(row, ResultColumn)->setForeground(theme::text(tone, this));
}

void HistoryPage::jobChanged(const JobSnapshot &job)
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const Entry &entry) { return entry.job && entry.job->id == job.id; });
    if (found == m_entries.end()) {
        if (isOwn(job))
            load();
        return;
    }
    const bool isNews = found->job->state != job.state || isFinal(job.state);
    found->job = job;
    fillRow(static_cast<int>(found - m_entries.begin()), *found);
    if (isNews)
        showSelection();
}

QList<HistoryPage::Entry> HistoryPage::selected() const
{
    QList<int> rows;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        rows << index.row();
    std::sort(rows.begin(), rows.end());
    QList<Entry> entries;
    for (const int row : rows) {
        if (row < m_entries.size())
            entries << m_entries[row];
    }
    return entries;
}

void HistoryPage::showSelection()
{
    const QList<Entry> chosen = selected();
    const bool isOne = chosen.size() == 1;
    const bool isJob = isOne && chosen.first().job;
    const bool areTwoChecks = chosen.size() == 2 && chosen[0].check && chosen[1].check;
    const qsizetype checks = std::count_if(m_entries.cbegin(), m_entries.cend(),
                                           [](const Entry &entry) { return entry.check.has_value(); });
    m_again->setEnabled(isOne && (!isJob || isFinal(chosen.first().job->state)));
    const bool isHere = isJob && !chosen.first().job->request.bucket;
    m_folder->setEnabled(isHere);
    m_manifest->setEnabled(isHere && !chosen.first().job->manifests.isEmpty());
    m_copy->setEnabled(isOne || areTwoChecks);
    m_placeholder->setText(m_entries.isEmpty()
                               ? tr("Nothing yet. Every check and export of this tenant will be listed here.")
                               : QString());
    m_hint->setText(areTwoChecks        ? QString()
                    : chosen.size() > 1 ? tr("Select two checks to compare them.")
                    : checks > 1        ? tr("Select two checks (with Ctrl) to compare them.")
                                        : QString());
    m_details->setCurrentIndex(areTwoChecks ? 1 : 0);
    if (areTwoChecks)
        return m_comparison->show(*chosen[0].check, *chosen[1].check);
    if (!isOne)
        return m_facts->setGroups({});
    const Entry &entry = chosen.first();
    m_facts->setGroups(isJob ? factsOf(*entry.job)
                             : factsOf(*entry.check, resultOf(*entry.check), changesUntil(*entry.check)),
                       entry.id());
}

CheckResult HistoryPage::resultOf(const CheckRecord &check) const
{
    return slipway::resultOf(check, m_workspace.catalogue(), m_tenant.api);
}

std::optional<CheckComparison> HistoryPage::changesUntil(const CheckRecord &check) const
{
    const auto before = std::ranges::find_if(
        m_entries, [&](const Entry &entry) { return entry.check && entry.check->at < check.at; });
    if (before == m_entries.end())
        return std::nullopt;
    return compareChecks(*before->check, check, QDateTime::currentDateTimeUtc());
}

QString HistoryPage::textOfSelection() const
{
    if (m_details->currentWidget() == m_comparison)
        return m_comparison->asText();
    const QList<Entry> chosen = selected();
    if (chosen.size() != 1 || chosen.first().job)
        return m_facts->asText();
    // The text of a check has more in it, such as the request ids.
    const CheckRecord &check = *chosen.first().check;
    const auto changes = changesUntil(check);
    return scrubbed((changes ? changes->asText() + QStringLiteral("\n\n") : QString()) +
                    shownText(check, m_workspace.catalogue()));
}

void HistoryPage::openManifest()
{
    const QList<Entry> chosen = selected();
    for (const QString &manifest : chosen.first().job->manifests) {
        if (!QFileInfo::exists(manifest))
            return m_banner->show({ErrorKind::NotFound,
                                   tr("The manifest %1 is no longer there.").arg(manifest),
                                   tr("It may have been moved with its files."),
                                   {}});
        QDesktopServices::openUrl(QUrl::fromLocalFile(manifest));
    }
}

void HistoryPage::runAgain()
{
    const Entry entry = selected().first();
    if (entry.check)
        Q_EMIT checkRequested();
    else
        exportAgain(*entry.job);
}

void HistoryPage::exportAgain(const JobSnapshot &job)
{
    const auto answer =
        QMessageBox::question(this, tr("Run again"),
                              tr("Export the same range to %1 again? The files of the first export are kept; "
                                 "the new files are named after the new job.")
                                  .arg(job.place()),
                              QMessageBox::Yes | QMessageBox::Cancel, QMessageBox::Cancel);
    if (answer != QMessageBox::Yes)
        return;
    QPointer<HistoryPage> self(this);
    ExportRequest request = job.request;
    if (request.bucket)
        request.folder.clear(); // the folder where the first export's files waited for upload
    request.continues.clear();  // export the range only
    QCoro::connect(m_workspace.submit(request, m_tenant), this, [self](const Result<JobStarted> &started) {
        if (!self)
            return;
        if (started)
            self->m_banner->hide();
        else
            self->m_banner->show(started.error());
    });
}

void HistoryPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    for (int row = 0; row < m_entries.size() && row < m_table->rowCount(); ++row)
        fillRow(row, m_entries[row]);
}

} // namespace slipway
