#include "ui/preferences/preferences_dialog.h"

#include "core/language/language.h"
#include "ui/preferences/preferences.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTimeZone>
#include <QVBoxLayout>

#include <algorithm>

namespace slipway {
namespace {

// Offers this computer's time zone, UTC and all named ones. A part of a name finds it.
QComboBox *makeZoneBox(QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setObjectName(QStringLiteral("timeZoneBox"));
    box->addItem(PreferencesDialog::tr("This computer's"), QString());
    box->addItem(QStringLiteral("UTC"), QStringLiteral("UTC"));
    for (const QByteArray &id : QTimeZone::availableTimeZoneIds()) {
        const QString name = QString::fromLatin1(id);
        if (name.contains(QLatin1Char('/')) && !name.startsWith(QLatin1String("Etc/")))
            box->addItem(QString(name).replace(QLatin1Char('_'), QLatin1Char(' ')), name);
    }
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->completer()->setFilterMode(Qt::MatchContains);
    box->completer()->setCompletionMode(QCompleter::PopupCompletion);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(24);
    box->setCurrentIndex(std::max(0, box->findData(preferences::timeZone())));
    // Text that is no time zone gives way to the one that is chosen.
    QObject::connect(box->lineEdit(), &QLineEdit::editingFinished, box, [box] {
        if (const int found = box->findText(box->currentText(), Qt::MatchFixedString); found >= 0)
            box->setCurrentIndex(found);
        box->setEditText(box->itemText(box->currentIndex()));
    });
    return box;
}

} // namespace

PreferencesDialog::PreferencesDialog(QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("Preferences"));
    setObjectName(QStringLiteral("preferencesDialog"));
    setMinimumWidth(520);
    auto *scheme = new QComboBox(this);
    scheme->setObjectName(QStringLiteral("themeBox"));
    scheme->addItem(tr("Same as the system"), static_cast<int>(theme::Scheme::System));
    scheme->addItem(tr("Light"), static_cast<int>(theme::Scheme::Light));
    scheme->addItem(tr("Dark"), static_cast<int>(theme::Scheme::Dark));
    scheme->setCurrentIndex(scheme->findData(static_cast<int>(preferences::scheme())));
    auto *language = new QComboBox(this);
    language->setObjectName(QStringLiteral("languageBox"));
    language->addItem(tr("Same as the system"), QString());
    for (const Language &each : languages())
        language->addItem(each.name, each.code);
    language->setCurrentIndex(std::max(0, language->findData(preferences::language())));
    auto *restart = new QLabel(tr("The language changes when you restart Slipway."), this);
    restart->setObjectName(QStringLiteral("languageNote"));
    restart->setWordWrap(true);
    const auto showRestart = [language, restart] {
        restart->setVisible(languageFor(language->currentData().toString()) != languageInUse());
    };
    showRestart();
    auto *zone = makeZoneBox(this);
    zone->setToolTip(tr("For times in the window. Files, manifests and reports are always in UTC."));
    auto *zoneNote = new QLabel(tr("The time zone changes when you restart Slipway."), this);
    zoneNote->setObjectName(QStringLiteral("timeZoneNote"));
    zoneNote->setWordWrap(true);
    const auto showZoneNote = [zone, zoneNote, used = preferences::timeZone()] {
        zoneNote->setVisible(zone->currentData().toString() != used);
    };
    showZoneNote();
    auto *pace = new QDoubleSpinBox(this);
    pace->setObjectName(QStringLiteral("paceBox"));
    pace->setRange(0, 100);
    pace->setDecimals(1);
    pace->setSpecialValueText(tr("only the tenant's own limit"));
    pace->setValue(preferences::pace());
    pace->setToolTip(tr("For each endpoint. This is the default; you can change it for every export."));
    auto *folder = new QLineEdit(preferences::exportFolder(), this);
    folder->setObjectName(QStringLiteral("exportFolderEdit"));
    folder->setPlaceholderText(tr("netskope-export in your documents"));
    folder->setLayoutDirection(Qt::LeftToRight); // paths are written from left to right in every language
    folder->setToolTip(tr("Each tenant gets its own folder in it."));
    auto *browse = new QPushButton(tr("&Browse…"), this);
    browse->setAutoDefault(false); // it is not what the dialog is for
    auto *folderRow = new QHBoxLayout;
    folderRow->addWidget(folder, 1);
    folderRow->addWidget(browse);
    auto *notify = new QCheckBox(tr("Desktop no&tifications"), this);
    notify->setToolTip(tr("About exports that end or need you, and about granted permissions"));
    notify->setObjectName(QStringLiteral("notificationsCheck"));
    notify->setChecked(preferences::wantsNotifications());
    auto *closing = new QComboBox(this);
    closing->setObjectName(QStringLiteral("closingBox"));
    closing->addItem(tr("Ask"), static_cast<int>(preferences::Closing::Ask));
    closing->addItem(tr("Continue without the window"), static_cast<int>(preferences::Closing::GoOn));
    closing->addItem(tr("Stop, to be resumed later"), static_cast<int>(preferences::Closing::Stop));
    closing->setCurrentIndex(closing->findData(static_cast<int>(preferences::closing())));
    closing->setToolTip(tr("What running exports do when the window is closed"));
    auto *form = new QFormLayout;
    form->addRow(tr("T&heme:"), scheme);
    form->addRow(tr("&Language:"), language);
    form->addRow(QString(), restart);
    form->addRow(tr("Time &zone:"), zone);
    form->addRow(QString(), zoneNote);
    auto *folderLabel = new QLabel(tr("&Exports go to:"), this);
    folderLabel->setBuddy(folder);
    form->addRow(folderLabel, folderRow);
    folder->setAccessibleName(tr("Export folder"));
    form->addRow(tr("&Requests a second:"), pace);
    form->addRow(tr("When &closed, exports:"), closing);
    form->addRow(QString(), notify);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addStretch();
    layout->addWidget(buttons);
    connect(scheme, &QComboBox::currentIndexChanged, this, [scheme] {
        const auto chosen = static_cast<theme::Scheme>(scheme->currentData().toInt());
        preferences::setScheme(chosen);
        theme::apply(*qApp, chosen);
    });
    connect(language, &QComboBox::currentIndexChanged, this, [language, showRestart] {
        preferences::setLanguage(language->currentData().toString());
        showRestart();
    });
    connect(zone, &QComboBox::currentIndexChanged, this, [zone, showZoneNote] {
        preferences::setTimeZone(zone->currentData().toString());
        showZoneNote();
    });
    connect(pace, &QDoubleSpinBox::valueChanged, this, &preferences::setPace);
    connect(folder, &QLineEdit::textChanged, this,
            [](const QString &text) { preferences::setExportFolder(text.trimmed()); });
    connect(browse, &QPushButton::clicked, this, [this, folder] {
        const QString chosen = QFileDialog::getExistingDirectory(this, tr("Exports go to"), folder->text());
        if (!chosen.isEmpty())
            folder->setText(chosen);
    });
    connect(closing, &QComboBox::currentIndexChanged, this, [closing] {
        preferences::setClosing(static_cast<preferences::Closing>(closing->currentData().toInt()));
    });
    connect(notify, &QCheckBox::toggled, this, &preferences::setWantsNotifications);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

} // namespace slipway
