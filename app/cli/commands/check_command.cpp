#include "app/cli/commands/check_command.h"

#include "app/cli/command.h"
#include "app/cli/commands/check_all.h"
#include "app/cli/interrupt.h"
#include "app/cli/kept_check.h"
#include "core/base/forward_error.h"
#include "core/diagnosis/audit.h"
#include "core/diagnosis/refusal_budget.h"
#include "core/diagnosis/until_granted.h"
#include "core/exporting/fetching/oldest_event.h"
#include "core/netskope/api.h"

#include <QCoreApplication>
#include <QCoroTask>
#include <QJsonArray>
#include <QJsonObject>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

void addOptions(Arguments &arguments)
{
    const auto option = [&](const char *name, const QString &text, const char *value = "",
                            const char *standard = "") {
        arguments.parser.addOption(
            {QString::fromLatin1(name), text, QString::fromLatin1(value), QString::fromLatin1(standard)});
    };
    option("all", Texts::tr("Test every saved tenant, a few at a time, each against its own profile."));
    option("profile",
           Texts::tr("The profile to check against (default: the tenant's, or hunters), or custom: followed "
                     "by endpoint ids."),
           "ID");
    arguments.addListOption(QStringLiteral("endpoint"),
                            Texts::tr("Further endpoints to test, comma separated."), QStringLiteral("IDS"));
    option("until-granted",
           Texts::tr("Test again until everything needed is granted: changes can take up to 30 minutes. Each "
                     "refused test appears in the tenant's audit log."));
    option("every", Texts::tr("With --until-granted: seconds between two tests (default: 60)."), "SECONDS",
           "60");
    option("for", Texts::tr("With --until-granted: give up after this many minutes (default: 60; 0: never)."),
           "MINUTES", "60");
    option("audit",
           Texts::tr("Find out what the token can read beyond the profile, with a few read-only requests "
                     "(GET), which appear in the tenant's audit log; fewer than ten refusals an hour."));
    option("oldest", Texts::tr("Find out the time of the oldest event of each granted endpoint: one more "
                               "request for each, at most once a day."));
    arguments.addListOption(
        QStringLiteral("audit-paths"),
        Texts::tr("With --audit: what it asks for, comma separated, or all (default: a small set)."),
        QStringLiteral("PATHS"));
}

struct CheckChoices
{
    bool untilGranted = false, audit = false;
    GrantRequest grant;
    QList<AuditPath> paths;
};

Result<CheckChoices> choicesFrom(const Arguments &arguments, const Profile &profile)
{
    CheckChoices choices;
    choices.untilGranted = arguments.isSet("until-granted");
    choices.audit = arguments.isSet("audit");
    bool isNumber = false;
    const int every = arguments.value("every").toInt(&isNumber);
    if (!isNumber || every < 1 || every > 3600)
        return failure(
            ErrorKind::BadInput,
            Texts::tr("--every \"%1\" is not a number from 1 to 3600.").arg(arguments.value("every")));
    const int minutes = arguments.value("for").toInt(&isNumber);
    if (!isNumber || minutes < 0 || minutes > 10'000)
        return failure(ErrorKind::BadInput,
                       Texts::tr("--for \"%1\" is not a number of minutes.").arg(arguments.value("for")));
    choices.grant = {std::chrono::seconds(every), std::chrono::minutes(minutes)};
    ASSIGN_OR_RETURN(const auto paths, selectAuditPaths(profile, arguments.list("audit-paths")));
    choices.paths = paths;
    return choices;
}

bool isTokenRefused(const CheckResult &result)
{
    return std::any_of(result.rows.cbegin(), result.rows.cend(),
                       [](const AccessRow &row) { return row.access == Access::TokenRefused; });
}

// Returns nothing if there was no audit; the reason has then been printed.
std::optional<AuditResult> audit(CheckResult &result, const TenantConnection &connection,
                                 const CheckChoices &choices, std::stop_token stop)
{
    const auto sayNo = [](const QString &why) {
        printMessage(why);
        return std::nullopt;
    };
    if (!Api::of(connection.api).hasScopes())
        return sayNo(Texts::tr("The audit was not run: API v1 tokens have no scopes."));
    if (isTokenRefused(result))
        return sayNo(
            Texts::tr("The audit was not run: the token is refused, so every request of it would be, too."));
    const auto unreachable = [](const ConnectionStep &step) { return step.state == StepState::Failed; };
    if (std::any_of(result.steps.cbegin(), result.steps.cend(), unreachable))
        return sayNo(Texts::tr("The audit was not run: the connection failed."));
    const Result<QString> path = defaultDatabasePath();
    const Result<StateDatabase> database =
        path ? StateDatabase::open(*path) : Result<StateDatabase>(std::unexpected(path.error()));
    if (!database)
        return sayNo(Texts::tr("The audit was not run: %1").arg(scrubbed(database.error().asText())));
    printMessage(auditWarning(choices.paths.size()));
    const RefusalBudget budget(*database, connection.settings.address);
    AuditResult audited =
        QCoro::waitFor(runAudit(connection.settings, choices.paths, budget, stop, [](const AuditRow &) {}));
    audited.addTo(result);
    return audited;
}

// What an earlier `--oldest` or an export found out. Nothing is asked.
QHash<QString, OldestEvent> knownOldestEvents(const CheckResult &result, const TenantConnection &connection)
{
    QHash<QString, OldestEvent> found;
    const Result<StateDatabase> database = openState();
    if (!database)
        return found;
    const OldestEventRepository repository(*database, connection.settings.address);
    for (const AccessRow &row : result.rows) {
        if (const auto latest = repository.latest(row.endpoint.id); latest && *latest)
            found.insert(row.endpoint.id, **latest);
    }
    return found;
}

// Finds out how old the oldest events of the granted endpoints are. Prints a message if that fails:
// the check itself is valid without it.
QHash<QString, OldestEvent> oldestEvents(const CheckResult &result, const TenantConnection &connection,
                                         std::stop_token stop)
{
    QHash<QString, OldestEvent> found;
    if (!Api::of(connection.api).hasCursors()) {
        printMessage(Texts::tr("API v1 does not say how old its oldest events are."));
        return found;
    }
    const Result<StateDatabase> database = openState();
    if (!database) {
        printMessage(scrubbed(database.error().asText()));
        return found;
    }
    const OldestEventRepository repository(*database, connection.settings.address);
    ApiClient client(connection.settings);
    for (const AccessRow &row : result.rows) {
        if (row.access != Access::Granted || stop.stop_requested())
            continue;
        const auto known = repository.recall(row.endpoint.id, QDateTime::currentSecsSinceEpoch());
        if (known && *known) {
            found.insert(row.endpoint.id, **known);
            continue;
        }
        const Result<OldestEvent> asked = QCoro::waitFor(askOldest(client, row.endpoint, stop));
        if (!asked) {
            printMessage(QStringLiteral("%1: %2").arg(row.endpoint.title, scrubbed(asked.error().message)));
            continue;
        }
        found.insert(row.endpoint.id, *asked);
        if (const auto kept = repository.remember(row.endpoint.id, *asked); !kept)
            printMessage(scrubbed(kept.error().asText()));
    }
    return found;
}

QString asText(const QHash<QString, OldestEvent> &oldest, const CheckResult &result)
{
    QStringList lines;
    for (const AccessRow &row : result.rows) {
        if (const auto found = oldest.constFind(row.endpoint.id); found != oldest.cend())
            lines << QStringLiteral("%1 %2").arg(row.endpoint.title.leftJustified(26),
                                                 oldestSentence(row.endpoint, *found));
    }
    return lines.join(QLatin1Char('\n'));
}

// Adds "oldest_event": {"answer", "at", "asked"} to each endpoint's row.
void addTo(QJsonObject &json, const QHash<QString, OldestEvent> &oldest)
{
    QJsonArray rows = json.value(QLatin1String("endpoints")).toArray();
    for (QJsonValueRef row : rows) {
        QJsonObject object = row.toObject();
        const auto found = oldest.constFind(object.value(QLatin1String("endpoint")).toString());
        if (found == oldest.cend())
            continue;
        object.insert(QStringLiteral("oldest_event"), found->asJson());
        row = object;
    }
    json.insert(QStringLiteral("endpoints"), rows);
}

} // namespace

int checkCommand(const QStringList &list)
{
    Arguments arguments(QStringLiteral("slipway-cli check"),
                        Texts::tr("Test the connection and the token's permissions. Nothing is consumed."));
    arguments.addConnectionOptions();
    addOptions(arguments);
    if (const auto code = arguments.parse(list))
        return *code;
    const bool json = arguments.isSet("json");
    if (arguments.isSet("all")) {
        for (const QString &other : arguments.parser.optionNames()) {
            if (other != QLatin1String("all") && other != QLatin1String("json"))
                return report({ErrorKind::BadInput,
                               Texts::tr("--all cannot be used with --%1.").arg(other),
                               Texts::tr("It tests each saved tenant with its own token and profile."),
                               {}},
                              json);
        }
        return checkAll(json);
    }
    if (const auto needs = arguments.checkNeeds({"every", "for"}, "until-granted"); !needs)
        return report(needs.error(), json);
    if (const auto needs = arguments.checkNeeds({"audit-paths"}, "audit"); !needs)
        return report(needs.error(), json);
    const Result<TenantConnection> connection = connectionFrom(arguments);
    if (!connection)
        return report(connection.error(), json);
    const Result<CheckSubject> subject = checkSubject(arguments, *connection);
    if (!subject)
        return report(subject.error(), json);
    const Result<CheckChoices> choices = choicesFrom(arguments, subject->profile);
    if (!choices)
        return report(choices.error(), json);

    std::stop_source stop;
    const InterruptGuard interrupt([&] { stop.request_stop(); }, InterruptGuard::IfBlocked::EndAtOnce);
    int saidRound = 0;
    const auto sayRound = [&](const GrantRound &round) {
        if (round.number != saidRound)
            printMessage(round.text());
        saidRound = round.number;
    };
    CheckResult result = QCoro::waitFor(
        choices->untilGranted
            ? checkUntilGranted(connection->settings, subject->profile, subject->endpoints, choices->grant,
                                stop.get_token(), {}, sayRound)
            : runCheck(connection->settings, subject->profile, subject->endpoints, stop.get_token(), {}));
    keepRefusals(result, *connection);
    std::optional<AuditResult> audited;
    if (choices->audit && !stop.stop_requested())
        audited = audit(result, *connection, *choices, stop.get_token());
    QHash<QString, OldestEvent> oldest;
    if (arguments.isSet("oldest") && !stop.stop_requested())
        oldest = oldestEvents(result, *connection, stop.get_token());
    if (json) {
        QJsonObject object = result.asJson();
        QHash<QString, OldestEvent> known = knownOldestEvents(result, *connection);
        known.insert(oldest);
        addTo(object, known);
        if (audited) {
            object.insert(QStringLiteral("audit"), audited->asJson());
            object.insert(QStringLiteral("audit_summary"), audited->summary);
        }
        printJson(object);
    } else {
        QStringList parts{result.asText()};
        if (!oldest.isEmpty())
            parts << asText(oldest, result);
        if (audited)
            parts << audited->asText();
        printLine(parts.join(QStringLiteral("\n\n")));
    }
    keepCheck(result, *connection);
    if (stop.stop_requested())
        return Interrupted;
    return result.verdict == Verdict::Ready ? AllWell : Failed;
}

} // namespace slipway::cli
