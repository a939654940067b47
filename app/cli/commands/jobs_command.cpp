#include "app/cli/commands/jobs_command.h"

#include "app/cli/destination_access.h"
#include "app/cli/job_owner.h"
#include "app/cli/job_run.h"
#include "app/cli/job_stop.h"
#include "app/cli/refused_argument.h"
#include "app/cli/verbs.h"
#include "core/base/plural_form.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

int resumeJobs(JobService &service, const Arguments &arguments, const QStringList &ids, bool json)
{
    // A given token belongs to one tenant; tokens in the keychain are stored per tenant.
    if (tokenIsGiven(arguments)) {
        QStringList tenants;
        for (const QString &id : ids) {
            if (const Result<JobSnapshot> job = service.job(id))
                tenants << job->request.address.authority();
        }
        tenants.removeDuplicates();
        if (tenants.size() > 1)
            return report(
                {ErrorKind::BadInput,
                 Texts::tr("The jobs belong to %n tenants (%1), but the given token belongs to only one.",
                           nullptr, pluralForm(tenants.size()))
                     .arg(tenants.join(QStringLiteral(", "))),
                 Texts::tr("Resume them one by one, each with its own tenant's token. Nothing was sent."),
                 {}},
                json);
    }
    int code = AllWell;
    QStringList started;
    std::optional<Secret> given; // standard input can be read only once
    for (const QString &id : ids) {
        const Result<JobSnapshot> job = service.job(id);
        if (!job) {
            code = std::max(code, report(job.error(), json));
            continue;
        }
        if (!given || !arguments.isSet("token-stdin")) {
            const Result<QString> owner =
                tokenIsGiven(arguments) ? Result<QString>(job->request.tenantId) : savedOwner(*job);
            if (!owner) {
                code = std::max(code, report(owner.error(), json));
                continue;
            }
            const Result<Secret> token = tokenFrom(arguments, *owner);
            if (!token) {
                code = std::max(code, report(token.error(), json));
                continue;
            }
            given = *token;
        }
        const ConnectionSettings connection = connectionOfJob(*job, *given);
        std::optional<DestinationAccess> access;
        if (job->request.bucket) {
            const Result<DestinationAccess> found = accessOf(*job->request.bucket);
            if (!found) {
                code = std::max(code, report(found.error(), json));
                continue;
            }
            access = *found;
        }
        if (const auto resumed = service.resume(id, connection, access); !resumed)
            code = std::max(code, report(resumed.error(), json));
        else
            started << id;
    }
    return std::max(code, followJobs(service, started, json));
}

QList<Verb> jobVerbs(bool all)
{
    const auto text = [](const char *word) { return QString::fromUtf8(word); };
    const qsizetype resumed = all ? 0 : 1;
    return {{text("list"), text("list")},
            {text("show"), text("show ID"), 1, 1},
            {text("pause"), text("pause ID…"), 1, Verb::any},
            {text("cancel"), text("cancel ID… [--yes]"), 1, Verb::any, {text("yes")}},
            {text("remove"), text("remove ID"), 1, 1},
            {text("resume"),
             text("resume ID… | --all [--token-stdin]"),
             resumed,
             all ? 0 : Verb::any,
             {text("token-stdin"), text("all")}}};
}

} // namespace

int jobsCommand(const QStringList &list)
{
    Arguments arguments(
        QStringLiteral("slipway-cli jobs"),
        Texts::tr(
            "List, show, pause, cancel, remove or resume export jobs.\n\n%1\n\npause and cancel also work on "
            "a job that is running in a window or in another command: they wait until it has ended there.")
            .arg(usageOf(jobVerbs(false))));
    arguments.parser.addOption(
        {QStringLiteral("token-stdin"), Texts::tr("Read the token from standard input.")});
    arguments.parser.addOption(
        {QStringLiteral("yes"), Texts::tr("cancel: remove unfinished files without asking.")});
    arguments.parser.addOption({QStringLiteral("all"), Texts::tr("Resume every job that can be resumed.")});
    if (const auto code = arguments.parse(list, 0, std::numeric_limits<int>::max()))
        return *code;
    const bool json = arguments.isSet("json");
    const bool all = arguments.isSet("all");
    if (const auto understood = checkVerb(arguments, QStringLiteral("jobs"), jobVerbs(all)); !understood)
        return report(understood.error(), json);
    const QString verb = arguments.parser.positionalArguments().value(0);
    QStringList ids = arguments.parser.positionalArguments().mid(1);
    ids.removeDuplicates();
    const QString id = ids.value(0);

    const Result<QString> path = defaultDatabasePath();
    if (!path)
        return report(path.error(), json);
    const auto opened = JobService::open(*path);
    if (!opened)
        return report(opened.error(), json);
    JobService &service = **opened;
    for (const QString &each : ids) {
        if (service.job(each))
            acceptArgument(each);
    }
    if (verb == QLatin1String("list")) {
        QJsonArray array;
        const QList<JobSnapshot> jobs = service.jobs();
        for (const JobSnapshot &job : jobs) {
            array << job.asJson();
            if (json)
                continue;
            printLine(describe(job).section(QLatin1Char('\n'), 0, 0));
            if (const QString reason = job.reason(); !reason.isEmpty())
                printLine(QStringLiteral("  ") + reason);
        }
        if (json)
            printJson({{QStringLiteral("jobs"), array}});
        else if (jobs.isEmpty())
            printMessage(Texts::tr("There are no export jobs yet."));
        return AllWell;
    }
    if (verb == QLatin1String("resume")) {
        if (all) {
            for (const JobSnapshot &job : service.jobs()) {
                if (isResumable(job.state))
                    ids << job.id;
            }
            if (ids.isEmpty())
                printMessage(Texts::tr("There is no job to resume."));
        }
        return resumeJobs(service, arguments, ids, json);
    }
    if (verb == QLatin1String("pause") || verb == QLatin1String("cancel"))
        return stopJobs(service, arguments, ids,
                        verb == QLatin1String("pause") ? JobStop::Pause : JobStop::Cancel);
    if (verb == QLatin1String("remove")) {
        if (const auto removed = service.remove(id); !removed)
            return report(removed.error(), json);
        if (json)
            printJson({{QStringLiteral("removed"), id}});
        else
            printLine(Texts::tr("Removed job %1 from the list; its files stay.").arg(id));
        return AllWell;
    }
    const Result<JobSnapshot> job = service.job(id);
    if (!job)
        return report(job.error(), json);
    printJob(*job, json);
    return AllWell;
}

} // namespace slipway::cli
