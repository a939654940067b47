#include "ui/access/result_pane.h"

#include "core/base/secret.h"
#include "core/diagnosis/fix.h"
#include "ui/theme/theme.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/fold_button.h"
#include "ui/widgets/heading.h"
#include "ui/widgets/shown_time.h"

#include <QApplication>
#include <QClipboard>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QTextCursor>
#include <QTextEdit>
#include <QVBoxLayout>

namespace slipway {
namespace {

constexpr auto evidenceKey = "access/evidenceShown";

enum class Look { Plain, Heading, Numbered, Code };

// Adds a paragraph. Text from a server is only ever inserted as plain text.
void add(QTextCursor &at, const QString &text, Look look = Look::Plain)
{
    if (text.isEmpty())
        return;
    QTextBlockFormat block;
    QTextCharFormat letters;
    block.setTopMargin(look == Look::Heading && !at.document()->isEmpty() ? theme::margin : theme::tight);
    block.setBottomMargin(theme::tight);
    if (look == Look::Heading) {
        block.setHeadingLevel(3);
        letters.setFontWeight(QFont::Bold);
    } else if (look == Look::Numbered) { // the number hangs to the left of the text
        block.setLeftMargin(theme::gap);
        block.setTextIndent(-theme::gap);
    } else if (look == Look::Code) {
        letters.setFontFamilies({QFontDatabase::systemFont(QFontDatabase::FixedFont).family()});
        block.setLayoutDirection(Qt::LeftToRight);
    }
    if (at.document()->isEmpty())
        at.setBlockFormat(block);
    else
        at.insertBlock(block, letters);
    at.insertText(scrubbed(text), letters);
}

void addSteps(QTextCursor &at, const QString &heading, const QStringList &steps)
{
    if (steps.isEmpty())
        return;
    add(at, heading);
    for (qsizetype step = 0; step < steps.size(); ++step)
        add(at, QStringLiteral("%1. %2").arg(step + 1).arg(steps[step]), Look::Numbered);
}

} // namespace

ResultPane::ResultPane(QWidget *parent)
    : QFrame(parent), m_title(new Heading(this)), m_mark(new Chip(this)), m_text(new QTextEdit(this)),
      m_evidence(new FoldButton(tr("Details"), this)), m_copyPath(new QPushButton(tr("Copy path"), this)),
      m_copyMessage(new QPushButton(tr("Copy message"), this))
{
    setObjectName(QStringLiteral("resultPane"));
    theme::makeCard(this);
    m_title->setObjectName(QStringLiteral("resultTitle"));
    m_mark->setObjectName(QStringLiteral("resultMark"));
    m_text->setReadOnly(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setTabChangesFocus(true);
    m_text->setObjectName(QStringLiteral("fixText"));
    m_text->setAccessibleName(tr("How to fix"));
    m_text->setPlaceholderText(tr("Select an endpoint to see what its result means and how to fix it."));
    m_text->document()->setDocumentMargin(0);
    m_text->setMinimumHeight(3 * fontMetrics().lineSpacing());
    theme::makeQuiet(m_text);
    m_evidence->setObjectName(QStringLiteral("resultEvidenceButton"));
    m_evidence->setOpen(QSettings().value(QLatin1String(evidenceKey)).toBool());
    m_copyPath->setObjectName(QStringLiteral("copyPathButton"));
    m_copyPath->setToolTip(tr("The path that the token must be able to read"));
    m_copyMessage->setObjectName(QStringLiteral("copyMessageButton"));
    m_copyMessage->setToolTip(tr("A message to your Netskope administrator"));
    auto *top = new QHBoxLayout;
    top->addWidget(m_title, 1);
    top->addWidget(m_mark);
    auto *buttons = new QWidget(this);
    m_buttons = new FlowLayout(theme::space, buttons);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    buttons->setSizePolicy(policy);
    for (QPushButton *button : std::initializer_list<QPushButton *>{m_copyPath, m_copyMessage, m_evidence})
        addButton(button);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::margin, theme::space, theme::margin, theme::space);
    layout->addLayout(top);
    layout->addWidget(buttons);
    layout->addWidget(m_text, 1);
    connect(m_evidence, &FoldButton::folded, this, [this](bool isOpen) {
        QSettings().setValue(QLatin1String(evidenceKey), isOpen);
        write();
        if (isOpen) // it stands at the end
            m_text->verticalScrollBar()->setValue(m_text->verticalScrollBar()->maximum());
    });
    connect(m_copyPath, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_row.endpoint.path); });
    connect(m_copyMessage, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(scrubbed(m_message)); });
    explain({}, {}, {});
}

void ResultPane::addButton(QPushButton *button)
{
    button->setAutoDefault(false);
    button->setParent(m_buttons->parentWidget());
    m_buttons->addWidget(button);
    if (button != m_evidence) { // which stays the last one
        m_buttons->removeWidget(m_evidence);
        m_buttons->addWidget(m_evidence);
        setTabOrder(button, m_evidence);
    }
    setTabOrder(m_evidence, m_text);
}

void ResultPane::explain(const AccessRow &row, const QString &title, const CheckResult &check)
{
    m_row = row;
    m_check = check;
    const bool isTested = !row.endpoint.id.isEmpty();
    m_title->setText(isTested ? row.endpoint.title : title);
    m_title->setVisible(!m_title->text().isEmpty());
    const theme::Mark mark = theme::markOf(row.access, row.needed);
    const bool isFine = mark.tone == theme::Tone::Good && row.access != Access::Granted;
    m_mark->show(isFine ? theme::Tone::Neutral : mark.tone,
                 isTested ? accessWord(row.access, row.needed) : QString());
    m_evidence->setVisible(isTested);
    m_copyPath->setVisible(isTested);
    write();
}

void ResultPane::write()
{
    // A cause is only certain once the whole check has finished.
    const bool isDone = m_check.at.isValid();
    const Fix fix = isDone ? fixFor(m_check, m_row) : Fix{};
    m_message = fix.message;
    m_copyMessage->setVisible(!m_message.isEmpty());
    QTextDocument written;
    fill(written, fix);
    const QString text = written.toPlainText();
    if (text == m_written)
        return; // so that a selection stays while other rows arrive
    m_written = text;
    m_text->clear();
    fill(*m_text->document(), fix);
    m_text->moveCursor(QTextCursor::Start);
}

void ResultPane::fill(QTextDocument &document, const Fix &fix) const
{
    QTextCursor at(&document);
    writeMeaning(at, fix);
    writeNextStep(at, fix);
    if (m_check.at.isValid())
        writeRemarks(at);
    if (m_evidence->isOpen() && !m_row.endpoint.id.isEmpty())
        writeEvidence(at);
}

void ResultPane::writeMeaning(QTextCursor &at, const Fix &fix) const
{
    if (fix.title.isEmpty() && m_row.explanation.isEmpty())
        return;
    add(at, tr("What it means"), Look::Heading);
    if (fix.title.isEmpty())
        return add(at, m_row.explanation);
    for (const QString &sentence : {fix.title, fix.certain, fix.likely, fix.tellApart})
        add(at, sentence);
}

void ResultPane::writeNextStep(QTextCursor &at, const Fix &fix) const
{
    const QString next = fix.title.isEmpty() ? m_row.nextStep : fix.nextStep;
    if (!next.isEmpty() || !fix.serviceAccount.isEmpty() || !fix.legacyToken.isEmpty())
        add(at, tr("Next step"), Look::Heading);
    add(at, next);
    addSteps(at, tr("With a service account (RBAC v3):"), fix.serviceAccount);
    addSteps(at, tr("With an older token:"), fix.legacyToken);
    if (!fix.paths.isEmpty()) {
        add(at, tr("Paths"), Look::Heading);
        for (const QString &path : fix.paths)
            add(at, path, Look::Code);
        for (const QString &sentence : fix.together)
            add(at, sentence);
    }
    if (!fix.message.isEmpty())
        add(at, tr("Message to your Netskope administrator"), Look::Heading);
    add(at, fix.message);
}

void ResultPane::writeRemarks(QTextCursor &at) const
{
    if (!m_check.notes.isEmpty()) {
        add(at, tr("About the whole check"), Look::Heading);
        for (const QString &note : m_check.notes)
            add(at, note);
    }
    if (!m_check.excess.isEmpty())
        add(at, tr("More than needed"), Look::Heading);
    for (const ExcessRight &right : m_check.excess)
        add(at,
            QStringLiteral("• %1%2: %3")
                .arg(right.path, right.write ? tr(" (write)") : QString(), right.risk),
            Look::Numbered);
}

void ResultPane::writeEvidence(QTextCursor &at) const
{
    add(at, tr("Evidence"), Look::Heading);
    add(at, m_row.endpoint.path, Look::Code);
    QStringList facts;
    if (m_row.httpStatus > 0)
        facts << tr("HTTP %1").arg(m_row.httpStatus);
    if (m_row.milliseconds >= 0)
        facts << tr("%1 ms").arg(m_row.milliseconds);
    if (m_row.at.isValid())
        facts << withZone(shownTime(m_row.at));
    if (!m_row.requestId.isEmpty())
        facts << tr("request id %1").arg(m_row.requestId);
    add(at, facts.join(QStringLiteral(" · ")));
    add(at, m_row.details);
    add(at, m_row.curl, Look::Code);
}

} // namespace slipway
