#include "core/destinations/destination_secrets.h"

#include "core/destinations/kinds/store_kind.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(DestinationSecrets)
};

DestinationSecrets unpacked(const QJsonObject &json)
{
    DestinationSecrets secrets;
    for (auto entry = json.constBegin(); entry != json.constEnd(); ++entry) {
        if (const QByteArray text = entry.value().toString().toUtf8(); !text.isEmpty())
            secrets.insert(entry.key(), Secret(text));
    }
    return secrets;
}

// The field of a secret, by its own name or the one that the vendor's tools use
// ("aws_access_key_id"); empty if there is none.
QString secretOf(const DestinationKind &kind, const QString &name)
{
    for (const DestinationField &field : kind.fields) {
        if (field.isSecret() &&
            (field.id() == name.toLower() || field.environmentNames().contains(name.toUpper())))
            return field.id();
    }
    return {};
}

// As a shell reads it.
QByteArray unquoted(const QByteArray &value)
{
    const bool isQuoted =
        value.size() > 1 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front();
    return isQuoted ? value.mid(1, value.size() - 2) : value;
}

} // namespace

void completeFromEnvironment(DestinationAccess &access, const QProcessEnvironment &environment)
{
    const DestinationKind &kind = access.destination.kindRow();
    const StoreKind &store = StoreKind::of(kind);
    // Keys and profiles of different owners must not mix, so existing ones are kept as a whole.
    const bool hasLogin = !access.secrets.isEmpty() || !access.destination.option("profile").isEmpty() ||
                          !access.destination.option("service_account_file").isEmpty();
    if (hasLogin || !store.readLogin(access, environment)) {
        for (const DestinationField &field : kind.fields) {
            const bool isLogin = field.isSecret() || field.id() == QLatin1String("profile") ||
                                 field.id() == QLatin1String("service_account_file");
            if ((isLogin && hasLogin) || store.isOverruled(field, environment))
                continue;
            for (const QString &name : field.environmentNames()) {
                const QString value = environment.value(name);
                if (value.isEmpty())
                    continue;
                if (field.isSecret()) {
                    access.secrets.insert(field.id(), Secret(value.toUtf8()));
                    break;
                }
                if (access.destination.options.value(field.id()).isEmpty())
                    access.destination.options.insert(field.id(), value);
                break;
            }
        }
    }
    if (access.destination.caFile.isEmpty())
        access.destination.caFile = store.caFileFrom(environment);
}

DestinationSecrets merged(const DestinationSecrets &stored, const DestinationSecrets &entered)
{
    static const struct
    {
        const char *replaced, *gone;
    } rules[] = {
        {"access_key", "session_token"}, {"secret_key", "session_token"}, {"key", "sas"}, {"sas", "key"}};
    DestinationSecrets secrets = stored;
    for (const auto &rule : rules) {
        if (entered.contains(QLatin1String(rule.replaced)))
            secrets.remove(QLatin1String(rule.gone));
    }
    secrets.insert(entered);
    return secrets;
}

Result<DestinationSecrets> parseCredentials(const DestinationKind &kind, const QByteArray &piped)
{
    DestinationSecrets secrets;
    QStringList known;
    for (const DestinationField &field : kind.fields) {
        if (field.isSecret())
            known << field.id();
    }
    const QString hint = Texts::tr("Write one per line: %1 = …").arg(known.join(QStringLiteral(" = …, ")));
    const QByteArray text = piped.startsWith("\xEF\xBB\xBF") ? piped.mid(3) : piped;
    if (const QJsonObject json = QJsonDocument::fromJson(text).object(); !json.isEmpty()) {
        if (DestinationSecrets whole = StoreKind::of(kind).secretsFromFile(text, json); !whole.isEmpty())
            return whole;
        secrets = unpacked(json);
    } else {
        for (const QByteArray &line : text.split('\n')) {
            QByteArray trimmed = line.trimmed();
            if (trimmed.startsWith("export "))
                trimmed = trimmed.mid(7).trimmed();
            if (trimmed.isEmpty() || trimmed.startsWith('#') || trimmed.startsWith('[')) // "[default]"
                continue;
            const auto equals = trimmed.indexOf('=');
            const QString name = secretOf(kind, QString::fromUtf8(trimmed.left(equals)).trimmed());
            if (equals > 0 && !name.isEmpty())
                secrets.insert(name, Secret(unquoted(trimmed.mid(equals + 1).trimmed())));
            else if (known.size() == 1 && secrets.isEmpty())
                secrets.insert(known.first(), Secret(trimmed));
            else
                return failure(ErrorKind::BadInput,
                               Texts::tr("A line of the credentials cannot be understood."), hint);
        }
    }
    for (auto secret = secrets.cbegin(); secret != secrets.cend(); ++secret) {
        if (!known.contains(secret.key()))
            return failure(ErrorKind::BadInput,
                           Texts::tr("%1 has no secret of that name.").arg(kind.titleText()), hint);
    }
    if (secrets.isEmpty())
        return failure(ErrorKind::BadInput, Texts::tr("There are no credentials on standard input."), hint);
    return secrets;
}

} // namespace slipway
