// How the preview page works together with the views in its InsightPanel: the chart, the field
// profile, the conformance and the difference.
#include "ui/preview/difference_view.h"
#include "ui/preview/event_detail.h"
#include "ui/preview/event_table.h"
#include "ui/preview/filter_box.h"
#include "ui/preview/insight_panel.h"
#include "ui/preview/preview_page.h"

#include <QCheckBox>
#include <QSettings>

#include <algorithm>

namespace slipway {

void PreviewPage::connectLenses()
{
    m_filter->setValues([this](const QString &field) { return valuesOf(field); });
    // Leave the processors to what the user is waiting for: reading the file, and filtering and
    // sorting the table.
    const auto pause = [this] {
        const EventDocumentPtr &document = m_view.document();
        m_panel->setPaused(m_view.isBusy() || (document && !document->isComplete()));
    };
    connect(this, &PreviewPage::documentChanged, m_panel, [this, pause](const EventDocumentPtr &document) {
        pause();
        m_panel->setDocument(document);
    });
    connect(this, &PreviewPage::documentGrew, m_panel, [this, pause] {
        if (m_isWhole || !m_view.document() || !m_view.document()->isComplete())
            return;
        m_isWhole = true;
        m_panel->setDocument(m_view.document());
        startSurvey();
        pause();
    });
    connect(&m_view, &EventView::busyChanged, m_panel, pause);
    connect(m_panel, &InsightPanel::rowWanted, this, &PreviewPage::showRow);
    connect(m_panel, &InsightPanel::columnWanted, this, &PreviewPage::addColumn);
    connect(m_panel, &InsightPanel::differenceShown, this, &PreviewPage::showDifference);
    connect(m_table, &EventTable::differenceWanted, m_panel, &InsightPanel::showDifference);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (m_panel->isDifferenceShown())
            showDifference();
    });
    connect(m_chart, &QCheckBox::toggled, this, [this](bool isWanted) {
        QSettings().setValue(QStringLiteral("preview/chart"), isWanted);
        showChart();
    });
    const QString tab = QStringLiteral("preview/tab");
    m_panel->setCurrentIndex(QSettings().value(tab).toInt());
    connect(m_panel, &InsightPanel::currentChanged, this,
            [tab](int index) { QSettings().setValue(tab, index); });
    showChart();
}

void PreviewPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    showChart();
}

void PreviewPage::showChart()
{
    constexpr int leastHeight = 460; // if the page is lower, the table needs all of it
    const bool fits = height() >= leastHeight, isWanted = fits && m_chart->isChecked();
    m_chart->setEnabled(fits);
    m_chart->setToolTip(fits ? tr("Show events over time above the table")
                             : tr("There is no room for the chart; make the window taller"));
    m_chartArea->setVisible(isWanted);
    m_panel->setChartWanted(isWanted);
}

void PreviewPage::showRow(qint64 documentRow)
{
    const qint64 place = m_view.placeOf(documentRow);
    if (place >= 0)
        return m_table->goToPlace(place);
    m_currentRow = documentRow; // the table moves there once all rows are back
    m_filter->setText({});
    m_said = tr("The filter hid this event and was cleared.");
    updateStatus();
}

void PreviewPage::addColumn(const QString &field)
{
    // Columns exist only for top-level fields; for a path into one, use its first part.
    const QStringList known = m_survey.names();
    const QString column = known.contains(field) ? field : field.section(QLatin1Char('.'), 0, 0);
    QStringList columns = m_table->columns();
    if (!columns.contains(column))
        setColumns(columns << column);
    m_panel->showEvents();
    m_table->goToColumn(column);
}

void PreviewPage::showDifference()
{
    const std::optional<std::pair<qint64, qint64>> two = m_table->selectedPair();
    const EventDocumentPtr &document = m_view.document();
    if (!two || !document)
        return m_panel->difference()->clear();
    const auto text = [&](qint64 row) {
        // Do not even read an event that is too large to compare.
        if (document->sizeOf(row) > DifferenceView::mostBytes)
            return QByteArray(static_cast<qsizetype>(DifferenceView::mostBytes) + 1, ' ');
        const auto reader = document->reader();
        const std::string_view event = reader->event(row);
        return QByteArray(event.data(), static_cast<qsizetype>(event.size()));
    };
    m_panel->difference()->setEvents(text(two->first), text(two->second), tr("Event %L1").arg(two->first + 1),
                                     tr("Event %L1").arg(two->second + 1));
}

QStringList PreviewPage::valuesOf(const QString &field) const
{
    const auto known = std::find_if(m_survey.fields.begin(), m_survey.fields.end(),
                                    [&](const SurveyedField &one) { return one.name == field; });
    return known == m_survey.fields.end() ? QStringList() : known->values;
}

} // namespace slipway
