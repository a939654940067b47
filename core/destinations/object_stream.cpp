#include "core/destinations/object_stream.h"

#include <QCoreApplication>

#include <cstring>

namespace slipway {
namespace {

constexpr qint64 most = 4 << 20; // bytes that may be waiting

} // namespace

ObjectStream::ObjectStream(ObjectStore store, const QString &object, qint64 offset, std::stop_token stop)
    : m_stop(std::move(stop))
{
    m_thread.run([this, store = std::move(store), object, offset](std::stop_token threadStop) {
        const Result<void> result = QCoro::waitFor(store.stream(
            object, offset, [&](const QByteArray &bytes) { receive(bytes, threadStop); }, threadStop));
        const std::lock_guard lock(m_mutex);
        m_result = result;
        m_ended = true;
        m_changed.notify_all();
    });
    m_onStop = std::make_unique<std::stop_callback<std::function<void()>>>(
        m_stop, [this] { m_thread.requestStop(); });
}

ObjectStream::~ObjectStream()
{
    m_onStop.reset();
}

void ObjectStream::receive(const QByteArray &bytes, const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    if (!m_changed.wait(lock, stop, [this] { return m_held < most; }))
        return; // stopped: nobody wants it any more
    m_chunks.push_back(bytes);
    m_held += bytes.size();
    m_changed.notify_all();
}

Result<size_t> ObjectStream::read(char *into, size_t size)
{
    std::unique_lock lock(m_mutex);
    if (!m_changed.wait(lock, m_stop, [this] { return m_ended || !m_chunks.empty(); }) ||
        m_stop.stop_requested())
        return failure(ErrorKind::Cancelled, QCoreApplication::translate("ObjectStream", "Stopped."));
    if (m_chunks.empty())
        return m_result ? Result<size_t>(0) : std::unexpected(m_result.error());
    const QByteArray &first = m_chunks.front();
    const auto taken = std::min(static_cast<size_t>(first.size() - m_taken), size);
    std::memcpy(into, first.constData() + m_taken, taken);
    m_taken += static_cast<qsizetype>(taken);
    if (m_taken == first.size()) {
        m_held -= first.size();
        m_taken = 0;
        m_chunks.pop_front();
        m_changed.notify_all();
    }
    return taken;
}

} // namespace slipway
