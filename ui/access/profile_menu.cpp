#include "ui/access/profile_menu.h"

#include "core/io/whole_file.h"

#include <QFile>
#include <QFileDialog>
#include <QInputDialog>
#include <QMenu>
#include <QMessageBox>

#include <algorithm>

namespace slipway {

ProfileMenu::ProfileMenu(const QString &databasePath, QWidget *parent)
    : IconButton("more", tr("Save your own profiles, or exchange them as a file"), parent),
      m_database(StateDatabase::open(databasePath))
{
    setObjectName(QStringLiteral("profileMenu"));
    setAccessibleName(tr("Own profiles"));
    setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(this);
    m_save = menu->addAction(tr("&Save as…"), this, [this] { askName(); });
    m_remove = menu->addAction(tr("&Remove"), this, [this] { askRemove(); });
    menu->addSeparator();
    m_export = menu->addAction(tr("&Export own profiles…"), this, [this] { askExport(); });
    menu->addAction(tr("&Import profiles…"), this, [this] { askImport(); });
    setMenu(menu);
    // Enable what is possible now.
    connect(menu, &QMenu::aboutToShow, this, [this] {
        m_save->setEnabled(!m_profile.endpointIds.isEmpty());
        m_remove->setEnabled(isOwn());
        m_export->setEnabled(!own().isEmpty());
    });
}

QList<Profile> ProfileMenu::own() const
{
    return m_database ? ProfileRepository(*m_database).all().value_or(QList<Profile>()) : QList<Profile>();
}

void ProfileMenu::setProfile(const Profile &profile)
{
    m_profile = profile;
}

bool ProfileMenu::isOwn() const
{
    const QList<Profile> all = own();
    return std::any_of(all.cbegin(), all.cend(),
                       [this](const Profile &each) { return each.id == m_profile.id; });
}

bool ProfileMenu::keep(const QList<Profile> &profiles, bool replace)
{
    const Result<void> kept = m_database ? ProfileRepository(*m_database).save(profiles, replace)
                                         : std::unexpected(m_database.error());
    if (!kept)
        Q_EMIT failed(kept.error());
    return kept.has_value();
}

void ProfileMenu::askName()
{
    bool isGiven = false;
    const QString name =
        QInputDialog::getText(this, tr("Save profile"), tr("Name of the profile:"), QLineEdit::Normal,
                              isOwn() ? m_profile.title : QString(), &isGiven);
    if (isGiven)
        saveAs(name);
}

void ProfileMenu::saveAs(const QString &name)
{
    // A profile applies to both versions of the API.
    QStringList kinds;
    for (const QString &id : m_profile.endpointIds)
        kinds << (id.startsWith(QLatin1String("v1-")) ? id.mid(3) : id);
    const Profile wanted = namedProfile(name.trimmed(), kinds);
    const QList<Profile> all = own();
    const bool isTaken = std::any_of(all.cbegin(), all.cend(), [&](const Profile &each) {
        return each.title.compare(wanted.title, Qt::CaseInsensitive) == 0;
    });
    if (isTaken &&
        QMessageBox::question(this, tr("Save profile"),
                              tr("There is already a profile named \"%1\". Replace it?").arg(wanted.title)) !=
            QMessageBox::Yes)
        return;
    if (!keep({wanted}, isTaken))
        return;
    for (const Profile &each : own()) {
        if (each.title.compare(wanted.title, Qt::CaseInsensitive) == 0)
            Q_EMIT profilesChanged(each.id);
    }
}

void ProfileMenu::askRemove()
{
    if (QMessageBox::question(
            this, tr("Remove profile"),
            tr("Remove the profile \"%1\"? Tenants that use it keep its endpoints.").arg(m_profile.title)) ==
        QMessageBox::Yes)
        remove();
}

void ProfileMenu::remove()
{
    const QString custom = EndpointCatalogue::customProfile(m_profile.endpointIds).id;
    const Result<void> removed = m_database ? ProfileRepository(*m_database).remove(m_profile.title)
                                            : std::unexpected(m_database.error());
    if (removed)
        Q_EMIT profilesChanged(custom);
    else
        Q_EMIT failed(removed.error());
}

void ProfileMenu::askExport()
{
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Export own profiles"), QStringLiteral("slipway-profiles.json"), tr("Profiles (*.json)"));
    if (!path.isEmpty())
        exportTo(path);
}

void ProfileMenu::exportTo(const QString &path)
{
    const QByteArray content = profilesToFile(own());
    if (const auto written = writeWholeFile(path, content); !written)
        Q_EMIT failed({ErrorKind::Storage,
                       tr("%1 cannot be written: %2").arg(path, written.error()),
                       tr("Check the folder and the free space, or choose another place."),
                       {}});
}

void ProfileMenu::askImport()
{
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Import profiles"), {}, tr("Profiles (*.json);;All files (*)"));
    if (!path.isEmpty())
        importFrom(path);
}

void ProfileMenu::importFrom(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        Q_EMIT failed(
            {ErrorKind::BadInput, tr("%1 cannot be read: %2").arg(path, file.errorString()), {}, {}});
        return;
    }
    const Result<QList<Profile>> profiles = profilesFromFile(file.read(1 << 20), path);
    if (!profiles) {
        Q_EMIT failed(profiles.error());
        return;
    }
    QStringList taken;
    for (const Profile &each : own()) {
        for (const Profile &profile : *profiles) {
            if (each.title.compare(profile.title, Qt::CaseInsensitive) == 0)
                taken << each.title;
        }
    }
    if (!taken.isEmpty() &&
        QMessageBox::question(
            this, tr("Import profiles"),
            tr("These profiles already exist: %1. Replace them?").arg(taken.join(QStringLiteral(", ")))) !=
            QMessageBox::Yes)
        return;
    if (keep(*profiles, !taken.isEmpty()))
        Q_EMIT profilesChanged(profiles->first().id);
}

} // namespace slipway
