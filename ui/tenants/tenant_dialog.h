// Adds or edits a tenant. The address is checked as it is typed, the token is stored in the
// keychain, and the connection is tested before saving.
#pragma once
#include "core/diagnosis/check_session.h"
#include "core/netskope/tenant_address.h"
#include "core/workspace/workspace.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDateEdit;
class QLabel;
class QLineEdit;
class QPushButton;

namespace slipway {

class Banner;
class FieldNote;
class FoldButton;

class TenantDialog : public QDialog
{
    Q_OBJECT
public:
    // An empty `tenant` adds a new one. The token of a saved tenant is never shown. An empty field
    // keeps it, and Test and Save use it, even after the address has been changed; in that case the
    // dialog says beforehand where the token will be sent.
    TenantDialog(Workspace &workspace, const Tenant &tenant, QWidget *parent = nullptr);
    ~TenantDialog() override;
    [[nodiscard]] Tenant tenant() const { return m_tenant; } // as saved
    // The test of exactly what was saved, if there was one.
    [[nodiscard]] const std::optional<CheckResult> &checkOfSaved() const { return m_kept; }

protected:
    bool event(QEvent *event) override;

private:
    void addressTyped();
    void edited(); // the entries no longer match what was tested
    void apiChosen();
    [[nodiscard]] ApiVersion api() const;
    void showAddressNote();
    void showTokenNote();
    void updateButtons();
    // Reads the token into m_token, which stays empty if the stored one is kept. The error says why
    // the text cannot be a token, or what is wrong with the CA file.
    [[nodiscard]] Result<void> readEntries();
    enum class Then { Nothing, SaveIfReady };
    void save();
    // Tests with the token that is entered, or else with the stored one.
    void test(Then then);
    void check(const ConnectionSettings &settings, const Profile &profile, Then then);
    void setBusy(bool busy);
    // Whether Save will test first.
    [[nodiscard]] bool willTest() const;
    // Whether the token would now be sent to another address or by another route.
    [[nodiscard]] bool isConnectionChanged() const;
    void store(bool sessionOnly);
    void stored(const Result<Tenant> &saved);
    [[nodiscard]] Tenant entered() const;

    Workspace &m_workspace;
    Tenant m_tenant;
    bool m_isNew, m_tested = false, m_busy = false;
    Result<TenantAddress> m_address;
    Secret m_token;
    std::optional<CheckResult> m_result; // of the last test, while it matches the entries
    std::optional<CheckResult> m_kept;   // see checkOfSaved()
    QLineEdit *m_name, *m_addressEdit, *m_tokenEdit, *m_proxy, *m_caFile;
    QComboBox *m_api;
    FieldNote *m_addressNote;
    QLabel *m_apiNote;
    FieldNote *m_tokenNote;
    QWidget *m_fields;
    QCheckBox *m_hasExpiry, *m_testFirst;
    QDateEdit *m_expiry;
    Banner *m_banner;
    FoldButton *m_advanced;
    QPushButton *m_test, *m_save, *m_session;
    std::unique_ptr<CheckSession> m_check;
};

} // namespace slipway
