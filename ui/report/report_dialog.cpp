#include "ui/report/report_dialog.h"

#include "core/async/retire.h"
#include "core/base/forward_error.h"
#include "core/netskope/checked_endpoints.h"
#include "core/report/report_file.h"
#include "ui/widgets/banner.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QStandardPaths>
#include <QUrl>
#include <QVBoxLayout>

namespace slipway {
namespace {

enum Format { PdfA4, PdfLetter, Html, Json };
enum FieldChoice { UsefulFields, AllFields, TheseFields };

QString endingOf(int format)
{
    return format == Html   ? QStringLiteral(".html")
           : format == Json ? QStringLiteral(".json")
                            : QStringLiteral(".pdf");
}

// "slipway-acme-gmbh-2026-11-25"
QString fileName(const QString &tenant)
{
    static const QRegularExpression other(QStringLiteral("[^\\w]+"),
                                          QRegularExpression::UseUnicodePropertiesOption);
    return QStringLiteral("slipway-%1-%2")
        .arg(tenant.toLower().replace(other, QStringLiteral("-")).left(60),
             QDate::currentDate().toString(Qt::ISODate));
}

} // namespace

ReportDialog::ReportDialog(Workspace &workspace, const Tenant &tenant, std::optional<CheckResult> check,
                           const QString &profileId, QWidget *parent)
    : QDialog(parent), m_workspace(workspace), m_tenant(tenant), m_check(std::move(check)),
      m_profileId(profileId), m_checkChoice(new QComboBox(this)), m_format(new QComboBox(this)),
      m_people(new QComboBox(this)), m_fieldChoice(new QComboBox(this)),
      m_samples(new QCheckBox(tr("Include sample e&vents and their conformance"), this)),
      m_fields(new QLineEdit(this)), m_path(new QLineEdit(this)), m_banner(new Banner(this)),
      m_save(new QPushButton(tr("&Save"), this)), m_close(new QPushButton(tr("Cancel"), this)),
      m_open(new QPushButton(tr("&Open"), this))
{
    setWindowTitle(tr("Save report: %1").arg(tenant.name));
    setMinimumWidth(600);
    if (m_check)
        m_checkChoice->addItem(tr("Use the one from %1")
                                   .arg(QLocale().toString(m_check->at.toLocalTime(), QLocale::ShortFormat)));
    m_checkChoice->addItem(tr("Test again now"));
    m_format->addItems({tr("PDF, A4"), tr("PDF, Letter"), tr("HTML"), tr("JSON")});
    m_people->addItems({tr("Mask user names, devices and their addresses"),
                        tr("Replace them with names used only in this report"), tr("Show them as sent")});
    m_fieldChoice->addItems({tr("The useful ones"), tr("All"), tr("These:")});
    m_fields->setPlaceholderText(QStringLiteral("timestamp, app, activity"));
    m_fields->setEnabled(false);
    m_samples->setChecked(true);
    m_samples->setObjectName(QStringLiteral("samplesBox"));
    m_path->setObjectName(QStringLiteral("reportPathEdit"));
    m_save->setObjectName(QStringLiteral("saveReportButton"));
    m_format->setObjectName(QStringLiteral("formatBox"));
    m_save->setDefault(true);
    m_open->hide();
    for (const auto &[widget, name] :
         std::initializer_list<std::pair<QWidget *, QString>>{{m_checkChoice, tr("Check")},
                                                              {m_format, tr("Format")},
                                                              {m_people, tr("People in the events")},
                                                              {m_fieldChoice, tr("Fields")},
                                                              {m_fields, tr("Names of fields")},
                                                              {m_path, tr("File")}})
        widget->setAccessibleName(name);

    const QSettings settings;
    const QString folder = settings
                               .value(QStringLiteral("report/folder"),
                                      QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
                               .toString();
    m_path->setText(QDir(folder).filePath(fileName(tenant.name)));
    m_format->setCurrentIndex(
        settings
            .value(QStringLiteral("report/format"),
                   QLocale().measurementSystem() == QLocale::MetricSystem ? PdfA4 : PdfLetter)
            .toInt());
    m_people->setCurrentIndex(settings.value(QStringLiteral("report/people"), 0).toInt());

    auto *browseButton = new QPushButton(tr("&Browse…"), this);
    auto *fieldRow = new QHBoxLayout;
    fieldRow->addWidget(m_fieldChoice);
    fieldRow->addWidget(m_fields, 1);
    auto *pathRow = new QHBoxLayout;
    pathRow->addWidget(m_path, 1);
    pathRow->addWidget(browseButton);
    auto *form = new QFormLayout;
    form->addRow(tr("&Check:"), m_checkChoice);
    form->addRow(tr("For&mat:"), m_format);
    form->addRow(QString(), m_samples);
    form->addRow(tr("&People in events:"), m_people);
    // QFormLayout sets no buddy for the label of a row that has several widgets.
    auto *fieldLabel = new QLabel(tr("Ev&ent fields:"), this);
    auto *pathLabel = new QLabel(tr("F&ile:"), this);
    fieldLabel->setBuddy(m_fieldChoice);
    pathLabel->setBuddy(m_path);
    form->addRow(fieldLabel, fieldRow);
    form->addRow(pathLabel, pathRow);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    for (QPushButton *button : {m_open, m_save, m_close})
        buttons->addWidget(button);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_banner);
    layout->addStretch();
    layout->addLayout(buttons);

    connect(m_format, &QComboBox::currentIndexChanged, this, [this] { formatChosen(); });
    connect(m_path, &QLineEdit::textChanged, this, [this] { pathTyped(); });
    connect(m_samples, &QCheckBox::toggled, this, [this] { updateButtons(); });
    connect(m_fieldChoice, &QComboBox::currentIndexChanged, this, [this] { updateButtons(); });
    connect(browseButton, &QPushButton::clicked, this, [this] { browse(); });
    connect(m_save, &QPushButton::clicked, this, [this] { save(); });
    connect(m_close, &QPushButton::clicked, this, [this] { m_session ? m_session->cancel() : reject(); });
    connect(m_open, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(path())); });
    formatChosen();
    updateButtons();
}

ReportDialog::~ReportDialog()
{
    retire(std::move(m_session), &ReportSession::cancel, &ReportSession::saved, &ReportSession::failed);
}

void ReportDialog::formatChosen()
{
    QString name = m_path->text();
    static const QRegularExpression ending(QStringLiteral("\\.(pdf|html|json)$"),
                                           QRegularExpression::CaseInsensitiveOption);
    m_path->setText(name.remove(ending) + endingOf(m_format->currentIndex()));
}

// The file extension decides the format, as on the command line.
void ReportDialog::pathTyped()
{
    const QString name = m_path->text().trimmed();
    if (!reportFormatOfFile(name) || name.endsWith(endingOf(m_format->currentIndex()), Qt::CaseInsensitive))
        return;
    const ReportFormat format = *reportFormatOfFile(name);
    const QSignalBlocker quiet(m_format);
    m_format->setCurrentIndex(format == ReportFormat::Html   ? Html
                              : format == ReportFormat::Json ? Json
                                                             : PdfA4);
}

QString ReportDialog::path() const
{
    const QString name = QDir::cleanPath(m_path->text().trimmed());
    return reportFormatOfFile(name) ? name : name + endingOf(m_format->currentIndex());
}

void ReportDialog::browse()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Save report"), path());
    if (file.isEmpty())
        return;
    m_path->setText(file);
    m_confirmed = path();
}

void ReportDialog::updateButtons()
{
    const bool idle = !m_session;
    for (QWidget *widget :
         std::initializer_list<QWidget *>{m_checkChoice, m_format, m_samples, m_path, m_save})
        widget->setEnabled(idle);
    m_people->setEnabled(idle && m_samples->isChecked());
    m_fieldChoice->setEnabled(idle && m_samples->isChecked());
    m_fields->setEnabled(m_fieldChoice->isEnabled() && m_fieldChoice->currentIndex() == TheseFields);
}

Result<ReportRequest> ReportDialog::choices() const
{
    ReportRequest request;
    ASSIGN_OR_RETURN(const Profile profile,
                     m_workspace.catalogue().resolveProfile(m_profileId, m_tenant.api));
    request.tenantName = m_tenant.name;
    request.tokenExpires = m_tenant.tokenExpires;
    request.profile = profile;
    request.endpoints =
        selectForCheck(m_workspace.catalogue(), profile.endpointIds).value_or(QList<Endpoint>());
    if (m_check && m_checkChoice->currentIndex() == 0)
        request.check = m_check;
    request.withSamples = m_samples->isChecked();
    request.personal = static_cast<Personal>(m_people->currentIndex());
    if (m_fieldChoice->currentIndex() == AllFields)
        request.fields = {QStringLiteral("all")};
    if (m_fieldChoice->currentIndex() == TheseFields) {
        static const QRegularExpression between(QStringLiteral("[,;\\s]+"));
        request.fields = m_fields->text().split(between, Qt::SkipEmptyParts);
        if (request.fields.isEmpty())
            return failure(ErrorKind::BadInput, tr("No field is named."),
                           tr("Name some, or choose the useful ones."));
    }
    return request;
}

void ReportDialog::save()
{
    m_banner->hide();
    m_open->hide();
    if (m_path->text().trimmed().isEmpty())
        return m_banner->show({ErrorKind::BadInput, tr("The report needs a file name."), {}, {}});
    m_path->setText(path());
    if (const Result<ReportRequest> asked = choices(); !asked)
        return m_banner->show(asked.error());
    if (QFileInfo::exists(path()) && m_confirmed != path() &&
        QMessageBox::question(this, tr("Save report"), tr("Replace the file %1?").arg(path()),
                              QMessageBox::Yes | QMessageBox::Cancel,
                              QMessageBox::Cancel) != QMessageBox::Yes)
        return;
    m_save->setEnabled(false);
    QPointer<ReportDialog> self(this);
    QCoro::connect(m_workspace.connection(m_tenant), this,
                   [self](const Result<ConnectionSettings> &settings) {
                       if (!self)
                           return;
                       if (settings)
                           return self->run(*settings);
                       self->m_banner->show(settings.error());
                       self->updateButtons();
                   });
}

void ReportDialog::run(const ConnectionSettings &settings)
{
    const int format = m_format->currentIndex();
    m_session = std::make_unique<ReportSession>(settings, choices().value(), path(), format == PdfLetter);
    connect(m_session.get(), &ReportSession::progressed, this,
            [this](const QString &sentence) { m_banner->show(theme::Tone::Neutral, sentence); });
    connect(m_session.get(), &ReportSession::checked, this,
            [this](const CheckResult &result) { m_workspace.keepCheck(m_tenant, result); });
    connect(m_session.get(), &ReportSession::failed, this, [this](const Error &error) {
        ended();
        m_banner->show(error);
    });
    connect(m_session.get(), &ReportSession::saved, this, [this](const QString &file) {
        ended();
        m_banner->show(theme::Tone::Good, tr("The report was saved: %1").arg(QDir::toNativeSeparators(file)));
        m_open->show();
        m_close->setText(tr("Close"));
        QSettings memory;
        memory.setValue(QStringLiteral("report/folder"), QFileInfo(file).absolutePath());
        memory.setValue(QStringLiteral("report/format"), m_format->currentIndex());
        memory.setValue(QStringLiteral("report/people"), m_people->currentIndex());
    });
    m_session->start();
    updateButtons();
}

void ReportDialog::ended()
{
    m_session.release()->deleteLater(); // we are inside its signal
    updateButtons();
}

} // namespace slipway
