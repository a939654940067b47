#include "installer/manuals/help_text.h"

#include <QRegularExpression>

namespace slipway::manuals {

QStringList Option::choices() const
{
    static const QRegularExpression either(QStringLiteral("^([\\w.]+)(?: \\(default\\))? or ([\\w.]+)\\b"));
    const auto match = either.match(text);
    return match.hasMatch() && !value.isEmpty() ? QStringList{match.captured(1), match.captured(2)}
                                                : QStringList{};
}

QList<Command> commandsIn(const QString &help)
{
    static const QRegularExpression row(QStringLiteral("^  ([a-z-]+) +(\\S.*)$"),
                                        QRegularExpression::MultilineOption);
    QList<Command> commands;
    for (auto match = row.globalMatch(help); match.hasNext();) {
        const auto found = match.next();
        Command command;
        command.name = found.captured(1);
        command.summary = found.captured(2);
        commands << command;
    }
    return commands;
}

Command commandIn(const QString &help, const QString &program)
{
    static const QRegularExpression option(
        QStringLiteral("^  (?:-(\\w)(?:, -[?\\w])*, )?--([\\w-]+)(?: <([^>]*)>)?(?:  +(.*))?$"));
    static const QRegularExpression argument(QStringLiteral("^  (\\S+)  +(.*)$"));
    enum class Part { Text, Options, Arguments } part = Part::Text;
    Command command;
    QString paragraph;
    QString *continued = nullptr; // the text that an indented line goes on with
    const auto endParagraph = [&] {
        if (!paragraph.isEmpty())
            command.paragraphs << paragraph;
        paragraph.clear();
    };
    for (const QString &line : help.split(QLatin1Char('\n'))) {
        if (line.startsWith(QLatin1String("Usage: "))) {
            command.usage = program + line.mid(7).section(QLatin1Char(' '), 1).prepend(QLatin1Char(' '));
            if (const QString name = command.usage.section(QLatin1Char(' '), 1, 1);
                !name.startsWith(QLatin1Char('[')))
                command.name = name;
            continue;
        }
        if (line == QLatin1String("Options:") || line == QLatin1String("Arguments:")) {
            part = line == QLatin1String("Options:") ? Part::Options : Part::Arguments;
            continued = nullptr;
            continue;
        }
        if (part == Part::Text) {
            if (line.startsWith(QLatin1String("  "))) {
                endParagraph();
                command.verbs << Verb{line.trimmed().section(QLatin1Char(' '), 0, 0), line.trimmed()};
            } else if (line.isEmpty()) {
                endParagraph();
            } else {
                endParagraph(); // each line stands for itself, as in the help
                paragraph = line;
            }
            continue;
        }
        if (const auto match = option.match(line); part == Part::Options && match.hasMatch()) {
            command.options << Option{match.captured(1), match.captured(2), match.captured(3),
                                      match.captured(4)};
            continued = &command.options.last().text;
        } else if (const auto word = argument.match(line); part == Part::Arguments && word.hasMatch()) {
            command.arguments << Argument{word.captured(1), word.captured(2)};
            continued = &command.arguments.last().text;
        } else if (continued && line.startsWith(QLatin1String("   "))) {
            *continued = (*continued + QLatin1Char(' ') + line.trimmed()).trimmed();
        }
    }
    endParagraph();
    return command;
}

} // namespace slipway::manuals
