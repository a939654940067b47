#include "core/net/request_ledger.h"

#include "core/base/plural_form.h"

#include <QCoreApplication>

namespace slipway {

bool RequestRecord::touchesForeignIndex() const
{
    return !index.isEmpty() && !index.startsWith(QLatin1String("slipway-"));
}

QString RequestRecord::asText() const
{
    QStringList parts{at.toString(Qt::ISODateWithMs), method, host + path};
    if (!index.isEmpty())
        parts << QStringLiteral("index=%1 operation=%2").arg(index, operation);
    else if (!query.isEmpty())
        parts << query;
    parts << (status ? QStringLiteral("HTTP %1").arg(status) : error)
          << QStringLiteral("%1 ms").arg(milliseconds);
    if (!requestId.isEmpty())
        parts << QStringLiteral("request-id=%1").arg(requestId);
    return parts.join(QLatin1Char(' '));
}

void RequestLedger::add(const RequestRecord &record)
{
    QMutexLocker lock(&m_mutex);
    if (m_records.size() >= m_keep)
        m_records.removeFirst();
    m_records << record;
    ++m_total;
    m_foreign += record.touchesForeignIndex();
    m_notGet += record.method != QLatin1String("GET");
}

QList<RequestRecord> RequestLedger::records() const
{
    QMutexLocker lock(&m_mutex);
    return m_records;
}

qint64 RequestLedger::total() const
{
    QMutexLocker lock(&m_mutex);
    return m_total;
}

qint64 RequestLedger::foreignIndexes() const
{
    QMutexLocker lock(&m_mutex);
    return m_foreign;
}

QString RequestLedger::summary() const
{
    QMutexLocker lock(&m_mutex);
    const QString count =
        QCoreApplication::translate("RequestLedger", "%n requests", nullptr, pluralForm(m_total));
    const QString methods = m_notGet == 0 ? QCoreApplication::translate("RequestLedger", "all GET")
                                          : QCoreApplication::translate("RequestLedger", "%n not GET",
                                                                        nullptr, pluralForm(m_notGet));
    return QCoreApplication::translate("RequestLedger",
                                       "%1, %2; read positions of other consumers touched: %3")
        .arg(count, methods)
        .arg(m_foreign);
}

} // namespace slipway
