#include "ui/access/connection_chips.h"

#include "ui/widgets/chip.h"
#include "ui/widgets/flow_layout.h"

#include <QMouseEvent>

namespace slipway {

ConnectionChips::ConnectionChips(QWidget *parent) : QWidget(parent), m_passed(new Chip(this))
{
    setObjectName(QStringLiteral("connectionSteps"));
    setAccessibleName(tr("Connection"));
    auto *flow = new FlowLayout(theme::space / 2, this);
    flow->addWidget(m_passed);
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
    m_states.clear();
    showChips();
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
    m_states.insert(step.id, step.state);
    const QString said =
        step.evidence.isEmpty() ? step.title : step.title + QStringLiteral(": ") + step.evidence;
    chip->setAccessibleDescription(step.evidence);
    chip->setToolTip(QStringLiteral("<p>%1</p>").arg(said.toHtmlEscaped()));
    showChips();
}

void ConnectionChips::setBrief(bool isBrief)
{
    m_isBrief = isBrief;
    showChips();
}

void ConnectionChips::showChips()
{
    int passed = 0;
    for (auto chip = m_chips.cbegin(); chip != m_chips.cend(); ++chip) {
        const StepState state = m_states.value(chip.key());
        const bool isQuiet = state == StepState::Passed || state == StepState::Skipped;
        passed += state == StepState::Passed ? 1 : 0;
        chip.value()->setVisible(!m_isBrief || !isQuiet);
    }
    const bool isSaid = m_isBrief && passed > 0;
    m_passed->show(theme::Tone::Good,
                   isSaid ? tr("Connection: %n steps passed", nullptr, passed) : QString());
}

void ConnectionChips::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        Q_EMIT evidenceWanted();
}

} // namespace slipway
