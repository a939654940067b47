// Child processes that end with this one: see core/platform/child_process.h.
#pragma once

class QProcess;

namespace slipway {

// Call this before process.start(). The child is killed when the thread that starts it ends (on Windows: when
// this process does), gets no keys from the terminal, and leaves no core dump.
void bindToThisProcess(QProcess &process);

// Call this before process.start(), for a child that ends by itself: it then leaves no core dump, and may
// have as many files open as this process could when it was started. Nothing else changes.
void limitChild(QProcess &process);

} // namespace slipway
