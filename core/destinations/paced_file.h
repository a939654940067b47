// A file that is read no faster than a given number of bytes per second.
//
// Threads: one, with an event loop.
#pragma once
#include <QElapsedTimer>
#include <QFile>
#include <QTimer>

namespace slipway {

class PacedFile : public QIODevice
{
    Q_OBJECT
public:
    // `bandwidth`: bytes per second; 0: no limit.
    PacedFile(const QString &path, qint64 bandwidth);
    // If false, see errorString().
    [[nodiscard]] bool open();
    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] bool atEnd() const override { return m_file.atEnd(); }
    [[nodiscard]] qint64 bytesAvailable() const override { return m_file.bytesAvailable(); }
    [[nodiscard]] qint64 fileSize() const { return m_file.size(); }

protected:
    qint64 readData(char *bytes, qint64 most) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QFile m_file;
    qint64 m_bandwidth;
    QElapsedTimer m_clock;
    QTimer m_timer;
};

} // namespace slipway
