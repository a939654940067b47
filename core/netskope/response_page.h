// One page of the dataexport iterator: {"ok":1,"result":[…],"timestamp_hwm":…,"wait_time":…}, keys in any
// order, unknown keys ignored (docs/netskope-api.md, "The answer").
//
// Tenants, and what stands in front of them, write this in more forms than that:
// - Nothing more to give: "result" is [], null, {} or "", or is left out of an envelope that is one.
// - One event: "result" is an object with an "_id" or a "timestamp".
// - The list is named "data" (which is what API v1 calls it), or stands alone without an envelope.
// - In front of it all there is a byte order mark or a prefix against script inclusion.
// - An event is not strict JSON: it is kept as it was sent, and listed by oddEvents().
// - HTTP 200, but the envelope says that the request failed: "ok" is false, 0 or a text that is not a yes,
//   "success" is false, "status" tells of a failure, "error" or "errors" hold something. That is no page,
//   even with events in it: nobody knows what is missing from them.
//
// The events are views into the body: the very bytes that the server sent. The page owns the body.
#pragma once
#include "core/base/error.h"
#include "core/events/json/event_key.h"

#include <QByteArray>
#include <QDateTime>
#include <optional>
#include <string_view>
#include <vector>

namespace slipway {

enum class AnswerFault; // answer_fault.h

// Why a body is not a page. `body`: of AnswerFault::Unreadable, the bytes.
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
    // early was sent like that; otherwise the connection may have been cut (AnswerFault::NoAnswer).
    [[nodiscard]] static std::expected<ResponsePage, PageProblem> read(QByteArray body,
                                                                       std::string_view list = "result",
                                                                       const QDateTime &serverTime = {},
                                                                       bool isFramed = true);
    // The same for those who only want to know whether it is one. TruncatedAnswer: the text ends too early;
    // BadAnswer: anything else. The details say at which byte.
    [[nodiscard]] static Result<ResponsePage> parse(QByteArray body, std::string_view list = "result");
    // HTTP 204: no events, nothing known.
    [[nodiscard]] static ResponsePage empty();

    [[nodiscard]] const std::vector<std::string_view> &events() const { return m_events; }
    // One for each event, in the same order.
    [[nodiscard]] const std::vector<EventKey> &keys() const { return m_keys; }
    // In the order of the events; nearly always empty.
    [[nodiscard]] const std::vector<OddEvent> &oddEvents() const { return m_odd; }
    // Epoch seconds, read from any unit or form; nothing where the page has none that can be read.
    [[nodiscard]] std::optional<qint64> highWaterMark() const { return m_hwm; }
    [[nodiscard]] bool hasMark() const { return m_hwm.has_value(); }
    [[nodiscard]] std::optional<qint64> waitSeconds() const { return m_wait; } // not negative
    // The body's memory, for the next one: the events' views end here.
    [[nodiscard]] QByteArray takeBody();
    [[nodiscard]] qint64 bodySize() const { return m_body.size(); }

private:
    QByteArray m_body;
    std::vector<std::string_view> m_events;
    std::vector<EventKey> m_keys;
    std::vector<OddEvent> m_odd;
    std::optional<qint64> m_hwm;
    std::optional<qint64> m_wait;
};

// The key of one event text that stands alone; empty when it is not an object.
[[nodiscard]] EventKey eventKey(std::string_view event);

} // namespace slipway
