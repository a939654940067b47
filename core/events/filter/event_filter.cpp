#include "core/events/filter/event_filter.h"

#include "core/base/forward_error.h"
#include "core/events/documents/event_document.h"
#include "core/events/filter/filter_value.h"
#include "core/events/json/field_path.h"
#include "core/events/json/raw_field.h"
#include "core/events/json/word_search.h"

#include <QSet>

#include <algorithm>

namespace slipway {
namespace {

struct Comparison
{
    std::string field;
    FilterOperator sign;
    std::vector<FilterValue> values;
    RawField raw;
    bool mayBeNested; // the field has a dot
};

// The tree, with everything prepared in advance that can be.
struct Step
{
    FilterNode::Kind kind = FilterNode::Kind::And;
    std::vector<Step> children;
    std::optional<WordSearch> word;
    std::optional<Comparison> comparison;
};

struct Fields
{
    QStringList names; // in their order, each once
    QSet<QString> seen;

    void add(const QString &name)
    {
        if (seen.contains(name))
            return;
        seen.insert(name);
        names << name;
    }
};

Step compiled(const FilterNode &node, Fields &fields)
{
    Step step;
    step.kind = node.kind;
    if (node.kind == FilterNode::Kind::Word) {
        step.word.emplace(node.word);
    } else if (node.kind == FilterNode::Kind::Comparison) {
        fields.add(node.field);
        const std::string field = node.field.toStdString();
        std::vector<FilterValue> values(node.operands.begin(), node.operands.end());
        step.comparison.emplace(Comparison{field, node.comparison, std::move(values), RawField(field),
                                           field.find('.') != std::string::npos});
    }
    for (const FilterNode &child : node.children)
        step.children.push_back(compiled(child, fields));
    return step;
}

// One value, not yet negated for NotEqual.
bool holdsFor(const Comparison &comparison, const FieldValue &value)
{
    const FilterValue &operand = comparison.values.front();
    switch (comparison.sign) {
    case FilterOperator::Equal:
    case FilterOperator::NotEqual:
        return operand.equals(value);
    case FilterOperator::Like:
        return operand.isLike(value);
    case FilterOperator::In:
        return std::any_of(comparison.values.begin(), comparison.values.end(),
                           [&](const FilterValue &one) { return one.equals(value); });
    default:
        break;
    }
    const auto order = operand.order(value);
    if (!order)
        return false;
    switch (comparison.sign) {
    case FilterOperator::Greater:
        return *order > 0;
    case FilterOperator::GreaterOrEqual:
        return *order >= 0;
    case FilterOperator::Less:
        return *order < 0;
    default:
        return *order <= 0;
    }
}

// Whether the event lacks bytes without which the comparison cannot hold.
bool cannotHold(const Comparison &comparison, std::string_view event)
{
    const bool isLike = comparison.sign == FilterOperator::Like;
    if (!isLike && comparison.sign != FilterOperator::Equal && comparison.sign != FilterOperator::NotEqual &&
        comparison.sign != FilterOperator::In)
        return false;
    for (const FilterValue &value : comparison.values) {
        if (!value.needle(isLike) || value.needle(isLike)->find(event) != TextSearch::npos)
            return false;
    }
    return event.find('\\') == std::string_view::npos;
}

} // namespace

struct EventFilter::Program
{
    Step root;
    QStringList fields;
};

struct EventMatcher::Scratch
{
    FieldPathReader reader;

    bool matches(const Step &step, std::string_view event)
    {
        const auto holds = [&](const Step &child) { return matches(child, event); };
        switch (step.kind) {
        case FilterNode::Kind::And:
            return std::all_of(step.children.begin(), step.children.end(), holds);
        case FilterNode::Kind::Or:
            return std::any_of(step.children.begin(), step.children.end(), holds);
        case FilterNode::Kind::Not:
            return !matches(step.children.front(), event);
        case FilterNode::Kind::Word:
            return step.word->isIn(event);
        case FilterNode::Kind::Comparison:
            break;
        }
        return holdsIn(*step.comparison, event) != (step.comparison->sign == FilterOperator::NotEqual);
    }

    bool holdsIn(const Comparison &comparison, std::string_view event)
    {
        if (const auto value = comparison.raw.find(event);
            value && !(comparison.mayBeNested && value->type == JsonType::Absent))
            return holdsFor(comparison, *value);
        if (cannotHold(comparison, event))
            return false;
        bool isPresent = false, holds = false;
        reader.read(event, comparison.field, [&](const FieldValue &value) {
            isPresent = true;
            holds = holdsFor(comparison, value);
            return !holds;
        });
        return isPresent ? holds : holdsFor(comparison, FieldValue());
    }
};

EventFilter::EventFilter() : m_program(std::make_shared<Program>()) {}

std::expected<EventFilter, FilterError> EventFilter::compile(const QString &text)
{
    ASSIGN_OR_RETURN(const auto tree, parseFilter(text));
    auto program = std::make_shared<Program>();
    Fields fields;
    program->root = compiled(tree, fields);
    program->fields = fields.names;
    EventFilter filter;
    filter.m_program = std::move(program);
    return filter;
}

bool EventFilter::isEmpty() const
{
    return m_program->root.kind == FilterNode::Kind::And && m_program->root.children.empty();
}

QStringList EventFilter::fields() const
{
    return m_program->fields;
}

EventMatcher::EventMatcher(EventFilter filter)
    : m_filter(std::move(filter)), m_scratch(std::make_unique<Scratch>())
{}

EventMatcher::~EventMatcher() = default;

bool EventMatcher::matches(std::string_view event)
{
    return m_scratch->matches(m_filter.m_program->root, event);
}

} // namespace slipway
