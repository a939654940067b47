// The left side of the window: the tenants with what is known of each, a search among them, and the
// entries for all tenants together, for what needs the user, and for an open file.
#pragma once
#include "core/diagnosis/check_result.h"
#include "core/tenants/tenant_repository.h"

#include <QWidget>

class QAction;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace slipway {

class IconButton;
class ViewPlaceholder;

class TenantSidebar : public QWidget
{
    Q_OBJECT
public:
    struct Actions
    {
        QAction *add, *overview, *needs;
        QList<QAction *> ofTenant; // the context menu
    };
    struct Entry
    {
        Tenant tenant;
        std::optional<Verdict> verdict; // of the newest check at the tenant's address
        bool isWaiting = false;         // tested until its permissions are granted
    };
    explicit TenantSidebar(const Actions &actions, QWidget *parent = nullptr);

    // Fills the list, in the order of the names. The current tenant stays the current one; if it is
    // gone, and `wantsOne`, the first one is. Emits nothing.
    void fill(QList<Entry> entries, bool wantsOne);
    [[nodiscard]] QString currentId() const; // empty if none is
    void select(const QString &tenantId);
    // Makes no tenant the current one. Emits nothing.
    void leave();
    void startSearch();
    // How many things need the user. The entry for them is only there if there are some, or while it is
    // chosen.
    void setNeeds(qsizetype count);
    void showFile(const QString &path);
    void hideFile();
    // Which of the other entries is shown as chosen.
    enum class Other { None, Overview, Needs, File };
    void setChosen(Other entry);

Q_SIGNALS:
    void currentChanged();
    void activated(); // the current tenant, with Enter or a double click
    void fileWanted();

private:
    void filter();
    QLineEdit *m_search;
    IconButton *m_add = nullptr;
    QListWidget *m_tenants;
    QWidget *m_none; // in place of the list while there are no tenants
    ViewPlaceholder *m_placeholder;
    QPushButton *m_overview, *m_needs; // above the tenants
    qsizetype m_needCount = 0;
    QPushButton *m_file; // below the tenants, while a file is open
};

} // namespace slipway
