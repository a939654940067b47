#include "core/exporting/parts/gzip_stream.h"

#include "core/exporting/parts/gzip_member.h"

#include <QCoreApplication>

#include <algorithm>
#include <condition_variable>
#include <deque>
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

} // namespace

struct GzipStream::State
{
    PartFile &file;
    std::unique_ptr<Piece> current = std::make_unique<Piece>();
    std::vector<std::unique_ptr<Piece>> spare;
    GzipMemory memory; // for what the caller's thread compresses

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

    void work(Piece &piece, GzipMemory &own, std::unique_lock<std::mutex> &lock)
    {
        piece.stage = Piece::Stage::AtWork;
        lock.unlock();
        piece.code = packMember(piece.plain, own, piece.packed);
        lock.lock();
        piece.stage = Piece::Stage::Ready;
        changed.notify_all();
    }

    void run(const std::stop_token &stop)
    {
        const auto own = std::make_unique<GzipMemory>();
        std::unique_lock lock(mutex);
        Piece *piece = nullptr;
        while (changed.wait(lock, stop, [&] { return (piece = nextWaiting()) != nullptr; }))
            work(*piece, *own, lock);
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
                    work(*waiting, memory, lock);
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
