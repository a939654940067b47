// The stand-in "s3-front" in front of a real S3 server; see that script for its modes and their
// purpose.
#pragma once
#include "tests/support/bucket_server.h"

namespace slipway::test {

class S3Front
{
public:
    S3Front(const SwiftServer &server, const char *mode)
    {
        set(mode);
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral(SLIPWAY_TEST_SUPPORT "/s3-front"),
                        {m_folder.path(), QString::number(server.port())});
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(30'000))
                qFatal("s3-front does not start");
        }
        m_port = m_process.readLine().simplified().split(' ').value(1).toUShort();
    }
    ~S3Front()
    {
        m_process.closeWriteChannel();
        if (!m_process.waitForFinished(3000))
            m_process.kill();
        m_process.waitForFinished(3000);
    }
    [[nodiscard]] quint16 port() const { return m_port; }
    void set(const char *mode)
    {
        QFile file(m_folder.filePath(QStringLiteral("mode")));
        if (!file.open(QIODevice::WriteOnly) || file.write(mode) < 0)
            qFatal("%s cannot be written", qPrintable(file.fileName()));
    }
    // How often each path was requested with a method, such as "PUT".
    [[nodiscard]] QMap<QString, int> requests(const char *method) const
    {
        QMap<QString, int> counts;
        QFile file(m_folder.filePath(QStringLiteral("log")));
        (void)file.open(QIODevice::ReadOnly);
        for (const QByteArray &line : file.readAll().split('\n')) {
            const QByteArrayList words = line.split(' ');
            if (words.value(0) == method)
                ++counts[QString::fromUtf8(words.value(1))];
        }
        return counts;
    }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace slipway::test
