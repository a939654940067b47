// The keys of the pages that a fresh index may send again. This is all that has to be remembered of the
// events in the files.
//
// Threads: one.
#pragma once
#include "core/exporting/journal/page_keys.h"

#include <QtGlobal>
#include <deque>
#include <optional>
#include <unordered_map>

namespace slipway {

class KeptKeys
{
public:
    void add(PageKeys page);
    // Forgets the pages that no fresh index sends again. `mark`: everything before it is in the files.
    // `hasMarks`: the mark has moved since the start of the range. `latest`: the time of the latest event.
    void forgetOld(qint64 mark, bool hasMarks, qint64 latest);
    void clear();

    // May contain some more keys than those of the kept pages, which does no harm.
    [[nodiscard]] const EventKeys &known() const { return m_known; }
    // The tenant has sent nothing after this event, whatever its time.
    void setLast(const EventKey128 &last) { m_last = last; }
    // The same for the last event of the pages that were added: what else was sent is not known any more.
    void assumeLast();
    // Whether that event is one of these, with whatever text.
    [[nodiscard]] bool holdLast(std::span<const EventKey128> keys) const;
    // The sequence number of the first page that is kept; `next` if there is none.
    [[nodiscard]] qint64 firstPage(qint64 next) const
    {
        return m_pages.empty() ? next : m_pages.front().sequence;
    }
    // By their sequence.
    [[nodiscard]] const std::deque<PageKeys> &pages() const { return m_pages; }

private:
    std::deque<PageKeys> m_pages;
    EventKeys m_known;
    std::optional<EventKey128> m_last;
    size_t m_needed = 0; // keys in m_pages
};

// A fresh index, from which a page comes.
struct FreshIndex
{
    int number = 0;           // 0: it comes from no fresh one
    qint64 start = 0;         // epoch seconds
    bool isFromStart = false; // this run has read it from where it was started
};

// An event of a page, as far as it may come again.
struct ReplayedEvent
{
    EventKey128 key;
    bool isFormer = false; // it may be in the files of the export that is continued
};

// Which events without an `_id` a fresh index sends again. Their texts alone do not show it, since two events
// may have the same one. So it is counted how many with each text are in the files, from the place on where
// the index began, and how many of those it has sent. The files of an export that is continued are counted
// by themselves, because what that one left out comes between their events.
class ReplayedTexts
{
public:
    // `kept` outlives it. The pages of an export that is continued are those up to sequence 0.
    explicit ReplayedTexts(const KeptKeys &kept) : m_kept(kept) {}

    // It has to see this page even if all of its events have ids.
    [[nodiscard]] bool isNewIndex(const FreshIndex &index) const
    {
        return index.number != m_index || !m_own.isPlaced || !m_former.isPlaced;
    }
    // Before the events of a page are taken; if it is the same as the last one, it comes again. `page`: its
    // events that would be written if they were not in the files. `sent`: how many it has in all;
    // `endsInRange`: the last one is one of `page`.
    void begin(const FreshIndex &index, std::span<const ReplayedEvent> page, size_t sent, bool endsInRange);
    // Whether one with this text is in the files, and was not sent again before.
    [[nodiscard]] bool take(const ReplayedEvent &event);

private:
    // The files of this export, or those of the one that is continued.
    struct Files
    {
        qint64 first = 0, last = 0;                     // the pages, by their sequence
        EventKeys known;                                // their events
        bool isPlaced = false;                          // it is known where in them the index began
        size_t at = 0;                                  // where its last page was
        std::unordered_map<uint64_t, int> left, before; // how many of a text; before the last page
    };
    // Where the texts of a page alone can show that it is in these files: where they end, where the index was
    // started, or anywhere.
    enum class Texts { Nowhere, AtEnd, FromStart, Anywhere };
    // `page`: what may be in these files. `isSame`: the page comes again.
    void begin(Files &files, const FreshIndex &index, std::span<const EventKey128> page, bool isSame,
               Texts texts) const;
    // Finds out where in the files the index began.
    void place(Files &files, const FreshIndex &index, std::span<const EventKey128> page, Texts texts) const;
    // Whether a page is before the last one of this index: the tenant has forgotten the index, and sends
    // again what it has sent.
    [[nodiscard]] bool goesBack(Files &files, std::span<const EventKey128> page) const;
    // The first place in the files that has an event of the page with an `_id`. Where they do not have the
    // tenant's order, that need not be the first one of the page.
    [[nodiscard]] std::optional<size_t> firstPlace(const Files &files,
                                                   std::span<const EventKey128> page) const;

    const KeptKeys &m_kept;
    int m_index = -1;
    Files m_own, m_former;
    uint64_t m_lastPage = 0;
};

} // namespace slipway
