#include "core/destinations/paced_file.h"

#include <algorithm>

namespace slipway {

PacedFile::PacedFile(const QString &path, qint64 bandwidth) : m_file(path), m_bandwidth(bandwidth)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &PacedFile::readyRead);
}

bool PacedFile::open()
{
    if (!m_file.open(QIODevice::ReadOnly)) {
        setErrorString(m_file.errorString());
        return false;
    }
    m_clock.start();
    // Unbuffered, because data read ahead would be sent without a pause.
    return QIODevice::open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 PacedFile::readData(char *bytes, qint64 most)
{
    if (m_bandwidth <= 0)
        return m_file.read(bytes, most);
    constexpr int pause = 50; // ms
    const qint64 allowed = m_bandwidth * (m_clock.elapsed() + pause) / 1000 - m_file.pos();
    if (allowed <= 0) {
        m_timer.start(pause);
        return 0; // not the end: readyRead() is emitted when there is more
    }
    return m_file.read(bytes, std::min(most, allowed));
}

} // namespace slipway
