#include "core/base/secret.h"

#include "core/base/live_secrets.h"

#include <QMutex>
#include <QRegularExpression>
#include <QUrl>
#include <openssl/crypto.h>
#include <string.h> // explicit_bzero
#include <vector>

namespace slipway {
namespace {

// The secrets alive in this process, so that the scrubber knows what to look for.
struct Live
{
    QMutex mutex;
    std::vector<std::weak_ptr<QByteArray>> secrets;
};

Live &live()
{
    static Live instance;
    return instance;
}

void wipe(QByteArray *bytes)
{
    explicit_bzero(bytes->data(), static_cast<size_t>(bytes->size()));
    delete bytes;
}

} // namespace

Secret::Secret(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return;
    auto *own = new QByteArray(bytes.constData(), bytes.size());
    m_bytes = std::shared_ptr<QByteArray>(own, wipe);
    QMutexLocker lock(&live().mutex);
    std::erase_if(live().secrets, [](const auto &entry) { return entry.expired(); });
    live().secrets.emplace_back(m_bytes);
}

bool Secret::isEmpty() const
{
    return !m_bytes || m_bytes->isEmpty();
}

qsizetype Secret::size() const
{
    return m_bytes ? m_bytes->size() : 0;
}

QByteArray Secret::reveal() const
{
    // A deep copy: a shared one would be wiped under the reader's feet.
    return m_bytes ? QByteArray(m_bytes->constData(), m_bytes->size()) : QByteArray();
}

bool Secret::operator==(const Secret &other) const
{
    // How long it takes tells nothing of where two secrets differ.
    return size() == other.size() &&
           (isEmpty() || CRYPTO_memcmp(m_bytes->constData(), other.m_bytes->constData(),
                                       static_cast<size_t>(size())) == 0);
}

QDebug operator<<(QDebug debug, const Secret &secret)
{
    return debug.nospace() << (secret.isEmpty() ? "Secret(empty)" : "Secret(••••)");
}

Secret cleanPastedToken(const QByteArray &pasted)
{
    QByteArray text = pasted.simplified();
    static const QByteArray prefixes[] = {"netskope-api-token:", "authorization:", "bearer "};
    for (const QByteArray &prefix : prefixes) {
        if (text.toLower().startsWith(prefix))
            text = text.mid(prefix.size()).trimmed();
    }
    while (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.front() == text.back())
        text = text.mid(1, text.size() - 2).trimmed();
    return Secret(text);
}

QByteArrayList liveSecrets()
{
    QByteArrayList copies;
    QMutexLocker lock(&live().mutex);
    for (const auto &entry : live().secrets) {
        if (const auto secret = entry.lock())
            copies << QByteArray(secret->constData(), secret->size());
    }
    return copies;
}

QString scrubbed(QString text)
{
    static const QString mask = QStringLiteral("••••");
    {
        QMutexLocker lock(&live().mutex);
        for (const auto &entry : live().secrets) {
            const auto secret = entry.lock();
            if (!secret || secret->size() < 4)
                continue;
            const QString raw = QString::fromUtf8(*secret);
            text.replace(raw, mask);
            text.replace(QString::fromLatin1(secret->toBase64()), mask);
            text.replace(QString::fromLatin1(secret->toPercentEncoding()), mask);
            text.replace(QString::fromLatin1(secret->toHex()), mask);
        }
    }
    // The variable of a curl command is no secret.
    static const QRegularExpression patterns(
        QStringLiteral(
            R"(((?:netskope-api-token|authorization)\s*:\s*(?:bearer\s+)?|[?&;\s]token=|[?&]sig=)(?!\$NETSKOPE_API_TOKEN\b)[^\s&"']+)"),
        QRegularExpression::CaseInsensitiveOption);
    text.replace(patterns, QStringLiteral("\\1") + mask);
    return text;
}

} // namespace slipway
