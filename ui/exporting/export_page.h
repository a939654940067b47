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
class FieldNote;
class TimeField;

class ExportPage : public QWidget
{
    Q_OBJECT
public:
    explicit ExportPage(Workspace &workspace, QWidget *parent = nullptr);
    ~ExportPage() override;
    void setTenant(const Tenant &tenant);

protected:
    void showEvent(QShowEvent *event) override;

private:
    // With the range as it is now where it is a relative one.
    [[nodiscard]] ExportRequest request() const;
    void preset(qint64 seconds);
    void showRange(); // of a relative range: what it would be now
    void fixRange();  // somebody entered a time
    [[nodiscard]] QString defaultFolder() const;
    // What the last check found missing of that which is ticked; empty when there is nothing to say.
    [[nodiscard]] QString knownProblems(const QStringList &endpointIds) const;
    // Whether the same export is under way already and a person does not want it twice.
    [[nodiscard]] bool isRefusedAsDouble(const ExportRequest &wanted);
    void followStarted(const JobSnapshot &job);
    void update();
    void start();
    void submit(const ExportRequest &wanted);
    // The newest complete export of the tenant that is not continued yet.
    [[nodiscard]] std::optional<JobSnapshot> lastExport() const;
    void continueLast();
    void updateContinue();
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
    QCheckBox *m_keepLate;
    QLabel *m_summary;
    FieldNote *m_warning;
    QList<QPushButton *> m_presets;
    qint64 m_relative = 0; // seconds before the start; 0: the range is the one in the fields
    QString m_startedId;   // of the job that the message is about
    std::optional<JobState> m_startedState;
    QString m_startedRemark; // what was known against it when it started
    Banner *m_banner;
    QPushButton *m_start;
    QPushButton *m_continue;
};

} // namespace slipway
