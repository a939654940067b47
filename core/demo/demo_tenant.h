// A loopback HTTP server that behaves like a Netskope tenant (docs/netskope-api.md) and can produce
// faults on demand. The window's demo, the tests and the benchmarks use it.
//
// Threads: the server runs on its own thread; call these functions from any thread, but always the
// same one.
#pragma once
#include "core/base/error.h"
#include "core/base/secret.h"

#include <QMap>
#include <QStringList>
#include <QUrl>
#include <memory>

namespace slipway {

struct DemoTenantOptions
{
    QString host = QStringLiteral("127.0.0.1"); // loopback only
    quint16 port = 0;                           // 0: a free one
    QByteArray token = "demo-token";
    QByteArray v1Token = "0123456789abcdef0123456789ab"; // of API v1; the two are not interchangeable
    QStringList granted{QStringLiteral("alert"), QStringLiteral("application"),
                        QStringLiteral("audit")}; // endpoint ids
    QMap<QString, qint64> events; // endpoint id → how many in [from, to); the others have none
    qint64 from = 0, to = 0;      // epoch seconds; 0: the last seven days
    quint64 seed = 1;
    double requestsPerSecond = 4; // rate limit for each path; 0: none
    int pageSize = 10'000;
    int keepPages = 0; // finished pages to keep, plain and gzip, for benchmarks; 0: make each on request
    QString stateFile; // keeps the cursors across restarts; empty: they end with the server
    bool hazards =
        true; // one event in a hundred breaks fragile readers (lone surrogates, unknown fields, nulls)
};

class DemoTenant
{
public:
    // BadInput for a host that is not loopback, an unknown endpoint, a bad range; Storage when the port is
    // taken.
    [[nodiscard]] static Result<std::unique_ptr<DemoTenant>> start(const DemoTenantOptions &options);
    // Ends the server, and waits for it: up to a third of a second if it is making a page.
    ~DemoTenant();
    // Ends the server without waiting, for the window's thread. Null is fine. Needs a QCoreApplication.
    static void retire(std::unique_ptr<DemoTenant> demo);

    [[nodiscard]] QUrl address() const; // "http://127.0.0.1:PORT"
    [[nodiscard]] QByteArray token() const;
    // One JSON line: {"ready":true,"address":…,"port":…,…}; without the token.
    [[nodiscard]] QByteArray readyLine() const;

private:
    struct State;
    explicit DemoTenant(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace slipway
