// The export jobs: one row each with progress, rate, time left and the actions that its state allows. After a
// start it offers to go on with what was interrupted; it never does so unasked.
#pragma once
#include "core/exporting/verifying/verification_run.h"
#include "core/workspace/workspace.h"

#include <QWidget>

class QAction;
class QLabel;
class QMenu;
class QPushButton;
class QTableWidget;

namespace slipway {

class Banner;

class JobsView : public QWidget
{
    Q_OBJECT
public:
    explicit JobsView(Workspace &workspace, QWidget *parent = nullptr);

    // "1 running 33 % · 2 need you", for the line that stands for the list while it is folded.
    [[nodiscard]] QString overview() const;
    // There is nothing to see: neither a job nor a way to get a hidden one back.
    [[nodiscard]] bool isEmpty() const;

Q_SIGNALS:
    void overviewChanged();

protected:
    void changeEvent(QEvent *event) override;

private:
    void showJob(const JobSnapshot &job);
    void updateButtons();
    void resume(const QString &id);
    void cancel();
    void hideJob();
    void keepHidden(const QString &id, bool hidden);
    void verify(bool quick);
    void verify(const QList<VerifySubject> &subjects, bool quick);
    void showVerdict(const QList<VerifyReport> &reports, const std::optional<Error> &error);
    [[nodiscard]] QStringList resumable() const;
    [[nodiscard]] QString selectedId() const;

    Workspace &m_workspace;
    QTableWidget *m_table;
    QPushButton *m_resumeAll, *m_pause, *m_resume, *m_verify, *m_cancel, *m_open, *m_remove;
    QMenu *m_verifyMenu; // of what is in a bucket: quickly or fully
    QAction *m_verifyQuickly, *m_verifyFully;
    QLabel *m_hint, *m_detail; // the second: what the selected row has no room for
    Banner *m_banner, *m_undo;
    QStringList m_hidden; // ids of jobs that somebody put away
    QHash<QString, JobSnapshot> m_jobs;
    bool m_isPreparing = false; // a verification: its credentials come from the keychain
    std::unique_ptr<VerificationRun> m_verification;
};

} // namespace slipway
