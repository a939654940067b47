#include "ui/preview/file_view.h"

#include "ui/preview/preview_page.h"
#include "ui/theme/theme.h"
#include "ui/widgets/heading.h"
#include "ui/widgets/icon_button.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace slipway {

FileView::FileView(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_title(new Heading(this)), m_page(nullptr)
{
    m_title->setObjectName(QStringLiteral("fileTitle"));
    auto *closeButton = new IconButton("close", tr("Close the file"), this);
    closeButton->setObjectName(QStringLiteral("closeFileButton"));
    connect(closeButton, &QToolButton::clicked, this, &FileView::closeWanted);
    m_page = new PreviewPage(workspace, this);
    auto *top = new QHBoxLayout;
    top->addWidget(m_title, 1);
    top->addWidget(closeButton);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::margin, theme::space, theme::margin, 0);
    layout->addLayout(top);
    layout->addWidget(m_page, 1);
}

void FileView::open(const QString &path)
{
    m_page->openFile(path);
    showName();
}

void FileView::choose()
{
    m_page->chooseFile();
    showName();
}

void FileView::putAway()
{
    m_page->putFileAway();
}

QString FileView::path() const
{
    return m_page->filePath();
}

void FileView::showName()
{
    m_title->setText(QFileInfo(path()).fileName());
}

} // namespace slipway
