#include "installer/manuals/manual_page.h"

namespace slipway::manuals {
namespace {

QString escaped(QString text)
{
    text.replace(QLatin1Char('\\'), QLatin1String("\\e"));
    text.replace(QLatin1Char('-'), QLatin1String("\\-"));
    text.replace(QChar(0x2026), QLatin1String("\\&..."));
    if (text.startsWith(QLatin1Char('.')) || text.startsWith(QLatin1Char('\'')))
        text.prepend(QLatin1String("\\&"));
    return text;
}

// The argument of a macro, on one line.
QString quoted(const QString &text)
{
    return QLatin1Char('"') + escaped(text).replace(QLatin1Char('"'), QLatin1String("\\(dq")) +
           QLatin1Char('"');
}

QString bold(const QString &text)
{
    return QStringLiteral("\\fB%1\\fR").arg(escaped(text));
}

QString optionEntry(const Option &option)
{
    QString head =
        option.letter.isEmpty() ? QString() : bold(QLatin1Char('-') + option.letter) + QLatin1String(", ");
    head += bold(QStringLiteral("--") + option.name);
    if (!option.value.isEmpty())
        head += QStringLiteral(" \\fI%1\\fR").arg(escaped(option.value));
    return QStringLiteral(".TP\n%1\n%2\n").arg(head, escaped(option.text));
}

QString argumentEntry(const Argument &argument)
{
    return QStringLiteral(".TP\n\\fI%1\\fR\n%2\n").arg(escaped(argument.name), escaped(argument.text));
}

QString body(const Command &command)
{
    QString text;
    for (const QString &paragraph : command.paragraphs) {
        // The first one of a program without commands follows a heading, which needs no space.
        const bool isFirst = text.isEmpty() && command.name.isEmpty();
        text += (isFirst ? QString() : QStringLiteral(".PP\n")) + escaped(paragraph) + QLatin1Char('\n');
    }
    for (const Verb &verb : command.verbs)
        text += QStringLiteral(".PP\n.RS 4\n%1\n.RE\n").arg(bold(verb.usage));
    for (const Argument &argument : command.arguments)
        text += argumentEntry(argument);
    for (const Option &option : command.options)
        text += optionEntry(option);
    return text;
}

} // namespace

QString manualPage(const PageFacts &facts, const QList<Command> &commands, const QString &prose)
{
    const bool hasCommands = !commands.first().name.isEmpty();
    QString page =
        QStringLiteral(".TH %1 1 %2 \"Slipway %3\" \"User Commands\"\n.nh\n.ad l\n.SH NAME\n%4 \\- %5\n")
            .arg(facts.program.toUpper().replace(QLatin1Char('-'), QLatin1String("\\-")), facts.date,
                 facts.version, escaped(facts.program), escaped(facts.summary));
    page += QStringLiteral(".SH SYNOPSIS\n");
    if (hasCommands) {
        page += QStringLiteral("\\fB%1\\fR \\fICOMMAND\\fR [\\fIoptions\\fR]\n").arg(escaped(facts.program));
        page += QStringLiteral(".SH COMMANDS\n");
        for (const Command &command : commands)
            page += QStringLiteral(".SS %1\n.B %2\n").arg(quoted(command.name), quoted(command.usage)) +
                    body(command);
    } else {
        page += bold(facts.program) + escaped(commands.first().usage.mid(facts.program.size())) +
                QLatin1Char('\n');
        page += QStringLiteral(".SH OPTIONS\n") + body(commands.first());
    }
    page += prose;
    if (!facts.homepage.isEmpty())
        page += QStringLiteral(".SH BUGS\n%1\n").arg(escaped(facts.homepage));
    return page;
}

} // namespace slipway::manuals
