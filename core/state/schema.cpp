#include "core/state/schema.h"

#include "core/base/resource_file.h"

namespace slipway {
namespace {

// resources/schema/, in the order in which they apply.
constexpr const char *stepFiles[] = {
    "schema/01-tables.sql",          "schema/02-page-checksums.sql",
    "schema/03-page-ids.sql",        "schema/04-tenant-api.sql",
    "schema/05-token-reminders.sql", "schema/06-refusals.sql",
    "schema/07-destinations.sql",    "schema/08-part-md5.sql",
    "schema/09-job-runs.sql",        "schema/10-indexes.sql",
    "schema/11-keychain-places.sql", "schema/12-own-profiles.sql",
    "schema/13-oldest-events.sql",   "schema/14-words.sql",
    "schema/15-continuations.sql",   "schema/16-reach.sql",
    "schema/17-check-tenants.sql",   "schema/18-windows.sql",
    "schema/19-quiet.sql",           "schema/20-destination-tests.sql",
    "schema/21-stop-requests.sql",
};

} // namespace

QList<QStringList> schemaSteps()
{
    QList<QStringList> steps;
    for (const char *file : stepFiles) {
        QStringList statements;
        // A statement ends with a semicolon at the end of a line, and only there.
        for (const QString &statement : QString::fromUtf8(resourceFile(file)).split(QStringLiteral(";\n")))
            statements << statement.trimmed();
        statements.removeAll(QString());
        steps << statements;
    }
    return steps;
}

} // namespace slipway
