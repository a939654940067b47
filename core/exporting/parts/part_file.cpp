#include "core/exporting/parts/part_file.h"

#include "core/base/forward_error.h"
#include "core/io/native_path.h"
#include "core/io/storage_error.h"
#include "core/platform/native_file.h"

#include <QCoreApplication>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <new>
#include <optional>
#include <thread>

namespace slipway {
namespace {

constexpr size_t block = NativeFile::directBlock;
constexpr size_t bufferSize = 2 << 20; // written at once
constexpr size_t buffers = 18;         // most of them wait to be hashed, which may lag behind a commit

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(PartFile)
};

struct Freed
{
    void operator()(char *memory) const { ::operator delete[](memory, std::align_val_t{block}); }
};
// Aligned as direct access needs it.
struct Buffer
{
    std::unique_ptr<char, Freed> memory{
        static_cast<char *>(::operator new[](bufferSize, std::align_val_t{block}))};
    size_t used = 0, hashed = 0; // bytes; of them hashed before
    qint64 offset = 0;           // in the file
    [[nodiscard]] char *data() const { return memory.get(); }
};

} // namespace

// There are two threads: the caller's fills a buffer, and the other one writes the buffers before it. It
// hashes what it has written when there is nothing to write, so a commit waits only for the disk.
struct PartFile::State
{
    QString path;
    NativeFile file;
    FileHash hash;
    Buffer current;
    size_t made = 2;    // buffers, the current one among them
    size_t hashed = 0;  // of the current buffer's bytes: those that sync() wrote before
    qint64 flushed = 0; // where the current buffer begins: whole blocks

    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Buffer> full, written, spare; // in this order, and round again
    std::optional<Error> failed;             // the writer's; it takes nothing more after one
    bool writing = false, hashing = false;
    std::jthread writer; // last: it uses all the others

    explicit State(bool withMd5) : hash(withMd5)
    {
        spare.resize(1); // the others are made when they are needed
    }
    State(const State &) = delete;

    void close()
    {
        waitUntilHashed();
        file.close();
        hash.reset();
        current.used = hashed = 0;
        flushed = 0;
        failed.reset();
    }

    ~State()
    {
        if (writer.joinable()) {
            {
                const std::lock_guard lock(mutex); // otherwise the wake-up could come just before the sleep
                writer.request_stop();
            }
            changed.notify_all();
            writer.join();
        }
    }

    // Durably.
    [[nodiscard]] SystemResult<void> cutTo(qint64 size)
    {
        const SystemResult<void> cut = file.truncate(size);
        return cut ? file.syncContent() : cut;
    }

    // Whole blocks, on the writer's thread.
    [[nodiscard]] Result<void> write(const Buffer &buffer)
    {
        const size_t size = (buffer.used + block - 1) / block * block;
        size_t done = 0;
        while (done < size) {
            const auto wrote =
                file.writeAt(buffer.data() + done, size - done, buffer.offset + static_cast<qint64>(done));
            if (!wrote)
                return std::unexpected(
                    storageError(Texts::tr("The export file cannot be written"), path, wrote.error()));
            // After a short write, the incomplete block is written again.
            const size_t whole = (done + *wrote) / block * block;
            if (whole == done)
                return std::unexpected(storageError(Texts::tr("The export file cannot be written"), path,
                                                    std::make_error_code(std::errc::no_space_on_device)));
            done = whole;
        }
        return {};
    }

    void writeAll(const std::stop_token &stop)
    {
        std::unique_lock lock(mutex);
        for (;;) {
            changed.wait(lock, [&] { return !full.empty() || !written.empty() || stop.stop_requested(); });
            if (stop.stop_requested())
                return; // what is not committed by now is written again
            const bool toWrite = !full.empty();
            std::deque<Buffer> &from = toWrite ? full : written;
            Buffer next = std::move(from.front());
            from.pop_front();
            (toWrite ? writing : hashing) = true;
            const bool useless = failed.has_value();
            lock.unlock();
            Result<void> done;
            if (toWrite && !useless)
                done = write(next);
            else if (!useless)
                hash.add(next.data() + next.hashed, next.used - next.hashed);
            lock.lock();
            writing = hashing = false;
            if (!done)
                failed = done.error();
            (toWrite ? written : spare).push_back(std::move(next));
            changed.notify_all();
        }
    }

    // Hands the current buffer over and takes an empty one.
    [[nodiscard]] Result<void> handOver()
    {
        if (!writer.joinable())
            writer = std::jthread([this](const std::stop_token &stop) { writeAll(stop); });
        std::unique_lock lock(mutex);
        current.offset = flushed;
        current.hashed = hashed;
        // An unfinished last block is padded now, and written again at the start of the next buffer.
        const size_t rest = current.used % block, whole = current.used - rest;
        std::memset(current.data() + current.used, 0, rest > 0 ? block - rest : 0);
        if (spare.empty() && made < buffers) {
            spare.emplace_back();
            ++made;
        }
        changed.wait(lock, [&] { return !spare.empty(); });
        Buffer next = std::move(spare.front());
        spare.pop_front();
        std::memcpy(next.data(), current.data() + whole, rest);
        next.used = hashed = rest;
        flushed += static_cast<qint64>(whole);
        full.push_back(std::exchange(current, std::move(next)));
        changed.notify_all();
        if (failed)
            return std::unexpected(*failed);
        return {};
    }

    [[nodiscard]] Result<void> waitUntilWritten()
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return full.empty() && !writing; });
        if (failed)
            return std::unexpected(*failed);
        return {};
    }

    void waitUntilHashed()
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return full.empty() && written.empty() && !writing && !hashing; });
    }

    [[nodiscard]] Result<void> readCommitted(qint64 committed, const std::stop_token &stop)
    {
        while (flushed + static_cast<qint64>(current.used) < committed) {
            if (stop.stop_requested())
                return failure(ErrorKind::Cancelled, Texts::tr("Stopped."));
            const auto got = file.readAt(current.data(), bufferSize, flushed);
            const auto wanted = static_cast<size_t>(std::min<qint64>(bufferSize, committed - flushed));
            if (!got || *got < wanted)
                return std::unexpected(
                    storageError(Texts::tr("The unfinished file cannot be read"), path,
                                 got ? std::make_error_code(std::errc::io_error) : got.error()));
            hash.add(current.data(), wanted);
            const size_t rest = wanted % block;
            std::memmove(current.data(), current.data() + (wanted - rest), rest);
            flushed += static_cast<qint64>(wanted - rest);
            current.used = hashed = rest;
            if (rest > 0)
                break; // the end: nothing can follow an unfinished block
        }
        return {};
    }
};

PartFile::PartFile(bool withMd5) : m_state(std::make_unique<State>(withMd5)) {}

PartFile::~PartFile() = default;

bool PartFile::isOpen() const
{
    return m_state->file.isOpen();
}

void PartFile::close()
{
    m_state->close();
}

Result<void> PartFile::open(const QString &path, qint64 committed, bool finished, const std::stop_token &stop)
{
    const QString what = Texts::tr("The export file cannot be opened");
    State *state = m_state.get();
    state->close();
    state->path = path;
    // Never through a link that somebody put there. A file that has content already is not created again,
    // because an empty one in its place would be mistaken for it.
    using Access = NativeFile::Access;
    auto file = NativeFile::open(nativePath(path), {.access = finished ? Access::Read : Access::ReadAndWrite,
                                                    .creates = !finished && committed == 0,
                                                    .isDirect = true});
    if (!file)
        return std::unexpected(storageError(what, path, file.error()));
    state->file = std::move(*file);
    const auto facts = state->file.facts();
    if (!facts)
        return std::unexpected(storageError(what, path, facts.error()));
    if (!facts->isPlain)
        return std::unexpected(notAFileError(path));
    if (facts->size < committed)
        return failure(
            ErrorKind::Storage,
            Texts::tr("The unfinished file %1 is shorter than what was written to it.").arg(path),
            Texts::tr(
                "Something outside Slipway changed it. Restore it, or cancel this job and export again."),
            QStringLiteral("%1 of %2 bytes").arg(facts->size).arg(committed));
    // Nothing may be written before the part is finished, so the cut is made durable here.
    if (!finished && facts->size > committed) {
        if (const SystemResult<void> cut = state->cutTo(committed); !cut)
            return std::unexpected(storageError(what, path, cut.error()));
    }
    return state->readCommitted(committed, stop);
}

Result<std::span<uint8_t>> PartFile::room()
{
    State &file = *m_state;
    if (file.current.used == bufferSize) {
        RETURN_IF_ERROR(file.handOver());
    }
    return std::span(reinterpret_cast<uint8_t *>(file.current.data()) + file.current.used,
                     bufferSize - file.current.used);
}

void PartFile::filled(size_t size)
{
    m_state->current.used += size;
}

Result<void> PartFile::append(const char *data, size_t size)
{
    while (size > 0) {
        ASSIGN_OR_RETURN(const std::span<uint8_t> space, room());
        const size_t now = std::min(size, space.size());
        std::memcpy(space.data(), data, now);
        filled(now);
        data += now;
        size -= now;
    }
    return {};
}

Result<void> PartFile::sync()
{
    State &file = *m_state;
    const qint64 length = size();
    if (auto handed = file.handOver(); !handed)
        return handed;
    if (auto written = file.waitUntilWritten(); !written)
        return written;
    const bool isPadded = length % static_cast<qint64>(block) != 0;
    if (const auto synced = isPadded ? file.cutTo(length) : file.file.syncContent(); !synced)
        return std::unexpected(
            storageError(Texts::tr("The export file cannot be written"), file.path, synced.error()));
    return {};
}

qint64 PartFile::size() const
{
    return m_state->flushed + static_cast<qint64>(m_state->current.used);
}

FileDigests PartFile::digests()
{
    m_state->waitUntilHashed();
    return m_state->hash.finish();
}

} // namespace slipway
