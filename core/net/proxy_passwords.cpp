#include "core/net/proxy_passwords.h"

#include <QCryptographicHash>
#include <QHash>
#include <QRandomGenerator>

#include <mutex>

namespace slipway {
namespace {

enum class Known { BeingTried, Right, Refused };

struct Record
{
    // The digests mean nothing outside of this process.
    QByteArray salt = QByteArray::number(QRandomGenerator::system()->generate64(), 16);
    std::mutex mutex;
    QHash<QByteArray, Known> known;
    ProxyPasswordNews news;
};

Record &record()
{
    static Record instance;
    return instance;
}

} // namespace

const ProxyPasswordNews &proxyPasswordNews()
{
    return record().news;
}

void tryProxyPasswordsAgain()
{
    Record &all = record();
    const std::lock_guard lock(all.mutex);
    all.known.removeIf([](const auto &entry) { return entry.value() == Known::Refused; });
}

ProxyPassword::ProxyPassword(const ProxyRoute &route)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArray &part :
         {record().salt, route.proxy.hostName().toLower().toUtf8(), QByteArray::number(route.proxy.port()),
          route.proxy.user().toUtf8(), route.proxy.password().toUtf8()})
        hash.addData(QByteArray::number(part.size()) + ':' + part);
    m_key = hash.result();
}

ProxyPassword::~ProxyPassword()
{
    giveBack();
}

ProxyPassword::Turn ProxyPassword::ask()
{
    if (m_tries)
        return Turn::Send;
    Record &all = record();
    const std::lock_guard lock(all.mutex);
    const auto known = all.known.constFind(m_key);
    if (known == all.known.cend()) {
        all.known.insert(m_key, Known::BeingTried);
        m_tries = true;
        return Turn::Send;
    }
    switch (*known) {
    case Known::BeingTried:
        return Turn::Wait;
    case Known::Right:
        return Turn::Send;
    case Known::Refused:
        break;
    }
    return Turn::Refused;
}

void ProxyPassword::accepted()
{
    m_tries = false;
    {
        const std::lock_guard lock(record().mutex);
        record().known.insert(m_key, Known::Right);
    }
    Q_EMIT record().news.changed();
}

void ProxyPassword::refused()
{
    m_tries = false;
    {
        const std::lock_guard lock(record().mutex);
        record().known.insert(m_key, Known::Refused);
    }
    Q_EMIT record().news.changed();
}

void ProxyPassword::giveBack()
{
    if (!std::exchange(m_tries, false))
        return;
    {
        const std::lock_guard lock(record().mutex);
        record().known.remove(m_key);
    }
    Q_EMIT record().news.changed();
}

bool ProxyPassword::isRight() const
{
    const std::lock_guard lock(record().mutex);
    return record().known.value(m_key, Known::BeingTried) == Known::Right;
}

bool ProxyPassword::isRefused() const
{
    const std::lock_guard lock(record().mutex);
    return record().known.value(m_key, Known::BeingTried) == Known::Refused;
}

} // namespace slipway
