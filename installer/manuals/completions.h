// Completions for bash, zsh and fish from what --help says.
//
// They offer commands, verbs, options, the words that an option takes, files and folders, and the names of
// saved tenants and destinations, which they ask slipway-cli for.
#pragma once
#include "installer/manuals/help_text.h"

namespace slipway::manuals {

// `commands`: one without a name for a program that has none.
[[nodiscard]] QString bashCompletion(const QString &program, const QList<Command> &commands);
[[nodiscard]] QString zshCompletion(const QString &program, const QList<Command> &commands);
[[nodiscard]] QString fishCompletion(const QString &program, const QList<Command> &commands);

} // namespace slipway::manuals
