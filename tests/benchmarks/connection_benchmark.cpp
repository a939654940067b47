// Small pages over a round trip of 100 ms, each request on a connection of its own against all on one that is
// kept, in one run. Prints both times, how many connections there were, and the ratio.
//
// PAGES and RUNS may be set. nginx and openssl are needed.
#include "core/demo/demo_tenant.h"
#include "core/netskope/iterator.h"
#include "tests/support/delaying_proxy.h"
#include "tests/support/servers.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace slipway;
using namespace std::chrono_literals;

namespace {

constexpr qint64 from = 1'790'000'000 / 3600 * 3600;

struct Run
{
    double seconds = 0;
    int connections = 0, events = 0;
};

Run fetchPages(const ConnectionSettings &settings, test::DelayingProxy &proxy, int pages, bool keeps)
{
    const Endpoint alerts = *EndpointCatalogue::builtIn().endpoint(QStringLiteral("alert"));
    ApiClient client(settings);
    if (keeps)
        client.keepConnection();
    Run run;
    const int before = proxy.connections();
    QElapsedTimer clock;
    clock.start();
    for (int page = 0; page < pages; ++page) {
        const auto answer = QCoro::waitFor(fetchPage(
            client, alerts, IndexName::preview(), page == 0 ? Operation::from(from) : Operation::next(), {}));
        if (!answer || answer->page.events().empty())
            qFatal("page %d: %s", page, answer ? "empty" : qPrintable(answer.error().error.asText()));
        run.events += static_cast<int>(answer->page.events().size());
    }
    run.seconds = static_cast<double>(clock.nsecsElapsed()) / 1e9;
    run.connections = proxy.connections() - before;
    return run;
}

Run median(std::vector<Run> runs)
{
    std::sort(runs.begin(), runs.end(), [](const Run &a, const Run &b) { return a.seconds < b.seconds; });
    return runs[runs.size() / 2];
}

int numberFrom(const char *name, int usual)
{
    const int value = qEnvironmentVariableIntValue(name);
    return value > 0 ? value : usual;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const int pages = numberFrom("PAGES", 50), runs = numberFrom("RUNS", 3);
    DemoTenantOptions options;
    options.events = {{QStringLiteral("alert"), pages * 20}};
    options.from = from;
    options.to = from + pages * 3600;
    options.requestsPerSecond = 0;
    options.hazards = false;
    const auto demo = DemoTenant::start(options).value();
    const test::Authority authority(QStringLiteral("Benchmark CA"));
    const test::TlsFront front(authority.issue(QStringLiteral("far"), QStringLiteral("IP:127.0.0.1")),
                               demo->address());
    test::DelayingProxy proxy(static_cast<quint16>(front.url().port()), 50ms);
    ConnectionSettings settings;
    settings.address = QUrl(QStringLiteral("https://127.0.0.1:%1").arg(proxy.port()));
    settings.token = Secret(demo->token());
    settings.caFile = authority.caFile();

    std::vector<Run> single, kept;
    for (int i = 0; i < runs; ++i) { // in turns, so that a busy computer disturbs both
        single.push_back(fetchPages(settings, proxy, pages, false));
        kept.push_back(fetchPages(settings, proxy, pages, true));
    }
    const Run a = median(single), b = median(kept);
    std::printf("%d pages of %d events over a round trip of 100 ms, TLS; medians of %d\n", pages,
                a.events / pages, runs);
    std::printf("a connection for each request  %6.2f s  %3d connections\n", a.seconds, a.connections);
    std::printf("one connection                 %6.2f s  %3d connections\n", b.seconds, b.connections);
    std::printf("ratio: %.2f\n", b.seconds / a.seconds);
    return 0;
}
