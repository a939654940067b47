// Which request comes next on the dataexport iterator of API v2, whose cursor the tenant keeps.
//
// Only a complete page shows where the tenant's cursor is, so nothing else changes what is believed about it:
// - After any answer that is not a complete page, if the request may have left this computer, `resend`
//   decides: it brings the page that is in the files already, or the one that was lost on its way.
// - If cursor, journal and files do not agree (a page that cannot follow, a mark that goes back, an empty
//   `resend`, an older state file), the cursor is no longer trusted. Fetching continues from the last proven
//   mark on a fresh index, and events that come again are recognised by their keys and left out.
// - An export that continues another one uses that one's index if `resend` brings its last page; otherwise it
//   starts a fresh index before that page.
// - An end is believed if a page with events carries a mark beyond the range (on two indexes, if it follows a
//   gap of more than an hour; and if only its mark is beyond the range, once nothing of the range follows);
//   if a fresh index that brings nothing new says twice, without events, that the tenant is beyond the range;
//   or if requests with pauses and a fresh index from the mark bring nothing new.
// - Nothing goes on for ever: each of these has a limit. Once it is reached, the endpoint ends incomplete and
//   says why.
//
// The rules with their reasons: docs/export-format.md. Threads: any, one at a time.
#pragma once
#include "core/exporting/fetching/fetch_retries.h"

#include <QSet>

namespace slipway {

// What the journal knows about an endpoint when a run begins.
struct FetchPosition
{
    qint64 pages = 0;          // committed
    QString lastLabel;         // of the last committed page, as in Fetching::label()
    qint64 lastPageMark = 0;   // the mark with which it was committed
    qint64 mark = 0;           // proven, epoch seconds; `from` if none has moved yet
    qint64 latest = 0;         // time of the latest event sent so far, as far as it is plausible; 0: none
    bool doubtsLatest = false; // as IteratorFetch::doubtsLatest()
    QString lastChecksum;      // of the last committed page with events
    int index = 0;             // number of the index in use
    qint64 indexStart = 0;     // the epoch from which it was started
    qint64 indexPages = 0;     // pages committed from it
    bool intentOpen = false;   // a request was sent and its page was not committed
    // An event of the page that was asked for then is known: it was written, but not committed.
    bool knowsLost = false;
    bool trusted = true; // false: the journal is older than the files, or the files were changed
    // The export continues another one and has no page of its own yet: `lastChecksum` is that of the other
    // one's last page, and `mark` is the mark before that page. Index 0 is the other one's index, started
    // from `indexStart`.
    bool beginsContinuation = false;
    bool mayResend = false; // that page was the last one from that index
    // Index 0 is the continued one's, and that was a fresh one: it may still bring what is in the files.
    bool continuesFreshIndex = false;
};

class IteratorFetch : public Fetching
{
public:
    IteratorFetch(FetchRules rules, const FetchPosition &position);

    [[nodiscard]] FetchStep next() const override { return m_step; }
    [[nodiscard]] PageVerdict served(const PageFacts &page, const FetchTime &now) override;
    void taken() override;
    [[nodiscard]] bool failed(const FaultFacts &fault, const FetchTime &now) override;
    [[nodiscard]] QString label() const override { return m_step.operation.text(); }
    [[nodiscard]] SelectionRules selection() const override;
    // On a fresh index of a continuation, known events can still come after a page that has none, because the
    // events that the continued export left out as too late lie between them.
    [[nodiscard]] bool isReplaying() const override
    {
        return isRestarted() || m_repeats > 0 ||
               (m_rules.selection.continues && (m_index > 0 || m_continuesFreshIndex));
    }

    // Right after a page that was taken: another index, started at `start` (epoch seconds), continues from
    // here. What it brings again is left out, as with every fresh index, and it counts neither as doubt nor
    // as a fault. False, and nothing has changed: not everything before `start` is in the files, the tenant
    // sends no marks, or the next step is not simply `next`.
    [[nodiscard]] bool goOnAt(qint64 start);
    // Gives up the index in use because its position is unknown, through no fault of the tenant's. Another
    // index continues from what is proven.
    void leaveIndex();

    // A `next` brought no events, and neither a `resend` nor another index has shown that the tenant served
    // none, so its cursor may be after a page that never arrived.
    [[nodiscard]] bool mayBeAhead() const { return m_unproven > 0 || m_quiet > 0 || m_beyond > 0; }

    // The epoch that the index in use was started from.
    [[nodiscard]] qint64 indexStart() const { return m_indexStart; }
    // Without marks: a page with something new began far before the latest event so far. Either the index was
    // wrong, or that event's time; if nothing new follows, no end is proven.
    [[nodiscard]] bool doubtsLatest() const { return m_doubtsLatest; }
    // Everything before it is in the files.
    [[nodiscard]] qint64 mark() const { return m_mark; }

private:
    enum class Expect {
        Anything,
        KnownPage,  // a resend that must bring the last committed page: the cursor is where the journal says
        KnownOrNew, // a resend after a lost answer: that page, or the one that was lost
        SecondWord, // a resend after an empty page: was that really all?
        EmptyHour,  // a resend after one whose mark moved on: does that hour really have no events?
        LastPage,   // a resend that must bring the last page of the export that is continued
    };

    // How far the tenant's events reach, as far as is known: the mark, or the latest event.
    [[nodiscard]] qint64 coveredUntil() const;
    [[nodiscard]] PageVerdict servedNothing(const PageFacts &page, const FetchTime &now);
    [[nodiscard]] PageVerdict take(const PageFacts &page, std::optional<qint64> mark);
    // The mark of a page, if it tells how far the tenant has sent.
    [[nodiscard]] std::optional<qint64> believableMark(const PageFacts &page, const FetchTime &now) const;
    // Whether a page from before the end of the range says that the range is over, with a mark that is more
    // than an hour after its events, or is the present time if theirs cannot be read: some tenants send the
    // time of their newest event, or now, with each page.
    [[nodiscard]] bool isEndAhead(const PageFacts &page, std::optional<qint64> mark,
                                  const FetchTime &now) const;
    // Remembers how far the index in use has come.
    void notePlace(const PageFacts &page, std::optional<qint64> mark);
    void recovered();
    // Whether a page has as many events as the one before it on this index, and of the same times.
    [[nodiscard]] bool isLikePrevious(const PageFacts &page) const;
    // Counts the pages that show no progress of the tenant. False: there were too many.
    [[nodiscard]] bool getsSomewhere(const PageFacts &page, bool advances);
    void note(const PageFacts &page);
    // Sends the request that places the cursor, or that continues from where it is.
    void readOn(std::chrono::milliseconds pause = {}, PauseReason reason = PauseReason::None);
    void resend(Expect expect, std::chrono::milliseconds pause = {}, PauseReason reason = PauseReason::None);
    // Stops trusting the cursor: continues from the last proven mark on another index, or gives up with
    // `obstacle`.
    void startAfresh(Obstacle obstacle);
    void startIndex(qint64 from);
    // The index of the continued export is not just after its last page: another index continues from the
    // mark before that page.
    void continueAfresh();
    // Between answers without events at an end: longer if something went wrong a short time ago.
    [[nodiscard]] std::chrono::milliseconds pauseAtEnd(const FetchTime &now) const;
    // Deals with another answer without events: asks again, checks whether a fresh index has more, or
    // believes the end.
    [[nodiscard]] PageVerdict weighEmptiness(const PageFacts &page, const FetchTime &now);
    // How many answers without events an index has to give before it is doubted. As long as no event has come
    // and no mark says where the tenant is, each may be an hour without events.
    [[nodiscard]] int emptiesAtStart() const;
    // Whether a mark may be that of a batch of the tenant's without events. Otherwise, it is the tenant's
    // word that it has nothing after it.
    [[nodiscard]] bool mayEndBatch(qint64 mark) const;
    // The mark after which the index in use has nothing more, as far as it is inside the range.
    [[nodiscard]] qint64 endOfIndex() const;
    [[nodiscard]] PageVerdict finishEmpty(qint64 mark);
    [[nodiscard]] bool isSettled(const PageFacts &page, const FetchTime &now);
    // Whether the end of the index in use proves that there is nothing more: another one has come to an end
    // as well, and this one has brought nothing new.
    [[nodiscard]] bool isConfirming() const { return m_index > 0 && m_isEndClaimed && !m_gaveNew; }
    // An index has come to its end: another one has to confirm it, unless this one ended too early.
    void confirmEnd();
    // The index in use sent some of what was sent before, but came to its end before the files do, or before
    // what the continued export has seen: it lost its place before it could send anything new. If two indexes
    // end at the same place, they are right, and a time in the files is wrong.
    [[nodiscard]] bool endsTooEarly();
    // Whether a page continues from what is in the files. Not everything that is further back is remembered,
    // so it may only seem to be new.
    [[nodiscard]] bool isAhead(std::optional<qint64> mark) const;
    // Whether a page would end the range although it begins more than an hour after everything before it, or
    // its mark is more than an hour after its events.
    [[nodiscard]] bool endsAbruptly(const PageFacts &page, std::optional<qint64> mark) const;
    // Whether a page, in place of further answers without events, confirms the end that another index has
    // come to: this index has come there as well, hour by hour, and has said twice that the range is over.
    // What follows within an hour is from after the range.
    [[nodiscard]] bool isAfterClaimedEnd(const PageFacts &page, std::optional<qint64> mark);
    // New events on a page that is not believed do exist, so no end before them can be right.
    void noteOwed(const PageFacts &page, std::optional<qint64> mark);
    // Another index has to show whether the page after answers without events really follows.
    void checkGap(const PageFacts &page, std::optional<qint64> mark);
    // Whether the answers without events whose marks moved on were none in place of a page: the indexes that
    // came to the same place after them have said each of them often enough. `place`: the event that follows
    // them, as nameOf(), or the end.
    [[nodiscard]] bool areHoursProven(uint64_t place);
    // Starts another index, as checkGap() does, for answers without events whose marks moved on. False:
    // other indexes have shown that those hours are really without events.
    [[nodiscard]] bool confirmQuiet(const PageFacts &page, std::optional<qint64> mark);
    // After an hour without events.
    void readOnThroughHours(const PageFacts &page, const FetchTime &now);
    // Whether the index in use was started before the last page in the files.
    [[nodiscard]] bool isRestarted() const { return m_index > 0 && !m_isPastKnown; }
    // Where to start a fresh index that has to show whether there is really nothing more.
    [[nodiscard]] qint64 confirmationStart() const;
    [[nodiscard]] bool hasMarks() const { return m_mark > from(); }
    [[nodiscard]] qint64 from() const { return m_rules.selection.beginning(); }
    // Where a fresh index has to start in order to bring everything that is not in the files.
    [[nodiscard]] qint64 provenStart() const;
    [[nodiscard]] qint64 to() const { return m_rules.selection.to; }
    void giveUp(Obstacle obstacle);
    void askAgain(std::chrono::milliseconds pause, PauseReason reason);
    void progressed();

    FetchRules m_rules;
    FetchStep m_step;
    Expect m_expect = Expect::Anything;
    qint64 m_pages, m_mark, m_latest;
    QString m_lastChecksum;
    int m_index;
    qint64 m_indexStart, m_indexPages;
    std::optional<qint64> m_reach; // of the page being decided on: its latest time, as far as it is plausible
    bool m_isAfterAside = false;   // the page before was put aside, so `resend` brings that one
    bool m_doubtsLatest;           // see doubtsLatest()
    QString m_wentBack;            // checksum of the last page that went back
    QSet<QString> m_inPlace;       // checksums of such pages that proved to be in their place
    qint64 m_claimedAt = -1;       // where the last index that claimed an end came to it, see endOfIndex()
    int m_claims = 0;              // how many indexes in a row have claimed it there
    qint64 m_endedAt = -1;         // where the last index that ended too early ended
    bool m_wasAfter = false;       // the last page lies after the range
    bool m_isWindow = false;       // the index in use was started by goOnAt()
    bool m_knowsLost;              // what a `resend` has to bring after a kill, see FetchPosition
    bool m_isFromStart;            // this run has read it from where it was started
    bool m_isPlaced;               // the index proved that it is where it was started or read to
    bool m_isEndClaimed = false;   // an index has come to an end since something was new
    bool m_owes = false;           // a page that was not believed had something new, which has not come since
    bool m_continuesFreshIndex;    // see FetchPosition
    bool m_gaveNew;                // this index brought something that was not in the files
    bool m_sawKnown = false;       // this index brought something that was in the files already
    bool m_sawLast = false;        // this index brought the last event of all that were sent
    bool m_mayResend = true;       // false: `resend` after an empty page is refused on this tenant
    // How far this index has come, epoch seconds; `newest`: implausible times as well.
    qint64 m_indexMark = 0, m_indexLatest = 0, m_indexNewest = 0;
    qint64 m_hourMark = 0; // of its last empty page whose mark moved on
    // Its answers beyond the range came more than an hour after the last hour, or after each other.
    bool m_hasJumped = false;
    std::optional<qint64> m_endAhead; // the mark of such a page, if it was the last one
    int m_wordsAfterEnd = 0;          // answers without events to a `next` since
    bool m_marksAreAhead = false;     // events of the range followed such a page
    bool m_wasEnd = false;      // its mark cannot end a batch, so if the mark stays there, it was the end
    qint64 m_replayUntil = -1;  // pages with marks up to here bring what is in the files already
    bool m_isPastKnown = false; // a page after those brought nothing that is in the files
    QSet<QString> m_seen;       // checksums of pages since something was new
    QSet<uint64_t> m_seenIds;   // and what their ids are, whatever their texts
    // The event that came first, after an index had been empty where it was started.
    std::optional<uint64_t> m_firstAfterNothing;
    std::optional<uint64_t>
        m_firstAfterGap;                  // and the one after answers that may have taken the place of a page
    std::optional<uint64_t> m_afterQuiet; // and after those whose marks moved on
    std::optional<uint64_t> m_firstOfEnd; // of the last page that would have ended the range abruptly
    int m_quiet = 0;               // such answers before the next page with something new, not confirmed
    int m_beyond = 0;              // the same, of those whose marks are beyond the range
    bool m_isQuietWeak = false;    // this index has said one of the former only once
    bool m_hasProvenHours = false; // this index gave such answers, and `resend` has proven them
    int m_quietWords = 0;          // how often the indexes that came to m_afterQuiet have said each of them
    int m_hourTries = 0;           // of a `resend` after the last one
    int m_unmarked = 0;            // answers without marks since
    std::optional<qint64> m_resentMark; // of an empty page that came again
    bool m_hasResentHour = false;       // a `resend` after such an answer is not refused on this tenant
    bool m_mayResendHours = true;       // false: a `resend` after such an answer says nothing on this tenant
    bool m_askedAgain = false;          // an answer without events was followed by a `resend` on this index
    bool m_hasLoweredMark = false;      // an answer without events had a lower mark than one before it
    // In a row:
    int m_emptyAnswers = 0; // on all indexes, since something was new
    int m_emptyInRow = 0;   // without a page with events between them
    int m_empty = 0, m_emptyResends = 0, m_repeats = 0, m_unreadable = 0, m_fresh = 0;
    int m_unproven = 0; // answers to `next` that may have taken the place of a page, on this index
    int m_emptyAdvances = 0, m_stillPages = 0, m_aside = 0;
    int m_indexes = 0;                 // started since an event or a mark was later than all before
    int m_alike = 0, m_standing = 0;   // pages like the one before, and pages that are not later than others
    std::optional<qint64> m_emptyMark; // of an empty page, so not proven
    Retries m_retries;
    std::optional<std::chrono::milliseconds> m_settlingSince;
    std::optional<std::chrono::milliseconds> m_troubledAt; // the last fault, or a false answer without events
    PageVerdict m_pending;
    PageFacts m_pendingPage;
    bool m_isAfterPage = false;     // next() continues after a page that was taken
    bool m_isPendingRepeat = false; // it has only events that came before, with other texts
    PageFacts m_previous;           // of the index in use
};

} // namespace slipway
