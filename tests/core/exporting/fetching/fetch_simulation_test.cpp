// Thousands of histories of a tenant that misbehaves in random order, with kills of the exporter at random
// moments, on a clock of the test's own. Whatever happens: the export ends, with few requests; what it calls
// complete has all events of the range, each once; and what it could not have is named.
//
// SLIPWAY_SIMULATIONS=N runs N histories, SLIPWAY_SEED=S the one with that seed, with each step told.
#include "core/exporting/fetching/iterator_fetch.h"
#include "core/exporting/fetching/kept_keys.h"
#include "core/exporting/fetching/query_fetch.h"
#include "tests/support/simulated_tenant.h"

#include <QTest>

using namespace slipway;
using test::SimulatedEvent;
using test::SimulatedPage;
using test::SimulatedTenant;

namespace {

// What a kill leaves: committed pages, and whether a request was on its way.
struct MemoryJournal
{
    FetchPosition position;
    std::vector<PageKeys> keys;
    std::vector<EventKey128> files;
    int gaps = 0;
};

struct Run
{
    Obstacle obstacle = Obstacle::None;
    bool isComplete = false;
    int kills = 0, resets = 0;
    MemoryJournal journal;
    QStringList story;
};

QString told(const FetchStep &step)
{
    return QStringLiteral("%1@%2").arg(step.operation.text()).arg(step.index);
}

Run run(SimulatedTenant &tenant, bool tells)
{
    Run run;
    MemoryJournal &journal = run.journal;
    MemoryJournal backup;
    bool hasBackup = false, isOld = false;
    journal.position.mark = tenant.from;
    FetchRules rules;
    rules.selection.from = tenant.from;
    rules.selection.to = tenant.to;
    rules.selection.leadInUntil = tenant.from + 3600;
    rules.backOff = [](int attempt) { return std::chrono::milliseconds(1000 * std::min(attempt, 300)); };
    std::chrono::milliseconds clock{0};
    const int limit = 40 * (tenant.pages() + 50);

    for (;;) { // one process after another
        FetchPosition position = journal.position;
        position.trusted = !isOld;
        isOld = false;
        KeptKeys keys;
        const auto remember = [&](const PageKeys &page) {
            keys.add(page);
            keys.forgetOld(journal.position.mark, journal.position.mark > tenant.from,
                           journal.position.latest);
        };
        for (const PageKeys &page : journal.keys)
            remember(page);
        IteratorFetch fetch(rules, position);
        const int dies = tenant.chance(0.2) ? tenant.requests + tenant.draw(6) : 1 << 30;
        bool isDead = false;
        while (!isDead) {
            const FetchStep step = fetch.next();
            if (step.what == FetchStep::Do::Finish) {
                run.isComplete = journal.gaps == 0;
                return run;
            }
            if (step.what == FetchStep::Do::GiveUp || tenant.requests > limit) {
                run.obstacle = step.what == FetchStep::Do::GiveUp ? step.obstacle : Obstacle::None;
                return run;
            }
            clock += step.pause;
            const FetchTime now{tenant.now + clock.count() / 1000, clock};
            if (journal.position.index != step.index) {
                journal.position.index = step.index;
                journal.position.indexPages = 0;
            }
            journal.position.indexStart = fetch.indexStart();
            journal.position.intentOpen = true;
            if (tenant.requests >= dies && tenant.draw(3) == 0) {
                isDead = true; // before it was sent
                break;
            }
            const SimulatedTenant::Answer answer = tenant.answer(step);
            const auto *page = std::get_if<SimulatedPage>(&answer);
            if (tells)
                run.story << told(step) +
                                 (page ? QStringLiteral(" → %1 events from %3, mark %2")
                                             .arg(page->events.size())
                                             .arg(page->mark.value_or(0))
                                             .arg(page->events.empty() ? 0 : page->events.front().key.text)
                                       : QStringLiteral(" → fault %1 status %2")
                                             .arg(int(std::get<FaultFacts>(answer).fault))
                                             .arg(std::get<FaultFacts>(answer).status));
            if (tenant.requests >= dies) {
                isDead = true; // before it was written
                break;
            }
            if (!page) {
                if (fetch.failed(std::get<FaultFacts>(answer), now))
                    ++journal.gaps;
                if (std::get<FaultFacts>(answer).fault == AnswerFault::NotSent &&
                    step.operation.verb == Operation::Verb::Next)
                    journal.position.intentOpen = false;
                continue;
            }
            std::vector<EventFacts> events;
            for (const SimulatedEvent &event : page->events)
                events.push_back({event.key, event.time});
            const Selection selection =
                select(events, fetch.selection(), keys.known(), journal.position.mark, fetch.isReplaying());
            PageFacts facts;
            facts.sent = static_cast<qint64>(events.size());
            facts.fresh = selection.fresh;
            facts.known = selection.known;
            QString checksum = QString::number(events.size());
            for (const EventFacts &event : events)
                checksum += QLatin1Char(' ') + QString::number(event.key.text);
            facts.checksum = checksum;
            facts.mark = page->mark;
            facts.wait = page->wait;
            facts.earliest = selection.earliest;
            facts.latest = selection.latest;
            facts.sentAt = now.wall;
            const PageVerdict verdict = fetch.served(facts, now);
            if (!verdict.take) {
                if (verdict.provesCursor)
                    journal.position.intentOpen = false;
                continue;
            }
            if (!hasBackup && tenant.draw(10) == 0) {
                backup = journal;
                hasBackup = true;
            }
            PageKeys pageKeys{journal.position.pages + 1, verdict.mark, facts.latest.value_or(0), {}};
            for (size_t i = 0; i < events.size(); ++i) {
                const Disposition what = selection.events[i];
                if (what == Disposition::Write)
                    journal.files.push_back(events[i].key);
                if (what == Disposition::Write || what == Disposition::Repeated ||
                    what == Disposition::Replayed)
                    pageKeys.keys.push_back(events[i].key);
            }
            FetchPosition &at = journal.position;
            ++at.pages;
            ++at.indexPages;
            at.mark = verdict.mark;
            at.latest = std::max(at.latest, facts.latest.value_or(0));
            if (facts.sent > 0)
                at.lastChecksum = checksum;
            at.intentOpen = false;
            journal.keys.push_back(pageKeys);
            remember(pageKeys);
            fetch.taken();
            if (tenant.requests >= dies)
                isDead = true; // after it was committed
        }
        ++run.kills;
        if (tells)
            run.story << QStringLiteral("killed");
        // After an open request a page that is further on cannot be told from the one that was lost.
        if (!journal.position.intentOpen && tenant.draw(3) == 0) {
            tenant.readElsewhere(journal.position.index);
            if (tells)
                run.story << QStringLiteral("the index was read elsewhere");
        }
        if (hasBackup && tenant.draw(3) == 0) { // the state file is restored from a backup
            journal = backup;
            hasBackup = false;
            isOld = true;
            ++run.resets;
            if (tells)
                run.story << QStringLiteral("state restored to page %1").arg(journal.position.pages);
        }
    }
}

// What is wrong with how a history ended; empty: nothing.
QString problemOf(const Run &run, const SimulatedTenant &tenant)
{
    std::vector<EventKey128> files = run.journal.files;
    const auto less = [](const EventKey128 &a, const EventKey128 &b) {
        return std::pair(a.text, a.id) < std::pair(b.text, b.id);
    };
    std::sort(files.begin(), files.end(), less);
    if (std::adjacent_find(files.begin(), files.end()) != files.end())
        return QStringLiteral("an event is in the files twice");
    std::vector<EventKey128> truth;
    for (const SimulatedEvent &event : tenant.truth())
        truth.push_back(event.key);
    std::sort(truth.begin(), truth.end(), less);
    if (!std::includes(truth.begin(), truth.end(), files.begin(), files.end(), less))
        return QStringLiteral("the files hold an event that is not in the range");
    const int faults = tenant.faults + run.kills + run.resets + (tenant.hasUnreadable() ? 3 : 0);
    // A tenant that begins at the hour sends that much again when the end is confirmed.
    const int again = tenant.pagesOfTwoHours();
    const int most = tenant.pages() + 10 + (tenant.roundsToHour() ? again : 0) + faults * (6 + again);
    if (tenant.requests > most)
        return QStringLiteral("%1 requests, %2 faults, %3 pages")
            .arg(tenant.requests)
            .arg(faults)
            .arg(tenant.pages());
    if (!run.isComplete && run.journal.gaps == 0)
        return run.obstacle == Obstacle::None ? QStringLiteral("it did not end")
                                              : QString(); // it says that it is not whole
    for (const EventKey128 &key : truth) {
        if (!std::binary_search(files.begin(), files.end(), key, less) &&
            !(run.journal.gaps > 0 && tenant.wasLost(key)))
            return QStringLiteral("complete, but event %3 is missing (%1 of %2 are there)")
                .arg(files.size())
                .arg(truth.size())
                .arg(key.text);
    }
    return {};
}

} // namespace

class FetchSimulationTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsCompleteIsComplete()
    {
        const bool isOne = qEnvironmentVariableIsSet("SLIPWAY_SEED");
        const qint64 first = isOne ? qEnvironmentVariable("SLIPWAY_SEED").toLongLong() : 1;
        const int count = isOne ? 1
                          : qEnvironmentVariableIsSet("SLIPWAY_SIMULATIONS")
                              ? qEnvironmentVariableIntValue("SLIPWAY_SIMULATIONS")
                              : 2'000;
        int complete = 0, gaps = 0, failures = 0;
        std::map<int, int> obstacles;
        qint64 requests = 0;
        for (qint64 seed = first; seed < first + count; ++seed) {
            SimulatedTenant tenant(static_cast<quint64>(seed), 0.08);
            const Run history = run(tenant, isOne);
            if (isOne)
                qInfo("%s", qPrintable(history.story.join(QLatin1Char('\n'))));
            complete += history.isComplete;
            gaps += history.journal.gaps > 0;
            requests += tenant.requests;
            if (!history.isComplete)
                ++obstacles[static_cast<int>(history.obstacle)];
            if (const QString problem = problemOf(history, tenant); !problem.isEmpty()) {
                if (++failures <= 10)
                    qWarning("seed %lld: %s", static_cast<long long>(seed), qPrintable(problem));
            }
        }
        qInfo("%d histories: %d complete, %d with named gaps, %lld requests", count, complete, gaps,
              static_cast<long long>(requests));
        for (const auto &[obstacle, times] : obstacles)
            qInfo("ended with obstacle %d: %d", obstacle, times);
        QCOMPARE(failures, 0);
        // A fetching that gives up at everything would pass all of the above.
        QVERIFY(isOne || complete > count * 8 / 10);
    }
    // `resend` always works, and what follows never does.
    void whatOnlyComesAgainIsNoProgress()
    {
        FetchRules rules;
        rules.selection.from = 1'790'000'000;
        rules.selection.to = rules.selection.from + 7200;
        rules.backOff = [](int) { return std::chrono::milliseconds(60'000); };
        FetchPosition start;
        start.mark = rules.selection.from;
        IteratorFetch fetch(rules, start);
        PageFacts page;
        page.sent = page.fresh = 5;
        page.checksum = QStringLiteral("5-1");
        page.mark = rules.selection.from + 100;
        page.earliest = page.latest = rules.selection.from + 50;
        std::chrono::milliseconds clock{0};
        int requests = 0;
        for (; fetch.next().what == FetchStep::Do::Ask && requests < 1000; ++requests) {
            const FetchStep step = fetch.next();
            clock += step.pause;
            const FetchTime now{rules.selection.to + 86'400 + clock.count() / 1000, clock};
            if (step.operation.verb == Operation::Verb::Next) {
                FaultFacts fault;
                fault.fault = AnswerFault::Status;
                fault.kind = ErrorKind::ServerFault;
                fault.status = 502;
                QVERIFY(!fetch.failed(fault, now));
            } else if (fetch.served(page, now).take) {
                fetch.taken();
                page.known = std::exchange(page.fresh, 0);
            }
        }
        QCOMPARE(fetch.next().what, FetchStep::Do::GiveUp);
        QCOMPARE(fetch.next().obstacle, Obstacle::Interrupted);
        QVERIFY2(requests < 200, qPrintable(QString::number(requests)));
    }
    // Windows of API v1 become shorter, are given up one after another, and not without end.
    void queriesThatCanNeverBeRead()
    {
        FetchRules rules;
        rules.selection.from = 1'790'000'000;
        rules.selection.to = rules.selection.from + 30 * 86'400;
        rules.backOff = [](int) { return std::chrono::milliseconds(1000); };
        FetchPosition start;
        start.mark = rules.selection.from;
        QueryFetch fetch(rules, start);
        FaultFacts fault;
        fault.fault = AnswerFault::TooLarge;
        fault.kind = ErrorKind::BadAnswer;
        fault.status = 200;
        std::chrono::milliseconds clock{0};
        int requests = 0, aside = 0;
        for (; fetch.next().what == FetchStep::Do::Ask && requests < 1000; ++requests) {
            clock += fetch.next().pause;
            aside += fetch.failed(fault, {rules.selection.to + 86'400, clock});
        }
        QCOMPARE(fetch.next().obstacle, Obstacle::TooManyUnread);
        QCOMPARE(aside, 100);
        QCOMPARE(requests, 3 * (100 + 1 + 3)); // the last window, and three that were too long
    }
    // Nothing is in the files any more, so nothing says where another index began.
    void whatWasTakenBackIsFetchedFromTheStart()
    {
        FetchRules rules;
        rules.selection.from = 1'790'000'000;
        rules.selection.to = rules.selection.from + 7200;
        FetchPosition position;
        position.mark = rules.selection.from;
        position.index = 2;
        position.indexStart = rules.selection.from + 3600;
        position.trusted = false;
        const FetchStep step = IteratorFetch(rules, position).next();
        QCOMPARE(step.operation.text(), QString::number(rules.selection.from));
        QCOMPARE(step.index, 3);
    }
    void anUndisturbedTenantIsAlwaysComplete()
    {
        for (quint64 seed = 1; seed <= 500; ++seed) {
            SimulatedTenant tenant(seed, 0);
            if (tenant.hasUnreadable())
                continue;
            const Run history = run(tenant, false);
            QVERIFY2(history.isComplete, qPrintable(QStringLiteral("seed %1").arg(seed)));
            QCOMPARE(problemOf(history, tenant), QString());
        }
    }
};

QTEST_APPLESS_MAIN(FetchSimulationTest)
#include "fetch_simulation_test.moc"
