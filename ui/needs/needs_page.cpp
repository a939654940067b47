#include "ui/needs/needs_page.h"

#include "ui/widgets/banner.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/heading.h"
#include "ui/widgets/shown_time.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace slipway {
namespace {

constexpr qsizetype mostRows = 100; // the others are summed up in one line

theme::Tone toneOf(Need::Kind kind)
{
    const bool isToken = kind == Need::Kind::JobWaitsForToken || kind == Need::Kind::TokenExpired;
    return isToken ? theme::Tone::Bad : theme::Tone::Warning;
}

QString titleOf(const Need &need)
{
    return need.jobId.isEmpty()
               ? need.tenantName
               : NeedsPage::tr("%1, export of %2 – %3")
                     .arg(need.tenantName, shownShortTime(need.from), shownShortTime(need.to));
}

} // namespace

NeedsPage::NeedsPage(QWidget *parent)
    : QWidget(parent), m_count(new QLabel(this)), m_more(new QLabel(this)), m_scroll(new QScrollArea(this)),
      m_rows(new QVBoxLayout),
      m_nothing(new EmptyState(tr("Nothing needs you"),
                               tr("Exports that need you, destinations that cannot be reached and "
                                  "tokens that have expired are listed here."),
                               this))
{
    setObjectName(QStringLiteral("needsPage"));
    auto *title = new Heading(tr("Needs you"), this);
    auto *list = new QWidget(m_scroll);
    auto *inside = new QVBoxLayout(list);
    inside->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(theme::space);
    inside->addLayout(m_rows);
    inside->addWidget(m_more);
    inside->addStretch(1);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus); // its buttons have it
    m_scroll->setWidget(list);
    auto *top = new QHBoxLayout;
    top->addWidget(title);
    top->addWidget(m_count);
    top->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::margin, theme::space, theme::margin, theme::space);
    layout->addLayout(top);
    layout->addWidget(m_scroll, 1);
    layout->addWidget(m_nothing, 1);
    m_scroll->hide();
    m_more->hide();
}

void NeedsPage::setNeeds(const QList<Need> &needs, const QStringList &saved)
{
    if (needs == m_needs && saved == m_saved)
        return;
    m_needs = needs;
    m_saved = saved;
    while (const QLayoutItem *row = m_rows->itemAt(0)) {
        row->widget()->hide(); // now, so that it does not take part in the layout
        row->widget()->deleteLater();
        delete m_rows->takeAt(0);
    }
    for (qsizetype at = 0; at < std::min(needs.size(), mostRows); ++at)
        addRow(needs[at], saved.contains(needs[at].tenantId));
    m_more->setText(tr("%1 more").arg(needs.size() - mostRows));
    m_more->setVisible(needs.size() > mostRows);
    m_count->setText(needs.isEmpty() ? QString() : QString::number(needs.size()));
    m_scroll->setVisible(!needs.isEmpty());
    m_nothing->setVisible(needs.isEmpty());
}

void NeedsPage::addRow(const Need &need, bool isSaved)
{
    auto *row = new Banner(this);
    row->setClosable(false);
    const auto add = [row](const QString &text, const char *name, const QString &about) {
        auto *button = new QPushButton(text, row);
        button->setObjectName(QString::fromLatin1(name));
        button->setAccessibleName(
            QStringLiteral("%1: %2").arg(QString(text).remove(QLatin1Char('&')), about));
        row->addButton(button);
        return button;
    };
    const QString title = titleOf(need);
    const bool isToken = need.kind == Need::Kind::JobWaitsForToken || need.kind == Need::Kind::TokenExpired;
    if (isToken && isSaved)
        connect(add(tr("Replace token…"), "needsTokenButton", title), &QPushButton::clicked, this,
                [this, id = need.tenantId] { Q_EMIT tokenWanted(id); });
    if (!need.jobId.isEmpty())
        connect(add(tr("Show the export"), "needsJobButton", title), &QPushButton::clicked, this,
                [this, id = need.jobId] { Q_EMIT jobWanted(id); });
    m_rows->addWidget(row);
    row->show(toneOf(need.kind), title + QLatin1Char('\n') + need.what);
}

} // namespace slipway
