// What a request that brought no page tells about the server's cursor.
//
// Only a whole page of the tenant proves where its cursor stands. Every other outcome is classified here by
// what it proves, so that the export knows whether `resend` has to decide.
#pragma once
#include "core/netskope/api_client.h"

#include <optional>

namespace slipway {

enum class AnswerFault {
    NotSent,        // the request never left this computer: the cursor is where it was
    NoAnswer,       // it may have left; nothing whole came back (cut off, timed out, lost, or an empty body)
    ReportsFailure, // the tenant's JSON, with HTTP 200, says that the request failed
    NotTheTenants,  // a web page or a text from a proxy, a portal or a login, whatever its status
    Unreadable,     // HTTP 200 and complete, but it does not have the structure of a page
    TooLarge,       // larger than the limits on bodies, events and their number
    Status,         // any other HTTP status, from the tenant or from a gateway in front of it
};

// A stable English word for machines (journal, database, JSON output), such as "not-sent".
[[nodiscard]] QString answerFaultName(AnswerFault fault);

// Classifies a request that ended without an HTTP answer. If the error leaves open whether the request was
// sent, the result is NoAnswer.
[[nodiscard]] AnswerFault faultOf(const Error &error);

// Whether the body is a web page rather than an answer of the API.
[[nodiscard]] bool isWebPage(const HttpAnswer &answer);

// Whether it is a text without any of the words of the API's own refusals, such as "Access denied by policy".
[[nodiscard]] bool isForeignText(const HttpAnswer &answer);

// Whether a length, chunks or a gzip trailer mark the end of the body. Otherwise the body ends with the
// connection, and a truncated body cannot be told from a complete one.
[[nodiscard]] bool statesItsLength(const HttpAnswer &answer);

// Classifies an HTTP answer whose body has not been read yet. Empty if the body may be a page (200 with
// something other than a web page) or if no body is expected (204).
[[nodiscard]] std::optional<AnswerFault> faultOf(const HttpAnswer &answer);

} // namespace slipway
