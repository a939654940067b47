// Checks the lines of an export's parts in their order: whether they are those of the manifest's pages, lie
// within the range, and do not occur twice. Memory: the keys of two pages, and those to be kept.
//
// Threads: one.
#pragma once
#include "core/exporting/journal/event_keys.h"
#include "core/exporting/verifying/manifest_reader.h"
#include "core/exporting/verifying/verify_report.h"

#include <limits>
#include <memory>
#include <string_view>
#include <vector>

namespace slipway {

using EventKeyList = std::vector<std::shared_ptr<const EventKeys>>;

class LinesCheck
{
public:
    // Both must outlive this object. Problems go into `report`.
    LinesCheck(const Manifest &manifest, VerifyReport &report) : m_manifest(manifest), m_report(report) {}

    // For each part of the manifest, call begin(), then either skip(), or add() for each line, and then
    // end().
    void begin(const PartRecord &part);
    void skip() { m_previousKeys.clear(); }
    void add(const PartRecord &part, std::string_view line);
    // `whole`: all lines of the part could be read and were added.
    void end(const PartRecord &part, bool whole);
    // The events of the exports that this one continues must not come again.
    void setBefore(EventKeyList before) { m_before = std::move(before); }
    // Keeps the keys of the events from that page on. `page`: an index into the manifest's pages.
    void keepFrom(qsizetype page) { m_keepFrom = page; }
    [[nodiscard]] EventKeys takeKept() { return std::move(m_kept); }
    // Whether pages with events are left after the last part.
    [[nodiscard]] bool hasPagesLeft() const;

private:
    // Whether the lines of a page are what the tenant sent, so that its checksum can be computed from them.
    [[nodiscard]] bool isAsSent(const PageRecord &page) const;
    void checkSent(const PartRecord &part, const PageRecord &page);
    // Compares what the manifest says about the events of a page with the lines of that page.
    void checkCounts(const PartRecord &part, const PageRecord &page);

    // What has been seen of the current part.
    struct Lines
    {
        qint64 events = 0, bytes = 0, first = 0, last = 0, outside = 0, repeated = 0;
        qint64 inBoth = 0;                // of the events: those that the continued exports have as well
        qint64 late = 0, plannedLate = 0; // from before the range: read, and listed by the pages
        qsizetype page = 0, lastPage = 0; // indexes; the second is one past the last
        qint64 pageEvents = 0, pageBytes = 0;
        qint64 pageOdd = 0, pageUndated = 0, pageLate = 0; // events
        qint64 pageLatest = 0;                             // of their times
        quint64 crc = 0;
        quint64 sentCrc = 0;    // of the page's events, as in its checksum
        bool pageFound = false; // a wrong page was found and reported
    };

    const Manifest &m_manifest;
    VerifyReport &m_report;
    qsizetype m_page = 0; // index of the first page without a part so far
    Lines m_lines;
    EventKeyList m_before;
    qsizetype m_keepFrom = std::numeric_limits<qsizetype>::max();
    EventKeys m_kept;
    EventKeys m_previousKeys, m_keys; // of the previous and of the current page
    std::string m_text; // of the current page, if isAsSent() and as long as it is not very large
};

} // namespace slipway
