// Commands that do several things, such as "tenant add": which there are, and what each takes.
#pragma once
#include "app/cli/command.h"

#include <limits>

namespace slipway::cli {

struct Verb
{
    static constexpr qsizetype any = std::numeric_limits<qsizetype>::max();

    QString name;
    QString usage;                 // of the whole command, behind its name: "add NAME --host URL"
    qsizetype least = 0, most = 0; // words behind the verb
    QStringList options = {};      // without --json, which all take
};

// The verbs as --help lists them, one indented line for each. The manual page and the completions of the
// shells are made from these lines.
[[nodiscard]] QString usageOf(const QList<Verb> &verbs);

// BadInput: no verb, one that is not there (with similar ones), too few or too many words, or an option that
// this verb would not heed. The next step says how it is used. `command`: "tenant".
[[nodiscard]] Result<void> checkVerb(const Arguments &arguments, const QString &command,
                                     const QList<Verb> &verbs);

} // namespace slipway::cli
