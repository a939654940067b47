#include "ui/preview/insight/profile_view.h"

#include "core/events/filter/filter_spelling.h"
#include "core/events/filter/filter_syntax.h"
#include "ui/preview/insight/bar_delegate.h"
#include "ui/preview/tool_tip.h"
#include "ui/widgets/row_choice.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QTableWidget>
#include <QVBoxLayout>

namespace slipway {

ProfileView::ProfileView(QWidget *parent)
    : QWidget(parent), m_model(new ProfileModel(this)), m_sorted(new QSortFilterProxyModel(this)),
      m_fields(new QTableView(this)), m_values(new QTableWidget(0, 3, this)), m_note(new QLabel(this)),
      m_search(new QLineEdit(this)), m_only(new QPushButton(tr("Only &this"), this)),
      m_not(new QPushButton(tr("Not thi&s"), this)), m_progress(new QProgressBar(this))
{
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(ProfileModel::sortRole);
    m_sorted->setFilterKeyColumn(ProfileModel::Field);
    m_sorted->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_search->setPlaceholderText(tr("Search fields"));
    m_search->setAccessibleName(tr("Search fields"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(240);
    m_progress->setMaximumWidth(180);
    m_progress->setAccessibleName(tr("Progress of the profile"));
    m_progress->hide();

    m_fields->setObjectName(QStringLiteral("profileTable"));
    m_fields->setAccessibleName(tr("Field profile"));
    m_fields->setModel(m_sorted);
    m_fields->setItemDelegate(new BarDelegate(m_fields));
    m_fields->setSortingEnabled(true);
    m_fields->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_fields->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_fields->setSelectionMode(QAbstractItemView::SingleSelection);
    m_fields->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_fields->setAlternatingRowColors(true);
    m_fields->setShowGrid(false);
    m_fields->horizontalHeader()->setHighlightSections(false);
    m_fields->setWordWrap(false);
    m_fields->setTabKeyNavigation(false);
    m_fields->verticalHeader()->hide();
    m_fields->verticalHeader()->setDefaultSectionSize(m_fields->fontMetrics().height() + 8);
    m_fields->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_fields->horizontalHeader()->setStretchLastSection(true);

    m_values->setObjectName(QStringLiteral("valueTable"));
    m_values->setAccessibleName(tr("Frequent values of the field"));
    m_values->setHorizontalHeaderLabels({tr("Value"), tr("Events"), tr("Share")});
    for (const int column : {1, 2}) // like their numbers
        m_values->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_values->setItemDelegate(new BarDelegate(m_values));
    m_values->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_values->setSelectionMode(QAbstractItemView::SingleSelection);
    m_values->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_values->setShowGrid(false);
    m_values->horizontalHeader()->setHighlightSections(false);
    m_values->setTabKeyNavigation(false);
    m_values->verticalHeader()->hide();
    m_values->verticalHeader()->setDefaultSectionSize(m_values->fontMetrics().height() + 8);
    m_values->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_values->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_values->setToolTip(tr("Double-click or Return: only events with this value"));
    m_values->setContextMenuPolicy(Qt::CustomContextMenu);

    auto *top = new QHBoxLayout;
    top->addWidget(m_note, 1);
    top->addWidget(m_progress);
    top->addWidget(m_search);
    auto *splitter = new QSplitter(Qt::Horizontal, this);
    splitter->addWidget(m_fields);
    auto *right = new QWidget(splitter);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_only);
    buttons->addWidget(m_not);
    buttons->addStretch();
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->addWidget(m_values, 1);
    rightLayout->addLayout(buttons);
    splitter->addWidget(right);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({640, 300});
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(splitter, 1);

    connect(m_search, &QLineEdit::textChanged, m_sorted, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_fields->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this] { showValues(); });
    connect(m_fields, &QTableView::activated, this, [this](const QModelIndex &index) {
        if (const FieldStatistics *field = m_model->field(m_sorted->mapToSource(index).row()))
            Q_EMIT columnWanted(field->path);
    });
    connect(m_only, &QPushButton::clicked, this, [this] { filterBy(m_values->currentRow(), true); });
    connect(m_not, &QPushButton::clicked, this, [this] { filterBy(m_values->currentRow(), false); });
    connect(m_values->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this] { showButtons(); });
    connect(m_values, &QTableWidget::cellActivated, this, [this](int row) { filterBy(row, true); });
    connect(m_values, &QWidget::customContextMenuRequested, this, [this](const QPoint &place) {
        const int row = m_values->rowAt(place.y());
        if (row < 0)
            return;
        QMenu menu(this);
        menu.addAction(tr("&Only this value"), this, [this, row] { filterBy(row, true); });
        menu.addAction(tr("&Not this value"), this, [this, row] { filterBy(row, false); });
        menu.exec(m_values->viewport()->mapToGlobal(place));
    });
    setProfile(nullptr);
}

void ProfileView::setProfile(const std::shared_ptr<const FieldProfile> &profile)
{
    const QModelIndex current = m_fields->currentIndex();
    const FieldStatistics *before = m_model->field(m_sorted->mapToSource(current).row());
    const QString path = before ? before->path : QString();
    m_progress->hide();
    m_model->setProfile(profile);
    if (!profile) {
        m_note->setText(tr("No events yet."));
        return showValues();
    }
    const QLocale locale;
    QString note =
        tr("Events: %1 · Fields: %2")
            .arg(locale.toString(profile->events), locale.toString(qint64(profile->fields.size())));
    if (profile->unreadable > 0)
        note += tr(" · Not JSON: %1").arg(locale.toString(profile->unreadable));
    if (profile->isCutOff)
        note += tr(" · There are more fields than a profile can hold; the rest is not shown");
    m_note->setText(note);
    if (before == nullptr)
        m_fields->resizeColumnsToContents();
    for (int column = 0; column < ProfileModel::Range; ++column)
        m_fields->setColumnWidth(column, std::clamp(m_fields->columnWidth(column), 80, 260));
    int row = 0;
    for (int i = 0; !path.isEmpty() && i < m_model->rowCount(); ++i) {
        if (m_model->field(i)->path == path)
            row = m_sorted->mapFromSource(m_model->index(i, 0)).row();
    }
    chooseRow(m_fields, std::max(row, 0));
    showValues();
}

void ProfileView::setProgress(qint64 rows, qint64 of)
{
    m_progress->setRange(0, 1000);
    m_progress->setValue(of > 0 ? static_cast<int>(1000 * rows / of) : 0);
    m_progress->show();
}

void ProfileView::showValues()
{
    m_values->setRowCount(0);
    const FieldStatistics *field = m_model->field(m_sorted->mapToSource(m_fields->currentIndex()).row());
    if (!field)
        return showButtons();
    const QLocale locale;
    m_values->setRowCount(static_cast<int>(field->frequent.size()));
    for (int row = 0; row < m_values->rowCount(); ++row) {
        const FieldStatistics::Value &value = field->frequent[static_cast<size_t>(row)];
        const double share =
            static_cast<double>(value.times) / static_cast<double>(std::max<qint64>(field->present, 1));
        const QString sign = field->isExact ? QString() : QStringLiteral("≥ ");
        auto *name =
            new QTableWidgetItem(valueText(value.raw) + (value.isWhole ? QString() : QStringLiteral("…")));
        auto *times = new QTableWidgetItem(sign + locale.toString(value.times));
        auto *part = new QTableWidgetItem(sign + locale.toString(100 * share, 'f', 1) + QStringLiteral(" %"));
        name->setToolTip(toolTipText(name->text()));
        part->setData(BarDelegate::shareRole, share);
        times->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        part->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        m_values->setItem(row, 0, name);
        m_values->setItem(row, 1, times);
        m_values->setItem(row, 2, part);
    }
    m_values->resizeColumnToContents(1);
    m_values->resizeColumnToContents(2);
    showButtons();
}

void ProfileView::showButtons()
{
    const bool isAny = m_values->currentRow() >= 0;
    m_only->setEnabled(isAny);
    m_not->setEnabled(isAny);
}

void ProfileView::filterBy(int valueRow, bool isThis)
{
    const FieldStatistics *field = m_model->field(m_sorted->mapToSource(m_fields->currentIndex()).row());
    if (!field || valueRow < 0 || static_cast<size_t>(valueRow) >= field->frequent.size())
        return;
    const FieldStatistics::Value &value = field->frequent[static_cast<size_t>(valueRow)];
    if (value.isWhole)
        Q_EMIT conditionWanted(isThis ? onlyThis(field->path, value.raw) : notThis(field->path, value.raw));
    else // only the beginning of a long value is kept
        Q_EMIT conditionWanted(QStringLiteral("%1%2 like %3")
                                   .arg(isThis ? QString() : QStringLiteral("not "), filterText(field->path),
                                        filterText(plainValue(value.raw).left(100) + u'*')));
}

} // namespace slipway
