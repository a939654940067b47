// What a person prefers, kept with the settings of the window.
//
// Threads: the window's.
#pragma once
#include "ui/theme/theme.h"

namespace slipway::preferences {

[[nodiscard]] theme::Scheme scheme();
void setScheme(theme::Scheme scheme);
// Where exports go unless another folder is entered: each tenant has a folder of its own in it. Empty: a
// folder in the user's documents.
[[nodiscard]] QString exportFolder();
void setExportFolder(const QString &folder);
// Whether the desktop is told when a job ends, when one waits for somebody and when a permission arrives.
[[nodiscard]] bool wantsNotifications();
void setWantsNotifications(bool wanted);

} // namespace slipway::preferences
