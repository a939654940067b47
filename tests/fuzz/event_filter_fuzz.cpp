// EventFilter against a matcher without its short cuts: each field is read by its path, and no bytes are
// looked for in advance. Input: a filter, a line break, an event.
#include "core/events/filter/event_filter.h"
#include "core/events/filter/filter_value.h"
#include "core/events/json/field_path.h"
#include "core/events/json/page_scan.h"
#include "core/events/json/word_search.h"

#include "tests/fuzz/fuzz_input.h"

#include <algorithm>

using namespace slipway;
using fuzz::require;

namespace {

bool holds(const FilterNode &node, const FilterValue &operand, const FieldValue &value)
{
    const auto order = [&] { return operand.order(value); };
    switch (node.comparison) {
    case FilterOperator::Like:
        return operand.isLike(value);
    case FilterOperator::Greater:
        return order() && *order() > 0;
    case FilterOperator::GreaterOrEqual:
        return order() && *order() >= 0;
    case FilterOperator::Less:
        return order() && *order() < 0;
    case FilterOperator::LessOrEqual:
        return order() && *order() <= 0;
    default:
        return operand.equals(value);
    }
}

bool isMatch(const FilterNode &node, std::string_view event)
{
    const auto isChildMatch = [&](const FilterNode &child) { return isMatch(child, event); };
    switch (node.kind) {
    case FilterNode::Kind::And:
        return std::all_of(node.children.begin(), node.children.end(), isChildMatch);
    case FilterNode::Kind::Or:
        return std::any_of(node.children.begin(), node.children.end(), isChildMatch);
    case FilterNode::Kind::Not:
        return !isChildMatch(node.children.front());
    case FilterNode::Kind::Word:
        return WordSearch(node.word).isIn(event);
    case FilterNode::Kind::Comparison:
        break;
    }
    static FieldPathReader reader;
    const std::vector<FilterValue> operands(node.operands.begin(), node.operands.end());
    const auto holdsForAny = [&](const FieldValue &value) {
        return std::any_of(operands.begin(), operands.end(),
                           [&](const FilterValue &operand) { return holds(node, operand, value); });
    };
    bool isPresent = false, found = false;
    reader.read(event, node.field.toStdString(), [&](const FieldValue &value) {
        isPresent = true;
        found = found || holdsForAny(value);
        return true;
    });
    if (!isPresent)
        found = holdsForAny(FieldValue());
    return found != (node.comparison == FilterOperator::NotEqual);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    std::string_view input(reinterpret_cast<const char *>(data), size);
    const std::string_view line = fuzz::takeLine(input);
    const QString text = QString::fromUtf8(line.data(), static_cast<qsizetype>(line.size()));
    const auto tree = parseFilter(text);
    const auto filter = EventFilter::compile(text);
    require(tree.has_value() == filter.has_value(), "compiled, but not parsed");
    if (!tree) {
        require(!tree.error().message.isEmpty() && tree.error().offset >= 0 &&
                    tree.error().offset + tree.error().length <= text.size(),
                "a fault outside the text");
        return 0;
    }
    const fuzz::PaddedText event(input);
    const bool got = EventMatcher(*filter).matches(event.view());
    // Of what is not sound JSON, the two may read another part.
    if (scanEvent(event.view()).odd)
        return 0;
    require(got == isMatch(*tree, event.view()), "a short cut changes the answer");
    return 0;
}
