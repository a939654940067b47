#include "ui/help/help_dialog.h"

#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QImageReader>
#include <QPushButton>
#include <QStandardPaths>
#include <QTextBlock>
#include <QTextBrowser>
#include <QUrl>
#include <QVBoxLayout>

namespace slipway {
namespace {

// "What to do when …" is linked to as "what-to-do-when-".
QString anchorOf(const QString &heading)
{
    QString anchor;
    for (const QChar letter : heading.trimmed().toLower()) {
        if (letter.isLetterOrNumber() || letter == QLatin1Char('-') || letter == QLatin1Char('_'))
            anchor += letter;
        else if (letter == QLatin1Char(' '))
            anchor += QLatin1Char('-');
    }
    return anchor;
}

} // namespace

QString documentsFolder()
{
    const QString guide = QStringLiteral("/user-guide.md");
    const QDir program(QCoreApplication::applicationDirPath());
    QStringList folders{program.absoluteFilePath(QStringLiteral("../share/doc/slipway/docs"))};
    for (const QString &data : QStandardPaths::standardLocations(QStandardPaths::GenericDataLocation))
        folders << data + QStringLiteral("/doc/slipway/docs");
    QDir above = program; // a program in the folder where it was built
    for (int level = 0; level < 4 && above.cdUp(); ++level)
        folders << above.absoluteFilePath(QStringLiteral("docs"));
    for (const QString &folder : std::as_const(folders)) {
        if (QFileInfo::exists(folder + guide))
            return QDir::cleanPath(folder);
    }
    return {};
}

HelpDialog::HelpDialog(QWidget *parent) : QDialog(parent), m_page(new QTextBrowser(this))
{
    setWindowTitle(tr("Documentation"));
    setObjectName(QStringLiteral("helpDialog"));
    resize(860, 680);
    m_page->setObjectName(QStringLiteral("helpPage"));
    m_page->setAccessibleName(tr("Documentation"));
    m_page->setOpenLinks(false);
    auto *contents = new QPushButton(tr("&Contents"), this);
    auto *back = new QPushButton(tr("&Back"), this);
    auto *guide = new QPushButton(tr("&User guide"), this);
    back->setEnabled(false);
    auto *top = new QHBoxLayout;
    for (QPushButton *button : {back, contents, guide}) {
        button->setAutoDefault(false);
        top->addWidget(button);
    }
    top->addStretch();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(m_page, 1);
    layout->addWidget(buttons);
    connect(m_page, &QTextBrowser::sourceChanged, this, &HelpDialog::layOut);
    connect(m_page, &QTextBrowser::anchorClicked, this, &HelpDialog::follow);
    connect(m_page, &QTextBrowser::backwardAvailable, back, &QWidget::setEnabled);
    connect(back, &QPushButton::clicked, m_page, &QTextBrowser::backward);
    connect(contents, &QPushButton::clicked, this, [this] { open(QStringLiteral("index.md")); });
    connect(guide, &QPushButton::clicked, this, [this] { open(QStringLiteral("user-guide.md")); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_page->setFocus();
}

void HelpDialog::open(const QString &document)
{
    follow(QUrl::fromLocalFile(documentsFolder() + QLatin1Char('/') + document));
}

void HelpDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    m_page->reload();
    layOut(m_page->source());
}

void HelpDialog::follow(const QUrl &link)
{
    const QUrl target = m_page->source().resolved(link);
    if (!target.isLocalFile()) {
        QDesktopServices::openUrl(target);
        return;
    }
    const QUrl file = target.adjusted(QUrl::RemoveFragment);
    if (!file.path().endsWith(QLatin1String(".md"))) {
        QDesktopServices::openUrl(file);
        return;
    }
    if (file != m_page->source())
        m_page->setSource(file, QTextDocument::MarkdownResource);
    goToHeading(target.fragment());
}

// Markdown's own layout has no margin, and lines of code and pictures that are as wide as they are.
void HelpDialog::layOut(const QUrl &source)
{
    QTextDocument &document = *m_page->document();
    document.setDocumentMargin(theme::gap);
    // Before it is shown, only the dialog has its size.
    const int room = width() - 2 * (theme::margin + theme::gap + theme::space);
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        for (auto part = block.begin(); part != block.end(); ++part) {
            QTextImageFormat picture = part.fragment().charFormat().toImageFormat();
            const QSize size = picture.isValid()
                                   ? QImageReader(source.resolved(QUrl(picture.name())).toLocalFile()).size()
                                   : QSize();
            if (size.width() <= room)
                continue;
            picture.setWidth(room);
            picture.setHeight(static_cast<double>(size.height()) * room / size.width());
            QTextCursor cursor(&document);
            cursor.setPosition(part.fragment().position());
            cursor.setPosition(part.fragment().position() + part.fragment().length(),
                               QTextCursor::KeepAnchor);
            cursor.setCharFormat(picture);
            break; // the fragments are others now; a block has one picture
        }
        QTextBlockFormat format = block.blockFormat();
        if (!format.nonBreakableLines())
            continue;
        format.setNonBreakableLines(false);
        QTextCursor(block).setBlockFormat(format);
    }
}

void HelpDialog::goToHeading(const QString &anchor)
{
    for (QTextBlock block = m_page->document()->begin(); block.isValid() && !anchor.isEmpty();
         block = block.next()) {
        if (block.blockFormat().headingLevel() == 0 || anchorOf(block.text()) != anchor)
            continue;
        QTextCursor cursor(m_page->document()); // from the end upwards, so that the heading stands at the top
        cursor.movePosition(QTextCursor::End);
        m_page->setTextCursor(cursor);
        m_page->setTextCursor(QTextCursor(block));
        return;
    }
}

} // namespace slipway
