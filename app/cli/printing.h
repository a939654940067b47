// All that slipway-cli prints. Only this, and output.h below it, writes to standard output or standard error.
//
// What a person reads passes through one place: the secrets of this process are masked, and what a terminal
// would obey or hide (escape sequences, marks of direction, zero-width characters) becomes visible. Line
// breaks and tabs stay. JSON has such characters escaped, which means the same to a program.
#pragma once
#include <QJsonObject>
#include <QString>

namespace slipway::cli {

void printLine(const QString &text);    // data, to standard output
void printMessage(const QString &text); // for a person, to standard error
void printJson(const QJsonObject &json);

// Progress on a terminal: takes the place of the line before. Empty: the line is free again.
void printProgress(const QString &line);
// A question, with the cursor behind it.
void printQuestion(const QString &text);

// A line of bytes exactly as they are. Only where bytesMayBePrinted().
void printBytes(const QByteArray &line);
// Whether standard output is a file or a pipe. A terminal would obey what it finds in the bytes.
[[nodiscard]] bool bytesMayBePrinted();
[[nodiscard]] bool errorsGoToTerminal();

} // namespace slipway::cli
