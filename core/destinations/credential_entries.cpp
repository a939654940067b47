#include "core/destinations/credential_entries.h"
#include "core/base/forward_error.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QUuid>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CredentialEntries)
};

// An entry begins with the stamp of the write that made it, so that no secret is assembled from two
// writes.
constexpr qsizetype stampSize = 32, entrySize = 1200;

struct Head
{
    QString generation; // "a" or "b": each write uses the other one
    QByteArray stamp;
    QMap<QString, int> entries; // number for each secret
};

QByteArray textOf(const Head &head)
{
    QJsonObject entries;
    for (auto each = head.entries.cbegin(); each != head.entries.cend(); ++each)
        entries.insert(each.key(), each.value());
    return QJsonDocument(QJsonObject{{QStringLiteral("generation"), head.generation},
                                     {QStringLiteral("stamp"), QString::fromLatin1(head.stamp)},
                                     {QStringLiteral("entries"), entries}})
        .toJson(QJsonDocument::Compact);
}

// Returns nothing if the head has the earlier format.
std::optional<Head> headFrom(const QJsonObject &json)
{
    if (!json.contains(QStringLiteral("generation")))
        return std::nullopt;
    Head head{json[QStringLiteral("generation")].toString(),
              json[QStringLiteral("stamp")].toString().toLatin1(),
              {}};
    const QJsonObject entries = json[QStringLiteral("entries")].toObject();
    for (auto each = entries.constBegin(); each != entries.constEnd(); ++each)
        head.entries.insert(each.key(), each.value().toInt());
    return head;
}

QString entryKey(const QString &id, const QString &generation, const QString &name, int number)
{
    return QStringLiteral("%1/%2/%3/%4").arg(credentialsKey(id), generation, name, QString::number(number));
}

// The secrets of all kinds of destinations.
QStringList secretNames()
{
    QStringList names;
    for (const DestinationKind &kind : destinationKinds()) {
        for (const DestinationField &field : kind.fields) {
            if (field.isSecret() && !names.contains(field.id()))
                names << field.id();
        }
    }
    return names;
}

QCoro::Task<Result<QJsonObject>> readHead(TokenStore &store, QString id)
{
    CO_ASSIGN_OR_RETURN(const Secret text, co_await store.read(credentialsKey(id)));
    co_return QJsonDocument::fromJson(text.reveal()).object();
}

// Removes the entries of a generation from these numbers on, the last ones first, so that an
// interrupted removal leaves no gap that would end the next removal's search too early.
QCoro::Task<Result<void>> sweep(TokenStore &store, QString id, QString generation, QMap<QString, int> from)
{
    for (const QString &name : secretNames()) {
        const int first = from.value(name, 0);
        int end = first;
        for (;; ++end) {
            const Result<Secret> there = co_await store.read(entryKey(id, generation, name, end));
            if (there)
                continue;
            if (there.error().kind == ErrorKind::NotFound)
                break;
            co_return std::unexpected(there.error());
        }
        while (end-- > first) {
            const Result<void> removed = co_await store.remove(entryKey(id, generation, name, end));
            if (!removed)
                co_return removed;
        }
    }
    co_return Result<void>{};
}

QCoro::Task<Result<void>> removeAll(TokenStore &store, QString id)
{
    for (const char *generation : {"a", "b"}) {
        const Result<void> swept = co_await sweep(store, id, QString::fromLatin1(generation), {});
        if (!swept)
            co_return swept;
    }
    // The head last: as long as it exists, the remaining entries can still be found and removed.
    const Result<void> removed = co_await store.remove(credentialsKey(id));
    co_return removed;
}

// All secrets listed in a head. Returns nothing if entries are missing or come from another write.
QCoro::Task<Result<std::optional<DestinationSecrets>>> readAll(TokenStore &store, QString id, Head head)
{
    DestinationSecrets secrets;
    for (auto each = head.entries.cbegin(); each != head.entries.cend(); ++each) {
        QByteArray whole;
        for (int number = 0; number < each.value(); ++number) {
            const Result<Secret> entry =
                co_await store.read(entryKey(id, head.generation, each.key(), number));
            if (!entry && entry.error().kind == ErrorKind::NotFound)
                co_return std::optional<DestinationSecrets>{};
            if (!entry)
                co_return std::unexpected(entry.error());
            const QByteArray bytes = entry->reveal();
            if (!bytes.startsWith(head.stamp))
                co_return std::optional<DestinationSecrets>{};
            whole += bytes.mid(head.stamp.size());
        }
        secrets.insert(each.key(), Secret(whole));
        whole.fill('\0');
    }
    co_return std::optional(secrets);
}

} // namespace

QString credentialsKey(const QString &destinationId)
{
    return QStringLiteral("io.slipway/%1/credentials").arg(destinationId);
}

QCoro::Task<Result<DestinationSecrets>> readCredentials(TokenStore &store, QString destinationId)
{
    for (int attempt = 0; attempt < 2; ++attempt) {
        const Result<QJsonObject> json = co_await readHead(store, destinationId);
        if (!json && json.error().kind == ErrorKind::NotFound)
            co_return failure(ErrorKind::NotFound,
                              Texts::tr("The keychain holds no credentials for this destination."),
                              Texts::tr("Add them to the destination."), json.error().details);
        if (!json)
            co_return std::unexpected(json.error());
        const std::optional<Head> head = headFrom(*json);
        if (!head) {
            DestinationSecrets secrets;
            for (auto entry = json->constBegin(); entry != json->constEnd(); ++entry) {
                if (const QByteArray text = entry.value().toString().toUtf8(); !text.isEmpty())
                    secrets.insert(entry.key(), Secret(text));
            }
            co_return secrets;
        }
        CO_ASSIGN_OR_RETURN(const auto secrets, co_await readAll(store, destinationId, *head));
        if (secrets)
            co_return *secrets;
        // Another process may just have replaced them; in that case there is a new head.
    }
    co_return failure(ErrorKind::Storage,
                      Texts::tr("The keychain holds only a part of this destination's credentials."),
                      Texts::tr("Enter them again."));
}

QCoro::Task<Result<void>> writeCredentials(TokenStore &store, QString destinationId,
                                           DestinationSecrets secrets)
{
    if (secrets.isEmpty()) {
        const Result<void> removed = co_await removeAll(store, destinationId);
        co_return removed;
    }
    const Result<QJsonObject> json = co_await readHead(store, destinationId);
    if (!json && json.error().kind != ErrorKind::NotFound)
        co_return std::unexpected(json.error());
    const std::optional<Head> old = json ? headFrom(*json) : std::nullopt;
    Head head{old && old->generation == QLatin1String("a") ? QStringLiteral("b") : QStringLiteral("a"),
              QUuid::createUuid().toString(QUuid::Id128).toLatin1(),
              {}};
    for (auto secret = secrets.cbegin(); secret != secrets.cend(); ++secret) {
        const QByteArray whole = secret->reveal();
        constexpr qsizetype room = entrySize - stampSize;
        for (qsizetype at = 0; at < whole.size(); at += room) {
            const QString key =
                entryKey(destinationId, head.generation, secret.key(), head.entries[secret.key()]++);
            const Result<void> written = co_await store.write(key, Secret(head.stamp + whole.mid(at, room)));
            if (!written) {
                (void)co_await sweep(store, destinationId, head.generation, {});
                co_return written;
            }
        }
    }
    const Result<void> written = co_await store.write(credentialsKey(destinationId), Secret(textOf(head)));
    // It may have been written nevertheless, so both sets stay until the next write.
    if (!written)
        co_return written;
    // From here on the new ones are in use; the next write or removal finds what is left over.
    (void)co_await sweep(store, destinationId, head.generation, head.entries);
    const QString other = head.generation == QLatin1String("a") ? QStringLiteral("b") : QStringLiteral("a");
    (void)co_await sweep(store, destinationId, other, {});
    co_return Result<void>{};
}

} // namespace slipway
