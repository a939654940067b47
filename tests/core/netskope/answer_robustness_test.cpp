// Answers cut at every place, and damaged at random tens of thousands of times with a fixed seed: nothing
// crashes, and no damage that can be recognised is taken for a page. Worth running in the `sanitize` build.
#include "core/demo/demo_answer.h"
#include "core/demo/event_source.h"
#include "core/events/json/page_scan.h"
#include "core/net/http_response.h"
#include "core/netskope/api_client.h"
#include "core/netskope/response_page.h"
#include "tests/support/raw_server.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <simdjson.h>

using namespace slipway;

namespace {

constexpr int mutations = 30000;

QByteArray smallPage()
{
    const EventSource source(QStringLiteral("audit"), 3, 8, 1790000000, 1790003600);
    QByteArray body = R"({"ok":1,"result":[)";
    for (qint64 i = 0; i < source.count(); ++i) {
        if (i > 0)
            body += ',';
        source.append(body, i);
    }
    return body + R"(],"wait_time":0,"timestamp_hwm":1790003600})";
}

// One to four bytes changed, removed, doubled or moved.
QByteArray damaged(QByteArray text, QRandomGenerator &random)
{
    static const QByteArray likely = "{}[]\",:\\0-9eE.tfn\r\n \x80\xff";
    for (int left = random.bounded(1, 5); left > 0 && !text.isEmpty(); --left) {
        const auto at = static_cast<qsizetype>(random.bounded(static_cast<int>(text.size())));
        switch (random.bounded(5)) {
        case 0:
            text[at] = static_cast<char>(random.bounded(256));
            break;
        case 1:
            text[at] = likely[random.bounded(static_cast<int>(likely.size()))];
            break;
        case 2:
            text.remove(at, random.bounded(1, 9));
            break;
        case 3:
            text.insert(at, text.mid(at, random.bounded(1, 40)));
            break;
        default:
            text.truncate(at);
        }
    }
    return text;
}

// Brackets that match outside strings, and nothing behind the last.
bool isClosed(QByteArrayView text)
{
    QByteArray open;
    bool inString = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            i += c == '\\';
            inString = c != '"';
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            open += c == '{' ? '}' : ']';
        } else if (c == '}' || c == ']') {
            if (!open.endsWith(c))
                return false;
            open.chop(1);
            if (open.isEmpty())
                return i + 1 == text.size();
        }
    }
    return false;
}

bool hasHugeNumber(const QByteArray &text)
{
    static const QRegularExpression huge(QStringLiteral("[0-9][eE][+]?0*[1-9][0-9]{2}"));
    return huge.match(QString::fromLatin1(text)).hasMatch();
}

// The body of an answer that comes in pieces of any size; nothing unless it is whole.
std::optional<QByteArray> received(const QByteArray &wire, QRandomGenerator &random)
{
    SpareBuffers spare;
    HttpResponse response(spare);
    for (qsizetype at = 0; at < wire.size();) {
        const qsizetype size = random.bounded(1, 400);
        switch (response.feed(wire.mid(at, size), 1 << 20)) {
        case HttpResponse::State::Complete:
            return response.takeBody();
        case HttpResponse::State::Bad:
            return std::nullopt;
        case HttpResponse::State::More:
            break;
        }
        at += size;
    }
    return std::nullopt;
}

} // namespace

class AnswerRobustnessTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyCutIsNoticed()
    {
        const QByteArray body = smallPage(), packed = gzipped(body);
        QVERIFY(ResponsePage::parse(body));
        for (qsizetype length = 0; length < body.size(); ++length)
            QVERIFY2(!ResponsePage::parse(body.left(length)), qPrintable(QString::number(length)));
        for (qsizetype length = 0; length < packed.size(); ++length)
            QVERIFY2(!inflateWhole(packed.left(length), 1 << 20, 64), qPrintable(QString::number(length)));
        QRandomGenerator random(1);
        const QByteArray chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
                                   QByteArray::number(body.size(), 16) + "\r\n" + body + "\r\n0\r\n\r\n";
        for (const QByteArray &wire : {test::http(body), chunked}) {
            QVERIFY(received(wire, random) == body);
            for (qsizetype length = 0; length < wire.size(); ++length)
                QVERIFY2(!received(wire.left(length), random), qPrintable(QString::number(length)));
        }
    }
    void damagedPages()
    {
        QRandomGenerator random(20261125);
        const QByteArray whole = smallPage();
        int taken = 0, strict = 0;
        for (int i = 0; i < mutations; ++i) {
            const QByteArray body = damaged(whole, random);
            const auto page = ResponsePage::parse(body);
            if (!page) {
                QVERIFY(!page.error().message.isEmpty());
                continue;
            }
            ++taken;
            // Damage inside a value cannot be told; damage to quotes and brackets can.
            QVERIFY2(isClosed(body.trimmed()), body.constData());
            // What is called strict, another parser takes too, and the other way round. It also refuses
            // numbers that are too large for it, and broken UTF-8 outside events, which nobody reads.
            const PageScan scan = scanPage({body.constData(), static_cast<size_t>(body.size())}, "result");
            simdjson::dom::parser parser;
            const auto other = parser.parse(body.constData(), static_cast<size_t>(body.size())).error();
            strict += scan.isStrict;
            QVERIFY2(!scan.isStrict || other == simdjson::SUCCESS || other == simdjson::UTF8_ERROR ||
                         other == simdjson::UNESCAPED_CHARS || other == simdjson::STRING_ERROR ||
                         (other == simdjson::NUMBER_ERROR && hasHugeNumber(body)),
                     simdjson::error_message(other));
            QVERIFY2(scan.isStrict || other != simdjson::SUCCESS,
                     scan.odd.empty() ? "outside the events"
                                      : qPrintable(oddityText(scan.odd.front().second.oddity)));
            QCOMPARE(page->keys().size(), page->events().size());
            for (const std::string_view event : page->events())
                QVERIFY2(isClosed({event.data(), static_cast<qsizetype>(event.size())}), body.constData());
        }
        QVERIFY(strict > 0 && strict < taken); // else this tests nothing
        QVERIFY(taken < mutations * 3 / 4);
    }
    void damagedGzip()
    {
        QRandomGenerator random(4711);
        const QByteArray body = smallPage(), whole = gzipped(body);
        int same = 0;
        for (int i = 0; i < mutations; ++i) {
            const QByteArray packed = damaged(whole, random);
            const auto plain = inflateWhole(packed, 1 << 20, 64);
            if (!plain) {
                QVERIFY(!plain.error().message.isEmpty());
                continue;
            }
            // The sum lets only the very same text pass: a damage to the time stamp or system byte of the
            // header.
            QVERIFY2(*plain == body, qPrintable(QString::number(i)));
            ++same;
        }
        QVERIFY(same < mutations / 10);
    }
    void damagedAnswers()
    {
        QRandomGenerator random(1984);
        const QByteArray body = smallPage();
        const QByteArray chunked = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: "
                                   "chunked\r\n\r\n400\r\n" +
                                   body.left(1024) + "\r\n" + QByteArray::number(body.size() - 1024, 16) +
                                   "\r\n" + body.mid(1024) + "\r\n0\r\n\r\n";
        for (const QByteArray &whole : {test::http(body, "Content-Type: application/json\r\n"), chunked}) {
            for (int i = 0; i < mutations / 2; ++i) {
                // The header's part is small: half of the damage goes there.
                const qsizetype split = i % 2 == 0 ? whole.indexOf("\r\n\r\n") + 8 : 0;
                const QByteArray wire = split > 0 ? damaged(whole.left(split), random) + whole.mid(split)
                                                  : damaged(whole, random);
                const auto got = received(wire, random);
                if (!got)
                    continue;
                QVERIFY(got->size() <= wire.size());
                if (const auto page = ResponsePage::parse(*got))
                    QVERIFY(isClosed(got->trimmed()));
            }
        }
    }
};

QTEST_GUILESS_MAIN(AnswerRobustnessTest)
#include "answer_robustness_test.moc"
