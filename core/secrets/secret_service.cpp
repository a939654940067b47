// freedesktop.org's Secret Service, without libsecret, which looks up the first matching entry,
// whichever of several keyrings it is in, says "no such entry" about a locked one, and waits
// without a limit.
//
// Source: freedesktop.org, Secret Service API 0.2. The attributes are those of Qt Keychain, which
// wrote the entries of earlier versions.
#include "core/secrets/secret_service.h"

#ifdef Q_OS_LINUX
#include "core/base/forward_error.h"
#include "core/secrets/keychain_errors.h"
#include "core/secrets/secret_prompt.h"
#include "core/secrets/secret_session.h"

#include <QCoreApplication>
#include <QCoroSignal>
#include <QDBusArgument>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusPendingCall>
#include <QDBusPendingCallWatcher>
#include <QDBusServiceWatcher>
#include <QDateTime>
#include <QElapsedTimer>

#include <algorithm>
#include <tuple>

namespace slipway {

// "(oayays)": a secret in transit.
struct BusSecret
{
    QDBusObjectPath session;
    QByteArray parameters, value;
    QString contentType;
};

QDBusArgument &operator<<(QDBusArgument &argument, const BusSecret &secret)
{
    argument.beginStructure();
    argument << secret.session << secret.parameters << secret.value << secret.contentType;
    argument.endStructure();
    return argument;
}

const QDBusArgument &operator>>(const QDBusArgument &argument, BusSecret &secret)
{
    argument.beginStructure();
    argument >> secret.session >> secret.parameters >> secret.value >> secret.contentType;
    argument.endStructure();
    return argument;
}

namespace {

using namespace std::chrono_literals;
using Asking = KeychainBackend::Asking;
using Attributes = QMap<QString, QString>;
using Paths = QList<QDBusObjectPath>;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(SecretService)
};

const QString busName = QStringLiteral("org.freedesktop.secrets");
// When Slipway wrote an entry: it tells apart what was written within the same second.
const QString writtenAttribute = QStringLiteral("slipway:written");
const QString servicePath = QStringLiteral("/org/freedesktop/secrets");

QString titleText()
{
    return Texts::tr("Secret Service");
}

QDBusMessage callOf(const QString &path, const char *interface, const char *method,
                    const QVariantList &arguments = {})
{
    QDBusMessage message = QDBusMessage::createMethodCall(
        busName, path, QStringLiteral("org.freedesktop.") + QLatin1String(interface), QLatin1String(method));
    message.setArguments(arguments);
    return message;
}

Attributes attributesOf(const QString &key)
{
    return {{QStringLiteral("user"), key}, {QStringLiteral("server"), keychainService()}};
}

bool isError(const QDBusMessage &reply, const char *name = nullptr)
{
    return reply.type() == QDBusMessage::ErrorMessage &&
           (!name || reply.errorName().endsWith(QLatin1String(name)));
}

bool saysThatItIsGone(const QDBusMessage &reply)
{
    return isError(reply, ".NoSuchObject") || isError(reply, ".UnknownObject") ||
           isError(reply, ".UnknownMethod");
}

Error errorOf(const QDBusMessage &reply)
{
    const QString details = scrubbed(reply.errorName() + QStringLiteral(": ") + reply.errorMessage());
    if (isError(reply, ".IsLocked"))
        return keychain::notUnlocked(titleText(), details);
    if (saysThatItEnded(reply))
        return keychain::gone(titleText(), details);
    return keychain::failed(titleText(), details);
}

// Like ask(), but an error from the service becomes one of ours.
QCoro::Task<Result<QDBusMessage>> answerTo(Operation operation, QDBusMessage call,
                                           Awaited whom = Awaited::Service)
{
    const QString title = titleText();
    Result<QDBusMessage> reply = co_await ask(operation, title, call, whom);
    if (reply && isError(*reply))
        co_return std::unexpected(errorOf(*reply));
    co_return reply;
}

QCoro::Task<Result<QVariant>> property(Operation operation, QString path, const char *interface,
                                       const char *name)
{
    QVariantList arguments;
    arguments << QString(QStringLiteral("org.freedesktop.Secret.") + QLatin1String(interface))
              << QString(QLatin1String(name));
    const QDBusMessage call = callOf(path, "DBus.Properties", "Get", arguments);
    CO_ASSIGN_OR_RETURN(const QDBusMessage reply, co_await answerTo(operation, call));
    co_return reply.arguments().value(0).value<QDBusVariant>().variant();
}

QDBusMessage showing(const QDBusObjectPath &prompt)
{
    return callOf(prompt.path(), "Secret.Prompt", "Prompt", {QString(QStringLiteral(""))});
}

// Removes an entry without waiting for the result. KeePassXC does so only after a prompt, which its settings
// can keep from asking the user anything.
void discard(const QString &item)
{
    auto *watcher =
        new QDBusPendingCallWatcher(sessionBus().asyncCall(callOf(item, "Secret.Item", "Delete")));
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, watcher, [watcher] {
        const auto prompt = watcher->reply().arguments().value(0).value<QDBusObjectPath>();
        if (!watcher->isError() && prompt.path().size() > 1)
            sessionBus().asyncCall(showing(prompt));
        watcher->deleteLater();
    });
}

using LateResult = std::function<void(const QVariant &result)>;

// Dismisses a prompt whose caller has stopped waiting. `late` gets its result.
void giveUp(std::unique_ptr<SecretPrompt> prompt, const QDBusObjectPath &path, const LateResult &late)
{
    sessionBus().asyncCall(callOf(path.path(), "Secret.Prompt", "Dismiss"));
    if (!late)
        return;
    SecretPrompt *left = prompt.release();
    QObject::connect(left, &SecretPrompt::answered, left, [left, late] {
        late(left->result); // KeePassXC may have carried it out, although it calls it dismissed
        left->deleteLater();
    });
    auto *watcher =
        new QDBusServiceWatcher(busName, sessionBus(), QDBusServiceWatcher::WatchForUnregistration, left);
    QObject::connect(watcher, &QDBusServiceWatcher::serviceUnregistered, left, &QObject::deleteLater);
}

// The result of a prompt; nothing if there is none ("/"). Errors: KeychainLocked if it is
// dismissed.
QCoro::Task<Result<QVariant>> afterPrompt(Operation operation, QDBusObjectPath path, LateResult late = {})
{
    if (path.path().size() < 2)
        co_return QVariant();
    const QString title = titleText();
    auto prompt = std::make_unique<SecretPrompt>();
    // Before it is shown, because the answer may come immediately.
    QDBusConnection bus = sessionBus();
    bus.connect(busName, path.path(), QStringLiteral("org.freedesktop.Secret.Prompt"),
                QStringLiteral("Completed"), prompt.get(), SLOT(completed(bool, QDBusVariant)));
    QDBusServiceWatcher watcher(busName, bus, QDBusServiceWatcher::WatchForUnregistration);
    bool hasEnded = false;
    QObject::connect(&watcher, &QDBusServiceWatcher::serviceUnregistered, prompt.get(), [&] {
        hasEnded = true;
        Q_EMIT prompt->answered();
    });
    const QDBusMessage show = showing(path);
    const Result<QDBusMessage> shown = co_await answerTo(operation, show);
    if (!shown) {
        watcher.disconnect(prompt.get());
        giveUp(std::move(prompt), path, late);
        co_return std::unexpected(shown.error());
    }
    QElapsedTimer clock;
    clock.start();
    while (!prompt->isAnswered && !hasEnded) {
        const std::chrono::milliseconds since(clock.elapsed());
        if (operation->isCancelled() || since >= operation->limit(Awaited::Person)) {
            watcher.disconnect(prompt.get());
            giveUp(std::move(prompt), path, late);
            operation->goesOn();
            if (operation->isCancelled())
                co_return std::unexpected(keychain::cancelled());
            co_return std::unexpected(
                keychain::notUnlocked(title, Texts::tr("The prompt was not answered.")));
        }
        operation->waits(Awaited::Person, title, since);
        const auto answered = &SecretPrompt::answered;
        (void)co_await qCoro(prompt.get(), answered, std::chrono::milliseconds(50ms));
    }
    operation->goesOn();
    if (hasEnded)
        co_return std::unexpected(keychain::gone(title, Texts::tr("It ended while its prompt was open.")));
    if (prompt->isDismissed)
        co_return std::unexpected(keychain::notUnlocked(title, Texts::tr("The prompt was dismissed.")));
    co_return prompt->result;
}

QCoro::Task<Result<void>> unlock(Operation operation, QDBusObjectPath what)
{
    QVariantList arguments;
    arguments << QVariant::fromValue(Paths{what});
    const QDBusMessage call = callOf(servicePath, "Secret.Service", "Unlock", arguments);
    CO_ASSIGN_OR_RETURN(const QDBusMessage reply, co_await answerTo(operation, call));
    const auto prompt = reply.arguments().value(1).value<QDBusObjectPath>();
    CO_RETURN_IF_ERROR(co_await afterPrompt(operation, prompt));
    co_return Result<void>{};
}

QString keyringOf(const QDBusObjectPath &item)
{
    return item.path().section(QLatin1Char('/'), 0, -2);
}

// KeePassXC asks for access to each entry, and before it removes one, even if the database is open. A "no" to
// that is not a locked keyring.
QCoro::Task<Error> whyNot(Operation operation, QDBusObjectPath item, Error error)
{
    if (error.kind != ErrorKind::KeychainLocked)
        co_return error;
    const Result<QVariant> locked = co_await property(operation, keyringOf(item), "Collection", "Locked");
    if (locked && !locked->toBool())
        co_return keychain::refused(titleText(), error.details);
    co_return error;
}

QCoro::Task<Result<void>> unlockItem(Operation operation, QDBusObjectPath item)
{
    const Result<void> unlocked = co_await unlock(operation, item);
    if (unlocked)
        co_return unlocked;
    const Error error = co_await whyNot(operation, item, unlocked.error());
    co_return std::unexpected(error);
}

struct Item
{
    QDBusObjectPath path;
    bool isLocked = false;
    qulonglong modified = 0, created = 0; // in seconds since 1970
    qulonglong written = 0;               // by Slipway, in ms since 1970

    // Some services number their entries.
    [[nodiscard]] qulonglong number() const
    {
        return path.path().section(QLatin1Char('/'), -1).toULongLong();
    }
};

// All entries of the key in all keyrings, the newest first. KeePassXC asks for the password of a locked
// database before it answers.
QCoro::Task<Result<QList<Item>>> search(Operation operation, QString key, Asking asking = Asking::Yes)
{
    QVariantList arguments;
    arguments << QVariant::fromValue(attributesOf(key));
    const QDBusMessage call = callOf(servicePath, "Secret.Service", "SearchItems", arguments);
    const Awaited whom = asking == Asking::Yes ? Awaited::ServiceOrPerson : Awaited::Service;
    CO_ASSIGN_OR_RETURN(const QDBusMessage reply, co_await answerTo(operation, call, whom));
    QList<Item> items;
    for (int locked = 0; locked < 2; ++locked) {
        for (const QDBusObjectPath &path : qdbus_cast<Paths>(reply.arguments().value(locked)))
            items << Item{path, locked == 1};
    }
    if (items.size() > 1) {
        for (Item &item : items) {
            const Result<QVariant> modified =
                co_await property(operation, item.path.path(), "Item", "Modified");
            const Result<QVariant> created =
                co_await property(operation, item.path.path(), "Item", "Created");
            const Result<QVariant> attributes =
                co_await property(operation, item.path.path(), "Item", "Attributes");
            // Times may be missing, but a service that no longer answers is an error.
            if (!modified && modified.error().kind != ErrorKind::KeychainUnavailable)
                co_return std::unexpected(modified.error());
            item.modified = modified ? modified->toULongLong() : 0;
            item.created = created ? created->toULongLong() : 0;
            item.written =
                attributes ? qdbus_cast<Attributes>(*attributes).value(writtenAttribute).toULongLong() : 0;
        }
        std::ranges::sort(items, [](const Item &one, const Item &other) {
            // The service's times are whole seconds. Among entries of the same second that were not
            // written by this version, unlocked ones come first: an old one that could not be removed is
            // locked.
            return std::tuple(one.modified, one.written, one.created, !one.isLocked, one.number()) >
                   std::tuple(other.modified, other.written, other.created, !other.isLocked, other.number());
        });
    }
    co_return items;
}

// The session on the bus for the secrets of one operation.
struct Channel
{
    QDBusObjectPath path;
    SecretSession session;
};

QCoro::Task<Result<Channel>> openChannel(Operation operation)
{
    Channel channel;
    QVariantList arguments;
    arguments << SecretSession::algorithm() << QVariant::fromValue(QDBusVariant(channel.session.publicKey()));
    const QString title = titleText();
    const QDBusMessage sealed = callOf(servicePath, "Secret.Service", "OpenSession", arguments);
    CO_ASSIGN_OR_RETURN(const QDBusMessage agreed, co_await ask(operation, title, sealed));
    if (!isError(agreed)) {
        channel.path = agreed.arguments().value(1).value<QDBusObjectPath>();
        const QByteArray other = agreed.arguments().value(0).value<QDBusVariant>().variant().toByteArray();
        if (channel.session.agree(other))
            co_return channel;
    } else if (!isError(agreed, ".NotSupported")) {
        co_return std::unexpected(errorOf(agreed));
    }
    arguments.clear();
    arguments << QStringLiteral("plain") << QVariant::fromValue(QDBusVariant(QString()));
    const QDBusMessage plain = callOf(servicePath, "Secret.Service", "OpenSession", arguments);
    CO_ASSIGN_OR_RETURN(const QDBusMessage opened, co_await answerTo(operation, plain));
    channel.path = opened.arguments().value(1).value<QDBusObjectPath>();
    channel.session = SecretSession();
    co_return channel;
}

void closeChannel(const Channel &channel)
{
    sessionBus().asyncCall(callOf(channel.path.path(), "Secret.Session", "Close"));
}

// The secret of an unlocked entry; nothing if the entry has been removed in the meantime. Errors:
// KeychainLocked if it is locked, or if access to it was denied before.
QCoro::Task<Result<std::optional<Secret>>> secretOf(Operation operation, Channel channel,
                                                    QDBusObjectPath item)
{
    const Result<QVariant> attributes = co_await property(operation, item.path(), "Item", "Attributes");
    if (!attributes && attributes.error().kind != ErrorKind::KeychainUnavailable)
        co_return std::unexpected(attributes.error());
    QVariantList arguments;
    arguments << QVariant::fromValue(channel.path);
    const QString title = titleText();
    const QDBusMessage call = callOf(item.path(), "Secret.Item", "GetSecret", arguments);
    CO_ASSIGN_OR_RETURN(const QDBusMessage reply, co_await ask(operation, title, call));
    if (saysThatItIsGone(reply))
        co_return std::optional<Secret>{};
    if (isError(reply))
        co_return std::unexpected(errorOf(reply));
    const auto sent = qdbus_cast<BusSecret>(reply.arguments().value(0));
    const std::optional<QByteArray> opened = channel.session.open({sent.parameters, sent.value});
    if (!opened)
        co_return std::unexpected(keychain::failed(title, Texts::tr("The secret could not be decrypted.")));
    const auto all = attributes ? qdbus_cast<Attributes>(*attributes) : Attributes();
    const bool isBase64 = all.value(QStringLiteral("type")) == QLatin1String("base64");
    co_return std::optional(Secret(isBase64 ? QByteArray::fromBase64(*opened) : *opened));
}

// Whether an entry is still there after its removal was answered.
QCoro::Task<Result<bool>> isThere(Operation operation, QDBusObjectPath item)
{
    QVariantList arguments;
    arguments << QStringLiteral("org.freedesktop.Secret.Item") << QStringLiteral("Locked");
    const QString title = titleText();
    const QDBusMessage call = callOf(item.path(), "DBus.Properties", "Get", arguments);
    CO_ASSIGN_OR_RETURN(const QDBusMessage reply, co_await ask(operation, title, call));
    co_return !isError(reply);
}

QCoro::Task<Result<void>> removeItem(Operation operation, Item item)
{
    if (item.isLocked)
        CO_RETURN_IF_ERROR(co_await unlockItem(operation, item.path));
    const QString title = titleText();
    const QDBusMessage call = callOf(item.path.path(), "Secret.Item", "Delete");
    CO_ASSIGN_OR_RETURN(const QDBusMessage reply, co_await ask(operation, title, call));
    if (saysThatItIsGone(reply))
        co_return Result<void>{};
    if (isError(reply))
        co_return std::unexpected(errorOf(reply));
    const auto prompt = reply.arguments().value(0).value<QDBusObjectPath>();
    const Result<QVariant> answered = co_await afterPrompt(operation, prompt);
    if (!answered) {
        const Error error = co_await whyNot(operation, item.path, answered.error());
        co_return std::unexpected(error);
    }
    if (prompt.path().size() > 1) { // some versions of KeePassXC do not say that the user answered "no"
        CO_ASSIGN_OR_RETURN(const bool stays, co_await isThere(operation, item.path));
        if (stays)
            co_return std::unexpected(keychain::refused(title, Texts::tr("The entry was not removed.")));
    }
    co_return Result<void>{};
}

// "the keyring “Login”"
QCoro::Task<QString> keyringTitle(Operation operation, QString path)
{
    const Result<QVariant> label = co_await property(operation, path, "Collection", "Label");
    const QString name = label ? label->toString() : QString();
    co_return name.isEmpty() ? path.section(QLatin1Char('/'), -1) : name;
}

// Removes the entries; those that cannot be removed are in the leftovers. Errors: Timeout and
// Cancelled.
QCoro::Task<Result<StoreOutcome>> removeAll(Operation operation, QList<Item> items)
{
    StoreOutcome outcome;
    for (const Item &item : items) {
        const Result<void> removed = co_await removeItem(operation, item);
        if (removed) {
            ++outcome.removed;
            continue;
        }
        const ErrorKind kind = removed.error().kind;
        if (kind == ErrorKind::Timeout || kind == ErrorKind::Cancelled)
            co_return std::unexpected(removed.error());
        const QString keyring = co_await keyringTitle(operation, keyringOf(item.path));
        outcome.leftovers
            << (kind == ErrorKind::KeychainLocked
                    ? Texts::tr("An older entry stays in the keyring \"%1\", which is locked.")
                : kind == ErrorKind::KeychainDenied
                    ? Texts::tr("An older entry stays in the keyring \"%1\": its removal was not allowed.")
                    : Texts::tr("An older entry stays in the keyring \"%1\": it could not be removed."))
                   .arg(keyring);
    }
    outcome.leftovers.removeDuplicates();
    co_return outcome;
}

// Where new entries go. With `make`, creates a keyring if there is none, which asks the user for a
// password.
QCoro::Task<Result<QDBusObjectPath>> defaultKeyring(Operation operation, bool make)
{
    QVariantList arguments;
    arguments << QStringLiteral("default");
    const QDBusMessage which = callOf(servicePath, "Secret.Service", "ReadAlias", arguments);
    CO_ASSIGN_OR_RETURN(const QDBusMessage alias, co_await answerTo(operation, which));
    const auto path = alias.arguments().value(0).value<QDBusObjectPath>();
    if (path.path().size() > 1 || !make)
        co_return path;
    arguments.clear();
    QVariantMap properties;
    properties.insert(QStringLiteral("org.freedesktop.Secret.Collection.Label"),
                      QStringLiteral("Default keyring"));
    arguments << properties << QStringLiteral("default");
    const QDBusMessage create = callOf(servicePath, "Secret.Service", "CreateCollection", arguments);
    CO_ASSIGN_OR_RETURN(const QDBusMessage made, co_await answerTo(operation, create));
    auto newPath = made.arguments().value(0).value<QDBusObjectPath>();
    if (newPath.path().size() < 2) {
        const auto prompt = made.arguments().value(1).value<QDBusObjectPath>();
        const Result<QVariant> answered = co_await afterPrompt(operation, prompt);
        if (!answered && answered.error().kind == ErrorKind::KeychainLocked)
            co_return failure(
                ErrorKind::KeychainUnavailable,
                Texts::tr("The keychain service has no keyring to keep a token in."),
                Texts::tr("Create a default keyring (on GNOME: Passwords and Keys), then try again."),
                answered.error().details);
        if (!answered)
            co_return std::unexpected(answered.error());
        newPath = answered->value<QDBusObjectPath>();
    }
    co_return newPath;
}

// Asks to unlock the default keyring if it is locked. True if it was locked and no longer is.
QCoro::Task<Result<bool>> unlockKeyring(Operation operation, QDBusObjectPath keyring)
{
    if (keyring.path().size() < 2)
        co_return false;
    CO_ASSIGN_OR_RETURN(const QVariant locked,
                        co_await property(operation, keyring.path(), "Collection", "Locked"));
    if (!locked.toBool())
        co_return false;
    CO_RETURN_IF_ERROR(co_await unlock(operation, keyring));
    co_return true;
}

class SecretService : public KeychainBackend
{
public:
    SecretService()
    {
        qDBusRegisterMetaType<BusSecret>();
        qDBusRegisterMetaType<Attributes>();
        qDBusRegisterMetaType<Paths>();
    }

    QString id() const override { return QStringLiteral("secret-service"); }
    QString title() const override { return titleText(); }

    QCoro::Task<Result<Presence>> presence(Operation operation, bool) override
    {
        const QString name = busName;
        Result<Presence> found = co_await presenceOf(operation, name);
        co_return found;
    }

    QCoro::Task<Result<Secret>> read(Operation operation, QString key, Asking asking) override
    {
        const Result<Secret> found = co_await find(operation, key, asking);
        co_return found;
    }

    // Writes beside the old entries and removes those once the new one is there: whatever fails, a
    // token is never lost.
    QCoro::Task<Result<StoreOutcome>> write(Operation operation, QString key, Secret secret) override
    {
        CO_ASSIGN_OR_RETURN(const QList<Item> old, co_await search(operation, key));
        CO_ASSIGN_OR_RETURN(const QDBusObjectPath keyring, co_await defaultKeyring(operation, true));
        CO_RETURN_IF_ERROR(co_await unlockKeyring(operation, keyring));
        CO_ASSIGN_OR_RETURN(Channel channel, co_await openChannel(operation));
        const Result<QDBusObjectPath> created = co_await create(operation, channel, keyring, key, secret);
        Result<void> kept;
        if (created)
            kept = co_await makeSure(operation, channel, *created, key, secret, old);
        closeChannel(channel);
        if (!created)
            co_return std::unexpected(created.error());
        if (!kept)
            co_return std::unexpected(kept.error());
        QList<Item> others = old;
        others.removeIf([&](const Item &item) { return item.path == *created; });
        Result<StoreOutcome> outcome = co_await removeAll(operation, others);
        if (!outcome) { // the new one is there, and newer, so the write has succeeded
            StoreOutcome written;
            written.leftovers << Texts::tr("Older entries may remain: %1").arg(outcome.error().message);
            co_return written;
        }
        co_return outcome;
    }

    QCoro::Task<Result<StoreOutcome>> remove(Operation operation, QString key, Asking asking) override
    {
        Result<QList<Item>> items = co_await search(operation, key, asking);
        if (items && items->isEmpty() && asking == Asking::Yes) {
            CO_ASSIGN_OR_RETURN(const bool unlocked, co_await unlockDefault(operation));
            if (unlocked)
                items = co_await search(operation, key);
        }
        if (!items)
            co_return std::unexpected(items.error());
        const Result<StoreOutcome> outcome = co_await removeAll(operation, *items);
        if (outcome && outcome->removed == 0 && !outcome->leftovers.isEmpty()) {
            const Error locked =
                keychain::notUnlocked(titleText(), outcome->leftovers.join(QLatin1Char(' ')));
            const QDBusObjectPath first = items->first().path;
            const Error error = co_await whyNot(operation, first, locked);
            co_return std::unexpected(error);
        }
        co_return outcome;
    }

private:
    static QCoro::Task<Result<bool>> unlockDefault(Operation operation)
    {
        CO_ASSIGN_OR_RETURN(const QDBusObjectPath keyring, co_await defaultKeyring(operation, false));
        const Result<bool> unlocked = co_await unlockKeyring(operation, keyring);
        co_return unlocked;
    }

    // Opens a session only for an entry that is there: agreeing on its key takes both sides some time, and
    // whoever stores the credentials of a bucket looks for dozens of entries that are not there.
    static QCoro::Task<Result<Secret>> find(Operation operation, QString key, Asking asking)
    {
        // An entry may be removed or locked between two requests.
        for (int attempt = 0; attempt < 3; ++attempt) {
            CO_ASSIGN_OR_RETURN(const QList<Item> items, co_await search(operation, key, asking));
            if (items.isEmpty()) {
                // Some services (KeePassXC) do not find entries in a locked keyring.
                if (attempt > 0 || asking == Asking::No)
                    break;
                CO_ASSIGN_OR_RETURN(const bool unlocked, co_await unlockDefault(operation));
                if (!unlocked)
                    break;
                continue;
            }
            const Item newest = items.first();
            if (newest.isLocked) {
                if (asking == Asking::No)
                    co_return std::unexpected(keychain::notUnlocked(titleText(), {}));
                CO_RETURN_IF_ERROR(co_await unlockItem(operation, newest.path));
            }
            CO_ASSIGN_OR_RETURN(const Channel channel, co_await openChannel(operation));
            const Result<std::optional<Secret>> secret = co_await secretOf(operation, channel, newest.path);
            closeChannel(channel);
            const bool isLocked = !secret && secret.error().kind == ErrorKind::KeychainLocked;
            if (isLocked && newest.isLocked) { // the "no" that was given before still counts
                const Error error = co_await whyNot(operation, newest.path, secret.error());
                co_return std::unexpected(error);
            }
            if (!secret && !isLocked)
                co_return std::unexpected(secret.error());
            if (isLocked || !*secret)
                continue;
            if ((*secret)->isEmpty())
                co_return std::unexpected(keychain::noToken(Texts::tr("Its entry is empty.")));
            co_return **secret;
        }
        co_return std::unexpected(keychain::noToken());
    }

    static QCoro::Task<Result<QDBusObjectPath>> create(Operation operation, Channel channel,
                                                       QDBusObjectPath keyring, QString key, Secret secret)
    {
        Attributes attributes = attributesOf(key);
        attributes.insert(QStringLiteral("type"), QStringLiteral("base64"));
        attributes.insert(QStringLiteral("xdg:schema"), QStringLiteral("org.qt.keychain"));
        attributes.insert(writtenAttribute, QString::number(QDateTime::currentMSecsSinceEpoch()));
        QVariantMap properties;
        properties.insert(QStringLiteral("org.freedesktop.Secret.Item.Label"),
                          QString(key + QLatin1Char('@') + keychainService()));
        properties.insert(QStringLiteral("org.freedesktop.Secret.Item.Attributes"),
                          QVariant::fromValue(attributes));
        const SecretSession::Sealed sealed = channel.session.seal(secret.reveal().toBase64());
        QVariantList arguments;
        arguments << properties
                  << QVariant::fromValue(BusSecret{channel.path, sealed.parameters, sealed.value,
                                                   QStringLiteral("text/plain")})
                  << false;
        const QDBusMessage call = callOf(keyring.path(), "Secret.Collection", "CreateItem", arguments);
        const QString title = titleText();
        // A write that was given up must not be stored later.
        const LateResult takeBackResult = [](const QVariant &late) {
            const QString item = late.value<QDBusObjectPath>().path();
            if (item.size() > 1)
                discard(item);
        };
        const std::function<void(QDBusMessage)> takeBack = [takeBackResult](const QDBusMessage &late) {
            if (!isError(late))
                takeBackResult(late.arguments().value(0));
        };
        CO_ASSIGN_OR_RETURN(const QDBusMessage reply,
                            co_await ask(operation, title, call, Awaited::Service, takeBack));
        if (isError(reply))
            co_return std::unexpected(errorOf(reply));
        auto item = reply.arguments().value(0).value<QDBusObjectPath>();
        if (item.path().size() < 2) {
            const auto prompt = reply.arguments().value(1).value<QDBusObjectPath>();
            CO_ASSIGN_OR_RETURN(const QVariant answered,
                                co_await afterPrompt(operation, prompt, takeBackResult));
            item = answered.value<QDBusObjectPath>();
        }
        co_return item;
    }

    // What is wrong with the entry that was written; empty if a later read will find it, with the same
    // secret.
    static QCoro::Task<Result<QString>> whatIsWrong(Operation operation, Channel channel,
                                                    QDBusObjectPath item, QString key, Secret secret)
    {
        CO_ASSIGN_OR_RETURN(const QList<Item> items, co_await search(operation, key));
        if (!std::ranges::any_of(items, [&](const Item &each) { return each.path == item; }))
            co_return Texts::tr("The entry cannot be found again.");
        const Result<std::optional<Secret>> kept = co_await secretOf(operation, channel, item);
        if (!kept && kept.error().kind == ErrorKind::KeychainLocked)
            co_return Texts::tr("The entry was locked in the meantime.");
        if (!kept)
            co_return std::unexpected(kept.error());
        if (!*kept)
            co_return Texts::tr("The entry was removed in the meantime.");
        if (!(**kept == secret))
            co_return Texts::tr("The entry has other contents.");
        co_return QString();
    }

    // Reads the new entry back. If it is not what was written, it is removed again. `old`: the entries of
    // before.
    static QCoro::Task<Result<void>> makeSure(Operation operation, Channel channel, QDBusObjectPath created,
                                              QString key, Secret secret, QList<Item> old)
    {
        const Result<QString> wrong = co_await whatIsWrong(operation, channel, created, key, secret);
        if (wrong && wrong->isEmpty())
            co_return Result<void>{};
        if (!wrong && wrong.error().kind != ErrorKind::KeychainUnavailable) {
            discard(created.path()); // the caller has given up
            co_return std::unexpected(wrong.error());
        }
        Item item;
        item.path = created;
        const Result<void> removed = co_await removeItem(operation, item);
        const bool replaced =
            std::ranges::any_of(old, [&](const Item &each) { return each.path == created; });
        const keychain::Left left = !removed || replaced ? keychain::Left::Unclear
                                    : old.isEmpty()      ? keychain::Left::Nothing
                                                         : keychain::Left::Former;
        co_return std::unexpected(
            keychain::notKept(titleText(), left, wrong ? *wrong : wrong.error().details));
    }
};

} // namespace

std::unique_ptr<KeychainBackend> makeSecretService()
{
    return std::make_unique<SecretService>();
}

} // namespace slipway
#endif
