// The field profile: a table of the fields, and the frequent values of the selected field.
// Activating a value filters by it.
#pragma once
#include "ui/preview/insight/profile_model.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;
class QTableWidget;

namespace slipway {

class ProfileView : public QWidget
{
    Q_OBJECT
public:
    explicit ProfileView(QWidget *parent = nullptr);
    void setProfile(const std::shared_ptr<const FieldProfile> &profile); // null: none yet
    void setProgress(qint64 rows, qint64 of);                            // shown until the next setProfile()

Q_SIGNALS:
    void conditionWanted(const QString &condition); // in the language of filter_syntax.h
    void columnWanted(const QString &field);        // to be shown in the table of events

private:
    void showValues();
    void showButtons();
    void filterBy(int valueRow, bool isThis);

    ProfileModel *m_model;
    QSortFilterProxyModel *m_sorted;
    QTableView *m_fields;
    QTableWidget *m_values;
    QLabel *m_note;
    QLineEdit *m_search;
    QPushButton *m_only, *m_not;
    QProgressBar *m_progress;
};

} // namespace slipway
