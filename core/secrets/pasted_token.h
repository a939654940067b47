// A token as people hand it over, in a paste, a file, a pipe or a variable, becomes the token alone.
#pragma once
#include "core/base/error.h"
#include "core/base/secret.h"

namespace slipway {

// Reads UTF-8 (with or without a byte order mark), UTF-16 and Windows-1252. Taken off are: blanks and line
// breaks around the token, invisible characters anywhere (no token has them), quotation marks of all kinds,
// backticks and angle brackets around it, commas, semicolons and full stops after it. Found inside other text
// is the token of a Netskope-Api-Token header (also in a curl command), of "Authorization: Bearer …", of
// NAME=… and "token: …", of a URL's token parameter, and of JSON with one member that is named like a token.
//
// BadInput names what is wrong, and never shows a part of the token: nothing there; a blank, line break or
// another character inside that no token has, with its name; a variable that was not filled in; an address;
// JSON that holds no token or several. Bytes of copies are overwritten where they can be.
[[nodiscard]] Result<Secret> tokenFromPasted(const QByteArray &pasted);

} // namespace slipway
