// History: every check and export of a tenant with its result, newest first. Selecting one check
// shows what has changed since the check before it; selecting two compares them.
#pragma once
#include "core/diagnosis/history/check_comparison.h"
#include "core/workspace/workspace.h"

#include <QWidget>
#include <optional>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableWidget;

namespace slipway {

class Banner;
class ComparisonView;
class FactSheet;
class ViewPlaceholder;

class HistoryPage : public QWidget
{
    Q_OBJECT
public:
    explicit HistoryPage(Workspace &workspace, QWidget *parent = nullptr);
    ~HistoryPage() override;
    void setTenant(const Tenant &tenant);

Q_SIGNALS:
    void checkRequested(); // somebody wants to run a check again

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    // Either a check or an export.
    struct Entry
    {
        QDateTime at; // UTC
        std::optional<CheckRecord> check;
        std::optional<JobSnapshot> job;
        [[nodiscard]] QString id() const;
    };
    void load();
    void fillRow(int row, const Entry &entry);
    void jobChanged(const JobSnapshot &job);
    [[nodiscard]] QList<Entry> selected() const;
    [[nodiscard]] bool isOwn(const JobSnapshot &job) const;
    void showSelection();
    void runAgain();
    void exportAgain(const JobSnapshot &job);
    void openManifest();
    [[nodiscard]] CheckResult resultOf(const CheckRecord &check) const;
    // What has changed since the check before it, if there is one.
    [[nodiscard]] std::optional<CheckComparison> changesUntil(const CheckRecord &check) const;
    [[nodiscard]] QString textOfSelection() const;

    Workspace &m_workspace;
    Tenant m_tenant;
    QList<Entry> m_entries;
    bool m_isStale = true; // the entries are to be read when the page is shown
    QTableWidget *m_table;
    ViewPlaceholder *m_placeholder;
    QStackedWidget *m_details;
    FactSheet *m_facts;
    ComparisonView *m_comparison;
    QLabel *m_hint;
    QPushButton *m_again, *m_folder, *m_manifest, *m_copy;
    Banner *m_banner;
};

} // namespace slipway
