#include "core/netskope/endpoint.h"

#include "core/base/forward_error.h"
#include "core/base/near_names.h"
#include "core/base/resource_file.h"
#include "core/netskope/checked_endpoints.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(EndpointCatalogue)
};

// The first sentence of the next step, if there is something to suggest.
QString similarTo(const QString &name, const QStringList &known)
{
    const QStringList similar = nearNames(name, known);
    return similar.isEmpty()
               ? QString()
               : Texts::tr("Did you mean %1?").arg(similar.join(QStringLiteral(", "))) + QLatin1Char(' ');
}

std::unexpected<Error> badRow(const char *file, qsizetype row, const QString &why)
{
    return failure(ErrorKind::BadInput,
                   Texts::tr("%1, row %2: %3").arg(QString::fromLatin1(file)).arg(row + 1).arg(why));
}

Result<QJsonArray> rows(const QByteArray &text, const char *file, const char *key)
{
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError)
        return failure(ErrorKind::BadInput, Texts::tr("%1 is not JSON (byte %2): %3")
                                                .arg(QString::fromLatin1(file))
                                                .arg(error.offset)
                                                .arg(error.errorString()));
    const QJsonValue value = document.object().value(QLatin1String(key));
    if (!value.isArray())
        return failure(
            ErrorKind::BadInput,
            Texts::tr("%1 has no list \"%2\".").arg(QString::fromLatin1(file), QString::fromLatin1(key)));
    return value.toArray();
}

} // namespace

QString apiName(ApiVersion api)
{
    return api == ApiVersion::V1 ? QStringLiteral("v1") : QStringLiteral("v2");
}

std::optional<ApiVersion> apiFromName(const QString &name)
{
    for (const ApiVersion api : {ApiVersion::V2, ApiVersion::V1}) {
        if (name.compare(apiName(api), Qt::CaseInsensitive) == 0)
            return api;
    }
    return std::nullopt;
}

QString retiredNotice()
{
    return Texts::tr(
        "Netskope retired the events and alerts calls of REST API v1 in October 2024. Some private "
        "tenants still answer; plan the move to v2.");
}

EndpointCatalogue EndpointCatalogue::builtIn()
{
    // A test reads the built-in tables, so a broken one cannot ship.
    return fromJson(resourceFile("endpoints.json"), resourceFile("profiles.json")).value();
}

Result<EndpointCatalogue> EndpointCatalogue::fromJson(const QByteArray &endpoints, const QByteArray &profiles)
{
    EndpointCatalogue catalogue;
    ASSIGN_OR_RETURN(const auto endpointRows, rows(endpoints, "endpoints.json", "endpoints"));
    for (qsizetype i = 0; i < endpointRows.size(); ++i) {
        const QJsonObject row = endpointRows.at(i).toObject();
        const auto text = [&](const char *key) { return row.value(QLatin1String(key)).toString(); };
        const Endpoint endpoint{text("id"), text("title"), text("path"), text("table")};
        if (endpoint.id.isEmpty() || endpoint.title.isEmpty() || endpoint.table.isEmpty())
            return badRow("endpoints.json", i, Texts::tr("id, title, path and table are needed."));
        if (!endpoint.path.startsWith(QLatin1String("/api/v2/events/dataexport/")))
            return badRow("endpoints.json", i,
                          Texts::tr("\"%1\" is not a dataexport path.").arg(endpoint.path));
        if (catalogue.endpoint(endpoint.id))
            return badRow("endpoints.json", i, Texts::tr("the id \"%1\" occurs twice.").arg(endpoint.id));
        catalogue.m_endpoints << endpoint;
        if (const QString v1 = text("v1"); v1.startsWith(QLatin1String("/api/v1/")))
            catalogue.m_v1 << Endpoint{QStringLiteral("v1-") + endpoint.id,
                                       Texts::tr("%1 (API v1)").arg(endpoint.title), v1, endpoint.table};
        else if (!v1.isEmpty())
            return badRow("endpoints.json", i, Texts::tr("\"%1\" is not a path of API v1.").arg(v1));
    }
    ASSIGN_OR_RETURN(const auto profileRows, rows(profiles, "profiles.json", "profiles"));
    for (qsizetype i = 0; i < profileRows.size(); ++i) {
        const QJsonObject row = profileRows.at(i).toObject();
        Profile profile{row.value(QLatin1String("id")).toString(),
                        row.value(QLatin1String("title")).toString(),
                        {},
                        row.value(QLatin1String("source")).toString()};
        for (const QJsonValue id : row.value(QLatin1String("endpoints")).toArray()) {
            if (!catalogue.endpoint(id.toString()))
                return badRow("profiles.json", i,
                              Texts::tr("there is no endpoint \"%1\".").arg(id.toString()));
            profile.endpointIds << id.toString();
        }
        if (profile.id.isEmpty() || profile.title.isEmpty() || profile.endpointIds.isEmpty())
            return badRow("profiles.json", i, Texts::tr("id, title and endpoints are needed."));
        catalogue.m_profiles << profile;
    }
    return catalogue;
}

const Endpoint *EndpointCatalogue::endpoint(const QString &id) const
{
    for (const QList<Endpoint> *list : {&m_endpoints, &m_v1, &checkedEndpoints()}) {
        for (const Endpoint &endpoint : *list) {
            if (endpoint.id == id)
                return &endpoint;
        }
    }
    return nullptr;
}

const Profile *EndpointCatalogue::profile(const QString &id) const
{
    for (const Profile &profile : m_profiles) {
        if (profile.id == id)
            return &profile;
    }
    return nullptr;
}

Profile EndpointCatalogue::customProfile(const QStringList &endpointIds)
{
    return {QStringLiteral("custom:") + endpointIds.join(QLatin1Char(',')), Texts::tr("Custom"), endpointIds};
}

Result<Profile> EndpointCatalogue::resolveProfile(const QString &id, ApiVersion api) const
{
    if (api == ApiVersion::V1) {
        const Result<Profile> profile = resolveProfile(id);
        if (!profile)
            return profile;
        ASSIGN_OR_RETURN(const QStringList ids, idsFor(api, profile->endpointIds));
        Profile ofV1 = *profile;
        ofV1.endpointIds = ids;
        return ofV1;
    }
    if (id.startsWith(QLatin1String("custom:"))) {
        // With a name: "custom:My SIEM:alert,audit".
        const QString name = id.section(QLatin1Char(':'), 1, -2);
        ASSIGN_OR_RETURN(
            const QList<Endpoint> chosen,
            selectForCheck(*this,
                           id.section(QLatin1Char(':'), -1).split(QLatin1Char(','), Qt::SkipEmptyParts)));
        QStringList ids;
        for (const Endpoint &endpoint : chosen)
            ids << endpoint.id;
        Profile custom = customProfile(ids);
        if (!name.isEmpty()) {
            custom.id = id;
            custom.title = name;
        }
        return custom;
    }
    if (const Profile *known = profile(id))
        return *known;
    QStringList ids;
    for (const Profile &each : m_profiles)
        ids << each.id;
    return failure(ErrorKind::BadInput, Texts::tr("There is no profile \"%1\".").arg(id),
                   similarTo(id, ids) +
                       Texts::tr("Known profiles: %1, or custom: and endpoint ids (custom:alert,audit).")
                           .arg(ids.join(QStringLiteral(", "))));
}

QList<Profile> EndpointCatalogue::profiles(ApiVersion api) const
{
    QList<Profile> served;
    for (const Profile &each : m_profiles) {
        if (const Result<Profile> profile = resolveProfile(each.id, api))
            served << *profile;
    }
    return served;
}

Result<QStringList> EndpointCatalogue::idsFor(ApiVersion api, const QStringList &ids) const
{
    QStringList chosen;
    for (const QString &id : ids) {
        const bool isV1 = id.startsWith(QLatin1String("v1-"));
        const QString wanted = api == ApiVersion::V1 && !isV1 ? QStringLiteral("v1-") + id : id;
        if (const Endpoint *found = endpoint(id); found && !endpoint(wanted))
            return failure(
                ErrorKind::BadInput, Texts::tr("API v1 has no %1.").arg(found->title),
                Texts::tr("It serves alert, application, audit, page, network and infrastructure."));
        if (api == ApiVersion::V2 && isV1)
            return failure(ErrorKind::BadInput, Texts::tr("\"%1\" is an endpoint of API v1.").arg(id),
                           Texts::tr("Choose API v1, or an endpoint of v2."));
        chosen << wanted;
    }
    return chosen;
}

Result<QList<Endpoint>> EndpointCatalogue::select(const QStringList &ids) const
{
    QStringList known;
    for (const Endpoint &each : m_endpoints)
        known << each.id;
    const QString hint = Texts::tr("Known endpoints: %1.").arg(known.join(QStringLiteral(", ")));
    if (ids.isEmpty())
        return failure(ErrorKind::BadInput, Texts::tr("No endpoint is chosen."), hint);
    QList<Endpoint> selected;
    QSet<QString> seen;
    for (const QString &id : ids) {
        const Endpoint *found = endpoint(id);
        if (!found)
            return failure(ErrorKind::BadInput, Texts::tr("There is no endpoint \"%1\".").arg(id),
                           similarTo(id, known) + hint);
        if (!isExported(*found))
            return failure(
                ErrorKind::BadInput,
                Texts::tr("%1 (%2) can be checked, but not previewed or exported.")
                    .arg(found->title, found->path),
                Texts::tr("Slipway reads events through the paths below /api/v2/events/dataexport."));
        if (seen.contains(id))
            return failure(ErrorKind::BadInput, Texts::tr("The endpoint \"%1\" is named twice.").arg(id));
        seen.insert(id);
        selected << *found;
    }
    return selected;
}

} // namespace slipway
