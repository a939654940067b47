// ResponsePage against the tree: if the body is JSON with one list of events, the page has exactly these.
// Input: the body of an answer.
#include "core/netskope/response_page.h"

#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/json_oracle.h"

using namespace slipway;
using fuzz::Json;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const auto page = ResponsePage::read(QByteArray(text.data(), static_cast<qsizetype>(size)));
    if (!page) {
        require(!page.error().error.message.isEmpty(), "refused without a reason");
        return 0;
    }
    require(page->events().size() == page->keys().size(), "a key for each event");
    require(page->waitSeconds().value_or(0) >= 0, "a negative wait");
    for (const OddEvent &odd : page->oddEvents())
        require(odd.event < page->events().size() && odd.offset >= 0 && odd.offset <= page->bodySize() &&
                    !odd.reason.isEmpty(),
                "an odd event that is not there");
    fuzz::JsonOracle oracle(text);
    Json root;
    if (!oracle.read(root) || !root.isSpelledWell)
        return 0;
    std::vector<const Json *> lists;
    if (root.type == Json::Type::Array)
        lists.push_back(&root);
    for (size_t i = 0; i < root.names.size(); ++i) {
        if (root.names[i].text == "result" || root.names[i].text == "data")
            lists.push_back(&root.items[i]);
    }
    if (lists.size() != 1 || lists.front()->type != Json::Type::Array)
        return 0;
    const std::vector<Json> &events = lists.front()->items;
    require(page->events().size() == events.size(), "another number of events");
    for (size_t i = 0; i < events.size(); ++i)
        require(page->events()[i] == events[i].raw, "another event");
    return 0;
}
