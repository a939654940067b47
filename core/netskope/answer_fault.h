// What a request that brought no page tells about the server's cursor.
//
// Only a whole page of the tenant proves where its cursor stands. Everything else is sorted here by what it
// proves, so that the export knows whether `resend` has to decide.
#pragma once
#include "core/netskope/api_client.h"

#include <optional>

namespace slipway {

enum class AnswerFault {
    NotSent,        // the request never left this computer: the cursor is where it was
    NoAnswer,       // it may have left; nothing whole came back (cut off, timed out, lost, an empty body)
    ReportsFailure, // the tenant's JSON, with HTTP 200, says that the request failed
    NotTheTenants,  // a web page of a proxy, a portal or a login, whatever its status
    Unreadable,     // HTTP 200 and whole, but no page's structure can be found in it
    TooLarge,       // larger than the limits on bodies, events and their number
    Status,         // any other HTTP status, of the tenant or of a gateway in front of it
};

// A stable English word for machines (journal, database, JSON output), such as "not-sent".
[[nodiscard]] QString answerFaultName(AnswerFault fault);

// Of a request that ended without an HTTP answer. Where the error leaves open whether the request had left,
// it may have: NoAnswer.
[[nodiscard]] AnswerFault faultOf(const Error &error);

// Whether the body is a web page rather than an answer of the API.
[[nodiscard]] bool isWebPage(const HttpAnswer &answer);

// Whether the end of the body is stated by a length, by chunks or by a gzip trailer. Otherwise the end of the
// connection ends it, and a cut cannot be told from the end.
[[nodiscard]] bool statesItsLength(const HttpAnswer &answer);

// Of an HTTP answer whose body has not been looked into; nothing where the body may be a page (200 with
// something that is not a web page) or there is none to expect (204).
[[nodiscard]] std::optional<AnswerFault> faultOf(const HttpAnswer &answer);

} // namespace slipway
