#include "ui/preview/preview_page.h"

#include "core/async/retire.h"
#include "core/events/documents/event_columns.h"
#include "core/events/filter/filter_spelling.h"
#include "ui/preview/column_chooser.h"
#include "ui/preview/event_detail.h"
#include "ui/preview/event_table.h"
#include "ui/preview/event_table_model.h"
#include "ui/preview/filter_box.h"
#include "ui/preview/insight_panel.h"
#include "ui/widgets/banner.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QDir>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QTimer>
#include <QWidgetAction>

namespace slipway {
namespace {

constexpr int rangeSize = 10'000;

} // namespace

PreviewPage::PreviewPage(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_endpoint(new QComboBox(this)), m_amount(new QComboBox(this)),
      m_from(new QDateTimeEdit(this)), m_to(new QDateTimeEdit(this)),
      m_load(new QPushButton(tr("&Load"), this)), m_open(new QPushButton(tr("O&pen file…"), this)),
      m_columns(new QPushButton(tr("C&olumns"), this)), m_filter(new FilterBox(this)),
      m_follow(new QCheckBox(tr("Follo&w"), this)), m_utc(new QCheckBox(tr("&UTC"), this)),
      m_chart(new QCheckBox(tr("Ch&art"), this)), m_banner(new Banner(this)), m_changed(new Banner(this)),
      m_note(new QLabel(this)), m_progress(new QProgressBar(this)),
      m_model(new EventTableModel(m_view, this)), m_table(new EventTable(*m_model, this)),
      m_detail(new EventDetail(this)), m_splitter(new QSplitter(Qt::Horizontal, this)),
      m_chartArea(new QWidget(this)), m_panel(new InsightPanel(m_splitter, m_filter, this))
{
    setObjectName(QStringLiteral("previewPage"));
    makeControls();
    makeLayout();
    connectParts();
    connectLenses();
    setTenant({});
    updateStatus();
}

PreviewPage::~PreviewPage()
{
    saveLayout();
    dropSession();
    delete m_model; // it reads from m_view, which ends before the children of this page
}

void PreviewPage::dropSession()
{
    retire(std::move(m_session), &PreviewSession::stop, &PreviewSession::loaded, &PreviewSession::failed);
}

void PreviewPage::hideEvent(QHideEvent *event)
{
    saveLayout();
    QWidget::hideEvent(event);
}

QString PreviewPage::filterText() const
{
    return m_filter->text();
}

void PreviewPage::setFilterText(const QString &text)
{
    m_filter->setText(text);
}

void PreviewPage::setTenant(const Tenant &tenant)
{
    const bool isOther = tenant.id != m_tenant.id || tenant.api != m_tenant.api;
    const bool hasOtherApi = tenant.api != m_tenant.api;
    m_tenant = tenant;
    if (hasOtherApi) {
        m_endpoint->clear();
        for (const Endpoint &endpoint : m_workspace.catalogue().endpoints(tenant.api))
            m_endpoint->addItem(endpoint.title, endpoint.id);
    }
    const bool any = !tenant.id.isEmpty();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_endpoint, m_amount, m_load})
        widget->setVisible(any);
    if (!isOther)
        return;
    dropSession();
    setLoading(false);
    m_banner->hide();
    if (!m_file)
        show(nullptr);
}

void PreviewPage::setLoading(bool loading)
{
    m_isLoading = loading;
    m_soFar.clear();
    m_load->setText(loading ? tr("&Stop") : tr("&Load"));
    m_load->setEnabled(true);
}

void PreviewPage::load(const QString &endpointId)
{
    if (m_tenant.id.isEmpty() || m_isLoading)
        return;
    m_endpoint->setCurrentIndex(m_endpoint->findData(endpointId));
    m_banner->hide();
    dropSession();
    setLoading(true);
    updateStatus();
    QPointer<PreviewPage> self(this);
    const QString id = m_tenant.id;
    QCoro::connect(m_workspace.connection(m_tenant), this,
                   [self, id](const Result<ConnectionSettings> &settings) {
                       if (!self || self->m_tenant.id != id || !self->m_isLoading) // or it was stopped
                           return;
                       if (settings)
                           return self->run(*settings);
                       self->setLoading(false);
                       self->updateStatus();
                       self->m_banner->show(settings.error());
                   });
}

void PreviewPage::run(const ConnectionSettings &settings)
{
    PreviewRequest request{m_amount->currentData().toInt(), 0, 0};
    if (request.wanted == 0) {
        request = {rangeSize, m_from->dateTime().toSecsSinceEpoch(), m_to->dateTime().toSecsSinceEpoch()};
        if (request.to <= request.from) {
            setLoading(false);
            updateStatus();
            return m_banner->show(theme::Tone::Bad,
                                  tr("The range ends before it starts. Choose a later end."));
        }
    }
    m_session = std::make_unique<PreviewSession>(
        settings, *m_workspace.catalogue().endpoint(m_endpoint->currentData().toString()), request);
    m_first.clear();
    connect(m_session.get(), &PreviewSession::begun, this, [this](const EventSample &sample) {
        closeFile();
        m_first = sample.events;
        show(makeDocument(sample));
    });
    connect(m_session.get(), &PreviewSession::loaded, this, [this](const EventSample &sample) {
        m_session.release()->deleteLater(); // this is its signal
        setLoading(false);
        // The event that the user has chosen among the first ones stays the current one.
        const QByteArray chosen = m_currentRow > 0 ? m_first.value(m_currentRow) : QByteArray();
        m_first.clear();
        closeFile();
        show(makeDocument(sample), chosen.isEmpty() ? -1 : sample.events.indexOf(chosen));
    });
    connect(m_session.get(), &PreviewSession::failed, this, [this](const Error &error) {
        m_session.release()->deleteLater(); // this is its signal
        setLoading(false);
        updateStatus();
        if (error.kind == ErrorKind::Cancelled)
            return;
        if (!m_file) // the rows of an earlier load would look like the result
            show(nullptr);
        m_banner->show(error);
    });
    connect(m_session.get(), &PreviewSession::progressed, this, [this](qint64 events, qint64 since) {
        const QDateTime back = QDateTime::fromSecsSinceEpoch(since);
        m_soFar = tr("%L1 so far, back to %2 %3")
                      .arg(events)
                      .arg(QLocale().toString(back, tr("d MMM, HH:mm")), back.timeZoneAbbreviation());
        updateStatus();
    });
    m_session->start();
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
    dropSession();
    setLoading(false);
    m_banner->hide();
    m_said.clear();
    m_fileDone = m_fileTotal = 0;
    closeFile();
    m_filePath = path;
    auto file = std::make_unique<EventFile>(path);
    connect(file.get(), &EventFile::begun, this, &PreviewPage::watchFile);
    connect(file.get(), &EventFile::opened, this,
            [this](const EventDocumentPtr &document) { show(document); });
    connect(file.get(), &EventFile::progressed, this, [this](qint64, qint64 done, qint64 total) {
        m_fileDone = done;
        m_fileTotal = total;
        m_view.documentGrew();
        Q_EMIT documentGrew();
        updateStatus();
    });
    connect(file.get(), &EventFile::finished, this, [this] {
        m_view.documentGrew();
        Q_EMIT documentGrew();
        updateStatus();
    });
    connect(file.get(), &EventFile::failed, this, [this](const Error &error) {
        m_fileDone = m_fileTotal;
        m_view.documentGrew();
        Q_EMIT documentGrew();
        updateStatus();
        m_banner->show(error);
    });
    m_file = std::move(file);
    show(nullptr);
    m_file->start();
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
    const bool hasNoMatch =
        document && m_view.count() == 0 && !m_view.isBusy() && !m_filter->filter().isEmpty();
    m_table->setPlaceholder(hasNoMatch ? tr("No event matches the filter.")
                            : document && document->count() == 0 && document->isComplete()
                                ? (m_file ? tr("The file is empty.") : tr("There are no events."))
                            : document    ? QString()
                            : m_isLoading ? tr("Loading…")
                                          : tr("No events yet."));
    if (hasNoMatch)
        m_detail->clear();
    m_follow->setVisible(m_file != nullptr);
    const bool isReading = m_file && (!document || !document->isComplete()) && !m_banner->isVisible();
    QStringList parts;
    if (m_isLoading) {
        parts << tr("Loading…");
        if (!m_soFar.isEmpty())
            parts << m_soFar;
    } else if (!document) {
        parts << (isReading ? tr("Opening…")
                  : m_tenant.id.isEmpty()
                      ? tr("Open a file of events, or drop one here.")
                      : tr("No sample yet. Choose an endpoint and load its events, or open a file. This does "
                           "not move any other consumer's position."));
    } else {
        const EventOrigin &origin = document->origin();
        const QString type = ColumnCatalogue::builtIn().title(m_survey.endpointId);
        if (m_view.isSorting())
            parts << tr("Sorting…");
        if (!m_filter->filter().isEmpty())
            parts << tr("%L1 of %L2 match").arg(m_view.count()).arg(document->count());
        else if (!origin.path.isEmpty() && m_survey.notEvents == 0)
            parts << tr("Events: %L1").arg(document->count());
        else if (!origin.path.isEmpty())
            parts << theme::sign(theme::Tone::Warning) + QLatin1Char(' ') +
                         (m_survey.notEvents == m_survey.looked
                              ? tr("This file contains no events. Lines: %L1").arg(document->count())
                              : tr("Lines: %L1, and not all of them are events").arg(document->count()));
        if (m_view.count() > EventTableModel::mostRows)
            parts << tr("only the first %L1 are listed: filter to reach the others")
                         .arg(EventTableModel::mostRows);
        if (!origin.path.isEmpty())
            parts << (type.isEmpty() ? origin.title : tr("%1 (%2)").arg(origin.title, type));
        if (!origin.note.isEmpty())
            parts << origin.note;
        if (document->hasChanged())
            parts << theme::sign(theme::Tone::Warning) + tr(" The file has changed since it was opened. Open "
                                                            "it again to see its current content.");
    }
    if (!m_said.isEmpty())
        parts.prepend(m_said);
    m_note->setText(parts.join(QStringLiteral("  ·  ")));
    m_progress->setVisible(isReading || m_isLoading || m_view.isBusy());
    if (isReading && m_fileTotal > 0) {
        m_progress->setRange(0, 1000);
        m_progress->setValue(static_cast<int>(m_fileDone * 1000 / m_fileTotal));
    } else if (m_view.isBusy() && !m_view.isSorting() && document && document->count() > 0) {
        m_progress->setRange(0, 1000);
        m_progress->setValue(static_cast<int>(m_view.looked() * 1000 / document->count()));
    } else {
        m_progress->setRange(0, 0);
    }
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

} // namespace slipway
