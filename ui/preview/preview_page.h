// Preview: the events of an endpoint or of a local file in a table, to check that the right data
// arrives.
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
    // Discards a sample that was loaded from another tenant; an open file stays.
    void setTenant(const Tenant &tenant);
    void load(const QString &endpointId);
    // Shows a local file of events; needs no tenant.
    void openFile(QString path); // by value: reload() passes m_filePath, which is cleared here
    // Reads the open file again. The filter and the columns stay.
    void reload();
    // Lets the user choose a file, and opens it.
    void chooseFile();

    [[nodiscard]] bool isShowingFile() const { return m_file != nullptr; }
    [[nodiscard]] const QString &filePath() const { return m_filePath; }
    // Closes the file and shows an empty page.
    void putFileAway();

    [[nodiscard]] EventView &view() { return m_view; }
    [[nodiscard]] const ColumnSurvey &survey() const { return m_survey; }
    [[nodiscard]] QString filterText() const;
    void setFilterText(const QString &text);
    // Which fields are columns, in this order; remembered for this type of event.
    void setColumns(const QStringList &columns);
    // Makes a row of the document the current one; clears the filter if it hides that row.
    void showRow(qint64 documentRow);
    [[nodiscard]] EventDetail *detail() const { return m_detail; }
    [[nodiscard]] EventTable *table() const { return m_table; }
    [[nodiscard]] InsightPanel *panel() const { return m_panel; }

Q_SIGNALS:
    // Another sample or file is shown, or none (null). It may still grow; see documentGrew().
    void documentChanged(const slipway::EventDocumentPtr &document);
    void documentGrew();
    // The user wants to open a file, which should not be shown under the name of this page's
    // tenant.
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
    void dropSession(); // without waiting for it
    void setLoading(bool loading);
    // `row`: the row of the document that becomes the current one; -1: the first.
    void show(const EventDocumentPtr &document, qint64 row = -1);
    void watchFile(const FileState &state);
    void fileChanged(FileChange change);
    // Reads the followed file again, and shows it once it has been read completely.
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
    Banner *m_banner, *m_changed; // m_changed: what has happened to the open file
    QLabel *m_note;
    QProgressBar *m_progress;
    EventTableModel *m_model;
    EventTable *m_table;
    EventDetail *m_detail;
    QSplitter *m_splitter; // the table and the detail pane
    QWidget *m_chartArea;
    InsightPanel *m_panel;
    QString m_said; // what was just done; shown until something else happens
    qint64 m_currentRow = -1;
    qint64 m_fileDone = 0, m_fileTotal = 0;
    bool m_isLoading = false;
    QString m_soFar;           // what has been loaded so far, as a sentence
    QList<QByteArray> m_first; // the rows that are shown while others are loaded
    bool m_hasLayout = false;
    bool m_isWhole = false; // the panel has been given the complete document
    std::unique_ptr<PreviewSession> m_session;
    std::unique_ptr<EventFile> m_file;
    QString m_filePath;
    std::unique_ptr<FileWatch> m_watch;
    std::unique_ptr<EventFile> m_next; // the followed file while it is read again
    EventDocumentPtr m_nextDocument;
    FileState m_nextState;
    QElapsedTimer m_readTime; // since the reading of m_next began; afterwards, since it was shown
    qint64 m_lastRead = 0;    // how long the last reading took, in ms
    bool m_hasMore = false;   // the file changed while it was being read
    std::unique_ptr<ColumnSurveyor> m_surveyor;
};

} // namespace slipway
