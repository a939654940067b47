// The same lines give the same gzip member wherever in memory it is made and whatever was there before, and
// unpacking it gives them back.
#include "core/exporting/parts/gzip_member.h"

#include "core/demo/event_source.h"
#include "core/netskope/api_client.h"

#include <QProcess>
#include <QTest>

#include <algorithm>
#include <new>
#include <numeric>
#include <random>
#include <sys/mman.h>

using namespace slipway;

class GzipMemberTest : public QObject
{
    Q_OBJECT

    static QByteArray lines(int count)
    {
        const EventSource source(QStringLiteral("alert"), 1, count, 1'790'000'000, 1'790'010'000);
        QByteArray text;
        for (int i = 0; i < count; ++i) {
            source.append(text, i);
            text += '\n';
        }
        return text;
    }
    static QByteArray packed(const QByteArray &plain, GzipMemory &memory, size_t room = 0)
    {
        std::vector<uint8_t> member;
        member.reserve(room);
        if (packMember(plain, memory, member) != COMP_OK)
            return "not packed";
        return {reinterpret_cast<const char *>(member.data()), static_cast<qsizetype>(member.size())};
    }

private Q_SLOTS:
    // Bits 16 and up of the state's address are what mattered: each of 8,192 buckets was met once.
    void theAddressDoesNotMatter()
    {
        constexpr size_t step = 64 << 10, steps = 8192, behind = 16 << 20;
        const size_t size = step * steps + sizeof(GzipMemory);
        void *area =
            ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        QVERIFY(area != MAP_FAILED);
        auto *first = static_cast<char *>(area);
        const QByteArray plain = lines(40), wanted = packed(plain, *new (first) GzipMemory);
        QCOMPARE(inflateWhole(wanted, 1 << 30, 0).value(), plain);
        int others = 0;
        for (size_t i = 1; i < steps; ++i) {
            if (packed(plain, *new (first + i * step) GzipMemory) != wanted)
                ++others;
            if (i * step % behind == 0) // the memory is given back
                QCOMPARE(::madvise(first + i * step - behind, behind, MADV_DONTNEED), 0);
        }
        ::munmap(area, size);
        QCOMPARE(others, 0);
    }

    void whatWasInTheMemoryDoesNotMatter()
    {
        const auto memory = std::make_unique<GzipMemory>();
        const QByteArray plain = lines(40), wanted = packed(plain, *memory);
        std::mt19937_64 random(1);
        for (int i = 0; i < 200; ++i) {
            std::generate_n(reinterpret_cast<char *>(memory.get()), sizeof *memory,
                            [&] { return static_cast<char>(random()); });
            QCOMPARE(packed(plain, *memory, random() % 30'000), wanted);
        }
    }

    void unpacksToWhatItWas_data()
    {
        QTest::addColumn<QByteArray>("plain");
        QByteArray all(256, Qt::Uninitialized), noise(100'000, Qt::Uninitialized);
        std::iota(all.begin(), all.end(), '\0');
        std::mt19937 random(2);
        std::generate(noise.begin(), noise.end(), [&] { return static_cast<char>(random()); });
        QTest::newRow("a byte") << QByteArray("\n");
        QTest::newRow("a line") << QByteArray("{}\n");
        QTest::newRow("events") << lines(3000);
        QTest::newRow("the last byte value") << QByteArray(100'000, '\xff') + "\n";
        QTest::newRow("zeros") << QByteArray(100'000, '\0') + "\n";
        QTest::newRow("all byte values") << all.repeated(300);
        QTest::newRow("noise") << noise;
    }
    void unpacksToWhatItWas()
    {
        QFETCH(QByteArray, plain);
        const auto memory = std::make_unique<GzipMemory>();
        const QByteArray member = packed(plain, *memory);
        QCOMPARE(inflateWhole(member, 1 << 30, 0).value(), plain);
        // By others as well, which know nothing of a dictionary.
        QProcess gzip;
        gzip.start(QStringLiteral("gzip"), {QStringLiteral("-dc")});
        gzip.write(member);
        gzip.closeWriteChannel();
        QVERIFY(gzip.waitForFinished());
        QCOMPARE(gzip.readAllStandardError(), QByteArray());
        QVERIFY(gzip.readAllStandardOutput() == plain);
    }
};

QTEST_GUILESS_MAIN(GzipMemberTest)
#include "gzip_member_test.moc"
