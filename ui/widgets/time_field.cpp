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
}

bool TimeField::take(const QString &text)
{
    const QString trimmed = text.trimmed();
    const bool isSection = trimmed.size() <= 4 && std::all_of(trimmed.cbegin(), trimmed.cend(), [](QChar c) {
                               return c >= QLatin1Char('0') && c <= QLatin1Char('9');
                           });
    if (isSection)
        return false;
    const Result<qint64> time =
        readTime(trimmed, {m_edge, QDateTime::currentSecsSinceEpoch(), QTimeZone::systemTimeZone()});
    if (!time) {
        Q_EMIT cannotRead(time.error());
        return true;
    }
    setDateTime(QDateTime::fromSecsSinceEpoch(*time));
    Q_EMIT wasPasted();
    return true;
}

void TimeField::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Paste) && take(QGuiApplication::clipboard()->text()))
        return event->accept();
    QDateTimeEdit::keyPressEvent(event);
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
