#include "app/cli/verbs.h"

#include "app/cli/refused_argument.h"
#include "core/base/near_names.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

} // namespace

QString usageOf(const QList<Verb> &verbs)
{
    QStringList lines;
    for (const Verb &verb : verbs)
        lines << QStringLiteral("  ") + verb.usage;
    return lines.join(QLatin1Char('\n'));
}

Result<void> checkVerb(const Arguments &arguments, const QString &command, const QList<Verb> &verbs)
{
    const QStringList words = arguments.parser.positionalArguments();
    QStringList names;
    for (const Verb &verb : verbs)
        names << verb.name;
    const QString known = Texts::tr("Known: %1.").arg(names.join(QStringLiteral(", ")));
    if (words.isEmpty())
        return failure(ErrorKind::BadInput, Texts::tr("\"slipway-cli %1\" needs a verb.").arg(command),
                       known);
    const auto verb = std::ranges::find(verbs, words.first(), &Verb::name);
    if (verb == verbs.end()) {
        const QStringList similar = nearNames(words.first(), names);
        if (!similar.isEmpty())
            return failure(ErrorKind::BadInput,
                           Texts::tr("%1 is not a verb of \"slipway-cli %2\".")
                               .arg(placeOfArgument(words.first()), command),
                           Texts::tr("Did you mean %1? ").arg(similar.join(QStringLiteral(", "))) + known);
        return std::unexpected(unexpectedArgument(words.first(), known));
    }
    acceptArgument(verb->name);
    const QString usage = Texts::tr("Usage: slipway-cli %1 %2").arg(command, verb->usage);
    const qsizetype count = words.size() - 1;
    if (count < verb->least)
        return failure(ErrorKind::BadInput,
                       Texts::tr("\"%1 %2\": an argument is missing.").arg(command, verb->name), usage);
    if (count > verb->most)
        return std::unexpected(unexpectedArgument(words.at(verb->most + 1), usage));
    for (const QString &option : arguments.parser.optionNames()) {
        if (option != QLatin1String("json") && !verb->options.contains(option))
            return failure(ErrorKind::BadInput,
                           Texts::tr("\"%1 %2\" does not take --%3.").arg(command, verb->name, option),
                           usage);
    }
    return {};
}

} // namespace slipway::cli
