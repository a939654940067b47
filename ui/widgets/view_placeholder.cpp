#include "ui/widgets/view_placeholder.h"

#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QEvent>
#include <QPainter>

namespace slipway {

ViewPlaceholder::ViewPlaceholder(QAbstractItemView *view) : QObject(view), m_view(view)
{
    view->viewport()->installEventFilter(this);
}

void ViewPlaceholder::setText(const QString &sentence)
{
    if (sentence == m_sentence)
        return;
    m_sentence = sentence;
    m_view->setAccessibleDescription(sentence); // a painted text is nothing to a screen reader
    m_view->viewport()->update();
}

bool ViewPlaceholder::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Paint && !m_sentence.isEmpty()) {
        constexpr int inset = theme::gap;
        QPainter painter(m_view->viewport());
        painter.setPen(m_view->palette().color(QPalette::PlaceholderText));
        painter.drawText(m_view->viewport()->rect().adjusted(inset, inset, -inset, -inset),
                         Qt::AlignCenter | Qt::TextWordWrap, m_sentence);
    }
    return QObject::eventFilter(watched, event);
}

} // namespace slipway
