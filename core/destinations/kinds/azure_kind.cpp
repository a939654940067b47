#include "core/destinations/kinds/azure_kind.h"

#include "core/base/forward_error.h"
#include "core/destinations/azure_http.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QUrl>
#include <QUrlQuery>

namespace slipway {
namespace {

using Type = DestinationField::Type;

constexpr DestinationField fields[] = {
    {"account", Type::Text, QT_TRANSLATE_NOOP("DestinationKind", "Storage account"), "account",
     "AZURE_STORAGE_ACCOUNT", "", ""},
    {"key", Type::Secret, QT_TRANSLATE_NOOP("DestinationKind", "Account key"), "key", "AZURE_STORAGE_KEY", "",
     ""},
    {"sas", Type::Secret, QT_TRANSLATE_NOOP("DestinationKind", "SAS URL or token"), "",
     "AZURE_STORAGE_SAS_TOKEN", "", QT_TRANSLATE_NOOP("DestinationKind", "instead of the account key")},
    {"endpoint", Type::Text, QT_TRANSLATE_NOOP("DestinationKind", "Endpoint"), "", "", "",
     QT_TRANSLATE_NOOP("DestinationKind", "leave empty for Azure's own")},
    {"tier", Type::Choice, QT_TRANSLATE_NOOP("DestinationKind", "Access tier"), "", "", "|hot|cool|archive",
     QT_TRANSLATE_NOOP("DestinationKind", "the account's own")},
};

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Destination)
};

std::unexpected<Error> bad(const QString &message, const QString &nextStep = {})
{
    return failure(ErrorKind::BadInput, message, nextStep);
}

bool has(const DestinationAccess &access, const char *name)
{
    return !access.secrets.value(QString::fromLatin1(name)).isEmpty();
}

QByteArray sasOf(const DestinationAccess &access)
{
    return access.secrets.value(QStringLiteral("sas")).reveal();
}

// When a shared access signature expires ("se="); invalid if it does not say.
QDateTime endOfSas(const QByteArray &sas)
{
    const QUrlQuery query(QString::fromUtf8(sas).section(QLatin1Char('?'), -1));
    return QDateTime::fromString(query.queryItemValue(QStringLiteral("se"), QUrl::FullyDecoded), Qt::ISODate);
}

} // namespace

DestinationKind AzureKind::row() const
{
    return {"azblob",
            "azure",
            QT_TRANSLATE_NOOP("DestinationKind", "Azure Blob Storage"),
            "azureblob",
            QT_TRANSLATE_NOOP("DestinationKind", "Container"),
            "no_check_container=true",
            false,
            true,
            true,
            fields};
}

// Neither is allowed at the end of a name. Source: rclone.org/overview, "Encoding".
bool AzureKind::isChanged(QChar character) const
{
    return StoreKind::isChanged(character) || character == QLatin1Char('\\');
}

bool AzureKind::isChangedAtEnd(QChar character) const
{
    return character == QLatin1Char('.');
}

Result<void> AzureKind::validateLogin(const DestinationAccess &access) const
{
    const Destination &destination = access.destination;
    if (!has(access, "key") && !has(access, "sas"))
        return bad(Texts::tr("There is neither a key nor a SAS for %1.").arg(destination.url()),
                   Texts::tr("Give one of them."));
    const QByteArray sas = sasOf(access);
    const QUrl endpoint(destination.option("endpoint"));
    if (sas.isEmpty() && !endpoint.isEmpty() &&
        (endpoint.scheme() != QLatin1String("https") || endpoint.path().size() > 1))
        return bad(Texts::tr("With an account key the endpoint is https://ACCOUNT.host, without a path."),
                   Texts::tr("Use a SAS for other endpoints."));
    if (destination.option("account").isEmpty() && !sas.startsWith("http"))
        return bad(Texts::tr("There is no storage account for %1.").arg(destination.url()),
                   Texts::tr("Name it, or give a whole SAS URL."));
    if (const QDateTime until = endOfSas(sas); until.isValid() && until < QDateTime::currentDateTimeUtc())
        return failure(
            ErrorKind::TokenRefused,
            Texts::tr("The SAS for %1 has expired (%2).").arg(destination.url(), until.toString(Qt::ISODate)),
            Texts::tr("Create a new SAS and enter it."));
    return {};
}

bool AzureKind::readLogin(DestinationAccess &access, const QProcessEnvironment &environment) const
{
    const QString text = environment.value(QStringLiteral("AZURE_STORAGE_CONNECTION_STRING"));
    for (const QString &pair : text.split(QLatin1Char(';'), Qt::SkipEmptyParts)) {
        const QString name = pair.section(QLatin1Char('='), 0, 0), value = pair.section(QLatin1Char('='), 1);
        if (name == QLatin1String("AccountName"))
            access.destination.options.insert(QStringLiteral("account"), value);
        else if (name == QLatin1String("BlobEndpoint"))
            access.destination.options.insert(QStringLiteral("endpoint"), value);
        else if (name == QLatin1String("AccountKey"))
            access.secrets.insert(QStringLiteral("key"), Secret(value.toUtf8()));
        else if (name == QLatin1String("SharedAccessSignature"))
            access.secrets.insert(QStringLiteral("sas"), Secret(value.toUtf8()));
    }
    return !text.isEmpty();
}

bool AzureKind::isReplaced(const DestinationField &field, const DestinationAccess &access) const
{
    return field.id() == QLatin1String("key") && has(access, "sas");
}

Result<RcloneSettings> AzureKind::rcloneSettings(const DestinationAccess &access,
                                                 const QProcessEnvironment &) const
{
    RcloneSettings settings;
    // rclone accepts any case, but the store only its own.
    const QString tier = access.destination.option("tier");
    settings.options << std::pair("access_tier", tier.left(1).toUpper() + tier.mid(1));
    const QString sas = QString::fromUtf8(sasOf(access));
    if (sas.isEmpty()) {
        settings.options << std::pair("endpoint", azureSuffix(access.destination));
        return settings;
    }
    if (sas.startsWith(QLatin1String("http"))) {
        settings.options << std::pair("sas_url", sas);
        return settings;
    }
    const QString base = QString::fromUtf8(azureAddress(access));
    const QString token = sas.startsWith(QLatin1Char('?')) ? sas.mid(1) : sas;
    // A SAS for one container is valid only in that container's address.
    const QString container = QStringLiteral("&%1").arg(token).contains(QLatin1String("&sr=c"))
                                  ? access.destination.bucket
                                  : QString();
    settings.options << std::pair("sas_url", QStringLiteral("%1/%2?%3").arg(base, container, token));
    return settings;
}

std::optional<ReachRequest> AzureKind::reachRequest(const DestinationAccess &access) const
{
    const QByteArray sas = sasOf(access);
    if (sas.isEmpty())
        return ReachRequest{azureAddress(access)};
    return ReachRequest{azureContainer(access) + "?restype=container&comp=list&maxresults=1&" +
                            sas.mid(sas.indexOf('?') + 1),
                        true};
}

std::optional<WriteOnlyBlobs> AzureKind::writeOnly(const DestinationAccess &access) const
{
    return WriteOnlyBlobs::of(access);
}

} // namespace slipway
