#include "ui/widgets/empty_state.h"

#include "ui/theme/theme.h"

#include <QIcon>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace slipway {

EmptyState::EmptyState(const QString &title, const QString &text, QWidget *parent)
    : QWidget(parent), m_actions(new QVBoxLayout)
{
    auto *icon = new QLabel(this);
    icon->setPixmap(QIcon(QStringLiteral(":/slipway/icons/slipway.svg")).pixmap(72, 72));
    auto *heading = new QLabel(title, this);
    QFont large = heading->font();
    large.setPointSizeF(large.pointSizeF() * 1.6);
    large.setWeight(QFont::DemiBold);
    heading->setFont(large);
    auto *sentence = new QLabel(text, this);
    sentence->setWordWrap(true);
    sentence->setAlignment(Qt::AlignHCenter);
    sentence->setFixedWidth(60 * fontMetrics().averageCharWidth());
    auto *layout = new QVBoxLayout(this);
    layout->addStretch();
    for (QWidget *widget : std::initializer_list<QWidget *>{icon, heading, sentence}) {
        auto *row = new QHBoxLayout; // an alignment would cut off the sentence's second line
        row->addStretch();
        row->addWidget(widget);
        row->addStretch();
        layout->addLayout(row);
        layout->addSpacing(theme::space);
    }
    layout->addLayout(m_actions);
    layout->addStretch();
}

QPushButton *EmptyState::addAction(const QString &text)
{
    auto *button = new QPushButton(text, this);
    if (m_actions->isEmpty())
        theme::makePrimary(button);
    button->setMinimumWidth(240);
    m_actions->addWidget(button, 0, Qt::AlignHCenter);
    return button;
}

QPushButton *EmptyState::addLink(const QString &text)
{
    auto *button = new QPushButton(text, this);
    button->setFlat(true);
    m_actions->addWidget(button, 0, Qt::AlignHCenter);
    return button;
}

} // namespace slipway
