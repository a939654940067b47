// Chooses between the platform's file dialogs and Qt's own.
#pragma once
#include <QProcessEnvironment>

namespace slipway {

// Whether the platform's file dialogs must be avoided because a desktop portal would show them. The
// portal looks at /proc/PID/root of its caller. The system denies this for a process that must not
// be dumped, such as one that holds a token (see core/platform/secret_memory.h), and then no dialog
// appears at all. False in a sandbox (Flatpak, Snap): there the portal identifies its caller in
// another way, and is needed.
[[nodiscard]] bool portalShowsFileDialogs(const QProcessEnvironment &environment, bool isSandboxed);

// Call this before creating the QApplication. Changes nothing if the platform's own dialogs work.
void chooseFileDialogs();

} // namespace slipway
