#include "ui/preview/insight/time_chart.h"

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"

#include <QAreaSeries>
#include <QChart>
#include <QDateTime>
#include <QGraphicsSimpleTextItem>
#include <QKeyEvent>
#include <QLineSeries>
#include <QLocale>
#include <QMouseEvent>
#include <QTimeZone>
#include <QToolTip>
#include <QValueAxis>

#include <algorithm>

namespace slipway {
namespace {

constexpr qint64 hour = 3'600, day = 24 * hour;
// The least share of the height that a stretch with events gets, so that few matches among many events are
// seen: about 3 pixels.
constexpr double leastShare = 0.04;

// The distance of two labels: one of these is not zero.
struct Step
{
    qint64 seconds = 0; // less than a day
    int days = 0, months = 0;

    [[nodiscard]] qint64 length() const { return seconds + days * day + months * 30 * day; }
};

// Round ones, so that no date is left out between two labels that look like neighbours.
constexpr Step steps[] = {
    {1},    {2},     {5},       {10},       {15},       {30},       {60},       {120},       {300},  {600},
    {900},  {1'800}, {hour},    {2 * hour}, {3 * hour}, {4 * hour}, {6 * hour}, {12 * hour}, {0, 1}, {0, 2},
    {0, 7}, {0, 14}, {0, 0, 1}, {0, 0, 3},  {0, 0, 6},  {0, 0, 12}, {0, 0, 60}, {0, 0, 240}};

QString formatOf(const Step &step, qint64 span)
{
    if (step.months > 0)
        return step.months % 12 == 0 ? QStringLiteral("yyyy") : TimeChart::tr("MMM yyyy");
    if (step.days > 0)
        return TimeChart::tr("d MMM");
    if (step.seconds < 60)
        return QStringLiteral("HH:mm:ss");
    return span <= day ? QStringLiteral("HH:mm") : TimeChart::tr("d MMM HH:mm");
}

// The round times from `from` to `to`, both included, in epoch seconds.
QList<qint64> roundTimes(const Step &step, const QDateTime &from, const QDateTime &to)
{
    const qint64 first = from.toSecsSinceEpoch(), last = to.toSecsSinceEpoch();
    QList<qint64> times;
    const auto add = [&](const QDateTime &time) {
        const qint64 second = time.toSecsSinceEpoch();
        if (second >= first && second <= last && (times.isEmpty() || times.last() < second))
            times << second;
    };
    if (step.months > 0) {
        const int month = (from.date().year() * 12 + from.date().month() - 1) / step.months * step.months;
        for (QDate date(month / 12, month % 12 + 1, 1); date <= to.date(); date = date.addMonths(step.months))
            add(QDateTime(date, QTime(0, 0), from.timeZone()));
    } else if (step.days > 0) {
        const qint64 number = from.date().toJulianDay() / step.days * step.days;
        for (QDate date = QDate::fromJulianDay(number); date <= to.date(); date = date.addDays(step.days))
            add(QDateTime(date, QTime(0, 0), from.timeZone()));
    } else if (step.seconds < hour) {
        for (qint64 second = first / step.seconds * step.seconds; second <= last; second += step.seconds)
            add(QDateTime::fromSecsSinceEpoch(second, QTimeZone::utc()));
    } else { // by the clock of each day, which may skip an hour
        for (QDate date = from.date(); date <= to.date(); date = date.addDays(1)) {
            for (qint64 second = 0; second < day; second += step.seconds)
                add(QDateTime(date, QTime(static_cast<int>(second / hour), 0), from.timeZone()));
        }
    }
    return times;
}

} // namespace

TimeChart::TimeChart(QWidget *parent)
    : QChartView(parent), m_allEdge(new QLineSeries(this)), m_matchingEdge(new QLineSeries(this)),
      m_all(new QAreaSeries(m_allEdge)), m_matching(new QAreaSeries(m_matchingEdge)),
      m_x(new QValueAxis(this)), m_y(new QValueAxis(this))
{
    setObjectName(QStringLiteral("timeChart"));
    setAccessibleName(tr("Events over time"));
    setToolTip(tr("Drag to show only a range of time. With the keyboard: arrow keys, Shift and arrow keys, "
                  "Return; Escape clears the range."));
    setFocusPolicy(Qt::StrongFocus);
    setRenderHint(QPainter::Antialiasing, false); // the steps have straight edges
    setFixedHeight(110);
    setFrameShape(QFrame::NoFrame);
    setBackgroundBrush(Qt::NoBrush); // transparent, since a tab is not as dark as the window
    viewport()->setAutoFillBackground(false);
    QChart *area = chart();
    area->legend()->hide();
    area->setMargins(QMargins(0, 0, 0, 0));
    area->setContentsMargins(0, 0, 0, 0);
    area->addSeries(m_all);
    area->addSeries(m_matching);
    area->addAxis(m_x, Qt::AlignBottom);
    area->addAxis(m_y, Qt::AlignLeft);
    for (QAreaSeries *series : {m_all, m_matching}) {
        series->attachAxis(m_x);
        series->attachAxis(m_y);
    }
    m_y->setTickCount(3);
    m_x->setTickCount(2); // the labels are not where its ticks would be
    m_x->setLabelsVisible(false);
    m_y->setLabelsVisible(false);
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

QDateTime TimeChart::clock(qint64 second) const
{
    const QDateTime utc = QDateTime::fromSecsSinceEpoch(second, QTimeZone::utc());
    return m_utc ? utc : utc.toLocalTime();
}

void TimeChart::draw()
{
    QList<QPointF> all, matching;
    qint64 most = 0;
    if (m_time && !m_time->all.empty()) {
        most = *std::ranges::max_element(m_time->all);
        const double least = leastShare * static_cast<double>(std::max<qint64>(most, 2));
        const auto high = [least](qint64 count) {
            return count > 0 ? std::max(static_cast<double>(count), least) : 0.0;
        };
        const auto size = static_cast<qint64>(m_time->all.size());
        for (qint64 i = 0; i < size; ++i) {
            const auto start = static_cast<double>(m_time->from + i * m_time->seconds);
            const auto end = static_cast<double>(m_time->from + (i + 1) * m_time->seconds);
            const auto at = static_cast<size_t>(i);
            all << QPointF(start, high(m_time->all[at])) << QPointF(end, high(m_time->all[at]));
            matching << QPointF(start, high(m_time->matching[at]))
                     << QPointF(end, high(m_time->matching[at]));
        }
        const qint64 span = size * m_time->seconds;
        m_x->setRange(static_cast<double>(m_time->from), static_cast<double>(m_time->from + span));
    }
    m_y->setRange(0, static_cast<double>(std::max<qint64>(most + most % 2, 2)));
    m_allEdge->replace(all);
    m_matchingEdge->replace(matching);
    setVisible(!all.isEmpty());
    label();
    describe();
    viewport()->update();
}

QGraphicsSimpleTextItem *TimeChart::addLabel(const QString &text)
{
    auto *item = new QGraphicsSimpleTextItem(text, chart());
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    item->setFont(small);
    item->setBrush(palette().color(QPalette::Text));
    m_labels << item;
    return item;
}

void TimeChart::label()
{
    qDeleteAll(std::exchange(m_labels, {}));
    if (!m_time || m_time->all.empty())
        return;
    constexpr qreal gap = 4;
    // Lay out the scale first: the width of its numbers decides where the plot begins.
    QList<QGraphicsSimpleTextItem *> scale;
    qreal widest = 0, high = 0;
    for (const double value : {m_y->min(), (m_y->min() + m_y->max()) / 2, m_y->max()}) {
        scale << addLabel(QLocale().toString(static_cast<qint64>(value)));
        widest = std::max(widest, scale.last()->boundingRect().width());
        high = scale.last()->boundingRect().height();
    }
    const QSizeF room = viewport()->size();
    const QRectF plot(widest + 2 * gap, high / 2, std::max<qreal>(room.width() - widest - 5 * gap, 1),
                      std::max<qreal>(room.height() - 1.5 * high - gap, 1));
    chart()->setPlotArea(plot);
    for (qsizetype i = 0; i < scale.size(); ++i) {
        const double share = static_cast<double>(i) / static_cast<double>(scale.size() - 1);
        scale[i]->setPos(plot.left() - gap - scale[i]->boundingRect().width(),
                         plot.bottom() - share * plot.height() - high / 2);
    }
    const auto size = static_cast<qint64>(m_time->all.size());
    const qint64 span = size * m_time->seconds;
    const QDateTime from = clock(m_time->from), to = clock(m_time->from + span);
    // If the clocks change within the range, the same time may occur twice, so show the zone as
    // well.
    const bool isChanging = from.offsetFromUtc() != to.offsetFromUtc();
    const auto textOf = [&](const QDateTime &time, const QString &format) {
        return QLocale().toString(time, format) +
               (isChanging ? QLatin1Char(' ') + time.timeZoneAbbreviation() : QString());
    };
    const auto *step = std::begin(steps);
    const auto fits = [&](const Step &each) {
        constexpr qint64 most = 7;
        QFont small = font();
        small.setPointSizeF(small.pointSizeF() * 0.85);
        const QString format = formatOf(each, span) + (each.days > 0 ? QStringLiteral(" yyyy") : QString());
        const int width = QFontMetrics(small).horizontalAdvance(textOf(to, format));
        const auto labels = static_cast<qint64>(plot.width() / (width + 4 * gap));
        return span / each.length() <= std::clamp<qint64>(labels, 1, most);
    };
    while (step + 1 != std::end(steps) && !fits(*step))
        ++step;
    qreal free = 0; // there are no labels to the right of this
    for (const qint64 second : roundTimes(*step, from, to)) {
        QString format = formatOf(*step, span);
        if (step->days > 0 && free == 0)
            format += QStringLiteral(" yyyy");
        QGraphicsSimpleTextItem *item = addLabel(textOf(clock(second), format));
        const qreal width = item->boundingRect().width();
        const qreal centre = plot.left() + plot.width() * static_cast<double>(second - m_time->from) /
                                               static_cast<double>(span);
        const qreal left = std::clamp<qreal>(centre - width / 2, 0, std::max<qreal>(room.width() - width, 0));
        if (left < free) {
            delete m_labels.takeLast();
            continue;
        }
        item->setPos(left, plot.bottom() + gap / 2);
        free = left + width + gap;
    }
}

void TimeChart::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    label();
}

void TimeChart::describe()
{
    QString text;
    if (m_time && m_anchor >= 0) {
        const auto at = [this](qint64 second) {
            const QDateTime time = clock(second);
            return QLocale().toString(time, QLocale::ShortFormat) + QLatin1Char(' ') +
                   time.timeZoneAbbreviation();
        };
        text = tr("Selected: %1 to %2")
                   .arg(at(m_time->from + std::min(m_anchor, m_end) * m_time->seconds),
                        at(m_time->from + (std::max(m_anchor, m_end) + 1) * m_time->seconds));
    }
    setAccessibleDescription(text);
}

void TimeChart::recolour()
{
    const QPalette colours = palette();
    m_all->setBrush(theme::colour(theme::Role::Border, this));
    m_all->setPen(Qt::NoPen);
    m_matching->setBrush(theme::colour(theme::Role::Accent, this));
    m_matching->setPen(Qt::NoPen);
    chart()->setBackgroundBrush(Qt::NoBrush);
    QColor grid = colours.color(QPalette::Text);
    grid.setAlpha(30);
    for (QGraphicsSimpleTextItem *item : std::as_const(m_labels))
        item->setBrush(colours.color(QPalette::Text));
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

void TimeChart::paintEvent(QPaintEvent *event)
{
    QChartView::paintEvent(event);
    if (!hasFocus())
        return;
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme::colour(theme::Role::Accent, this), 2));
    painter.drawRoundedRect(QRectF(viewport()->rect()).adjusted(1, 1, -1, -1), theme::radius, theme::radius);
}

void TimeChart::focusInEvent(QFocusEvent *event)
{
    QChartView::focusInEvent(event);
    viewport()->update();
}

void TimeChart::focusOutEvent(QFocusEvent *event)
{
    QChartView::focusOutEvent(event);
    viewport()->update();
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
    QColor colour = theme::colour(theme::Role::Accent, this);
    painter->setPen(colour);
    colour.setAlpha(50);
    painter->setBrush(colour);
    painter->drawRect(brush);
}

} // namespace slipway
