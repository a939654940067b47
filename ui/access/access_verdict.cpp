#include "ui/access/access_verdict.h"

#include "ui/widgets/shown_time.h"

#include <QPushButton>

namespace slipway {

AccessVerdict::AccessVerdict(QWidget *parent)
    : Banner(parent), m_fix(new QPushButton(tr("How to fi&x…"), this)),
      m_until(new QPushButton(tr("Test &until granted"), this))
{
    setObjectName(QStringLiteral("verdictBanner"));
    setClosable(false);
    m_fix->setObjectName(QStringLiteral("fixButton"));
    m_until->setObjectName(QStringLiteral("untilGrantedButton"));
    m_until->setToolTip(tr("Changes can take up to 30 minutes to take effect. Tests once a minute, one "
                           "refused endpoint at a time; each refusal appears in the tenant's audit log."));
    addButton(m_fix);
    addButton(m_until);
    offer(false, false);
    connect(m_fix, &QPushButton::clicked, this, &AccessVerdict::fixWanted);
    connect(m_until, &QPushButton::clicked, this, &AccessVerdict::untilGrantedWanted);
}

void AccessVerdict::showResult(const CheckResult &result)
{
    const bool excess = result.verdict == Verdict::Ready && !result.excess.isEmpty();
    QStringList sentences{result.summary, result.excessSummary()};
    // If something could not be reached, the next step is shown here, since the rows below say
    // nothing then.
    for (const ConnectionStep &step : result.steps) {
        if (step.state == StepState::Failed && step.error) {
            sentences << step.error->nextStep;
            break;
        }
    }
    // The result may be an old one: after a restart, the last check is shown.
    if (result.at.secsTo(QDateTime::currentDateTimeUtc()) > 3600)
        sentences << tr("Tested on %1.").arg(withZone(shownTime(result.at)));
    sentences.removeAll(QString());
    show(excess ? theme::Tone::Warning : theme::toneOf(result.verdict), sentences.join(QLatin1Char(' ')),
         result.asText());
}

void AccessVerdict::offer(bool fix, bool untilGranted)
{
    for (const auto &[button, isOffered] : {std::pair(m_fix, fix), std::pair(m_until, untilGranted)}) {
        button->setEnabled(isOffered);
        button->setVisible(isOffered);
    }
}

} // namespace slipway
