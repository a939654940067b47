#include "ui/preview/insight/conformance_view.h"

#include "core/base/plural_form.h"
#include "ui/preview/insight/profile_model.h"
#include "ui/preview/tool_tip.h"
#include "ui/widgets/heading.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace slipway {
namespace {

constexpr size_t mostRows = 1000; // a hostile event can have ten thousand unknown fields

enum Column { Difference, Field, Events, Expected, Found, Meaning };

theme::Tone toneOf(Conformance verdict)
{
    return verdict == Conformance::Conforms         ? theme::Tone::Good
           : verdict == Conformance::WithNotes      ? theme::Tone::Warning
           : verdict == Conformance::DoesNotConform ? theme::Tone::Bad
                                                    : theme::Tone::Neutral;
}

} // namespace

ConformanceView::ConformanceView(QWidget *parent)
    : QWidget(parent), m_verdict(new Heading(this)), m_summary(new QLabel(this)),
      m_explanation(new QLabel(this)), m_meaning(new QLabel(this)),
      m_copy(new QPushButton(tr("&Copy as text"), this)), m_progress(new QProgressBar(this)),
      m_findings(new QTableWidget(0, 6, this))
{
    m_verdict->setObjectName(QStringLiteral("conformanceVerdict"));
    for (QLabel *label : {m_verdict, m_summary, m_explanation, m_meaning}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    m_progress->setMaximumWidth(180);
    m_progress->setAccessibleName(tr("Progress of the conformance check"));
    m_progress->hide();
    m_findings->setObjectName(QStringLiteral("conformanceTable"));
    m_findings->setAccessibleName(tr("Differences from the expected format"));
    m_findings->setHorizontalHeaderLabels({tr("Difference"), tr("Field"), tr("Events"), tr("Expected"),
                                           tr("Found"), tr("What it means for the SIEM")});
    m_findings->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_findings->setSelectionMode(QAbstractItemView::SingleSelection);
    m_findings->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_findings->setAlternatingRowColors(true);
    m_findings->setShowGrid(false);
    m_findings->horizontalHeaderItem(Events)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_findings->horizontalHeader()->setHighlightSections(false);
    m_findings->setWordWrap(false);
    m_findings->setTabKeyNavigation(false);
    m_findings->verticalHeader()->hide();
    m_findings->verticalHeader()->setDefaultSectionSize(m_findings->fontMetrics().height() + 8);
    m_findings->horizontalHeader()->setStretchLastSection(true);
    m_findings->horizontalHeader()->setResizeContentsPrecision(100);
    m_findings->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_findings->setToolTip(tr("Double-click or Return: show an event with this difference"));
    auto *top = new QHBoxLayout;
    top->addWidget(m_verdict, 1);
    top->addWidget(m_progress);
    top->addWidget(m_copy);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(m_summary);
    layout->addWidget(m_explanation);
    layout->addWidget(m_findings, 1);
    layout->addWidget(m_meaning);
    m_meaning->setObjectName(QStringLiteral("findingMeaning"));
    m_meaning->setTextFormat(Qt::PlainText);
    connect(m_findings, &QTableWidget::currentCellChanged, this, [this](int row) {
        const QTableWidgetItem *item = row < 0 ? nullptr : m_findings->item(row, Meaning);
        m_meaning->setText(item ? item->text() : QString());
        m_meaning->setVisible(item != nullptr);
    });
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(asText()); });
    connect(m_findings, &QTableWidget::cellActivated, this, [this](int row) {
        if (m_report && m_report->findings[static_cast<size_t>(row)].exampleRow >= 0)
            Q_EMIT rowWanted(m_report->findings[static_cast<size_t>(row)].exampleRow);
    });
    setReport(nullptr);
}

void ConformanceView::setReport(const std::shared_ptr<const ConformanceReport> &report)
{
    m_report = report;
    m_progress->hide();
    m_findings->setRowCount(0);
    m_meaning->hide();
    m_copy->setEnabled(report != nullptr);
    if (report) {
        show(*report);
    } else {
        m_verdict->setText(tr("No events yet"));
        m_summary->clear();
        m_explanation->setText(
            tr("Each event is compared with the samples that Hunters publishes for alerts, application "
               "events and audit events, V1 and V2."));
    }
    recolour();
}

void ConformanceView::setProgress(qint64 rows, qint64 of)
{
    m_progress->setRange(0, 1000);
    m_progress->setValue(of > 0 ? static_cast<int>(1000 * rows / of) : 0);
    m_progress->show();
}

void ConformanceView::show(const ConformanceReport &report)
{
    const QLocale locale;
    m_verdict->setText(theme::sign(toneOf(report.verdict)) + QStringLiteral("  ") +
                       conformanceTitle(report.verdict));
    m_summary->setText(report.summary);
    m_explanation->setText(report.explanation);
    const size_t rows = std::min(report.findings.size(), mostRows);
    if (rows < report.findings.size())
        m_explanation->setText(
            report.explanation + u' ' +
            tr("The first %1 of %2 differences are listed.", nullptr,
               pluralForm(qint64(report.findings.size())))
                .arg(locale.toString(qint64(rows)), locale.toString(qint64(report.findings.size()))));
    m_findings->setRowCount(static_cast<int>(rows));
    for (size_t i = 0; i < rows; ++i) {
        const ConformanceFinding &finding = report.findings[i];
        const auto row = static_cast<int>(i);
        const auto put = [&](int column, const QString &text) {
            auto *item = new QTableWidgetItem(text);
            item->setToolTip(toolTipText(text));
            m_findings->setItem(row, column, item);
            return item;
        };
        const theme::Tone tone =
            finding.weight == Conformance::Conforms ? theme::Tone::Neutral : toneOf(finding.weight);
        put(Difference, theme::sign(tone) + u' ' + finding.title());
        put(Field, finding.field.isEmpty() ? QString() : nameText(finding.field));
        put(Events, tr("%1 of %2").arg(locale.toString(finding.events), locale.toString(finding.of)))
            ->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        put(Expected, finding.expected);
        put(Found, finding.found);
        put(Meaning, finding.meaning);
    }
    if (rows > 0)
        m_findings->setCurrentCell(0, 0);
    for (int column = 0; column < Meaning; ++column) {
        m_findings->resizeColumnToContents(column);
        m_findings->setColumnWidth(column, std::clamp(m_findings->columnWidth(column) + 8, 70, 260));
    }
}

void ConformanceView::recolour()
{
    const auto colour = [this](theme::Tone tone) { return theme::text(tone, this); };
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText,
                     colour(m_report ? toneOf(m_report->verdict) : theme::Tone::Neutral));
    m_verdict->setPalette(colours);
    for (int row = 0; m_report && row < m_findings->rowCount(); ++row) {
        const Conformance weight = m_report->findings[static_cast<size_t>(row)].weight;
        m_findings->item(row, Difference)
            ->setForeground(colour(weight == Conformance::Conforms ? theme::Tone::Neutral : toneOf(weight)));
    }
}

QString ConformanceView::asText() const
{
    return m_report ? m_report->asText() : QString();
}

void ConformanceView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_findings)
        recolour();
}

} // namespace slipway
