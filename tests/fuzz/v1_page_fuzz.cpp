// What the answer to a query of API v1 is. Against ResponsePage alone and the tree: a failure is never a
// page, a refused token is recognised, and a page has exactly the events of "data". Input: a byte for the
// status, a byte for the headers, then the body.
#include "core/netskope/v1_query.h"

#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/json_oracle.h"

#include <array>

using namespace slipway;
using fuzz::Json;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    constexpr std::array statuses{200, 204, 301, 400, 401, 403, 404, 409, 410, 429, 500, 502, 503};
    HttpAnswer answer;
    answer.status = data[0] < 128 ? 200 : statuses[data[0] % statuses.size()];
    if (data[1] & 1)
        answer.headers.insert("content-type", data[1] & 2 ? "text/html" : "application/json");
    if (data[1] & 4)
        answer.headers.insert("content-length", QByteArray::number(static_cast<qint64>(size - 2)));
    if (data[1] & 8)
        answer.headers.insert("retry-after", "17");
    const std::string_view text(reinterpret_cast<const char *>(data + 2), size - 2);
    answer.body = QByteArray(text.data(), static_cast<qsizetype>(text.size()));
    Endpoint endpoint;
    endpoint.path = QStringLiteral("/api/v1/events?type=application");
    const int status = answer.status;
    const std::optional<Error> meaning = classifyV1(answer, endpoint);
    const auto page = readV1Page(answer, endpoint);

    if (status == 401 || status == 403)
        require(meaning &&
                    (meaning->kind == ErrorKind::TokenRefused || meaning->kind == ErrorKind::NotAvailable),
                "a refusal that is not one");
    if (status != 200 && status != 204)
        require(!page, "a page with another status than 200");
    if (meaning)
        require(!page, "a page with an answer that means a failure");
    if (!page) {
        require(!page.error().error.message.isEmpty(), "refused without a reason");
        require(page.error().status == status, "another status");
        return 0;
    }
    require(page->page.events().size() == page->page.keys().size(), "a key for each event");
    fuzz::JsonOracle oracle(text);
    Json root;
    if (status != 200 || !oracle.read(root) || !root.isSpelledWell)
        return 0;
    std::vector<const Json *> lists;
    if (root.type == Json::Type::Array)
        lists.push_back(&root);
    for (size_t i = 0; i < root.names.size(); ++i) {
        require(root.names[i].text != "status" || root.items[i].raw != "\"error\"", "a failure as a page");
        if (root.names[i].text == "result" || root.names[i].text == "data")
            lists.push_back(&root.items[i]);
    }
    if (lists.size() != 1 || lists.front()->type != Json::Type::Array)
        return 0;
    const std::vector<Json> &events = lists.front()->items;
    require(page->page.events().size() == events.size(), "another number of events");
    for (size_t i = 0; i < events.size(); ++i)
        require(page->page.events()[i] == events[i].raw, "another event");
    return 0;
}
