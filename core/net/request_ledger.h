// Every request that Slipway makes to a tenant, kept in memory: what a careful admin compares with the
// tenant's audit log, and the proof that no other consumer's cursor was touched.
//
// Holds no token, no header and no body. Bounded: the newest records stay, the counts go on. Thread-safe;
// shared by all clients through ConnectionSettings.
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
    QString error;            // kind of the failure where there is no answer: "timeout"
    qint64 milliseconds = 0;
    QString requestId; // the tenant's own, where the answer names one

    // An index that does not bear Slipway's name.
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
