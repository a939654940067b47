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
// Where exports go unless another folder is entered. Each tenant gets its own folder inside it.
// Empty: a folder in the user's documents.
[[nodiscard]] QString exportFolder();
void setExportFolder(const QString &folder);
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
