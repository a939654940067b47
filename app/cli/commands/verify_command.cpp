#include "app/cli/commands/verify_command.h"

#include "app/cli/destination_access.h"
#include "app/cli/interrupt.h"
#include "app/cli/refused_argument.h"
#include "core/async/background.h"
#include "core/base/error_json.h"
#include "core/base/forward_error.h"
#include "core/base/plural_form.h"
#include "core/base/printable.h"
#include "core/base/time_text.h"
#include "core/destinations/destination_secrets.h"
#include "core/exporting/jobs/job_service.h"
#include "core/exporting/verifying/export_chain.h"
#include "core/exporting/verifying/verify_subject.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFileInfo>
#include <QLocale>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

// A manifest's text must not look like a line of ours.
void printFact(const QString &line)
{
    printLine(printableLine(line));
}

void print(const VerifyReport &report)
{
    const QLocale locale;
    const QString counts =
        QStringLiteral("%1 on %2 in %3 (%4), %5 to %6")
            .arg(counted(report.events, counts::events), counted(report.pages, counts::pages),
                 counted(report.files, counts::files), locale.formattedDataSize(report.fileBytes),
                 isoUtc(report.from), isoUtc(report.to));
    printFact(QStringLiteral("%1  %2: %3")
                  .arg(report.isRight() ? Texts::tr("right") : Texts::tr("WRONG"), report.manifest, counts));
    if (report.isRight())
        printFact(
            Texts::tr("  %1; %2 removed, %L3 outside the range%4")
                .arg(report.filesRead ? Texts::tr("no gaps, no duplicates")
                                      : Texts::tr("no gaps between the manifest's pages"),
                     counted(report.duplicatesRemoved, counts::duplicates))
                .arg(report.outOfRange)
                .arg(
                    report.coveredUntil < report.to
                        ? Texts::tr("; the tenant had nothing newer than %1").arg(isoUtc(report.coveredUntil))
                        : QString()));
    if (report.isRight() && report.isChainChecked)
        printFact(
            Texts::tr("  continues job %1: no gap between the two%2")
                .arg(report.continues, report.filesRead ? Texts::tr(", and no duplicates") : QString()));
    if (!report.filesRead)
        printFact(Texts::tr("  quick: the files were not read. Compared with the manifest: size and the "
                            "store's MD5 for %L1, only the size for %L2")
                      .arg(report.byChecksum)
                      .arg(report.bySize));
    if (!report.signedBy.isEmpty())
        printFact(Texts::tr("  signed by %1").arg(report.signedBy));
    printFact(Texts::tr("  stated, not proven: %1").arg(report.stated.join(QStringLiteral("; "))));
    for (const QString &note : report.notes)
        printFact(Texts::tr("  note: ") + note);
    for (const VerifyFinding &finding : report.findings)
        printFact(QStringLiteral("  %1: %2").arg(finding.file, finding.problem));
    if (report.moreFindings > 0)
        printFact(
            Texts::tr("  and %L1 more", nullptr, pluralForm(report.moreFindings)).arg(report.moreFindings));
}

// Names the endpoints of a job that have no manifest, because they are not complete. Returns whether there
// are any.
bool tellUnfinished(const JobSnapshot &job, bool json)
{
    bool isAny = false;
    for (const EndpointProgress &endpoint : job.endpoints) {
        if (endpoint.done && endpoint.gaps.isEmpty())
            continue;
        isAny = true;
        Error error{
            ErrorKind::NotFound,
            Texts::tr("%1 cannot be verified, because its export is not complete.").arg(endpoint.endpointId),
            isResumable(job.state)
                ? Texts::tr("Resume the job with: slipway-cli jobs resume %1").arg(job.id)
                : Texts::tr("The job has ended (%1). Start a new export.").arg(jobStateWord(job.state)),
            {}};
        if (endpoint.error)
            error.details = endpoint.error->message;
        if (json)
            printJson({{QStringLiteral("job"), job.id},
                       {QStringLiteral("endpoint"), endpoint.endpointId},
                       {QStringLiteral("right"), false},
                       {QStringLiteral("error"), errorJson(error)}});
        else
            printLine(Texts::tr("NOT COMPLETE  %1")
                          .arg(error.asText().replace(QLatin1Char('\n'), QStringLiteral("\n  "))));
    }
    return isAny;
}

// Turns command-line arguments into manifests and the credentials for them.
class Subjects
{
public:
    Subjects(const Arguments &arguments, std::stop_token stop)
        : m_arguments(arguments), m_stop(std::move(stop))
    {}

    // The job named by --job.
    [[nodiscard]] const std::optional<JobSnapshot> &job() const { return m_job; }

    Result<QList<VerifySubject>> all()
    {
        const QStringList words = m_arguments.parser.positionalArguments();
        const bool hasJob = m_arguments.isSet("job"), hasName = m_arguments.isSet("destination");
        if (words.isEmpty() && !hasJob && !hasName)
            return failure(
                ErrorKind::BadInput, Texts::tr("Which export?"),
                Texts::tr("Name a manifest, a folder or a bucket's URL, or give --job or --destination."));
        QList<VerifySubject> subjects;
        const auto add = [&](const Result<QList<VerifySubject>> &more) {
            if (more)
                subjects << *more;
            else
                m_error = more.error();
            return more.has_value();
        };
        if (hasJob && !add(ofJob(m_arguments.value("job"))))
            return std::unexpected(m_error);
        if (words.isEmpty() && hasName && !hasJob && !add(inDestination({})))
            return std::unexpected(m_error);
        for (const QString &word : words) {
            if (!add(named(word)))
                return std::unexpected(m_error);
        }
        return subjects;
    }

private:
    Result<QList<VerifySubject>> named(const QString &word)
    {
        if (isDestinationUrl(word))
            return atUrl(word);
        if (m_arguments.isSet("destination"))
            return inDestination(word);
        return subjectsIn(word);
    }
    Result<QList<VerifySubject>> ofJob(const QString &id)
    {
        ASSIGN_OR_RETURN(const QString path, defaultDatabasePath());
        ASSIGN_OR_RETURN(const auto service, JobService::open(path));
        ASSIGN_OR_RETURN(const JobSnapshot job, (service)->job(id));
        acceptArgument(id);
        m_job = job;
        if (!job.request.bucket)
            return subjectsOf(job, {});
        const Destination &bucket = *job.request.bucket;
        const bool isGiven = m_arguments.isSet("destination") || m_arguments.isSet("credentials-stdin");
        const Result<DestinationAccess> access = isGiven ? accessAt(bucket) : accessOf(bucket);
        return access ? subjectsOf(job, *access) : std::unexpected(access.error());
    }
    Result<QList<VerifySubject>> atUrl(const QString &url)
    {
        ASSIGN_OR_RETURN(const Destination place, destinationFromArgument(url));
        ASSIGN_OR_RETURN(const DestinationAccess access, accessAt(place));
        acceptArgument(url);
        return subjectsIn(access, m_stop);
    }
    // `path`: relative to the destination's prefix.
    Result<QList<VerifySubject>> inDestination(const QString &path)
    {
        ASSIGN_OR_RETURN(Destination place, savedDestination(m_arguments.value("destination")));
        if (!path.isEmpty())
            place.prefix = place.prefix.isEmpty() ? path : place.prefix + QLatin1Char('/') + path;
        return at(place);
    }
    Result<QList<VerifySubject>> at(const Destination &place)
    {
        const Result<DestinationAccess> access = accessAt(place);
        return access ? subjectsIn(*access, m_stop) : std::unexpected(access.error());
    }
    Result<DestinationAccess> accessAt(const Destination &place)
    {
        Destination reached = place;
        if (m_arguments.isSet("destination")) {
            const Result<Destination> saved = savedDestination(m_arguments.value("destination"));
            ASSIGN_OR_RETURN(const Destination moved, saved ? savedAt(*saved, place) : saved);
            reached = moved;
        }
        if (!m_arguments.isSet("credentials-stdin"))
            return accessByPlace(reached);
        if (!m_given) { // standard input can be read only once
            ASSIGN_OR_RETURN(const auto secrets, credentialsFromStdin(reached.kindRow()));
            m_given = secrets;
        }
        DestinationAccess access{reached, *m_given};
        completeFromEnvironment(access, QProcessEnvironment::systemEnvironment()); // options, no credentials
        RETURN_IF_ERROR(validate(access));
        return access;
    }

    const Arguments &m_arguments;
    std::stop_token m_stop;
    std::optional<DestinationSecrets> m_given;
    std::optional<JobSnapshot> m_job;
    Error m_error;
};

void addOptions(Arguments &arguments)
{
    arguments.parser.addOption({QStringLiteral("job"),
                                Texts::tr("A job of \"jobs list\": its manifests, wherever they are."),
                                QStringLiteral("ID")});
    arguments.parser.addOption({QStringLiteral("destination"),
                                Texts::tr("A saved destination, for its options and credentials; "
                                          "manifests may be named relative to its prefix."),
                                QStringLiteral("NAME")});
    arguments.parser.addOption(
        {QStringLiteral("credentials-stdin"),
         Texts::tr(
             "Read the bucket's credentials from standard input, one \"access_key = …\" per line; otherwise "
             "they come from the environment (AWS_ACCESS_KEY_ID, …) or a saved destination.")});
    arguments.parser.addOption({QStringLiteral("signer"),
                                Texts::tr("Public SSH keys or allowed signers: one of them must have signed "
                                          "each manifest (see \"sign\")."),
                                QStringLiteral("FILE")});
    arguments.parser.addOption(
        {QStringLiteral("quick"), Texts::tr("Compare sizes and the store's own checksums with the "
                                            "manifest, and do not read the files.")});
}

} // namespace

int verifyCommand(const QStringList &list)
{
    Arguments arguments(
        QStringLiteral("slipway-cli verify"),
        Texts::tr(
            "MANIFEST-or-FOLDER… | URL… | --job ID | --destination NAME\nRecompute finished exports from "
            "their files: sizes, checksums, ranges, pages, totals. What is in a bucket is read from there "
            "and not stored here.\nURLs: s3://bucket/prefix/…/JOB-manifest.json, or a folder with manifests "
            "(azblob://…, gcs://…, sftp://user@host/…)."));
    addOptions(arguments);
    if (const auto code = arguments.parse(list, 0, 10'000))
        return *code;
    const bool json = arguments.isSet("json");
    const bool terminal = errorsGoToTerminal() && !json;
    std::stop_source stopping;
    const InterruptGuard interrupt([&] { stopping.request_stop(); });
    Subjects named(arguments, stopping.get_token());
    const auto subjects = named.all();
    if (!subjects) {
        const int code = report(subjects.error(), json);
        return stopping.stop_requested() ? Interrupted : code;
    }
    VerifyOptions options;
    options.quick = arguments.isSet("quick");
    options.signer = arguments.path("signer");
    if (arguments.isSet("signer") && !QFileInfo(options.signer).isFile())
        return report(
            {ErrorKind::BadInput,
             Texts::tr("There is no signers file \"%1\".").arg(arguments.value("signer")),
             Texts::tr("Give a public SSH key, or allowed signers as ssh-keygen(1) describes them."),
             {}},
            json);
    options.progress = [terminal](qint64 done, qint64 total) {
        if (terminal && total > 0)
            printProgress(QStringLiteral("%1 %").arg(done * 100 / total));
    };
    options.waiting = [terminal](const QString &note) {
        if (note.isEmpty())
            return;
        if (terminal)
            printProgress({});
        printMessage(scrubbed(note));
    };
    int code = AllWell;
    const auto inBackground = [](const std::function<void()> &work) {
        QEventLoop loop;
        BackgroundThread thread;
        thread.run([&](std::stop_token) {
            work();
            QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection);
        });
        loop.exec();
    };
    QList<VerifySubject> ordered;
    inBackground([&] { ordered = inChainOrder(*subjects, options, stopping.get_token()); });
    ExportChain chain;
    for (const VerifySubject &subject : ordered) {
        std::optional<Result<VerifyReport>> result;
        inBackground([&] { result = verify(subject, options, stopping.get_token(), &chain); });
        if (terminal)
            printProgress({});
        if (!*result) {
            code = std::max<int>(code, report(result->error(), json));
        } else {
            if (json)
                printJson((*result)->asJson());
            else
                print(**result);
            code = std::max<int>(code, (*result)->isRight() ? AllWell : Failed);
        }
        if (stopping.stop_requested())
            return Interrupted;
    }
    if (named.job() && tellUnfinished(*named.job(), json))
        code = std::max<int>(code, Failed);
    return code;
}

} // namespace slipway::cli
