// Events over time. Drag over the chart, or Shift and the arrow keys, to choose a stretch of time.
#pragma once
#include "core/events/events_over_time.h"

#include <QChartView>
#include <optional>

class QAreaSeries;
class QDateTimeAxis;
class QLineSeries;
class QValueAxis;

namespace slipway {

class TimeChart : public QChartView
{
    Q_OBJECT
public:
    explicit TimeChart(QWidget *parent = nullptr);
    void setTime(const std::shared_ptr<const EventsOverTime> &time); // null: nothing
    void setUtc(bool utc);

Q_SIGNALS:
    // Epoch seconds, [from, to), whole stretches of the chart.
    void brushed(qint64 from, qint64 to);
    void brushCleared();

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;

private:
    void draw();
    void recolour();
    void describe();
    [[nodiscard]] int stretchAt(const QPoint &place) const;
    [[nodiscard]] qint64 axisTime(qint64 second) const;
    void tellBrush();

    std::shared_ptr<const EventsOverTime> m_time;
    QLineSeries *m_allEdge, *m_matchingEdge;
    QAreaSeries *m_all, *m_matching;
    QDateTimeAxis *m_x;
    QValueAxis *m_y;
    bool m_utc = false, m_isDragging = false;
    int m_anchor = -1, m_end = -1; // stretches, both included; -1: no brush
};

} // namespace slipway
