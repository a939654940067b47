// Inflates gzip members one after another (RFC 1952), from bytes that arrive in pieces of any size: a file of
// events may be larger than memory. Zeros after a member are padding, as tar and tapes write it.
//
// Feed it bytes when it needs them, and inflate until it needs more. At the end of the input, the text is
// complete if isBetweenMembers().
//
// Threads: one.
#pragma once
#include "core/io/gzip_header.h"

#include <cstddef>
#include <memory>
#include <optional>

struct inflate_state;

namespace slipway {

class GzipMembers
{
public:
    GzipMembers();
    GzipMembers(const GzipMembers &) = delete;
    ~GzipMembers();

    // Whether everything that was given has been used.
    [[nodiscard]] bool needsBytes() const;
    // Only when it needs some. They have to stay where they are until it needs more.
    void give(const char *bytes, std::size_t size);
    // Puts at most `size` bytes, which is at least 1, into `to`, and returns how many. 0: it needs bytes.
    // Empty: what was given is damaged, and nothing more can be read.
    [[nodiscard]] std::optional<std::size_t> inflate(char *to, std::size_t size);
    // Whether nothing of a member is missing: true at first, and after the end of a member.
    [[nodiscard]] bool isBetweenMembers() const { return m_isBetween; }
    // How many of the bytes that were given are not used yet.
    [[nodiscard]] std::size_t unused() const;

private:
    // Goes on to the compressed data of a member. False: damaged.
    [[nodiscard]] bool skipHeader();

    std::unique_ptr<inflate_state> m_state;
    GzipHeader m_header; // of the current member
    bool m_isBetween = true, m_hasBegun = false;
};

} // namespace slipway
