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

    const Result<CheckSubject> subject = checkSubject(arguments, *connection);
    if (!subject)
        return report(subject.error(), json);

    std::stop_source stop;
    onInterrupt([&] { stop.request_stop(); });
    const CheckResult result = QCoro::waitFor(
        runCheck(connection->settings, subject->profile, subject->endpoints, stop.get_token(), {}));
    if (json)
        printJson(result.asJson());
    else
        printLine(result.asText());
    if (result.stopped)
        return Interrupted;
    keepCheck(result, *connection);
    return result.verdict == Verdict::Ready ? AllWell : Failed;
}

} // namespace slipway::cli
