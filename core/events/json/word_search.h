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
    // Looks at the raw text first, and unescapes only those strings that have escapes.
    [[nodiscard]] bool isIn(std::string_view event) const;

private:
    [[nodiscard]] bool isInEscapedStrings(std::string_view event) const;
    QString m_word;
    bool m_isAscii;
    TextSearch m_raw;
};

} // namespace slipway
