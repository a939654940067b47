#include "core/exporting/fetching/query_fetch.h"

#include <QRegularExpression>

#include <algorithm>

namespace slipway {
namespace {

constexpr qint64 firstLength = 3600, shortest = 60, longest = 86'400; // seconds
constexpr int mostPasses = 12; // through a window whose rows move, or seem to
// In a row without anything new: where rows moved, and where there are none at all. A gateway that answers
// without rows may do so for a few seconds, and nothing else would tell.
constexpr int quietPasses = 2, emptyPasses = 3;
constexpr int mostRepeats = 3; // readings of a window in a row that end with a page that came again

} // namespace

QueryFetch::QueryFetch(FetchRules rules, const FetchPosition &position)
    : m_rules(std::move(rules)), m_lateWait((m_rules.lateWait.count() + 999) / 1000), m_length(firstLength),
      m_began(position.pages > 0), m_retries(m_rules)
{
    beginWindow(std::max(position.mark, m_rules.selection.from));
    static const QRegularExpression form(QStringLiteral("\\A(\\d+)-(\\d+)\\+\\d+\\z"));
    const auto window = form.match(position.lastLabel);
    if (position.pages > 0 && window.hasMatch() && position.lastPageMark < window.captured(2).toLongLong()) {
        // In the middle of a window its bounds stay, since the known keys are those of the whole window.
        m_query.to = window.captured(2).toLongLong();
        m_isFresh = false;
    }
    ask();
}

SelectionRules QueryFetch::selection() const
{
    SelectionRules rules = m_rules.selection;
    rules.from = m_query.from;
    rules.to = m_query.to;
    rules.leadInUntil = rules.to; // events before a window belong to the previous window and are never late
    rules.keepRepeats = false;    // pages overlap
    rules.repeatsByTextAlone = true;
    return rules;
}

void QueryFetch::ask(std::chrono::milliseconds pause, PauseReason reason)
{
    m_step = {};
    m_step.query = m_query;
    m_step.pause = pause;
    m_step.reason = reason;
}

void QueryFetch::beginWindow(qint64 from)
{
    m_query.from = from;
    m_query.to = std::min(m_rules.selection.to, from + m_length);
    m_isFresh = true;
    m_quietPasses = m_emptyPasses = m_passes = m_repeats = 0;
    beginPass();
}

void QueryFetch::beginPass()
{
    m_query.skip = 0;
    m_isAnchored = m_moved = m_foundNew = false;
    m_previousPage.clear();
    m_rows = 0;
}

PageVerdict QueryFetch::served(const PageFacts &page, const FetchTime &now)
{
    m_retries.succeeded();
    m_unreadable = 0;
    m_wait = 0;
    m_recheck = {};
    // After a full page of a long window, very many rows may follow. Shorter windows keep the number of keys
    // small.
    if (m_isFresh && page.sent >= m_query.limit && m_query.to - m_query.from > shortest) {
        m_length = std::max(shortest, (m_query.to - m_query.from) / 4);
        beginWindow(m_query.from);
        ask();
        return {};
    }
    if (m_isAnchored && page.sent > 1 && page.checksum == m_previousPage) {
        // Either skip is ignored, and this would go on for ever, or rows have moved by exactly one page.
        if (++m_repeats >= mostRepeats) {
            giveUp(Obstacle::Circles);
            return {};
        }
        m_quietPasses = 0;
        beginPass();
        ask(m_rules.pause, PauseReason::NothingNew);
        return {};
    }
    // A page has to begin with the last row of the page before it, so an empty one is not the end.
    if (m_isAnchored && page.sent == 0 && ++m_empty < emptyPasses) {
        ask(m_rules.pause * (2 * m_empty), PauseReason::NothingNew);
        return {};
    }
    m_empty = 0;
    m_previousPage = page.checksum;
    if (m_isAnchored && (page.sent == 0 || page.first != m_anchor))
        m_moved = true;
    m_foundNew = m_foundNew || page.fresh > page.changed; // events that only changed are nothing new
    m_isFresh = false;
    m_rows += page.sent - (m_isAnchored ? 1 : 0);
    PageVerdict verdict;
    verdict.take = true;
    verdict.mark = m_query.from;
    if (page.sent <= (m_isAnchored ? 1 : 0)) {
        verdict.mark = endPass(m_foundNew, page.sentAt.value_or(now.wall));
    } else {
        m_anchor = page.last;
        m_query.skip += page.sent - 1;
        m_isAnchored = true;
    }
    verdict.finishes = m_isOver = verdict.mark >= m_rules.selection.to;
    return verdict;
}

qint64 QueryFetch::endPass(bool foundNew, qint64 serverTime)
{
    const qint64 from = m_query.from, to = m_query.to;
    m_repeats = 0;
    const qint64 early = to + m_lateWait - serverTime;
    if (early > 0) { // events of this window may still be under way, so nothing is proven yet
        m_wait = std::min(early, m_lateWait);
        m_quietPasses = m_emptyPasses = 0;
        beginPass();
        return from;
    }
    const bool isEmpty = m_rows == 0;
    m_emptyPasses = isEmpty ? m_emptyPasses + 1 : 0;
    m_quietPasses = m_moved && !foundNew ? m_quietPasses + 1 : 0;
    const bool isProven = isEmpty ? m_emptyPasses >= emptyPasses : !m_moved || m_quietPasses >= quietPasses;
    if (!isProven) {
        if (++m_passes >= mostPasses)
            m_obstacle = Obstacle::Changes;
        if (isEmpty)
            m_recheck = m_rules.pause * (2 * m_emptyPasses);
        beginPass();
        return from;
    }
    if (m_rows > 3 * V1Query::largestPage)
        m_length = std::max(shortest, m_length / 2);
    else if (m_rows < V1Query::largestPage / 2)
        m_length = std::min(longest, m_length * 2);
    beginWindow(to);
    return to;
}

void QueryFetch::taken()
{
    m_began = true;
    m_aside = 0;
    if (m_isOver)
        m_step.what = FetchStep::Do::Finish;
    else if (m_obstacle != Obstacle::None)
        giveUp(m_obstacle);
    else if (m_recheck.count() > 0)
        ask(m_recheck, PauseReason::NothingNew);
    else
        ask(std::chrono::seconds(m_wait), PauseReason::LateEvents);
}

bool QueryFetch::failed(const FaultFacts &fault, const FetchTime &now)
{
    const bool isUnreadable = fault.fault == AnswerFault::Unreadable || fault.fault == AnswerFault::TooLarge;
    if (isUnreadable && ++m_unreadable >= mostUnreadableTries) {
        m_unreadable = 0;
        m_retries.succeeded();
        const qint64 length = m_query.to - m_query.from;
        if (m_isFresh && length > shortest) {
            m_length = std::max(shortest, length / 4);
            beginWindow(m_query.from);
            ask(m_rules.pause, PauseReason::Retry);
            return false;
        }
        if (++m_aside > mostPutAside) {
            giveUp(Obstacle::TooManyUnread);
            return false;
        }
        const bool isLast = m_query.to >= m_rules.selection.to;
        beginWindow(m_query.to);
        ask(m_rules.pause, PauseReason::Retry);
        if (isLast)
            m_step.what = FetchStep::Do::Finish;
        return true;
    }
    const Retries::Decision decision = m_retries.failed(fault, m_began, now);
    if (decision.obstacle != Obstacle::None)
        giveUp(decision.obstacle);
    else
        ask(decision.pause, PauseReason::Retry); // a query moves nothing
    return false;
}

void QueryFetch::giveUp(Obstacle obstacle)
{
    m_step.what = FetchStep::Do::GiveUp;
    m_step.obstacle = obstacle;
}

} // namespace slipway
