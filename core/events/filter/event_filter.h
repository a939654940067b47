// Decides which events a person wants to see: the compiled text of the filter box. The language is described
// in filter_syntax.h.
//
// What the comparisons mean:
// - Words match values and not field names, ignoring case, because all V2 events have the same 200 names.
// - Numbers are compared exactly as they were sent, whatever their length; a text that is a number counts as
//   one.
// - Times (RFC 3339) compare with epoch seconds, epoch milliseconds and with times as text.
// - A path first means a field with exactly that name (names with dots exist), and otherwise a path into
//   objects. For a list, a condition holds if it holds for any item; `neq` and `not` negate the whole result.
// - An absent field equals nothing but null.
#pragma once
#include "core/events/filter/filter_syntax.h"

#include <memory>
#include <string_view>

namespace slipway {

// Immutable, cheap to copy, and usable on any thread.
class EventFilter
{
public:
    EventFilter(); // matches everything
    [[nodiscard]] static std::expected<EventFilter, FilterError> compile(const QString &text);
    [[nodiscard]] bool isEmpty() const;
    // The fields that it compares, to warn about names that no event has.
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
    // `event` must have eventPadding readable bytes after it (events of an EventReader have). Text that is
    // not JSON can still be found by its words.
    [[nodiscard]] bool matches(std::string_view event);

private:
    struct Scratch;
    EventFilter m_filter;
    std::unique_ptr<Scratch> m_scratch;
};

} // namespace slipway
