// All tenants in one table: what the last check found, when the token ends, the last check and the last
// export. They are sorted and searched here, and tested together.
#pragma once
#include "ui/tenants/check_queue.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSortFilterProxyModel;
class QStandardItemModel;
class QTableView;

namespace slipway {

class Banner;

class OverviewPage : public QWidget
{
    Q_OBJECT
public:
    explicit OverviewPage(Workspace &workspace, QWidget *parent = nullptr);
    // Reads all of it again, if it is seen.
    void refresh();

Q_SIGNALS:
    void tenantWanted(const QString &tenantId);
    void checked(const QString &tenantId, const slipway::CheckResult &result);

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override; // follows light and dark

private:
    void fill();
    void test();
    void showProgress();
    void ended();
    [[nodiscard]] QStringList chosen() const; // the selected ones, or else all that are listed

    Workspace &m_workspace;
    CheckQueue *m_queue;
    QStringList m_failures; // of this run, a sentence each
    QLineEdit *m_search;
    QPushButton *m_test;
    QProgressBar *m_progress;
    QLabel *m_count;
    Banner *m_banner;
    QStandardItemModel *m_model;
    QSortFilterProxyModel *m_sorted;
    QTableView *m_table;
};

} // namespace slipway
