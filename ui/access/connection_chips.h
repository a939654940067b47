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
    // Replaces all steps.
    void setSteps(const QList<ConnectionStep> &steps);
    // Adds a step, or updates the one with its id.
    void showStep(const ConnectionStep &step);

Q_SIGNALS:
    void evidenceWanted();

protected:
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    QHash<QString, Chip *> m_chips; // by the id of the step
};

} // namespace slipway
