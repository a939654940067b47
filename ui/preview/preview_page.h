// Preview: the newest events of an endpoint, to see that the right data flows.
#pragma once
#include "ui/workspace/workspace.h"

#include "core/events/preview.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QTableView;
class QTreeWidget;

namespace slipway {

class Banner;
class EventTableModel;

class PreviewPage : public QWidget
{
    Q_OBJECT
public:
    explicit PreviewPage(Workspace &workspace, QWidget *parent = nullptr);
    ~PreviewPage() override;
    void setTenant(const Tenant &tenant);
    void load(const QString &endpointId);

private:
    void run(const ConnectionSettings &settings);
    void showSample(const EventSample &sample);
    void showEvent(int row);
    void updateCount();
    void chooseColumns();

    Workspace &m_workspace;
    Tenant m_tenant;
    QComboBox *m_endpoint;
    QPushButton *m_load, *m_columns;
    QLineEdit *m_filter;
    QCheckBox *m_utc;
    Banner *m_banner;
    QLabel *m_note;
    EventTableModel *m_model;
    QTableView *m_table;
    QTreeWidget *m_tree;
    QPlainTextEdit *m_raw;
    QString m_sampleNote;
    std::unique_ptr<PreviewSession> m_session;
};

} // namespace slipway
