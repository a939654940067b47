#include "app/cli/commands/demo_command.h"

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/refused_argument.h"
#include "core/demo/demo_options.h"
#include "core/demo/demo_tenant.h"

#include <QCoreApplication>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

} // namespace

int demoTenantCommand(const QStringList &list)
{
    if (list.contains(QStringLiteral("--help")) || list.contains(QStringLiteral("-h"))) {
        printLine(Texts::tr(
            "Usage: slipway-cli demo-tenant [options]\n"
            "A tenant to try Slipway with, on this computer only. Prints one JSON line when it is ready. The "
            "token is not\n"
            "a secret: it gives access to this server only.\n"
            "\n"
            "Options:\n"
            "  --listen <ADDRESS>  Where it listens, such as 127.0.0.1:8080; without a port it uses a free "
            "one.\n"
            "  --token <TOKEN>     The token that API v2 expects.\n"
            "  --v1-token <TOKEN>  The token that API v1 expects.\n"
            "  --grant <IDS>       Endpoints that the token may read, comma separated: alert,audit.\n"
            "  --events <COUNTS>   How many events there are: alert=200000,application=500000.\n"
            "  --from <TIME>       When the events begin.\n"
            "  --to <TIME>         When the events end.\n"
            "  --seed <N>          The same number gives the same events.\n"
            "  --rate <N>          Allowed requests per second (0: no limit).\n"
            "  --page-size <N>     Events on a page, 1 to 10000.\n"
            "  --hazards <ON>      on or off: include events that break fragile readers.\n"
            "  --keep-pages <N>    Finished pages to keep, for benchmarks.\n"
            "  --state <FILE>      Keeps the cursors across restarts.\n"
            "  -h, --help          Show this help."));
        return AllWell;
    }
    for (const QString &flag : demoOptionNames())
        acceptArgument(flag);
    const Result<DemoTenantOptions> options = parseDemoOptions(list);
    if (!options)
        return report(options.error(), false);
    const auto tenant = DemoTenant::start(*options);
    if (!tenant)
        return report(tenant.error(), false);
    const InterruptGuard interrupt(
        [] { QCoreApplication::quit(); }); // before a script reads that it is ready
    printLine(QString::fromUtf8((*tenant)->readyLine().trimmed()));
    return QCoreApplication::exec();
}

} // namespace slipway::cli
