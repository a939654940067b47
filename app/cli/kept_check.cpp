#include "app/cli/kept_check.h"

#include "core/workspace/kept_check.h"

#include <QCoreApplication>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

} // namespace

void keepCheck(const CheckResult &result, const TenantConnection &connection)
{
    const CheckedTenant tenant{connection.tenantId, connection.tenantName, connection.settings.address};
    const Result<StateDatabase> database = openState();
    const Result<void> kept = database ? slipway::keepCheck(*database, tenant, result).history
                                       : Result<void>(std::unexpected(database.error()));
    if (!kept)
        printMessage(Texts::tr("The check could not be added to the history: %1")
                         .arg(scrubbed(kept.error().asText())));
}

void keepRefusals(const CheckResult &result, const TenantConnection &connection)
{
    if (const Result<StateDatabase> database = openState())
        slipway::keepRefusals(*database, connection.settings.address, result);
}

} // namespace slipway::cli
