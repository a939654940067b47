#include "core/tenants/tenant_repository.h"

#include "core/base/forward_error.h"
#include "core/base/near_names.h"
#include "core/net/ca_file.h"
#include "core/net/proxy.h"
#include "core/netskope/tenant_address.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUuid>

#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(TenantRepository)
};

constexpr auto columns = "SELECT id, name, address, profile, token_expires, proxy, ca_file, api FROM tenant ";

Tenant tenantFrom(const QSqlQuery &row)
{
    const auto text = [&](int column) { return row.value(column).toString(); };
    return {text(0),
            text(1),
            QUrl(text(2)),
            text(3),
            QDate::fromString(text(4), Qt::ISODate),
            text(5),
            text(6),
            apiFromName(text(7)).value_or(ApiVersion::V2)};
}

Result<void> validate(const Tenant &tenant)
{
    if (tenant.name.trimmed().isEmpty())
        return failure(ErrorKind::BadInput, Texts::tr("The tenant has no name."),
                       Texts::tr("Give it one, such as the company's."));
    if (tenant.name.size() > 100)
        return failure(ErrorKind::BadInput, Texts::tr("The tenant's name is longer than 100 characters."));
    // Lists are read line by line, by people and by scripts.
    if (std::ranges::any_of(tenant.name.trimmed(),
                            [](QChar c) { return c.category() == QChar::Other_Control; }))
        return failure(ErrorKind::BadInput,
                       Texts::tr("The tenant's name has a line break or control character."),
                       Texts::tr("Give it a name of one line."));
    if (std::ranges::any_of(tenant.name.split(QRegularExpression(QStringLiteral("[ .]"))), looksLikeToken))
        return failure(
            ErrorKind::BadInput, Texts::tr("The tenant's name looks like a token."),
            Texts::tr("Give it a name that people recognise. Names are stored and shown, tokens are not."));
    if (!tenant.proxy.isEmpty() && tenant.proxy != QLatin1String("none")) {
        RETURN_IF_ERROR(manualProxy(tenant.proxy));
    }
    if (!tenant.address.isValid() || tenant.address.host().isEmpty())
        return failure(ErrorKind::BadInput, Texts::tr("The tenant has no address."));
    return {};
}

// A name that is taken is a user error, not a database error.
Error nameTakenOr(Error error, const QString &name)
{
    if (error.details.contains(QLatin1String("UNIQUE")))
        return {ErrorKind::BadInput,
                Texts::tr("There is already a tenant named \"%1\".").arg(name),
                Texts::tr("Choose another name."),
                {}};
    return error;
}

Result<Tenant> one(Result<QSqlQuery> found, const QString &what)
{
    ASSIGN_OR_RETURN(QSqlQuery row, std::move(found));
    if (!row.next())
        return failure(ErrorKind::NotFound, Texts::tr("There is no tenant \"%1\".").arg(what),
                       Texts::tr("See the list of tenants."));
    return tenantFrom(row);
}

} // namespace

ConnectionSettings connectionOf(const Tenant &tenant, const Secret &token)
{
    return {tenant.address, token, tenant.caFile, tenant.proxy};
}

std::optional<Tenant> ownerOf(const QList<Tenant> &tenants, const QString &id, const QString &name,
                              const QUrl &address)
{
    std::optional<Tenant> owner;
    for (const Tenant &tenant : tenants) {
        if (!id.isEmpty() && tenant.id == id)
            return tenant;
        if (tenant.address == address && (!owner || tenant.name.compare(name, Qt::CaseInsensitive) == 0))
            owner = tenant;
    }
    return owner;
}

Result<QList<Tenant>> TenantRepository::all() const
{
    ASSIGN_OR_RETURN(auto rows,
                     m_database.run(QLatin1String(columns) + QStringLiteral("ORDER BY name COLLATE NOCASE")));
    QList<Tenant> tenants;
    while (rows.next())
        tenants << tenantFrom(rows);
    RETURN_IF_ERROR(m_database.wereAllRead(rows));
    return tenants;
}

Result<Tenant> TenantRepository::byName(const QString &name) const
{
    Result<Tenant> found =
        one(m_database.run(QLatin1String(columns) + QStringLiteral("WHERE name = ? COLLATE NOCASE"),
                           {name.trimmed()}),
            name);
    if (found || found.error().kind != ErrorKind::NotFound)
        return found;
    QStringList known;
    for (const Tenant &tenant : all().value_or(QList<Tenant>()))
        known << tenant.name;
    found.error().nextStep = stepAfterUnknownName(name, known);
    return found;
}

Result<Tenant> TenantRepository::byId(const QString &id) const
{
    return one(m_database.run(QLatin1String(columns) + QStringLiteral("WHERE id = ?"), {id}), id);
}

Result<Tenant> TenantRepository::add(Tenant tenant) const
{
    RETURN_IF_ERROR(validate(tenant));
    // Checked only here: a file that is removed later must not prevent a rename.
    if (!tenant.caFile.isEmpty()) {
        RETURN_IF_ERROR(readCaFile(tenant.caFile));
    }
    tenant.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    tenant.name = tenant.name.trimmed();
    tenant.proxy = storableProxy(tenant.proxy);
    if (tenant.profileId.isEmpty())
        tenant.profileId = Tenant().profileId;
    auto added = m_database.run(
        QStringLiteral("INSERT INTO tenant(id, name, address, profile, "
                       "token_expires, proxy, ca_file, api) VALUES(?,?,?,?,?,?,?,?)"),
        {tenant.id, tenant.name, tenant.address.toString(), tenant.profileId,
         tenant.tokenExpires.toString(Qt::ISODate), tenant.proxy.isNull() ? QStringLiteral("") : tenant.proxy,
         tenant.caFile.isNull() ? QStringLiteral("") : tenant.caFile, apiName(tenant.api)});
    if (!added)
        return std::unexpected(nameTakenOr(added.error(), tenant.name));
    return tenant;
}

Result<void> TenantRepository::update(const Tenant &tenant) const
{
    if (auto valid = validate(tenant); !valid)
        return valid;
    auto updated = m_database.run(
        QStringLiteral("UPDATE tenant SET name = ?, address = ?, profile = ?, "
                       "token_expires = ?, proxy = ?, ca_file = ?, api = ? WHERE id = ?"),
        {tenant.name.trimmed(), tenant.address.toString(), tenant.profileId,
         tenant.tokenExpires.toString(Qt::ISODate), storableProxy(tenant.proxy) + QStringLiteral(""),
         tenant.caFile + QStringLiteral(""), apiName(tenant.api), tenant.id});
    if (!updated)
        return std::unexpected(nameTakenOr(updated.error(), tenant.name));
    if (updated->numRowsAffected() == 0)
        return failure(ErrorKind::NotFound,
                       Texts::tr("The tenant \"%1\" no longer exists.").arg(tenant.name));
    return {};
}

Result<void> TenantRepository::remove(const QString &id) const
{
    return m_database.transaction([&]() -> Result<void> {
        for (const char *sql : {"DELETE FROM tenant WHERE id = ?", "DELETE FROM check_run WHERE tenant = ?",
                                "DELETE FROM token_reminder WHERE tenant = ?"}) {
            RETURN_IF_ERROR(m_database.run(QString::fromLatin1(sql), {id}));
        }
        return {};
    });
}

} // namespace slipway
