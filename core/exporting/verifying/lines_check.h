// Checks the lines of an export's parts in their order: whether they are those of the manifest's pages, lie
// within the range, and do not occur twice. Memory: the keys of two pages.
//
// Threads: one.
#pragma once
#include "core/exporting/fetching/event_keys.h"
#include "core/exporting/verifying/manifest_reader.h"
#include "core/exporting/verifying/verify_report.h"

#include <string_view>

namespace slipway {

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
    // Whether pages with events remain after the last part.
    [[nodiscard]] bool hasPagesLeft() const;

private:
    // What has been seen of the current part.
    struct Lines
    {
        qint64 events = 0, bytes = 0, first = 0, last = 0, outside = 0, repeated = 0;
        qsizetype page = 0, lastPage = 0; // indexes; `lastPage` is one past the last
        qint64 pageEvents = 0, pageBytes = 0;
        quint64 crc = 0;
        bool pageFound = false; // a wrong page was found and reported
    };

    const Manifest &m_manifest;
    VerifyReport &m_report;
    qsizetype m_page = 0; // index of the first page without a part so far
    Lines m_lines;
    EventKeys m_previousKeys, m_keys; // of the previous page and of the current one
};

} // namespace slipway
