// The steps of the connection to a tenant, from the name to the rate limit, each as a chip. What was measured
// is in the tool tip; what went wrong is on the chip. A click on a chip asks for the evidence.
#pragma once
#include "core/diagnosis/check_result.h"

#include <QHash>
#include <QWidget>

namespace slipway {

class Chip;

class ConnectionChips : public QWidget
{
    Q_OBJECT
public:
    explicit ConnectionChips(QWidget *parent = nullptr); // hidden until there are steps
    // Whether steps that have passed, and those that were not needed, are one chip instead of one each: for
    // a window that is too low for all of them.
    void setBrief(bool isBrief);
    // Replaces all steps.
    void setSteps(const QList<ConnectionStep> &steps);
    // Adds a step, or updates the one with its id.
    void showStep(const ConnectionStep &step);

Q_SIGNALS:
    void evidenceWanted();

protected:
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    void showChips(); // as many as setBrief() says

    QHash<QString, Chip *> m_chips;     // by the id of the step
    QHash<QString, StepState> m_states; // the same
    Chip *m_passed;                     // in place of those that have passed
    bool m_isBrief = false;
};

} // namespace slipway
