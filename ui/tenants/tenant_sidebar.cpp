#include "ui/tenants/tenant_sidebar.h"

#include "core/base/plural_form.h"
#include "core/tenants/token_expiry.h"
#include "ui/tenants/natural_order.h"
#include "ui/tenants/tenant_delegate.h"
#include "ui/tenants/tenant_header.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/view_placeholder.h"

#include <QAction>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace slipway {
namespace {

// Shown beside the name in the list if the token ends soon: "6 d left".
QString shortExpiry(const Tenant &tenant)
{
    const QDate today = QDate::currentDate();
    if (!endsSoon(tenant.tokenExpires, today))
        return {};
    const qint64 days = today.daysTo(tenant.tokenExpires);
    return days < 0 ? TenantSidebar::tr("token expired")
                    : TenantSidebar::tr("%n d left", nullptr, pluralForm(days));
}

QPushButton *entry(const char *name, const char *icon, QWidget *parent)
{
    auto *button = new QPushButton(parent);
    button->setObjectName(QString::fromLatin1(name));
    button->setFlat(true);
    button->setCheckable(true);
    button->setIcon(theme::icon(icon));
    return button;
}

} // namespace

TenantSidebar::TenantSidebar(const Actions &actions, QWidget *parent)
    : QWidget(parent), m_search(new QLineEdit(this)), m_tenants(new QListWidget(this)),
      m_none(new QWidget(this)), m_overview(entry("overviewEntry", "tenant", this)),
      m_needs(entry("needsEntry", "bell", this)), m_file(entry("fileEntry", "file", this))
{
    m_search->setObjectName(QStringLiteral("tenantSearch"));
    m_search->setPlaceholderText(tr("Find a tenant"));
    m_search->setAccessibleName(tr("Find a tenant"));
    m_search->setClearButtonEnabled(true);
    // The text is what a screen reader says of it.
    m_search->addAction(theme::icon("search"), QLineEdit::LeadingPosition)->setText(tr("Find a tenant"));
    m_add = new IconButton("add", tr("Add a tenant (Ctrl+N)"), this);
    m_add->setObjectName(QStringLiteral("addTenantButton"));
    m_tenants->setAccessibleName(tr("Tenants"));
    m_tenants->setObjectName(QStringLiteral("tenantList"));
    m_tenants->setItemDelegate(new TenantDelegate(m_tenants));
    m_tenants->setMouseTracking(true); // the row under the mouse is tinted
    theme::makeQuiet(m_tenants);
    m_tenants->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tenants->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_tenants->addActions(actions.ofTenant);
    m_overview->setToolTip(tr("What all tenants can read, side by side (Ctrl+0)"));
    m_needs->setToolTip(tr("What waits for you: exports, destinations and tokens (Ctrl+9)"));
    m_needs->hide();
    m_file->hide();
    m_placeholder = new ViewPlaceholder(m_tenants);
    m_tenants->setMinimumWidth(172); // the entries above it may need more
    m_none->setObjectName(QStringLiteral("noTenants"));
    auto *what = new QLabel(tr("Your tenants will be listed here, each with what its token can do."), m_none);
    what->setWordWrap(true);
    what->setForegroundRole(QPalette::PlaceholderText);
    auto *first = new QPushButton(theme::icon("add"), tr("Add tenant…"), m_none);
    first->setObjectName(QStringLiteral("firstTenantButton"));
    auto *none = new QVBoxLayout(m_none);
    none->setContentsMargins(theme::space / 2, theme::space, theme::space / 2, 0);
    none->setSpacing(theme::margin);
    none->addWidget(what);
    none->addWidget(first);
    none->addStretch();
    auto *top = new QHBoxLayout;
    top->addWidget(m_search, 1);
    top->addWidget(m_add);
    auto *layout = new QVBoxLayout(this);
    // Layouts do not turn their margins around.
    layout->setContentsMargins(isRightToLeft() ? 0 : theme::space, theme::space,
                               isRightToLeft() ? theme::space : 0, theme::space);
    layout->addLayout(top);
    layout->addWidget(m_overview);
    layout->addWidget(m_needs);
    layout->addWidget(m_tenants, 1);
    layout->addWidget(m_none, 1);
    layout->addWidget(m_file);
    // The list comes behind what stands above it, also for Tab.
    setTabOrder(m_search, m_add);
    setTabOrder(m_add, m_overview);
    setTabOrder(m_overview, m_needs);
    setTabOrder(m_needs, m_tenants);
    setTabOrder(m_tenants, m_file);

    connect(m_add, &QToolButton::clicked, actions.add, &QAction::trigger);
    connect(first, &QPushButton::clicked, actions.add, &QAction::trigger);
    connect(m_overview, &QPushButton::clicked, actions.overview, &QAction::trigger);
    connect(m_needs, &QPushButton::clicked, actions.needs, &QAction::trigger);
    connect(m_file, &QPushButton::clicked, this, &TenantSidebar::fileWanted);
    connect(m_tenants, &QListWidget::currentRowChanged, this, &TenantSidebar::currentChanged);
    connect(m_tenants, &QListWidget::itemActivated, this, &TenantSidebar::activated);
    connect(m_search, &QLineEdit::textChanged, this, &TenantSidebar::filter);
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        for (int row = 0; row < m_tenants->count(); ++row) {
            if (m_tenants->item(row)->isHidden())
                continue;
            m_tenants->setCurrentRow(row);
            return m_tenants->setFocus();
        }
    });
}

void TenantSidebar::fill(QList<Entry> entries, bool wantsOne)
{
    const QString selected = currentId();
    std::stable_sort(entries.begin(), entries.end(), [](const Entry &one, const Entry &other) {
        return comesBefore(one.tenant.name, other.tenant.name);
    });
    const QSignalBlocker quiet(m_tenants);
    m_tenants->clear();
    // Where no font has the hourglass, it would be drawn as a box.
    const QString waiting =
        m_tenants->fontMetrics().inFontUcs4(u'⏳') ? QStringLiteral("⏳") : QStringLiteral("…");
    for (const auto &[tenant, verdict, isWaiting] : std::as_const(entries)) {
        const bool hasExpired = hasTokenExpired(tenant);
        const bool known = verdict.has_value() || hasExpired;
        const theme::Tone tone = hasExpired ? theme::Tone::Bad
                                 : known    ? theme::toneOf(*verdict)
                                            : theme::Tone::Neutral;
        const QString sign = isWaiting ? waiting : known ? theme::sign(tone) : QStringLiteral("○");
        const QString expiry = shortExpiry(tenant);
        auto *item = new QListWidgetItem(m_tenants);
        // What a screen reader says; the delegate draws its parts.
        item->setText(sign + QStringLiteral("  ") + tenant.name +
                      (expiry.isEmpty() ? QString() : QStringLiteral("  ·  ") + expiry));
        item->setData(TenantDelegate::IdRole, tenant.id);
        item->setData(TenantDelegate::SignRole, sign);
        item->setData(TenantDelegate::SignToneRole,
                      static_cast<int>(isWaiting ? theme::Tone::Neutral : tone));
        item->setData(TenantDelegate::NameRole, tenant.name);
        item->setData(TenantDelegate::ChipRole, expiry);
        item->setData(TenantDelegate::ChipToneRole,
                      static_cast<int>(hasExpired ? theme::Tone::Bad : theme::Tone::Warning));
        const QString ends = expiryText(tenant.tokenExpires, QDate::currentDate());
        // A long name ends in "…" instead of making the list scroll sideways.
        item->setSizeHint({1, m_tenants->fontMetrics().height() + 12});
        item->setToolTip(tenant.name + QLatin1Char('\n') + tenant.address.toString() +
                         (isWaiting ? tr("\nBeing tested until its permissions are granted") : QString()) +
                         (known ? QString() : tr(" (not tested yet)")) +
                         (ends.isEmpty() ? QString() : QStringLiteral("\n") + ends));
        if (tenant.id == selected)
            m_tenants->setCurrentItem(item);
    }
    filter();
    if (!m_tenants->currentItem() && m_tenants->count() > 0 && wantsOne)
        m_tenants->setCurrentRow(0);
    else if (!m_tenants->currentItem())
        leave();
    const bool isAny = m_tenants->count() > 0;
    for (QWidget *widget : std::initializer_list<QWidget *>{m_search, m_add, m_tenants})
        widget->setVisible(isAny);
    m_none->setVisible(!isAny);
    m_overview->setVisible(m_tenants->count() > 1);
    m_overview->setText(tr("All tenants  %1").arg(m_tenants->count()));
}

QString TenantSidebar::currentId() const
{
    const QListWidgetItem *item = m_tenants->currentItem();
    return item ? item->data(TenantDelegate::IdRole).toString() : QString();
}

void TenantSidebar::select(const QString &tenantId)
{
    for (int row = 0; row < m_tenants->count(); ++row) {
        if (m_tenants->item(row)->data(TenantDelegate::IdRole).toString() == tenantId)
            m_tenants->setCurrentRow(row);
    }
}

// A list without a current row selects its first row when it gets the focus, as it does when the focused
// widget is hidden. That would switch back to a tenant. Setting an invalid current index prevents it.
void TenantSidebar::leave()
{
    const QSignalBlocker quiet(m_tenants);
    m_tenants->setCurrentIndex(QModelIndex());
}

void TenantSidebar::startSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void TenantSidebar::showFile(const QString &path)
{
    m_file->setText(m_file->fontMetrics().elidedText(QFileInfo(path).fileName(), Qt::ElideMiddle, 150));
    m_file->setToolTip(path.toHtmlEscaped());
    m_file->show();
}

void TenantSidebar::hideFile()
{
    m_file->hide();
}

void TenantSidebar::setNeeds(qsizetype count)
{
    m_needCount = count;
    m_needs->setText(count > 0 ? tr("Needs you  %1").arg(count) : tr("Needs you"));
    m_needs->setVisible(count > 0 || m_needs->isChecked());
}

void TenantSidebar::setChosen(Other entry)
{
    m_overview->setChecked(entry == Other::Overview);
    m_needs->setChecked(entry == Other::Needs);
    m_file->setChecked(entry == Other::File);
    setNeeds(m_needCount);
}

void TenantSidebar::filter()
{
    const QString wanted = m_search->text().trimmed();
    bool isAny = false;
    for (int row = 0; row < m_tenants->count(); ++row) {
        QListWidgetItem *item = m_tenants->item(row);
        item->setHidden(!wanted.isEmpty() && !item->toolTip().contains(wanted, Qt::CaseInsensitive));
        isAny = isAny || !item->isHidden();
    }
    m_placeholder->setText(isAny ? QString() : tr("No tenant matches."));
}

} // namespace slipway
