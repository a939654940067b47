// Large buffers that are reused instead of freed. A page of events inflates to tens of megabytes, and
// touching fresh memory from the system for the first time takes longer than inflating the page.
//
// Threads: one.
#pragma once
#include <QByteArray>
#include <algorithm>
#include <vector>

namespace slipway {

class SpareBuffers
{
public:
    // An empty array with room for `size` bytes and a little more, since pages differ a little.
    [[nodiscard]] QByteArray take(qint64 size)
    {
        QByteArray buffer;
        const auto fitting = std::find_if(m_spare.begin(), m_spare.end(), [&](const QByteArray &each) {
            return each.capacity() >= size && each.capacity() <= 2 * size + smallest;
        });
        if (fitting != m_spare.end()) {
            buffer = std::move(*fitting);
            m_spare.erase(fitting);
        } else {
            buffer.reserve(size + size / 16);
        }
        return buffer;
    }
    // Keeps the buffer if it is worth keeping. Views into it become invalid.
    void give(QByteArray buffer)
    {
        if (buffer.capacity() < smallest || buffer.capacity() > largest || !buffer.isDetached())
            return;
        buffer.resize(0);
        const auto place = std::find_if(m_spare.begin(), m_spare.end(), [&](const QByteArray &each) {
            return each.capacity() >= buffer.capacity();
        });
        m_spare.insert(place, std::move(buffer));
        if (m_spare.size() > count)
            m_spare.erase(m_spare.begin());
    }

private:
    static constexpr qsizetype smallest = 64 << 10, largest = 96 << 20;
    static constexpr size_t count = 2; // one as it arrived, one inflated
    std::vector<QByteArray> m_spare;   // by capacity
};

} // namespace slipway
