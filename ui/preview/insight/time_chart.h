// A chart of events over time. Every interval is drawn as wide as it is long, whatever the clocks
// do: only the labels are in UTC or local time, so that on a day on which the clocks change each
// hour appears exactly once. The user chooses a range of time by dragging over the chart, or with
// Shift and the arrow keys.
#pragma once
#include "core/events/insight/events_over_time.h"

#include <QChartView>
#include <optional>

class QAreaSeries;
class QGraphicsSimpleTextItem;
class QLineSeries;
class QValueAxis;

namespace slipway {

class TimeChart : public QChartView
{
    Q_OBJECT
public:
    explicit TimeChart(QWidget *parent = nullptr);
    void setTime(const std::shared_ptr<const EventsOverTime> &time); // null: shows nothing
    void setUtc(bool utc);

Q_SIGNALS:
    // Epoch seconds, [from, to), rounded to whole intervals of the chart.
    void brushed(qint64 from, qint64 to);
    void brushCleared();

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override; // with a ring while it has the focus
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;

private:
    void draw();
    void recolour();
    void describe();
    // Draws the labels, since Qt Charts cuts its own to "…" in a strip as low as this, and its time
    // axis can only show local time.
    void label();
    QGraphicsSimpleTextItem *addLabel(const QString &text);
    [[nodiscard]] QDateTime clock(qint64 second) const;
    [[nodiscard]] int stretchAt(const QPoint &place) const;
    void tellBrush();

    std::shared_ptr<const EventsOverTime> m_time;
    QLineSeries *m_allEdge, *m_matchingEdge;
    QAreaSeries *m_all, *m_matching;
    QValueAxis *m_x, *m_y; // x: epoch seconds
    QList<QGraphicsSimpleTextItem *> m_labels;
    bool m_utc = false, m_isDragging = false;
    int m_anchor = -1, m_end = -1; // intervals, both included; -1: nothing is chosen
};

} // namespace slipway
