// The user's preferences, stored with the settings of the window.
//
// Threads: the window's.
#pragma once
#include "ui/theme/theme.h"

namespace slipway::preferences {

[[nodiscard]] theme::Scheme scheme();
void setScheme(theme::Scheme scheme);
// The code of the language in which the window speaks ("de"); empty: the system's.
[[nodiscard]] QString language();
void setLanguage(const QString &code);
// The time zone of the times in the window: "UTC", an IANA name such as "Europe/Berlin", or empty for this
// computer's.
[[nodiscard]] QString timeZone();
void setTimeZone(const QString &id);
// Makes the chosen time zone the local time of this process and of those that it starts. It changes the
// environment, so call it before anything starts a thread. A name that this computer does not know changes
// nothing.
void useTimeZone();
// Where exports go unless another folder is entered. Each tenant gets its own folder inside it.
// Empty: a folder in the user's documents.
[[nodiscard]] QString exportFolder();
void setExportFolder(const QString &folder);
// Requests a second to each endpoint that a new export sends at most; 0: only the tenant's own limit.
[[nodiscard]] double pace();
void setPace(double requestsPerSecond);
// The folders that exports went to, the newest first.
[[nodiscard]] QStringList recentFolders();
void addRecentFolder(const QString &folder);
// Whether to show a desktop notification when a job ends, when one needs the user and when a
// permission arrives.
[[nodiscard]] bool wantsNotifications();
void setWantsNotifications(bool wanted);
// What becomes of running exports when the window is closed.
enum class Closing { Ask, GoOn, Stop };
[[nodiscard]] Closing closing();
void setClosing(Closing closing);
// The exports that the end of the desktop's session stopped, until they are taken.
void keepSessionJobs(const QStringList &ids);
[[nodiscard]] QStringList takeSessionJobs();

} // namespace slipway::preferences
