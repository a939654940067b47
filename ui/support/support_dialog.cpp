#include "ui/support/support_dialog.h"

#include "ui/widgets/banner.h"

#include <QFileDialog>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSplitter>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace slipway {

SupportDialog::SupportDialog(Workspace &workspace, QWidget *parent)
    : QDialog(parent), m_workspace(workspace), m_banner(new Banner(this)), m_list(new QListWidget(this)),
      m_text(new QPlainTextEdit(this)), m_save(new QPushButton(tr("&Save…"), this))
{
    setWindowTitle(tr("Support bundle"));
    resize(860, 560);
    auto *about = new QLabel(tr("For the person who helps you: versions, settings, tenants, checks, "
                                "requests, jobs and the log. It contains no events and no secrets: before it "
                                "is saved, it is searched for every token that Slipway knows."),
                             this);
    about->setWordWrap(true);
    m_list->setAccessibleName(tr("Files of the bundle"));
    m_list->setObjectName(QStringLiteral("bundleList"));
    m_text->setAccessibleName(tr("The file"));
    m_text->setReadOnly(true);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_save->setEnabled(false);
    m_save->setObjectName(QStringLiteral("saveBundleButton"));
    auto *close = new QPushButton(tr("Close"), this);
    auto *splitter = new QSplitter(this);
    splitter->addWidget(m_list);
    splitter->addWidget(m_text);
    splitter->setSizes({240, 600});
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_save);
    buttons->addWidget(close);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(about);
    layout->addWidget(m_banner);
    layout->addWidget(splitter, 1);
    layout->addLayout(buttons);
    connect(m_list, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row >= 0 && row < m_bundle.files.size())
            m_text->setPlainText(QString::fromUtf8(m_bundle.files[row].content));
    });
    connect(m_save, &QPushButton::clicked, this, [this] { save(); });
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    QPointer<SupportDialog> self(this);
    QCoro::connect(workspace.supportBundle(), this, [self](const Result<SupportBundle> &bundle) {
        if (self)
            self->fill(bundle);
    });
}

void SupportDialog::fill(const Result<SupportBundle> &bundle)
{
    if (!bundle)
        return m_banner->show(bundle.error());
    m_bundle = *bundle;
    for (const BundleFile &file : m_bundle.files)
        m_list->addItem(
            QStringLiteral("%1  (%2)").arg(file.name, QLocale().formattedDataSize(file.content.size(), 0)));
    m_list->setCurrentRow(0);
    m_save->setEnabled(true);
    if (!m_bundle.known.unread.isEmpty())
        m_banner->show(theme::Tone::Warning,
                       tr("These tokens could not be read, so the bundle is not searched for them: %1")
                           .arg(m_bundle.known.unread.join(QStringLiteral("; "))));
}

void SupportDialog::save()
{
    const QString name =
        QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation) +
        QStringLiteral("/slipway-support-%1.zip").arg(QDate::currentDate().toString(Qt::ISODate));
    QString chosen;
    QString path = QFileDialog::getSaveFileName(this, tr("Save support bundle"), name,
                                                tr("Archives (*.zip *.tar.gz)"), &chosen);
    if (path.isEmpty())
        return;
    if (!path.endsWith(QLatin1String(".zip")) && !path.endsWith(QLatin1String(".tar.gz")))
        path += QStringLiteral(".zip");
    saveTo(path);
}

void SupportDialog::saveTo(const QString &path)
{
    if (const auto written = writeBundle(m_bundle.files, path); !written)
        m_banner->show(written.error());
    else
        m_banner->show(theme::Tone::Good, tr("The support bundle was saved: %1").arg(path));
}

} // namespace slipway
