#include "core/demo/demo_tenant.h"

#include "core/base/forward_error.h"
#include "core/demo/demo_server.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QHostAddress>
#include <QJsonDocument>
#include <QTcpServer>
#include <QThread>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(DemoTenant)
};

} // namespace

// A QObject, so that it can be left to the application: see retire().
struct DemoTenant::State : QObject
{
    DemoTenantOptions options;
    QThread thread;
    DemoServer *server = nullptr; // lives on the thread, and is deleted there
    quint16 port = 0;

    ~State() override
    {
        if (server)
            QMetaObject::invokeMethod(
                server, [this] { delete server; }, Qt::BlockingQueuedConnection);
        thread.quit();
        thread.wait();
    }
};

void DemoTenant::retire(std::unique_ptr<DemoTenant> demo)
{
    if (!demo)
        return;
    State *state = demo->m_state.release();
    std::exchange(state->server, nullptr)->deleteLater(); // at the latest when its thread ends
    state->setParent(QCoreApplication::instance());
    QObject::connect(&state->thread, &QThread::finished, state, &QObject::deleteLater);
    state->thread.quit();
}

DemoTenant::DemoTenant(std::unique_ptr<State> state) : m_state(std::move(state)) {}

DemoTenant::~DemoTenant() = default;

Result<std::unique_ptr<DemoTenant>> DemoTenant::start(const DemoTenantOptions &wanted)
{
    auto state = std::make_unique<State>();
    DemoTenantOptions &options = state->options;
    options = wanted;
    const QHostAddress address(options.host == QLatin1String("localhost") ? QStringLiteral("127.0.0.1")
                                                                          : options.host);
    if (!address.isLoopback())
        return failure(
            ErrorKind::BadInput,
            Texts::tr("The demo tenant listens on this computer only, not on \"%1\".").arg(options.host),
            Texts::tr("Use 127.0.0.1."));
    if (options.to == 0)
        options.to = QDateTime::currentSecsSinceEpoch();
    if (options.from == 0)
        options.from = options.to - 7 * 86'400;
    if (options.from >= options.to)
        return failure(ErrorKind::BadInput, Texts::tr("The demo tenant's time range is empty."),
                       Texts::tr("Choose --to later than --from."));
    const EndpointCatalogue catalogue = EndpointCatalogue::builtIn();
    QStringList ids = options.events.keys();
    for (const QString &granted : options.granted) {
        if (!granted.startsWith(QLatin1Char('/')) && !ids.contains(granted))
            ids << granted;
    }
    if (!ids.isEmpty()) {
        RETURN_IF_ERROR(catalogue.select(ids));
    }

    auto listener = std::make_unique<QTcpServer>();
    if (!listener->listen(address, options.port))
        return failure(
            ErrorKind::Storage,
            Texts::tr("The demo tenant cannot listen on %1:%2.").arg(options.host).arg(options.port),
            Texts::tr("Choose another port, or 0 for a free one."), listener->errorString());
    state->port = listener->serverPort();
    state->server = new DemoServer(options, std::move(listener));
    state->server->moveToThread(&state->thread);
    state->thread.start();
    return std::unique_ptr<DemoTenant>(new DemoTenant(std::move(state)));
}

QUrl DemoTenant::address() const
{
    QUrl url;
    url.setScheme(QStringLiteral("http"));
    url.setHost(m_state->options.host);
    url.setPort(m_state->port);
    return url;
}

QByteArray DemoTenant::token() const
{
    return m_state->options.token;
}

QByteArray DemoTenant::readyLine() const
{
    return QJsonDocument(
               QJsonObject{{QStringLiteral("ready"), true},
                           {QStringLiteral("address"), address().toString()},
                           {QStringLiteral("port"), m_state->port},
                           {QStringLiteral("from"), m_state->options.from},
                           {QStringLiteral("to"), m_state->options.to},
                           {QStringLiteral("granted"), QJsonArray::fromStringList(m_state->options.granted)}})
               .toJson(QJsonDocument::Compact) +
           '\n';
}

} // namespace slipway
