#include "core/exporting/cursor_track.h"

#include "core/base/time_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace slipway {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("CursorTrack", text);
}

// The server answered and refused, or was never reached: its cursor is where it was. Anything else is
// ambiguous.
bool cursorUntouched(const PageFailure &fault)
{
    if (fault.status != 0)
        return fault.status != 200;
    switch (fault.error.kind) {
    case ErrorKind::NameNotFound:
    case ErrorKind::ConnectionRefused:
    case ErrorKind::Tls:
    case ErrorKind::Proxy:
    case ErrorKind::BadInput:
        return true;
    default:
        return false;
    }
}

bool sharesAnId(const ResponsePage &page, const EventIds &ids)
{
    return std::any_of(page.keys().cbegin(), page.keys().cend(),
                       [&](const EventKey &key) { return !key.id.empty() && ids.contains(key.id); });
}

} // namespace

CursorTrack::CursorTrack(const StreamCheckpoint &point, qint64 from)
    : m_from(from), m_operation(point.pages == 0 ? Operation::from(from) : Operation::resend()),
      m_expectsKnown(point.pages > 0 && !point.intentOpen)
{}

CursorTrack::Meaning CursorTrack::served(const ResponsePage &page, const QString &checksum,
                                         const StreamCheckpoint &point, const EventIds &known)
{
    const bool isResend = m_operation.verb == Operation::Verb::Resend;
    const bool expectsKnown = std::exchange(m_expectsKnown, false);
    m_lastWasResend = isResend;
    m_resendBroke = m_doubts = false;
    const qint64 hwm = page.highWaterMark().value_or(point.hwm);
    // Until it has passed the start of the range, the mark may lie anywhere.
    const bool wentBack = point.pages > 0 && point.hwm > m_from && hwm < point.hwm;
    const bool isEmpty = page.events().empty();
    m_operation = Operation::next();
    if (isResend && !isEmpty && (checksum == point.lastChecksum || (expectsKnown && sharesAnId(page, known))))
        return Meaning::Known;
    if (wentBack || (expectsKnown && !isEmpty))
        return Meaning::Lost;
    return isResend && isEmpty && (hwm <= point.hwm || expectsKnown) ? Meaning::Known : Meaning::New;
}

void CursorTrack::doubt()
{
    m_operation = Operation::resend();
    m_doubts = true;
}

CursorTrack::Reaction CursorTrack::failed(const PageFailure &fault, const StreamCheckpoint &point)
{
    const bool isResend = m_operation.verb == Operation::Verb::Resend;
    const bool namesPath = fault.error.details.contains(QLatin1String("no Route"));
    if (point.pages > 0 && fault.error.kind == ErrorKind::NotAvailable && !namesPath)
        return Reaction::Lost;
    if (isResend && fault.status == 400) {
        m_operation = Operation::next();
        if (m_doubts)
            return Reaction::Known;
        // "Nothing to send again". Where the last whole answer was itself a resend, the request after it
        // never arrived; otherwise the server has forgotten the page, and maybe the cursor.
        return m_lastWasResend && !m_resendBroke ? Reaction::Retry : Reaction::Lost;
    }
    if (!cursorUntouched(fault)) {
        m_resendBroke = m_resendBroke || isResend;
        m_operation = point.pages == 0 ? Operation::from(m_from) : Operation::resend();
        return Reaction::Retry;
    }
    return isResend ? Reaction::Retry : Reaction::WithdrawAndRetry;
}

Error lostCursor(const Endpoint &endpoint, const IndexName &index, qint64 hwm, const QString &details)
{
    return {ErrorKind::NotAvailable,
            tr("The tenant no longer knows where the export of %1 had got to.").arg(endpoint.title),
            tr("Start a new export from %1; the files of this one stay valid.").arg(isoUtc(hwm)),
            QStringLiteral("index %1: %2").arg(index.text(), details)};
}

} // namespace slipway
