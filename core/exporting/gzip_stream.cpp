#include "core/exporting/gzip_stream.h"

#include <QCoreApplication>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <isa-l/igzip_lib.h>
#include <mutex>
#include <thread>
#include <vector>

namespace slipway {
namespace {

constexpr size_t pieceSize = 1 << 20; // of lines; smaller ones compress less well
constexpr size_t pieces = 8;          // wait at most: memory
constexpr unsigned mostThreads = 4;

struct Piece
{
    enum class Stage { Waiting, AtWork, Ready };
    std::vector<char> plain;
    std::vector<uint8_t> packed;
    int code = COMP_OK;
    Stage stage = Stage::Waiting;
};

// One whole member.
void compress(Piece &piece, std::vector<uint8_t> &level)
{
    isal_zstream stream;
    isal_deflate_init(&stream);
    level.resize(ISAL_DEF_LVL1_DEFAULT);
    stream.level = 1;
    stream.level_buf = level.data();
    stream.level_buf_size = static_cast<uint32_t>(level.size());
    stream.gzip_flag = IGZIP_GZIP;
    stream.end_of_stream = 1;
    stream.next_in = reinterpret_cast<uint8_t *>(piece.plain.data());
    stream.avail_in = static_cast<uint32_t>(piece.plain.size());
    size_t size = 0;
    piece.packed.resize(std::max(piece.packed.capacity(), piece.plain.size() / 8 + 4096));
    do {
        if (size == piece.packed.size())
            piece.packed.resize(size * 2);
        stream.next_out = piece.packed.data() + size;
        stream.avail_out = static_cast<uint32_t>(piece.packed.size() - size);
        const uint32_t offered = stream.avail_out;
        piece.code = isal_deflate(&stream);
        size += offered - stream.avail_out;
    } while (piece.code == COMP_OK && stream.internal_state.state != ZSTATE_END);
    piece.packed.resize(size);
}

} // namespace

struct GzipStream::State
{
    PartFile &file;
    std::unique_ptr<Piece> current = std::make_unique<Piece>();
    std::vector<std::unique_ptr<Piece>> spare;
    std::vector<uint8_t> level; // for what the caller's thread compresses

    std::mutex mutex;
    std::condition_variable_any changed;
    std::deque<std::unique_ptr<Piece>> queue; // in the file's order
    std::vector<std::jthread> threads;        // last: they use all the others

    explicit State(PartFile &out) : file(out) {}

    [[nodiscard]] Piece *nextWaiting()
    {
        const auto found = std::find_if(queue.begin(), queue.end(),
                                        [](const auto &p) { return p->stage == Piece::Stage::Waiting; });
        return found == queue.end() ? nullptr : found->get();
    }

    void work(Piece &piece, std::vector<uint8_t> &memory, std::unique_lock<std::mutex> &lock)
    {
        piece.stage = Piece::Stage::AtWork;
        lock.unlock();
        compress(piece, memory);
        lock.lock();
        piece.stage = Piece::Stage::Ready;
        changed.notify_all();
    }

    void run(const std::stop_token &stop)
    {
        std::vector<uint8_t> memory;
        std::unique_lock lock(mutex);
        Piece *piece = nullptr;
        while (changed.wait(lock, stop, [&] { return (piece = nextWaiting()) != nullptr; }))
            work(*piece, memory, lock);
    }

    void start()
    {
        const unsigned others = std::clamp(std::thread::hardware_concurrency(), 2u, mostThreads) - 1;
        for (unsigned i = 0; i < others; ++i)
            threads.emplace_back([this](const std::stop_token &stop) { run(stop); });
    }

    // Puts the current piece into the queue.
    void handOver()
    {
        if (threads.empty())
            start();
        {
            const std::lock_guard lock(mutex);
            current->stage = Piece::Stage::Waiting;
            queue.push_back(std::move(current));
        }
        changed.notify_all();
        if (spare.empty()) {
            current = std::make_unique<Piece>();
            current->plain.reserve(pieceSize + (64 << 10));
        } else {
            current = std::move(spare.back());
            spare.pop_back();
        }
    }

    // Writes what is ready, and helps with the rest, until at most `left` pieces wait.
    [[nodiscard]] Result<void> drain(size_t left)
    {
        std::unique_lock lock(mutex);
        while (queue.size() > left) {
            if (queue.front()->stage != Piece::Stage::Ready) {
                if (Piece *waiting = nextWaiting())
                    work(*waiting, level, lock);
                else
                    changed.wait(lock, [&] { return queue.front()->stage == Piece::Stage::Ready; });
                continue;
            }
            std::unique_ptr<Piece> piece = std::move(queue.front());
            queue.pop_front();
            lock.unlock();
            if (piece->code != COMP_OK)
                return failure(
                    ErrorKind::Internal,
                    QCoreApplication::translate("GzipStream", "The events could not be compressed."), {},
                    QStringLiteral("isal_deflate: %1").arg(piece->code));
            if (auto written =
                    file.append(reinterpret_cast<const char *>(piece->packed.data()), piece->packed.size());
                !written)
                return written;
            piece->plain.clear();
            spare.push_back(std::move(piece));
            lock.lock();
        }
        return {};
    }
};

GzipStream::GzipStream(PartFile &file) : m_state(std::make_unique<State>(file)) {}

GzipStream::~GzipStream() = default;

Result<void> GzipStream::append(std::string_view line)
{
    std::vector<char> &plain = m_state->current->plain;
    plain.insert(plain.end(), line.begin(), line.end());
    plain.push_back('\n');
    if (plain.size() < pieceSize)
        return {};
    m_state->handOver();
    return m_state->drain(pieces);
}

Result<void> GzipStream::endMember()
{
    if (!m_state->current->plain.empty())
        m_state->handOver();
    return m_state->drain(0);
}

void GzipStream::reset()
{
    State &state = *m_state;
    std::unique_lock lock(state.mutex);
    std::erase_if(state.queue, [](const auto &p) { return p->stage == Piece::Stage::Waiting; });
    state.changed.wait(lock, [&] {
        return std::all_of(state.queue.begin(), state.queue.end(),
                           [](const auto &p) { return p->stage == Piece::Stage::Ready; });
    });
    state.queue.clear();
    state.current->plain.clear();
}

} // namespace slipway
