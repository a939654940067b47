// The export jobs: a row for each with its progress, rate and time left, and below it one for each endpoint.
// What the state of a job allows can be done in its row, in its context menu and with the buttons above.
// After the program has started, it offers to resume interrupted jobs, but never resumes one without being
// asked.
#pragma once
#include "core/exporting/verifying/verification_run.h"
#include "core/workspace/job_stop.h"
#include "core/workspace/workspace.h"
#include "ui/history/job_row.h"

#include <QWidget>

class QAction;
class QLabel;
class QMenu;
class QScrollArea;
class QTreeWidget;
class QTreeWidgetItem;

namespace slipway {

class ActionBar;
class Banner;
class BarButton;
class ColumnLayout;

class JobsView : public QWidget
{
    Q_OBJECT
public:
    explicit JobsView(Workspace &workspace, QWidget *parent = nullptr);

    // "1 running, 33 % · 2 waiting for you", for the line that sums up the jobs.
    [[nodiscard]] QString overview() const;
    // Those in the list, which leaves out what the user has hidden; the newest first.
    [[nodiscard]] QList<JobSnapshot> jobs() const;
    // Makes a job's row the current one, and the list the focused widget.
    void select(const QString &jobId);
    // True if there is nothing to show: no job, and no Undo for one that was just hidden.
    [[nodiscard]] bool isEmpty() const;
    // What can be done with the current job, in one row. Whoever shows the list may place it elsewhere.
    [[nodiscard]] QWidget *buttons() const;
    [[nodiscard]] QSize minimumSizeHint() const override; // the text below the list gives way first
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void overviewChanged();

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override; // of the list, for its size

private:
    void showJob(const JobSnapshot &job);
    void addRow(const JobSnapshot &job); // a new one, at the top
    void act(const QString &jobId, const QString &endpointId, job_row::Action action);
    void showMenu(const QPoint &place);
    void showFix(const JobSnapshot &job, const QString &endpointId);
    void updateButtons();
    void fitDetail(); // its height, to the room that there is
    void resume(const QString &id);
    void cancel(const QString &id);
    void stop(const QString &id, JobStop what);
    void hideJob(const QString &id);
    void keepHidden(const QString &id, bool hidden);
    void verify(bool quick);
    void verify(const QList<VerifySubject> &subjects, bool quick);
    void showVerdict(const QList<VerifyReport> &reports, const std::optional<Error> &error);
    [[nodiscard]] QStringList resumable() const;
    [[nodiscard]] QString selectedId() const;

    Workspace &m_workspace;
    QTreeWidget *m_tree;
    ColumnLayout *m_columns;
    QHash<QString, QTreeWidgetItem *> m_rows; // by job id
    ActionBar *m_buttons;
    BarButton *m_resumeAll, *m_pause, *m_resume, *m_verify, *m_cancel, *m_open, *m_remove;
    QMenu *m_verifyMenu; // for jobs in a bucket: a quick or a full verification
    QAction *m_verifyQuickly, *m_verifyFully;
    QLabel *m_detail; // what the selected row has no room for
    QScrollArea *m_detailArea;
    Banner *m_banner, *m_undo;
    QStringList m_hidden; // ids of the jobs that the user has hidden
    QHash<QString, JobSnapshot> m_jobs;
    bool m_isPreparing = false; // waits for a verification's credentials from the keychain
    std::unique_ptr<VerificationRun> m_verification;
};

} // namespace slipway
