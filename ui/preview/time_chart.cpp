#include "ui/preview/time_chart.h"

#include <QAreaSeries>
#include <QChart>
#include <QDateTime>
#include <QDateTimeAxis>
#include <QKeyEvent>
#include <QLineSeries>
#include <QLocale>
#include <QMouseEvent>
#include <QToolTip>
#include <QValueAxis>

#include <algorithm>

namespace slipway {
namespace {

constexpr qint64 day = 86'400;

QString axisFormat(qint64 span)
{
    if (span <= 600)
        return QStringLiteral("HH:mm:ss");
    if (span <= day)
        return QStringLiteral("HH:mm");
    return span <= 4 * day ? QStringLiteral("d MMM HH:mm") : QStringLiteral("d MMM yyyy");
}

} // namespace

TimeChart::TimeChart(QWidget *parent)
    : QChartView(parent), m_allEdge(new QLineSeries(this)), m_matchingEdge(new QLineSeries(this)),
      m_all(new QAreaSeries(m_allEdge)), m_matching(new QAreaSeries(m_matchingEdge)),
      m_x(new QDateTimeAxis(this)), m_y(new QValueAxis(this))
{
    setObjectName(QStringLiteral("timeChart"));
    setAccessibleName(tr("Events over time"));
    setToolTip(tr(
        "Drag to see only a stretch of time. With keys: arrows, Shift and arrows, Return; Escape clears."));
    setFocusPolicy(Qt::StrongFocus);
    setRenderHint(QPainter::Antialiasing, false); // steps have straight edges
    setFixedHeight(110);
    setFrameShape(QFrame::NoFrame);
    setBackgroundBrush(Qt::NoBrush); // what is behind shows: a tab is not as dark as the window
    viewport()->setAutoFillBackground(false);
    QChart *area = chart();
    area->legend()->hide();
    area->setMargins(QMargins(0, 0, 0, 0));
    area->setContentsMargins(-6, -8, -6, -10); // Qt Charts' own margins are wider than a strip can spare
    area->addSeries(m_all);
    area->addSeries(m_matching);
    area->addAxis(m_x, Qt::AlignBottom);
    area->addAxis(m_y, Qt::AlignLeft);
    for (QAreaSeries *series : {m_all, m_matching}) {
        series->attachAxis(m_x);
        series->attachAxis(m_y);
    }
    m_x->setTickCount(7);
    m_y->setTickCount(3);
    m_y->setLabelFormat(QStringLiteral("%.0f"));
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    m_x->setLabelsFont(small);
    m_y->setLabelsFont(small);
    recolour();
    draw();
}

void TimeChart::setTime(const std::shared_ptr<const EventsOverTime> &time)
{
    const bool isSameScale = m_time && time && m_time->from == time->from && m_time->seconds == time->seconds;
    if (!isSameScale)
        m_anchor = m_end = -1;
    m_time = time;
    draw();
}

void TimeChart::setUtc(bool utc)
{
    m_utc = utc;
    draw();
}

// Qt's time axis knows local time only: for UTC the clock's reading is what is plotted.
qint64 TimeChart::axisTime(qint64 second) const
{
    if (!m_utc)
        return second * 1000;
    const QDateTime utc = QDateTime::fromSecsSinceEpoch(second, Qt::UTC);
    return QDateTime(utc.date(), utc.time(), Qt::LocalTime).toMSecsSinceEpoch();
}

void TimeChart::draw()
{
    QList<QPointF> all, matching;
    qint64 most = 0;
    if (m_time && !m_time->all.empty()) {
        const auto size = static_cast<qint64>(m_time->all.size());
        for (qint64 i = 0; i < size; ++i) {
            const auto start = static_cast<double>(axisTime(m_time->from + i * m_time->seconds));
            const auto end = static_cast<double>(axisTime(m_time->from + (i + 1) * m_time->seconds));
            const auto at = static_cast<size_t>(i);
            all << QPointF(start, static_cast<double>(m_time->all[at]))
                << QPointF(end, static_cast<double>(m_time->all[at]));
            matching << QPointF(start, static_cast<double>(m_time->matching[at]))
                     << QPointF(end, static_cast<double>(m_time->matching[at]));
            most = std::max(most, m_time->all[at]);
        }
        const qint64 span = size * m_time->seconds;
        m_x->setFormat(axisFormat(span));
        m_x->setTickCount(static_cast<int>(std::min<qint64>(size + 1, 7)));
        m_x->setRange(QDateTime::fromMSecsSinceEpoch(axisTime(m_time->from)),
                      QDateTime::fromMSecsSinceEpoch(axisTime(m_time->from + span)));
    }
    m_y->setRange(0, static_cast<double>(std::max<qint64>(most + most % 2, 2)));
    m_allEdge->replace(all);
    m_matchingEdge->replace(matching);
    setVisible(!all.isEmpty());
    describe();
    viewport()->update();
}

void TimeChart::describe()
{
    QString text;
    if (m_time && m_anchor >= 0) {
        const auto at = [this](qint64 second) {
            return QLocale().toString(QDateTime::fromSecsSinceEpoch(second, m_utc ? Qt::UTC : Qt::LocalTime),
                                      QLocale::ShortFormat);
        };
        text = tr("Chosen: %1 to %2")
                   .arg(at(m_time->from + std::min(m_anchor, m_end) * m_time->seconds),
                        at(m_time->from + (std::max(m_anchor, m_end) + 1) * m_time->seconds));
    }
    setAccessibleDescription(text);
}

void TimeChart::recolour()
{
    const QPalette colours = palette();
    QColor muted = colours.color(QPalette::Text);
    muted.setAlpha(45);
    m_all->setBrush(muted);
    m_all->setPen(Qt::NoPen);
    m_matching->setBrush(colours.color(QPalette::Highlight));
    m_matching->setPen(Qt::NoPen);
    chart()->setBackgroundBrush(Qt::NoBrush);
    QColor grid = colours.color(QPalette::Text);
    grid.setAlpha(30);
    m_x->setLabelsColor(colours.color(QPalette::Text));
    m_y->setLabelsColor(colours.color(QPalette::Text));
    m_x->setGridLineVisible(false);
    m_y->setGridLineColor(grid);
    m_x->setLinePenColor(grid);
    m_y->setLinePenColor(grid);
}

int TimeChart::stretchAt(const QPoint &place) const
{
    const QPointF inChart = chart()->mapFromScene(mapToScene(place));
    const QRectF plot = chart()->plotArea();
    const auto size = static_cast<int>(m_time->all.size());
    const double share = plot.width() > 0 ? (inChart.x() - plot.left()) / plot.width() : 0;
    return std::clamp(static_cast<int>(share * size), 0, size - 1);
}

void TimeChart::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_time || m_time->all.empty())
        return QChartView::mousePressEvent(event);
    m_isDragging = true;
    m_anchor = m_end = stretchAt(event->pos());
    viewport()->update();
}

void TimeChart::mouseMoveEvent(QMouseEvent *event)
{
    if (m_isDragging) {
        m_end = stretchAt(event->pos());
        describe();
        QToolTip::showText(event->globalPosition().toPoint(), accessibleDescription(), this);
        viewport()->update();
        return;
    }
    QChartView::mouseMoveEvent(event);
}

void TimeChart::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_isDragging)
        return QChartView::mouseReleaseEvent(event);
    m_isDragging = false;
    tellBrush();
}

void TimeChart::keyPressEvent(QKeyEvent *event)
{
    if (!m_time || m_time->all.empty())
        return QChartView::keyPressEvent(event);
    const int last = static_cast<int>(m_time->all.size()) - 1;
    const int step = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
    if (step != 0) {
        const int place = std::clamp(m_end < 0 ? 0 : m_end + step, 0, last);
        m_end = place;
        if (!(event->modifiers() & Qt::ShiftModifier) || m_anchor < 0)
            m_anchor = place;
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        tellBrush();
    } else if (event->key() == Qt::Key_Escape && m_anchor >= 0) {
        m_anchor = m_end = -1;
        Q_EMIT brushCleared();
    } else {
        return QChartView::keyPressEvent(event);
    }
    describe();
    viewport()->update();
}

void TimeChart::tellBrush()
{
    if (m_anchor < 0 || !m_time)
        return;
    describe();
    const auto [first, last] = std::minmax(m_anchor, m_end);
    Q_EMIT brushed(m_time->from + first * m_time->seconds, m_time->from + (last + 1) * m_time->seconds);
}

void TimeChart::changeEvent(QEvent *event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_y)
        recolour();
}

void TimeChart::drawForeground(QPainter *painter, const QRectF &rect)
{
    QChartView::drawForeground(painter, rect);
    if (!m_time || m_anchor < 0 || m_time->all.empty())
        return;
    const QRectF plot = chart()->mapRectToScene(chart()->plotArea());
    const double width = plot.width() / static_cast<double>(m_time->all.size());
    const auto [first, last] = std::minmax(m_anchor, m_end);
    const QRectF brush(plot.left() + first * width, plot.top(), (last - first + 1) * width, plot.height());
    QColor colour = palette().color(QPalette::Highlight);
    painter->setPen(colour);
    colour.setAlpha(50);
    painter->setBrush(colour);
    painter->drawRect(brush);
}

} // namespace slipway
