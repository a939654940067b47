// What is asked next on an iterator: the requests of one endpoint after each answer, without a tenant, files
// or a clock. The simulations beside this test play whole histories; here each rule has one short story.
#include "core/exporting/fetching/iterator_fetch.h"

#include <QTest>

using namespace slipway;

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr qint64 hour = 3600, from = 1'790'000'000 / hour * hour, to = from + 6 * hour;

FetchRules rules()
{
    FetchRules rules;
    rules.selection.from = from;
    rules.selection.to = to;
    rules.selection.leadInUntil = from + hour;
    rules.backOff = [](int attempt) { return seconds(2 * attempt); };
    return rules;
}

FetchPosition atTheStart()
{
    FetchPosition start;
    start.mark = from;
    return start;
}

// After one page, whose mark is an hour after the start of the range.
FetchPosition afterOnePage()
{
    FetchPosition position;
    position.pages = position.indexPages = 1;
    position.mark = position.lastPageMark = from + hour;
    position.latest = from + hour - 1;
    position.lastChecksum = QStringLiteral("first");
    position.indexStart = from;
    return position;
}

// A page of ten events that are not in the files, the last of them at `latest`.
PageFacts page(const char *name, qint64 latest, std::optional<qint64> mark)
{
    PageFacts page;
    page.sent = page.fresh = 10;
    page.checksum = QString::fromLatin1(name);
    page.ids = qHash(page.checksum) | 1;
    page.earliest = latest - 60;
    page.latest = page.reach = latest;
    page.mark = mark;
    page.first = {page.ids, page.ids};
    page.last = {page.ids + 1, page.ids + 1};
    return page;
}
PageFacts page(const char *name, qint64 latest)
{
    return page(name, latest, latest + 1);
}
// The same once its events are in the files.
PageFacts known(PageFacts page)
{
    page.known = std::exchange(page.fresh, 0);
    page.holdsLast = true;
    return page;
}
PageFacts empty(std::optional<qint64> mark = {})
{
    PageFacts page;
    page.checksum = QStringLiteral("0");
    page.mark = mark;
    return page;
}

FaultFacts status(int code, ErrorKind kind)
{
    FaultFacts fault;
    fault.fault = AnswerFault::Status;
    fault.kind = kind;
    fault.status = code;
    return fault;
}
FaultFacts instead(AnswerFault what, ErrorKind kind = ErrorKind::BadAnswer)
{
    FaultFacts fault;
    fault.fault = what;
    fault.kind = kind;
    return fault;
}

// An endpoint that is being fetched. The clock moves on by the pauses.
class Dialogue
{
public:
    explicit Dialogue(const FetchPosition &position = atTheStart(), const FetchRules &with = rules())
        : m_fetch(with, position)
    {}

    // "next@0": the operation, and the number of the index; or how it ended.
    [[nodiscard]] QString asks() const
    {
        const FetchStep step = m_fetch.next();
        if (step.what == FetchStep::Do::Finish)
            return QStringLiteral("finished");
        if (step.what == FetchStep::Do::GiveUp)
            return QStringLiteral("given up");
        return QStringLiteral("%1@%2").arg(step.operation.text()).arg(step.index);
    }
    // Whether the page was taken.
    bool brings(const PageFacts &page)
    {
        goOn();
        const PageVerdict verdict = m_fetch.served(page, m_now);
        if (verdict.take)
            m_fetch.taken();
        return verdict.take;
    }
    // Whether what came in place of the page is put aside.
    bool fails(const FaultFacts &fault)
    {
        goOn();
        return m_fetch.failed(fault, m_now);
    }
    [[nodiscard]] FetchStep step() const { return m_fetch.next(); }
    [[nodiscard]] milliseconds pause() const { return step().pause; }
    [[nodiscard]] int requests() const { return m_requests; }
    [[nodiscard]] bool hasEnded() const { return step().what != FetchStep::Do::Ask; }
    [[nodiscard]] IteratorFetch &fetch() { return m_fetch; }

private:
    void goOn()
    {
        ++m_requests;
        m_now.steady += pause() + milliseconds(100);
        m_now.wall += pause().count() / 1000;
    }

    IteratorFetch m_fetch;
    FetchTime m_now{to + 30 * 86'400, seconds(100)};
    int m_requests = 0;
};

QString epoch(qint64 time, int index)
{
    return QStringLiteral("%1@%2").arg(time).arg(index);
}

} // namespace

class IteratorFetchTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pagesUntilAMarkPassesTheEnd()
    {
        Dialogue dialogue;
        QCOMPARE(dialogue.asks(), epoch(from, 0));
        QVERIFY(dialogue.brings(page("first", from + hour)));
        QCOMPARE(dialogue.asks(), QStringLiteral("next@0"));
        QCOMPARE(dialogue.pause(), milliseconds(0));
        PageFacts second = page("second", from + 2 * hour);
        second.wait = 7;
        QVERIFY(dialogue.brings(second));
        QCOMPARE(dialogue.asks(), QStringLiteral("next@0"));
        QCOMPARE(dialogue.pause(), seconds(7)); // the tenant asks for it
        QVERIFY(dialogue.brings(page("third", from + 4 * hour)));
        QVERIFY(dialogue.brings(page("end", from + 5 * hour - 1, from + 5 * hour)));
        QVERIFY(dialogue.brings(page("last", to - 1, to)));
        QCOMPARE(dialogue.asks(), QStringLiteral("finished"));
        QCOMPARE(dialogue.fetch().mark(), to);
    }
    void aLongWaitIsRespectedUpToAnHour()
    {
        Dialogue dialogue;
        PageFacts first = page("first", from + hour);
        first.wait = 86'400;
        QVERIFY(dialogue.brings(first));
        QCOMPARE(dialogue.pause(), milliseconds(std::chrono::hours(1)));
        QCOMPARE(dialogue.step().reason, PauseReason::WaitTime);
    }

    // Only a whole page shows where the cursor is, so after anything else `resend` decides.
    void afterAnythingButAPageResendDecides_data()
    {
        QTest::addColumn<FaultFacts>("fault");
        QTest::newRow("500") << status(500, ErrorKind::ServerFault);
        QTest::newRow("502") << status(502, ErrorKind::ServerFault);
        QTest::newRow("520") << status(520, ErrorKind::ServerFault);
        QTest::newRow("408") << status(408, ErrorKind::BadAnswer);
        QTest::newRow("302") << status(302, ErrorKind::BadAnswer);
        QTest::newRow("409") << status(409, ErrorKind::Busy);
        QTest::newRow("429") << status(429, ErrorKind::RateLimited);
        QTest::newRow("a cut connection") << instead(AnswerFault::NoAnswer, ErrorKind::ConnectionLost);
        QTest::newRow("a reported failure") << instead(AnswerFault::ReportsFailure, ErrorKind::ServerFault);
        QTest::newRow("a web page") << instead(AnswerFault::NotTheTenants);
        QTest::newRow("no structure") << instead(AnswerFault::Unreadable);
        QTest::newRow("too large") << instead(AnswerFault::TooLarge);
        QTest::newRow("403 with pages in the files") << status(403, ErrorKind::PermissionMissing);
    }
    void afterAnythingButAPageResendDecides()
    {
        QFETCH(FaultFacts, fault);
        for (const bool isLost : {false, true}) {
            Dialogue dialogue;
            QVERIFY(dialogue.brings(page("first", from + hour)));
            QVERIFY(!dialogue.fails(fault));
            QCOMPARE(dialogue.asks(), QStringLiteral("resend@0"));
            QVERIFY(dialogue.pause() > milliseconds(0));
            if (isLost)
                QVERIFY(dialogue.brings(page("second", from + 2 * hour))); // the tenant had served it
            else
                QVERIFY(!dialogue.brings(known(page("first", from + hour))));
            QCOMPARE(dialogue.asks(), QStringLiteral("next@0"));
        }
    }
    void aRequestThatNeverLeftIsSentAgain()
    {
        Dialogue dialogue;
        QVERIFY(dialogue.brings(page("first", from + hour)));
        QVERIFY(!dialogue.fails(instead(AnswerFault::NotSent, ErrorKind::ConnectionRefused)));
        QCOMPARE(dialogue.asks(), QStringLiteral("next@0"));
        QCOMPARE(dialogue.step().reason, PauseReason::Retry);
    }
    void anEpochWithoutAPageIsAskedForAgain()
    {
        Dialogue dialogue;
        for (int i = 1; i <= 5; ++i) {
            QVERIFY(!dialogue.fails(status(503, ErrorKind::ServerFault)));
            QCOMPARE(dialogue.asks(), epoch(from, 0));
            QCOMPARE(dialogue.pause(), seconds(2 * i));
        }
    }
    void whatTheTenantAsksForIsTheWait()
    {
        const auto waitFor = [](double reset) {
            FaultFacts limited = status(429, ErrorKind::RateLimited);
            limited.reset = reset;
            Dialogue dialogue;
            (void)dialogue.fails(limited);
            return dialogue.hasEnded() ? milliseconds(-1) : dialogue.pause();
        };
        QVERIFY(waitFor(90) >= seconds(90) && waitFor(90) < seconds(91));
        // Never more than an hour, however far away the moment is, and always a little.
        QVERIFY(waitFor(1e12) >= seconds(3600) && waitFor(1e12) < seconds(3602));
        QVERIFY(waitFor(-5) > milliseconds(0) && waitFor(-5) < seconds(31));
    }
    void anHourOfFailuresInterrupts()
    {
        Dialogue dialogue;
        QVERIFY(dialogue.brings(page("first", from + hour)));
        while (!dialogue.hasEnded() && dialogue.requests() < 1000)
            QVERIFY(!dialogue.fails(status(503, ErrorKind::ServerFault)));
        QCOMPARE(dialogue.step().obstacle, Obstacle::Interrupted);
        QVERIFY(dialogue.requests() > 20);
    }
    // That `resend` brings the page in the files each time says nothing about the one after it.
    void aPageThatFailsEachTimeInterruptsAsWell()
    {
        Dialogue dialogue;
        const PageFacts first = page("first", from + hour);
        QVERIFY(dialogue.brings(first));
        while (!dialogue.hasEnded() && dialogue.requests() < 1000) {
            QVERIFY(!dialogue.fails(status(504, ErrorKind::ServerFault)));
            if (!dialogue.hasEnded())
                QVERIFY(!dialogue.brings(known(first)));
        }
        QCOMPARE(dialogue.step().obstacle, Obstacle::Interrupted);
    }
    void aRefusedTokenIsTriedOnceMoreAfterPages()
    {
        Dialogue fresh;
        QVERIFY(!fresh.fails(status(401, ErrorKind::TokenRefused)));
        QCOMPARE(fresh.step().obstacle, Obstacle::TokenRefused);
        Dialogue begun;
        QVERIFY(begun.brings(page("first", from + hour)));
        QVERIFY(!begun.fails(status(401, ErrorKind::TokenRefused)));
        QVERIFY(!begun.hasEnded());
        QVERIFY(!begun.fails(status(401, ErrorKind::TokenRefused)));
        QCOMPARE(begun.step().obstacle, Obstacle::TokenRefused);
    }

    // Answers without events.
    void oneAnswerWithoutEventsIsNotTheEnd()
    {
        Dialogue dialogue;
        QVERIFY(dialogue.brings(page("first", from + hour)));
        QVERIFY(!dialogue.brings(empty()));
        QCOMPARE(dialogue.asks(), QStringLiteral("resend@0"));
        QVERIFY(dialogue.brings(page("second", from + 2 * hour))); // the empty answer took its place
        QCOMPARE(dialogue.asks(), QStringLiteral("next@0"));
    }
    void anEndInsideTheRangeNeedsASecondIndex()
    {
        Dialogue dialogue;
        const PageFacts first = page("first", from + hour);
        QVERIFY(dialogue.brings(first));
        QStringList asked;
        const auto emptyUntilAnotherIndex = [&](int index) {
            while (!dialogue.hasEnded() && dialogue.step().index == index && dialogue.requests() < 50) {
                asked << dialogue.asks();
                (void)dialogue.brings(empty());
            }
        };
        emptyUntilAnotherIndex(0);
        QVERIFY2(asked.size() >= 3, qPrintable(asked.join(QLatin1Char(' '))));
        QCOMPARE(dialogue.asks(), epoch(from + hour + 1, 1)); // from the last mark
        // The tenant begins with the hour, so this is in the files.
        QVERIFY(!dialogue.brings(known(first)));
        emptyUntilAnotherIndex(1);
        QCOMPARE(dialogue.asks(), QStringLiteral("finished"));
        QCOMPARE(dialogue.fetch().mark(), from + hour + 1); // not `to`: that is not proven
        QVERIFY2(dialogue.requests() <= 12, qPrintable(QString::number(dialogue.requests())));
    }
    void whatTheSecondIndexBringsIsTaken()
    {
        Dialogue dialogue;
        QVERIFY(dialogue.brings(page("first", from + hour)));
        while (dialogue.step().index == 0 && dialogue.requests() < 50)
            QVERIFY(!dialogue.brings(empty()));
        QVERIFY(dialogue.brings(page("second", from + 2 * hour))); // the first index had lost its place
        QCOMPARE(dialogue.asks(), QStringLiteral("next@1"));
        QVERIFY(!dialogue.hasEnded());
    }
    void anAnswerWithoutEventsBeyondTheRangeIsDoubted()
    {
        Dialogue dialogue;
        QVERIFY(dialogue.brings(page("first", from + hour)));
        while (dialogue.step().index == 0 && dialogue.requests() < 50)
            QVERIFY(!dialogue.brings(empty(to + 1)));
        QVERIFY(dialogue.requests() >= 3);
        QCOMPARE(dialogue.asks(), epoch(from + hour + 1, 1));
        while (!dialogue.hasEnded() && dialogue.requests() < 50)
            (void)dialogue.brings(empty(to + 1));
        QCOMPARE(dialogue.asks(), QStringLiteral("finished"));
        QCOMPARE(dialogue.fetch().mark(), to + 1);
    }
    void aRangeThatEndedJustNowIsWatched()
    {
        FetchRules wanted = rules();
        IteratorFetch fetch(wanted, afterOnePage());
        FetchTime now{to, seconds(0)};
        (void)fetch.served(known(page("first", from + hour)), now); // answers the `resend` of a resume
        milliseconds waited{0};
        while (fetch.next().what == FetchStep::Do::Ask && fetch.next().index == 0 && waited < seconds(600)) {
            waited += fetch.next().pause;
            now.steady += fetch.next().pause;
            now.wall = to + now.steady.count() / 1000;
            (void)fetch.served(empty(), now);
        }
        QVERIFY2(waited >= wanted.lateWait, qPrintable(QString::number(waited.count())));
    }

    // What never goes forwards.
    void circlesOfAnyLengthEnd_data()
    {
        QTest::addColumn<int>("period");
        QTest::addColumn<bool>("hasMarks");
        for (const int period : {1, 2, 3, 7, 40}) {
            QTest::addRow("%d pages, marks that stand still", period) << period << true;
            QTest::addRow("%d pages without marks", period) << period << false;
        }
    }
    void circlesOfAnyLengthEnd()
    {
        QFETCH(int, period);
        QFETCH(bool, hasMarks);
        Dialogue dialogue;
        QSet<QString> taken;
        for (int i = 0; !dialogue.hasEnded() && i < 2000; ++i) {
            const QString name = QStringLiteral("page %1").arg(i % period);
            const std::optional<qint64> mark = hasMarks ? std::optional(from + hour) : std::nullopt;
            PageFacts brought = page(qPrintable(name), from + 30 * 60 + i % period, mark);
            if (dialogue.brings(taken.contains(name) ? known(brought) : brought))
                taken.insert(name);
        }
        QCOMPARE(dialogue.asks(), QStringLiteral("given up"));
        QCOMPARE(taken.size(), period);
        QVERIFY2(dialogue.requests() <= 20 * (period + 2), qPrintable(QString::number(dialogue.requests())));
    }
    void theSameEventsWithOtherTextsEnd()
    {
        Dialogue dialogue;
        int written = 0;
        for (int i = 0; !dialogue.hasEnded() && i < 2000; ++i) {
            PageFacts brought = page("first", from + hour);
            brought.checksum = QString::number(i); // never the same text
            brought.changed = i > 0 ? brought.fresh : 0;
            written += dialogue.brings(brought);
        }
        QCOMPARE(dialogue.step().obstacle, Obstacle::Changes);
        QVERIFY2(written <= 20, qPrintable(QString::number(written)));
    }
    void marksThatGoBackStartAFreshIndex()
    {
        Dialogue dialogue;
        QVERIFY(dialogue.brings(page("first", from + hour)));
        QVERIFY(dialogue.brings(page("second", from + 3 * hour)));
        for (int index = 1; index <= 3; ++index) {
            QVERIFY(!dialogue.brings(page("back", from + 2 * hour)));
            QCOMPARE(dialogue.asks(), epoch(from + 3 * hour + 1, index));
            // It begins where it should, so what follows has to follow.
            QVERIFY(!dialogue.brings(known(page("second", from + 3 * hour))));
            QCOMPARE(dialogue.asks(), QStringLiteral("next@%1").arg(index));
        }
        QVERIFY(!dialogue.brings(page("back", from + 2 * hour)));
        QCOMPARE(dialogue.asks(), QStringLiteral("given up"));
        QCOMPARE(dialogue.step().obstacle, Obstacle::GoesBack);
    }
    void marksThatCannotBeAreIgnored_data()
    {
        QTest::addColumn<qint64>("mark");
        QTest::newRow("two days ahead of all clocks") << to + 32 * 86'400;
        QTest::newRow("in milliseconds") << to * 1000;
        QTest::newRow("9e14") << qint64(900'000'000'000'000);
        QTest::newRow("zero") << qint64(0);
        QTest::newRow("negative") << -to;
        QTest::newRow("the epoch that was asked for") << from;
    }
    void marksThatCannotBeAreIgnored()
    {
        QFETCH(qint64, mark);
        Dialogue dialogue;
        QVERIFY(dialogue.brings(page("first", from + hour, mark)));
        QCOMPARE(dialogue.asks(), QStringLiteral("next@0"));
        QCOMPARE(dialogue.fetch().mark(), from);
    }
    // A forgotten index may go on with what arrives now.
    void aLeapToTheEndNeedsASecondIndex()
    {
        Dialogue dialogue;
        QVERIFY(dialogue.brings(page("first", from + hour)));
        const PageFacts leap = page("leap", to + 60);
        QVERIFY(!dialogue.brings(leap));
        QCOMPARE(dialogue.asks(), epoch(from + hour + 1, 1));
        QVERIFY(dialogue.brings(leap));
        QCOMPARE(dialogue.asks(), QStringLiteral("finished"));
    }
    // So may a single mark be wrong, and all of them if the tenant sends the time of its newest event.
    void aMarkThatLeapsToTheEndNeedsAnAnswerWithoutEventsOfTheRange_data()
    {
        QTest::addColumn<QList<PageFacts>>("next");
        QTest::addColumn<QString>("asks");
        PageFacts after = page("after", to + 60);
        after.fresh = 0;
        PageFacts before = page("before", from - 60, to + 60);
        before.fresh = 0;
        QTest::newRow("a page after the range") << QList{after} << QStringLiteral("finished");
        QTest::newRow("nothing") << QList{empty()} << QStringLiteral("resend@1");
        const PageFacts again = known(page("leap", from + 2 * hour, to + 60));
        QTest::newRow("nothing, three times")
            << QList{empty(), again, empty(), again, empty()} << QStringLiteral("finished");
        QTest::newRow("more of the range")
            << QList{page("more", from + 3 * hour, to + 60)} << QStringLiteral("next@1");
        QTest::newRow("nothing, and more of the range")
            << QList{empty(), page("more", from + 3 * hour, to + 60)} << QStringLiteral("next@1");
        QTest::newRow("what arrived late") << QList{before} << QStringLiteral("next@1");
    }
    void aMarkThatLeapsToTheEndNeedsAnAnswerWithoutEventsOfTheRange()
    {
        QFETCH(const QList<PageFacts>, next);
        Dialogue dialogue;
        QVERIFY(dialogue.brings(page("first", from + hour)));
        const PageFacts leap = page("leap", from + 2 * hour, to + 60);
        QVERIFY(!dialogue.brings(leap));
        QCOMPARE(dialogue.asks(), epoch(from + hour + 1, 1));
        QVERIFY(dialogue.brings(leap));
        QCOMPARE(dialogue.asks(), QStringLiteral("next@1"));
        for (const PageFacts &answer : next)
            (void)dialogue.brings(answer);
        QTEST(dialogue.asks(), "asks");
    }
    void marksThatAreAlwaysNowEndNothing()
    {
        Dialogue dialogue;
        int written = 0;
        for (int half = 1; half <= 12; ++half) {
            const QByteArray name = "page " + QByteArray::number(half);
            const PageFacts brought = page(name.constData(), from + half * hour / 2 - 1, to + 86'400);
            for (int tries = 0; tries < 3; ++tries) {
                QVERIFY2(!dialogue.hasEnded(), name.constData());
                if (dialogue.brings(brought)) {
                    ++written;
                    break;
                }
            }
        }
        QCOMPARE(written, 12);
        QVERIFY(!dialogue.hasEnded());
        PageFacts after = page("after", to + hour, to + 86'400);
        after.fresh = 0;
        while (!dialogue.hasEnded() && dialogue.requests() < 40)
            (void)dialogue.brings(after);
        QCOMPARE(dialogue.asks(), QStringLiteral("finished"));
    }
    void norDoTheyWhereNoTimeOfAnEventCanBeRead()
    {
        Dialogue dialogue;
        int written = 0;
        for (int number = 1; number <= 12; ++number) {
            const QByteArray name = "page " + QByteArray::number(number);
            PageFacts brought = page(name.constData(), from, to + 86'400);
            brought.earliest = brought.latest = brought.reach = std::nullopt;
            brought.sentAt = to + 86'400 + number;
            for (int tries = 0; tries < 3; ++tries) {
                QVERIFY2(!dialogue.hasEnded(), name.constData());
                if (dialogue.brings(brought)) {
                    ++written;
                    break;
                }
            }
        }
        QCOMPARE(written, 12);
        while (!dialogue.hasEnded() && dialogue.requests() < 60)
            (void)dialogue.brings(empty());
        QCOMPARE(dialogue.asks(), QStringLiteral("finished"));
    }
    // Marks that move with the events end the range even then.
    void marksAloneEndARangeWithoutReadableTimes()
    {
        Dialogue dialogue;
        for (const auto &[name, mark] : {std::pair("first", from + hour), std::pair("second", to - 60)}) {
            PageFacts brought = page(name, from, mark);
            brought.earliest = brought.latest = brought.reach = std::nullopt;
            QVERIFY(dialogue.brings(brought));
        }
        PageFacts last = page("last", from, to + 60);
        last.earliest = last.latest = last.reach = std::nullopt;
        for (int tries = 0; tries < 3 && !dialogue.hasEnded(); ++tries)
            (void)dialogue.brings(last);
        QCOMPARE(dialogue.asks(), QStringLiteral("finished"));
    }
    void withoutMarksTwoPagesAfterTheRangeEndIt()
    {
        Dialogue dialogue;
        QVERIFY(dialogue.brings(page("first", to - 60, {})));
        for (const char *name : {"after", "after that"}) {
            QCOMPARE(dialogue.asks(), QStringLiteral("next@0"));
            PageFacts after = page(name, to + hour, {});
            after.fresh = 0; // outside the range
            QVERIFY(dialogue.brings(after));
        }
        QCOMPARE(dialogue.asks(), QStringLiteral("finished"));
    }

    // Pages that cannot be read.
    void afterThreeTriesAPageIsPutAside()
    {
        Dialogue dialogue;
        QVERIFY(dialogue.brings(page("first", from + hour)));
        for (int i = 1; i < mostUnreadableTries; ++i) {
            QVERIFY(!dialogue.fails(instead(AnswerFault::Unreadable)));
            QCOMPARE(dialogue.asks(), QStringLiteral("resend@0"));
        }
        QVERIFY(dialogue.fails(instead(AnswerFault::Unreadable)));
        QCOMPARE(dialogue.asks(), QStringLiteral("next@0"));
        QVERIFY(dialogue.brings(page("third", from + 2 * hour)));
    }
    void aHundredInARowAreEnough()
    {
        Dialogue dialogue;
        QVERIFY(dialogue.brings(page("first", from + hour)));
        int aside = 0;
        while (!dialogue.hasEnded() && dialogue.requests() < 2000)
            aside += dialogue.fails(instead(AnswerFault::TooLarge));
        QCOMPARE(dialogue.step().obstacle, Obstacle::TooManyUnread);
        QCOMPARE(aside, mostPutAside);
    }

    // A cursor that is lost.
    void aForgottenIndexIsLeft()
    {
        Dialogue dialogue;
        QVERIFY(dialogue.brings(page("first", from + hour)));
        QVERIFY(!dialogue.fails(status(404, ErrorKind::NotAvailable)));
        QCOMPARE(dialogue.asks(), epoch(from + hour + 1, 1));
    }
    void aGatewayThatKnowsNoSuchPathIsAskedAgain()
    {
        Dialogue dialogue;
        QVERIFY(dialogue.brings(page("first", from + hour)));
        FaultFacts fault = status(404, ErrorKind::NotAvailable);
        fault.namesNoRoute = true;
        QVERIFY(!dialogue.fails(fault));
        QCOMPARE(dialogue.asks(), QStringLiteral("resend@0"));
        for (int i = 0; i < 5 && !dialogue.hasEnded(); ++i)
            QVERIFY(!dialogue.fails(fault));
        QCOMPARE(dialogue.step().obstacle, Obstacle::Refused);
    }
    void nothingBeforeTheMarkIsLostWithoutMarksEither()
    {
        Dialogue dialogue;
        QVERIFY(dialogue.brings(page("first", from + 3 * hour, {})));
        QVERIFY(!dialogue.fails(status(404, ErrorKind::NotAvailable)));
        QCOMPARE(dialogue.asks(), epoch(from + 2 * hour, 1)); // events of an hour are not sorted
    }

    // Resume.
    void aResumeBeginsWithResend()
    {
        for (const bool isOpen : {false, true}) {
            FetchPosition position = afterOnePage();
            position.intentOpen = isOpen;
            Dialogue dialogue(position);
            QCOMPARE(dialogue.asks(), QStringLiteral("resend@0"));
            QVERIFY(!dialogue.brings(known(page("first", from + hour))));
            QCOMPARE(dialogue.asks(), QStringLiteral("next@0"));
        }
    }
    void aResumeTakesThePageThatWasLost()
    {
        FetchPosition position = afterOnePage();
        position.intentOpen = true;
        Dialogue dialogue(position);
        QVERIFY(dialogue.brings(page("second", from + 2 * hour)));
        QCOMPARE(dialogue.asks(), QStringLiteral("next@0"));
    }
    void aPageThatNobodyAskedForShowsThatTheStateIsOld()
    {
        Dialogue dialogue(afterOnePage()); // no request was open
        QVERIFY(!dialogue.brings(page("third", from + 3 * hour)));
        QCOMPARE(dialogue.asks(), epoch(from + hour, 1));
        FetchPosition position = afterOnePage();
        position.intentOpen = position.knowsLost = true;
        Dialogue further(position);
        QVERIFY(!further.brings(page("third", from + 3 * hour))); // without the event that was written
        QCOMPARE(further.asks(), epoch(from + hour, 1));
        PageFacts second = page("second", from + 2 * hour);
        second.holdsLost = true;
        Dialogue right(position);
        QVERIFY(right.brings(second));
    }
    void aCursorThatIsNotTrustedIsNotAsked()
    {
        FetchPosition position = afterOnePage();
        position.trusted = false;
        Dialogue dialogue(position);
        QCOMPARE(dialogue.asks(), epoch(from + hour, 1));
        position.mark = from; // no mark ever moved
        position.latest = from + 4 * hour;
        Dialogue without(position);
        QCOMPARE(without.asks(), epoch(from + 3 * hour, 1));
    }

    // Windows that are read ahead.
    void anotherIndexGoesOnOnlyWhereNothingIsMissing()
    {
        Dialogue dialogue;
        QVERIFY(!dialogue.fetch().goOnAt(from)); // no page was taken
        QVERIFY(dialogue.brings(page("first", from + hour)));
        QVERIFY(!dialogue.fetch().goOnAt(from + hour + 2)); // a second is missing
        QCOMPARE(dialogue.asks(), QStringLiteral("next@0"));
        QVERIFY(dialogue.fetch().goOnAt(from + hour));
        QCOMPARE(dialogue.asks(), epoch(from + hour, 1));
        QCOMPARE(dialogue.pause(), milliseconds(0));
    }

    // Continuations.
    void aContinuationGoesOnIfItsPageIsThere()
    {
        FetchRules wanted = rules();
        wanted.selection.continues = true;
        wanted.selection.origin = from;
        wanted.selection.from = from + 2 * hour;
        FetchPosition position;
        position.mark = from + hour;
        position.latest = from + hour;
        position.lastChecksum = QStringLiteral("last");
        position.indexStart = from;
        position.beginsContinuation = position.mayResend = true;
        Dialogue dialogue(position, wanted);
        QCOMPARE(dialogue.asks(), QStringLiteral("resend@0"));
        QVERIFY(dialogue.brings(page("last", from + 2 * hour))); // written without what it took from it
        QCOMPARE(dialogue.asks(), QStringLiteral("next@0"));
        Dialogue other(position, wanted);
        QVERIFY(!other.brings(page("another", from + 2 * hour)));
        QCOMPARE(other.asks(), epoch(from + hour, 1));
        Dialogue forgotten(position, wanted);
        QVERIFY(!forgotten.fails(status(400, ErrorKind::BadAnswer)));
        QCOMPARE(forgotten.asks(), epoch(from + hour, 1));
        position.mayResend = false; // an earlier page has events from after the end
        Dialogue earlier(position, wanted);
        QCOMPARE(earlier.asks(), epoch(from + hour, 1));
    }
};

QTEST_GUILESS_MAIN(IteratorFetchTest)
#include "iterator_fetch_test.moc"
