// The catalogue of Netskope's dataexport endpoints and the profiles of their consumers, read from resources/.
// A new endpoint or profile is one row there and no code here.
#pragma once
#include "core/base/error.h"

#include <QList>
#include <QStringList>

namespace slipway {

struct Endpoint
{
    QString id;    // what the command line and the database call it: "alert", "alerts-dlp"
    QString title; // for people: "Alerts"
    QString path;  // also the name of the permission: "/api/v2/events/dataexport/events/alert"
    QString table; // the consumer's table, and the folder of an export: "netskope_alerts"

    bool operator==(const Endpoint &) const = default;
};

// What one consumer (a SIEM) needs. The id "custom:alert,audit" stands for a choice of the user's own.
struct Profile
{
    QString id;
    QString title;
    QStringList endpointIds;
    QString source = {}; // where the consumer publishes its needs; empty for the user's own

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

    [[nodiscard]] const QList<Endpoint> &endpoints() const { return m_endpoints; }
    [[nodiscard]] const QList<Profile> &profiles() const { return m_profiles; }
    // Null when there is none of that id. The pointer lives as long as the catalogue.
    [[nodiscard]] const Endpoint *endpoint(const QString &id) const;
    [[nodiscard]] const Profile *profile(const QString &id) const;
    // A profile of the table, or the user's own from "custom:" and endpoint ids. BadInput lists
    // the known ones, or names an unknown endpoint.
    [[nodiscard]] Result<Profile> resolveProfile(const QString &id) const;
    [[nodiscard]] static Profile customProfile(const QStringList &endpointIds);
    // Several ids at once; an unknown, empty or doubled one is an error that lists the known ids.
    [[nodiscard]] Result<QList<Endpoint>> select(const QStringList &ids) const;

private:
    QList<Endpoint> m_endpoints;
    QList<Profile> m_profiles;
};

} // namespace slipway
