// Everything that slipway-cli prints. Only this, and output.h below it, writes to standard output
// or standard error.
//
// Human-readable text goes through one place, which masks the secrets of this process and makes
// visible what a terminal would obey or hide (escape sequences, direction marks, zero-width
// characters). Line breaks and tabs stay. In JSON such characters are escaped, which means the same
// to a program.
#pragma once
#include <QJsonObject>
#include <QString>

namespace slipway::cli {

void printLine(const QString &text);    // data, to standard output
void printMessage(const QString &text); // for people, to standard error
void printJson(const QJsonObject &json);

// Progress on a terminal. Replaces the previous progress line; an empty text clears it.
void printProgress(const QString &line);
// Prints a question and leaves the cursor after it.
void printQuestion(const QString &text);

// Prints a line of bytes exactly as it is. Only if bytesMayBePrinted().
void printBytes(const QByteArray &line);
// Whether standard output is a file or a pipe. A terminal would obey control sequences in the
// bytes.
[[nodiscard]] bool bytesMayBePrinted();
[[nodiscard]] bool errorsGoToTerminal();

} // namespace slipway::cli
