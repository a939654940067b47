// Where windows begin, how far they are read ahead, and whose answer is whose.
#include "core/exporting/fetching/window_plan.h"

#include <QTest>

using namespace slipway;

namespace {

constexpr qint64 hour = 3600, from = 1'790'000'000 / hour * hour;
constexpr qint64 page = 1'000'000; // bytes

PlanRules rules(qint64 hours, int readers = 3)
{
    PlanRules rules;
    rules.to = from + hours * hour;
    rules.readers = readers;
    return rules;
}

// The front has read the first hour, which is one page.
WindowPlan begun(const PlanRules &rules)
{
    WindowPlan plan(rules);
    plan.learn(from + hour, hour, page);
    plan.frontAt(from + hour);
    return plan;
}

AheadAnswer pageUntil(qint64 mark, uint64_t print = 0)
{
    AheadAnswer answer;
    answer.isPage = true;
    answer.mark = mark;
    answer.bytes = page;
    answer.print = print;
    return answer;
}

FetchStep asks(const Operation &operation, int index)
{
    FetchStep step;
    step.operation = operation;
    step.index = index;
    return step;
}

// Hours after the start of the range.
std::vector<qint64> starts(WindowPlan &plan)
{
    std::vector<qint64> hours;
    while (const auto window = plan.begin())
        hours.push_back((window->start - from) / hour);
    return hours;
}

} // namespace

class WindowPlanTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingBeginsBeforeAMarkHasMoved()
    {
        WindowPlan plan(rules(24));
        QVERIFY(!plan.begin());
        plan.learn(from, 0, page);
        QVERIFY(!plan.begin());
    }
    void theRestIsDividedAmongAll()
    {
        WindowPlan plan = begun(rules(25));
        QCOMPARE(starts(plan), (std::vector<qint64>{7, 13, 19}));
    }
    void aLongRangeIsReadInPieces()
    {
        PlanRules wanted = rules(2400);
        wanted.windowBytes = 10 * page;
        WindowPlan plan = begun(wanted);
        QCOMPARE(starts(plan), (std::vector<qint64>{11, 21, 31}));
    }
    void windowsBeginAtTheHour()
    {
        WindowPlan plan(rules(10, 1));
        plan.learn(from + 5000, 5000, page);
        plan.frontAt(from + 5000);
        const auto window = plan.begin();
        QVERIFY(window);
        QCOMPARE(window->start % hour, 0);
    }
    void aBusyHourIsDivided()
    {
        WindowPlan plan(rules(1));
        plan.learn(from + 10, 10, page);
        plan.frontAt(from + 10);
        const auto window = plan.begin();
        QVERIFY(window);
        QVERIFY(window->start > from + 10 && window->start < from + hour);
        // Not where the tenant begins with the hour all the same.
        QVERIFY(plan.asks(window->id));
        QVERIFY(plan.answered(window->id, pageUntil(from + 10)));
        QVERIFY(!plan.begin());
    }
    void aReaderEndsWhereTheNextWindowBegins()
    {
        WindowPlan plan = begun(rules(25));
        const int first = plan.begin()->id; // from the 7th hour on
        (void)plan.begin();                 // the 13th
        for (qint64 h = 8; h <= 13; ++h) {
            QVERIFY(plan.goesOn(first));
            QVERIFY(plan.asks(first));
            QVERIFY(plan.answered(first, pageUntil(from + h * hour)));
        }
        QVERIFY(!plan.goesOn(first));
        QVERIFY(!plan.isUsed(1)); // and its name is free for another one
    }
    void aReaderWaitsForTheFrontWhenMuchWaits()
    {
        PlanRules wanted = rules(2400, 1);
        wanted.windowBytes = 3 * page;
        WindowPlan plan = begun(wanted);
        const auto window = plan.begin();
        for (int i = 1; i <= 3; ++i) {
            QVERIFY(plan.asks(window->id));
            QVERIFY(plan.answered(window->id, pageUntil(window->start + i * 60)));
        }
        QVERIFY(!plan.goesOn(window->id));
        QCOMPARE(plan.waitingBytes(), 3 * page);
        // Another one takes over there.
        QCOMPARE(plan.begin()->start, window->start + 180);
    }
    // Otherwise two requests would be sent on one cursor.
    void aReaderThatIsOvertakenByTheFrontDoesNotAsk()
    {
        WindowPlan plan = begun(rules(2400, 1));
        const auto window = plan.begin();
        QVERIFY(plan.asks(window->id));
        QVERIFY(plan.answered(window->id, pageUntil(window->start + 60)));
        plan.enter(window->id, 1);
        plan.consumed();
        QVERIFY(plan.goesOn(window->id)); // it waits for its turn
        FetchStep step;
        step.index = 1;
        step.operation = Operation::next();
        QCOMPARE(plan.sourceOf(step), WindowPlan::Source::Live);
        QVERIFY(!plan.asks(window->id));
    }
    // Otherwise three would ask where four may.
    void whereAReaderAsksForTheFrontAnotherMayBegin()
    {
        WindowPlan plan = begun(rules(2400, 1));
        const auto first = plan.begin();
        QVERIFY(first);
        QVERIFY(plan.asks(first->id));
        QVERIFY(plan.answered(first->id, pageUntil(first->start + hour)));
        QVERIFY(!plan.begin());
        plan.enter(first->id, 1);
        QVERIFY(plan.goesOn(first->id));
        QVERIFY(plan.begin());
        QVERIFY(!plan.begin());
    }
    void noMoreReadersBeginThanTheyAreLimitedTo()
    {
        WindowPlan plan = begun(rules(2400));
        plan.limitReaders(1);
        QVERIFY(plan.begin());
        QVERIFY(!plan.begin());
        plan.limitReaders(2);
        QVERIFY(plan.begin());
        QVERIFY(!plan.begin());
    }
    void theLargestStretchIsHalved()
    {
        WindowPlan plan = begun(rules(41, 2));
        const auto first = plan.begin(), second = plan.begin();
        QCOMPARE((first->start - from) / hour, 15);
        QCOMPARE((second->start - from) / hour, 28);
        // The first one is quickly done, the second one is slow.
        for (qint64 mark = first->start + hour; mark <= second->start; mark += hour) {
            QVERIFY(plan.asks(first->id));
            QVERIFY(plan.answered(first->id, pageUntil(mark)));
        }
        const auto third = plan.begin();
        QVERIFY(third);
        QVERIFY(third->start > second->start);
    }
    void theFrontIsHandedWhatWaits()
    {
        WindowPlan plan = begun(rules(25));
        const auto window = *plan.begin();
        QVERIFY(plan.asks(window.id));
        QVERIFY(plan.answered(window.id, pageUntil(window.start + hour)));
        QVERIFY(plan.asks(window.id));
        QVERIFY(!plan.windowAt(window.start - 1));
        QCOMPARE(plan.windowAt(window.start)->id, window.id);
        plan.enter(window.id, 5);
        QCOMPARE(plan.sourceOf(asks(Operation::from(window.start), 5)), WindowPlan::Source::Kept);
        plan.consumed();
        QCOMPARE(plan.sourceOf(asks(Operation::next(), 5)), WindowPlan::Source::Coming);
        AheadAnswer nothing;
        QVERIFY(plan.answered(window.id, nothing));
        QVERIFY(!plan.goesOn(window.id)); // the front has to judge this
        QCOMPARE(plan.sourceOf(asks(Operation::next(), 5)), WindowPlan::Source::Kept);
        plan.consumed();
        QCOMPARE(plan.sourceOf(asks(Operation::resend(), 5)), WindowPlan::Source::Live);
    }
    void anotherRequestThanThePredictedOneFindsNoCursor()
    {
        WindowPlan plan = begun(rules(25));
        const auto window = *plan.begin();
        for (const bool isWaiting : {true, false}) {
            QVERIFY(plan.asks(window.id));
            if (isWaiting)
                QVERIFY(plan.answered(window.id, pageUntil(window.start + hour)));
        }
        plan.enter(window.id, 1);
        QCOMPARE(plan.sourceOf(asks(Operation::from(window.start), 1)), WindowPlan::Source::Kept);
        plan.consumed();
        QCOMPARE(plan.sourceOf(asks(Operation::resend(), 1)), WindowPlan::Source::Lost);
        // On an index of its own the front asks by itself.
        QCOMPARE(plan.sourceOf(asks(Operation::from(from), 2)), WindowPlan::Source::Live);
        QVERIFY(!plan.current());
    }
    void whatCouldNotBeKeptIsMissing()
    {
        WindowPlan plan = begun(rules(25));
        const auto window = *plan.begin();
        QVERIFY(plan.asks(window.id));
        QVERIFY(plan.answered(window.id, pageUntil(window.start + hour)));
        QVERIFY(plan.asks(window.id));
        AheadAnswer lost = pageUntil(window.start + 2 * hour);
        lost.isKept = false;
        QVERIFY(!plan.answered(window.id, lost));
        plan.enter(window.id, 1);
        plan.consumed();
        QCOMPARE(plan.sourceOf(asks(Operation::next(), 1)), WindowPlan::Source::Lost);
    }
    void aPageOfAnEarlierWindowIsNotBelieved()
    {
        WindowPlan plan = begun(rules(2400, 1));
        const auto first = *plan.begin();
        QVERIFY(plan.asks(first.id));
        QVERIFY(plan.answered(first.id, pageUntil(first.start + hour, 77)));
        plan.passBy(first.start);
        const auto second = *plan.begin();
        QCOMPARE(second.name, first.name);
        QVERIFY(plan.asks(second.id));
        QVERIFY(plan.answered(second.id, pageUntil(second.start + hour, 78)));
        QVERIFY(plan.asks(second.id));
        QVERIFY(!plan.answered(second.id, pageUntil(second.start + 2 * hour, 77)));
        plan.enter(second.id, 1);
        QVERIFY(plan.believes(79));
        QVERIFY(!plan.believes(77));
    }
    void aNameWhoseAnswerWasLostIsAvoided()
    {
        WindowPlan plan = begun(rules(25, 1));
        plan.avoidName(1); // by the process before this one
        const auto window = *plan.begin();
        QCOMPARE(window.name, 2);
        QVERIFY(plan.asks(window.id));
        QVERIFY(plan.answered(window.id, pageUntil(window.start + hour)));
        QVERIFY(plan.asks(window.id));
        AheadAnswer lost;
        lost.isWhole = false;
        (void)plan.answered(window.id, lost);
        const auto next = *plan.begin();
        QCOMPARE(next.start, window.start + hour);
        QCOMPARE(next.name, 3);
        plan.passBy(next.start);
        QVERIFY(plan.isUsed(2));
        QVERIFY(!plan.isUsed(3));
    }
    void aWindowWithoutAPageIsJoinedToTheOneBefore()
    {
        WindowPlan plan = begun(rules(25, 1));
        const auto window = *plan.begin();
        QVERIFY(plan.asks(window.id));
        (void)plan.answered(window.id, AheadAnswer());
        QVERIFY(!plan.isThere(window.id));
        QVERIFY(!plan.windowAt(from + 24 * hour));
    }
    void eventsWithoutIdsAreReadOneAfterAnother()
    {
        WindowPlan plan = begun(rules(25));
        const auto first = *plan.begin(), second = *plan.begin();
        AheadAnswer unnamed = pageUntil(first.start + hour);
        unnamed.isUnnamed = true;
        QVERIFY(plan.asks(first.id));
        (void)plan.answered(first.id, unnamed);
        QVERIFY(plan.isOver());
        QVERIFY(!plan.isThere(second.id));
        QVERIFY(!plan.begin());
        QVERIFY(!plan.windowAt(first.start));
    }
    // Whatever the readers do, there are never more of them than allowed, and no two windows have one name.
    void thereAreNeverTooMany()
    {
        for (int readers = 1; readers <= 7; ++readers) {
            WindowPlan plan = begun(rules(2400, readers));
            std::vector<NewWindow> all;
            while (const auto window = plan.begin())
                all.push_back(*window);
            QCOMPARE(static_cast<int>(all.size()), readers);
            std::set<int> names;
            for (const NewWindow &window : all)
                names.insert(window.name);
            QCOMPARE(names.size(), all.size());
        }
    }
};

QTEST_APPLESS_MAIN(WindowPlanTest)
#include "window_plan_test.moc"
