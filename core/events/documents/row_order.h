// The rows of a document in the order of one field.
//
// Numbers come before texts, and rows without a value (absent, null, "") come last, in both directions.
// Numbers compare exactly, at 64 bits too; a text that is a number counts as one, and IPv4 addresses sort by
// their numbers. Texts are compared ignoring case. Equal rows keep the document's order.
#pragma once
#include "core/events/documents/event_document.h"

#include <optional>
#include <stop_token>

namespace slipway {

class RowOrder
{
public:
    // Reads the field of rows [0, count) on all processors and sorts them. Blocks, so call it on a worker
    // thread. Empty if stopped.
    [[nodiscard]] static std::optional<RowOrder> make(const EventDocumentPtr &document, qint64 count,
                                                      const std::string &field, std::stop_token stop);

    [[nodiscard]] qint64 count() const { return static_cast<qint64>(m_rows.size()); }
    // All rows, sorted.
    [[nodiscard]] std::vector<quint32> rows(bool descending) const
    {
        return rows(descending, [](quint32) { return true; });
    }
    // The rows that `keep` accepts, sorted.
    template<class Keep>
    [[nodiscard]] std::vector<quint32> rows(bool descending, Keep keep) const
    {
        std::vector<quint32> result;
        const auto add = [&](size_t first, size_t last) {
            for (size_t i = first; i < last; ++i) {
                if (keep(m_rows[i]))
                    result.push_back(m_rows[i]);
            }
        };
        size_t end = m_valued;
        if (!descending) {
            add(0, end);
        } else {
            while (end > 0) { // group by group, so that equal rows stay as they were
                size_t first = end - 1;
                while (!m_starts[first])
                    --first;
                add(first, end);
                end = first;
            }
        }
        add(m_valued, m_rows.size());
        return result;
    }

private:
    std::vector<quint32> m_rows; // ascending; those without a value at the end
    std::vector<bool> m_starts;  // whether a row's value differs from the one before it
    size_t m_valued = 0;
};

} // namespace slipway
