// Finds the rows of a text file in blocks of any size: every line that is not blank is one.
//
// One thread.
#pragma once
#include "core/events/documents/files/line_index.h"

#include <string_view>

namespace slipway {

class LineFinder
{
public:
    // `start`: where the text begins in the file. The index must outlive this.
    LineFinder(LineIndex &index, qint64 start) : m_index(index), m_offset(start), m_line(start) {}

    // The next block. False: the index is full.
    [[nodiscard]] bool add(std::string_view text);
    // After the last block. False: the index is full.
    [[nodiscard]] bool finish();

private:
    LineIndex &m_index;
    qint64 m_offset;     // of the end of what was added
    qint64 m_line;       // where the current line starts
    qint64 m_row = -1;   // where the last row starts: it ends where the next one starts
    qint64 m_rowEnd = 0; // where its line ended, blank lines may follow
    bool m_lineHasText = false;
};

} // namespace slipway
