// scanPage() against a reader that builds the whole tree. Input: the body of an answer.
#include "core/events/json/page_scan.h"

#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/json_oracle.h"

#include <algorithm>
#include <optional>

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

// The members of the envelope besides that list.
void requireMembers(const PageScan &scan, const Json &root, const Json *list)
{
    constexpr size_t most = 64;
    size_t next = 0;
    for (size_t i = 0; i < root.names.size() && next < most; ++i) {
        if (&root.items[i] == list)
            continue;
        require(next < scan.members.size(), "too few members");
        const PageScan::Member &member = scan.members[next++];
        require('"' + std::string(member.name) + '"' == root.names[i].raw &&
                    member.value == root.items[i].raw,
                "another member");
    }
    require(scan.members.size() == next, "too many members");
}

// An event's id, unless a choice or another spelling of its name would have to be compared.
std::optional<std::string_view> plainIdOf(const Json &event)
{
    std::optional<std::string_view> id;
    for (size_t i = 0; i < event.names.size(); ++i) {
        if (event.names[i].text != "_id")
            continue;
        const std::string_view raw = event.items[i].raw;
        if (id || event.names[i].raw != "\"_id\"" || event.items[i].type != Json::Type::String ||
            raw.find('\\') != std::string_view::npos)
            return std::nullopt;
        id = raw.substr(1, raw.size() - 2);
    }
    return id.value_or(std::string_view());
}

void requireEvents(const PageScan &scan, const std::vector<Json> &events)
{
    require(scan.events.size() == events.size(), "another number of events");
    for (const auto &[event, found] : scan.odd)
        require(event < events.size() && found.oddity == Oddity::NotAnObject &&
                    events[event].type != Json::Type::Object,
                "an event is called odd, and is not");
    for (size_t i = 0; i < events.size(); ++i) {
        require(scan.events[i] == events[i].raw, "another event");
        if (events[i].type != Json::Type::Object)
            continue;
        if (const auto id = plainIdOf(events[i]))
            require(scan.keys[i].id == *id, "another id");
        const fuzz::PaddedText text(events[i].raw);
        const EventScan alone = scanEvent(text.view());
        require(alone.key.timestamp == scan.keys[i].timestamp && alone.key.id == scan.keys[i].id &&
                    !alone.odd,
                "an event alone is read differently");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    // A copy of its own, so that nothing behind it can be read: a page needs no padding.
    const std::vector<char> body(data, data + size);
    const std::string_view text(body.data(), body.size());
    const PageScan scan = scanPage(text, "result");
    if (scan.ending != PageScan::Outcome::Whole) {
        require(scan.events.empty() && scan.keys.empty() && scan.odd.empty(), "events of a broken page");
        require(scan.endedAt <= text.size(), "it ends behind its end");
    }
    require(scan.keys.size() == scan.events.size(), "a key for each event");
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
        // What strings contain is looked at inside events only.
        const bool mayHaveOddStrings = std::any_of(text.begin(), text.end(), [](char c) {
            return c == '\\' || static_cast<unsigned char>(c) < ' ';
        });
        require(scan.ending != PageScan::Outcome::Whole || !scan.isStrict || mayHaveOddStrings ||
                    !fuzz::isUtf8(text),
                "what is not JSON passes as strict");
        return 0;
    }
    if (root.type != Json::Type::Object && root.type != Json::Type::Array)
        return 0;
    const auto lists = listsOf(root);
    if (lists.size() > 1 || !root.isSpelledWell)
        return 0;
    require(scan.ending == PageScan::Outcome::Whole, "JSON is refused");
    require(scan.hasList == !lists.empty(), "whether there is a list");
    const Json *const list = lists.empty() ? nullptr : lists.front();
    if (root.type == Json::Type::Object)
        requireMembers(scan, root, list);
    requireEvents(scan, list ? list->items : std::vector<Json>());
    require(scan.isStrict == scan.odd.empty(), "JSON passes as something else");
    return 0;
}
