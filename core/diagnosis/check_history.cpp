#include "core/diagnosis/check_history.h"

#include <QCoreApplication>

namespace slipway {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("CheckHistory", text);
}

Result<CheckRecord> recordFrom(const QSqlQuery &row)
{
    Result<CheckRecord> record = CheckRecord::fromJson(row.value(2).toByteArray());
    if (record) {
        record->id = row.value(0).toLongLong();
        record->tenantKey = row.value(1).toString();
    }
    return record;
}

} // namespace

Result<CheckRecord> CheckHistory::add(CheckRecord record, int kept) const
{
    const Result<void> stored = m_database.transaction([&]() -> Result<void> {
        auto added = m_database.run(
            QStringLiteral("INSERT INTO check_run(tenant, at, result) VALUES(?,?,?)"),
            {record.tenantKey, record.at.toString(Qt::ISODateWithMs), QString::fromUtf8(record.toJson())});
        if (!added)
            return std::unexpected(added.error());
        record.id = added->lastInsertId().toLongLong();
        auto trimmed = m_database.run(
            QStringLiteral("DELETE FROM check_run WHERE tenant = ? AND id NOT IN (SELECT id FROM check_run "
                           "WHERE tenant = ? ORDER BY id DESC LIMIT ?)"),
            {record.tenantKey, record.tenantKey, kept});
        if (!trimmed)
            return std::unexpected(trimmed.error());
        return {};
    });
    if (!stored)
        return std::unexpected(stored.error());
    return record;
}

Result<QList<CheckRecord>> CheckHistory::list(const QString &tenantKey, int limit) const
{
    auto rows =
        tenantKey.isEmpty()
            ? m_database.run(
                  QStringLiteral("SELECT id, tenant, result FROM check_run ORDER BY id DESC LIMIT ?"),
                  {limit})
            : m_database.run(QStringLiteral("SELECT id, tenant, result FROM check_run WHERE tenant = ? "
                                            "ORDER BY id DESC LIMIT ?"),
                             {tenantKey, limit});
    if (!rows)
        return std::unexpected(rows.error());
    QList<CheckRecord> records;
    while (rows->next()) {
        if (const Result<CheckRecord> record = recordFrom(*rows))
            records << *record;
    }
    if (auto read = m_database.wereAllRead(*rows); !read)
        return std::unexpected(read.error());
    return records;
}

Result<void> CheckHistory::forget(const QString &tenantKey) const
{
    auto removed = m_database.run(QStringLiteral("DELETE FROM check_run WHERE tenant = ?"), {tenantKey});
    if (!removed)
        return std::unexpected(removed.error());
    return {};
}

Result<CheckRecord> CheckHistory::byId(qint64 id) const
{
    auto row = m_database.run(QStringLiteral("SELECT id, tenant, result FROM check_run WHERE id = ?"), {id});
    if (!row)
        return std::unexpected(row.error());
    if (!row->next())
        return failure(ErrorKind::NotFound, tr("There is no check %1 in the history.").arg(id),
                       tr("\"slipway-cli history\" lists them."));
    return recordFrom(*row);
}

} // namespace slipway
