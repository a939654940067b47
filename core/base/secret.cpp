#include "core/base/secret.h"

#include "core/base/live_secrets.h"

#include <QMutex>
#include <QRegularExpression>
#include <openssl/crypto.h>
#include <optional>
#include <vector>

namespace slipway {

namespace {

// Shared by all copies of a secret. The QByteArray that they point to has its bytes in memory for
// secrets.
struct Held
{
    explicit Held(const QByteArray &text)
        : memory({std::string_view(text.constData(), static_cast<std::size_t>(text.size()))}),
          bytes(QByteArray::fromRawData(memory.data(), text.size()))
    {}
    SecretMemory memory;
    QByteArray bytes;
    std::optional<SecretForms> forms; // made when first searched for; protected by the mutex of Live
};

const QString &mask()
{
    static const QString dots = QStringLiteral("••••");
    return dots;
}

// The secrets that exist in this process, so that the scrubber knows what to search for.
struct Live
{
    QMutex mutex;
    std::vector<std::weak_ptr<Held>> secrets;
};

Live &live()
{
    static Live instance;
    return instance;
}

} // namespace

Secret::Secret(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return;
    const auto held = std::make_shared<Held>(bytes);
    m_bytes = std::shared_ptr<QByteArray>(held, &held->bytes);
    QMutexLocker lock(&live().mutex);
    std::erase_if(live().secrets, [](const auto &entry) { return entry.expired(); });
    live().secrets.emplace_back(held);
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
    // A deep copy: a shared one could be wiped while the caller is reading it.
    return m_bytes ? QByteArray(m_bytes->constData(), m_bytes->size()) : QByteArray();
}

bool Secret::operator==(const Secret &other) const
{
    // The time it takes reveals nothing about where two secrets differ.
    return size() == other.size() &&
           (isEmpty() || CRYPTO_memcmp(m_bytes->constData(), other.m_bytes->constData(),
                                       static_cast<std::size_t>(size())) == 0);
}

QDebug operator<<(QDebug debug, const Secret &secret)
{
    return debug.nospace() << (secret.isEmpty() ? "Secret(empty)" : "Secret(••••)");
}

void forEachLiveSecret(const std::function<bool(const SecretForms &)> &look)
{
    std::vector<std::shared_ptr<Held>> kept; // must not be destroyed while the mutex is held
    QMutexLocker lock(&live().mutex);
    for (const auto &entry : live().secrets) {
        const auto held = entry.lock();
        if (!held)
            continue;
        kept.push_back(held);
        if (!held->forms)
            held->forms.emplace(held->bytes);
        if (!look(*held->forms))
            break;
    }
}

QString withoutSecrets(const QString &text)
{
    QByteArray bytes = text.toUtf8();
    SecretPlaces places;
    {
        std::optional<SearchedText> searched; // made only if there are any secrets
        forEachLiveSecret([&](const SecretForms &forms) {
            if (!searched)
                searched.emplace(bytes);
            for (const SecretForm &form : forms.all())
                searched->addPlaces(form, places);
            return true;
        });
    }
    if (places.empty())
        return text;
    QString clean;
    qsizetype from = 0;
    for (const auto &[begin, end] : merged(std::move(places))) {
        clean += QString::fromUtf8(QByteArrayView(bytes).sliced(from, begin - from)) + mask();
        from = end;
    }
    clean += QString::fromUtf8(QByteArrayView(bytes).sliced(from));
    overwrite(bytes.data(), static_cast<std::size_t>(bytes.size()));
    return clean;
}

QString scrubbed(QString text)
{
    QString clean = withoutSecrets(text);
    // A shell variable in a curl command is not a secret. An authorization header has a scheme and
    // then the credentials, which contain quotes in some schemes.
    static const QRegularExpression header(
        QStringLiteral(
            R"(((?:netskope-api-token|x-amz-security-token|authorization)["']?\s*[:=]\s*["']?)(?!\s|\$NETSKOPE_API_TOKEN\b)(?:(?:digest|hawk|aws4-[a-z0-9-]+)\s[^\r\n]+|[^\r\n"']+))"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression parameter(
        QStringLiteral(R"(([?&;\s]token=|[?&;\s]sig=|[?&;\s]signature=)(?!\$NETSKOPE_API_TOKEN\b)[^\s&"']+)"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression userInformation(QStringLiteral(R"((://)[^/@\s"':]*:[^/@\s"']*@)"));
    for (const QRegularExpression *pattern : {&header, &parameter})
        clean.replace(*pattern, QStringLiteral("\\1") + mask());
    return clean.replace(userInformation, QStringLiteral("\\1") + mask() + QLatin1Char('@'));
}

} // namespace slipway
