#include "core/desktop/single_instance.h"

#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalSocket>
#include <QStandardPaths>
#include <QThread>

namespace slipway {
namespace {

constexpr qint64 longestRequest = 64 * 1024; // bytes; a path has at most 4096
const QByteArray taken = "ok\n";

QByteArray lineOf(const StartRequest &request)
{
    const QJsonObject json{{QStringLiteral("file"), request.file},
                           {QStringLiteral("demo"), request.demo},
                           {QStringLiteral("activation_token"), request.activationToken}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
}

StartRequest requestIn(const QByteArray &line)
{
    const QJsonObject json = QJsonDocument::fromJson(line).object();
    return {json.value(QStringLiteral("file")).toString(), json.value(QStringLiteral("demo")).toBool(),
            json.value(QStringLiteral("activation_token")).toString()};
}

} // namespace

QString SingleInstance::runtimeFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
}

SingleInstance::SingleInstance(const QString &subject, QString folder)
{
    if (folder.isEmpty())
        return;
    // A hash, since a socket's path is limited to 107 bytes.
    const QByteArray hash = QCryptographicHash::hash(subject.toUtf8(), QCryptographicHash::Sha256).toHex();
    const QString base = folder + QStringLiteral("/slipway-") + QString::fromLatin1(hash.left(16));
    m_socket = base + QStringLiteral(".socket");
    m_lock = std::make_unique<QLockFile>(base + QStringLiteral(".lock"));
    m_lock->setStaleLockTime(0); // ignore its age; only a running process can hold the lock
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::receive);
}

Result<bool> SingleInstance::claim(const StartRequest &request, std::chrono::milliseconds patience)
{
    if (!m_lock)
        return true;
    const QDeadlineTimer end(patience);
    // The other instance may be about to listen, or about to end.
    do {
        if (m_lock->tryLock(0)) {
            listen();
            return true;
        }
        // Start even if the folder does not support locks.
        if (m_lock->error() != QLockFile::LockFailedError)
            return true;
        if (handOver(lineOf(request), std::chrono::milliseconds(end.remainingTime())))
            return false;
        QThread::msleep(20);
    } while (!end.hasExpired());
    return failure(ErrorKind::NotAvailable, tr("Slipway is already open, but its window does not respond."),
                   tr("Wait until it responds, or end it, then start Slipway again."));
}

void SingleInstance::listen()
{
    QLocalServer::removeServer(m_socket); // the lock is ours, so nobody is listening there any more
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    m_server.listen(m_socket);
}

bool SingleInstance::handOver(const QByteArray &line, std::chrono::milliseconds patience)
{
    const QDeadlineTimer end(patience);
    QLocalSocket socket;
    socket.connectToServer(m_socket);
    if (!socket.waitForConnected(static_cast<int>(end.remainingTime())))
        return false;
    socket.write(line);
    QByteArray answer;
    while (answer.size() < taken.size() && socket.waitForReadyRead(static_cast<int>(end.remainingTime())))
        answer += socket.readAll();
    return answer == taken;
}

void SingleInstance::receive()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        socket->setReadBufferSize(longestRequest);
        const auto read = [this, socket] {
            if (!socket->canReadLine()) {
                if (socket->bytesAvailable() >= longestRequest)
                    socket->abort();
                return;
            }
            const StartRequest request = requestIn(socket->readLine());
            socket->write(taken);
            socket->disconnectFromServer();
            Q_EMIT startedAgain(request);
        };
        connect(socket, &QLocalSocket::readyRead, this, read);
        if (socket->bytesAvailable() > 0)
            read(); // it may have arrived with the connection
    }
}

} // namespace slipway
