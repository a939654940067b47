#include "ui/preview/insight/insight_panel.h"

#include "ui/preview/filter_box.h"
#include "ui/preview/insight/conformance_view.h"
#include "ui/preview/insight/difference_view.h"
#include "ui/preview/insight/profile_view.h"
#include "ui/preview/insight/time_chart.h"

namespace slipway {

InsightPanel::InsightPanel(QWidget *events, FilterBox *filter, QWidget *parent)
    : QTabWidget(parent), m_filter(filter), m_chart(new TimeChart), m_profile(new ProfileView),
      m_conformance(new ConformanceView), m_difference(new DifferenceView), m_insight(new EventInsight(this))
{
    setAccessibleName(tr("Views of the events"));
    setDocumentMode(true);
    addTab(events, tr("Events"));
    addTab(m_profile, tr("Field profile"));
    addTab(m_conformance, tr("Conformance"));
    addTab(m_difference, tr("Difference"));

    connect(this, &QTabWidget::currentChanged, this, [this] {
        want();
        if (currentWidget() == m_difference)
            Q_EMIT differenceShown();
    });
    connect(filter, &FilterBox::filterChanged, m_insight, &EventInsight::setFilter);
    connect(m_profile, &ProfileView::conditionWanted, filter, &FilterBox::narrow);
    connect(m_profile, &ProfileView::columnWanted, this, &InsightPanel::columnWanted);
    connect(m_conformance, &ConformanceView::rowWanted, this, [this](qint64 row) {
        setCurrentIndex(0);
        Q_EMIT rowWanted(row);
    });
    connect(m_chart, &TimeChart::brushed, this, [this](qint64 from, qint64 to) {
        const QString condition = timeCondition(from, to);
        m_filter->replace(m_brush, condition);
        m_brush = condition;
    });
    connect(m_chart, &TimeChart::brushCleared, this, [this] {
        m_filter->replace(m_brush, {});
        m_brush.clear();
    });
    connect(m_insight, &EventInsight::timeReady, m_chart, &TimeChart::setTime);
    connect(m_insight, &EventInsight::profileReady, m_profile, &ProfileView::setProfile);
    connect(m_insight, &EventInsight::conformanceReady, m_conformance, &ConformanceView::setReport);
    connect(m_insight, &EventInsight::progressed, this,
            [this](EventInsight::Subject subject, qint64 rows, qint64 of) {
                if (!m_insight->isBusy(subject))
                    return; // it arrived after the result
                if (subject == EventInsight::Subject::Profile)
                    m_profile->setProgress(rows, of);
                else if (subject == EventInsight::Subject::Conformance)
                    m_conformance->setProgress(rows, of);
            });
    m_insight->setWanted(EventInsight::Subject::Time, true);
}

InsightPanel::~InsightPanel() = default;

void InsightPanel::setDocument(const EventDocumentPtr &document)
{
    if (document != m_document) {
        m_chart->setTime(nullptr);
        m_profile->setProfile(nullptr);
        m_conformance->setReport(nullptr);
        m_difference->clear();
        m_brush.clear();
    }
    m_document = document;
    m_insight->setDocument(document);
}

void InsightPanel::setUtc(bool utc)
{
    m_chart->setUtc(utc);
}

void InsightPanel::setChartWanted(bool isWanted)
{
    m_insight->setWanted(EventInsight::Subject::Time, isWanted);
}

void InsightPanel::setPaused(bool isPaused)
{
    m_insight->setPaused(isPaused);
}

void InsightPanel::showEvents()
{
    setCurrentIndex(0);
}

void InsightPanel::showDifference()
{
    setCurrentWidget(m_difference);
}

bool InsightPanel::isDifferenceShown() const
{
    return currentIndex() == indexOf(m_difference);
}

void InsightPanel::want()
{
    m_insight->setWanted(EventInsight::Subject::Profile, currentWidget() == m_profile);
    m_insight->setWanted(EventInsight::Subject::Conformance, currentWidget() == m_conformance);
}

} // namespace slipway
