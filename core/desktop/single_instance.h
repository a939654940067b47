// One window for each state file: a second start hands what it was asked for to the window that is open, and
// ends.
//
// The first instance holds a lock and listens on a local socket, both in the user's runtime folder, which
// nobody else may enter. The lock decides; the socket only carries the request. What a killed instance left
// there does no harm.
//
// Threads: the one that made it, with an event loop.
#pragma once
#include "core/base/error.h"

#include <QLocalServer>
#include <QLockFile>
#include <QObject>
#include <QString>

#include <chrono>
#include <memory>

namespace slipway {

// What a start of the program asks for, besides being shown.
struct StartRequest
{
    QString file = {};            // an absolute path to open; empty: none
    bool demo = false;            // the demo tenant
    QString activationToken = {}; // lets the window come to the front under Wayland; empty: none was given

    bool operator==(const StartRequest &) const = default;
};

class SingleInstance : public QObject
{
    Q_OBJECT
public:
    // `subject`: what there may be one window for, such as the path of the state file. `folder` is the
    // runtime folder unless a test names another one; where there is none, every instance is the first.
    explicit SingleInstance(const QString &subject, QString folder = runtimeFolder());

    // Whether this instance is the first one now: true, and it listens, or false, and `request` has reached
    // the one that is. NotAvailable: there is another one, but it did not answer within `patience`. Blocks
    // until then.
    [[nodiscard]] Result<bool> claim(const StartRequest &request,
                                     std::chrono::milliseconds patience = std::chrono::seconds(5));

Q_SIGNALS:
    // A later start handed over its request.
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
