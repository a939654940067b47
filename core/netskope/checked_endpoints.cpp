#include "core/netskope/checked_endpoints.h"

#include "core/base/near_names.h"
#include "core/base/plural_form.h"
#include "core/base/resource_file.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonArray>
#include <QJsonObject>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(EndpointCatalogue)
};

// What the tables contain besides the fields of an Endpoint.
struct Tables
{
    QList<Endpoint> checked;
    QHash<QString, QString> queries, functions; // by id
    QHash<QString, QStringList> writes;         // ids, by profile
    QList<std::pair<QString, QString>> alerts;  // id and title of the kinds of alerts
};

const Tables &tables()
{
    static const Tables read = [] {
        Tables all;
        const QJsonObject endpoints = resourceObject("endpoints.json");
        for (const char *list : {"endpoints", "checked"}) {
            const QJsonArray rows = endpoints[QLatin1String(list)].toArray();
            for (const QJsonValue row : rows) {
                const auto text = [&](const char *key) { return row[QLatin1String(key)].toString(); };
                const QString id = text("id");
                all.functions.insert(id, text("function"));
                if (qstrcmp(list, "checked") == 0) {
                    all.checked << Endpoint{id, text("title"), text("path"), {}};
                    all.queries.insert(id, text("query"));
                } else if (id.startsWith(QLatin1String("alerts-"))) {
                    all.alerts << std::pair(id, text("title"));
                }
            }
        }
        const QJsonArray profiles = resourceObject("profiles.json")[QLatin1String("profiles")].toArray();
        for (const QJsonValue row : profiles) {
            const QJsonArray ids = row[QLatin1String("writes")].toArray();
            for (const QJsonValue id : ids)
                all.writes[row[QLatin1String("id")].toString()] << id.toString();
        }
        return all;
    }();
    return read;
}

} // namespace

const QList<Endpoint> &checkedEndpoints()
{
    return tables().checked;
}

Result<QList<Endpoint>> selectForCheck(const EndpointCatalogue &catalogue, const QStringList &ids)
{
    QStringList exported;
    for (const QString &id : ids) {
        const Endpoint *found = catalogue.endpoint(id);
        if (!found || isExported(*found))
            exported << id;
        else if (ids.count(id) > 1)
            return failure(ErrorKind::BadInput, Texts::tr("The endpoint \"%1\" is named twice.").arg(id));
    }
    if (!exported.isEmpty() || ids.isEmpty()) {
        Result<QList<Endpoint>> selected = catalogue.select(exported);
        if (!selected) {
            QStringList known;
            for (const Endpoint &each : checkedEndpoints())
                known << each.id;
            QString &next = selected.error().nextStep;
            if (!next.isEmpty()) // otherwise all the ids are known
                next += QLatin1Char(' ') +
                        Texts::tr("Paths that are only checked: %1.").arg(known.join(QStringLiteral(", ")));
            return selected;
        }
    }
    QList<Endpoint> all; // in the order of the ids
    for (const QString &id : ids)
        all << *catalogue.endpoint(id);
    return all;
}

QString checkedQuery(const Endpoint &endpoint)
{
    return tables().queries.value(endpoint.id);
}

QString functionOf(const Endpoint &endpoint)
{
    return tables().functions.value(endpoint.id);
}

QList<Endpoint> writtenBy(const Profile &profile)
{
    QList<Endpoint> written;
    for (const QString &id : tables().writes.value(profile.id)) {
        for (const Endpoint &each : checkedEndpoints()) {
            if (each.id == id)
                written << each;
        }
    }
    return written;
}

QString overlapWarning(const QStringList &ids)
{
    QStringList parts;
    for (const auto &[id, title] : tables().alerts) {
        if (ids.contains(id))
            parts << title;
    }
    if (!ids.contains(QStringLiteral("alert")) || parts.isEmpty())
        return {};
    return Texts::tr(
               "Alerts and %1 have the same records: /events/alert contains what the /alerts/… paths return. "
               "A consumer that reads both has these records twice.")
        .arg(parts.size() > 3 ? Texts::tr("%n kinds of alerts", nullptr, pluralForm(parts.size()))
                              : parts.join(QStringLiteral(", ")));
}

} // namespace slipway
