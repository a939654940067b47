#include "app/cli/commands/check_all.h"

#include "app/cli/interrupt.h"
#include "app/cli/kept_check.h"
#include "app/cli/keychain.h"
#include "core/base/error_json.h"
#include "core/base/plural_form.h"
#include "core/workspace/check_queue.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QHash>
#include <QJsonArray>
#include <QJsonObject>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

// What there is to say about a tenant: a result, an error, or nothing if it was not tested.
struct Outcome
{
    std::optional<CheckResult> result;
    std::optional<Error> error;
};

QString lineOf(const Tenant &tenant, const Outcome &outcome, qsizetype width)
{
    const QString what = outcome.result  ? outcome.result->summary
                         : outcome.error ? outcome.error->message + QLatin1Char(' ') + outcome.error->nextStep
                                         : Texts::tr("Not tested.");
    return tenant.name.leftJustified(width) + QStringLiteral("  ") + what.trimmed();
}

QJsonObject jsonOf(const Tenant &tenant, const Outcome &outcome)
{
    QJsonObject json;
    if (outcome.result)
        json = outcome.result->asJson();
    else if (outcome.error)
        json.insert(QStringLiteral("error"), errorJson(*outcome.error));
    json.insert(QStringLiteral("tenant"), tenant.name);
    json.insert(QStringLiteral("address"), tenant.address.toString());
    return json;
}

} // namespace

int checkAll(bool json)
{
    const Result<QString> path = defaultDatabasePath();
    if (!path)
        return report(path.error(), json);
    std::unique_ptr<Keychain> owned = openKeychain();
    Keychain &keychain = *owned;
    const auto workspace = Workspace::open(*path, std::move(owned));
    if (!workspace)
        return report(workspace.error(), json);
    const QList<Tenant> tenants = (*workspace)->tenants(); // by name
    if (tenants.isEmpty())
        return report({ErrorKind::NotFound,
                       Texts::tr("No tenants are saved."),
                       Texts::tr("Add one with: slipway-cli tenant add"),
                       {}},
                      json);
    QHash<QString, Tenant> byId;
    for (const Tenant &tenant : tenants)
        byId.insert(tenant.id, tenant);
    QHash<QString, Outcome> outcomes;
    CheckQueue queue(**workspace);
    QEventLoop loop;
    QObject::connect(&queue, &CheckQueue::checked, &queue, [&](const QString &id, const CheckResult &result) {
        const Tenant tenant = byId.value(id);
        const TenantConnection connection{connectionOf(tenant, {}), id,        tenant.name, tenant.profileId,
                                          tenant.tokenExpires,      tenant.api};
        keepRefusals(result, connection);
        keepCheck(result, connection);
        outcomes[id].result = result;
    });
    QObject::connect(&queue, &CheckQueue::failed, &queue,
                     [&](const QString &id, const Error &error) { outcomes[id].error = error; });
    QObject::connect(&queue, &CheckQueue::progressed, &queue, [&] {
        if (errorsGoToTerminal() && queue.total() > 0)
            printProgress(Texts::tr("Tested %1 of %2").arg(queue.done()).arg(queue.total()));
    });
    QObject::connect(&queue, &CheckQueue::finished, &loop, &QEventLoop::quit);
    bool stopped = false;
    const InterruptGuard interrupt([&] {
        stopped = true;
        keychain.cancel();
        queue.cancel();
    });
    queue.start(tenants);
    if (queue.isBusy())
        loop.exec();
    printProgress({});

    qsizetype ready = 0, width = 0;
    for (const Tenant &tenant : tenants)
        width = std::max(width, tenant.name.size());
    QJsonArray list;
    for (const Tenant &tenant : tenants) {
        const Outcome outcome = outcomes.value(tenant.id);
        ready += outcome.result && outcome.result->verdict == Verdict::Ready;
        if (json)
            list << jsonOf(tenant, outcome);
        else
            printLine(lineOf(tenant, outcome, width));
    }
    if (json)
        printJson({{QStringLiteral("tenants"), list},
                   {QStringLiteral("ready"), ready},
                   {QStringLiteral("total"), tenants.size()}});
    else
        printLine(Texts::tr("\n%1 of %n tenants are ready.", nullptr, pluralForm(tenants.size())).arg(ready));
    if (stopped)
        return Interrupted;
    return ready == tenants.size() ? AllWell : Failed;
}

} // namespace slipway::cli
