// Whether a word occurs in any value of an event, ignoring case; names of fields do not count.
#pragma once
#include "core/events/json/text_search.h"

#include <QString>

namespace slipway {

// Immutable; several threads may use one.
class WordSearch
{
public:
    explicit WordSearch(const QString &word);
    // The time is linear in the size of the event. Strings are searched with their escapes resolved,
    // everything between them as it was sent.
    [[nodiscard]] bool isIn(std::string_view event) const;

private:
    [[nodiscard]] bool isInText(std::string_view text) const;
    QString m_word;
    bool m_isAscii;
    TextSearch m_raw;
};

} // namespace slipway
