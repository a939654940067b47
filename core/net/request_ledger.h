// Every request that Slipway makes to a tenant, kept in memory. A careful admin can compare it with the
// tenant's audit log, and it shows that no other consumer's cursor was touched.
//
// It contains no tokens, headers or bodies. Its size is limited: the newest records stay, while the counts
// continue. Thread-safe; shared by all clients through ConnectionSettings.
#pragma once
#include <QDateTime>
#include <QList>
#include <QMutex>
#include <QString>

namespace slipway {

struct RequestRecord
{
    QDateTime at; // UTC, when it was sent
    QString scheme, method, host, path;
    QString query;            // as sent; a token is never part of it
    QString index, operation; // of an iterator; empty on other paths
    int status = 0;           // 0: no HTTP answer
    QString error;            // kind of the failure if there is no answer: "timeout"
    qint64 milliseconds = 0;
    QString requestId; // the tenant's own, if the answer has one

    // Whether the index does not have one of Slipway's names.
    [[nodiscard]] bool touchesForeignIndex() const;
    [[nodiscard]] bool isRefusal() const { return status == 401 || status == 403; }
    // One line for a log or a bundle.
    [[nodiscard]] QString asText() const;
};

class RequestLedger
{
public:
    explicit RequestLedger(qsizetype keep = 5000) : m_keep(keep) {}

    void add(const RequestRecord &record);
    [[nodiscard]] QList<RequestRecord> records() const; // oldest first
    [[nodiscard]] qint64 total() const;                 // ever made
    [[nodiscard]] qint64 foreignIndexes() const;        // of all ever made
    // "312 requests, all GET; read positions of other consumers touched: 0"
    [[nodiscard]] QString summary() const;

private:
    mutable QMutex m_mutex;
    qsizetype m_keep;
    QList<RequestRecord> m_records;
    qint64 m_total = 0, m_foreign = 0, m_notGet = 0;
};

} // namespace slipway
