// The jobs below all screens: one line that says how they are, and the list itself, which folds away. Without
// any job it takes no room.
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
