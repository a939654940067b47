// Memory for secrets: pages of their own, which are locked into RAM (never swapped out), left out of core
// dumps, read as zeros in a forked child, and overwritten before they are given back.
//
// A process that has such memory can no longer be dumped or traced by other processes of the same user
// (PR_SET_DUMPABLE), from the first secret until it ends: copies that a toolkit or a library makes of a
// secret live in ordinary memory, and nobody can tell when the last of them is gone. Two things follow from
// that. A debugger can only attach as root. And services that look at /proc/PID of the program that calls
// them, as desktop portals do, find it closed: see ui/widgets/file_dialogs.h.
//
// Where the limit for locked memory (RLIMIT_MEMLOCK) is reached, the pages may be swapped; the rest still
// holds.
//
// Threads: as for std::string. Errors: std::bad_alloc where the system has no memory.
#pragma once
#include <cstddef>
#include <initializer_list>
#include <string_view>

namespace slipway {

class SecretMemory
{
public:
    SecretMemory() = default;
    explicit SecretMemory(std::size_t size); // all zeros
    // The parts one after another, so that a text around a secret is never put together elsewhere.
    explicit SecretMemory(std::initializer_list<std::string_view> parts);
    SecretMemory(SecretMemory &&other) noexcept;
    SecretMemory &operator=(SecretMemory &&other) noexcept;
    ~SecretMemory();

    [[nodiscard]] char *data() { return m_bytes; } // null when empty
    [[nodiscard]] const char *data() const { return m_bytes; }
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] std::string_view text() const { return {m_bytes, m_size}; }
    void truncate(std::size_t size); // overwrites the rest
    void clear() { truncate(0); }

private:
    char *m_bytes = nullptr;
    std::size_t m_size = 0, m_reserved = 0;
};

// What a compiler may not leave out: overwrites bytes that held a secret in ordinary memory.
void overwrite(char *bytes, std::size_t size);

// For a child process between fork and exec: it leaves no core dump, nor do the programs that it starts. Only
// calls what may be called there.
void forbidCoreDumps();

} // namespace slipway
