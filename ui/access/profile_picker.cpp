#include "ui/access/profile_picker.h"

#include "ui/access/profile_menu.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>

namespace slipway {

ProfilePicker::ProfilePicker(const EndpointCatalogue &catalogue, const QString &databasePath, QWidget *parent)
    : QWidget(parent), m_catalogue(catalogue), m_combo(new QComboBox(this)),
      m_menu(new ProfileMenu(databasePath, this))
{
    auto *label = new QLabel(tr("&Profile:"), this);
    label->setBuddy(m_combo);
    m_combo->setAccessibleName(tr("Profile"));
    m_combo->setObjectName(QStringLiteral("profileCombo"));
    m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_combo->setMinimumContentsLength(18);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(label);
    layout->addWidget(m_combo, 1);
    layout->addWidget(m_menu);
    fill();
    m_menu->setProfile(profile());
    connect(m_combo, &QComboBox::currentIndexChanged, this, [this] { choiceChanged(); });
    connect(m_menu, &ProfileMenu::profilesChanged, this, [this](const QString &id) {
        fill();
        choose(id);
        choiceChanged();
    });
    connect(m_menu, &ProfileMenu::failed, this, &ProfilePicker::failed);
}

void ProfilePicker::setTenant(const Tenant &tenant)
{
    m_api = tenant.api;
    fill();
    choose(tenant.profileId);
    m_last = tenant.profileId;
}

void ProfilePicker::fill()
{
    const QSignalBlocker quiet(m_combo);
    m_combo->clear();
    const auto add = [this](const Profile &profile, const QString &about) {
        m_combo->addItem(profile.title, profile.id);
        m_combo->setItemData(m_combo->count() - 1, about.toHtmlEscaped(), Qt::ToolTipRole);
    };
    for (const Profile &each : m_catalogue.profiles(m_api))
        add(each, each.source);
    for (const Profile &each : m_menu->own()) {
        if (m_catalogue.resolveProfile(each.id, m_api))
            add(each, tr("A profile of your own"));
    }
    m_combo->addItem(tr("Custom: tick what is needed"), QStringLiteral("custom:"));
}

void ProfilePicker::choose(const QString &id)
{
    const QSignalBlocker quiet(m_combo);
    const bool isOfTicks = id.startsWith(QLatin1String("custom:"));
    if (isOfTicks && m_combo->findData(id) < 0 && m_catalogue.resolveProfile(id, m_api))
        m_combo->setItemData(m_combo->count() - 1, id);
    if (const int index = m_combo->findData(id); index >= 0)
        m_combo->setCurrentIndex(index);
    m_menu->setProfile(profile());
}

void ProfilePicker::choiceChanged()
{
    if (id() == QLatin1String("custom:")) { // start with what was needed before
        const auto before = m_catalogue.resolveProfile(m_last);
        setCustom(before ? before->endpointIds : QStringList{QStringLiteral("alert")});
    }
    m_last = id();
    m_menu->setProfile(profile());
    Q_EMIT chosen();
}

QString ProfilePicker::id() const
{
    return m_combo->currentData().toString();
}

Profile ProfilePicker::profile() const
{
    return m_catalogue.resolveProfile(id(), m_api).value_or(Profile{});
}

bool ProfilePicker::isCustom() const
{
    return m_combo->currentIndex() == m_combo->count() - 1;
}

void ProfilePicker::setCustom(const QStringList &kinds)
{
    m_combo->setItemData(m_combo->currentIndex(), EndpointCatalogue::customProfile(kinds).id);
    m_last = id();
    m_menu->setProfile(profile());
}

} // namespace slipway
