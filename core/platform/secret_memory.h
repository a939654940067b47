// Memory for secrets: separate pages that are locked into RAM (never swapped out), left out of core
// dumps, read as zeros in a forked child, and overwritten before they are freed.
//
// A process that has such memory can no longer be dumped or traced by other processes of the same
// user (PR_SET_DUMPABLE), from the first secret until it ends, because copies that a toolkit or a
// library makes of a secret are in ordinary memory, and nobody can tell when the last of them is
// gone. This has two consequences: a debugger can attach only as root, and services that read
// /proc/PID of their caller, as desktop portals do, are denied access to it: see
// ui/widgets/file_dialogs.h.
//
// If the limit for locked memory (RLIMIT_MEMLOCK) is reached, the pages may be swapped out;
// everything else still applies.
//
// Windows: the pages are locked (VirtualLock) and left out of Windows Error Reporting. Children do not
// inherit memory there, and other processes of the same user can read all of ours.
//
// Threads: as for std::string. Errors: std::bad_alloc if the system has no memory.
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
    // Concatenates the parts here, so that text that contains a secret never exists in ordinary
    // memory.
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

// Overwrites bytes that held a secret in ordinary memory. The compiler cannot optimise this away.
void overwrite(char *bytes, std::size_t size);

} // namespace slipway
