#include "app/cli/commands/history_command.h"

#include "app/cli/command.h"
#include "core/base/forward_error.h"
#include "core/diagnosis/history/check_comparison.h"
#include "core/diagnosis/history/check_history.h"
#include "core/diagnosis/refusal_budget.h"
#include "core/tenants/token_expiry.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

// The tenant's history key; empty for all tenants.
Result<QString> keyFrom(const Arguments &arguments, const StateDatabase &database)
{
    if (arguments.isSet("tenant")) {
        ASSIGN_OR_RETURN(const Tenant tenant, TenantRepository(database).byName(arguments.value("tenant")));
        return tenant.id;
    }
    if (arguments.isSet("host")) {
        ASSIGN_OR_RETURN(const TenantAddress address, addressFrom(arguments, false));
        return historyKey({}, address.url);
    }
    return QString();
}

Result<CheckRecord> recordOf(const CheckHistory &history, const QString &word)
{
    bool isNumber = false;
    const qint64 id = word.toLongLong(&isNumber);
    if (!isNumber)
        return failure(ErrorKind::BadInput, Texts::tr("\"%1\" is not the number of a check.").arg(word),
                       Texts::tr("\"slipway-cli history\" lists the numbers."));
    return history.byId(id);
}

int compare(const CheckHistory &history, const QString &first, const QString &second, bool json)
{
    const Result<CheckRecord> one = recordOf(history, first), other = recordOf(history, second);
    for (const auto *record : {&one, &other}) {
        if (!*record)
            return report(record->error(), json);
    }
    if (one->tenantKey != other->tenantKey)
        return report({ErrorKind::BadInput,
                       Texts::tr("These checks belong to different tenants: %1 and %2.")
                           .arg(one->tenantName, other->tenantName),
                       Texts::tr("Compare two checks of the same tenant."),
                       {}},
                      json);
    const CheckComparison comparison = compareChecks(*one, *other, QDateTime::currentDateTimeUtc());
    if (json)
        printJson(comparison.asJson());
    else
        printLine(comparison.asText());
    return AllWell;
}

QJsonObject jsonOf(const CheckRecord &record)
{
    QJsonObject json = QJsonDocument::fromJson(record.toJson()).object();
    json.remove(QStringLiteral("text"));     // a copy for people,
    json.remove(QStringLiteral("language")); // and the language that it is in
    json.insert(QStringLiteral("id"), record.id);
    return json;
}

} // namespace

int historyCommand(const QStringList &list)
{
    Arguments arguments(QStringLiteral("slipway-cli history"),
                        Texts::tr("List earlier checks, newest first, or show what changed between "
                                  "two.\nhistory [--tenant NAME | --host URL]\nhistory --compare A B"));
    arguments.parser.addOption(
        {QStringLiteral("tenant"), Texts::tr("Only a saved tenant's checks."), QStringLiteral("NAME")});
    arguments.parser.addOption({QStringLiteral("host"),
                                Texts::tr("Only the checks of an address that is not saved."),
                                QStringLiteral("URL")});
    arguments.parser.addOption(
        {QStringLiteral("compare"), Texts::tr("The numbers of two checks."), QStringLiteral("A B")});
    if (const auto code = arguments.parse(list, 0, 1))
        return *code;
    const bool json = arguments.isSet("json"), comparing = arguments.isSet("compare");
    const QStringList words = arguments.parser.positionalArguments();
    if (comparing != (words.size() == 1))
        return report({ErrorKind::BadInput,
                       Texts::tr("A comparison needs two checks."),
                       Texts::tr("For example: slipway-cli history --compare 12 15"),
                       {}},
                      json);
    for (const char *filter : {"tenant", "host"}) {
        if (const auto alone = arguments.checkNotBoth("compare", filter); !alone)
            return report(alone.error(), json);
    }
    const Result<StateDatabase> database = openState();
    if (!database)
        return report(database.error(), json);
    const CheckHistory history(*database);
    if (comparing)
        return compare(history, arguments.value("compare"), words.first(), json);
    const Result<QString> key = keyFrom(arguments, *database);
    if (!key)
        return report(key.error(), json);
    const Result<QList<CheckRecord>> records = history.list(*key);
    if (!records)
        return report(records.error(), json);
    QJsonArray array;
    for (const CheckRecord &record : *records) {
        array << jsonOf(record);
        if (!json)
            printLine(QStringLiteral("%1  %2  %3  %4")
                          .arg(QString::number(record.id).rightJustified(4), record.at.toString(Qt::ISODate),
                               record.tenantName, record.summary));
    }
    if (json)
        printJson({{QStringLiteral("checks"), array}});
    else if (records->isEmpty())
        printMessage(Texts::tr("There are no checks in the history yet."));
    return AllWell;
}

} // namespace slipway::cli
