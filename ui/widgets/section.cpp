#include "ui/widgets/section.h"

#include "ui/theme/theme.h"

#include <QVBoxLayout>

namespace slipway {

Section::Section(const QString &heading, QWidget *parent) : QFrame(parent), m_body(new QVBoxLayout)
{
    auto *label = new QLabel(heading, this);
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(label);
    layout->addLayout(m_body);
}

void Section::setCard()
{
    theme::makeCard(this);
    layout()->setContentsMargins(theme::margin, theme::space, theme::margin, theme::space);
}

} // namespace slipway
