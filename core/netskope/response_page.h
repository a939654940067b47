// One page of the dataexport iterator: {"ok":1,"result":[…],"timestamp_hwm":…,"wait_time":…}, keys in any
// order, unknown keys ignored (design/netskope-api-sources.md section 3.3).
//
// The events are views into the body: the very bytes that the server sent. The page owns the body.
#pragma once
#include "core/base/error.h"

#include <QByteArray>
#include <optional>
#include <string_view>
#include <vector>

namespace slipway {

// What an export needs to know of one event, read without building a document.
struct EventKey
{
    std::optional<qint64> timestamp; // epoch seconds, read from any unit or form; empty: cannot be read
    std::string_view id;             // "_id" as it stands between its quotes; empty when there is none
};

// An event that is not strict JSON, or not an object. It is kept as it was sent.
struct OddEvent
{
    size_t event = 0;  // its index on the page
    qint64 offset = 0; // bytes from the start of the inflated body to the first odd byte
    QString reason;    // a phrase for people: "a number or word that JSON does not have"
};

class ResponsePage
{
public:
    // A malformed or incomplete envelope is BadAnswer or TruncatedAnswer; the text says at which byte.
    // `list`: the name of the list of events ("data" in API v1).
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
    [[nodiscard]] std::optional<qint64> waitSeconds() const { return m_wait; }
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
