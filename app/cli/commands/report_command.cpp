#include "app/cli/commands/report_command.h"

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/kept_check.h"
#include "app/cli/refused_argument.h"
#include "core/base/forward_error.h"
#include "core/report/gather_report.h"
#include "core/report/report_file.h"

#include <QCoreApplication>
#include <QCoroTask>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

// The files to write: as named, or one name with the ending of each --format.
Result<QStringList> filesFrom(const Arguments &arguments)
{
    QStringList files;
    for (const QString &name : arguments.parser.positionalArguments()) {
        RETURN_IF_ERROR(checkFolderOf(name));
        if (!arguments.isSet("format")) {
            RETURN_IF_ERROR(reportFormatOfFile(name));
            files << QFileInfo(name).absoluteFilePath();
        }
        for (const QString &word : arguments.list("format")) {
            RETURN_IF_ERROR(reportFormat(word));
            const QString ending = QLatin1Char('.') + word.trimmed().toLower();
            files << QFileInfo(name.endsWith(ending) ? name : name + ending).absoluteFilePath();
        }
    }
    return files;
}

Result<Personal> personalFrom(const Arguments &arguments)
{
    RETURN_IF_ERROR(arguments.checkNotBoth("hash-users", "show-users"));
    for (const char *ofSamples : {"fields", "hash-users", "show-users"}) {
        RETURN_IF_ERROR(arguments.checkNotBoth("no-samples", ofSamples));
    }
    return arguments.isSet("hash-users")   ? Personal::Hashed
           : arguments.isSet("show-users") ? Personal::Shown
                                           : Personal::Masked;
}

void addOptions(Arguments &arguments)
{
    const auto option = [&](const char *name, const QString &text, const char *value = "",
                            const char *standard = "") {
        arguments.parser.addOption(
            {QString::fromLatin1(name), text, QString::fromLatin1(value), QString::fromLatin1(standard)});
    };
    arguments.addListOption(QStringLiteral("format"),
                            Texts::tr("pdf, html, json, comma separated: FILE gets these endings. Otherwise "
                                      "FILE's own ending decides."),
                            QStringLiteral("FORMATS"));
    option("paper", Texts::tr("a4 (default) or letter, for PDF."), "SIZE", "a4");
    option("profile",
           Texts::tr("The profile to check against (default: the tenant's, or hunters), or custom: followed "
                     "by endpoint ids."),
           "ID");
    arguments.addListOption(QStringLiteral("endpoint"),
                            Texts::tr("Further endpoints to test, comma separated."), QStringLiteral("IDS"));
    option("no-samples", Texts::tr("Read no events: no sample and no conformance."));
    arguments.addListOption(QStringLiteral("fields"),
                            Texts::tr("Fields of the sample events to show, comma separated, or all "
                                      "(default: the useful ones)."),
                            QStringLiteral("NAMES"));
    option("hash-users",
           Texts::tr("Replace user names, devices and addresses by names that are consistent within the "
                     "report (default: mask them)."));
    option("show-users", Texts::tr("Show user names, devices and addresses as sent."));
    arguments.parser.addPositionalArgument(
        QStringLiteral("FILE"),
        Texts::tr("Where to write: report.pdf, report.html, report.json; several are possible."));
}

} // namespace

int reportCommand(const QStringList &list)
{
    Arguments arguments(
        QStringLiteral("slipway-cli report"),
        Texts::tr(
            "Write an onboarding report: connection, permissions, sample events and their conformance. Exits "
            "with 0 if the tenant is ready, and with 1 if it is not; the report is written in both cases."));
    arguments.addConnectionOptions();
    addOptions(arguments);
    if (const auto code = arguments.parse(list, 1, 10))
        return *code;
    const bool json = arguments.isSet("json");
    const Result<QStringList> files = filesFrom(arguments);
    if (!files)
        return report(files.error(), json);
    const QString paperName = arguments.value("paper").toLower();
    if (paperName != QLatin1String("a4") && paperName != QLatin1String("letter"))
        return report({ErrorKind::BadInput,
                       Texts::tr("--paper \"%1\" is neither a4 nor letter.").arg(arguments.value("paper")),
                       {},
                       {}},
                      json);
    const Result<Personal> personal = personalFrom(arguments);
    if (!personal)
        return report(personal.error(), json);
    const Result<TenantConnection> connection = connectionFrom(arguments);
    if (!connection)
        return report(connection.error(), json);
    const Result<CheckSubject> subject = checkSubject(arguments, *connection);
    if (!subject)
        return report(subject.error(), json);

    ReportRequest request;
    request.tenantName = connection->tenantName;
    request.tokenExpires = connection->tokenExpires;
    request.profile = subject->profile;
    request.endpoints = subject->endpoints;
    request.withSamples = !arguments.isSet("no-samples");
    request.fields = arguments.list("fields");
    // A misspelled name of a field helps only if it is shown. Tokens are longer or have digits.
    static const QRegularExpression name(QStringLiteral("^[A-Za-z_.]{1,24}$"));
    for (const QString &field : std::as_const(request.fields)) {
        if (name.match(field).hasMatch())
            acceptArgument(field);
    }
    request.personal = *personal;
    std::stop_source stop;
    const InterruptGuard interrupt([&] { stop.request_stop(); }, InterruptGuard::IfBlocked::EndAtOnce);
    const Result<OnboardingReport> made =
        QCoro::waitFor(gatherReport(connection->settings, request, stop.get_token(), printMessage));
    if (!made)
        return made.error().kind == ErrorKind::Cancelled ? int(Interrupted) : report(made.error(), json);
    keepCheck(made->check, *connection);
    keepRefusals(made->check, *connection);
    for (const QString &file : *files) {
        if (const auto saved =
                saveReport(*made, file, paperName == QLatin1String("a4") ? Paper::A4 : Paper::Letter);
            !saved)
            return report(saved.error(), json);
        if (!json)
            printLine(file);
    }
    if (json)
        printJson({{QStringLiteral("verdict"), verdictName(made->check.verdict)},
                   {QStringLiteral("summary"), scrubbed(made->check.summary)},
                   {QStringLiteral("files"), QJsonArray::fromStringList(*files)}});
    else
        printMessage(scrubbed(made->check.summary));
    return made->check.verdict == Verdict::Ready ? AllWell : Failed;
}

} // namespace slipway::cli
