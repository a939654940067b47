#include "app/cli/commands/destination_command.h"

#include "app/cli/destination_access.h"
#include "app/cli/interrupt.h"
#include "app/cli/keychain.h"
#include "app/cli/tenant_edit.h"
#include "app/cli/verbs.h"
#include "core/base/forward_error.h"
#include "core/base/time_text.h"
#include "core/destinations/destination_secrets.h"
#include "core/platform/terminal.h"
#include "core/workspace/saved_destinations.h"

#include <QCoreApplication>
#include <QCoroTask>
#include <QDateTime>
#include <QEventLoop>
#include <QJsonArray>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

QJsonObject described(const Destination &destination)
{
    QJsonObject json = toJson(destination);
    json.insert(QStringLiteral("url"), destination.url());
    return json;
}

QString testedText(const std::optional<DestinationTestRecord> &test)
{
    if (!test)
        return Texts::tr("not tested");
    return (test->passed ? Texts::tr("tested %1") : Texts::tr("failed its test %1")).arg(isoUtc(test->at));
}

// Sets what was given; the rest stays as it is.
void change(Destination &destination, const Arguments &arguments)
{
    if (arguments.isSet("name"))
        destination.name = arguments.value("name").trimmed();
    if (arguments.isSet("ca-file"))
        destination.caFile = arguments.path("ca-file");
    if (arguments.isSet("proxy"))
        destination.proxy = arguments.value("proxy").trimmed();
    for (const QString &pair : arguments.parser.values(QStringLiteral("set"))) {
        const QString option = pair.section(QLatin1Char('='), 0, 0),
                      value = pair.section(QLatin1Char('='), 1);
        if (value.isEmpty() && !destination.id.isEmpty())
            destination.options.remove(option);
        else
            destination.options.insert(option, value);
    }
}

std::function<void(const DestinationTestStep &)> stepPrinter(bool json)
{
    return [json](const DestinationTestStep &step) {
        if (json)
            return;
        QString line = QStringLiteral("%1  %2  %3 ms")
                           .arg(outcomeName(step.outcome), -8)
                           .arg(step.title, -16)
                           .arg(step.time.count());
        if (!step.note.isEmpty())
            line += QStringLiteral("  ") + step.note;
        printLine(line);
    };
}

// Saves a new or changed destination; with --test, only if it passes its test.
int save(const Arguments &arguments, const DestinationRepository &destinations, const Destination &wanted,
         const DestinationSecrets &secrets, bool json)
{
    const auto store = openKeychain();
    const SavedDestinations changes(destinations, *store);
    const bool isTested = arguments.isSet("test");
    if (isTested) {
        std::stop_source stop;
        const InterruptGuard interrupt([&] {
            stop.request_stop();
            store->cancel();
        });
        const DestinationTestReport report =
            QCoro::waitFor(changes.test(wanted, secrets, stepPrinter(json), stop.get_token()));
        if (!report.isPassed()) {
            if (json)
                printJson(report.asJson());
            if (const auto error = report.error())
                printMessage(scrubbed(error->asText()));
            printMessage(Texts::tr("Nothing was saved."));
            return stop.stop_requested() ? Interrupted : Failed;
        }
    }
    const Result<Destination> saved = waitFor(*store, changes.save(wanted, secrets));
    if (!saved)
        return report(saved.error(), json);
    if (isTested)
        (void)changes.keepTest(*saved, true);
    if (json) {
        printJson(described(*saved));
        return AllWell;
    }
    printLine((secrets.isEmpty() ? Texts::tr("Saved %1 (%2).")
                                 : Texts::tr("Saved %1 (%2); its credentials are in the keychain."))
                  .arg(saved->name, saved->url()));
    if (!isTested)
        printLine(Texts::tr("Test it with: slipway-cli destination test \"%1\"").arg(saved->name));
    return AllWell;
}

int add(const Arguments &arguments, const DestinationRepository &destinations, const QStringList &words,
        bool json)
{
    Result<Destination> wanted = destinationFromArgument(words.value(2));
    if (!wanted)
        return report(wanted.error(), json);
    wanted->name = words.at(1);
    change(*wanted, arguments);
    if (auto valid = validate(*wanted); !valid)
        return report(valid.error(), json);
    warnOfProxyPassword(arguments);
    DestinationAccess access{*wanted, {}};
    if (arguments.isSet("credentials-stdin")) {
        auto secrets = credentialsFromStdin(wanted->kindRow());
        if (!secrets)
            return report(secrets.error(), json);
        access.secrets = *secrets;
    } else {
        completeFromEnvironment(access, QProcessEnvironment::systemEnvironment());
    }
    if (auto valid = validate(access); !valid)
        return report(valid.error(), json);
    return save(arguments, destinations, access.destination, access.secrets, json);
}

// With another address: where it is. The kind stays, because its options and credentials mean nothing to
// another one.
Result<Destination> movedDestination(Destination destination, const QString &url)
{
    ASSIGN_OR_RETURN(const Destination place, destinationFromUrl(url));
    if (place.kind != destination.kind)
        return failure(
            ErrorKind::BadInput,
            Texts::tr("%1 is a destination of another kind (%2).").arg(destination.name, destination.url()),
            Texts::tr("Add it as a new destination."));
    destination.bucket = place.bucket;
    destination.prefix = place.prefix;
    destination.options.insert(place.options);
    return destination;
}

int edit(const Arguments &arguments, const DestinationRepository &destinations, const QStringList &words,
         bool json)
{
    const Result<Destination> before = destinations.byName(words.at(1));
    if (!before)
        return report(before.error(), json);
    Result<Destination> after = *before;
    if (words.size() > 2)
        after = movedDestination(*before, words.at(2));
    if (!after)
        return report(after.error(), json);
    change(*after, arguments);
    if (auto valid = validate(*after); !valid)
        return report(valid.error(), json);
    warnOfProxyPassword(arguments);
    DestinationSecrets secrets;
    if (arguments.isSet("credentials-stdin")) {
        auto given = credentialsFromStdin(after->kindRow());
        if (!given)
            return report(given.error(), json);
        secrets = *given;
    }
    if (*after == *before && secrets.isEmpty())
        return report({ErrorKind::BadInput,
                       Texts::tr("No changes were given for %1.").arg(before->name),
                       Texts::tr("See \"slipway-cli destination --help\"."),
                       {}},
                      json);
    return save(arguments, destinations, *after, secrets, json);
}

int remove(const Arguments &arguments, const DestinationRepository &destinations, const QString &name,
           bool json)
{
    const Result<Destination> destination = destinations.byName(name);
    if (!destination)
        return report(destination.error(), json);
    if (!arguments.isSet("yes") && isTerminal(StandardStream::Input)) {
        printMessage(
            Texts::tr("This removes %1 (%2) and its credentials in the keychain. What is there stays.")
                .arg(destination->name, destination->url()));
        if (!isConfirmed(Texts::tr("Remove it? [y/N] ")))
            return AllWell;
    }
    const auto store = openKeychain();
    const SavedDestinations changes(destinations, *store);
    if (const auto removed = waitFor(*store, changes.remove(destination->id)); !removed)
        return report(removed.error(), json);
    if (json)
        printJson({{QStringLiteral("removed"), destination->name}});
    else
        printLine(Texts::tr("Removed %1 and its credentials.").arg(destination->name));
    return AllWell;
}

int test(const DestinationRepository &destinations, const QString &what, bool json)
{
    const Result<DestinationAccess> access = isDestinationUrl(what) ? accessByUrl(what) : accessByName(what);
    if (!access)
        return report(access.error(), json);
    std::stop_source stop;
    const InterruptGuard interrupt([&] { stop.request_stop(); });
    const DestinationTestReport result =
        QCoro::waitFor(testDestination(*access, stepPrinter(json), stop.get_token()));
    if (!isDestinationUrl(what) && !stop.stop_requested())
        (void)destinations.keepTest(access->destination,
                                    {QDateTime::currentSecsSinceEpoch(), result.isPassed()});
    if (json)
        printJson(result.asJson());
    else if (result.isPassed())
        printLine(result.summary(access->destination));
    if (result.isPassed())
        return AllWell;
    if (const auto error = result.error())
        printMessage(scrubbed(error->asText()));
    return stop.stop_requested() ? Interrupted : Failed;
}

QList<Verb> destinationVerbs()
{
    const auto text = [](const char *word) { return QString::fromUtf8(word); };
    return {{text("list"), text("list")},
            {text("add"),
             text("add NAME URL [--set OPTION=VALUE …] [--credentials-stdin] [--test]"),
             2,
             2,
             {text("set"), text("credentials-stdin"), text("ca-file"), text("proxy"), text("test")}},
            {text("edit"),
             text("edit NAME [URL] [--name NEW] [--set OPTION=VALUE …] [--credentials-stdin] [--test]"),
             1,
             2,
             {text("name"), text("set"), text("credentials-stdin"), text("ca-file"), text("proxy"),
              text("test")}},
            {text("test"), text("test NAME-or-URL"), 1, 1},
            {text("remove"), text("remove NAME [--yes]"), 1, 1, {text("yes")}}};
}

} // namespace

int destinationCommand(const QStringList &list)
{
    Arguments arguments(
        QStringLiteral("slipway-cli destination"),
        Texts::tr(
            "Manage buckets to export to, with their credentials in the keychain.\n\n%1\n\nURLs: "
            "s3://bucket/prefix, azblob://container/prefix, gcs://bucket/prefix, sftp://user@host/folder")
            .arg(usageOf(destinationVerbs())));
    QCommandLineParser &parser = arguments.parser;
    parser.addOption({QStringLiteral("set"),
                      Texts::tr("An option such as region=eu-west-1, endpoint=https://…, acl=…, "
                                "profile=…; repeat it."),
                      QStringLiteral("OPTION=VALUE")});
    arguments.allowRepeated(QStringLiteral("set"));
    parser.addOption({QStringLiteral("name"), Texts::tr("edit: the new name."), QStringLiteral("NEW")});
    parser.addOption({QStringLiteral("test"),
                      Texts::tr("add, edit: test the destination first, and save it only if it passes.")});
    parser.addOption({QStringLiteral("credentials-stdin"),
                      Texts::tr("Read the credentials from standard input, one \"access_key = …\" per line; "
                                "otherwise they come from the environment (AWS_ACCESS_KEY_ID, …).")});
    parser.addOption(
        {QStringLiteral("ca-file"), Texts::tr("Additional CA certificates (PEM)."), QStringLiteral("FILE")});
    parser.addOption({QStringLiteral("proxy"),
                      Texts::tr("none, [http://]host:port or socks5://host:port (default: that of "
                                "HTTPS_PROXY, otherwise the system's)."),
                      QStringLiteral("URL")});
    parser.addOption({QStringLiteral("yes"), Texts::tr("remove: do not ask.")});
    if (const auto code = arguments.parse(list, 0, std::numeric_limits<int>::max()))
        return *code;
    const bool json = arguments.isSet("json");
    if (const auto understood = checkVerb(arguments, QStringLiteral("destination"), destinationVerbs());
        !understood)
        return report(understood.error(), json);
    const QStringList words = parser.positionalArguments();
    const QString verb = words.at(0);
    const Result<StateDatabase> database = openState();
    if (!database)
        return report(database.error(), json);
    const DestinationRepository destinations(*database);

    if (verb == QLatin1String("list")) {
        const auto all = destinations.all();
        if (!all)
            return report(all.error(), json);
        const auto tests = destinations.tests();
        if (!tests)
            return report(tests.error(), json);
        QJsonArray array;
        for (const Destination &destination : *all) {
            QJsonObject each = described(destination);
            const auto tested = tests->constFind(destination.id);
            if (tested != tests->cend())
                each.insert(QStringLiteral("tested"),
                            QJsonObject{{QStringLiteral("at"), isoUtc(tested->at)},
                                        {QStringLiteral("passed"), tested->passed}});
            array << each;
            if (!json)
                printLine(destination.name + QLatin1Char('\t') + destination.url() + QLatin1Char('\t') +
                          testedText(tested == tests->cend() ? std::nullopt : std::optional(*tested)));
        }
        if (json)
            printJson({{QStringLiteral("destinations"), array}});
        else if (all->isEmpty())
            printMessage(Texts::tr("There are no saved destinations yet."));
        return AllWell;
    }
    if (verb == QLatin1String("add"))
        return add(arguments, destinations, words, json);
    if (verb == QLatin1String("edit"))
        return edit(arguments, destinations, words, json);
    if (verb == QLatin1String("remove"))
        return remove(arguments, destinations, words.at(1), json);
    return test(destinations, words.at(1), json);
}

} // namespace slipway::cli
