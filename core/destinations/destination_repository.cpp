#include "core/destinations/destination_repository.h"
#include "core/base/forward_error.h"
#include "core/base/near_names.h"
#include "core/base/token_shape.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QUuid>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(DestinationRepository)
};

constexpr auto columns = "SELECT id, name, settings FROM destination ";

Destination destinationFrom(const QSqlQuery &row)
{
    Destination destination =
        slipway::destinationFrom(QJsonDocument::fromJson(row.value(2).toString().toUtf8()).object());
    destination.id = row.value(0).toString();
    destination.name = row.value(1).toString();
    return destination;
}

QString settingsOf(const Destination &destination)
{
    QJsonObject json = toJson(destination);
    json.remove(QStringLiteral("id"));
    json.remove(QStringLiteral("name"));
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

Result<void> validateSaved(const Destination &destination)
{
    if (destination.name.trimmed().isEmpty())
        return failure(ErrorKind::BadInput, Texts::tr("The destination has no name."),
                       Texts::tr("Give it one, such as the SIEM's."));
    if (destination.name.size() > 100)
        return failure(ErrorKind::BadInput,
                       Texts::tr("The destination's name is longer than 100 characters."));
    if (hasPartLikeToken(destination.name))
        return failure(
            ErrorKind::BadInput, Texts::tr("The destination's name looks like a token."),
            Texts::tr("Give it a name that people recognise. Names are stored and shown, tokens are not."));
    return validate(destination);
}

// A name that is taken is a user error, not a database error.
Error nameTakenOr(Error error, const QString &name)
{
    if (error.details.contains(QLatin1String("UNIQUE")))
        return {ErrorKind::BadInput,
                Texts::tr("There is already a destination named \"%1\".").arg(name),
                Texts::tr("Choose another name."),
                {}};
    return error;
}

Result<Destination> one(Result<QSqlQuery> found, const QString &what)
{
    ASSIGN_OR_RETURN(QSqlQuery row, std::move(found));
    if (!row.next())
        return failure(ErrorKind::NotFound, Texts::tr("There is no destination \"%1\".").arg(what),
                       Texts::tr("See the list of destinations."));
    return destinationFrom(row);
}

} // namespace

Result<QList<Destination>> DestinationRepository::all() const
{
    ASSIGN_OR_RETURN(auto rows,
                     m_database.run(QLatin1String(columns) + QStringLiteral("ORDER BY name COLLATE NOCASE")));
    QList<Destination> destinations;
    while (rows.next())
        destinations << destinationFrom(rows);
    RETURN_IF_ERROR(m_database.wereAllRead(rows));
    return destinations;
}

Result<Destination> DestinationRepository::byName(const QString &name) const
{
    Result<Destination> found =
        one(m_database.run(QLatin1String(columns) + QStringLiteral("WHERE name = ? COLLATE NOCASE"),
                           {name.trimmed()}),
            name);
    if (found || found.error().kind != ErrorKind::NotFound)
        return found;
    QStringList known;
    for (const Destination &destination : all().value_or(QList<Destination>()))
        known << destination.name;
    const QString how = howToWritePlace(name);
    found.error().nextStep = how.isEmpty() ? stepAfterUnknownName(name, known) : how;
    return found;
}

Result<Destination> DestinationRepository::byId(const QString &id) const
{
    return one(m_database.run(QLatin1String(columns) + QStringLiteral("WHERE id = ?"), {id}), id);
}

Result<Destination> DestinationRepository::add(Destination destination) const
{
    destination.name = destination.name.trimmed();
    RETURN_IF_ERROR(validateSaved(destination));
    destination.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    auto added = m_database.run(QStringLiteral("INSERT INTO destination(id, name, settings) VALUES(?,?,?)"),
                                {destination.id, destination.name, settingsOf(destination)});
    if (!added)
        return std::unexpected(nameTakenOr(added.error(), destination.name));
    return destination;
}

Result<void> DestinationRepository::update(const Destination &destination) const
{
    if (auto valid = validateSaved(destination); !valid)
        return valid;
    auto updated =
        m_database.run(QStringLiteral("UPDATE destination SET name = ?, settings = ? WHERE id = ?"),
                       {destination.name.trimmed(), settingsOf(destination), destination.id});
    if (!updated)
        return std::unexpected(nameTakenOr(updated.error(), destination.name));
    if (updated->numRowsAffected() == 0)
        return failure(ErrorKind::NotFound,
                       Texts::tr("The destination \"%1\" no longer exists.").arg(destination.name));
    return {};
}

Result<void> DestinationRepository::remove(const QString &id) const
{
    RETURN_IF_ERROR(m_database.run(QStringLiteral("DELETE FROM destination WHERE id = ?"), {id}));
    return {};
}

Result<QHash<QString, DestinationTestRecord>> DestinationRepository::tests() const
{
    ASSIGN_OR_RETURN(auto rows,
                     m_database.run(QStringLiteral(
                         "SELECT id, at, passed FROM destination JOIN destination_test ON destination = id "
                         "WHERE destination.settings = destination_test.settings")));
    QHash<QString, DestinationTestRecord> records;
    while (rows.next())
        records.insert(rows.value(0).toString(), {rows.value(1).toLongLong(), rows.value(2).toBool()});
    RETURN_IF_ERROR(m_database.wereAllRead(rows));
    return records;
}

Result<void> DestinationRepository::keepTest(const Destination &destination,
                                             const DestinationTestRecord &record) const
{
    RETURN_IF_ERROR(
        m_database.run(QStringLiteral("INSERT OR REPLACE INTO destination_test(destination, settings, at, "
                                      "passed) SELECT id, ?, ?, ? FROM destination WHERE id = ?"),
                       {settingsOf(destination), record.at, record.passed, destination.id}));
    return {};
}

Result<void> DestinationRepository::forgetTest(const QString &id) const
{
    RETURN_IF_ERROR(
        m_database.run(QStringLiteral("DELETE FROM destination_test WHERE destination = ?"), {id}));
    return {};
}

} // namespace slipway
