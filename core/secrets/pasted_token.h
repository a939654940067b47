// Extracts a token from what people provide: pasted text, a file, a pipe or a variable.
#pragma once
#include "core/base/error.h"
#include "core/base/secret.h"

#include <QStringList>

namespace slipway {

// Reads UTF-8 (with or without a byte order mark), UTF-16 and Windows-1252. Removes spaces and line
// breaks around the token, invisible characters anywhere (no token has them), quotation marks of
// all kinds, backticks and angle brackets around it, and commas, semicolons and full stops after
// it. Finds the token inside other text: in a Netskope-Api-Token header (also in a curl command),
// "Authorization: Bearer …", NAME=…, "token: …", a URL's token parameter, and JSON with one member
// whose name suggests a token.
//
// BadInput says what is wrong, and never shows a part of the token: no token at all; a space, line
// break or another character inside that no token has, by name; a comment after it; a variable that
// was not filled in; a URL; JSON that contains no token or several. Copies are overwritten where possible.
//
// `notes`: sentences about what was dropped from inside or around the token although it cannot be seen, such
// as a soft hyphen, for people.
[[nodiscard]] Result<Secret> tokenFromPasted(const QByteArray &pasted, QStringList *notes = nullptr);

} // namespace slipway
