#include "core/exporting/verifying/lines_check.h"

#include "core/base/plural_form.h"
#include "core/base/time_text.h"
#include "core/events/json/page_scan.h"
#include "core/exporting/journal/event_id.h"
#include "core/exporting/parts/part_writer.h"
#include "core/netskope/response_page.h"

#include <QCoreApplication>
#include <QtNumeric>

#include <algorithm>
#include <limits>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(LinesCheck)
};

constexpr size_t mostText = 64 << 20; // bytes of a page that are kept

// `lines`: of strict JSON, without the line breaks.
bool hasBlankBetweenTokens(std::string_view lines)
{
    for (size_t at = 0; at < lines.size();) {
        if (lines[at] == ' ')
            return true;
        at = lines[at] == '"' ? std::min(stringEnd(lines, at), lines.size()) : at + 1;
    }
    return false;
}

} // namespace

void LinesCheck::begin(const PartRecord &part)
{
    // The part's pages are those of the next part.events events: a page never spans two files.
    m_lines = {};
    m_text.clear();
    m_lines.page = m_page;
    qint64 planned = 0;
    const qsizetype firstPage = m_page;
    while (m_page < m_manifest.pages.size() &&
           (m_manifest.pages[m_page].events == 0 || planned < part.events))
        if (qAddOverflow(planned, m_manifest.pages[m_page++].events, &planned))
            planned = std::numeric_limits<qint64>::max(); // no file has so many
    m_lines.lastPage = m_page;
    for (qsizetype page = firstPage; page < m_page; ++page)
        if (qAddOverflow(m_lines.plannedLate, m_manifest.pages[page].lateKept, &m_lines.plannedLate))
            m_lines.plannedLate = std::numeric_limits<qint64>::max();
    if (planned != part.events)
        m_report.addFinding(part.name, Texts::tr("Its %1 events do not make up whole pages.", nullptr,
                                                 pluralForm(part.events))
                                           .arg(part.events));
}

void LinesCheck::add(const PartRecord &part, std::string_view line)
{
    ++m_lines.events;
    m_lines.bytes += static_cast<qint64>(line.size()) + 1;
    const EventScan scan = scanEvent(line);
    const EventKey &key = scan.key;
    if (key.timestamp) {
        const qint64 time = *key.timestamp;
        m_lines.first = m_lines.first == 0 ? time : std::min(m_lines.first, time);
        m_lines.last = std::max(m_lines.last, time);
        m_lines.outside += (time < m_manifest.from && !m_manifest.keepLate) || time >= m_manifest.to;
        m_lines.late += time < m_manifest.from && m_manifest.keepLate;
    }
    const EventKey128 event = keyOf(key.id, line);
    if (!m_manifest.keepDuplicates && !key.id.empty()) {
        m_lines.repeated += m_keys.contains(event) || m_previousKeys.contains(event);
        m_lines.inBoth +=
            std::ranges::any_of(m_before, [&](const auto &keys) { return keys->contains(event); });
        m_keys.insert(event);
    }
    while (m_lines.page < m_lines.lastPage && m_manifest.pages[m_lines.page].events == 0)
        ++m_lines.page;
    if (m_lines.page >= m_keepFrom && !key.id.empty())
        m_kept.insert(event);
    if (m_lines.page == m_lines.lastPage)
        return; // more lines than pages: the count says so
    const PageRecord &page = m_manifest.pages[m_lines.page];
    m_lines.crc = linesCrc(m_lines.crc, event, line);
    if (isAsSent(page)) {
        m_lines.sentCrc = continuedCrc(m_lines.sentCrc, event, line);
        if (m_text.size() <= mostText)
            m_text += line;
    }
    m_lines.pageBytes += static_cast<qint64>(line.size()) + 1;
    m_lines.pageOdd += scan.odd.has_value();
    m_lines.pageUndated += !key.timestamp;
    m_lines.pageLate += key.timestamp && *key.timestamp < m_manifest.from;
    m_lines.pageLatest = std::max(m_lines.pageLatest, key.timestamp.value_or(0));
    if (++m_lines.pageEvents < page.events)
        return;
    if (!m_lines.pageFound &&
        (m_lines.pageBytes != page.bytes ||
         QStringLiteral("%1").arg(m_lines.crc, 16, 16, QLatin1Char('0')) != page.linesCrc)) {
        m_report.addFinding(part.name, Texts::tr("Lines %1 to %2 do not match page %3.")
                                           .arg(m_lines.events - page.events + 1)
                                           .arg(m_lines.events)
                                           .arg(page.sequence));
        m_lines.pageFound = true; // all that follow may be shifted
    }
    if (!m_lines.pageFound && m_manifest.version >= 2)
        checkCounts(part, page);
    if (!m_lines.pageFound && isAsSent(page))
        checkSent(part, page);
    m_text.clear();
    m_lines.sentCrc = 0;
    std::swap(m_previousKeys, m_keys);
    m_keys.clear();
    m_lines.crc = 0;
    m_lines.pageEvents = m_lines.pageBytes = 0;
    m_lines.pageOdd = m_lines.pageUndated = m_lines.pageLate = m_lines.pageLatest = 0;
    ++m_lines.page;
}

bool LinesCheck::isAsSent(const PageRecord &page) const
{
    return m_manifest.version >= 2 && page.sent == page.events && page.odd == 0 && page.escapedBreaks == 0;
}

void LinesCheck::checkSent(const PartRecord &part, const PageRecord &page)
{
    const QString checksum =
        QStringLiteral("%1-%2").arg(page.sent).arg(m_lines.sentCrc, 16, 16, QLatin1Char('0'));
    // A blank between tokens may have been a line break when it was sent.
    if (page.checksum == checksum || m_text.size() > mostText || hasBlankBetweenTokens(m_text))
        return;
    m_report.addFinding(
        part.name,
        Texts::tr("Page %1: its checksum does not match its lines, although nothing else was sent.")
            .arg(page.sequence));
}

void LinesCheck::checkCounts(const PartRecord &part, const PageRecord &page)
{
    const auto compare = [&](const QString &what, qint64 stated, qint64 found) {
        if (stated != found)
            m_report.addFinding(part.name,
                                Texts::tr("Page %1, %2: the manifest says %3, but its lines contain %4.")
                                    .arg(page.sequence)
                                    .arg(what)
                                    .arg(stated)
                                    .arg(found));
    };
    // An event whose raw line breaks became escapes is now strict JSON.
    const qint64 odd = m_lines.pageOdd;
    compare(Texts::tr("events that are not strict JSON"), page.odd,
            std::clamp(page.odd, odd, odd + std::min(page.escapedBreaks, page.events)));
    // Which time is read from an odd event may depend on how tolerant the parser is.
    const auto about = [slack = std::min(page.odd, page.events)](qint64 stated, qint64 found) {
        return std::clamp(stated, std::max<qint64>(0, found - slack), found + slack);
    };
    compare(Texts::tr("events without a time"), page.undated, about(page.undated, m_lines.pageUndated));
    compare(Texts::tr("late events kept"), page.lateKept, about(page.lateKept, m_lines.pageLate));
    if (page.odd > 0)
        return;
    // An event that was left out may be later than those that were written, and never earlier. The end that
    // an export without marks has covered is computed from it.
    if (page.latest < m_lines.pageLatest || (page.sent == page.events && page.latest > m_lines.pageLatest))
        m_report.addFinding(
            part.name,
            Texts::tr("Page %1: the manifest says that its latest event is from %2, but the latest event "
                      "in its lines is from %3.")
                .arg(page.sequence)
                .arg(isoUtc(page.latest), isoUtc(m_lines.pageLatest)));
}

void LinesCheck::end(const PartRecord &part, bool whole)
{
    m_report.events += m_lines.events;
    if (!whole)
        return;
    if (m_lines.events != part.events)
        m_report.addFinding(part.name,
                            Texts::tr("It has %1 events instead of %2.", nullptr, pluralForm(m_lines.events))
                                .arg(m_lines.events)
                                .arg(part.events));
    else if (m_lines.bytes != part.bytes)
        m_report.addFinding(
            part.name, Texts::tr("Its lines have %1 bytes instead of %2.", nullptr, pluralForm(m_lines.bytes))
                           .arg(m_lines.bytes)
                           .arg(part.bytes));
    if (m_lines.first != part.first || m_lines.last != part.last)
        m_report.addFinding(part.name, Texts::tr("Its events are from %1 to %2, and not from %3 to %4.")
                                           .arg(isoUtc(m_lines.first), isoUtc(m_lines.last),
                                                isoUtc(part.first), isoUtc(part.last)));
    if (m_lines.outside > 0)
        m_report.addFinding(part.name, Texts::tr("%1 of its events lie outside the range.", nullptr,
                                                 pluralForm(m_lines.outside))
                                           .arg(m_lines.outside));
    if (m_lines.inBoth > 0)
        m_report.addFinding(part.name,
                            Texts::tr("%1 of its events are in the files of the export that it continues.",
                                      nullptr, pluralForm(m_lines.inBoth))
                                .arg(m_lines.inBoth));
    if (m_manifest.keepLate && m_lines.late != m_lines.plannedLate)
        m_report.addFinding(
            part.name,
            Texts::tr("%1 of its events are from before the range; its pages list %2 such late events.",
                      nullptr, pluralForm(m_lines.late))
                .arg(m_lines.late)
                .arg(m_lines.plannedLate));
    if (m_lines.repeated > 0)
        m_report.addFinding(part.name, Texts::tr("%1 of its events occur twice (same _id, same text).",
                                                 nullptr, pluralForm(m_lines.repeated))
                                           .arg(m_lines.repeated));
}

bool LinesCheck::hasPagesLeft() const
{
    return std::any_of(m_manifest.pages.begin() + m_page, m_manifest.pages.end(),
                       [](const PageRecord &page) { return page.events > 0; });
}

} // namespace slipway
