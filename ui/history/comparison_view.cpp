#include "ui/history/comparison_view.h"

#include "core/base/secret.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QTableWidget>
#include <QVBoxLayout>

namespace slipway {
namespace {

enum Column { EndpointColumn, NeededColumn, BeforeColumn, AfterColumn, ColumnCount };

theme::Tone toneOf(Change change)
{
    return change == Change::Worse    ? theme::Tone::Bad
           : change == Change::Better ? theme::Tone::Good
                                      : theme::Tone::Neutral;
}

QString shortTime(const QDateTime &time)
{
    return QLocale().toString(time.toLocalTime(), QLocale::ShortFormat);
}

} // namespace

ComparisonView::ComparisonView(QWidget *parent)
    : QWidget(parent), m_headline(new QLabel(this)), m_findings(new QLabel(this)),
      m_table(new QTableWidget(this))
{
    QFont bold = m_headline->font();
    bold.setBold(true);
    m_headline->setFont(bold);
    m_headline->setObjectName(QStringLiteral("comparisonHeadline"));
    m_findings->setTextFormat(Qt::RichText); // built here, every part escaped
    for (QLabel *label : {m_headline, m_findings}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    m_headline->setTextFormat(Qt::PlainText);
    m_table->setObjectName(QStringLiteral("comparisonTable"));
    m_table->setAccessibleName(tr("Permissions before and after"));
    m_table->setColumnCount(ColumnCount);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_headline);
    layout->addWidget(m_findings);
    layout->addWidget(m_table, 1);
}

void ComparisonView::show(const CheckRecord &one, const CheckRecord &other, const QString &leftTitle,
                          const QString &rightTitle)
{
    const bool inOrder = one.at <= other.at;
    m_before = inOrder ? one : other;
    m_after = inOrder ? other : one;
    m_comparison = compareChecks(m_before, m_after, QDateTime::currentDateTimeUtc());
    m_leftTitle = leftTitle.isEmpty() ? shortTime(m_before.at) : leftTitle;
    m_rightTitle = rightTitle.isEmpty() ? shortTime(m_after.at) : rightTitle;
    paint();
}

void ComparisonView::paint()
{
    m_headline->setText(scrubbed(m_comparison.headline));
    QStringList lines;
    for (const auto &finding : m_comparison.findings) {
        const theme::Tone tone = toneOf(finding.change);
        lines << QStringLiteral("<span style=\"color:%1\">%2 %3</span>")
                     .arg(theme::text(tone, this).name(), theme::sign(tone),
                          scrubbed(finding.sentence).toHtmlEscaped());
    }
    m_findings->setText(lines.join(QStringLiteral("<br>")));
    m_findings->setVisible(!lines.isEmpty());
    m_table->setHorizontalHeaderLabels({tr("Endpoint"), tr("Needed"), m_leftTitle, m_rightTitle});
    // The first row has the overall results.
    const int count = static_cast<int>(m_comparison.rows.size());
    m_table->setRowCount(count + 1);
    const auto set = [&](int row, int column, const QString &text, theme::Tone tone = theme::Tone::Neutral) {
        auto *item = new QTableWidgetItem(text);
        item->setForeground(theme::text(tone, this));
        item->setToolTip(text);
        m_table->setItem(row, column, item);
    };
    const auto access = [&](int row, int column, const std::optional<Access> &value, bool needed) {
        const theme::Mark mark =
            value ? theme::markOf(*value, needed) : theme::Mark{theme::Tone::Neutral, tr("not tested")};
        set(row, column, mark.text, mark.tone);
    };
    set(0, EndpointColumn, tr("Result"));
    set(0, NeededColumn, {});
    for (const auto &[column, record] :
         {std::pair(BeforeColumn, &m_before), std::pair(AfterColumn, &m_after)}) {
        const theme::Tone tone = theme::toneOf(record->verdict);
        set(0, column, theme::sign(tone) + QLatin1Char(' ') + scrubbed(record->summary), tone);
    }
    for (int i = 0; i < count; ++i) {
        const ComparedRow &row = m_comparison.rows[i];
        set(i + 1, EndpointColumn, row.title);
        set(i + 1, NeededColumn, row.needed ? tr("yes") : tr("no"));
        access(i + 1, BeforeColumn, row.before, row.needed);
        access(i + 1, AfterColumn, row.after, row.needed);
    }
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_table->resizeColumnsToContents();
    m_table->horizontalHeader()->setSectionResizeMode(AfterColumn, QHeaderView::Stretch);
    const int most = m_table->fontMetrics().averageCharWidth() * 46;
    m_table->setColumnWidth(BeforeColumn, std::min(m_table->columnWidth(BeforeColumn), most));
}

QString ComparisonView::asText() const
{
    return scrubbed(m_comparison.asText());
}

void ComparisonView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_table->rowCount() > 0)
        paint();
}

} // namespace slipway
