// Saves an onboarding report: asks for the format, for how much of the events may be shown, and for
// the file.
#pragma once
#include "core/report/gather_report.h"
#include "core/workspace/workspace.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;

namespace slipway {

class Banner;

class ReportDialog : public QDialog
{
    Q_OBJECT
public:
    // `check`: the tenant's last check in this window, if any. `profileId`: the profile that a new
    // check is made for.
    ReportDialog(Workspace &workspace, const Tenant &tenant, std::optional<CheckResult> check,
                 const QString &profileId, QWidget *parent = nullptr);
    ~ReportDialog() override;

private:
    void formatChosen();
    void pathTyped();
    void browse();
    void updateButtons();
    void save();
    void run(const ConnectionSettings &settings);
    void ended();
    [[nodiscard]] Result<ReportRequest> choices() const;
    [[nodiscard]] QString path() const;

    Workspace &m_workspace;
    Tenant m_tenant;
    std::optional<CheckResult> m_check;
    QString m_profileId, m_confirmed; // m_confirmed: a file that the user has agreed to replace
    QComboBox *m_checkChoice, *m_format, *m_people, *m_fieldChoice;
    QCheckBox *m_samples;
    QLineEdit *m_fields, *m_path;
    Banner *m_banner;
    QPushButton *m_save, *m_close, *m_open;
    std::unique_ptr<ReportSession> m_session;
};

} // namespace slipway
