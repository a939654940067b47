// The catalogue of Netskope's event endpoints and the profiles of their consumers, read from resources/. A
// new endpoint or profile is one row there and needs no code here.
//
// An endpoint that API v1 has as well occurs twice: as "alert" (v2, dataexport) and as "v1-alert". Netskope
// retired the events and alerts calls of v1 on 2024-10-15; some private tenants still answer
// (docs/netskope-api.md, "API v1").
#pragma once
#include "core/base/error.h"

#include <QList>
#include <QStringList>
#include <optional>

namespace slipway {

enum class ApiVersion { V2, V1 };
[[nodiscard]] QString apiName(ApiVersion api); // "v2"; for machines
[[nodiscard]] std::optional<ApiVersion> apiFromName(const QString &name);
// The notice for people who choose v1.
[[nodiscard]] QString retiredNotice();

struct Endpoint
{
    QString id;    // what the command line and the database call it: "alert", "alerts-dlp", "v1-alert"
    QString title; // for people: "Alerts"
    QString path;  // also the name of the permission: "/api/v2/events/dataexport/events/alert";
                   // of v1 with its type: "/api/v1/events?type=audit"
    QString table; // the consumer's table, and the folder of an export: "netskope_alerts"

    [[nodiscard]] bool isV1() const { return path.startsWith(QLatin1String("/api/v1/")); }
    // The type of its events, whatever the API: "alert" for "v1-alert".
    [[nodiscard]] QString kind() const { return isV1() ? id.mid(3) : id; }
    bool operator==(const Endpoint &) const = default;
};

// What one consumer (a SIEM) needs. An id such as "custom:alert,audit" stands for the user's own choice.
struct Profile
{
    QString id;
    QString title;
    QStringList endpointIds;
    QString source = {}; // where the consumer publishes its needs; empty for the user's own profiles

    [[nodiscard]] bool isCustom() const { return id.startsWith(QLatin1String("custom:")); }
};

class EndpointCatalogue
{
public:
    // The catalogue that comes with Slipway.
    [[nodiscard]] static EndpointCatalogue builtIn();
    // From two JSON documents; the error names the file and the row.
    [[nodiscard]] static Result<EndpointCatalogue> fromJson(const QByteArray &endpoints,
                                                            const QByteArray &profiles);

    [[nodiscard]] const QList<Endpoint> &endpoints(ApiVersion api = ApiVersion::V2) const
    {
        return api == ApiVersion::V2 ? m_endpoints : m_v1;
    }
    [[nodiscard]] const QList<Profile> &profiles() const { return m_profiles; }
    // The profiles that the API can serve, with that API's endpoints.
    [[nodiscard]] QList<Profile> profiles(ApiVersion api) const;
    // Null if there is none with that id. The pointer is valid as long as the catalogue.
    [[nodiscard]] const Endpoint *endpoint(const QString &id) const;
    [[nodiscard]] const Profile *profile(const QString &id) const;
    // A profile from the table, or the user's own choice from "custom:" and endpoint ids, with the endpoints
    // of the API. BadInput lists the known profiles, or names an endpoint that is unknown or that v1 lacks.
    [[nodiscard]] Result<Profile> resolveProfile(const QString &id, ApiVersion api = ApiVersion::V2) const;
    // The ids that the API uses for these: "alert" → "v1-alert". BadInput names those that it lacks.
    [[nodiscard]] Result<QStringList> idsFor(ApiVersion api, const QStringList &ids) const;
    [[nodiscard]] static Profile customProfile(const QStringList &endpointIds);
    // Looks up several ids at once. An unknown, empty or repeated one is an error that lists the known ids.
    [[nodiscard]] Result<QList<Endpoint>> select(const QStringList &ids) const;

private:
    QList<Endpoint> m_endpoints, m_v1;
    QList<Profile> m_profiles;
};

} // namespace slipway
