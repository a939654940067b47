#include "ui/preview/preview_page.h"

#include "ui/preview/event_detail.h"
#include "ui/preview/filter_box.h"
#include "ui/preview/insight/difference_view.h"
#include "ui/preview/insight/insight_panel.h"
#include "ui/preview/insight/time_chart.h"
#include "ui/preview/preview_status.h"
#include "ui/preview/sample_loader.h"
#include "ui/preview/source_bar.h"
#include "ui/preview/table/column_chooser.h"
#include "ui/preview/table/column_memory.h"
#include "ui/preview/table/event_table.h"
#include "ui/preview/table/event_table_model.h"
#include "ui/preview/watched_file.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/shown_time.h"

#include <QCheckBox>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QTimer>
#include <QVBoxLayout>
#include <QWidgetAction>

#include <algorithm>

namespace slipway {

PreviewPage::PreviewPage(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_source(new SourceBar(this)),
      m_loader(new SampleLoader(workspace, this)), m_file(new WatchedFile(this)),
      m_columns(new QPushButton(tr("C&olumns"), this)), m_filter(new FilterBox(this)),
      m_utc(new QCheckBox(tr("&UTC"), this)), m_chart(new QCheckBox(tr("Ch&art"), this)),
      m_banner(new Banner(this)), m_changed(new Banner(this)), m_rowsNote(new ElidedLabel(this)),
      m_status(new PreviewStatus(this)), m_model(new EventTableModel(m_view, this)),
      m_table(new EventTable(*m_model, this)), m_detail(new EventDetail(this)),
      m_splitter(new QSplitter(Qt::Horizontal, this)), m_chartArea(new QWidget(this)),
      m_panel(new InsightPanel(m_splitter, m_filter, this))
{
    setObjectName(QStringLiteral("previewPage"));
    m_source->setEndpoints(m_workspace.catalogue().endpoints());
    makeLayout();
    connectParts();
    connectSource();
    connectPanel();
    setTenant({});
    updateStatus();
}

PreviewPage::~PreviewPage()
{
    saveLayout();
    m_loader->abandon();
    delete m_model; // it reads from m_view, which ends before the children of this page
}

void PreviewPage::makeLayout()
{
    m_columns->setObjectName(QStringLiteral("columnsButton"));
    m_rowsNote->setObjectName(QStringLiteral("rowsNote"));
    m_changed->setObjectName(QStringLiteral("fileChanged"));
    m_changed->setAction(tr("Reload"), [this] { reload(); });
    m_utc->setObjectName(QStringLiteral("utcCheck"));
    m_utc->setToolTip(tr("Show times in UTC instead of the time zone chosen in Preferences"));
    m_utc->setVisible(zoneName() != QLatin1String("UTC")); // there is nothing else to choose
    m_utc->setChecked(QSettings().value(QStringLiteral("preview/utc")).toBool());
    m_chart->setObjectName(QStringLiteral("chartCheck"));
    m_chart->setChecked(QSettings().value(QStringLiteral("preview/chart"), true).toBool());
    auto *corner = new QWidget(this); // beside the tabs, where it needs no extra height
    auto *cornerLayout = new QHBoxLayout(corner);
    cornerLayout->setContentsMargins(theme::space, 0, 0, 0);
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
    m_splitter->setContentsMargins(0, theme::space, 0, 0); // below the tabs and the buttons beside them
    m_splitter->restoreState(QSettings().value(QStringLiteral("preview/splitter")).toByteArray());
    auto *chartLayout = new QVBoxLayout(m_chartArea);
    chartLayout->setContentsMargins(0, 0, 0, 0);
    chartLayout->addWidget(m_panel->chart());
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_source);
    layout->addWidget(m_filter);
    layout->addWidget(m_banner);
    layout->addWidget(m_changed);
    layout->addWidget(m_rowsNote);
    layout->addWidget(m_chartArea);
    layout->addWidget(m_panel, 1);
    layout->addWidget(m_status);
}

void PreviewPage::connectParts()
{
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

    const auto shortcut = [this](const QKeySequence &keys, const QString &what, auto slot) {
        auto *key = new QShortcut(keys, this);
        key->setWhatsThis(what); // for the list of shortcuts
        key->setContext(Qt::WidgetWithChildrenShortcut);
        connect(key, &QShortcut::activated, this, slot);
    };
    shortcut(QKeySequence::Find, tr("Filter events"), [this] { m_filter->take(); });
    // That a file was cut off or overwritten is noticed when it is next read; report it soon
    // afterwards.
    auto *watch = new QTimer(this);
    connect(watch, &QTimer::timeout, this, [this] {
        if (m_file->isOpen() && m_view.document() && m_view.document()->hasChanged())
            updateStatus();
    });
    watch->start(1000);
}

void PreviewPage::connectSource()
{
    connect(m_source, &SourceBar::loadWanted, this, [this] { load(m_source->endpointId()); });
    connect(m_source, &SourceBar::stopWanted, this, [this] {
        if (m_loader->stop())
            m_source->setStopping();
    });
    connect(m_source, &SourceBar::fileWanted, this, [this] {
        if (m_tenant.id.isEmpty())
            chooseFile();
        else
            Q_EMIT fileWanted();
    });
    connect(m_source, &SourceBar::endpointChanged, this, &PreviewPage::nameRows);
    connect(m_source, &SourceBar::followingChanged, m_file, &WatchedFile::setFollowing);

    connect(m_loader, &SampleLoader::begun, this, [this](const EventSample &sample) {
        closeFile();
        m_first = sample.events;
        m_shown = m_asked;
        show(makeDocument(sample));
    });
    connect(m_loader, &SampleLoader::progressed, this, [this](const QString &sentence) {
        m_soFar = sentence;
        updateStatus();
    });
    connect(m_loader, &SampleLoader::loaded, this, [this](const EventSample &sample) {
        m_source->setLoading(false);
        // The event that the user has chosen among the first ones stays the current one.
        const QByteArray chosen = m_currentRow > 0 ? m_first.value(m_currentRow) : QByteArray();
        m_first.clear();
        closeFile();
        m_shown = m_asked;
        show(makeDocument(sample), chosen.isEmpty() ? -1 : sample.events.indexOf(chosen));
    });
    connect(m_loader, &SampleLoader::stopped, this, [this] {
        m_source->setLoading(false);
        updateStatus();
    });
    connect(m_loader, &SampleLoader::failed, this, [this](const Error &error) {
        m_source->setLoading(false);
        updateStatus();
        if (!m_file->isOpen()) // the rows of an earlier load would look like the result
            show(nullptr);
        m_banner->show(error);
    });

    connect(m_file, &WatchedFile::opened, this, [this](const EventDocumentPtr &document) { show(document); });
    connect(m_file, &WatchedFile::grew, this, [this] {
        m_view.documentGrew();
        Q_EMIT documentGrew();
        updateStatus();
    });
    connect(m_file, &WatchedFile::failed, this, [this](const Error &error) {
        m_banner->show(error);
        updateStatus();
    });
    connect(m_file, &WatchedFile::changed, this, [this](FileChange change) {
        if (change == FileChange::None)
            m_changed->hide();
        else
            m_changed->show(theme::Tone::Warning, m_file->sentence(change));
    });
    connect(m_file, &WatchedFile::readAgain, this, &PreviewPage::showAgain);
    connect(m_file, &WatchedFile::followingFailed, this, [this](const Error &error) {
        m_source->setFollowing(false);
        m_banner->show(error);
    });
}

void PreviewPage::connectPanel()
{
    m_filter->setValues([this](const QString &field) { return valuesOf(field); });
    // Leave the processors to what the user is waiting for: reading the file, and filtering and
    // sorting the table.
    const auto pause = [this] {
        const EventDocumentPtr &document = m_view.document();
        m_panel->setPaused(m_view.isBusy() || (document && !document->isComplete()));
    };
    connect(this, &PreviewPage::documentChanged, m_panel, [this, pause](const EventDocumentPtr &document) {
        pause();
        m_panel->setDocument(document);
    });
    connect(this, &PreviewPage::documentGrew, m_panel, [this, pause] {
        if (m_isWhole || !m_view.document() || !m_view.document()->isComplete())
            return;
        m_isWhole = true;
        m_panel->setDocument(m_view.document());
        startSurvey();
        pause();
    });
    connect(&m_view, &EventView::busyChanged, m_panel, pause);
    connect(m_panel, &InsightPanel::rowWanted, this, &PreviewPage::showRow);
    connect(m_panel, &InsightPanel::columnWanted, this, &PreviewPage::addColumn);
    connect(m_panel, &InsightPanel::differenceShown, this, &PreviewPage::showDifference);
    connect(m_table, &EventTable::differenceWanted, m_panel, &InsightPanel::showDifference);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (m_panel->isDifferenceShown())
            showDifference();
    });
    connect(m_chart, &QCheckBox::toggled, this, [this](bool isWanted) {
        QSettings().setValue(QStringLiteral("preview/chart"), isWanted);
        showChart();
    });
    const QString tab = QStringLiteral("preview/tab");
    m_panel->setCurrentIndex(QSettings().value(tab).toInt());
    connect(m_panel, &InsightPanel::currentChanged, this,
            [tab](int index) { QSettings().setValue(tab, index); });
    showChart();
}

void PreviewPage::hideEvent(QHideEvent *event)
{
    saveLayout();
    QWidget::hideEvent(event);
}

void PreviewPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    showChart();
}

QString PreviewPage::filterText() const
{
    return m_filter->text();
}

void PreviewPage::setFilterText(const QString &text)
{
    m_filter->setText(text);
}

bool PreviewPage::isShowingFile() const
{
    return m_file->isOpen();
}

QString PreviewPage::filePath() const
{
    return m_file->path();
}

void PreviewPage::setTenant(const Tenant &tenant)
{
    const bool isOther = tenant.id != m_tenant.id || tenant.api != m_tenant.api;
    const bool hasOtherApi = tenant.api != m_tenant.api;
    m_tenant = tenant;
    if (hasOtherApi)
        m_source->setEndpoints(m_workspace.catalogue().endpoints(tenant.api));
    m_source->setTenantShown(!tenant.id.isEmpty());
    if (!isOther)
        return;
    m_loader->abandon();
    m_source->setLoading(false);
    m_banner->hide();
    if (!m_file->isOpen())
        show(nullptr);
}

void PreviewPage::load(const QString &endpointId)
{
    if (m_tenant.id.isEmpty() || m_loader->isLoading())
        return;
    m_source->choose(endpointId);
    const Endpoint *endpoint = m_workspace.catalogue().endpoint(m_source->endpointId());
    if (!endpoint)
        return;
    m_banner->hide();
    const PreviewRequest request = m_source->request();
    if (request.to > 0 && request.to <= request.from)
        return m_banner->show(theme::Tone::Bad, tr("The range ends before it starts. Choose a later end."));
    m_soFar.clear();
    m_first.clear();
    m_asked = {endpoint->id,
               request.to > 0
                   ? tr("%1 of %2, %3 – %4")
                         .arg(endpoint->title, m_tenant.name, shownTime(request.from),
                              withZone(shownTime(request.to)))
                   : tr("%1 of %2, newest %L3").arg(endpoint->title, m_tenant.name).arg(request.wanted)};
    m_source->setLoading(true);
    m_loader->load(m_tenant, *endpoint, request);
    updateStatus();
}

void PreviewPage::chooseFile()
{
    QSettings settings;
    const QString key = QStringLiteral("preview/folder");
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Open a file of events"), settings.value(key, QDir::homePath()).toString(),
        tr("Events (*.ndjson *.jsonl *.json *.log *.gz);;All files (*)"));
    if (path.isEmpty())
        return;
    settings.setValue(key, QFileInfo(path).absolutePath());
    openFile(path);
}

void PreviewPage::openFile(QString path)
{
    m_loader->abandon();
    m_source->setLoading(false);
    m_banner->hide();
    m_said.clear();
    closeFile();
    m_file->open(path);
    show(nullptr);
}

void PreviewPage::reload()
{
    if (m_file->isOpen())
        openFile(m_file->path());
}

void PreviewPage::putFileAway()
{
    closeFile();
    m_banner->hide();
    show(nullptr);
}

void PreviewPage::closeFile()
{
    m_file->close();
    m_changed->hide();
}

void PreviewPage::show(const EventDocumentPtr &document, qint64 row)
{
    saveLayout();
    m_hasLayout = false;
    m_survey = {};
    m_surveyor.reset();
    m_currentRow = row;
    m_isWhole = document && document->isComplete();
    m_said.clear();
    if (!document || m_file->isOpen())
        m_shown = {};
    m_detail->clear();
    m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_model->setDocument(document);
    m_view.setDocument(document);
    if (document) {
        startSurvey();
        applyFilter(m_filter->filter());
    }
    updateStatus();
    Q_EMIT documentChanged(document);
}

void PreviewPage::showAgain(const EventDocumentPtr &document)
{
    const qint64 place = m_table->currentIndex().isValid() ? m_table->currentIndex().row() : -1;
    const bool isAtEnd = place < 0 || place + 1 >= m_model->rowCount();
    const qint64 row = place < 0 ? -1 : m_view.row(place);
    m_changed->hide();
    show(document);
    m_currentRow = isAtEnd && document ? document->count() - 1 : row;
    restoreCurrent();
}

void PreviewPage::startSurvey()
{
    m_surveyor = std::make_unique<ColumnSurveyor>(m_view.document());
    connect(m_surveyor.get(), &ColumnSurveyor::finished, this, &PreviewPage::surveyed);
}

void PreviewPage::surveyed(const ColumnSurvey &survey)
{
    // A second survey, of the complete file, keeps columns that the user has chosen in the
    // meantime.
    const bool isFirst = m_survey.looked == 0;
    const bool isOther = survey.endpointId != m_survey.endpointId;
    const bool isUntouched = m_table->columns() == m_survey.firstColumns();
    m_survey = survey;
    m_filter->setFields(survey.names());
    if (isFirst || isOther || isUntouched)
        restoreLayout();
    restoreCurrent();
    updateStatus();
}

void PreviewPage::applyFilter(const EventFilter &filter)
{
    m_said.clear();
    m_view.setFilter(filter.isEmpty() ? MakeEventTest() : [filter] {
        return [matcher = std::make_shared<EventMatcher>(filter)](std::string_view event) {
            return matcher->matches(event);
        };
    });
    updateStatus();
}

void PreviewPage::filterBy(const QString &field, const QByteArray &rawValue, bool only)
{
    m_filter->narrow(only ? onlyThis(field, rawValue) : notThis(field, rawValue));
}

void PreviewPage::restoreCurrent()
{
    if (m_view.isBusy() || m_model->rowCount() == 0 || m_table->currentIndex().isValid())
        return;
    const qint64 place = m_currentRow >= 0 ? m_view.placeOf(m_currentRow) : -1;
    m_table->goToPlace(place >= 0 && place < m_model->rowCount() ? place : 0);
}

void PreviewPage::updateStatus()
{
    const EventDocumentPtr &document = m_view.document();
    const bool isFile = m_file->isOpen(), isFiltered = !m_filter->filter().isEmpty();
    const bool hasNoMatch = document && m_view.count() == 0 && !m_view.isBusy() && isFiltered;
    const bool isEmpty = document && document->count() == 0 && document->isComplete();
    const bool hasTenant = !m_tenant.id.isEmpty(), isReading = isFile && !m_banner->isVisible();
    m_table->setPlaceholder(
        hasNoMatch              ? tr("No event matches the filter.")
        : isEmpty && isFile     ? tr("The file is empty.")
        : isEmpty               ? tr("There are no events.")
        : document              ? QString()
        : m_loader->isLoading() ? tr("Loading…")
        : isReading             ? tr("Opening…")
        : hasTenant ? tr("No sample yet. Choose an endpoint and load its events, or open a file. This does "
                         "not move any other consumer's position.")
                    : tr("Open a file of events, or drop one here."));
    m_table->horizontalHeader()->setVisible(!isEmpty);
    m_table->setHorizontalScrollBarPolicy(isEmpty ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    m_detail->setVisible(document && !isEmpty); // without events it would only be a second empty box
    if (hasNoMatch)
        m_detail->clear();
    m_source->setFollowShown(isFile);
    nameRows();
    PreviewStatus::Facts facts;
    facts.isLoading = m_loader->isLoading();
    facts.soFar = m_soFar;
    facts.isReading = isReading && (!document || !document->isComplete());
    facts.done = m_file->done();
    facts.total = m_file->total();
    facts.isFiltered = isFiltered;
    facts.said = m_said;
    m_status->refresh(m_view, m_survey, facts);
}

void PreviewPage::nameRows()
{
    const bool isOther = !m_shown.endpointId.isEmpty() && m_source->endpointId() != m_shown.endpointId;
    m_rowsNote->setVisible(!m_shown.what.isEmpty());
    m_rowsNote->setText(
        isOther ? theme::sign(theme::Tone::Warning) + QLatin1Char(' ') +
                      tr("%1. %2 are not loaded yet.").arg(m_shown.what, m_source->endpointTitle())
                : m_shown.what);
    if (!isOther && !m_areDimmed)
        return;
    m_areDimmed = isOther;
    QPalette colours;
    if (isOther)
        colours.setColor(QPalette::Text, palette().color(QPalette::PlaceholderText));
    m_table->setPalette(colours);
    m_detail->setPalette(colours);
}

void PreviewPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        nameRows();
}

void PreviewPage::chooseColumns()
{
    QMenu menu(this);
    auto *chooser = new ColumnChooser(m_survey, m_table->columns(), &menu);
    connect(chooser, &ColumnChooser::changed, this, &PreviewPage::setColumns);
    auto *action = new QWidgetAction(&menu);
    action->setDefaultWidget(chooser);
    menu.addAction(action);
    QTimer::singleShot(0, chooser, [chooser] { chooser->setFocus(); });
    menu.exec(m_columns->mapToGlobal(QPoint(0, m_columns->height())));
}

void PreviewPage::showChart()
{
    constexpr int leastHeight = 460; // if the page is lower, the table needs all of it
    const bool fits = height() >= leastHeight, isWanted = fits && m_chart->isChecked();
    m_chart->setEnabled(fits);
    m_chart->setToolTip(fits ? tr("Show events over time above the table")
                             : tr("There is not enough space for the chart; make the window taller"));
    m_chartArea->setVisible(isWanted);
    m_panel->setChartWanted(isWanted);
}

void PreviewPage::showRow(qint64 documentRow)
{
    const qint64 place = m_view.placeOf(documentRow);
    if (place >= 0)
        return m_table->goToPlace(place);
    m_currentRow = documentRow; // the table moves there once all rows are back
    m_filter->setText({});
    m_said = tr("The filter hid this event and was cleared.");
    updateStatus();
}

void PreviewPage::addColumn(const QString &field)
{
    // Columns exist only for top-level fields; for a path into one, use its first part.
    const QStringList known = m_survey.names();
    const QString column = known.contains(field) ? field : field.section(QLatin1Char('.'), 0, 0);
    QStringList columns = m_table->columns();
    if (!columns.contains(column))
        setColumns(columns << column);
    m_panel->showEvents();
    m_table->goToColumn(column);
}

void PreviewPage::showDifference()
{
    const std::optional<std::pair<qint64, qint64>> two = m_table->selectedPair();
    const EventDocumentPtr &document = m_view.document();
    if (!two || !document)
        return m_panel->difference()->clear();
    const auto text = [&](qint64 row) {
        // Do not even read an event that is too large to compare.
        if (document->sizeOf(row) > DifferenceView::mostBytes)
            return QByteArray(static_cast<qsizetype>(DifferenceView::mostBytes) + 1, ' ');
        const auto reader = document->reader();
        const std::string_view event = reader->event(row);
        return QByteArray(event.data(), static_cast<qsizetype>(event.size()));
    };
    m_panel->difference()->setEvents(text(two->first), text(two->second), tr("Event %L1").arg(two->first + 1),
                                     tr("Event %L1").arg(two->second + 1));
}

QStringList PreviewPage::valuesOf(const QString &field) const
{
    const auto known = std::find_if(m_survey.fields.begin(), m_survey.fields.end(),
                                    [&](const SurveyedField &one) { return one.name == field; });
    return known == m_survey.fields.end() ? QStringList() : known->values;
}

QMap<QString, int> PreviewPage::currentWidths() const
{
    QMap<QString, int> widths;
    for (int column = 0; m_hasLayout && column < m_model->columns().size(); ++column)
        widths.insert(m_model->columns().at(column), m_table->columnWidth(column));
    return widths;
}

void PreviewPage::saveLayout()
{
    QSettings().setValue(QStringLiteral("preview/splitter"), m_splitter->saveState());
    if (m_hasLayout)
        ColumnMemory(m_survey.endpointId).keep(m_table->columns(), currentWidths());
}

void PreviewPage::restoreLayout()
{
    const QStringList chosen = ColumnMemory(m_survey.endpointId).columns();
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
    const QMap<QString, int> kept = ColumnMemory(m_survey.endpointId).widths(), current = currentWidths();
    m_model->setColumns(columns);
    m_table->fitColumns();
    for (int column = 0; column < columns.size(); ++column) {
        const int width = current.value(columns[column], kept.value(columns[column]));
        if (width > 0)
            m_table->setColumnWidth(column, width);
    }
    m_hasLayout = !columns.isEmpty();
    keepOrder();
    restoreCurrent();
}

} // namespace slipway
