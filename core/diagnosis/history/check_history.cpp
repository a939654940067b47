#include "core/diagnosis/history/check_history.h"
#include "core/base/forward_error.h"

#include <QCoreApplication>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CheckHistory)
};

Result<CheckRecord> recordFrom(const QSqlQuery &row)
{
    Result<CheckRecord> record = CheckRecord::fromJson(row.value(2).toByteArray());
    if (record) {
        *record = record->inLanguageInUse();
        record->id = row.value(0).toLongLong();
        record->tenantKey = row.value(1).toString();
    }
    return record;
}

} // namespace

Result<CheckRecord> CheckHistory::add(CheckRecord record, int kept) const
{
    const Result<void> stored = m_database.transaction([&]() -> Result<void> {
        ASSIGN_OR_RETURN(
            auto added,
            m_database.run(QStringLiteral("INSERT INTO check_run(tenant, at, result) VALUES(?,?,?)"),
                           {record.tenantKey, record.at.toString(Qt::ISODateWithMs),
                            QString::fromUtf8(record.toJson())}));
        record.id = added.lastInsertId().toLongLong();
        RETURN_IF_ERROR(m_database.run(
            QStringLiteral("DELETE FROM check_run WHERE tenant = ? AND id NOT IN (SELECT id FROM check_run "
                           "WHERE tenant = ? ORDER BY id DESC LIMIT ?)"),
            {record.tenantKey, record.tenantKey, kept}));
        return {};
    });
    if (!stored)
        return std::unexpected(stored.error());
    return record;
}

Result<QList<CheckRecord>> CheckHistory::list(const QString &tenantKey, int limit) const
{
    ASSIGN_OR_RETURN(
        auto rows,
        tenantKey.isEmpty()
            ? m_database.run(
                  QStringLiteral("SELECT id, tenant, result FROM check_run ORDER BY id DESC LIMIT ?"),
                  {limit})
            : m_database.run(QStringLiteral("SELECT id, tenant, result FROM check_run WHERE tenant = ? "
                                            "ORDER BY id DESC LIMIT ?"),
                             {tenantKey, limit}));
    QList<CheckRecord> records;
    while (rows.next()) {
        if (const Result<CheckRecord> record = recordFrom(rows))
            records << *record;
    }
    RETURN_IF_ERROR(m_database.wereAllRead(rows));
    return records;
}

Result<QHash<QString, CheckRecord>> CheckHistory::latest() const
{
    ASSIGN_OR_RETURN(auto rows,
                     m_database.run(QStringLiteral("SELECT id, tenant, result FROM check_run WHERE id IN "
                                                   "(SELECT max(id) FROM check_run GROUP BY tenant)")));
    QHash<QString, CheckRecord> records;
    while (rows.next()) {
        if (Result<CheckRecord> record = recordFrom(rows))
            records.insert(record->tenantKey, *std::move(record));
    }
    RETURN_IF_ERROR(m_database.wereAllRead(rows));
    return records;
}

Result<void> CheckHistory::forget(const QString &tenantKey) const
{
    RETURN_IF_ERROR(m_database.run(QStringLiteral("DELETE FROM check_run WHERE tenant = ?"), {tenantKey}));
    return {};
}

Result<CheckRecord> CheckHistory::byId(qint64 id) const
{
    ASSIGN_OR_RETURN(
        auto row,
        m_database.run(QStringLiteral("SELECT id, tenant, result FROM check_run WHERE id = ?"), {id}));
    if (!row.next())
        return failure(ErrorKind::NotFound, Texts::tr("There is no check %1 in the history.").arg(id),
                       Texts::tr("\"slipway-cli history\" lists them."));
    return recordFrom(row);
}

} // namespace slipway
