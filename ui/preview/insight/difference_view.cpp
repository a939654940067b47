#include "ui/preview/insight/difference_view.h"

#include "core/base/plural_form.h"
#include "core/events/documents/event_document.h"
#include "core/events/json/visible_text.h"
#include "ui/preview/insight/profile_model.h"
#include "ui/preview/tool_tip.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace slipway {
namespace {

constexpr int mostRows = 1000;

} // namespace

DifferenceView::DifferenceView(QWidget *parent)
    : QWidget(parent), m_note(new QLabel(this)), m_all(new QCheckBox(tr("Show &equal fields too"), this)),
      m_table(new QTableWidget(0, 3, this))
{
    m_note->setObjectName(QStringLiteral("differenceNote"));
    m_note->setWordWrap(true);
    m_table->setObjectName(QStringLiteral("differenceTable"));
    m_table->setAccessibleName(tr("Difference between two events"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + 8);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setResizeContentsPrecision(100);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(2, QHeaderView::Stretch);
    auto *top = new QHBoxLayout;
    top->addWidget(m_note, 1);
    top->addWidget(m_all);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(m_table, 1);
    connect(m_all, &QCheckBox::toggled, this, [this] { fill(); });
    clear();
}

void DifferenceView::clear()
{
    m_differences.clear();
    m_table->setRowCount(0);
    m_all->setEnabled(false);
    m_table->setHorizontalHeaderLabels({tr("Field"), tr("First event"), tr("Second event")});
    m_note->setText(tr("Select exactly two events in the table to see in which fields they differ."));
}

void DifferenceView::setEvents(const QByteArray &first, const QByteArray &second, const QString &firstName,
                               const QString &secondName)
{
    clear();
    if (first.size() + second.size() > mostBytes) {
        m_note->setText(
            tr("These events are too large to be compared here. Copy them as NDJSON and compare the files."));
        return;
    }
    const QByteArray padding(static_cast<qsizetype>(eventPadding), ' ');
    const QByteArray left = first + padding, right = second + padding;
    m_differences = differenceOf({left.constData(), static_cast<size_t>(first.size())},
                                 {right.constData(), static_cast<size_t>(second.size())});
    m_table->setHorizontalHeaderLabels({tr("Field"), firstName, secondName});
    m_all->setEnabled(true);
    fill();
}

void DifferenceView::fill()
{
    using Kind = FieldDifference::Kind;
    const QLocale locale;
    m_table->setRowCount(0);
    qint64 equal = 0, row = 0;
    for (const FieldDifference &one : m_differences) {
        equal += one.kind == Kind::Same ? 1 : 0;
        if ((one.kind == Kind::Same && !m_all->isChecked()) || row >= mostRows)
            continue;
        const theme::Tone tone = one.kind == Kind::Same ? theme::Tone::Neutral : theme::Tone::Warning;
        const QString sign = one.kind == Kind::Same        ? QStringLiteral("=")
                             : one.kind == Kind::Changed   ? QStringLiteral("≠")
                             : one.kind == Kind::OnlyFirst ? QStringLiteral("−")
                                                           : QStringLiteral("+");
        const auto at = static_cast<int>(row++);
        m_table->insertRow(at);
        const auto put = [&](int column, const QString &text, const QByteArray &raw) {
            auto *item = new QTableWidgetItem(text);
            item->setToolTip(toolTipText(visibleText(QString::fromUtf8(raw.left(4000)), 1000)));
            if (one.kind != Kind::Same)
                item->setForeground(theme::text(tone, this));
            m_table->setItem(at, column, item);
        };
        put(0, sign + QStringLiteral("  ") + nameText(one.path), one.path.toUtf8());
        put(1, valueText(one.first), one.first);
        put(2, valueText(one.second), one.second);
    }
    m_table->resizeColumnToContents(0);
    m_table->setColumnWidth(0, std::min(m_table->columnWidth(0) + 12, 280));
    const auto different = static_cast<qint64>(m_differences.size()) - equal;
    if (m_differences.empty())
        return;
    QString note = different == 0
                       ? tr("The two events are equal in all fields (%1).").arg(locale.toString(equal))
                       : tr("Fields that differ: %1 · Equal: %2")
                             .arg(locale.toString(different), locale.toString(equal));
    if (row >= mostRows)
        note += tr(" · The first %1 are shown", nullptr, pluralForm(mostRows)).arg(locale.toString(mostRows));
    m_note->setText(note);
}

void DifferenceView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_table)
        fill();
}

} // namespace slipway
