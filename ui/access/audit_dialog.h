// The least-privilege audit: the choice of paths to ask for, the warning shown beforehand, and what
// the token can do beyond its profile.
#pragma once
#include "core/diagnosis/audit.h"
#include "core/netskope/api_client.h"

#include <QDialog>

class QLabel;
class QPushButton;

namespace slipway {

class Banner;
class TickTable;

class AuditDialog : public QDialog
{
    Q_OBJECT
public:
    AuditDialog(ConnectionSettings settings, const Profile &profile, QString databasePath,
                QWidget *parent = nullptr);
    ~AuditDialog() override;

Q_SIGNALS:
    void audited(const slipway::AuditResult &result);

protected:
    void changeEvent(QEvent *event) override; // follows light and dark

private:
    void start();
    void showRow(const AuditRow &row);
    void showResult(const AuditResult &result);
    void updateStart();
    [[nodiscard]] QList<AuditPath> ticked() const;

    ConnectionSettings m_settings;
    QString m_databasePath;
    QList<AuditPath> m_paths;
    QHash<QString, AuditRow> m_rows; // by path
    QLabel *m_warning;
    Banner *m_banner;
    TickTable *m_table;
    QPushButton *m_start, *m_copy;
    AuditResult m_result;
    std::unique_ptr<AuditSession> m_session;
};

} // namespace slipway
