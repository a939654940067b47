// Everything around the table of events: tabs with the table, the field profile, the conformance
// and the difference between two events, and the chart of events over time. The field profile and
// the conformance are computed only while their tab is open.
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
    // `events` becomes the first tab. Conditions are added to `filter`, which must outlive the
    // panel.
    InsightPanel(QWidget *events, FilterBox *filter, QWidget *parent = nullptr);
    ~InsightPanel() override;

    void setDocument(const EventDocumentPtr &document); // call it again when a file has been read to its end
    void setUtc(bool utc);
    // Whether the chart is shown; it is computed only then.
    void setChartWanted(bool isWanted);
    // Makes the computations wait, for example while the table is being filtered or sorted.
    void setPaused(bool isPaused);
    void showEvents();
    void showDifference();
    [[nodiscard]] bool isDifferenceShown() const;
    [[nodiscard]] TimeChart *chart() const { return m_chart; } // the owner places it in a layout
    [[nodiscard]] DifferenceView *difference() const { return m_difference; }

Q_SIGNALS:
    void rowWanted(qint64 documentRow); // show this event in the table
    void columnWanted(const QString &field);
    void differenceShown(); // the receiver should set the two events

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
