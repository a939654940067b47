// Access: is the tenant reachable, and what may its token read?
#pragma once
#include "core/diagnosis/check_session.h"
#include "core/workspace/workspace.h"

#include <QWidget>

class QPushButton;
class QSplitter;

namespace slipway {

class AccessTable;
class AccessVerdict;
class ConnectionChips;
class FieldNote;
class GrantWatches;
class NeededSwitch;
class ProfilePicker;
class ResultPane;
struct AuditResult;
struct Fix;

class AccessPage : public QWidget
{
    Q_OBJECT
public:
    explicit AccessPage(Workspace &workspace, QWidget *parent = nullptr);
    ~AccessPage() override;
    // Also shows the result of the last check, provided that it was made with the tenant's current
    // address and profile.
    void setTenant(const Tenant &tenant, const CheckResult &last = {});
    void startCheck();
    void focusTest(); // puts the focus on the Test button
    // Whether the tenant is being tested until everything it needs is granted. This continues
    // while another tenant is shown.
    [[nodiscard]] bool isWaitingForGrant(const QString &tenantId) const;

protected:
    void resizeEvent(QResizeEvent *event) override;

Q_SIGNALS:
    void checked(const QString &tenantId, const slipway::CheckResult &result);
    void previewRequested(const QString &endpointId);
    void waitingChanged(); // see isWaitingForGrant()
    // Everything that a tenant was waiting for has been granted.
    void granted(const QString &tenantId, const slipway::CheckResult &result);

private:
    void layOut();
    void connectParts();
    void profileChosen();
    void customTicked();
    void keepProfile(); // as what the tenant needs
    void fillRows();
    [[nodiscard]] QList<Endpoint> tickedEndpoints() const;
    // Reads the token from the keychain, then calls `use`, unless another tenant is shown by then.
    void withConnection(std::function<void(const ConnectionSettings &)> use);
    // Shows the last check if it was made with this address and profile.
    void showLast(const CheckResult &last);
    // Nothing is asked for this: an export or `slipway-cli check --oldest` may have done so.
    void showOldest();
    void clearProgress();
    void showRow(const AccessRow &row);
    void grantEnded(const QString &tenantId, const CheckResult &result);
    void run(const ConnectionSettings &settings);
    void testUntilGranted();
    void testAll();
    void showAll(); // lists the endpoints that are not needed, too
    // Says what the last check found of the endpoints that are not listed.
    void noteUnlisted();
    [[nodiscard]] bool isBusy() const { return m_session || isWaitingForGrant(m_tenant.id); }
    void stop();
    void showResult(const CheckResult &result);
    void showDetail();
    void updateButtons();
    [[nodiscard]] Fix currentFix() const;
    void showFix();
    void showEvidence();
    void addCaFile();
    void audit();
    void takeAudit(const AuditResult &audited);

    Workspace &m_workspace;
    Tenant m_tenant;
    ProfilePicker *m_profile;
    NeededSwitch *m_switch;
    FieldNote *m_unlisted;
    QPushButton *m_listAll; // beside the note
    QPushButton *m_test, *m_all, *m_copy, *m_evidence, *m_audit, *m_curl, *m_preview, *m_addCa;
    AccessVerdict *m_verdict;
    ConnectionChips *m_steps;
    AccessTable *m_table;
    ResultPane *m_answer;
    QSplitter *m_splitter;     // the table and the selected row's answer
    bool m_isStarting = false; // the token is being read for a test
    std::unique_ptr<CheckSession> m_session;
    GrantWatches *m_watches;
    CheckResult m_result; // of the last check; its time is invalid if there is none
};

} // namespace slipway
