// Which file dialogs the window uses: the platform's, or Qt's own.
#pragma once
#include <QProcessEnvironment>

namespace slipway {

// Whether the platform would have its file dialogs shown by a desktop portal. The portal looks at
// /proc/PID/root of its caller, which the system closes for a process that may not be dumped, as one with a
// token (see core/platform/secret_memory.h): then no dialog comes up at all. In a sandbox (Flatpak, Snap) the
// portal knows its caller in another way, and it is needed.
[[nodiscard]] bool portalShowsFileDialogs(const QProcessEnvironment &environment, bool isSandboxed);

// Before the QApplication is made. Changes nothing where the platform's own dialogs work.
void chooseFileDialogs();

} // namespace slipway
