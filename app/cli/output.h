// Whether what a command prints arrives: on a full disk and in a pipe that nobody reads any more it does not,
// and then the command has not done what it was asked for.
#pragma once
#include <QByteArray>

namespace slipway::cli {

// Before anything else: standard input, output and error are open, so that no file of ours takes the place of
// one that the caller closed; and a pipe that is closed early is an error to see, not the end of the process.
void prepareOutput();

// Prints and flushes. After the first failure it does nothing.
void writeOutput(const QByteArray &text);

// The last thing of a command: its exit code, or Failed for AllWell when some of the output was lost. Says so
// on standard error, unless only the reader went away ("slipway-cli … | head").
[[nodiscard]] int finishOutput(int code);

} // namespace slipway::cli
