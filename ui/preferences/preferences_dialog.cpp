#include "ui/preferences/preferences_dialog.h"

#include "core/language/language.h"
#include "ui/preferences/preferences.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace slipway {

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
    auto *notify = new QCheckBox(
        tr("Show desktop no&tifications about exports that end or need you, and about granted permissions"),
        this);
    notify->setObjectName(QStringLiteral("notificationsCheck"));
    notify->setChecked(preferences::wantsNotifications());
    auto *closing = new QComboBox(this);
    closing->setObjectName(QStringLiteral("closingBox"));
    closing->addItem(tr("Ask"), static_cast<int>(preferences::Closing::Ask));
    closing->addItem(tr("Go on without the window"), static_cast<int>(preferences::Closing::GoOn));
    closing->addItem(tr("Stop, to be resumed later"), static_cast<int>(preferences::Closing::Stop));
    closing->setCurrentIndex(closing->findData(static_cast<int>(preferences::closing())));
    closing->setToolTip(tr("What running exports do when the window is closed"));
    auto *form = new QFormLayout;
    form->addRow(tr("T&heme:"), scheme);
    form->addRow(tr("&Language:"), language);
    form->addRow(QString(), restart);
    auto *folderLabel = new QLabel(tr("&Exports go to:"), this);
    folderLabel->setBuddy(folder);
    form->addRow(folderLabel, folderRow);
    folder->setAccessibleName(tr("Export folder"));
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
