// The menu button beside the choice of a profile. It saves and removes the user's own profiles, and
// exports them to a file and imports them from one.
#pragma once
#include "core/tenants/profile_repository.h"
#include "ui/widgets/icon_button.h"

namespace slipway {

class ProfileMenu : public IconButton
{
    Q_OBJECT
public:
    explicit ProfileMenu(const QString &databasePath, QWidget *parent = nullptr);
    [[nodiscard]] QList<Profile> own() const; // by name; empty if they cannot be read
    // Sets the profile that is chosen now: "Save as" saves this one, and "Remove" removes it if it
    // is one of the user's own.
    void setProfile(const Profile &profile);

    // These do not ask for a name or a file: the menu has asked by then, and tests call them
    // directly. saveAs() and importFrom() still ask before they replace a profile.
    void saveAs(const QString &name);
    void exportTo(const QString &path);
    void importFrom(const QString &path);
    void remove();

Q_SIGNALS:
    // The list of profiles has changed, and this one should be chosen.
    void profilesChanged(const QString &profileId);
    void failed(const slipway::Error &error);

private:
    void askName();
    void askExport();
    void askImport();
    void askRemove();
    [[nodiscard]] bool keep(const QList<Profile> &profiles, bool replace);
    [[nodiscard]] bool isOwn() const;

    Result<StateDatabase> m_database;
    Profile m_profile;
    QAction *m_save, *m_remove, *m_export;
};

} // namespace slipway
