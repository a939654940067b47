// Writes the manual pages and the completions of the shells, from what the built programs answer to --help.
//
//   make-manuals SLIPWAY SLIPWAY-CLI FOLDER VERSION DATE PROSE-FOLDER HOMEPAGE
#include "installer/manuals/completions.h"
#include "installer/manuals/manual_page.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>

#include <cstdio>
#include <cstdlib>

namespace {

using namespace slipway::manuals;

[[noreturn]] void fail(const QString &message)
{
    std::fprintf(stderr, "make-manuals: %s\n", qPrintable(message));
    std::exit(1);
}

QString output(const QString &program, const QStringList &arguments)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    if (!process.waitForFinished(60'000) || process.exitCode() != 0)
        fail(QStringLiteral("%1 %2 failed").arg(program, arguments.join(QLatin1Char(' '))));
    return QString::fromUtf8(process.readAllStandardOutput());
}

void write(const QString &path, const QString &text)
{
    QFile file(path);
    const QByteArray bytes = text.toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        fail(QStringLiteral("%1: %2").arg(path, file.errorString()));
}

QString textOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        fail(QStringLiteral("%1: %2").arg(path, file.errorString()));
    return QString::fromUtf8(file.readAll());
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList words = QCoreApplication::arguments().mid(1);
    if (words.size() != 7)
        fail(QStringLiteral("seven arguments are needed"));
    const QString &window = words[0], &commandLine = words[1], &folder = words[2], &prose = words[5];
    QDir().mkpath(folder);

    QList<Command> commands = commandsIn(output(commandLine, {QStringLiteral("--help")}));
    if (commands.size() < 10)
        fail(QStringLiteral("slipway-cli --help lists too few commands"));
    for (Command &command : commands) {
        const QString summary = command.summary;
        const QString name = command.name;
        command =
            commandIn(output(commandLine, {QStringLiteral("help"), name}), QStringLiteral("slipway-cli"));
        command.summary = summary;
        if (command.name != name || command.options.isEmpty())
            fail(QStringLiteral("the help of %1 is not understood").arg(name));
    }
    const QList<Command> only{
        commandIn(output(window, {QStringLiteral("--help")}), QStringLiteral("slipway"))};

    struct Program
    {
        QString name, summary;
        const QList<Command> &commands;
    };
    const Program programs[] = {
        {QStringLiteral("slipway"), QStringLiteral("connector manager for Netskope tenants"), only},
        {QStringLiteral("slipway-cli"), QStringLiteral("check, preview and export Netskope tenants"),
         commands}};
    for (const Program &program : programs) {
        const QString base = folder + QLatin1Char('/');
        const PageFacts facts{program.name, words[3], words[4], program.summary, words[6]};
        write(base + program.name + QStringLiteral(".1"),
              manualPage(facts, program.commands,
                         textOf(prose + QLatin1Char('/') + program.name + QStringLiteral(".roff"))));
        write(base + program.name + QStringLiteral(".bash"), bashCompletion(program.name, program.commands));
        write(base + QLatin1Char('_') + program.name, zshCompletion(program.name, program.commands));
        write(base + program.name + QStringLiteral(".fish"), fishCompletion(program.name, program.commands));
    }
    return 0;
}
