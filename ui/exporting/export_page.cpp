#include "ui/exporting/export_page.h"

#include "core/exporting/fetching/range_warning.h"
#include "core/exporting/jobs/expected_export.h"
#include "core/exporting/journal/continuing/continuation_request.h"
#include "core/netskope/checked_endpoints.h"
#include "ui/exporting/destination_dialog.h"
#include "ui/exporting/endpoint_picker.h"
#include "ui/exporting/export_command.h"
#include "ui/exporting/export_outlook.h"
#include "ui/exporting/form_memory.h"
#include "ui/preferences/preferences.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/field_note.h"
#include "ui/widgets/fold_button.h"
#include "ui/widgets/section.h"
#include "ui/widgets/shown_time.h"
#include "ui/widgets/time_field.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSettings>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTimeZone>
#include <QTimer>
#include <QVBoxLayout>

namespace slipway {
namespace {

constexpr auto optionsKey = "export/optionsShown";
constexpr int leastOutcome = 180, mostOutcome = 340; // the width of what will happen
constexpr int outlookLines = 4;                      // where it stands below the form
constexpr auto timeFormat = "yyyy-MM-dd HH:mm:ss";

// The time as the range's fields show it, followed by the abbreviation of the time zone, which
// tells standard time from daylight saving time.
QString timeText(qint64 epoch)
{
    const QDateTime time = QDateTime::fromSecsSinceEpoch(epoch);
    return time.toString(QLatin1String(timeFormat)) + QLatin1Char(' ') + time.timeZoneAbbreviation();
}

// Turns a tenant's name into the name of a folder.
QString folderNameOf(const QString &tenantName)
{
    QString name;
    for (const QChar letter : tenantName.trimmed())
        name +=
            letter.isLetterOrNumber() || QStringLiteral("-_.").contains(letter) ? letter : QLatin1Char('-');
    while (name.startsWith(QLatin1Char('.')))
        name.remove(0, 1);
    return name.isEmpty() ? QStringLiteral("tenant") : name;
}

QString problemText(const Error &error)
{
    return error.nextStep.isEmpty() ? error.message : error.message + QLatin1Char(' ') + error.nextStep;
}

bool isUnderWay(JobState state)
{
    return state == JobState::Running || state == JobState::Queued || state == JobState::Paused;
}

// Two exports with the same relative range differ by the time between their starts, so allow for a
// difference of up to two minutes.
bool isSameExport(const ExportRequest &one, const ExportRequest &other)
{
    constexpr qint64 near = 120;
    return one.tenantId == other.tenantId && one.endpointIds == other.endpointIds && one.late == other.late &&
           one.keepDuplicates == other.keepDuplicates && std::abs(one.from - other.from) < near &&
           std::abs(one.to - other.to) < near &&
           (one.bucket ? one.bucket->id : one.folder) == (other.bucket ? other.bucket->id : other.folder);
}

} // namespace

ExportPage::ExportPage(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_endpoints(new EndpointPicker(this)),
      m_from(new TimeField(TimeEdge::Start, this)), m_to(new TimeField(TimeEdge::End, this)),
      m_endpointsNote(new FieldNote(this)), m_rangeNote(new FieldNote(this)),
      m_destinationNote(new FieldNote(this)), m_destination(new QComboBox(this)),
      m_edit(new QPushButton(tr("E&dit…"), this)), m_test(new QPushButton(this)),
      m_folderRow(new QWidget(this)), m_bucketRow(new QWidget(this)), m_folder(new QLineEdit(this)),
      m_recent(new QPushButton(tr("Recent"), this)), m_compression(new QComboBox(this)),
      m_partSize(new QSpinBox(this)), m_rate(new QDoubleSpinBox(this)), m_parallel(new QSpinBox(this)),
      m_bandwidth(new QDoubleSpinBox(this)),
      m_keepDuplicates(new QCheckBox(tr("&Keep events that the tenant sends twice"), this)),
      m_keepLate(new QCheckBox(tr("Keep &late events"), this)),
      m_options(new FoldButton(tr("O&ptions"), this)), m_chosenOptions(new ElidedLabel(this)),
      m_outlook(new ExportOutlook(this)), m_banner(new Banner(this)),
      m_start(new QPushButton(tr("&Start export"), this)),
      m_copy(new QPushButton(tr("Copy as command"), this)),
      m_continue(new QPushButton(tr("Contin&ue from the last export"), this))
{
    setObjectName(QStringLiteral("exportPage"));
    m_start->setObjectName(QStringLiteral("startExportButton"));
    theme::makePrimary(m_start);
    m_copy->setObjectName(QStringLiteral("copyCommandButton"));
    m_copy->setFlat(true);
    m_folder->setObjectName(QStringLiteral("folderEdit"));
    m_endpointsNote->setObjectName(QStringLiteral("endpointsNote"));
    m_rangeNote->setObjectName(QStringLiteral("rangeNote"));
    m_destinationNote->setObjectName(QStringLiteral("destinationNote"));
    m_from->setObjectName(QStringLiteral("fromEdit"));
    m_to->setObjectName(QStringLiteral("toEdit"));
    m_from->setAccessibleName(tr("From"));
    m_to->setAccessibleName(tr("To"));
    m_folder->setAccessibleName(tr("Folder"));
    m_destination->setObjectName(QStringLiteral("destinationBox"));
    m_destination->setAccessibleName(tr("Destination"));
    m_destination->setMinimumWidth(220);
    m_edit->setObjectName(QStringLiteral("editDestinationButton"));
    m_test->setObjectName(QStringLiteral("testChosenButton"));
    m_test->setToolTip(tr("Writes, reads, lists and deletes a small object there."));
    m_bandwidth->setAccessibleName(tr("Upload limit"));
    m_compression->setAccessibleName(tr("Compression"));
    m_partSize->setAccessibleName(tr("File size"));
    m_rate->setAccessibleName(tr("Requests a second"));
    m_keepLate->setObjectName(QStringLiteral("keepLateBox"));
    m_keepLate->setToolTip(
        tr("Events from before the range that the tenant only received during the range, for example from a "
           "laptop that was offline. If this is not ticked, they are left out and counted."));
    for (TimeField *edit : {m_from, m_to}) {
        edit->setCalendarPopup(true);
        edit->setDisplayFormat(QLatin1String(timeFormat));
        edit->setToolTip(tr(
            "You can also enter a time in other formats, such as 2026-09-01T00:00:00Z, 1788220800 or -7d."));
        connect(edit, &TimeField::entered, this, [this] { fixRange(); });
        connect(edit, &TimeField::problemChanged, this, [this] { update(); });
    }
    m_compression->addItem(tr("None"), static_cast<int>(Compression::None));
    m_compression->addItem(tr("gzip"), static_cast<int>(Compression::Gzip));
    m_partSize->setRange(1, 100'000);
    m_partSize->setValue(256);
    m_partSize->setSuffix(tr(" MiB"));
    m_rate->setRange(0, 100);
    m_rate->setDecimals(1);
    m_rate->setSpecialValueText(tr("only the tenant's own limit"));
    m_parallel->setObjectName(QStringLiteral("parallelBox"));
    m_parallel->setAccessibleName(tr("Requests side by side"));
    m_parallel->setRange(1, 8);
    m_parallel->setValue(ExportRequest().parallel);
    m_parallel->setSpecialValueText(tr("one after another"));
    m_parallel->setToolTip(tr("How many requests of one endpoint may be under way at the same time. If the "
                              "tenant takes a long time for each page, more requests at the same time make "
                              "better use of the allowed rate; nothing else changes."));
    m_bandwidth->setRange(0, 10'000);
    m_bandwidth->setDecimals(1);
    m_bandwidth->setSuffix(tr(" MB/s"));
    m_bandwidth->setSpecialValueText(tr("no upload limit"));
    m_bandwidth->setToolTip(tr("The highest speed at which files are uploaded"));
    m_rate->setObjectName(QStringLiteral("rateBox"));
    m_offeredFolder = defaultFolder();
    m_folder->setText(m_offeredFolder);
    m_offeredPace = preferences::pace();
    m_rate->setValue(m_offeredPace);
    m_folder->setLayoutDirection(Qt::LeftToRight); // paths are written from left to right in every language

    auto *presets = new QHBoxLayout;
    QList<QWidget *> presetButtons;
    const auto addPreset = [&](const QString &text, qint64 seconds) {
        auto *button = new QPushButton(text, this);
        button->setCheckable(true);
        button->setProperty("seconds", seconds);
        button->setObjectName(QStringLiteral("presetButton"));
        button->setToolTip(tr("Ends when the export starts"));
        m_presets << button;
        presets->addWidget(button);
        presetButtons << button;
        connect(button, &QPushButton::clicked, this, [this, seconds] { preset(seconds); });
    };
    addPreset(tr("Last h&our"), 3600);
    addPreset(tr("Last 2&4 hours"), 86'400);
    addPreset(tr("Last &7 days"), 7 * 86'400);
    m_continue->setObjectName(QStringLiteral("continueButton"));
    presetButtons << m_continue;
    connect(m_continue, &QPushButton::clicked, this, [this] { continueLast(); });
    connect(&workspace.jobs(), &JobService::jobChanged, this, [this](const JobSnapshot &job) {
        if (job.state == JobState::Running) // these come ten times a second
            return;
        m_earlierJobs.reset();
        updateContinue();
        update(); // a complete export tells what to expect of the next one
    });
    connect(&workspace.jobs(), &JobService::jobRemoved, this, [this] {
        m_earlierJobs.reset();
        updateContinue();
        update();
    });
    auto *destinationRow = new QHBoxLayout;
    auto *add = new QPushButton(tr("Ne&w…"), this);
    add->setObjectName(QStringLiteral("newDestinationButton"));
    add->setToolTip(tr("A bucket: S3 or S3-compatible, Azure Blob, Google Cloud Storage, SFTP"));
    destinationRow->addWidget(m_destination);
    destinationRow->addWidget(add);
    destinationRow->addStretch();
    auto *bucketRow = new QHBoxLayout(m_bucketRow);
    bucketRow->setContentsMargins(0, 0, 0, 0);
    bucketRow->addWidget(m_edit);
    bucketRow->addWidget(m_test);
    bucketRow->addWidget(m_bandwidth);
    bucketRow->addStretch();
    auto *folderRow = new QHBoxLayout(m_folderRow);
    folderRow->setContentsMargins(0, 0, 0, 0);
    auto *browse = new QPushButton(tr("&Browse…"), this);
    folderRow->addWidget(m_folder, 1);
    folderRow->addWidget(browse);
    folderRow->addWidget(m_recent);
    m_recent->setObjectName(QStringLiteral("recentFoldersButton"));
    m_recent->setToolTip(tr("Folders that exports went to"));
    m_recent->setMenu(new QMenu(m_recent));
    fillRecentFolders();
    auto *rangeRow = new QHBoxLayout;
    rangeRow->addWidget(m_from);
    rangeRow->addWidget(new QLabel(tr("to"), this));
    rangeRow->addWidget(m_to);
    const QString zoneName = QString::fromUtf8(QTimeZone::systemTimeZoneId()).replace(u'_', u' ');
    const bool isUtc = zoneName.isEmpty() || zoneName.endsWith(QLatin1String("UTC"));
    auto *zone = new QLabel(
        isUtc ? tr("(UTC, end not included)") : tr("(local time: %1, end not included)").arg(zoneName), this);
    zone->setObjectName(QStringLiteral("zoneLabel"));
    zone->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    rangeRow->addStretch();
    presets->addStretch();
    // The second part of each stands beside the first one, or below it; see fitColumns().
    auto *rangeRows = new QBoxLayout(QBoxLayout::TopToBottom);
    auto *presetRows = new QBoxLayout(QBoxLayout::TopToBottom);
    rangeRows->addLayout(rangeRow);
    rangeRows->addWidget(zone, 1, Qt::AlignLeading);
    presetRows->addLayout(presets);
    presetRows->addWidget(m_continue, 1, Qt::AlignLeading);
    m_pairs = {rangeRows, presetRows};
    auto *fields = new QWidget(this);
    auto *form = m_form = new QFormLayout;
    auto *upper = new QVBoxLayout(fields); // what is left over stays below the form
    upper->setContentsMargins(0, 0, 0, 0);
    upper->addLayout(form);
    upper->addStretch(1);
    form->setContentsMargins(0, 0, theme::space, 0);
    form->addRow(tr("&Endpoints:"), m_endpoints);
    form->addRow(QString(), m_endpointsNote);
    form->setAlignment(form->labelForField(m_endpoints), Qt::AlignTop); // beside its first row
    form->addRow(tr("Time range:"), rangeRows);
    form->setAlignment(form->labelForField(rangeRows), Qt::AlignTop); // beside its first line
    form->addRow(QString(), m_rangeNote);
    form->addRow(QString(), presetRows);
    form->addRow(tr("Destination:"), destinationRow);
    form->addRow(QString(), m_folderRow);
    form->addRow(QString(), m_bucketRow);
    form->addRow(QString(), m_destinationNote);
    auto *optionsRow = new QHBoxLayout;
    optionsRow->addWidget(m_options);
    optionsRow->addWidget(m_chosenOptions, 1);
    form->addRow(QString(), optionsRow);
    form->addRow(tr("&Compression:"), m_compression);
    form->addRow(tr("New file ever&y:"), m_partSize);
    form->addRow(tr("&Requests a second:"), m_rate);
    form->addRow(tr("Re&quests side by side:"), m_parallel);
    form->addRow(QString(), m_keepDuplicates);
    form->addRow(QString(), m_keepLate);
    const auto showOptions = [this](bool isOpen) {
        for (QWidget *field : std::initializer_list<QWidget *>{m_compression, m_partSize, m_rate, m_parallel,
                                                               m_keepDuplicates, m_keepLate})
            m_form->setRowVisible(field, isOpen);
        m_chosenOptions->setVisible(!isOpen);
        QSettings().setValue(QLatin1String(optionsKey), isOpen);
    };
    m_options->setObjectName(QStringLiteral("exportOptionsButton"));
    connect(m_options, &FoldButton::folded, this, showOptions);
    m_chosenOptions->setObjectName(QStringLiteral("chosenOptions"));
    m_chosenOptions->setForegroundRole(QPalette::PlaceholderText);
    if (QSettings().value(QLatin1String(optionsKey)).toBool())
        m_options->setOpen(true);
    else
        showOptions(false);
    // Only the folder's row takes the room that there is: paths are long.
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_folderRow->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_folder->setMinimumWidth(240);
    // The form scrolls, so that everything can be reached and Start stays visible, whatever the
    // size of the window and the font.
    auto *scroll = m_scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("exportScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    fields->setAutoFillBackground(false);
    scroll->setWidget(fields);
    auto *outcome = new Section(tr("What will happen"), this);
    m_outcome = outcome;
    outcome->setCard();
    outcome->body()->addWidget(m_outlook);
    m_startRow = new QBoxLayout(QBoxLayout::TopToBottom);
    m_startRow->addWidget(m_start);
    m_startRow->addWidget(m_copy);
    outcome->body()->addLayout(m_startRow);
    outcome->body()->addStretch(1); // so that Start stands directly below
    m_columns = new QBoxLayout(QBoxLayout::LeftToRight);
    m_columns->setSpacing(theme::gap);
    m_columns->addWidget(scroll, 1);
    m_columns->addWidget(outcome, 1, Qt::AlignTop); // no wider than fitColumns() says
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_banner);
    layout->addLayout(m_columns, 1);

    connect(browse, &QPushButton::clicked, this, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Export to"), m_folder->text());
        if (!folder.isEmpty())
            m_folder->setText(folder);
    });
    connect(m_destination, &QComboBox::currentIndexChanged, this, [this] { update(); });
    connect(add, &QPushButton::clicked, this, [this] { editDestination({}); });
    connect(m_edit, &QPushButton::clicked, this, [this] {
        if (const auto chosen = bucket())
            editDestination(*chosen);
    });
    connect(m_test, &QPushButton::clicked, this, [this] { testDestination(); });
    connect(&workspace, &Workspace::destinationsChanged, this,
            [this] { fillDestinations(m_destination->currentData().toString()); });
    fillDestinations({});
    connect(m_endpoints, &EndpointPicker::changed, this, [this] { update(); });
    connect(m_from, &QDateTimeEdit::dateTimeChanged, this, [this] { fixRange(); });
    connect(m_to, &QDateTimeEdit::dateTimeChanged, this, [this] { fixRange(); });
    connect(&workspace.jobs(), &JobService::jobChanged, this, &ExportPage::followStarted);
    connect(&workspace, &Workspace::checkKept, this, [this](const QString &tenantId) {
        if (tenantId != m_tenant.id)
            return;
        showAccess();
        update();
    });
    connect(m_folder, &QLineEdit::textChanged, this, [this] { update(); });
    connect(m_compression, &QComboBox::currentIndexChanged, this, [this] { update(); });
    connect(m_rate, &QDoubleSpinBox::valueChanged, this, [this] { update(); });
    connect(m_parallel, &QSpinBox::valueChanged, this, [this] { update(); });
    connect(m_partSize, &QSpinBox::valueChanged, this, [this] { update(); });
    for (QCheckBox *box : {m_keepDuplicates, m_keepLate})
        connect(box, &QCheckBox::toggled, this, [this] { update(); });
    connect(m_start, &QPushButton::clicked, this, [this] { start(); });
    connect(m_copy, &QPushButton::clicked, this, [this] {
        if (!takeTyped())
            return;
        QGuiApplication::clipboard()->setText(exportCommand(request(), m_relative));
        m_copy->setText(tr("Copied"));
        QTimer::singleShot(2'000, m_copy, [this] { m_copy->setText(tr("Copy as command")); });
    });
    QList<QWidget *> order{m_endpoints->list(), m_endpoints->moreButton(), m_from, m_to};
    order += presetButtons;
    order += QList<QWidget *>{m_destination, add,    m_edit,     m_test,           m_bandwidth,
                              m_folder,      browse, m_recent,   m_options,        m_compression,
                              m_partSize,    m_rate, m_parallel, m_keepDuplicates, m_keepLate,
                              m_start,       m_copy};
    for (qsizetype at = 1; at < order.size(); ++at)
        setTabOrder(order[at - 1], order[at]);
    preset(86'400);
    updateContinue();
}

void ExportPage::setTenant(const Tenant &tenant)
{
    if (tenant.id == m_tenant.id && tenant.api == m_tenant.api && !m_endpoints->isEmpty()) {
        m_tenant = tenant;
        updateContinue();
        return;
    }
    // A folder that was entered for one tenant is not for the events of another.
    m_ownFolders.remove(m_tenant.id);
    if (m_folder->text() != m_offeredFolder)
        m_ownFolders.insert(m_tenant.id, m_folder->text());
    m_tenant = tenant;
    m_offeredFolder = defaultFolder();
    m_folder->setText(m_ownFolders.value(tenant.id, m_offeredFolder));
    updateContinue();
    takeDefaults();
    m_startedId.clear();
    m_banner->hide();
    const Result<Profile> profile = m_workspace.catalogue().resolveProfile(tenant.profileId, tenant.api);
    m_endpoints->setEndpoints(m_workspace.catalogue().endpoints(tenant.api),
                              profile ? profile->endpointIds : QStringList());
    takeLastForm();
    showAccess();
    update();
}

void ExportPage::takeDefaults()
{
    const bool hasOwnFolder = m_folder->text() != m_offeredFolder;
    m_offeredFolder = defaultFolder();
    if (!hasOwnFolder)
        m_folder->setText(m_offeredFolder);
    const bool hasOwnPace = m_rate->value() != m_offeredPace;
    m_offeredPace = preferences::pace();
    if (!hasOwnPace)
        m_rate->setValue(m_offeredPace);
}

void ExportPage::takeLastForm()
{
    const std::optional<ExportForm> last = lastForm(m_tenant.id);
    if (!last)
        return;
    if (last->profileId == m_tenant.profileId && !last->endpointIds.isEmpty())
        m_endpoints->tick(last->endpointIds);
    if (last->relative > 0)
        preset(last->relative);
    m_destination->setCurrentIndex(
        last->destinationId.isEmpty() ? 0 : std::max(0, m_destination->findData(last->destinationId)));
    if (!last->folder.isEmpty() && !m_ownFolders.contains(m_tenant.id))
        m_folder->setText(last->folder);
    m_compression->setCurrentIndex(m_compression->findData(static_cast<int>(last->compression)));
    m_partSize->setValue(last->partSize);
    m_rate->setValue(last->pace.value_or(m_offeredPace));
    m_parallel->setValue(last->parallel);
    m_bandwidth->setValue(last->bandwidth);
    m_keepDuplicates->setChecked(last->keepDuplicates);
    m_keepLate->setChecked(last->keepLate);
}

void ExportPage::keepForm() const
{
    if (m_workspace.isDemo(m_tenant.id)) // it has another id at the next start
        return;
    QStringList ids;
    for (const Tenant &tenant : m_workspace.tenants())
        ids << tenant.id;
    const QString folder = QDir::cleanPath(m_folder->text().trimmed());
    ExportForm form;
    form.profileId = m_tenant.profileId;
    form.endpointIds = m_endpoints->ticked();
    form.relative = m_relative;
    form.destinationId = m_destination->currentData().toString();
    form.folder = folder == QDir::cleanPath(m_offeredFolder) ? QString() : folder;
    form.compression = static_cast<Compression>(m_compression->currentData().toInt());
    form.partSize = m_partSize->value();
    if (m_rate->value() != m_offeredPace)
        form.pace = m_rate->value();
    form.parallel = m_parallel->value();
    form.bandwidth = m_bandwidth->value();
    form.keepDuplicates = m_keepDuplicates->isChecked();
    form.keepLate = m_keepLate->isChecked();
    slipway::keepForm(m_tenant.id, form, ids);
}

bool ExportPage::event(QEvent *event)
{
    if (event->type() == QEvent::WindowActivate)
        takeDefaults();
    return QWidget::event(event);
}

void ExportPage::fillRecentFolders()
{
    const QStringList folders = preferences::recentFolders();
    m_recent->menu()->clear();
    for (const QString &folder : folders) {
        const QString text = fontMetrics().elidedText(folder, Qt::ElideMiddle, 420);
        QAction *action =
            m_recent->menu()->addAction(QString(text).replace(QLatin1Char('&'), QLatin1String("&&")));
        connect(action, &QAction::triggered, this, [this, folder] { m_folder->setText(folder); });
    }
    m_recent->setVisible(!folders.isEmpty());
}

void ExportPage::showAccess()
{
    QHash<QString, Access> known;
    const QList<CheckRecord> last = m_workspace.checks(m_tenant, 1).value_or(QList<CheckRecord>());
    if (!last.isEmpty() && last.first().address == m_tenant.address.toString()) {
        for (const CheckRecord::Row &row : last.first().rows)
            known.insert(row.endpointId, row.access);
    }
    m_endpoints->setAccess(known);
    fitColumns(); // the list may need more room
}

void ExportPage::preset(qint64 seconds)
{
    m_relative = seconds;
    showRange();
    update();
}

void ExportPage::showRange()
{
    for (QPushButton *button : std::as_const(m_presets))
        button->setChecked(m_relative > 0 && button->property("seconds").toLongLong() == m_relative);
    if (m_relative == 0)
        return;
    const QDateTime now = QDateTime::currentDateTime();
    m_to->showTime(now);
    m_from->showTime(now.addSecs(-m_relative));
}

void ExportPage::fixRange()
{
    m_relative = 0;
    showRange();
    update();
}

void ExportPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitColumns();
}

QSize ExportPage::minimumSizeHint() const
{
    const QMargins margins = layout()->contentsMargins();
    const int form = m_scroll->minimumWidth() + margins.left() + margins.right();
    return {std::min(QWidget::minimumSizeHint().width(), form), QWidget::minimumSizeHint().height()};
}

void ExportPage::fitColumns()
{
    // What the form needs depends on the style, the font and the language.
    const auto needed = [this](QFormLayout::RowWrapPolicy policy) {
        m_form->setRowWrapPolicy(policy);
        for (QLayout *changed : {static_cast<QLayout *>(m_form), m_scroll->widget()->layout()})
            changed->invalidate(); // layouts inside of them may have changed
        return m_scroll->widget()->minimumSizeHint().width() +
               m_scroll->verticalScrollBar()->sizeHint().width();
    };
    for (QBoxLayout *pair : std::as_const(m_pairs))
        pair->setDirection(QBoxLayout::TopToBottom);
    m_startRow->setDirection(QBoxLayout::TopToBottom);
    m_outcome->layout()->invalidate();
    const int above = needed(QFormLayout::WrapAllRows), beside = needed(QFormLayout::DontWrapRows);
    const QMargins margins = layout()->contentsMargins();
    const int all = width() - margins.left() - margins.right() - theme::gap;
    const int least = std::max(leastOutcome, m_outcome->minimumSizeHint().width());
    const bool isNarrow = all - least < beside;
    if (isNarrow)
        m_form->setRowWrapPolicy(QFormLayout::WrapAllRows);
    m_scroll->setMinimumWidth(above);
    const bool isBelow = all - least < above; // not even then is there room for both
    m_columns->setStretchFactor(m_outcome, isBelow ? 0 : 1);
    m_columns->setDirection(isBelow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_startRow->setDirection(isBelow ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_outlook->setMaximumHeight(isBelow ? outlookLines * fontMetrics().lineSpacing() : QWIDGETSIZE_MAX);
    const int width = std::clamp(all - (isNarrow ? above : beside), least, std::max(least, mostOutcome));
    m_outcome->setMinimumWidth(isBelow ? 0 : least);
    m_outcome->setMaximumWidth(isBelow ? QWIDGETSIZE_MAX : width);
    const int ofForm = isBelow ? all + theme::gap : all - width;
    for (QBoxLayout *pair : std::as_const(m_pairs)) {
        pair->setDirection(QBoxLayout::LeftToRight);
        if (needed(m_form->rowWrapPolicy()) > ofForm)
            pair->setDirection(QBoxLayout::TopToBottom);
    }
}

void ExportPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    takeDefaults();
    m_earlierJobs.reset(); // another program may have exported
    showRange();
    update();
    fitColumns();
}

QString ExportPage::defaultFolder() const
{
    const QString chosen = preferences::exportFolder();
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const QString base = !chosen.isEmpty() ? chosen
                                           : (documents.isEmpty() ? QDir::homePath() : documents) +
                                                 QStringLiteral("/netskope-export");
    return m_tenant.id.isEmpty() ? base : base + QLatin1Char('/') + folderNameOf(m_tenant.name);
}

QStringList ExportPage::knownProblems(const QStringList &endpointIds) const
{
    QStringList sentences;
    if (m_tenant.tokenExpires.isValid() && m_tenant.tokenExpires < QDate::currentDate())
        sentences << tr("The token of this tenant has expired.");
    const QList<CheckRecord> last = m_workspace.checks(m_tenant, 1).value_or(QList<CheckRecord>());
    if (last.isEmpty() || last.first().address != m_tenant.address.toString())
        return sentences;
    QStringList missing;
    for (const CheckRecord::Row &row : last.first().rows) {
        const bool isRefused = row.access == Access::Missing || row.access == Access::TokenRefused;
        if (isRefused && endpointIds.contains(row.endpointId))
            missing << row.title;
    }
    if (!missing.isEmpty())
        sentences << tr("The last check, on %1, found no permission for: %2. Their events will be missing.")
                         .arg(withZone(shownTime(last.first().at)), missing.join(QStringLiteral(", ")));
    return sentences;
}

ExportRequest ExportPage::request() const
{
    ExportRequest request;
    request.tenantId = m_tenant.id;
    request.tenantName = m_tenant.name;
    request.address = m_tenant.address;
    request.proxy = m_tenant.proxy;
    request.caFile = m_tenant.caFile;
    request.endpointIds = m_endpoints->ticked();
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    request.from = m_relative > 0 ? now - m_relative : m_from->dateTime().toSecsSinceEpoch();
    request.to = m_relative > 0 ? now : m_to->dateTime().toSecsSinceEpoch();
    request.bucket = bucket();
    if (!request.bucket)
        request.folder = QDir::cleanPath(m_folder->text().trimmed());
    request.bandwidth = static_cast<qint64>(m_bandwidth->value() * 1e6);
    request.compression = static_cast<Compression>(m_compression->currentData().toInt());
    request.partSize = static_cast<qint64>(m_partSize->value()) << 20;
    request.maxRate = m_rate->value();
    request.parallel = m_parallel->value();
    request.keepDuplicates = m_keepDuplicates->isChecked();
    request.late = m_keepLate->isChecked() ? LatePolicy::Keep : LatePolicy::Drop;
    return request;
}

ExportPage::~ExportPage()
{
    m_stopTest.request_stop();
}

void ExportPage::fillDestinations(const QString &selected)
{
    {
        const QSignalBlocker quiet(m_destination);
        m_destination->clear();
        m_destination->addItem(tr("Folder on this computer"));
        const Result<QList<Destination>> saved = m_workspace.destinations();
        if (!saved)
            m_banner->show(saved.error());
        m_destinations = saved.value_or(QList<Destination>{});
        const auto tests = m_workspace.destinationTests().value_or(QHash<QString, DestinationTestRecord>());
        for (const Destination &destination : std::as_const(m_destinations)) {
            const auto test = tests.constFind(destination.id);
            const bool isTested = test != tests.cend();
            const theme::Tone tone = !isTested      ? theme::Tone::Neutral
                                     : test->passed ? theme::Tone::Good
                                                    : theme::Tone::Bad;
            const QString word = !isTested      ? tr("not tested")
                                 : test->passed ? tr("tested")
                                                : tr("test failed");
            m_destination->addItem(destination.name + QStringLiteral("   ") + theme::sign(tone) +
                                       QLatin1Char(' ') + word,
                                   destination.id);
            m_destination->setItemData(m_destination->count() - 1,
                                       isTested
                                           ? destination.url() + QStringLiteral(" · ") + shownTime(test->at)
                                           : destination.url(),
                                       Qt::ToolTipRole);
        }
        m_destination->setCurrentIndex(selected.isEmpty() ? 0
                                                          : std::max(0, m_destination->findData(selected)));
    }
    update();
}

void ExportPage::editDestination(const Destination &destination)
{
    DestinationDialog dialog(m_workspace, destination, this);
    if (dialog.exec() == QDialog::Accepted)
        fillDestinations(dialog.saved().id);
}

std::optional<Destination> ExportPage::bucket() const
{
    const QString id = m_destination->currentData().toString();
    for (const Destination &destination : m_destinations) {
        if (!id.isEmpty() && destination.id == id)
            return destination;
    }
    return std::nullopt;
}

void ExportPage::showOptions()
{
    const auto compression = static_cast<Compression>(m_compression->currentData().toInt());
    QStringList chosen{compression == Compression::Gzip ? tr("compressed with gzip") : tr("not compressed"),
                       tr("a new file every %1 MiB").arg(m_partSize->value()),
                       m_rate->value() > 0
                           ? tr("requests a second: %1").arg(QLocale().toString(m_rate->value()))
                           : tr("only the tenant's own limit")};
    if (m_parallel->value() != ExportRequest().parallel)
        chosen << tr("requests side by side: %1").arg(m_parallel->value());
    if (m_keepDuplicates->isChecked())
        chosen << tr("events that are sent twice are kept");
    if (m_keepLate->isChecked())
        chosen << tr("late events are kept");
    m_chosenOptions->setText(chosen.join(QStringLiteral(" · ")));
}

void ExportPage::update()
{
    showOptions();
    const bool toBucket = m_destination->currentIndex() > 0;
    m_form->setRowVisible(m_folderRow, !toBucket);
    m_form->setRowVisible(m_bucketRow, toBucket);
    m_test->setText(m_testing ? tr("S&top testing") : tr("&Test"));
    m_test->setEnabled(!m_stopTest.stop_requested());
    const ExportRequest wanted = request();
    const QList<RequestProblem> problems = problemsOf(wanted, timeText);
    const bool areTimesRead = !m_from->problem() && !m_to->problem();
    showProblems(problems);
    m_start->setEnabled(problems.isEmpty() && areTimesRead);
    const bool isDemo = m_workspace.isDemo(m_tenant.id);
    m_copy->setEnabled(problems.isEmpty() && areTimesRead && !isDemo);
    m_copy->setToolTip(
        isDemo ? tr("The demo tenant stops when the window closes, so a command could not reach it.")
               : tr("The same export for slipway-cli, for instance for cron"));
    if (!problems.isEmpty() || !areTimesRead) {
        const RequestField field = areTimesRead ? problems.first().field : RequestField::Range;
        const bool isAtField = field != RequestField::Options && field != RequestField::Address;
        m_outlook->showProblem(isAtField ? tr("Nothing yet: first correct what is marked in the form.")
                                         : problemText(problems.first().error));
        m_outlook->showWarnings({});
        return;
    }
    m_outlook->showExport(wanted, m_relative > 0, expectedExport(wanted, earlierJobs()));
    m_outlook->showWarnings(knownProblems(wanted.endpointIds)
                            << rangeWarning(wanted, QDateTime::currentSecsSinceEpoch(), timeText)
                            << overlapWarning(wanted.endpointIds));
}

void ExportPage::showProblems(const QList<RequestProblem> &problems)
{
    QHash<RequestField, QString> texts;
    for (const auto &[field, error] : problems)
        texts.insert(field, field == RequestField::Endpoints && m_endpoints->ticked().isEmpty()
                                ? error.message + QLatin1Char(' ') + tr("Tick at least one.")
                                : problemText(error));
    for (const TimeField *edit : {m_to, m_from}) {
        if (edit->problem())
            texts.insert(RequestField::Range, problemText(*edit->problem()));
    }
    const auto say = [&](FieldNote *note, RequestField field, std::initializer_list<QWidget *> fields) {
        const QString text = texts.value(field);
        note->show(theme::Tone::Bad, text);
        m_form->setRowVisible(note, !text.isEmpty());
        for (QWidget *each : fields)
            markInvalid(each, !text.isEmpty());
    };
    say(m_endpointsNote, RequestField::Endpoints, {m_endpoints->list()});
    say(m_rangeNote, RequestField::Range, {m_from, m_to});
    for (TimeField *edit : {m_from, m_to}) { // one of them alone, if that one cannot be read
        if (m_from->problem() || m_to->problem())
            markInvalid(edit, edit->problem().has_value());
    }
    say(m_destinationNote, RequestField::Destination, {m_folder});
}

bool ExportPage::isRefusedAsDouble(const ExportRequest &wanted)
{
    for (const JobSnapshot &job : m_workspace.jobs().jobs()) {
        if (!isUnderWay(job.state) || !isSameExport(job.request, wanted))
            continue;
        QMessageBox box(QMessageBox::Question, tr("Start export"),
                        tr("The same export is under way already: job %1 (%2). Start it a second time?")
                            .arg(job.id, jobStateWord(job.state)),
                        QMessageBox::NoButton, this);
        const QPushButton *second = box.addButton(tr("Start a &second one"), QMessageBox::AcceptRole);
        box.setDefaultButton(box.addButton(tr("&Do not start"), QMessageBox::RejectRole));
        box.exec();
        return box.clickedButton() != second;
    }
    return false;
}

// Keeps the message about the started export up to date for as long as it is shown.
void ExportPage::followStarted(const JobSnapshot &job)
{
    if (job.id != m_startedId || job.state == m_startedState)
        return;
    m_startedState = job.state;
    const QString last = m_startedRemark.isEmpty() ? QString() : QLatin1Char(' ') + m_startedRemark;
    const theme::Tone tone = m_startedRemark.isEmpty() ? theme::Tone::Neutral : theme::Tone::Warning;
    switch (job.state) {
    case JobState::Queued:
        return m_banner->show(
            tone, tr("Export %1 is queued. It starts when another one is done; see Jobs below.").arg(job.id) +
                      last);
    case JobState::Running:
        return m_banner->show(
            tone, tr("Export %1 is running in the background; see Jobs below.").arg(job.id) + last);
    case JobState::Complete:
        m_startedId.clear();
        return m_banner->show(theme::Tone::Good, tr("Export %1 is complete.").arg(job.id));
    case JobState::Cancelled:
        m_startedId.clear();
        return m_banner->hide();
    default:
        if (job.error)
            m_banner->show(*job.error);
        else
            m_banner->show(theme::Tone::Warning, tr("Export %1: %2.").arg(job.id, jobStateWord(job.state)));
    }
}

void ExportPage::testDestination()
{
    if (m_testing) {
        m_banner->show(theme::Tone::Neutral, tr("Removing the test object…"));
        m_stopTest.request_stop();
        return update();
    }
    const auto chosen = bucket();
    if (!chosen)
        return;
    m_testing = true;
    m_banner->show(theme::Tone::Neutral, tr("Testing %1…").arg(chosen->name));
    QPointer<ExportPage> self(this);
    QCoro::connect(m_workspace.test(*chosen, {}, {}, m_stopTest.get_token()), this,
                   [self, chosen](const DestinationTestReport &report) {
                       if (!self)
                           return;
                       self->m_testing = false;
                       self->m_stopTest = std::stop_source();
                       const auto error = report.error();
                       if (!error || error->kind != ErrorKind::Cancelled)
                           (void)self->m_workspace.keepDestinationTest(*chosen, report.isPassed());
                       if (error && error->kind == ErrorKind::Cancelled)
                           self->m_banner->hide();
                       else if (error)
                           self->m_banner->show(*error);
                       else
                           self->m_banner->show(report.leftBehind.isEmpty() ? theme::Tone::Good
                                                                            : theme::Tone::Warning,
                                                report.summary(*chosen));
                       self->update();
                   });
    update();
}

// A shortcut may press a button while a time is being typed.
bool ExportPage::takeTyped()
{
    const bool isFromRead = m_from->commit(), isToRead = m_to->commit();
    return isFromRead && isToRead;
}

void ExportPage::start()
{
    if (!takeTyped())
        return;
    const ExportRequest wanted = request();
    if (isRefusedAsDouble(wanted))
        return;
    showRange();
    keepForm();
    submit(wanted);
}

// Reading all jobs takes too long to do it at every keystroke.
const QList<JobSnapshot> &ExportPage::earlierJobs() const
{
    if (!m_earlierJobs)
        m_earlierJobs = m_workspace.jobs().jobs();
    return *m_earlierJobs;
}

std::optional<JobSnapshot> ExportPage::lastExport() const
{
    for (const JobSnapshot &job : earlierJobs()) {
        if (job.request.tenantId == m_tenant.id && job.request.address == m_tenant.address &&
            checkContinuable(job))
            return job;
    }
    return std::nullopt;
}

void ExportPage::updateContinue()
{
    const std::optional<JobSnapshot> last = m_tenant.id.isEmpty() ? std::nullopt : lastExport();
    m_continue->setEnabled(last.has_value());
    m_continue->setToolTip(last ? tr("Everything that the tenant has received since export %1, which ends at "
                                     "%2, including late events.")
                                      .arg(last->id, timeText(last->request.to))
                                : tr("There is no complete export of this tenant that could be continued."));
}

void ExportPage::continueLast()
{
    m_banner->hide();
    const std::optional<JobSnapshot> last = lastExport();
    if (!last)
        return updateContinue();
    const Result<ExportRequest> wanted =
        m_workspace.jobs().continuation(last->id, QDateTime::currentSecsSinceEpoch());
    if (!wanted)
        return m_banner->show(wanted.error());
    const auto answer = QMessageBox::question(
        this, tr("Continue from the last export"),
        tr("Export everything that the tenant has received since export %2 (which ends at %3) to %1? Late "
           "events are included, and the options of that export are used again.")
            .arg(wanted->bucket ? wanted->bucket->url() : wanted->folder, last->id,
                 timeText(last->request.to)),
        QMessageBox::Yes | QMessageBox::Cancel, QMessageBox::Yes);
    if (answer == QMessageBox::Yes)
        submit(*wanted);
}

void ExportPage::submit(const ExportRequest &wanted)
{
    m_banner->hide();
    m_startedId.clear();
    // A button that is switched off loses the focus.
    const QPointer<QWidget> focused = isAncestorOf(QApplication::focusWidget()) ? focusWidget() : nullptr;
    m_start->setEnabled(false);
    m_continue->setEnabled(false);
    QPointer<ExportPage> self(this);
    const Result<void> room = m_workspace.jobs().checkRoom(wanted);
    QCoro::connect(m_workspace.submit(wanted, m_tenant), this,
                   [self, room, wanted, focused](const Result<JobStarted> &job) {
                       if (!self)
                           return;
                       self->update(); // the form may have changed
                       self->updateContinue();
                       if (focused && self->isAncestorOf(QApplication::focusWidget()))
                           focused->setFocus();
                       if (!job)
                           return self->m_banner->show(job.error());
                       if (!wanted.bucket) {
                           preferences::addRecentFolder(wanted.folder);
                           self->fillRecentFolders();
                       }
                       self->m_startedId = job->id;
                       self->m_startedState.reset();
                       self->m_startedRemark =
                           room ? QString() : room.error().message + QLatin1Char(' ') + room.error().nextStep;
                       if (const Result<JobSnapshot> started = self->m_workspace.jobs().job(job->id))
                           self->followStarted(*started);
                   });
}

} // namespace slipway
