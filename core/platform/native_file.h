// An open file: reading and writing at offsets, past the system's cache if wanted, and making what was
// written durable.
//
// QFile lacks durable writes, direct access and the refusal of links, which exports rely on. A file is closed
// when this object is destroyed, and child processes do not inherit it. Others may rename, replace or remove
// it while it is open.
//
// Threads: one at a time, but several may call readAt() together, and without direct access also while
// another one calls writeAt() for other bytes or gives them back. Calls that a signal interrupts are
// repeated.
#pragma once
#include "core/platform/file_facts.h"
#include "core/platform/system_result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace slipway {

class NativeFile
{
public:
    // Memory, sizes and offsets of direct access are multiples of this number of bytes, which is enough for
    // every common disk.
    static constexpr std::size_t directBlock = 4096;

    enum class Access { Read, Write, ReadAndWrite };
    struct Opening
    {
        Access access = Access::Read;
        bool creates = false; // if there is none yet: readable by this user only
        bool empties = false; // cuts off what is in it
        bool followsLinks = false;
        // Past the system's cache, if the file system and the disk support that. Otherwise, and as soon as
        // they turn out not to, through it.
        bool isDirect = false;
    };

    // Does not wait for the other end of a named pipe. std::errc::too_many_symbolic_link_levels: it is a
    // link, which is not followed.
    [[nodiscard]] static SystemResult<NativeFile> open(const std::filesystem::path &path,
                                                       const Opening &opening);
    // A new file for this user only that disappears when it is closed.
    [[nodiscard]] static SystemResult<NativeFile> temporary(const std::filesystem::path &folder);

    NativeFile() = default; // not open
    NativeFile(NativeFile &&other) noexcept;
    NativeFile &operator=(NativeFile &&other) noexcept;
    ~NativeFile();

    [[nodiscard]] bool isOpen() const { return m_handle != closed; }
    void close();

    // The next bytes, at most `size`; 0 at the end.
    [[nodiscard]] SystemResult<std::size_t> read(char *into, std::size_t size);
    // The bytes from `offset` on; fewer than `size` only at the end of the file or of what the system gives
    // at once.
    [[nodiscard]] SystemResult<std::size_t> readAt(char *into, std::size_t size, std::int64_t offset) const;
    // Return how many bytes were written, which may be fewer than `size` when the disk is nearly full.
    [[nodiscard]] SystemResult<std::size_t> write(const char *from, std::size_t size);
    [[nodiscard]] SystemResult<std::size_t> writeAt(const char *from, std::size_t size, std::int64_t offset);
    [[nodiscard]] SystemResult<void> truncate(std::int64_t size);

    // Makes the content and the size durable.
    [[nodiscard]] SystemResult<void> syncContent();
    // The same, and the times and permissions as well.
    [[nodiscard]] SystemResult<void> sync();

    // Locks the file for this object until it is closed, without waiting. std::errc::device_or_resource_busy:
    // it is locked already, by this process or by another. The file must be open for reading and writing.
    [[nodiscard]] SystemResult<void> lock();

    [[nodiscard]] SystemResult<FileFacts> facts() const;
    // Bytes that this user may still write to its file system.
    [[nodiscard]] SystemResult<std::int64_t> freeSpace() const;
    // The file system may free the space of these bytes.
    void giveBack(std::int64_t offset, std::int64_t size);
    // Lets the system read ahead generously.
    void willBeReadInOrder();

private:
    static constexpr std::intptr_t closed = -1; // neither a descriptor nor a HANDLE

    explicit NativeFile(std::intptr_t handle, bool isDirect = false) : m_handle(handle), m_isDirect(isDirect)
    {}

    std::intptr_t m_handle = closed;
    mutable bool m_isDirect = false;
};

} // namespace slipway
