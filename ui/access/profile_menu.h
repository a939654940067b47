// The button beside the choice of a profile: keep one's own, remove it, write them to a file and read one.
#pragma once
#include "core/tenants/profile_repository.h"

#include <QToolButton>

namespace slipway {

class ProfileMenu : public QToolButton
{
    Q_OBJECT
public:
    explicit ProfileMenu(const QString &databasePath, QWidget *parent = nullptr);
    [[nodiscard]] QList<Profile> own() const; // by name; empty where they cannot be read
    // What is chosen now: it is what "Save as" keeps, and what "Remove" takes away where it is the user's
    // own.
    void setProfile(const Profile &profile);

    // Without asking, for tests and for whoever has asked.
    void saveAs(const QString &name);
    void exportTo(const QString &path);
    void importFrom(const QString &path);
    void remove();

Q_SIGNALS:
    // The profiles have changed, and this one is to be chosen.
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
