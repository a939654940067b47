#include "core/exporting/v1_pager.h"

#include "core/base/time_text.h"
#include "core/exporting/event_id.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace slipway {
namespace {

constexpr qint64 firstLength = 3600, shortest = 60, longest = 86'400; // seconds

QString tr(const char *text)
{
    return QCoreApplication::translate("V1Pager", text);
}

// Rows without an id are told apart by their text.
std::string_view nameOf(const ResponsePage &page, size_t at)
{
    return page.keys()[at].id.empty() ? page.events()[at] : page.keys()[at].id;
}

} // namespace

V1Pager::V1Pager(ApiClient &client, const StreamContext &context, const StreamCheckpoint &point,
                 const PageRecord &last)
    : m_client(client), m_endpoint(context.endpoint), m_limits(context.limits), m_end(context.request.to),
      m_settle((context.retry.settle.count() + 999) / 1000), m_length(firstLength)
{
    m_scope.hasCursor = false;
    beginWindow(point.hwm);
    static const QRegularExpression form(QStringLiteral("\\A(\\d+)-(\\d+)\\+\\d+\\z"));
    const auto window = form.match(last.operation);
    if (last.sequence == 0 || !window.hasMatch() || last.hwm >= window.captured(2).toLongLong())
        return;
    // In the middle of a window: its bounds stay, since the known ids are those of all of it.
    m_query.to = window.captured(2).toLongLong();
    m_isFresh = false;
}

void V1Pager::beginWindow(qint64 from)
{
    m_query.from = from;
    m_query.to = std::min(m_end, from + m_length);
    m_isFresh = true;
    m_quietPasses = 0;
    beginPass();
}

void V1Pager::beginPass()
{
    m_query.skip = 0;
    m_isAnchored = m_moved = m_foundNew = false;
    m_previousPage.clear();
    m_rows = 0;
}

QCoro::Task<PageSource::Answer> V1Pager::fetch(std::stop_token stop)
{
    m_scope.operation = m_query.text();
    m_scope.from = m_query.from;
    m_scope.to = m_query.to;
    Answer answer = co_await fetchV1(m_client, m_endpoint, m_query, stop, m_limits);
    if (answer)
        m_serverTime = answer->serverTime.isValid() ? answer->serverTime : QDateTime::currentDateTimeUtc();
    co_return answer;
}

CursorTrack::Meaning V1Pager::served(const ResponsePage &page, const QString &checksum,
                                     const StreamCheckpoint &, const EventIds &known)
{
    const auto rows = static_cast<qint64>(page.events().size());
    m_scope.hwm = m_query.from;
    m_scope.wait.reset();
    // A full page of a long window: there may be very many behind it. Shorter windows keep the ids few.
    if (m_isFresh && rows >= m_query.limit && m_query.to - m_query.from > shortest) {
        m_length = std::max(shortest, (m_query.to - m_query.from) / 4);
        beginWindow(m_query.from);
        return CursorTrack::Meaning::Known;
    }
    if (m_isAnchored && rows > 1 && checksum == m_previousPage)
        return CursorTrack::Meaning::Lost; // skip is ignored: this would go on for ever
    m_previousPage = checksum;
    if (m_isAnchored && (rows == 0 || eventIdKey(nameOf(page, 0)) != m_anchor))
        m_moved = true;
    for (size_t at = 0; at < page.events().size() && !m_foundNew; ++at) {
        const qint64 time = page.keys()[at].timestamp.value_or(m_query.from);
        m_foundNew = time >= m_query.from && time < m_query.to && !known.contains(nameOf(page, at));
    }
    m_isFresh = false;
    m_rows += rows - (m_isAnchored ? 1 : 0);
    if (rows <= (m_isAnchored ? 1 : 0)) {
        endPass(m_foundNew);
        return CursorTrack::Meaning::New;
    }
    m_anchor = eventIdKey(nameOf(page, page.events().size() - 1));
    m_query.skip += rows - 1;
    m_isAnchored = true;
    return CursorTrack::Meaning::New;
}

void V1Pager::endPass(bool foundNew)
{
    m_quietPasses = foundNew ? 0 : m_quietPasses + 1;
    const qint64 early = m_query.to + m_settle - m_serverTime.toSecsSinceEpoch();
    if (m_moved && m_quietPasses < 2)
        return beginPass();
    if (early > 0) { // events of this window may still be under way
        m_scope.wait = std::min(early, m_settle);
        return beginPass();
    }
    m_scope.hwm = m_query.to;
    if (m_rows > 3 * V1Query::largestPage)
        m_length = std::max(shortest, m_length / 2);
    else if (m_rows < V1Query::largestPage / 2)
        m_length = std::min(longest, m_length * 2);
    beginWindow(m_query.to);
}

CursorTrack::Reaction V1Pager::failed(const PageFailure &, const StreamCheckpoint &)
{
    return CursorTrack::Reaction::WithdrawAndRetry; // a query moves nothing
}

Error V1Pager::lost(const StreamCheckpoint &point, const QString &details) const
{
    return {ErrorKind::NotAvailable,
            tr("The tenant gives the same page of %1 again and again.").arg(m_endpoint.title),
            tr("The files so far are whole up to %1. Ask Netskope support about the parameter skip.")
                .arg(isoUtc(point.hwm)),
            details};
}

} // namespace slipway
