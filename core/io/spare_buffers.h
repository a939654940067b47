// Large buffers that are used again instead of freed. A page of events inflates to tens of megabytes; memory
// fresh from the system costs more time to touch for the first time than the page costs to inflate.
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
    // An empty array with room for `size` bytes and a little more: pages differ a little.
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
    // Keeps what is worth keeping; views into it end here.
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
    static constexpr size_t count = 2; // one as it came over the wire, one inflated
    std::vector<QByteArray> m_spare;   // by capacity
};

} // namespace slipway
