// The jobs, shown below every screen: one line that sums them up, with what can be done with the current job,
// and the list itself, which can be folded away. It takes up no room while there are no jobs.
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
    // Takes no more than `height` pixels: in a short window, the text below the list gives way first, and
    // then the list itself, until somebody unfolds it anyway.
    void setRoom(int height);
    void toggle();
    // Unfolds the list, and makes a job's row the current one.
    void showJob(const QString &jobId);
    // As in JobsView.
    [[nodiscard]] QList<JobSnapshot> jobs() const;

Q_SIGNALS:
    void changed(); // the jobs or one of them
    void folded(bool isFolded);

private:
    void showOverview();
    void showList();
    bool m_isWanted = true; // unfolded by the user, whether or not there is room
    bool m_hasRoom = true;
    bool m_insists = false; // unfolded although there is no room
    JobsView *m_jobs;
    QPushButton *m_line;
};

} // namespace slipway
