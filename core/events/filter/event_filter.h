// Which events does a person want to see? The text of the filter box, compiled. The language is described in
// filter_syntax.h.
//
// What the comparisons mean:
// - Words match values, not field names, ignoring case: in V2 events every event has the same 200 names.
// - Numbers are compared exactly as they were sent, at any length; a text that is a number counts as one.
// - Times (RFC 3339) compare with epoch seconds, epoch milliseconds and with times as text.
// - A path first means a field of exactly that name (names with dots exist), then a way into objects. Through
//   a list a condition holds when it holds for any item; `neq` and `not` turn the whole answer around.
// - An absent field equals nothing but null.
#pragma once
#include "core/events/filter/filter_syntax.h"

#include <memory>
#include <string_view>

namespace slipway {

// Immutable, cheap to copy, for any thread.
class EventFilter
{
public:
    EventFilter(); // matches everything
    [[nodiscard]] static std::expected<EventFilter, FilterError> compile(const QString &text);
    [[nodiscard]] bool isEmpty() const;
    // The fields that it compares, to warn of names that no event has.
    [[nodiscard]] QStringList fields() const;

    struct Program;

private:
    std::shared_ptr<const Program> m_program;
    friend class EventMatcher;
};

// Applies a filter to one event after another. One for each thread.
class EventMatcher
{
public:
    explicit EventMatcher(EventFilter filter);
    ~EventMatcher();
    // `event` must have eventPadding readable bytes after it (events of an EventReader have). Text that is no
    // JSON can be found by its words.
    [[nodiscard]] bool matches(std::string_view event);

private:
    struct Scratch;
    EventFilter m_filter;
    std::unique_ptr<Scratch> m_scratch;
};

} // namespace slipway
