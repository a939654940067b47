#include "ui/preview/filter_box.h"

#include "core/events/filter/filter_completion.h"
#include "core/events/filter/filter_spelling.h"
#include "core/events/filter/filter_tokens.h"
#include "ui/theme/theme.h"
#include "ui/widgets/field_note.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QDragEnterEvent>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QStringListModel>
#include <QTextCharFormat>
#include <QVBoxLayout>

namespace slipway {

FilterBox::FilterBox(QWidget *parent)
    : QWidget(parent), m_edit(new QLineEdit(this)), m_message(new QLabel(this)),
      m_completer(new QCompleter(this)), m_candidates(new QStringListModel(this))
{
    m_edit->setObjectName(QStringLiteral("filterEdit"));
    m_edit->setPlaceholderText(tr("Words, or user eq \"a@b.c\" and severity neq \"low\""));
    m_edit->setAccessibleName(tr("Filter events"));
    m_edit->setToolTip(
        tr("<p>Words find events whose values contain all of them.</p>"
           "<p>Conditions: eq, neq, gt, gte, lt, lte, like (with * and ?), in (a, b), between a and b; "
           "combined with and, or, not and parentheses. Write times as 2025-01-06T14:00:00Z.</p>"
           "<p>Ctrl+Space shows what can come next.</p>"));
    m_edit->setLayoutDirection(Qt::LeftToRight); // as its language is
    m_edit->setClearButtonEnabled(true);
    m_edit->installEventFilter(this);
    m_message->setObjectName(QStringLiteral("filterMessage"));
    m_message->setTextFormat(Qt::PlainText); // it may contain a field's name
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message->hide();
    m_completer->setModel(m_candidates);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setWidget(m_edit);
    m_completer->setMaxVisibleItems(10);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::tight);
    layout->addWidget(m_edit);
    layout->addWidget(m_message);
    setFocusProxy(m_edit);

    connect(m_edit, &QLineEdit::textChanged, this, [this] {
        compile();
        tell();
    });
    // This comes before textChanged(), and where the list has its place depends on the message.
    connect(m_edit, &QLineEdit::textEdited, this, [this] {
        compile();
        offer();
    });
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this,
            [this](const QString &candidate) { insert(candidate); });
}

void FilterBox::setFields(const QStringList &fields)
{
    m_fields = fields;
    compile();
}

void FilterBox::setValues(std::function<QStringList(const QString &)> valuesOf)
{
    m_valuesOf = std::move(valuesOf);
}

void FilterBox::take()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

QString FilterBox::text() const
{
    return m_edit->text();
}

void FilterBox::setText(const QString &text)
{
    m_edit->setText(text);
}

void FilterBox::narrow(const QString &condition)
{
    setText(narrowedFilter(m_edit->text(), condition));
}

void FilterBox::replace(const QString &old, const QString &condition)
{
    QString text = m_edit->text();
    const qsizetype at = old.isEmpty() ? -1 : text.indexOf(old);
    if (at < 0)
        return condition.isEmpty() ? void() : narrow(condition);
    const QString joint = QStringLiteral(" and ");
    if (condition.isEmpty() && text.mid(0, at).endsWith(joint))
        text.remove(at - joint.size(), old.size() + joint.size());
    else if (condition.isEmpty() && text.mid(at + old.size()).startsWith(joint))
        text.remove(at, old.size() + joint.size());
    else
        text.replace(at, old.size(), condition);
    setText(text);
}

void FilterBox::compile()
{
    const auto compiled = EventFilter::compile(m_edit->text());
    const QString shown = appliedText();
    m_error = compiled ? std::nullopt : std::optional(compiled.error());
    QString message;
    theme::Tone tone = theme::Tone::Bad;
    if (m_error) {
        message = m_error->message;
        if (!m_fields.isEmpty()) // there are rows
            message +=
                QLatin1Char(' ') +
                (shown.trimmed().isEmpty()
                     ? tr("The filter is not applied yet; all events are shown.")
                     : tr("The filter is not applied yet; the rows are those for: %1").arg(shown.trimmed()));
    } else {
        m_filter = *compiled;
        for (const QString &field : m_filter.fields()) {
            const bool isKnown = m_fields.isEmpty() || m_fields.contains(field) ||
                                 (field.contains(u'.') && m_fields.contains(field.section(u'.', 0, 0)));
            if (!isKnown) {
                tone = theme::Tone::Warning;
                message = tr("None of these events has a field \"%1\".").arg(field);
                break;
            }
        }
    }
    underline(m_error);
    markInvalid(m_edit, m_error.has_value());
    m_message->setText(message.isEmpty() ? QString() : theme::sign(tone) + u' ' + message);
    m_message->setVisible(!message.isEmpty());
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, theme::text(tone, this));
    m_message->setPalette(colours);
    m_edit->setAccessibleDescription(message);
}

// The only way to format text in a line edit is through input method attributes.
void FilterBox::underline(const std::optional<FilterError> &error)
{
    QList<QInputMethodEvent::Attribute> attributes;
    if (error && !m_edit->text().isEmpty()) {
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(theme::text(theme::Tone::Bad, this));
        format.setFontUnderline(true);
        format.setForeground(theme::text(theme::Tone::Bad, this));
        // There is nothing to underline after the end of the text, so use the last character.
        const qsizetype size = m_edit->text().size();
        const qsizetype offset = std::min(error->offset, size - 1);
        const qsizetype length = std::max<qsizetype>(error->length, 1);
        attributes << QInputMethodEvent::Attribute(QInputMethodEvent::TextFormat,
                                                   static_cast<int>(offset) - m_edit->cursorPosition(),
                                                   static_cast<int>(length), format);
    }
    QInputMethodEvent event(QString(), attributes);
    QCoreApplication::sendEvent(m_edit, &event);
}

// The text before the condition that is being typed or about to be, without the "and" or "or" that leads to
// it. Null if the error is not there.
QString FilterBox::beforeUnfinished() const
{
    const QString text = m_edit->text();
    const std::vector<FilterToken> tokens = filterTokens(text);
    const auto leads = [&](size_t i) {
        return !filterConnective(tokens[i]).isEmpty() || tokens[i].kind == FilterToken::Kind::Open;
    };
    // "… and (": on the way to "and", somebody has typed the word "an".
    size_t end = tokens.size();
    while (end > 0 && leads(end - 1))
        --end;
    if (end > 0 && end < tokens.size()) {
        if (const QString before = text.left(tokens[end].offset); EventFilter::compile(before))
            return before;
    }
    for (size_t i = tokens.size(); i-- > 1;) {
        const auto comparison = filterOperator(tokens[i]);
        if (!comparison) {
            if (!filterConnective(tokens[i]).isEmpty())
                return {};
            continue;
        }
        size_t kept = i - 1; // the field
        QString before = text.left(tokens[kept].offset);
        // What leads to the condition goes with it: "and", "or", "not" and parentheses.
        while (kept > 0 && !EventFilter::compile(before)) {
            --kept;
            if (!leads(kept))
                return {};
            before = text.left(tokens[kept].offset);
        }
        return before.isNull() ? QStringLiteral("") : before;
    }
    return {};
}

// The text that the rows are filtered by, while there is an error: the one before it, or less. Somebody who
// types "user eq" has typed the word "user" on the way, and few events contain that.
QString FilterBox::appliedText() const
{
    const QString before = beforeUnfinished();
    const bool isShorter =
        !before.isNull() && before.size() < m_toldText.size() && m_edit->text().startsWith(m_toldText);
    return isShorter && EventFilter::compile(before) ? before : m_toldText;
}

void FilterBox::tell()
{
    const QString text = m_error ? appliedText() : m_edit->text();
    if (m_toldText == text)
        return;
    const auto compiled = EventFilter::compile(text);
    if (!compiled)
        return;
    m_filter = *compiled;
    m_toldText = text;
    Q_EMIT filterChanged(m_filter);
}

void FilterBox::offer()
{
    const FilterCompletion completion =
        completeFilter(m_edit->text(), m_edit->cursorPosition(), m_fields, m_valuesOf);
    m_candidates->setStringList(completion.candidates);
    if (completion.candidates.isEmpty()) {
        m_completer->popup()->hide();
        return;
    }
    QRect place = m_edit->rect();
    place.setWidth(std::min(place.width(), 320));
    // Place the popup below the word that it completes.
    const QString before = m_edit->text().left(completion.start);
    place.translate(std::min(m_edit->fontMetrics().horizontalAdvance(before),
                             std::max(0, m_edit->width() - place.width())),
                    0);
    // Leave room for the error message, which is between the field and the popup. The completer itself moves
    // the popup up by two pixels.
    if (!m_message->isHidden())
        place.setHeight(place.height() + m_message->heightForWidth(width()) + layout()->spacing() + 4);
    m_completer->complete(place);
}

void FilterBox::insert(const QString &candidate)
{
    const FilterCompletion completion =
        completeFilter(m_edit->text(), m_edit->cursorPosition(), m_fields, m_valuesOf);
    QString text = m_edit->text();
    const QString inserted = candidate + u' ';
    text.replace(completion.start, completion.length, inserted);
    m_edit->setText(text);
    m_edit->setCursorPosition(static_cast<int>(completion.start + inserted.size()));
}

bool FilterBox::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Space && key->modifiers() == Qt::ControlModifier) {
            offer();
            return true;
        }
    }
    // A file dropped here should be opened by the window, not inserted as text.
    if (watched == m_edit && event->type() == QEvent::DragEnter &&
        static_cast<QDragEnterEvent *>(event)->mimeData()->hasUrls()) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void FilterBox::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        compile();
    QWidget::changeEvent(event);
}

} // namespace slipway
