#include "app/cli/command.h"
#include "app/cli/kept_check.h"
#include "core/diagnosis/check.h"

#include <QCoroTask>
#include <QJsonObject>

namespace slipway::cli {

int checkCommand(const QStringList &list)
{
    Arguments arguments(
        QStringLiteral("slipway-cli check"),
        QStringLiteral("Test the connection and the token's permissions. Nothing is consumed."));
    arguments.addConnectionOptions();
    arguments.parser.addOption(
        {QStringLiteral("profile"),
         QStringLiteral("Whose needs to check (default: hunters), or custom: and endpoint ids."),
         QStringLiteral("ID")});
    arguments.parser.addOption({QStringLiteral("endpoint"),
                                QStringLiteral("Further endpoints to probe, comma separated."),
                                QStringLiteral("IDS")});
    if (const auto code = arguments.parse(list))
        return *code;
    const bool json = arguments.isSet("json");
    const Result<TenantConnection> connection = connectionFrom(arguments);
    if (!connection)
        return report(connection.error(), json);

    const EndpointCatalogue catalogue = EndpointCatalogue::builtIn();
    const QString profileId = arguments.isSet("profile") ? arguments.value("profile") : connection->profileId;
    const Result<Profile> profile = catalogue.resolveProfile(profileId);
    if (!profile)
        return report(profile.error(), json);
    QStringList ids = profile->endpointIds;
    for (const QString &id : arguments.list("endpoint")) {
        if (!ids.contains(id))
            ids << id;
    }
    const Result<QList<Endpoint>> endpoints = catalogue.select(ids);
    if (!endpoints)
        return report(endpoints.error(), json);

    std::stop_source stop;
    bool stopped = false;
    onInterrupt([&] {
        stopped = true;
        stop.request_stop();
    });
    const CheckResult result =
        QCoro::waitFor(runCheck(connection->settings, *profile, *endpoints, stop.get_token(), {}));
    if (json)
        printJson(result.asJson());
    else
        printLine(result.asText());
    if (stopped)
        return Interrupted;
    keepCheck(result, *connection);
    return result.verdict == Verdict::Ready ? AllWell : Failed;
}

} // namespace slipway::cli
