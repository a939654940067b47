// Preview: events of an endpoint or of a local file in a table, to see that the right data flows.
#pragma once
#include "core/workspace/workspace.h"

#include "core/events/documents/column_survey.h"
#include "core/events/documents/event_file.h"
#include "core/events/documents/event_view.h"
#include "core/events/documents/file_watch.h"
#include "core/events/filter/event_filter.h"
#include "core/events/filter/filter_spelling.h"
#include "core/events/sampling/preview.h"

#include <QElapsedTimer>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QDateTimeEdit;
class QLabel;
class QProgressBar;
class QPushButton;
class QSplitter;

namespace slipway {

class Banner;
class EventDetail;
class EventTable;
class EventTableModel;
class FilterBox;
class InsightPanel;

class PreviewPage : public QWidget
{
    Q_OBJECT
public:
    explicit PreviewPage(Workspace &workspace, QWidget *parent = nullptr);
    ~PreviewPage() override;
    // A sample of another tenant goes; an open file stays.
    void setTenant(const Tenant &tenant);
    void load(const QString &endpointId);
    // Shows a local file of events; needs no tenant.
    void openFile(QString path); // by value: a reload passes the name that is cleared here
    // The open file as it is now. Filter and columns stay.
    void reload();
    // Asks for the file.
    void chooseFile();

    [[nodiscard]] bool isShowingFile() const { return m_file != nullptr; }
    [[nodiscard]] const QString &filePath() const { return m_filePath; }
    // Shows nothing again.
    void putFileAway();

    [[nodiscard]] EventView &view() { return m_view; }
    [[nodiscard]] const ColumnSurvey &survey() const { return m_survey; }
    [[nodiscard]] QString filterText() const;
    void setFilterText(const QString &text);
    // Which fields are columns, in this order; remembered for this type of event.
    void setColumns(const QStringList &columns);
    // Makes a row of the document the current one; takes the filter away where it hides the row.
    void showRow(qint64 documentRow);
    [[nodiscard]] EventDetail *detail() const { return m_detail; }
    [[nodiscard]] EventTable *table() const { return m_table; }
    [[nodiscard]] InsightPanel *panel() const { return m_panel; }

Q_SIGNALS:
    // Another sample or file (or none: null). It may still grow: see documentGrew().
    void documentChanged(const slipway::EventDocumentPtr &document);
    void documentGrew();
    // Somebody wants to look at a file, which does not belong below the name of the tenant that is shown
    // here.
    void fileWanted();

protected:
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeControls();
    void makeLayout();
    void connectParts();
    void connectLenses();
    void run(const ConnectionSettings &settings);
    void setLoading(bool loading);
    void show(const EventDocumentPtr &document);
    void watchFile(const FileState &state);
    void fileChanged(FileChange change);
    // Reads the file that is followed once more, and shows it when all of it is there.
    void readOn();
    void closeFile();
    void startSurvey();
    void surveyed(const ColumnSurvey &survey);
    void applyFilter(const EventFilter &filter);
    void filterBy(const QString &field, const QByteArray &rawValue, bool only);
    void restoreCurrent();
    void updateStatus();
    void chooseColumns();
    void addColumn(const QString &field);
    void showDifference();
    void showChart();
    [[nodiscard]] QStringList valuesOf(const QString &field) const;
    void saveLayout();
    void keepOrder();
    void restoreLayout();
    [[nodiscard]] QString layoutKey(const char *name) const;

    Workspace &m_workspace;
    Tenant m_tenant;
    EventView m_view;
    ColumnSurvey m_survey;
    QComboBox *m_endpoint, *m_amount;
    QDateTimeEdit *m_from, *m_to;
    QPushButton *m_load, *m_open, *m_columns;
    FilterBox *m_filter;
    QCheckBox *m_follow, *m_utc, *m_chart;
    Banner *m_banner, *m_changed; // the second one: what became of the open file
    QLabel *m_note;
    QProgressBar *m_progress;
    EventTableModel *m_model;
    EventTable *m_table;
    EventDetail *m_detail;
    QSplitter *m_splitter; // the table and the detail pane
    QWidget *m_chartArea;
    InsightPanel *m_panel;
    QString m_said; // what was just done, until something else happens
    qint64 m_currentRow = -1;
    qint64 m_fileDone = 0, m_fileTotal = 0;
    bool m_isLoading = false;
    QString m_soFar; // what the load has found
    bool m_hasLayout = false;
    bool m_isWhole = false; // the lenses know all of the document
    std::unique_ptr<PreviewSession> m_session;
    std::unique_ptr<EventFile> m_file;
    QString m_filePath;
    std::unique_ptr<FileWatch> m_watch;
    std::unique_ptr<EventFile> m_next; // the followed file, being read once more
    EventDocumentPtr m_nextDocument;
    FileState m_nextState;
    QElapsedTimer m_readTime; // of m_next, then since it was shown
    qint64 m_lastRead = 0;    // how long the last reading took, ms
    bool m_hasMore = false;   // it changed while it was being read
    std::unique_ptr<ColumnSurveyor> m_surveyor;
};

} // namespace slipway
