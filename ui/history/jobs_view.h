// The export jobs: a row for each with its progress, rate and time left, and below it one for each endpoint.
// What the state of a job allows can be done in its row, in its context menu and with the buttons below.
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
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace slipway {

class Banner;

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
    // In a low window, the list has room if what stands below it gives way: everything there can also be done
    // in the row, in its context menu and with the keyboard.
    void setCompact(bool isCompact);
    // The least height, with what stands below the list or without it.
    [[nodiscard]] int leastHeight(bool isCompact) const;

Q_SIGNALS:
    void overviewChanged();

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override; // of the list, for its size

private:
    void showJob(const JobSnapshot &job);
    void addRow(const JobSnapshot &job); // a new one, at the top
    void act(const QString &jobId, const QString &endpointId, job_row::Action action);
    void showMenu(const QPoint &place);
    void showFix(const JobSnapshot &job, const QString &endpointId);
    void updateButtons();
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
    QHash<QString, QTreeWidgetItem *> m_rows; // by job id
    QPushButton *m_resumeAll, *m_pause, *m_resume, *m_verify, *m_cancel, *m_open, *m_remove;
    QMenu *m_verifyMenu; // for jobs in a bucket: a quick or a full verification
    QAction *m_verifyQuickly, *m_verifyFully;
    QWidget *m_buttons; // the row with all of them
    bool m_isCompact = false;
    QLabel *m_hint, *m_detail; // m_detail: what the selected row has no room for
    Banner *m_banner, *m_undo;
    QStringList m_hidden; // ids of the jobs that the user has hidden
    QHash<QString, JobSnapshot> m_jobs;
    bool m_isPreparing = false; // waits for a verification's credentials from the keychain
    std::unique_ptr<VerificationRun> m_verification;
};

} // namespace slipway
