// Commands with several verbs, such as "tenant add": which verbs there are, and what each one
// takes.
#pragma once
#include "app/cli/command.h"

#include <limits>

namespace slipway::cli {

struct Verb
{
    static constexpr qsizetype any = std::numeric_limits<qsizetype>::max();

    QString name;
    QString usage;                 // what follows the command's name: "add NAME --host URL"
    qsizetype least = 0, most = 0; // words after the verb
    QStringList options = {};      // except --json, which all verbs take
};

// The verbs as --help lists them, one indented line each. The manual page and the shell completions
// are generated from these lines.
[[nodiscard]] QString usageOf(const QList<Verb> &verbs);

// BadInput if there is no verb, an unknown one (similar ones are suggested), too few or too many
// words, or an option that this verb does not use. The next step shows the usage. `command`:
// "tenant".
[[nodiscard]] Result<void> checkVerb(const Arguments &arguments, const QString &command,
                                     const QList<Verb> &verbs);

} // namespace slipway::cli
