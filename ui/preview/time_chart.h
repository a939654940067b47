// Events over time. Each stretch is drawn as wide as it lasts, whatever the clocks do: only the labels know
// of UTC or local time, so that a day on which the clocks change has each of its hours once. Drag over the
// chart, or Shift and the arrow keys, to choose a stretch of time.
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
    void resizeEvent(QResizeEvent *event) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;

private:
    void draw();
    void recolour();
    void describe();
    // Qt Charts' own labels are cut to "…" in a strip as low as this, and its time axis knows local time
    // only.
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
    int m_anchor = -1, m_end = -1; // stretches, both included; -1: no brush
};

} // namespace slipway
