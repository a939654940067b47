#include "core/workspace/needs.h"

#include <QTest>

using namespace slipway;

class NeedsTest : public QObject
{
    Q_OBJECT

    const QDate m_today{2026, 11, 30};

    static Tenant tenant(const char *id, const QDate &expires = {})
    {
        Tenant tenant;
        tenant.id = tenant.name = QString::fromLatin1(id);
        tenant.tokenExpires = expires;
        return tenant;
    }
    static JobSnapshot job(const char *id, JobState state, const char *tenantId = "acme")
    {
        JobSnapshot job;
        job.id = QString::fromLatin1(id);
        job.state = state;
        job.request.tenantId = job.request.tenantName = QString::fromLatin1(tenantId);
        return job;
    }
    static Error error()
    {
        return {ErrorKind::Storage, QStringLiteral("The disk is full."), QStringLiteral("Make room."), {}};
    }

private Q_SLOTS:
    void whatRunsOrHasEndedNeedsNobody()
    {
        const QList<JobSnapshot> jobs{job("1", JobState::Queued), job("2", JobState::Running),
                                      job("3", JobState::Complete), job("4", JobState::Cancelled),
                                      job("5", JobState::Paused)};
        QVERIFY(needsOf({tenant("acme"), tenant("late", m_today)}, jobs, m_today).isEmpty());
    }
    void whatStoppedSaysWhyAndWhatToDo()
    {
        JobSnapshot paused = job("1", JobState::Paused), interrupted = job("2", JobState::Interrupted);
        paused.error = error();
        const QList<Need> needs = needsOf({}, {paused, interrupted}, m_today);
        QCOMPARE(needs.size(), 2);
        QCOMPARE(needs[0].what, QStringLiteral("The disk is full. Make room."));
        QCOMPARE(needs[0].jobId, QStringLiteral("1"));
        QVERIFY(!needs[1].what.isEmpty()); // it has no error
    }
    void aSilentStoreIsNamedWhileTheExportRuns()
    {
        JobSnapshot running = job("1", JobState::Running);
        running.endpoints.resize(2);
        running.endpoints[0].note = QStringLiteral("Rate limited: waiting 12 s");
        running.endpoints[1].note = QStringLiteral("Nothing answers at s3://drop. Still trying.");
        running.endpoints[1].isStoreSilent = true;
        const QList<Need> needs = needsOf({}, {running}, m_today);
        QCOMPARE(needs.size(), 1);
        QCOMPARE(needs[0].kind, Need::Kind::StoreSilent);
        QCOMPARE(needs[0].what, running.endpoints[1].note);
        running.state = JobState::Paused;
        QVERIFY(needsOf({}, {running}, m_today).isEmpty());
    }
    // One new token helps both.
    void aTokenIsAskedForOnce()
    {
        const QDate ended = m_today.addDays(-1);
        const QList<Need> needs =
            needsOf({tenant("acme", ended), tenant("globex", ended), tenant("initech", m_today.addDays(1))},
                    {job("1", JobState::Incomplete), job("2", JobState::WaitingForToken)}, m_today);
        QCOMPARE(needs.size(), 3);
        QCOMPARE(needs[0].kind, Need::Kind::JobWaitsForToken);
        QCOMPARE(needs[1].kind, Need::Kind::TokenExpired);
        QCOMPARE(needs[1].tenantName, QStringLiteral("globex"));
        QCOMPARE(needs[2].kind, Need::Kind::JobStopped);
    }
};

QTEST_APPLESS_MAIN(NeedsTest)
#include "needs_test.moc"
