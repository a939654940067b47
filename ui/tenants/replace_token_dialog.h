// Replaces a tenant's token. The new token is tested first, and its result is shown beside the old
// one's.
#pragma once
#include "core/diagnosis/check_session.h"
#include "core/diagnosis/history/check_record.h"
#include "core/workspace/workspace.h"

#include <QDialog>

class QCheckBox;
class QDateEdit;
class QLineEdit;
class QPushButton;

namespace slipway {

class Banner;
class ComparisonView;
class FieldNote;

class ReplaceTokenDialog : public QDialog
{
    Q_OBJECT
public:
    ReplaceTokenDialog(Workspace &workspace, const Tenant &tenant, QWidget *parent = nullptr);
    ~ReplaceTokenDialog() override;
    // The check of the new token, once it has replaced the old one.
    [[nodiscard]] const std::optional<CheckResult> &newCheck() const { return m_result; }

private:
    void test();
    void check(const Secret &token, const char *sentence,
               void (ReplaceTokenDialog::*then)(const CheckResult &));
    void oldChecked(const CheckResult &result);
    void newChecked(const CheckResult &result);
    void replace(bool sessionOnly);
    void stored(const Result<Tenant> &saved);
    void updateButtons();

    Workspace &m_workspace;
    Tenant m_tenant;
    Profile m_profile;
    QList<Endpoint> m_endpoints;
    std::optional<CheckRecord> m_before; // the last check of the old token
    std::optional<CheckResult> m_result;
    Secret m_token; // the one that was tested
    QLineEdit *m_tokenEdit;
    FieldNote *m_tokenNote;
    QCheckBox *m_hasExpiry;
    QDateEdit *m_expiry;
    Banner *m_banner;
    ComparisonView *m_comparison;
    QPushButton *m_test, *m_replace, *m_session;
    std::unique_ptr<CheckSession> m_check;
    bool m_isBusy = false; // the keychain is waited for
};

} // namespace slipway
