#include "installer/manuals/completions.h"

namespace slipway::manuals {
namespace {

enum class Value { None, Word, File, Folder, Tenant, Destination, Choice };

Value kindOf(const Option &option)
{
    if (option.value.isEmpty())
        return Value::None;
    if (!option.choices().isEmpty())
        return Value::Choice;
    if (option.name == QLatin1String("tenant"))
        return Value::Tenant;
    if (option.name == QLatin1String("destination"))
        return Value::Destination;
    if (option.value == QLatin1String("FILE"))
        return Value::File;
    return option.value.startsWith(QLatin1String("DIR")) ? Value::Folder : Value::Word;
}

bool hasCommands(const QList<Command> &commands)
{
    return !commands.first().name.isEmpty();
}

QStringList optionNames(const Command &command)
{
    QStringList names;
    for (const Option &option : command.options)
        names << QStringLiteral("--") + option.name;
    return names;
}

QStringList verbNames(const Command &command)
{
    QStringList names;
    for (const Verb &verb : command.verbs)
        names << verb.name;
    return names;
}

// Inside '…' of a shell.
QString inQuotes(QString text)
{
    return text.replace(QLatin1Char('\''), QLatin1String("'\\''"));
}

// Of a text, what fits on a line of the menu.
QString firstSentence(const QString &text)
{
    const auto end = text.indexOf(QLatin1String(". "));
    QString sentence = end < 0 ? text : text.left(end);
    if (sentence.endsWith(QLatin1Char('.')))
        sentence.chop(1);
    return sentence;
}

QString functionName(QString program)
{
    return QLatin1Char('_') + program.replace(QLatin1Char('-'), QLatin1Char('_'));
}

QString bashAnswer(const Option &option)
{
    switch (kindOf(option)) {
    case Value::Choice:
        return QStringLiteral("COMPREPLY=($(compgen -W '%1' -- \"$cur\"))")
            .arg(option.choices().join(QLatin1Char(' ')));
    case Value::File:
        return QStringLiteral("compopt -o filenames; COMPREPLY=($(compgen -f -- \"$cur\"))");
    case Value::Folder:
        return QStringLiteral("compopt -o filenames; COMPREPLY=($(compgen -d -- \"$cur\"))");
    case Value::Tenant:
    case Value::Destination:
        return QStringLiteral("_slipway_saved %1").arg(option.name);
    default:
        return QStringLiteral(":");
    }
}

QString bashCase(const Command &command)
{
    QString text;
    for (const Option &option : command.options) {
        if (kindOf(option) != Value::None)
            text += QStringLiteral("    --%1) %2; return ;;\n").arg(option.name, bashAnswer(option));
    }
    return text.isEmpty() ? QString()
                          : QStringLiteral("  case $prev in\n") + text + QStringLiteral("  esac\n");
}

QString zshValue(const Option &option)
{
    const QString name = option.value.toLower().replace(QLatin1Char(':'), QLatin1Char(' '));
    switch (kindOf(option)) {
    case Value::None:
        return {};
    case Value::Choice:
        return QStringLiteral(":%1:(%2)").arg(name, option.choices().join(QLatin1Char(' ')));
    case Value::File:
        return QStringLiteral(":%1:_files").arg(name);
    case Value::Folder:
        return QStringLiteral(":%1:_directories").arg(name);
    case Value::Tenant:
    case Value::Destination:
        return QStringLiteral(":%1:_slipway_saved %1").arg(option.name);
    case Value::Word:
        break;
    }
    return QStringLiteral(":%1: ").arg(name);
}

QString zshOption(const Option &option)
{
    QString text = firstSentence(option.text);
    for (const char *special : {"[", "]", ":"})
        text.replace(QLatin1String(special), QStringLiteral("\\") + QLatin1String(special));
    return QStringLiteral("    '--%1[%2]%3'").arg(option.name, inQuotes(text), inQuotes(zshValue(option)));
}

QString fishOption(const QString &program, const QString &condition, const Option &option)
{
    QString line = QStringLiteral("complete -c %1%2 -l %3").arg(program, condition, option.name);
    if (!option.letter.isEmpty())
        line += QStringLiteral(" -s ") + option.letter;
    switch (kindOf(option)) {
    case Value::None:
        break;
    case Value::Choice:
        line += QStringLiteral(" -x -a '%1'").arg(option.choices().join(QLatin1Char(' ')));
        break;
    case Value::File:
        line += QStringLiteral(" -r -F");
        break;
    case Value::Folder:
        line += QStringLiteral(" -x -a '(__fish_complete_directories)'");
        break;
    case Value::Tenant:
    case Value::Destination:
        line += QStringLiteral(" -x -a '(slipway-cli %1 list 2>/dev/null | string split -f1 \\t)'")
                    .arg(option.name);
        break;
    case Value::Word:
        line += QStringLiteral(" -x");
        break;
    }
    QString text = firstSentence(option.text);
    text.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('\''), QLatin1String("\\'"));
    return line + QStringLiteral(" -d '%1'\n").arg(text);
}

const char *const bashSaved = R"shell(# The names of saved tenants or destinations that begin with $cur.
_slipway_saved()
{
  local name
  while IFS=$'\t' read -r name _; do
    [[ $name == "$cur"* ]] && COMPREPLY+=("$(printf %q "$name")")
  done < <(slipway-cli "$1" list 2>/dev/null)
}

)shell";

const char *const zshSaved = R"shell(_slipway_saved()
{
  local -a names
  names=(${(f)"$(slipway-cli $1 list 2>/dev/null | cut -f1)"})
  compadd -a names
}

)shell";

} // namespace

QString bashCompletion(const QString &program, const QList<Command> &commands)
{
    const QString function = functionName(program);
    const QString head = QStringLiteral("# bash completion for %1\n\n").arg(program);
    QString text = QStringLiteral("%1()\n{\n"
                                  "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                                  "  COMPREPLY=()\n")
                       .arg(function);
    const QString files = QStringLiteral("  compopt -o filenames\n  COMPREPLY=($(compgen -f -- \"$cur\"))\n");
    const QString end = QStringLiteral("}\ncomplete -F %1 %2\n").arg(function, program);
    if (!hasCommands(commands)) {
        const Command &only = commands.first();
        return head + text + bashCase(only) +
               QStringLiteral("  if [[ $cur == -* ]]; then\n"
                              "    COMPREPLY=($(compgen -W '%1' -- \"$cur\"))\n    return\n  fi\n")
                   .arg(optionNames(only).join(QLatin1Char(' '))) +
               files + end;
    }
    QStringList names;
    for (const Command &command : commands)
        names << command.name;
    text += QStringLiteral("  if ((COMP_CWORD == 1)); then\n"
                           "    COMPREPLY=($(compgen -W '%1 help --help --version' -- \"$cur\"))\n"
                           "    return\n  fi\n  case ${COMP_WORDS[1]} in\n"
                           "    help) ((COMP_CWORD == 2)) && COMPREPLY=($(compgen -W '%1' -- \"$cur\")) ;;\n")
                .arg(names.join(QLatin1Char(' ')));
    QString functions;
    for (const Command &command : commands) {
        const QString own = function + QLatin1String("__") +
                            QString(command.name).replace(QLatin1Char('-'), QLatin1Char('_'));
        text += QStringLiteral("    %1) %2 ;;\n").arg(command.name, own);
        functions += QStringLiteral("%1()\n{\n").arg(own) + bashCase(command) +
                     QStringLiteral("  if [[ $cur == -* ]]; then\n"
                                    "    COMPREPLY=($(compgen -W '%1' -- \"$cur\"))\n    return\n  fi\n")
                         .arg(optionNames(command).join(QLatin1Char(' ')));
        if (!command.verbs.isEmpty())
            functions += QStringLiteral("  if ((COMP_CWORD == 2)); then\n"
                                        "    COMPREPLY=($(compgen -W '%1' -- \"$cur\"))\n    return\n  fi\n")
                             .arg(verbNames(command).join(QLatin1Char(' ')));
        if (command.name == QLatin1String("tenant") || command.name == QLatin1String("destination"))
            functions += QStringLiteral("  ((COMP_CWORD == 3)) && _slipway_saved %1\n").arg(command.name);
        else
            functions += files;
        functions += QStringLiteral("}\n\n");
    }
    return head + QString::fromUtf8(bashSaved) + functions + text + QStringLiteral("  esac\n") + end;
}

QString zshCompletion(const QString &program, const QList<Command> &commands)
{
    const QString function = functionName(program);
    QString text = QStringLiteral("#compdef %1\n\n").arg(program);
    const auto optionsOf = [](const Command &command) {
        QStringList lines;
        for (const Option &option : command.options)
            lines << zshOption(option);
        return lines.join(QStringLiteral(" \\\n"));
    };
    if (!hasCommands(commands))
        return text +
               QStringLiteral("_arguments \\\n%1 \\\n    '*:file:_files'\n").arg(optionsOf(commands.first()));
    text += QString::fromUtf8(zshSaved);
    QString rows, cases;
    for (const Command &command : commands) {
        rows += QStringLiteral("    '%1:%2'\n")
                    .arg(command.name,
                         inQuotes(QString(command.summary).replace(QLatin1Char(':'), QLatin1String("\\:"))));
        cases +=
            QStringLiteral("    %1)\n      _arguments \\\n%2 \\\n").arg(command.name, optionsOf(command));
        if (command.verbs.isEmpty())
            cases += QStringLiteral("    '*:file:_files'\n");
        else if (command.name == QLatin1String("tenant") || command.name == QLatin1String("destination"))
            cases += QStringLiteral("    '1:verb:(%1)' '2:name:_slipway_saved %2'\n")
                         .arg(verbNames(command).join(QLatin1Char(' ')), command.name);
        else
            cases += QStringLiteral("    '1:verb:(%1)' '*:file:_files'\n")
                         .arg(verbNames(command).join(QLatin1Char(' ')));
        cases += QStringLiteral("      ;;\n");
    }
    return text + QStringLiteral("%1()\n{\n  local -a commands\n  commands=(\n%2  )\n"
                                 "  if ((CURRENT == 2)); then\n    _describe command commands\n"
                                 "    return\n  fi\n  local command=$words[2]\n  shift words\n"
                                 "  ((CURRENT--))\n  case $command in\n%3  esac\n}\n\n%1 \"$@\"\n")
                      .arg(function, rows, cases);
}

QString fishCompletion(const QString &program, const QList<Command> &commands)
{
    QString text = QStringLiteral("# fish completion for %1\n").arg(program);
    if (!hasCommands(commands)) {
        for (const Option &option : commands.first().options)
            text += fishOption(program, {}, option);
        return text;
    }
    text += QStringLiteral("complete -c %1 -n __fish_use_subcommand -f\n").arg(program);
    for (const Command &command : commands)
        text += QStringLiteral("complete -c %1 -n __fish_use_subcommand -f -a %2 -d '%3'\n")
                    .arg(program, command.name,
                         QString(command.summary).replace(QLatin1Char('\''), QLatin1String("\\'")));
    for (const Command &command : commands) {
        const QString condition = QStringLiteral(" -n '__fish_seen_subcommand_from %1'").arg(command.name);
        if (!command.verbs.isEmpty()) {
            const QString verbs = verbNames(command).join(QLatin1Char(' '));
            text += QStringLiteral("complete -c %1 -n '__fish_seen_subcommand_from %2; and not "
                                   "__fish_seen_subcommand_from %3' -f -a '%3'\n")
                        .arg(program, command.name, verbs);
        }
        for (const Option &option : command.options)
            text += fishOption(program, condition, option);
    }
    return text;
}

} // namespace slipway::manuals
