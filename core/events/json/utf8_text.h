// The text of UTF-8 bytes, with every character. QString::fromUtf8() drops a byte order mark at the
// beginning, which in a value or a name is a character like any other.
#pragma once
#include <QString>
#include <string_view>

namespace slipway {

// Invalid sequences become U+FFFD.
[[nodiscard]] inline QString utf8Text(std::string_view bytes)
{
    constexpr std::string_view mark = "\xef\xbb\xbf";
    qsizetype marks = 0;
    for (; bytes.starts_with(mark); ++marks)
        bytes.remove_prefix(mark.size());
    const QString text = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
    return marks == 0 ? text : QString(marks, QChar::ByteOrderMark) + text;
}

} // namespace slipway
