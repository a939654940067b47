#include "core/tenants/token_expiry.h"
#include "core/base/forward_error.h"
#include "core/base/plural_form.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(TokenExpiry)
};

} // namespace

QString expiryText(const QDate &ends, const QDate &today)
{
    if (!ends.isValid())
        return {};
    const qint64 days = today.daysTo(ends);
    return days < 0    ? Texts::tr("token has expired")
           : days == 0 ? Texts::tr("token expires today")
           : days == 1 ? Texts::tr("token expires tomorrow")
                       : Texts::tr("token expires in %n days", nullptr, pluralForm(days));
}

bool endsSoon(const QDate &ends, const QDate &today)
{
    return ends.isValid() && today.daysTo(ends) <= reminderDays.front();
}

QDate discoveredExpiry(const CheckResult &result)
{
    if (!result.token || !result.token->expires.isValid())
        return {};
    return std::min(result.token->expires.toUTC().date(), result.token->expires.toLocalTime().date());
}

Result<bool> storeDiscoveredExpiry(const TenantRepository &tenants, const QString &tenantId,
                                   const CheckResult &result)
{
    const QDate ends = discoveredExpiry(result);
    if (!ends.isValid())
        return false;
    ASSIGN_OR_RETURN(Tenant tenant, tenants.byId(tenantId));
    if (tenant.tokenExpires == ends)
        return false;
    tenant.tokenExpires = ends;
    RETURN_IF_ERROR(tenants.update(tenant));
    return true;
}

Result<QList<ExpiryNotice>> TokenReminders::due(const QList<Tenant> &tenants, const QDate &today) const
{
    QList<ExpiryNotice> notices;
    for (const Tenant &tenant : tenants) {
        if (!endsSoon(tenant.tokenExpires, today) || today > tenant.tokenExpires)
            continue;
        ExpiryNotice notice{tenant.id, tenant.name, tenant.tokenExpires,
                            static_cast<int>(today.daysTo(tenant.tokenExpires)), reminderDays.front()};
        for (const int days : reminderDays) {
            if (notice.daysLeft <= days)
                notice.threshold = days;
        }
        ASSIGN_OR_RETURN(
            auto row,
            m_database.run(
                QStringLiteral(
                    "SELECT COUNT(*) FROM token_reminder WHERE tenant = ? AND expires = ? AND days <= ?"),
                {tenant.id, tenant.tokenExpires.toString(Qt::ISODate), notice.threshold}));
        if (!row.next()) {
            RETURN_IF_ERROR(m_database.wereAllRead(row));
        } else if (row.value(0).toInt() == 0) {
            notices << notice;
        }
    }
    return notices;
}

Result<void> TokenReminders::markShown(const ExpiryNotice &notice) const
{
    RETURN_IF_ERROR(m_database.run(
        QStringLiteral("INSERT OR IGNORE INTO token_reminder(tenant, expires, days, at) VALUES(?,?,?,?)"),
        {notice.tenantId, notice.ends.toString(Qt::ISODate), notice.threshold,
         QDateTime::currentDateTimeUtc().toString(Qt::ISODate)}));
    return {};
}

} // namespace slipway
