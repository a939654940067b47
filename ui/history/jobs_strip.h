// The jobs, shown below every screen: one line that sums them up, and the list itself, which can be
// folded away. It takes up no room while there are no jobs.
#pragma once
#include "core/workspace/workspace.h"

#include <QWidget>

class QPushButton;

namespace slipway {

class JobsView;

class JobsStrip : public QWidget
{
    Q_OBJECT
public:
    explicit JobsStrip(Workspace &workspace, QWidget *parent = nullptr);
    [[nodiscard]] bool isFolded() const;
    void setFolded(bool folded);
    void toggle() { setFolded(!isFolded()); }

Q_SIGNALS:
    void folded(bool isFolded);

private:
    void showOverview();
    JobsView *m_jobs;
    QPushButton *m_line;
};

} // namespace slipway
