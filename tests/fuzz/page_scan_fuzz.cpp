// scanPage() against a reader that builds the whole tree. Input: the body of an answer.
#include "core/events/json/page_scan.h"

#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/json_oracle.h"

#include <algorithm>

using namespace slipway;
using fuzz::Json;
using fuzz::require;

namespace {

// The lists that could be the page's: a doubled name or both names leave a choice, which is not compared.
std::vector<const Json *> listsOf(const Json &root)
{
    if (root.type == Json::Type::Array)
        return {&root};
    std::vector<const Json *> lists;
    for (size_t i = 0; i < root.names.size(); ++i) {
        if ((root.names[i].text == "result" || root.names[i].text == "data") &&
            root.items[i].type == Json::Type::Array)
            lists.push_back(&root.items[i]);
    }
    return lists;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const fuzz::PaddedText body({reinterpret_cast<const char *>(data), size});
    const std::string_view text = body.view();
    const PageScan scan = scanPage(text, "result");
    require(scan.ending != PageScan::Outcome::Whole || scan.keys.size() == scan.events.size(),
            "a key for each event");
    const char *before = text.data();
    for (const std::string_view event : scan.events) {
        require(event.data() >= before && event.data() + event.size() <= text.data() + text.size(),
                "events in their order, inside the text");
        before = event.data() + event.size();
        require(scan.hasControls || std::none_of(event.begin(), event.end(),
                                                 [](char c) { return static_cast<unsigned char>(c) < ' '; }),
                "a control character was overlooked");
    }

    fuzz::JsonOracle oracle(text);
    Json root;
    const bool isJson = oracle.read(root);
    if (oracle.isTooDeep())
        return 0;
    if (!isJson) {
        // A fault inside an event makes that event odd; outside of the events the text is not strict, except
        // that what strings contain is looked at inside events only.
        const bool mayHaveOddStrings = std::any_of(text.begin(), text.end(), [](char c) {
            return c == '\\' || static_cast<unsigned char>(c) < ' ';
        });
        require(scan.ending != PageScan::Outcome::Whole || !scan.odd.empty() || !scan.isStrict ||
                    mayHaveOddStrings || !fuzz::isUtf8(text),
                "what is not JSON passes as strict");
        return 0;
    }
    if (root.type != Json::Type::Object && root.type != Json::Type::Array)
        return 0;
    const auto lists = listsOf(root);
    if (lists.size() > 1 || !root.isSpelledWell)
        return 0;
    require(scan.ending == PageScan::Outcome::Whole, "JSON is refused");
    if (lists.empty())
        return 0;
    require(scan.events.size() == lists.front()->items.size(), "another number of events");
    for (size_t i = 0; i < scan.events.size(); ++i) {
        const Json &event = lists.front()->items[i];
        require(scan.events[i] == event.raw, "another event");
        if (event.type != Json::Type::Object)
            continue;
        const Json *id = event.find("_id");
        if (id && id->type == Json::Type::String && id->raw.find('\\') == std::string_view::npos &&
            event.names.size() < 2)
            require(scan.keys[i].id == std::string_view(id->raw).substr(1, id->raw.size() - 2), "another id");
        const EventScan alone = scanEvent(fuzz::PaddedText(event.raw).view());
        require(alone.key.timestamp == scan.keys[i].timestamp && !alone.odd,
                "an event alone is read differently");
    }
    return 0;
}
