#include "ui/access/connection_chips.h"

#include "ui/widgets/chip.h"
#include "ui/widgets/flow_layout.h"

#include <QMouseEvent>

namespace slipway {

ConnectionChips::ConnectionChips(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("connectionSteps"));
    setAccessibleName(tr("Connection"));
    new FlowLayout(theme::space / 2, this);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum); // a second line needs room
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setCursor(Qt::PointingHandCursor);
    hide();
}

void ConnectionChips::setSteps(const QList<ConnectionStep> &steps)
{
    qDeleteAll(m_chips);
    m_chips.clear();
    for (const ConnectionStep &step : steps)
        showStep(step);
    setVisible(!steps.isEmpty());
}

void ConnectionChips::showStep(const ConnectionStep &step)
{
    Chip *&chip = m_chips[step.id];
    if (!chip) {
        chip = new Chip(this);
        layout()->addWidget(chip);
        show();
    }
    QString text = step.title;
    if (step.milliseconds >= 0)
        text += QLatin1Char(' ') + QChar(0x200E) + tr("%1 ms").arg(step.milliseconds);
    // A measured time says enough of a step that has passed.
    const bool isShort = step.state == StepState::Passed && step.milliseconds >= 0;
    if (!isShort && !step.evidence.isEmpty())
        text += QStringLiteral(" (%1)").arg(step.evidence);
    chip->show(theme::toneOf(step.state), text);
    const QString said =
        step.evidence.isEmpty() ? step.title : step.title + QStringLiteral(": ") + step.evidence;
    chip->setAccessibleDescription(step.evidence);
    chip->setToolTip(QStringLiteral("<p>%1</p>").arg(said.toHtmlEscaped()));
}

void ConnectionChips::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        Q_EMIT evidenceWanted();
}

} // namespace slipway
