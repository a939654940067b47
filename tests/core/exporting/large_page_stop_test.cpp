// Stopping an export while a page of hundreds of megabytes is unpacked, read and written: it ends soon, and
// nothing is lost or doubled.
#include "core/exporting/parts/gzip_member.h"
#include "core/exporting/verifying/verify.h"
#include "tests/support/export_world.h"
#include "tests/support/streaming_tenant.h"
#include "tests/support/time_limits.h"

#include <QElapsedTimer>

namespace slipway::test {
namespace {

constexpr qint64 from = ExportWorld::from, to = from + 3600;
constexpr int events = 40'000, eventsOfPiece = 500;
constexpr int eventSize = 8'000;

QByteArray eventText(int number)
{
    QByteArray text = R"({"_id":"event-)" + QByteArray::number(number) + R"(","timestamp":)" +
                      QByteArray::number(from + number % 3000) + R"(,"text":")";
    auto chance = static_cast<uint32_t>(number);
    while (text.size() <
           eventSize / 4) { // which does not shrink much, so that packing it again takes a while
        chance = chance * 1664525 + 1013904223;
        text += static_cast<char>('0' + (chance >> 24) % 64 % 43);
    }
    while (text.size() < eventSize)
        text += "The quick brown fox jumps over the lazy dog number " + QByteArray::number(number) + ". ";
    return text + "\"}";
}

// The body of the large page, piece by piece.
void eachPiece(const std::function<bool(const QByteArray &)> &use)
{
    for (int begin = 0; begin < events; begin += eventsOfPiece) {
        QByteArray piece = begin == 0 ? R"({"ok":1,"result":[)" : QByteArray();
        for (int number = begin; number < begin + eventsOfPiece; ++number)
            piece += (number > 0 ? "," : "") + eventText(number);
        if (begin + eventsOfPiece == events)
            piece += R"(],"timestamp_hwm":)" + QByteArray::number(to - 600) + '}';
        if (!use(piece))
            return;
    }
}

QByteArray gzipMember(const QByteArray &text)
{
    static const auto memory = std::make_unique<GzipMemory>();
    std::vector<uint8_t> packed;
    if (packMember({text.constData(), static_cast<size_t>(text.size())}, *memory, packed) != COMP_OK)
        qFatal("gzip fails");
    return QByteArray(reinterpret_cast<const char *>(packed.data()), static_cast<qsizetype>(packed.size()));
}

} // namespace
} // namespace slipway::test

using namespace slipway;
using test::ExportWorld;
using test::ProcessorTime;
using test::StreamingTenant;

class LargePageStopTest : public QObject
{
    Q_OBJECT

    QByteArray m_packed; // the large page

    void answer(const QByteArray &request, const StreamingTenant::Send &send) const
    {
        const QByteArray head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";
        if (!request.contains("operation=next")) {
            send(head + "Content-Encoding: gzip\r\nContent-Length: " + QByteArray::number(m_packed.size()) +
                 "\r\n\r\n");
            send(m_packed);
            return;
        }
        const QByteArray body = R"({"ok":1,"result":[{"_id":"last","timestamp":)" +
                                QByteArray::number(test::to - 1) + R"(}],"timestamp_hwm":)" +
                                QByteArray::number(test::to + 60) + '}';
        send(head + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }
    static ExportRequest requestTo(const StreamingTenant &tenant, const ExportWorld &world)
    {
        ExportRequest request = world.request();
        request.address = tenant.address();
        request.to = test::to;
        request.compression = Compression::Gzip;
        request.partSize = 1 << 30;
        return request;
    }
    // The processor time that an export takes from the arrival of the page to its end, in milliseconds.
    static qint64 wholeTime(const StreamingTenant &tenant, ExportWorld &world)
    {
        const auto id =
            world.jobs->submit(requestTo(tenant, world), {tenant.address(), Secret("token"), {}, {}});
        if (!id || !QTest::qWaitFor([&] { return tenant.sent() > 0; }, 120'000))
            return -1;
        const ProcessorTime time(ProcessorTime::Of::AllThreads);
        return world.waitForEnd(*id).state == JobState::Complete ? time.elapsed() : -1;
    }

private Q_SLOTS:
    void initTestCase()
    {
        test::eachPiece([&](const QByteArray &piece) {
            m_packed += test::gzipMember(piece);
            return true;
        });
    }
    void isPausedAtOnce()
    {
        StreamingTenant tenant([this](const auto &request, const auto &send) { answer(request, send); });
        ExportWorld undisturbed, world;
        const qint64 whole = wholeTime(tenant, undisturbed);
        QVERIFY(whole > 0);
        const ConnectionSettings connection{tenant.address(), Secret("token"), {}, {}};
        const auto id = world.jobs->submit(requestTo(tenant, world), connection);
        QVERIFY(id);
        for (int percent = 5; percent < 95; percent += 10) {
            const int sent = tenant.sent();
            if (percent > 5) {
                const auto resumed = world.jobs->resume(*id, connection);
                QVERIFY2(resumed, qPrintable(resumed ? QString() : resumed.error().asText()));
            }
            QVERIFY(QTest::qWaitFor([&] { return tenant.sent() > sent; }, 120'000));
            const ProcessorTime sinceArrival(ProcessorTime::Of::AllThreads);
            while (sinceArrival.elapsed() < whole * percent / 100 && world.state(*id) == JobState::Running)
                QTest::qWait(2); // without taking processor time itself
            const ProcessorTime sinceStop(ProcessorTime::Of::AllThreads);
            QElapsedTimer clock;
            clock.start();
            if (!world.jobs->pause(*id)) // it was faster this time
                break;
            QCOMPARE(world.waitForEnd(*id).state, JobState::Paused);
            qInfo("at %d %% of %lld ms: %lld ms, of them at work %lld", percent,
                  static_cast<long long>(whole), static_cast<long long>(clock.elapsed()),
                  static_cast<long long>(sinceStop.elapsed()));
            QVERIFY2(sinceStop.elapsed() < std::max<qint64>(whole / 4, 200),
                     QByteArray::number(sinceStop.elapsed()).constData());
        }
        if (world.state(*id) != JobState::Complete)
            QVERIFY(world.jobs->resume(*id, connection));
        const JobSnapshot done = world.waitForEnd(*id);
        QCOMPARE(done.state, JobState::Complete);
        QCOMPARE(done.events(), qint64{test::events} + 1);
        const auto report = verifyExport(done.manifests.first());
        QVERIFY(report && report->isRight());
    }
    // The end of the program waits for the threads of its exports.
    void endsWithTheProgram()
    {
        StreamingTenant tenant([this](const auto &request, const auto &send) { answer(request, send); });
        ExportWorld undisturbed, world;
        const qint64 whole = wholeTime(tenant, undisturbed);
        QVERIFY(whole > 0);
        const int sent = tenant.sent();
        const auto id =
            world.jobs->submit(requestTo(tenant, world), {tenant.address(), Secret("token"), {}, {}});
        QVERIFY(id);
        QVERIFY(QTest::qWaitFor([&] { return tenant.sent() > sent; }, 120'000));
        const ProcessorTime sinceStop(ProcessorTime::Of::AllThreads);
        world.jobs.reset();
        QVERIFY2(sinceStop.elapsed() < std::max<qint64>(whole / 4, 200),
                 QByteArray::number(sinceStop.elapsed()).constData());
        world.openJobs();
        QCOMPARE(world.state(*id), JobState::Interrupted);
    }
};

QTEST_GUILESS_MAIN(LargePageStopTest)
#include "large_page_stop_test.moc"
