// Which query of API v1 comes next: limited windows of time, each read with skip and limit.
//
// The tenant keeps no cursor and events arrive late, so rows can move while a window is being read, and a
// skip that was right a second ago would miss some. Therefore:
// - each page begins with the last row of the page before; if it begins with another row, rows have moved,
//   and the window is read again to its end, with known events left out;
// - a window counts as covered once it was read to its end without a move (or, on a tenant without a stable
//   order, twice in a row without anything new), and not before `lateWait` after its own end. A window
//   without rows is asked for three times, with pauses: an empty answer may stand for a page. The same goes
//   for a later page without any row;
// - a short page is not the end: the end is a page with nothing after the known last row;
// - a window in which rows still move after twelve passes is given up, together with the endpoint;
// - a window whose page cannot be read in three tries is made shorter, so that little is lost. The shortest
//   possible window, or one of which something was written already, is given up and reported.
//
// The keys of a window's events are in the journal with its pages, and so is the window: after a crash it is
// read again from its start, and nothing is written twice.
//
// Threads: any, one at a time.
#pragma once
#include "core/exporting/fetching/fetch_retries.h"
#include "core/exporting/fetching/iterator_fetch.h"

namespace slipway {

class QueryFetch : public Fetching
{
public:
    QueryFetch(FetchRules rules, const FetchPosition &position);

    [[nodiscard]] FetchStep next() const override { return m_step; }
    [[nodiscard]] PageVerdict served(const PageFacts &page, const FetchTime &now) override;
    void taken() override;
    [[nodiscard]] bool failed(const FaultFacts &fault, const FetchTime &now) override;
    [[nodiscard]] QString label() const override { return m_query.text(); }
    [[nodiscard]] SelectionRules selection() const override; // of the current window
    [[nodiscard]] bool isReplaying() const override { return false; }

private:
    void beginWindow(qint64 from);
    void beginPass();
    void giveUp(Obstacle obstacle);
    // The mark of the page that ended the pass.
    [[nodiscard]] qint64 endPass(bool foundNew, qint64 serverTime);
    void ask(std::chrono::milliseconds pause = {}, PauseReason reason = PauseReason::None);

    FetchRules m_rules;
    FetchStep m_step;
    qint64 m_lateWait;                        // seconds
    qint64 m_length;                          // of the next window, seconds: adapts to how busy the tenant is
    V1Query m_query;                          // the request to make next
    EventKey128 m_anchor;                     // the last row seen, with which the next page has to begin
    QString m_previousPage;                   // its checksum
    bool m_isAnchored = false;                // the current page is not the first of its pass
    bool m_isFresh = true;                    // nothing of this window has been taken yet
    bool m_moved = false, m_foundNew = false; // in this pass
    int m_quietPasses = 0;                    // in a row: rows moved, and nothing was new
    int m_emptyPasses = 0;                    // in a row, without rows
    int m_empty = 0;                          // answers in a row without the row that has to come
    int m_repeats = 0;                        // readings in a row, ended by a page that came again
    int m_passes = 0;                         // through this window, because rows moved
    Obstacle m_obstacle = Obstacle::None;     // why the endpoint is given up after the current page
    int m_unreadable = 0, m_aside = 0;        // in a row: answers, and windows given up because of them
    qint64 m_rows = 0;                        // of this pass
    qint64 m_wait = 0;                        // seconds, before the next request
    std::chrono::milliseconds m_recheck{0};   // the same, after a pass without rows
    bool m_began = false, m_isOver = false;
    Retries m_retries;
};

} // namespace slipway
