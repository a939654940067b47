// One window for each state file: a second instance passes its request to the window that is
// already open, and ends.
//
// The first instance holds a lock and listens on a local socket, both in the user's runtime folder,
// which nobody else may enter. The lock decides; the socket only carries the request. Leftovers of
// a killed instance do no harm.
//
// Threads: the one that created it, with an event loop.
#pragma once
#include "core/base/error.h"

#include <QLocalServer>
#include <QLockFile>
#include <QObject>
#include <QString>

#include <chrono>
#include <memory>

namespace slipway {

// What a newly started instance wants, besides showing the window.
struct StartRequest
{
    QString file = {};            // an absolute path to open; empty: none
    bool demo = false;            // start the demo tenant
    QString activationToken = {}; // brings the window to the front under Wayland; empty: none was given

    bool operator==(const StartRequest &) const = default;
};

class SingleInstance : public QObject
{
    Q_OBJECT
public:
    // `subject`: what only one window may exist for, such as the path of the state file. `folder`
    // is the runtime folder, except in tests; without a runtime folder, every instance is the
    // first.
    explicit SingleInstance(const QString &subject, QString folder = runtimeFolder());

    // Tries to become the first instance. Returns true if this is now the first one, which then
    // listens, or false after `request` has been passed to the first one. NotAvailable if there is
    // another instance that does not answer within `patience`. Blocks for at most that long.
    [[nodiscard]] Result<bool> claim(const StartRequest &request,
                                     std::chrono::milliseconds patience = std::chrono::seconds(5));

Q_SIGNALS:
    // An instance that was started later has passed on its request.
    void startedAgain(const slipway::StartRequest &request);

private:
    [[nodiscard]] static QString runtimeFolder();
    void listen();
    void receive();
    [[nodiscard]] bool handOver(const QByteArray &line, std::chrono::milliseconds patience);

    QString m_socket; // the path; empty without a folder
    std::unique_ptr<QLockFile> m_lock;
    QLocalServer m_server;
};

} // namespace slipway
