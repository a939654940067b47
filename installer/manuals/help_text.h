// What the --help of a program says, as data: the manual pages and the completions of the shells are made
// from it, so that they cannot say anything else.
#pragma once
#include <QList>
#include <QString>
#include <QStringList>

namespace slipway::manuals {

struct Option
{
    QString letter; // "h" of -h; empty: none
    QString name;   // "tenant" of --tenant
    QString value;  // "NAME"; empty: it takes none
    QString text;
    // The words that may be given, where the text begins with them: "none or gzip".
    [[nodiscard]] QStringList choices() const;
};

struct Argument
{
    QString name, text;
};

struct Verb
{
    QString name, usage; // "add", "add NAME --host URL"
};

struct Command
{
    QString name;    // empty for a program without commands
    QString summary; // from the list of commands
    QString usage;   // behind "Usage: "
    QStringList paragraphs;
    QList<Verb> verbs;
    QList<Option> options;
    QList<Argument> arguments;
};

// The commands that a program lists: two blanks, the name, blanks, what it does.
[[nodiscard]] QList<Command> commandsIn(const QString &help);
// The help of one command, or of a program without commands. `program` replaces the path behind "Usage: ".
[[nodiscard]] Command commandIn(const QString &help, const QString &program);

} // namespace slipway::manuals
