// Detects lost output. If the disk is full or the reader of the pipe has gone, the output does not
// arrive, and the command has not done what it was asked to do. It takes prepareStandardStreams()
// (core/platform/terminal.h) for a pipe closed early to be such an error.
#pragma once
#include <QByteArray>

namespace slipway::cli {

// Prints and flushes. After the first failure it does nothing.
void writeOutput(const QByteArray &text);

// Call this last. Returns `code`, but Failed instead of AllWell if output was lost. It then says so
// on standard error, unless the reader simply went away ("slipway-cli … | head"). A message on
// standard error counts as output if there is no other ("There are no export jobs yet.").
[[nodiscard]] int finishOutput(int code);

} // namespace slipway::cli
