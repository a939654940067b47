// The command line of Slipway: what the window does, from the same core.
#include "app/cli/command.h"
#include "app/cli/commands/check_command.h"
#include "app/cli/commands/conform_command.h"
#include "app/cli/commands/demo_command.h"
#include "app/cli/commands/destination_command.h"
#include "app/cli/commands/export_command.h"
#include "app/cli/commands/history_command.h"
#include "app/cli/commands/jobs_command.h"
#include "app/cli/commands/preview_command.h"
#include "app/cli/commands/profile_command.h"
#include "app/cli/commands/report_command.h"
#include "app/cli/commands/sign_command.h"
#include "app/cli/commands/support_command.h"
#include "app/cli/commands/tenant_command.h"
#include "app/cli/commands/verify_command.h"
#include "app/cli/output.h"
#include "app/cli/refused_argument.h"
#include "core/base/log_file.h"
#include "core/base/near_names.h"
#include "core/base/odd_characters.h"
#include "core/base/plural_form.h"
#include "core/language/language.h"
#include "core/platform/process_limits.h"
#include "core/platform/terminal.h"

#include <QGuiApplication>
#include <QRegularExpression>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

void quietHandler(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    // Someone who wants a report does not need to hear that a container has no XDG_RUNTIME_DIR.
    if (type != QtDebugMsg && type != QtInfoMsg && !message.startsWith(QLatin1String("QStandardPaths: "))) {
        slipway::cli::printMessage(slipway::scrubbed(message));
        slipway::writeLog(message);
    }
}

// File names are bytes, but Slipway handles them as text: a name that is not UTF-8 would turn into another
// one.
bool areUtf8(int count, char **words)
{
    for (int number = 1; number < count; ++number) {
        const QByteArrayView word(words[number]);
        if (word.isValidUtf8())
            continue;
        QByteArray plain;
        for (const char byte : word)
            plain += static_cast<unsigned char>(byte) < 0x80
                         ? QByteArray(1, byte)
                         : "\\x" + QByteArray::number(static_cast<unsigned char>(byte), 16);
        slipway::cli::printMessage(slipway::scrubbed(
            Texts::tr("slipway-cli: the argument \"%1\" is not UTF-8.\nIf it names a file or a folder, "
                      "rename it, or use a symbolic link with another name.")
                .arg(QString::fromUtf8(plain))));
        return false;
    }
    return true;
}

// Qt drops one from the beginning of each argument. It may have been copied along with an address or a name;
// the argument itself is not shown, since it may be a token.
void nameByteOrderMarks(int count, char **words)
{
    for (int number = 1; number < count; ++number) {
        if (QByteArrayView(words[number]).startsWith("\xEF\xBB\xBF"))
            slipway::cli::printMessage(
                Texts::tr("An invisible character at the beginning of argument %1 was dropped: %2.")
                    .arg(number)
                    .arg(slipway::characterName(0xFEFF)));
    }
}

// Without enough of them, libraries end the process or wait for ever, each in its own way.
bool hasEnoughFiles()
{
    constexpr int least = 64, wanted = 1024;
    const int limit = slipway::raiseOpenFileLimit(slipway::manyOpenFiles);
    if (limit >= least)
        return true;
    slipway::cli::printMessage(
        Texts::tr("slipway-cli may open only %1 files at a time, and needs at least %2.\n"
                  "Raise the limit, for example with \"ulimit -n %3\", and try again.",
                  nullptr, slipway::pluralForm(limit))
            .arg(limit)
            .arg(least)
            .arg(wanted));
    return false;
}

// Whether a program reads the output, which is then in English whatever the user's language is.
bool isForPrograms(const QStringList &arguments)
{
    const QString command = arguments.value(0);
    // "report.json", "json,pdf" or "--format=json"
    static const QRegularExpression json(QStringLiteral("(^|[.=,])json($|,)"),
                                         QRegularExpression::CaseInsensitiveOption);
    return command == QLatin1String("demo-tenant") || command == QLatin1String("support") ||
           arguments.contains(QLatin1String("--json")) || arguments.contains(QLatin1String("--raw")) ||
           (command == QLatin1String("report") &&
            std::ranges::any_of(arguments, [](const QString &argument) { return argument.contains(json); }));
}

const char *const usage = QT_TRANSLATE_NOOP("CommandLine", R"(Usage: slipway-cli COMMAND [options]

  check          test the connection and the token's permissions
  history        list earlier checks and compare two of them
  preview        print the newest events of an endpoint
  conform        judge whether files of events have the shape that the SIEM expects
  export         export a time range to a folder or bucket as NDJSON
  jobs           list, show, pause, cancel, resume or remove exports
  support        write a support bundle for whoever helps you
  report         write an onboarding report: PDF, HTML, JSON
  sign           sign manifests with an SSH key
  verify         recompute finished exports from their files or objects
  tenant         add, list, edit, rename or remove saved tenants, replace a token
  profile        list what SIEMs need; keep, export and import profiles of your own
  destination    add, list, test or remove buckets to export to
  demo-tenant    run a tenant to try Slipway with, on this computer only

"slipway-cli COMMAND --help" shows a command's options. The token comes from --token-stdin, NETSKOPE_API_TOKEN or the
keychain (--tenant NAME), never from an argument.
Exit codes: 0 all well, 1 a check or job failed, 2 usage, 3 interrupted and resumable.)");

int run(int argc, char *argv[])
{
    using namespace slipway::cli;
    slipway::protectProcess();

    qInstallMessageHandler(quietHandler);
    if (!hasEnoughFiles())
        return Failed;
    // Only the report needs fonts and thus a QGuiApplication, but never a display.
    const bool needsFonts = argc > 1 && std::strcmp(argv[1], "report") == 0;
    if (needsFonts)
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const std::unique_ptr<QCoreApplication> application =
        needsFonts ? std::make_unique<QGuiApplication>(argc, argv)
                   : std::make_unique<QCoreApplication>(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("slipway"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SLIPWAY_VERSION));
    slipway::useLanguage(isForPrograms(QCoreApplication::arguments().mid(1)) ? QStringLiteral("en")
                                                                             : QString());

    const std::map<QString, int (*)(const QStringList &)> commands{
        {QStringLiteral("check"), checkCommand},
        {QStringLiteral("history"), historyCommand},
        {QStringLiteral("preview"), previewCommand},
        {QStringLiteral("conform"), conformCommand},
        {QStringLiteral("export"), exportCommand},
        {QStringLiteral("jobs"), jobsCommand},
        {QStringLiteral("sign"), signCommand},
        {QStringLiteral("verify"), verifyCommand},
        {QStringLiteral("report"), reportCommand},
        {QStringLiteral("support"), supportCommand},
        {QStringLiteral("tenant"), tenantCommand},
        {QStringLiteral("profile"), profileCommand},
        {QStringLiteral("demo-tenant"), demoTenantCommand},
        {QStringLiteral("destination"), destinationCommand}};
    if (!areUtf8(argc, argv))
        return Usage;
    nameByteOrderMarks(argc, argv);
    const QStringList arguments = QCoreApplication::arguments().mid(1);
    const QString name = arguments.value(0);
    if (name == QLatin1String("--version")) {
        printLine(QStringLiteral("slipway-cli " SLIPWAY_VERSION));
        return AllWell;
    }
    const bool asksForHelp =
        QStringList{QStringLiteral("--help"), QStringLiteral("-h"), QStringLiteral("help")}.contains(name);
    if (asksForHelp && arguments.size() < 2) {
        printLine(Texts::tr(usage));
        return AllWell;
    }
    if (name.isEmpty()) {
        printMessage(Texts::tr(usage));
        return Usage;
    }
    const QString wanted = asksForHelp ? arguments.value(1) : name;
    const auto command = commands.find(wanted);
    if (command == commands.end()) {
        QStringList known;
        for (const auto &[each, function] : commands)
            known << each;
        const QStringList similar = slipway::nearNames(wanted, known);
        printMessage(wanted.startsWith(QLatin1Char('-'))
                         ? Texts::tr("slipway-cli: the command comes first, then its options.")
                         : Texts::tr("slipway-cli: there is no such command (%1).")
                               .arg(placeOfArgument(wanted).toLower()));
        if (const QString advice = unexpectedArgument(wanted, {}).nextStep.trimmed();
            similar.isEmpty() && !advice.isEmpty())
            printMessage(advice);
        if (!similar.isEmpty())
            printMessage(Texts::tr("Did you mean %1?").arg(similar.join(QStringLiteral(", "))));
        printMessage(Texts::tr("See \"slipway-cli --help\"."));
        return Usage;
    }
    acceptArgument(command->first);
    if (asksForHelp)
        return command->second({QStringLiteral("--help")});
    if (const auto folder = slipway::dataFolder())
        slipway::setLogFile(*folder + QStringLiteral("/slipway.log"));
    return command->second(arguments.mid(1));
}

} // namespace

int main(int argc, char *argv[])
{
    slipway::prepareStandardStreams();
    return slipway::cli::finishOutput(run(argc, argv));
}
