// The export jobs: one row each with progress, rate, time left and the actions that its state allows.
#pragma once
#include "ui/workspace/workspace.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableWidget;

namespace slipway {

class Banner;

class JobsView : public QWidget
{
    Q_OBJECT
public:
    explicit JobsView(Workspace &workspace, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    void showJob(const JobSnapshot &job);
    void fillRow(int row, const JobSnapshot &job);
    void updateButtons();
    void resume();
    [[nodiscard]] QString selectedId() const;

    Workspace &m_workspace;
    QTableWidget *m_table;
    QPushButton *m_pause, *m_resume, *m_cancel, *m_open, *m_remove;
    QLabel *m_empty;
    Banner *m_banner;
    QHash<QString, JobSnapshot> m_jobs;
};

} // namespace slipway
