#include "ui/widgets/time_field.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QDropEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPointer>

#include <algorithm>

namespace slipway {

TimeField::TimeField(TimeEdge edge, QWidget *parent) : QDateTimeEdit(parent), m_edge(edge)
{
    setLayoutDirection(Qt::LeftToRight); // otherwise the time would come before the date
    lineEdit()->installEventFilter(this);
    lineEdit()->setAcceptDrops(true); // Qt switches this off in date and time fields
    connect(this, &QDateTimeEdit::dateTimeChanged, this, [this] { // such as by the calendar
        if (!m_isText)
            return;
        endText();
        setProblem({});
    });
}

void TimeField::showTime(const QDateTime &time)
{
    const QSignalBlocker quiet(this);
    setDateTime(time);
    if (m_isText)
        endText();
    m_problem.reset();
    m_typed.clear();
}

bool TimeField::take(const QString &text)
{
    const QString trimmed = text.trimmed();
    const bool isSection = trimmed.size() <= 4 && std::all_of(trimmed.cbegin(), trimmed.cend(), [](QChar c) {
                               return c >= QLatin1Char('0') && c <= QLatin1Char('9');
                           });
    // Into a text, it goes where the cursor is, as in any other field.
    if (m_isText ? lineEdit()->selectedText() != lineEdit()->text() : isSection)
        return false;
    if (!m_isText)
        m_before = dateTime();
    beginText(trimmed);
    if (!commit())
        lineEdit()->selectAll();
    return true;
}

bool TimeField::commit()
{
    if (!m_isText)
        return true;
    const Result<qint64> time = readTime(
        lineEdit()->text(), {m_edge, QDateTime::currentSecsSinceEpoch(), QTimeZone::systemTimeZone()});
    if (!time) {
        setProblem(time.error());
        return false;
    }
    endText();
    setDateTime(QDateTime::fromSecsSinceEpoch(*time));
    setProblem({});
    Q_EMIT entered();
    return true;
}

bool TimeField::isText(const QString &typed)
{
    if (m_typed.isEmpty()) {
        m_before = dateTime();
        m_isTypedFromStart = currentSectionIndex() == 0 || lineEdit()->selectedText() == lineEdit()->text();
    }
    m_typed += typed;
    const auto isAll = [this](QLatin1String letters) {
        return std::ranges::all_of(m_typed,
                                   [&](QChar c) { return (c >= u'0' && c <= u'9') || letters.contains(c); });
    };
    // Whoever begins with the year and goes on beyond it types a whole time. In the middle, digits and
    // separators belong to the sections.
    return m_isTypedFromStart ? m_typed.size() > 4 || !isAll({}) : !isAll(QLatin1String("-: "));
}

void TimeField::beginText(const QString &text)
{
    m_isText = true;
    lineEdit()->blockSignals(true);
    lineEdit()->setText(text);
    m_typed.clear(); // `text` may be part of it
}

void TimeField::endText()
{
    m_isText = false;
    lineEdit()->setText(textFromDateTime(dateTime()));
    lineEdit()->blockSignals(false);
    if (hasFocus())
        setSelectedSection(sectionAt(0));
}

void TimeField::setProblem(const std::optional<Error> &problem)
{
    const bool isNews = m_problem.has_value() || problem.has_value();
    m_problem = problem;
    if (isNews)
        Q_EMIT problemChanged();
}

QValidator::State TimeField::validate(QString &text, int &position) const
{
    return m_isText ? QValidator::Intermediate : QDateTimeEdit::validate(text, position);
}

void TimeField::stepBy(int steps)
{
    if (commit())
        QDateTimeEdit::stepBy(steps);
}

void TimeField::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Paste) && take(QGuiApplication::clipboard()->text()))
        return event->accept();
    const bool isLetter = !event->text().isEmpty() && event->text().at(0).isPrint() &&
                          !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (!m_isText) {
        if (!isLetter)
            m_typed.clear();
        else if (isText(event->text()))
            return beginText(m_typed);
        return QDateTimeEdit::keyPressEvent(event);
    }
    switch (event->key()) {
    case Qt::Key_Escape:
        endText();
        setDateTime(m_before);
        setProblem({});
        return event->accept();
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        if (commit())
            return QDateTimeEdit::keyPressEvent(event);
        return event->accept();
    default:
        static_cast<QObject *>(lineEdit())->event(event);
    }
}

void TimeField::mousePressEvent(QMouseEvent *event)
{
    m_typed.clear();
    if (commit()) // the arrow opens a calendar with the field's time
        QDateTimeEdit::mousePressEvent(event);
}

void TimeField::focusInEvent(QFocusEvent *event)
{
    m_typed.clear();
    if (m_isText) // there are no sections that could be selected
        QAbstractSpinBox::focusInEvent(event);
    else
        QDateTimeEdit::focusInEvent(event);
}

void TimeField::focusOutEvent(QFocusEvent *event)
{
    m_typed.clear();
    if (event->reason() != Qt::PopupFocusReason)
        commit();
    const QString text = lineEdit()->text();
    QDateTimeEdit::focusOutEvent(event);
    if (m_isText) // what cannot be read stays
        lineEdit()->setText(text);
}

bool TimeField::focusNextPrevChild(bool next)
{
    return m_isText ? QAbstractSpinBox::focusNextPrevChild(next) : QDateTimeEdit::focusNextPrevChild(next);
}

void TimeField::contextMenuEvent(QContextMenuEvent *event)
{
    const QPointer<QMenu> menu = lineEdit()->createStandardContextMenu();
    for (QAction *paste : menu->actions()) {
        if (paste->text().section(QLatin1Char('\t'), 0, 0) != QLineEdit::tr("&Paste"))
            continue;
        paste->setObjectName(QStringLiteral("pasteTime"));
        paste->setEnabled(!QGuiApplication::clipboard()->text().isEmpty());
        QObject::disconnect(paste, &QAction::triggered, nullptr, nullptr);
        connect(paste, &QAction::triggered, this, [this] {
            if (!take(QGuiApplication::clipboard()->text()))
                lineEdit()->paste();
        });
    }
    menu->addSeparator();
    connect(menu->addAction(QAbstractSpinBox::tr("&Step up")), &QAction::triggered, this,
            &QAbstractSpinBox::stepUp);
    connect(menu->addAction(QAbstractSpinBox::tr("Step &down")), &QAction::triggered, this,
            &QAbstractSpinBox::stepDown);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(event->globalPos());
    event->accept();
}

bool TimeField::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == lineEdit() && event->type() == QEvent::MouseButtonPress)
        m_typed.clear();
    if (watched == lineEdit() && event->type() == QEvent::Drop) {
        auto *drop = static_cast<QDropEvent *>(event);
        if (drop->mimeData()->hasText() && take(drop->mimeData()->text())) {
            drop->setDropAction(Qt::CopyAction);
            drop->accept();
            return true;
        }
    }
    if (watched == lineEdit() && event->type() == QEvent::MouseButtonRelease &&
        static_cast<QMouseEvent *>(event)->button() == Qt::MiddleButton &&
        QGuiApplication::clipboard()->supportsSelection()) {
        const QString selected = QGuiApplication::clipboard()->text(QClipboard::Selection);
        if (!selected.isEmpty() && take(selected))
            return true;
    }
    return QDateTimeEdit::eventFilter(watched, event);
}

} // namespace slipway
