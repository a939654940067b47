// One page of the dataexport iterator: {"ok":1,"result":[…],"timestamp_hwm":…,"wait_time":…}, with its keys
// in any order; unknown keys are ignored (docs/netskope-api.md, "The answer").
//
// Tenants, and gateways in front of them, send more forms than that:
// - Nothing more to send: "result" is [], null, {} or "", or is missing from an envelope that is otherwise
//   recognisable.
// - One event: "result" is an object with an "_id" or a "timestamp".
// - The list is named "data" (its name in API v1), or comes alone, without an envelope.
// - It begins with a byte order mark or with a prefix against script inclusion.
// - An event is not strict JSON: it is kept as it was sent and listed by oddEvents().
// - A list without a single event, such as [null] or [{"error":"backend timeout"}], is not a page: nothing in
//   it has an id, or a time without being a report of an error.
// - HTTP 200, but the envelope says that the request failed: "ok" is false, 0 or a string that does not mean
//   yes, "success" is false, "status" reports a failure, or "error" or "errors" are not empty. That does not
//   count as a page even if it contains events, because nothing tells which events are missing.
//
// The events are views into the body, so they are exactly the bytes that the server sent. The page owns the
// body.
#pragma once
#include "core/base/error.h"
#include "core/events/json/event_key.h"

#include <QByteArray>
#include <QDateTime>
#include <optional>
#include <stop_token>
#include <string_view>
#include <vector>

namespace slipway {

enum class AnswerFault; // answer_fault.h

// Why a body is not a page. `body`: the bytes, for AnswerFault::Unreadable.
struct PageProblem
{
    Error error;
    AnswerFault fault;
    QByteArray body;
};

class ResponsePage
{
public:
    // `list`: the name of the list of events ("data" in API v1). `serverTime`: the tenant's clock, for a
    // "wait_time" that is a date. `isFramed`: the answer stated its length, so that a text that ends too
    // early was sent that way; otherwise the connection may have been cut (AnswerFault::NoAnswer). If a stop
    // is requested before it is read, the error is Cancelled.
    [[nodiscard]] static std::expected<ResponsePage, PageProblem>
    read(QByteArray body, std::string_view list = "result", const QDateTime &serverTime = {},
         bool isFramed = true, const std::stop_token &stop = {});
    // The same for callers who only want to know whether the body is a page. TruncatedAnswer: the text ends
    // too early; BadAnswer: anything else. The details give the byte.
    [[nodiscard]] static Result<ResponsePage> parse(QByteArray body, std::string_view list = "result",
                                                    const std::stop_token &stop = {});
    // The page for HTTP 204: without events and without anything known.
    [[nodiscard]] static ResponsePage empty();

    [[nodiscard]] const std::vector<std::string_view> &events() const { return m_events; }
    // One for each event, in the same order.
    [[nodiscard]] const std::vector<EventKey> &keys() const { return m_keys; }
    // In the order of the events; nearly always empty.
    [[nodiscard]] const std::vector<OddEvent> &oddEvents() const { return m_odd; }
    // Whether there may be line breaks in the events; usually known without looking at them again.
    [[nodiscard]] bool mayHoldLineBreaks() const { return m_mayHoldLineBreaks; }
    // In epoch seconds, read from any unit or form; empty if the page has no readable mark.
    [[nodiscard]] std::optional<qint64> highWaterMark() const { return m_hwm; }
    [[nodiscard]] bool hasMark() const { return m_hwm.has_value(); }
    [[nodiscard]] std::optional<qint64> waitSeconds() const { return m_wait; } // not negative
    // Hands over the memory of the body for the next page. The views of the events become invalid.
    [[nodiscard]] QByteArray takeBody();
    [[nodiscard]] qint64 bodySize() const { return m_body.size(); }

private:
    QByteArray m_body;
    std::vector<std::string_view> m_events;
    std::vector<EventKey> m_keys;
    std::vector<OddEvent> m_odd;
    bool m_mayHoldLineBreaks = true;
    std::optional<qint64> m_hwm;
    std::optional<qint64> m_wait;
};

// The key of a single event; empty if the text is not an object.
[[nodiscard]] EventKey eventKey(std::string_view event);

} // namespace slipway
