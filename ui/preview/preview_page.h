// Preview: the events of an endpoint or of a local file in a table, to check that the right data
// arrives.
#pragma once
#include "core/workspace/workspace.h"

#include "core/events/documents/event_view.h"
#include "core/events/documents/files/event_file.h" // which declares the document to the signals
#include "core/events/filter/event_filter.h"
#include "core/events/filter/filter_spelling.h"
#include "core/events/insight/column_survey.h"

#include <QMap>
#include <QWidget>

class QCheckBox;
class QPushButton;
class QSplitter;

namespace slipway {

class Banner;
class ElidedLabel;
class EventDetail;
class EventTable;
class EventTableModel;
class FilterBox;
class InsightPanel;
class PreviewStatus;
class SampleLoader;
class SourceBar;
class WatchedFile;

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
    void openFile(QString path); // by value: reload() passes filePath(), which changes here
    // Reads the open file again. The filter and the columns stay.
    void reload();
    // Lets the user choose a file, and opens it.
    void chooseFile();

    [[nodiscard]] bool isShowingFile() const;
    [[nodiscard]] QString filePath() const; // empty if no file is open
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
    void changeEvent(QEvent *event) override;

private:
    void makeLayout();
    void connectParts();
    void connectSource();
    void connectPanel();
    // `row`: the row of the document that becomes the current one; -1: the first.
    void show(const EventDocumentPtr &document, qint64 row = -1);
    void showAgain(const EventDocumentPtr &document); // of the followed file
    void closeFile();
    void startSurvey();
    void surveyed(const ColumnSurvey &survey);
    void applyFilter(const EventFilter &filter);
    void filterBy(const QString &field, const QByteArray &rawValue, bool only);
    void restoreCurrent();
    void updateStatus();
    // Says above the rows what they are. If another endpoint is chosen, they are dimmed until it is loaded.
    void nameRows();
    void chooseColumns();
    void addColumn(const QString &field);
    void showDifference();
    void showChart();
    [[nodiscard]] QStringList valuesOf(const QString &field) const;
    [[nodiscard]] QMap<QString, int> currentWidths() const;
    void saveLayout();
    void keepOrder();
    void restoreLayout();

    Workspace &m_workspace;
    Tenant m_tenant;
    EventView m_view;
    ColumnSurvey m_survey;
    SourceBar *m_source;
    SampleLoader *m_loader;
    WatchedFile *m_file;
    QPushButton *m_columns;
    FilterBox *m_filter;
    QCheckBox *m_utc, *m_chart;
    Banner *m_banner, *m_changed; // m_changed: what has happened to the open file
    ElidedLabel *m_rowsNote;      // what the rows are
    PreviewStatus *m_status;
    EventTableModel *m_model;
    EventTable *m_table;
    EventDetail *m_detail;
    QSplitter *m_splitter; // the table and the detail pane
    QWidget *m_chartArea;
    InsightPanel *m_panel;
    struct Rows
    {
        QString endpointId, what; // "Alerts of Acme, newest 500"
    };
    Rows m_asked, m_shown; // what was last asked for, and what the table has of it; empty for a file
    QString m_said;        // what was just done; shown until something else happens
    qint64 m_currentRow = -1;
    QString m_soFar;           // what has been loaded so far, as a sentence
    QList<QByteArray> m_first; // the rows that are shown while others are loaded
    bool m_hasLayout = false;
    bool m_areDimmed = false; // the rows are not of the chosen endpoint
    bool m_isWhole = false;   // the panel has been given the complete document
    std::unique_ptr<ColumnSurveyor> m_surveyor;
};

} // namespace slipway
