// The rows of a file: LineFinder in pieces against a plain search for line breaks, and what eventsOfPage()
// and eventsOfSequence() find in a file that is one document, against the tree. Input: a byte that chooses
// the pieces, then the file.
#include "core/events/documents/event_page.h"
#include "core/events/documents/event_sequence.h"
#include "core/events/documents/files/line_finder.h"

#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/json_oracle.h"

#include <algorithm>

using namespace slipway;
using fuzz::Json;
using fuzz::require;

namespace {

struct Row
{
    qint64 offset, end; // its end is where the next row begins
};

std::vector<Row> rowsOf(std::string_view text)
{
    std::vector<Row> rows;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        if (text.substr(at, end - at).find_first_not_of(" \t\r\n") != std::string_view::npos)
            rows.push_back({static_cast<qint64>(at), 0});
        at = end;
    }
    for (size_t i = 0; i < rows.size(); ++i)
        rows[i].end = i + 1 < rows.size() ? rows[i + 1].offset : static_cast<qint64>(text.size());
    return rows;
}

void checkLines(std::string_view text, uint32_t seed)
{
    LineIndex index;
    LineFinder finder(index, 0);
    for (std::string_view rest = text; !rest.empty();) {
        seed = seed * 1664525 + 1013904223;
        const size_t size = std::min(rest.size(), size_t{1} + (seed >> 20) % 50);
        require(finder.add(rest.substr(0, size)), "full");
        rest.remove_prefix(size);
    }
    require(finder.finish(), "full");
    index.publish();
    const std::vector<Row> rows = rowsOf(text);
    require(index.count() == static_cast<qint64>(rows.size()), "another number of rows");
    for (size_t i = 0; i < rows.size(); ++i) {
        const LineIndex::Extent extent = index.extent(static_cast<qint64>(i));
        require(extent.offset == rows[i].offset && extent.size > 0 &&
                    extent.offset + extent.size <= rows[i].end,
                "another row");
        // What it leaves out is blank.
        const auto from = static_cast<size_t>(extent.offset + extent.size);
        require(text.substr(from, static_cast<size_t>(rows[i].end) - from).find_first_not_of(" \t\r\n") ==
                    std::string_view::npos,
                "a row that is cut off");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    const std::string_view text(reinterpret_cast<const char *>(data + 1), size - 1);
    checkLines(text, data[0]);
    (void)startsLikeLines(text);
    (void)startsLikeCsv(text);
    require(objectSize(text) <= text.size(), "an object beyond the end");

    const fuzz::PaddedText padded(text);
    const auto page = eventsOfPage(padded.view());
    const auto sequence = eventsOfSequence(padded.view());
    if (sequence) {
        require(!sequence->isEmpty(), "a sequence of nothing");
        qsizetype sum = 0;
        for (const QByteArray &event : *sequence) {
            require(event.startsWith('{') && event.endsWith('}'), "not an object");
            sum += event.size();
        }
        require(sum <= static_cast<qsizetype>(text.size()), "more than there is");
    }
    fuzz::JsonOracle oracle(text);
    Json root;
    if (!oracle.read(root) || !root.isSpelledWell)
        return 0;
    if (root.type == Json::Type::Object) {
        require(sequence && sequence->size() == 1, "one object is a sequence of one");
        require(sequence->first() == QByteArray(root.raw.data(), static_cast<qsizetype>(root.raw.size())),
                "another object");
    }
    const auto isObject = [](const Json &item) { return item.type == Json::Type::Object; };
    if (root.type != Json::Type::Array || (!root.items.empty() && std::ranges::none_of(root.items, isObject)))
        return 0;
    require(page && page->size() == static_cast<qsizetype>(root.items.size()), "a list is a page");
    for (size_t i = 0; i < root.items.size(); ++i)
        require((*page)[static_cast<qsizetype>(i)] ==
                    QByteArray(root.items[i].raw.data(), static_cast<qsizetype>(root.items[i].raw.size())),
                "another event");
    return 0;
}
