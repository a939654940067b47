// Files that are written as a whole where a user says: what was there is kept if that fails, and a pipe or a
// device is never replaced. Devices are played by pipes, because a test that fails must not remove a device.
#include "core/io/whole_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace slipway;

class WholeFileTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    [[nodiscard]] QString path(const char *name) const { return m_folder->filePath(QLatin1String(name)); }
    [[nodiscard]] QByteArray content(const char *name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void replacesAFile()
    {
        QVERIFY(writeWholeFile(path("a"), "first, and longer"));
        QVERIFY(writeWholeFile(path("a"), "second"));
        QCOMPARE(content("a"), QByteArray("second"));
        QVERIFY(!isOtherThanFile(path("a")));
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden),
                 QStringList(QStringLiteral("a")));
    }
    void keepsItFromOthers()
    {
        QVERIFY(writeWholeFile(path("a"), "content", ReadableBy::OwnerOnly));
        struct stat facts = {};
        QCOMPARE(::stat(QFile::encodeName(path("a")).constData(), &facts), 0);
        QCOMPARE(facts.st_mode & 0777, mode_t(0600));
    }
    void saysWhyItCannot()
    {
        QVERIFY(!writeWholeFile(path("nowhere/a"), "content").error().isEmpty());
        QVERIFY(!writeWholeFile(m_folder->path(), "content").error().isEmpty());
        QVERIFY(isOtherThanFile(m_folder->path()));
    }
    void writesIntoAPipe_data()
    {
        QTest::addColumn<bool>("byLink");
        QTest::newRow("by its name") << false;
        QTest::newRow("by a link, as /dev/stdout is one") << true;
    }
    void writesIntoAPipe()
    {
        QFETCH(bool, byLink);
        const QByteArray name = QFile::encodeName(path("pipe"));
        QCOMPARE(::mkfifo(name.constData(), 0600), 0);
        const int reader = ::open(name.constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        QVERIFY(reader >= 0);
        QVERIFY(QFile::link(path("pipe"), path("link")));
        QVERIFY(writeWholeFile(path(byLink ? "link" : "pipe"), "content"));
        QByteArray read(100, '\0');
        read.truncate(std::max<ssize_t>(::read(reader, read.data(), 100), 0));
        ::close(reader);
        QCOMPARE(read, QByteArray("content"));
        struct stat facts = {};
        QCOMPARE(::lstat(name.constData(), &facts), 0);
        QVERIFY(S_ISFIFO(facts.st_mode));
        QVERIFY(isOtherThanFile(path("link")));
    }
};

QTEST_GUILESS_MAIN(WholeFileTest)
#include "whole_file_test.moc"
