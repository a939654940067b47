// Thousands of histories of a tenant of API v1 that misbehaves in random order: rows that arrive while they
// are read, any order of the rows, pages of any length, answers that never arrive or are none, and kills of
// the exporter. Whatever happens, the export ends; what it calls complete has all events of the range, each
// once; and what it could not obtain is in a window that was put aside.
//
// SLIPWAY_SIMULATIONS=N runs N histories, SLIPWAY_SEED=S the one with that seed, and prints each step. With
// both, it runs N histories, starting at that seed.
#include "core/exporting/fetching/kept_keys.h"
#include "core/exporting/fetching/query_fetch.h"
#include "core/exporting/journal/continuing/continuation.h"
#include "core/exporting/journal/job_journal.h"

#include <QTest>

#include <map>
#include <random>
#include <variant>

using namespace slipway;

namespace {

struct Row
{
    EventKey128 key;
    qint64 time = 0, arrival = 0; // epoch seconds
};

class QueriedTenant
{
public:
    static constexpr qint64 begin = 1'760'000'400;

    enum class Order { Oldest, Newest, Arrival };

    qint64 from = begin, to = 0; // the requested range
    qint64 now = 0;
    int requests = 0;

    explicit QueriedTenant(quint64 seed) : m_random(seed), m_more(~seed)
    {
        to = from + 600 + draw(12 * 3600);
        m_order = static_cast<Order>(draw(3));
        m_pageSize = 2 + draw(12);
        m_faultRate = draw(4) == 0 ? 0 : 0.08;
        m_excludesStart = draw(2) == 0;
        m_includesEnd = draw(2) == 0;
        now = draw(3) == 0 ? to + 7 * 86'400 : draw(2) == 0 ? to + draw(120) : to - draw(3600);
        m_duration = 1 + draw(8);
        const int count = draw(8) == 0 ? draw(3) : 5 + draw(90);
        // Some have most of their rows in a few minutes.
        const qint64 busy = draw(3) == 0 ? 900 : to - from + 1200;
        for (int i = 0; i < count; ++i) {
            Row row;
            row.time = from - 600 + draw(static_cast<int>(draw(4) == 0 ? to - from + 1200 : busy));
            row.arrival = row.time + (draw(3) == 0 ? draw(110) : 0);
            row.key = {draw(20) == 0 ? 0 : static_cast<uint64_t>(2 * i + 1), static_cast<uint64_t>(i) + 1000};
            m_rows.push_back(row);
            if (draw(15) == 0) { // another event with the same _id
                row.key.text += 1'000'000;
                m_rows.push_back(row);
            }
        }
        m_isLateAtEnd = more(6) == 0;
        if (m_isLateAtEnd) { // the last hours have only a few rows, which arrive after the first readings
            now = to - more(600);
            for (Row &row : m_rows) {
                if (row.time < to - 2 * 3600 || row.time >= to)
                    continue;
                row.time = to - 1 - more(60);
                row.arrival = row.time + 60 + more(50);
            }
        }
        std::ranges::stable_sort(m_rows, [this](const Row &a, const Row &b) {
            return m_order == Order::Oldest   ? a.time < b.time
                   : m_order == Order::Newest ? a.time > b.time
                                              : a.arrival < b.arrival;
        });
        if (draw(20) == 0 && !m_rows.empty())
            m_unreadable = m_rows[static_cast<size_t>(draw(static_cast<int>(m_rows.size())))].key;
        m_hasHiccups = more(4) == 0;
        m_hasLags = more(4) == 0;
    }

    int draw(int below)
    {
        return below <= 0 ? 0 : static_cast<int>(m_random() % static_cast<quint64>(below));
    }
    bool chance(double share) { return std::uniform_real_distribution<>(0, 1)(m_random) < share; }

    // For what was added later, so that seeds from before keep their histories.
    int more(int below) { return static_cast<int>(m_more() % static_cast<quint64>(below)); }

    std::vector<Row> truth() const
    {
        std::vector<Row> inRange;
        std::ranges::copy_if(m_rows, std::back_inserter(inRange),
                             [this](const Row &row) { return row.time >= from && row.time < to; });
        return inRange;
    }
    int mostRequests() const
    {
        return 40 * (static_cast<int>(m_rows.size()) + static_cast<int>((to - from) / 600) + 50);
    }

    using Answer = std::variant<std::vector<Row>, FaultFacts>;
    Answer answer(const V1Query &query)
    {
        ++requests;
        now += m_duration;
        const bool mayBeHiccup = m_hasHiccups ? query.skip > 0 : m_isLateAtEnd;
        if (mayBeHiccup && more(6) == 0 && mayMislead(query, m_hiccups))
            return std::vector<Row>();
        if (m_hasLags && query.skip > 0 && more(6) == 0 && mayMislead(query, m_lags)) {
            V1Query moved = query; // a part of the tenant that does not know some of the earlier rows yet
            moved.skip += 2 + more(3);
            return serve(moved);
        }
        const bool isFaulty = chance(m_faultRate) && m_row < 3;
        m_row = isFaulty ? m_row + 1 : 0;
        if (!isFaulty)
            return serve(query);
        FaultFacts fault;
        switch (draw(7)) {
        case 0:
            fault.fault = AnswerFault::NotSent;
            fault.kind = ErrorKind::ConnectionRefused;
            return fault;
        case 1:
            fault.fault = AnswerFault::NoAnswer;
            fault.kind = ErrorKind::TruncatedAnswer;
            return fault;
        case 2:
            fault.fault = AnswerFault::NotTheTenants;
            fault.kind = ErrorKind::BadAnswer;
            fault.status = 403;
            return fault;
        case 3:
            fault.fault = AnswerFault::ReportsFailure;
            fault.kind = ErrorKind::BadAnswer;
            fault.status = 200;
            return fault;
        case 4: // a list without rows
            return mayMislead(query, m_hiccups) ? std::vector<Row>() : serve(query);
        case 5: // something other than a list, once or twice
            fault.fault = AnswerFault::Unreadable;
            fault.kind = ErrorKind::BadAnswer;
            fault.status = 200;
            return fault;
        default:
            fault.fault = AnswerFault::Status;
            fault.status = std::vector<int>{429, 500, 502, 503, 504}[static_cast<size_t>(draw(5))];
            fault.kind = fault.status == 429 ? ErrorKind::RateLimited : ErrorKind::ServerFault;
            return fault;
        }
    }

private:
    // False answers, counted for one window. As many as it takes to be believed cannot be told from the
    // truth.
    struct Misleading
    {
        qint64 from = 0;
        int answers = 0;
    };
    [[nodiscard]] static bool mayMislead(const V1Query &query, Misleading &so)
    {
        if (so.from != query.from)
            so = {query.from, 0};
        return ++so.answers <= 2;
    }

    Answer serve(const V1Query &query) const
    {
        // A query covers one second more on either side, and clients disagree about what its bounds mean.
        const qint64 first = query.from - 1 + (m_excludesStart ? 1 : 0);
        const qint64 end = query.to + 1 + (m_includesEnd ? 1 : 0);
        std::vector<Row> rows;
        for (const Row &row : m_rows) {
            if (row.arrival <= now && row.time >= first && row.time < end)
                rows.push_back(row);
        }
        rows.erase(rows.begin(), rows.begin() + std::min(static_cast<std::ptrdiff_t>(rows.size()),
                                                         static_cast<std::ptrdiff_t>(query.skip)));
        rows.resize(std::min(rows.size(), static_cast<size_t>(m_pageSize)));
        if (std::ranges::any_of(rows, [this](const Row &row) { return row.key == m_unreadable; })) {
            FaultFacts fault;
            fault.fault = AnswerFault::Unreadable;
            fault.kind = ErrorKind::BadAnswer;
            fault.status = 200;
            return fault;
        }
        return rows;
    }

    std::mt19937_64 m_random, m_more;
    Order m_order = Order::Oldest;
    int m_pageSize = 0, m_row = 0; // m_row: consecutive faults
    Misleading m_hiccups, m_lags;
    qint64 m_duration = 0; // of a request, seconds
    double m_faultRate = 0;
    bool m_excludesStart = false, m_includesEnd = false;
    bool m_hasHiccups = false, m_hasLags = false; // more of them, on later pages
    bool m_isLateAtEnd = false;
    std::vector<Row> m_rows; // in the order in which they are sent
    EventKey128 m_unreadable;
};

struct Journal
{
    FetchPosition position;
    std::vector<PageKeys> keys;
    std::vector<EventKey128> files;
    std::vector<PageRecord> pages;
    std::vector<std::pair<qint64, qint64>> aside; // windows that were put aside: from, to
};

struct Run
{
    Journal journal;
    Obstacle obstacle = Obstacle::None;
    bool hasEnded = false, isComplete = false;
    int kills = 0;
    QStringList story;
};

Run run(QueriedTenant &tenant, bool tells)
{
    Run run;
    Journal &journal = run.journal;
    Journal backup;
    bool hasBackup = false;
    journal.position.mark = tenant.from;
    FetchRules rules;
    rules.selection.from = tenant.from;
    rules.selection.to = tenant.to;
    rules.backOff = [](int attempt) { return std::chrono::milliseconds(1000 * std::min(attempt, 300)); };
    std::chrono::milliseconds clock{0};
    for (;;) { // one process after another
        KeptKeys keys;
        ContinuationStart start(tenant.from, tenant.to, tenant.from, 0);
        for (const PageRecord &page : journal.pages)
            start.add(page);
        const auto remember = [&](const PageKeys &page) {
            keys.add(page);
            keys.forgetOld(start.mark(), start.hasMarks(), start.latest());
        };
        for (const PageKeys &page : journal.keys)
            remember(page);
        QueryFetch fetch(rules, journal.position);
        const int dies = tenant.chance(0.2) ? tenant.requests + tenant.draw(8) : 1 << 30;
        bool isDead = false;
        while (!isDead) {
            const FetchStep step = fetch.next();
            if (step.what != FetchStep::Do::Ask || tenant.requests > tenant.mostRequests()) {
                run.hasEnded = step.what != FetchStep::Do::Ask;
                run.isComplete = step.what == FetchStep::Do::Finish && journal.aside.empty();
                run.obstacle = step.obstacle;
                return run;
            }
            clock += step.pause;
            tenant.now += step.pause.count() / 1000;
            const V1Query query = step.query.value();
            const QString label = fetch.label();
            const qint64 asked = tenant.now;
            const QueriedTenant::Answer answer = tenant.answer(query);
            clock += std::chrono::seconds(tenant.now - asked);
            const FetchTime now{tenant.now, clock};
            const auto *rows = std::get_if<std::vector<Row>>(&answer);
            if (tells) {
                QString what = QStringLiteral("%1 at %2 →").arg(label).arg(tenant.now - tenant.to);
                if (!rows)
                    what += QStringLiteral(" fault %1").arg(int(std::get<FaultFacts>(answer).fault));
                for (const Row &row : rows ? *rows : std::vector<Row>())
                    what += QStringLiteral(" %1").arg(row.key.text);
                run.story << what;
            }
            if (tenant.requests >= dies && tenant.draw(2) == 0) {
                isDead = true; // before it was written
                break;
            }
            if (!rows) {
                if (fetch.failed(std::get<FaultFacts>(answer), now))
                    journal.aside.emplace_back(query.from, query.to);
                continue;
            }
            std::vector<EventFacts> events;
            QString checksum = QString::number(rows->size());
            for (const Row &row : *rows) {
                events.push_back({row.key, row.time});
                checksum += QLatin1Char(' ') + QString::number(row.key.text);
            }
            const Selection selection =
                select(events, fetch.selection(), keys.known(), journal.position.mark, fetch.isReplaying());
            PageFacts facts;
            facts.sent = static_cast<qint64>(events.size());
            facts.fresh = selection.fresh;
            facts.known = selection.known;
            facts.changed = selection.changed;
            facts.checksum = checksum;
            facts.latest = selection.latest;
            facts.sentAt = tenant.now;
            if (!events.empty()) {
                facts.first = events.front().key;
                facts.last = events.back().key;
            }
            const PageVerdict verdict = fetch.served(facts, now);
            if (!verdict.take)
                continue;
            if (!hasBackup && tenant.draw(10) == 0) {
                backup = journal;
                hasBackup = true;
            }
            FetchPosition &at = journal.position;
            ++at.pages;
            at.mark = verdict.mark;
            at.lastLabel = label;
            at.lastPageMark = verdict.mark;
            PageKeys pageKeys{at.pages, verdict.mark, facts.latest.value_or(0), {}};
            for (size_t i = 0; i < events.size(); ++i) {
                if (selection.events[i] == Disposition::Write)
                    journal.files.push_back(events[i].key);
                if (selection.events[i] == Disposition::Write || selection.events[i] == Disposition::Repeated)
                    pageKeys.keys.push_back(events[i].key);
            }
            PageRecord record;
            record.sequence = at.pages;
            record.hwm = verdict.mark;
            record.sent = facts.sent;
            record.latest = facts.latest.value_or(0);
            record.checksum = checksum;
            journal.pages.push_back(record);
            start.add(record);
            journal.keys.push_back(pageKeys);
            remember(pageKeys);
            fetch.taken();
            isDead = tenant.requests >= dies; // after it was committed
        }
        ++run.kills;
        if (tells)
            run.story << QStringLiteral("killed");
        tenant.now += tenant.draw(300);
        if (hasBackup &&
            tenant.draw(3) == 0) { // an older state file returns, and the files are cut back to it
            journal = backup;
            hasBackup = false;
            if (tells)
                run.story << QStringLiteral("state restored to page %1").arg(journal.position.pages);
        }
    }
}

// What is wrong with how a history ended; empty: nothing.
QString problemOf(const Run &run, const QueriedTenant &tenant)
{
    if (!run.hasEnded)
        return QStringLiteral("it did not end");
    std::map<uint64_t, int> found;
    for (const EventKey128 &key : run.journal.files) {
        if (++found[key.text] > 1)
            return QStringLiteral("event %1 is in the files twice").arg(key.text);
    }
    size_t there = 0;
    for (const Row &row : tenant.truth()) {
        there += found.contains(row.key.text);
        const bool isAside = std::ranges::any_of(run.journal.aside, [&](const auto &window) {
            return row.time >= window.first && row.time < window.second;
        });
        if ((run.isComplete || row.time < run.journal.position.mark) && !found.contains(row.key.text) &&
            !isAside)
            return QStringLiteral("complete up to %1, but event %2 of %3, arrived at %4, is missing")
                .arg(run.journal.position.mark)
                .arg(row.key.text)
                .arg(row.time)
                .arg(row.arrival);
    }
    return there == found.size() ? QString() : QStringLiteral("an event in the files is not in the range");
}

} // namespace

class QuerySimulationTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsCompleteIsComplete()
    {
        const bool hasSeed = qEnvironmentVariableIsSet("SLIPWAY_SEED");
        const bool hasCount = qEnvironmentVariableIsSet("SLIPWAY_SIMULATIONS");
        const qint64 first = hasSeed ? qEnvironmentVariable("SLIPWAY_SEED").toLongLong() : 1;
        const int count = hasCount  ? qEnvironmentVariableIntValue("SLIPWAY_SIMULATIONS")
                          : hasSeed ? 1
                                    : 2'000;
        const bool isOne = hasSeed && !hasCount;
        int complete = 0, withWindows = 0, failures = 0, kills = 0;
        qint64 requests = 0;
        std::map<int, int> obstacles;
        for (qint64 seed = first; seed < first + count; ++seed) {
            QueriedTenant tenant(static_cast<quint64>(seed));
            const Run history = run(tenant, isOne);
            if (isOne)
                qInfo("%s", qPrintable(history.story.join(QLatin1Char('\n'))));
            complete += history.isComplete;
            withWindows += !history.journal.aside.empty();
            kills += history.kills;
            requests += tenant.requests;
            if (history.obstacle != Obstacle::None)
                ++obstacles[static_cast<int>(history.obstacle)];
            if (const QString problem = problemOf(history, tenant); !problem.isEmpty() && ++failures <= 10)
                qWarning("seed %lld: %s", static_cast<long long>(seed), qPrintable(problem));
        }
        qInfo("%d histories: %d complete, %d with windows put aside, %d kills, %lld requests", count,
              complete, withWindows, kills, static_cast<long long>(requests));
        for (const auto &[obstacle, times] : obstacles)
            qInfo("ended with obstacle %d: %d", obstacle, times);
        QCOMPARE(failures, 0);
        // A fetching that gives up at everything would pass all of the above.
        QVERIFY(isOne || complete > count * 8 / 10);
    }
};

QTEST_APPLESS_MAIN(QuerySimulationTest)
#include "query_simulation_test.moc"
