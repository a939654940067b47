// Reads an object on demand: rclone runs on its own thread and never reads more than a few MiB
// ahead.
//
// Threads: use it from any one thread; read() blocks.
#pragma once
#include "core/async/background.h"
#include "core/destinations/object_store.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>

namespace slipway {

class ObjectStream
{
public:
    // Starts reading immediately, at `offset`; see ObjectStore::stream().
    ObjectStream(ObjectStore store, const QString &object, qint64 offset, std::stop_token stop);
    ObjectStream(const ObjectStream &) = delete;
    ~ObjectStream(); // ends rclone within a second

    // Reads up to `size` bytes; 0 at the end of the object. Returns Cancelled immediately when
    // stopped. Any other error is returned after the bytes that arrived before it.
    [[nodiscard]] Result<size_t> read(char *into, size_t size);

private:
    void receive(const QByteArray &bytes, const std::stop_token &stop);

    std::stop_token m_stop;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<QByteArray> m_chunks;
    qsizetype m_taken = 0; // of the first one
    qint64 m_held = 0;     // bytes in all of them
    bool m_ended = false;
    Result<void> m_result;
    BackgroundThread m_thread; // last, so that it ends before the others are destroyed
    std::unique_ptr<std::stop_callback<std::function<void()>>> m_onStop;
};

} // namespace slipway
