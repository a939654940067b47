#include "core/tenants/profile_repository.h"

#include "core/base/forward_error.h"
#include "core/base/near_names.h"
#include "core/base/token_shape.h"
#include "core/netskope/api.h"
#include "core/netskope/checked_endpoints.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace slipway {
namespace {

constexpr int fileVersion = 1;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ProfileRepository)
};

const EndpointCatalogue &catalogue()
{
    static const EndpointCatalogue builtIn = EndpointCatalogue::builtIn();
    return builtIn;
}

// Checks a profile and returns it in the form in which it is saved.
Result<Profile> validated(const Profile &profile)
{
    Profile valid = profile;
    valid.title = profile.title.trimmed();
    if (valid.title.isEmpty())
        return failure(ErrorKind::BadInput, Texts::tr("The profile has no name."),
                       Texts::tr("Give it one, such as that of the SIEM."));
    if (valid.title.size() > 100)
        return failure(ErrorKind::BadInput, Texts::tr("The profile's name is longer than 100 characters."));
    if (std::any_of(valid.title.cbegin(), valid.title.cend(),
                    [](QChar c) { return c.category() == QChar::Other_Control; }))
        return failure(ErrorKind::BadInput,
                       Texts::tr("The profile's name has a line break or control character."),
                       Texts::tr("Give it a name of one line."));
    if (hasPartLikeToken(valid.title))
        return failure(
            ErrorKind::BadInput, Texts::tr("The profile's name looks like a token."),
            Texts::tr("Give it a name that people recognise. Names are stored and shown, tokens are not."));
    for (const Profile &each : catalogue().profiles()) {
        if (each.id.compare(valid.title, Qt::CaseInsensitive) == 0 ||
            each.title.compare(valid.title, Qt::CaseInsensitive) == 0)
            return failure(ErrorKind::BadInput,
                           Texts::tr("Slipway already has a profile \"%1\".").arg(each.title),
                           Texts::tr("Choose another name."));
    }
    if (valid.title.contains(QLatin1Char(':')))
        return failure(ErrorKind::BadInput, Texts::tr("A profile's name cannot contain a colon."));
    ASSIGN_OR_RETURN(const QList<Endpoint> endpoints, selectForCheck(catalogue(), valid.endpointIds));
    for (const Endpoint &endpoint : endpoints) {
        if (endpoint.id != endpoint.kind())
            return failure(
                ErrorKind::BadInput,
                Texts::tr("\"%1\" is an endpoint of API v%2.")
                    .arg(endpoint.id)
                    .arg(Api::of(endpoint).number()),
                Texts::tr("Name it \"%1\": a profile applies to both versions.").arg(endpoint.kind()));
    }
    return namedProfile(valid.title, valid.endpointIds);
}

// Tenants that use one profile now use the other.
Result<void> moveTenants(const StateDatabase &database, const QString &from, const QString &to)
{
    const auto moved =
        database.run(QStringLiteral("UPDATE tenant SET profile = ? WHERE profile = ?"), {to, from});
    return moved ? Result<void>() : std::unexpected(moved.error());
}

} // namespace

Profile namedProfile(const QString &name, const QStringList &endpointIds)
{
    return {QStringLiteral("custom:%1:%2").arg(name, endpointIds.join(QLatin1Char(','))), name, endpointIds};
}

Result<QList<Profile>> ProfileRepository::all() const
{
    ASSIGN_OR_RETURN(auto rows, m_database.run(QStringLiteral(
                                    "SELECT name, endpoints FROM own_profile ORDER BY name COLLATE NOCASE")));
    QList<Profile> profiles;
    while (rows.next())
        profiles << namedProfile(rows.value(0).toString(),
                                 rows.value(1).toString().split(QLatin1Char(','), Qt::SkipEmptyParts));
    RETURN_IF_ERROR(m_database.wereAllRead(rows));
    return profiles;
}

Result<Profile> ProfileRepository::save(const Profile &profile, bool replace) const
{
    Result<Profile> valid = validated(profile);
    if (!valid)
        return valid;
    ASSIGN_OR_RETURN(const QList<Profile> known, all());
    for (const Profile &each : known) {
        if (each.title.compare(valid->title, Qt::CaseInsensitive) != 0)
            continue;
        if (!replace)
            return failure(ErrorKind::BadInput,
                           Texts::tr("There is already a profile named \"%1\".").arg(each.title),
                           Texts::tr("Choose another name, or replace it."));
        *valid = namedProfile(each.title, valid->endpointIds);
        RETURN_IF_ERROR(moveTenants(m_database, each.id, valid->id));
    }
    RETURN_IF_ERROR(m_database.run(
        QStringLiteral("INSERT INTO own_profile(name, endpoints) VALUES(?,?) ON CONFLICT(name) DO UPDATE SET "
                       "endpoints = excluded.endpoints"),
        {valid->title, valid->endpointIds.join(QLatin1Char(','))}));
    return valid;
}

Result<void> ProfileRepository::save(const QList<Profile> &profiles, bool replace) const
{
    return m_database.transaction([&]() -> Result<void> {
        for (const Profile &profile : profiles) {
            RETURN_IF_ERROR(save(profile, replace));
        }
        return {};
    });
}

Result<void> ProfileRepository::remove(const QString &name) const
{
    ASSIGN_OR_RETURN(const QList<Profile> known, all());
    const auto found = std::find_if(known.cbegin(), known.cend(), [&](const Profile &each) {
        return each.title.compare(name.trimmed(), Qt::CaseInsensitive) == 0;
    });
    if (found == known.cend()) {
        QStringList names;
        for (const Profile &each : known)
            names << each.title;
        return failure(ErrorKind::BadInput,
                       Texts::tr("There is no profile of your own named \"%1\".").arg(name),
                       stepAfterUnknownName(name, names));
    }
    return m_database.transaction([&]() -> Result<void> {
        const QString custom = EndpointCatalogue::customProfile(found->endpointIds).id;
        if (const auto moved = moveTenants(m_database, found->id, custom); !moved)
            return moved;
        RETURN_IF_ERROR(
            m_database.run(QStringLiteral("DELETE FROM own_profile WHERE name = ?"), {found->title}));
        return {};
    });
}

QByteArray profilesToFile(const QList<Profile> &profiles)
{
    QJsonArray rows;
    for (const Profile &profile : profiles)
        rows << QJsonObject{{QStringLiteral("name"), profile.title},
                            {QStringLiteral("endpoints"), QJsonArray::fromStringList(profile.endpointIds)}};
    return QJsonDocument(QJsonObject{{QStringLiteral("format"), QStringLiteral("slipway-profiles")},
                                     {QStringLiteral("version"), fileVersion},
                                     {QStringLiteral("profiles"), rows}})
        .toJson();
}

Result<QList<Profile>> profilesFromFile(const QByteArray &content, const QString &path)
{
    const QJsonObject whole = QJsonDocument::fromJson(content).object();
    if (whole[QStringLiteral("format")].toString() != QLatin1String("slipway-profiles") ||
        !whole[QStringLiteral("profiles")].isArray())
        return failure(ErrorKind::BadInput, Texts::tr("%1 does not contain Slipway profiles.").arg(path),
                       Texts::tr("Choose a file that \"profile export\" wrote."));
    if (whole[QStringLiteral("version")].toInt() > fileVersion)
        return failure(ErrorKind::BadInput,
                       Texts::tr("%1 was written by a newer version of Slipway.").arg(path),
                       Texts::tr("Update Slipway, or export the profiles again with this version."));
    const auto words = [](const QJsonValue &list) {
        QStringList ids;
        for (const QJsonValue each : list.toArray())
            ids << each.toString();
        return ids;
    };
    QList<Profile> profiles;
    const QJsonArray rows = whole[QStringLiteral("profiles")].toArray();
    for (const QJsonValue row : rows) {
        const Result<Profile> valid =
            validated({{}, row[QStringLiteral("name")].toString(), words(row[QStringLiteral("endpoints")])});
        if (!valid) {
            Error error = valid.error();
            error.message =
                Texts::tr("%1, profile %2: %3").arg(path).arg(profiles.size() + 1).arg(error.message);
            return std::unexpected(error);
        }
        profiles << *valid;
    }
    if (profiles.isEmpty())
        return failure(ErrorKind::BadInput, Texts::tr("%1 contains no profile.").arg(path));
    return profiles;
}

} // namespace slipway
