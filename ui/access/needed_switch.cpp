#include "ui/access/needed_switch.h"

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QRadioButton>
#include <QSettings>

namespace slipway {
namespace {
constexpr auto allKey = "access/allShown";
} // namespace

NeededSwitch::NeededSwitch(QWidget *parent)
    : QWidget(parent), m_needed(new QRadioButton(this)), m_all(new QRadioButton(this))
{
    setAccessibleName(tr("Endpoints to show"));
    m_needed->setObjectName(QStringLiteral("showNeededButton"));
    m_all->setObjectName(QStringLiteral("showAllButton"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::margin);
    layout->addWidget(new QLabel(tr("Show:"), this));
    for (QRadioButton *button : {m_needed, m_all}) {
        button->setMinimumHeight(theme::controlHeight(fontMetrics().height()));
        layout->addWidget(button);
        // What is clicked is kept; what the program shows is not.
        connect(button, &QRadioButton::clicked, this,
                [this] { QSettings().setValue(QLatin1String(allKey), isAll()); });
    }
    setCounts(0, 0);
    (QSettings().value(QLatin1String(allKey)).toBool() ? m_all : m_needed)->setChecked(true);
    connect(m_all, &QRadioButton::toggled, this, &NeededSwitch::changed);
}

void NeededSwitch::setCounts(int needed, int all)
{
    m_needed->setText(tr("nee&ded %1").arg(needed));
    m_all->setText(tr("all %1").arg(all));
}

bool NeededSwitch::isAll() const
{
    return m_all->isChecked();
}

void NeededSwitch::showAll()
{
    m_all->setChecked(true);
}

} // namespace slipway
