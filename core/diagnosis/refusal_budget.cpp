#include "core/diagnosis/refusal_budget.h"

#include "core/base/forward_error.h"
#include "core/base/utc.h"

namespace slipway {
namespace {

constexpr qint64 hour = 3600;

bool isRefusal(int status)
{
    return status == 401 || status == 403;
}

} // namespace

RefusalBudget::RefusalBudget(const StateDatabase &database, const QUrl &address)
    : m_database(database), m_host(address.authority())
{}

Result<QList<qint64>> RefusalBudget::recent(const QDateTime &now) const
{
    ASSIGN_OR_RETURN(
        auto rows,
        m_database.run(
            QStringLiteral("SELECT at FROM refusal WHERE host = ? AND at > ? ORDER BY at DESC, id DESC"),
            {m_host, now.toSecsSinceEpoch() - hour}));
    QList<qint64> times;
    while (rows.next())
        times << rows.value(0).toLongLong();
    RETURN_IF_ERROR(m_database.wereAllRead(rows));
    return times;
}

Result<int> RefusalBudget::left(const QDateTime &now) const
{
    ASSIGN_OR_RETURN(const auto times, recent(now));
    return std::max(0, mostInAnHour - static_cast<int>(times.size()));
}

Result<QDateTime> RefusalBudget::nextAt(const QDateTime &now) const
{
    ASSIGN_OR_RETURN(const auto times, recent(now));
    if (times.size() < mostInAnHour)
        return QDateTime();
    return utcFromSeconds(times.at(mostInAnHour - 1) + hour);
}

Result<bool> RefusalBudget::take(const QDateTime &now) const
{
    bool taken = false;
    const auto done = m_database.transaction([&]() -> Result<void> {
        RETURN_IF_ERROR(m_database.run(QStringLiteral("DELETE FROM refusal WHERE at <= ?"),
                                       {now.toSecsSinceEpoch() - hour}));
        ASSIGN_OR_RETURN(const auto some, left(now));
        if (some == 0)
            return {};
        RETURN_IF_ERROR(m_database.run(QStringLiteral("INSERT INTO refusal(host, at) VALUES(?,?)"),
                                       {m_host, now.toSecsSinceEpoch()}));
        taken = true;
        return {};
    });
    return done ? Result<bool>(taken) : std::unexpected(done.error());
}

Result<void> RefusalBudget::giveBack() const
{
    auto removed = m_database.run(
        QStringLiteral("DELETE FROM refusal WHERE id = (SELECT max(id) FROM refusal WHERE host = ?)"),
        {m_host});
    return removed ? Result<void>{} : std::unexpected(removed.error());
}

Result<void> RefusalBudget::add(const CheckResult &result) const
{
    QList<QDateTime> times;
    for (const ConnectionStep &step : result.steps) {
        if (isRefusal(step.httpStatus))
            times << step.at;
    }
    for (const AccessRow &row : result.rows) {
        if (isRefusal(row.httpStatus))
            times << row.at;
    }
    return m_database.transaction([&]() -> Result<void> {
        for (const QDateTime &time : times) {
            RETURN_IF_ERROR(m_database.run(QStringLiteral("INSERT INTO refusal(host, at) VALUES(?,?)"),
                                           {m_host, time.toSecsSinceEpoch()}));
        }
        return {};
    });
}

} // namespace slipway
