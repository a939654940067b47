// Access: is the tenant reachable, and what may its token read?
#pragma once
#include "core/diagnosis/check.h"
#include "ui/workspace/workspace.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTableWidget;

namespace slipway {

class Banner;

class AccessPage : public QWidget
{
    Q_OBJECT
public:
    explicit AccessPage(Workspace &workspace, QWidget *parent = nullptr);
    ~AccessPage() override;
    void setTenant(const Tenant &tenant);
    void startCheck();

protected:
    void changeEvent(QEvent *event) override;

Q_SIGNALS:
    void checked(const QString &tenantId, const slipway::CheckResult &result);
    void previewRequested(const QString &endpointId);

private:
    void fillProfiles();
    void fillRows();
    [[nodiscard]] Profile profile() const;
    void showStep(const ConnectionStep &step);
    void paintSteps();
    void showRow(const AccessRow &row);
    void showResult(const CheckResult &result);
    void showDetail();
    void run(const ConnectionSettings &settings);

    Workspace &m_workspace;
    Tenant m_tenant;
    QComboBox *m_profile;
    QPushButton *m_test, *m_copy;
    Banner *m_banner;
    QLabel *m_steps;
    QTableWidget *m_table;
    QPlainTextEdit *m_detail;
    QList<ConnectionStep> m_stepList;
    QHash<QString, AccessRow> m_rows;
    std::unique_ptr<CheckSession> m_session;
    CheckResult m_result;
};

} // namespace slipway
