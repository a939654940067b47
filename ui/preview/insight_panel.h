// What lies around the table of events: tabs with the table, the field profile, the conformance and the
// difference of two events, and the chart of events over time. Works things out only while their tab is open.
#pragma once
#include "core/events/insight/event_insight.h"

#include <QTabWidget>

namespace slipway {

class ConformanceView;
class DifferenceView;
class FilterBox;
class ProfileView;
class TimeChart;

class InsightPanel : public QTabWidget
{
    Q_OBJECT
public:
    // `events` becomes the first tab. `filter` is the box that conditions go to; it must outlive the panel.
    InsightPanel(QWidget *events, FilterBox *filter, QWidget *parent = nullptr);
    ~InsightPanel() override;

    void setDocument(const EventDocumentPtr &document); // again when a file is read to its end
    void setUtc(bool utc);
    // Whether the chart can be seen: else it is not worked out.
    void setChartWanted(bool isWanted);
    // While the table itself is filtered or sorted, the lenses wait.
    void setPaused(bool isPaused);
    void showEvents();
    void showDifference();
    [[nodiscard]] bool isDifferenceShown() const;
    [[nodiscard]] TimeChart *chart() const { return m_chart; } // to be placed by the owner
    [[nodiscard]] DifferenceView *difference() const { return m_difference; }

Q_SIGNALS:
    void rowWanted(qint64 documentRow); // show this event in the table
    void columnWanted(const QString &field);
    void differenceShown(); // time to say which two events

private:
    void want();
    EventDocumentPtr m_document;
    FilterBox *m_filter;
    TimeChart *m_chart;
    ProfileView *m_profile;
    ConformanceView *m_conformance;
    DifferenceView *m_difference;
    EventInsight *m_insight;
    QString m_brush; // the condition that the chart's brush put into the filter
};

} // namespace slipway
