#include "app/cli/command.h"
#include "core/demo/demo_options.h"
#include "core/demo/demo_tenant.h"

#include <QCoreApplication>

namespace slipway::cli {

int demoTenantCommand(const QStringList &list)
{
    if (list.contains(QStringLiteral("--help")) || list.contains(QStringLiteral("-h"))) {
        printLine(QString::fromUtf8(
            "Usage: slipway-cli demo-tenant [--listen 127.0.0.1:PORT] [--token T] [--v1-token T]\n"
            "         [--grant alert,audit]\n"
            "         [--events alert=200000,application=500000] [--from TIME] [--to TIME] [--seed N]\n"
            "         [--rate REQUESTS-A-SECOND] [--page-size N] [--hazards on|off] [--keep-pages N]\n"
            "         [--state FILE, which keeps the cursors over a restart]\n\n"
            "A tenant to try Slipway with, on this computer only. Prints one JSON line when it is ready. The "
            "token is no\n"
            "secret: it opens nothing but this server."));
        return AllWell;
    }
    const Result<DemoTenantOptions> options = parseDemoOptions(list);
    if (!options)
        return report(options.error(), false);
    const auto tenant = DemoTenant::start(*options);
    if (!tenant)
        return report(tenant.error(), false);
    printLine(QString::fromUtf8((*tenant)->readyLine().trimmed()));
    onInterrupt([] { QCoreApplication::quit(); });
    return QCoreApplication::exec();
}

} // namespace slipway::cli
