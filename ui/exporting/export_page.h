// Export: a short form that says in plain words what will happen.
#pragma once
#include "core/workspace/workspace.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSpinBox;
class QWidget;

namespace slipway {

class Banner;
class TimeField;

class ExportPage : public QWidget
{
    Q_OBJECT
public:
    explicit ExportPage(Workspace &workspace, QWidget *parent = nullptr);
    ~ExportPage() override;
    void setTenant(const Tenant &tenant);

private:
    [[nodiscard]] ExportRequest request() const;
    void preset(qint64 seconds);
    void update();
    void start();
    void fillDestinations(const QString &selected);
    void editDestination(const Destination &destination);
    void testDestination();                                  // or stops the test
    [[nodiscard]] std::optional<Destination> bucket() const; // the one chosen; else the folder is

    Workspace &m_workspace;
    Tenant m_tenant;
    QListWidget *m_endpoints;
    TimeField *m_from, *m_to;
    QComboBox *m_destination;
    QPushButton *m_edit, *m_test;
    bool m_testing = false;
    std::stop_source m_stopTest;
    QWidget *m_folderRow;
    QLineEdit *m_folder;
    QComboBox *m_compression;
    QSpinBox *m_partSize; // MiB
    QDoubleSpinBox *m_rate;
    QDoubleSpinBox *m_bandwidth; // MB/s
    QCheckBox *m_keepDuplicates;
    QLabel *m_summary;
    Banner *m_banner;
    QPushButton *m_start;
};

} // namespace slipway
