// The layout of the preview page, and what it remembers: the columns and their widths for each type
// of event.
#include "core/events/documents/event_columns.h"
#include "ui/preview/event_detail.h"
#include "ui/preview/event_table.h"
#include "ui/preview/filter_box.h"
#include "ui/preview/insight_panel.h"
#include "ui/preview/preview_page.h"
#include "ui/preview/time_chart.h"
#include "ui/widgets/banner.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QTimer>
#include <QVBoxLayout>

namespace slipway {

void PreviewPage::makeControls()
{
    for (const Endpoint &endpoint : m_workspace.catalogue().endpoints())
        m_endpoint->addItem(endpoint.title, endpoint.id);
    m_endpoint->setAccessibleName(tr("Endpoint"));
    for (const int amount : {100, 500, 2000, 10'000})
        m_amount->addItem(tr("Newest %L1").arg(amount), amount);
    m_amount->addItem(tr("Time range"), 0);
    m_amount->setCurrentIndex(1);
    m_amount->setObjectName(QStringLiteral("amountCombo"));
    m_amount->setAccessibleName(tr("How many events"));
    const QDateTime now = QDateTime::currentDateTime();
    m_from->setDateTime(now.addSecs(-24 * 3600));
    m_to->setDateTime(now);
    m_from->setAccessibleName(tr("Start of the range, local time"));
    m_to->setAccessibleName(tr("End of the range, local time"));
    for (QDateTimeEdit *edit : {m_from, m_to}) {
        edit->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm"));
        edit->setCalendarPopup(true);
        edit->setToolTip(tr("Local time"));
        edit->hide();
    }
    m_from->setObjectName(QStringLiteral("rangeFrom"));
    m_to->setObjectName(QStringLiteral("rangeTo"));
    m_load->setObjectName(QStringLiteral("loadButton"));
    m_load->setToolTip(tr("Read events through Slipway's own index; no other consumer's position is moved"));
    m_open->setObjectName(QStringLiteral("openFileButton"));
    m_open->setToolTip(tr("Look at a local file: NDJSON or JSON, plain or gzip"));
    m_columns->setObjectName(QStringLiteral("columnsButton"));
    m_follow->setObjectName(QStringLiteral("followCheck"));
    m_follow->setToolTip(tr("Read the file again whenever it grows or is replaced, and stay at its end"));
    m_follow->hide();
    m_changed->setObjectName(QStringLiteral("fileChanged"));
    m_changed->setAction(tr("Reload"), [this] { reload(); });
    connect(m_follow, &QCheckBox::toggled, this, [this](bool follows) {
        if (follows && m_changed->isVisibleTo(this))
            readOn();
    });
    m_utc->setObjectName(QStringLiteral("utcCheck"));
    m_utc->setToolTip(tr("Show times in UTC instead of local time"));
    m_utc->setChecked(QSettings().value(QStringLiteral("preview/utc")).toBool());
    m_chart->setObjectName(QStringLiteral("chartCheck"));
    m_chart->setChecked(QSettings().value(QStringLiteral("preview/chart"), true).toBool());
    m_note->setObjectName(QStringLiteral("previewNote"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_progress->setTextVisible(false);
    m_progress->setFixedSize(140, 10);
    m_progress->setAccessibleName(tr("Progress"));
}

void PreviewPage::makeLayout()
{
    auto *source = new QHBoxLayout;
    for (QWidget *widget :
         std::initializer_list<QWidget *>{m_endpoint, m_amount, m_from, m_to, m_load, m_open, m_follow})
        source->addWidget(widget);
    source->addStretch();
    auto *corner = new QWidget(this); // beside the tabs, where it needs no extra height
    auto *cornerLayout = new QHBoxLayout(corner);
    cornerLayout->setContentsMargins(8, 0, 0, 2);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_chart, m_utc, m_columns})
        cornerLayout->addWidget(widget);
    m_panel->setCornerWidget(corner);
    m_splitter->setObjectName(QStringLiteral("previewSplitter"));
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({620, 340});
    m_splitter->setChildrenCollapsible(false);
    m_splitter->restoreState(QSettings().value(QStringLiteral("preview/splitter")).toByteArray());
    auto *chartLayout = new QVBoxLayout(m_chartArea);
    chartLayout->setContentsMargins(0, 0, 0, 0);
    chartLayout->addWidget(m_panel->chart());
    auto *status = new QHBoxLayout;
    status->addWidget(m_note, 1);
    status->addWidget(m_progress);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(source);
    layout->addWidget(m_filter);
    layout->addWidget(m_banner);
    layout->addWidget(m_changed);
    layout->addWidget(m_chartArea);
    layout->addWidget(m_panel, 1);
    layout->addLayout(status);
}

void PreviewPage::connectParts()
{
    connect(m_load, &QPushButton::clicked, this, [this] {
        if (!m_isLoading)
            return load(m_endpoint->currentData().toString());
        if (m_session) {
            m_load->setEnabled(false); // the session ends with what it has within a second
            return m_session->stop();
        }
        setLoading(false);
        updateStatus();
    });
    connect(m_open, &QPushButton::clicked, this, [this] {
        if (m_tenant.id.isEmpty())
            chooseFile();
        else
            Q_EMIT fileWanted();
    });
    connect(m_amount, &QComboBox::currentIndexChanged, this, [this] {
        const bool isRange = m_amount->currentData().toInt() == 0;
        m_from->setVisible(isRange);
        m_to->setVisible(isRange);
    });
    connect(m_filter, &FilterBox::filterChanged, this, &PreviewPage::applyFilter);
    connect(m_utc, &QCheckBox::toggled, this, [this](bool utc) {
        m_model->setUtc(utc);
        m_detail->setUtc(utc);
        m_panel->setUtc(utc);
        QSettings().setValue(QStringLiteral("preview/utc"), utc);
    });
    m_model->setUtc(m_utc->isChecked());
    m_detail->setUtc(m_utc->isChecked());
    m_panel->setUtc(m_utc->isChecked());
    connect(m_columns, &QPushButton::clicked, this, [this] { chooseColumns(); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (!current.isValid())
                    return;
                m_currentRow = m_model->documentRow(current.row());
                m_detail->show(m_view.document(), m_currentRow);
            });
    connect(m_table, &EventTable::filterWanted, this, &PreviewPage::filterBy);
    connect(m_detail, &EventDetail::filterWanted, this, &PreviewPage::filterBy);
    connect(m_table, &EventTable::copied, this, [this](const QString &sentence) {
        m_said = sentence;
        updateStatus();
    });
    const auto settled = [this] {
        restoreCurrent();
        updateStatus();
    };
    connect(&m_view, &EventView::reset, this, settled);
    connect(&m_view, &EventView::appended, this, settled);
    connect(&m_view, &EventView::progressed, this, settled);
    connect(&m_view, &EventView::busyChanged, this, settled);

    const auto shortcut = [this](const QKeySequence &keys, auto slot) {
        auto *key = new QShortcut(keys, this);
        key->setContext(Qt::WidgetWithChildrenShortcut);
        connect(key, &QShortcut::activated, this, slot);
    };
    shortcut(QKeySequence::Find, [this] { m_filter->take(); });
    // That a file was cut off or overwritten is noticed when it is next read; report it soon
    // afterwards.
    auto *watch = new QTimer(this);
    connect(watch, &QTimer::timeout, this, [this] {
        if (m_file && m_view.document() && m_view.document()->hasChanged())
            updateStatus();
    });
    watch->start(1000);
}

QString PreviewPage::layoutKey(const char *name) const
{
    return QStringLiteral("preview/%1/%2")
        .arg(m_survey.endpointId.isEmpty() ? QStringLiteral("other") : m_survey.endpointId,
             QLatin1String(name));
}

void PreviewPage::saveLayout()
{
    QSettings().setValue(QStringLiteral("preview/splitter"), m_splitter->saveState());
    if (!m_hasLayout)
        return;
    QSettings settings;
    QVariantMap widths = settings.value(layoutKey("widths")).toMap();
    for (int column = 0; column < m_model->columns().size(); ++column)
        widths.insert(m_model->columns().at(column), m_table->columnWidth(column));
    settings.setValue(layoutKey("columns"), m_table->columns());
    settings.setValue(layoutKey("widths"), widths);
}

void PreviewPage::restoreLayout()
{
    const QStringList chosen = QSettings().value(layoutKey("columns")).toStringList();
    // Use the chosen columns if the sample has at least one of these fields.
    const QStringList names = m_survey.names();
    const bool fits =
        std::any_of(chosen.begin(), chosen.end(), [&](const QString &name) { return names.contains(name); });
    setColumns(fits ? chosen : m_survey.firstColumns());
}

void PreviewPage::keepOrder()
{
    // Keep the sort arrow on the field that the rows are sorted by. If its column is gone, the
    // original order returns.
    QHeaderView *header = m_table->horizontalHeader();
    const QString field = QString::fromStdString(m_view.orderField());
    const auto section = field.isEmpty() ? -1 : static_cast<int>(m_model->columns().indexOf(field));
    if (section != header->sortIndicatorSection())
        header->setSortIndicator(section, header->sortIndicatorOrder());
}

void PreviewPage::setColumns(const QStringList &columns)
{
    const QVariantMap widths = QSettings().value(layoutKey("widths")).toMap();
    QVariantMap current;
    for (int column = 0; m_hasLayout && column < m_model->columns().size(); ++column)
        current.insert(m_model->columns().at(column), m_table->columnWidth(column));
    m_model->setColumns(columns);
    m_table->fitColumns();
    for (int column = 0; column < columns.size(); ++column) {
        const int width = current.value(columns[column], widths.value(columns[column])).toInt();
        if (width > 0)
            m_table->setColumnWidth(column, width);
    }
    m_hasLayout = !columns.isEmpty();
    keepOrder();
    restoreCurrent();
}

} // namespace slipway
