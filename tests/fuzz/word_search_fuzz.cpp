// WordSearch against itself: the answer must not depend on how the event is spelled. Input: a word, a line
// break, an event.
#include "core/events/json/word_search.h"

#include "core/events/json/page_scan.h"
#include "tests/fuzz/fuzz_input.h"

#include <algorithm>

using namespace slipway;
using fuzz::require;

namespace {

// The event with every letter in a string as an escape.
std::string spelledOut(std::string_view event)
{
    std::string out;
    bool isInString = false;
    for (size_t at = 0; at < event.size(); ++at) {
        const char c = event[at];
        if (isInString && c == '\\' && at + 1 < event.size()) {
            const size_t length = event[at + 1] == 'u' ? 6 : 2;
            out += event.substr(at, length);
            at += length - 1;
            continue;
        }
        if (c == '"')
            isInString = !isInString;
        if (isInString && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
            char escape[7];
            std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
            out += escape;
        } else {
            out += c;
        }
    }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    std::string_view input(reinterpret_cast<const char *>(data), size);
    const std::string_view text = fuzz::takeLine(input);
    const QString word = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    const fuzz::PaddedText event(input);
    const bool isIn = WordSearch(word).isIn(event.view());
    require(isIn == WordSearch(word.toUpper().toLower()).isIn(event.view()) ||
                word.toUpper().toLower() != word,
            "case");
    if (scanEvent(event.view()).odd)
        return 0;
    const fuzz::PaddedText spelled(spelledOut(event.view()));
    require(isIn == WordSearch(word).isIn(spelled.view()), "the spelling decides",
            std::string(spelled.view()));
    return 0;
}
