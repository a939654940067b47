// Export: a short form that says in plain words what will happen.
#pragma once
#include "core/exporting/journal/request_problems.h"
#include "core/workspace/workspace.h"

#include <QHash>
#include <QWidget>

class QBoxLayout;
class QCheckBox;
class QComboBox;
class QFormLayout;
class QDoubleSpinBox;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QSpinBox;
class QWidget;

namespace slipway {

class Banner;
class ElidedLabel;
class EndpointPicker;
class ExportOutlook;
class FieldNote;
class FoldButton;
class TimeField;

class ExportPage : public QWidget
{
    Q_OBJECT
public:
    explicit ExportPage(Workspace &workspace, QWidget *parent = nullptr);
    ~ExportPage() override;
    void setTenant(const Tenant &tenant);
    // Of the form alone: where there is room for no more, what will happen stands below it.
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void showEvent(QShowEvent *event) override;
    void
    resizeEvent(QResizeEvent *event) override; // labels stand above their fields where there is little room
    bool event(QEvent *event) override;        // takes over new preferences when the window is used again

private:
    // The form scrolls up and down only: where the window is narrow, the column beside it gives way, then the
    // labels stand above their fields, and at last what will happen stands below the form.
    void fitColumns();
    // What is entered in the form. A relative range ends now.
    [[nodiscard]] ExportRequest request() const;
    void preset(qint64 seconds);
    void showRange(); // shows a relative range as it would be now
    void fixRange();  // somebody entered a time: the range is no longer relative
    [[nodiscard]] QString defaultFolder() const;
    // Takes the folder and the pace from the preferences, unless others were entered here.
    void takeDefaults();
    // Takes what the form had when this tenant's last export was started.
    void takeLastForm();
    void keepForm() const;
    void fillRecentFolders();
    void showAccess(); // what the last check found, beside each endpoint
    // Warnings about the token's expiry and about the ticked endpoints for which the last check
    // found no permission.
    [[nodiscard]] QStringList knownProblems(const QStringList &endpointIds) const;
    // Whether the same export is under way already and the user, when asked, does not want a second
    // one.
    [[nodiscard]] bool isRefusedAsDouble(const ExportRequest &wanted);
    void followStarted(const JobSnapshot &job);
    void showOptions(); // the chosen ones, while their fields are hidden
    void update();
    // Says each problem below the field that has to change.
    void showProblems(const QList<RequestProblem> &problems);
    bool takeTyped(); // reads times that are being typed; false if one of them is not a time
    void start();
    void submit(const ExportRequest &wanted);
    // All jobs, newest first, as they were when one of them last changed its state or this page was
    // last opened.
    [[nodiscard]] const QList<JobSnapshot> &earlierJobs() const;
    // The tenant's newest export that can be continued.
    [[nodiscard]] std::optional<JobSnapshot> lastExport() const;
    void continueLast();
    void updateContinue();
    void fillDestinations(const QString &selected);
    void editDestination(const Destination &destination);
    void testDestination();                                  // or stops the running test
    [[nodiscard]] std::optional<Destination> bucket() const; // the chosen one; none if a folder is chosen

    Workspace &m_workspace;
    Tenant m_tenant;
    EndpointPicker *m_endpoints;
    TimeField *m_from, *m_to;
    FieldNote *m_endpointsNote, *m_rangeNote, *m_destinationNote;
    QComboBox *m_destination;
    QList<Destination> m_destinations; // as the combo box lists them
    QPushButton *m_edit, *m_test;
    bool m_testing = false;
    std::stop_source m_stopTest;
    QFormLayout *m_form;
    QScrollArea *m_scroll; // with the form
    QWidget *m_outcome;    // what will happen, beside the form
    QBoxLayout *m_columns; // the two
    QBoxLayout *m_startRow;
    QList<QBoxLayout *> m_pairs;        // parts of the form that stand side by side where there is room
    QWidget *m_folderRow, *m_bucketRow; // one of them is shown
    QLineEdit *m_folder;
    QPushButton *m_recent; // folders that exports went to
    QString m_offeredFolder;
    QHash<QString, QString> m_ownFolders; // entered by the user, by tenant; without those that were offered
    double m_offeredPace = 1;
    QComboBox *m_compression;
    QSpinBox *m_partSize; // MiB
    QDoubleSpinBox *m_rate;
    QSpinBox *m_parallel;
    QDoubleSpinBox *m_bandwidth; // MB/s
    QCheckBox *m_keepDuplicates;
    QCheckBox *m_keepLate;
    FoldButton *m_options; // the five fields before it
    ElidedLabel *m_chosenOptions;
    ExportOutlook *m_outlook;
    QList<QPushButton *> m_presets;
    // Seconds before the start of the export; 0: the range is the one in the fields.
    qint64 m_relative = 0;
    mutable std::optional<QList<JobSnapshot>> m_earlierJobs; // none: they are to be read again
    QString m_startedId;                                     // of the job that the banner is about
    std::optional<JobState> m_startedState;
    QString m_startedRemark; // the warning that there was when it started
    Banner *m_banner;
    QPushButton *m_start;
    QPushButton *m_copy;
    QPushButton *m_continue;
};

} // namespace slipway
