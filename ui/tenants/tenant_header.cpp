#include "ui/tenants/tenant_header.h"

#include "core/tenants/token_expiry.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/heading.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/shown_time.h"

#include <QAction>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace slipway {
namespace {

// Isolates a name that is written from right to left, so that it does not change the order of the
// address beside it.
QString isolated(const QString &text)
{
    return QChar(0x2068) + text + QChar(0x2069); // first strong isolate … pop
}

} // namespace

bool hasTokenExpired(const Tenant &tenant)
{
    return tenant.tokenExpires.isValid() && tenant.tokenExpires < QDate::currentDate();
}

TenantHeader::TenantHeader(const Actions &actions, QWidget *parent)
    : QWidget(parent), m_name(new Heading(this)), m_subtitle(new ElidedLabel(this)),
      m_verdict(new Chip(this)), m_expiry(new Chip(this)), m_api(new Chip(this))
{
    m_name->setObjectName(QStringLiteral("tenantHeader"));
    m_subtitle->setObjectName(QStringLiteral("tenantSubtitle"));
    m_verdict->setObjectName(QStringLiteral("verdictChip"));
    m_expiry->setObjectName(QStringLiteral("expiryChip"));
    const auto button = [this](QAction *action, const char *icon) {
        auto *tool = new QPushButton(this);
        tool->setText(QString(action->text()).remove(QLatin1Char('&')));
        tool->setIcon(theme::icon(icon));
        tool->setFocusPolicy(Qt::TabFocus);
        tool->setToolTip(QStringLiteral("%1 (%2)").arg(
            tool->text(), action->shortcut().toString(QKeySequence::NativeText)));
        connect(tool, &QPushButton::clicked, action, &QAction::trigger);
        return tool;
    };
    m_test = button(actions.test, "test");
    QPushButton *exportButton = button(actions.exportEvents, "export");
    auto *menu = new IconButton("more", tr("Edit or remove this tenant, or replace its token"), this);
    menu->setObjectName(QStringLiteral("tenantMenu"));
    menu->setPopupMode(QToolButton::InstantPopup);
    menu->addActions(actions.more);
    m_subtitle->setForegroundRole(QPalette::PlaceholderText);
    auto *names = new QHBoxLayout;
    names->setSpacing(theme::space);
    names->addWidget(m_name);
    for (Chip *chip : {m_verdict, m_expiry, m_api})
        names->addWidget(chip);
    names->addStretch(1);
    auto *left = new QVBoxLayout;
    left->setSpacing(theme::tight);
    left->addLayout(names);
    left->addWidget(m_subtitle);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(left, 1);
    layout->addWidget(m_test);
    layout->addWidget(exportButton);
    layout->addWidget(menu);
}

void TenantHeader::setTenant(const Tenant &tenant, const QString &profile, const LastCheck &last)
{
    m_name->setText(isolated(tenant.name));
    const QDate today = QDate::currentDate();
    if (hasTokenExpired(tenant))
        m_verdict->hide(); // the other chip says why nothing works
    else if (!last.verdict)
        m_verdict->show(theme::Tone::Neutral, tr("not tested"));
    else
        m_verdict->show(theme::toneOf(*last.verdict),
                        *last.verdict == Verdict::Ready           ? tr("ready")
                        : *last.verdict == Verdict::NotConclusive ? tr("not conclusive")
                        : last.missing > 0                        ? tr("%n missing", nullptr, last.missing)
                                                                  : tr("not ready"));
    m_expiry->show(hasTokenExpired(tenant)                ? theme::Tone::Bad
                   : endsSoon(tenant.tokenExpires, today) ? theme::Tone::Warning
                                                          : theme::Tone::Neutral,
                   expiryText(tenant.tokenExpires, today));
    m_api->show(theme::Tone::Neutral, tr("API %1").arg(apiName(tenant.api)));
    QStringList facts{tenant.address.authority(), last.at.isValid()
                                                      ? tr("last test %1").arg(withZone(shownTime(last.at)))
                                                      : tr("never tested")};
    if (!profile.isEmpty())
        facts << isolated(profile);
    m_subtitle->setText(facts.join(QStringLiteral("  ·  ")));
}

void TenantHeader::setTestVisible(bool visible)
{
    m_test->setVisible(visible);
}

} // namespace slipway
