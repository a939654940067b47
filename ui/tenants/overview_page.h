// All tenants in one table, with the result and the time of the last check, the token's expiry and
// the last export. The table can be sorted and searched, and the tenants can be tested together.
#pragma once
#include "core/workspace/check_queue.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;

namespace slipway {

class Banner;
class OverviewModel;
class ViewPlaceholder;

class OverviewPage : public QWidget
{
    Q_OBJECT
public:
    explicit OverviewPage(Workspace &workspace, QWidget *parent = nullptr);
    // Reads everything again, if the page is visible.
    void refresh();

Q_SIGNALS:
    void tenantWanted(const QString &tenantId);
    void checked(const QString &tenantId, const slipway::CheckResult &result);

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override; // follows light and dark
    void resizeEvent(QResizeEvent *event) override;

private:
    void fill();
    void test();
    void showProgress();
    void ended();
    [[nodiscard]] QStringList chosen() const; // ids: the selected tenants, or else all listed ones

    Workspace &m_workspace;
    CheckQueue *m_queue;
    QStringList m_failures; // one sentence for each failure of this run
    QLineEdit *m_search;
    QPushButton *m_test;
    QProgressBar *m_progress;
    QLabel *m_count;
    Banner *m_banner;
    OverviewModel *m_model;
    QSortFilterProxyModel *m_sorted;
    QTableView *m_table;
    ViewPlaceholder *m_placeholder;
};

} // namespace slipway
