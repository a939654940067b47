#include "core/events/documents/files/line_finder.h"

#include <cstring>

namespace slipway {

bool LineFinder::add(std::string_view text)
{
    const char *at = text.data(), *const end = at + text.size();
    while (at < end) {
        // A line is a row when it has anything but blanks, which nearly always shows at its first byte.
        for (; !m_lineHasText && at < end && *at != '\n'; ++at)
            m_lineHasText = *at != ' ' && *at != '\t' && *at != '\r';
        if (m_lineHasText && m_row != m_line) {
            if (m_row >= 0 && !m_index.append(m_row, m_rowEnd, m_line))
                return false;
            m_row = m_line;
        }
        const void *found = std::memchr(at, '\n', static_cast<size_t>(end - at));
        if (!found)
            break;
        at = static_cast<const char *>(found) + 1;
        m_line = m_offset + (at - text.data());
        if (m_lineHasText)
            m_rowEnd = m_line;
        m_lineHasText = false;
    }
    m_offset += static_cast<qint64>(text.size());
    return true;
}

bool LineFinder::finish()
{
    if (m_lineHasText)
        m_rowEnd = m_offset;
    return m_row < 0 || m_index.append(m_row, m_rowEnd, m_offset);
}

} // namespace slipway
