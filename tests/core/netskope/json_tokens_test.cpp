// The tokens of a JSON text are the same whatever instructions find them, wherever the blocks of 64 bytes
// begin, and however long the text is.
#include "core/events/json/json_tokens.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <string>
#include <vector>

using namespace slipway;

namespace {

using Instructions = JsonTokens::Instructions;

struct Found
{
    std::vector<std::pair<size_t, char>> tokens;
    std::optional<size_t> flaw;
    bool isEscape = false, hasHighBytes = false, hasControls = false;

    friend bool operator==(const Found &, const Found &) = default;
};

Found found(std::string_view text, Instructions instructions, size_t begin = 0)
{
    Found result;
    JsonTokens tokens(text, instructions);
    for (size_t at = tokens.seek(begin); !tokens.isEnd(at); at = tokens.ready(at + 1))
        result.tokens.emplace_back(tokens.place(at), tokens.token(at));
    if (tokens.flaw()) {
        result.flaw = tokens.flaw()->place;
        result.isEscape = tokens.flaw()->isEscape;
    }
    result.hasHighBytes = tokens.hasSeenHighBytes();
    result.hasControls = tokens.hasSeenControls();
    return result;
}

// Character by character, as the grammar says it.
Found foundSlowly(std::string_view text)
{
    Found result;
    result.hasControls =
        std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    bool inString = false, inScalar = false;
    const auto isEscape = [&](size_t at) {
        if (at >= text.size())
            return false;
        if (text[at] != 'u')
            return std::string_view("\"\\/bfnrt").find(text[at]) != std::string_view::npos;
        for (size_t i = 1; i <= 4; ++i) {
            if (at + i >= text.size() || !std::isxdigit(static_cast<unsigned char>(text[at + i])))
                return false;
        }
        return true;
    };
    const auto flaw = [&](size_t place, bool escape) {
        if (!result.flaw) {
            result.flaw = place;
            result.isEscape = escape;
        }
    };
    for (size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        result.hasHighBytes = result.hasHighBytes || static_cast<unsigned char>(c) >= 0x80;
        if (inString) {
            if (static_cast<unsigned char>(c) < 0x20)
                flaw(at, false);
            if (c == '\\' && at + 1 < text.size()) {
                ++at;
                result.hasHighBytes = result.hasHighBytes || static_cast<unsigned char>(text[at]) >= 0x80;
                if (static_cast<unsigned char>(text[at]) < 0x20)
                    flaw(at, false);
                else if (!isEscape(at))
                    flaw(at, true);
            }
            inString = c != '"';
            continue;
        }
        const bool isBlank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
        const bool isOperator = std::string_view("{}[]:,").find(c) != std::string_view::npos;
        if (isOperator || c == '"' || (!isBlank && !inScalar))
            result.tokens.emplace_back(at, c);
        inString = c == '"';
        inScalar = !isBlank && !isOperator && !inString;
    }
    return result;
}

std::string randomText(QRandomGenerator &random, int size)
{
    static constexpr std::string_view pieces[] = {"{",
                                                  "}",
                                                  "[",
                                                  "]",
                                                  ":",
                                                  ",",
                                                  " ",
                                                  "\n",
                                                  "\t",
                                                  "\"a\"",
                                                  "\"\\\"\"",
                                                  "\"\\\\\"",
                                                  "\"\\u00e9\"",
                                                  "\"\xc3\xa9\"",
                                                  "12",
                                                  "-0.5e3",
                                                  "true",
                                                  "null",
                                                  "\"a long text that may cross a block's border\"",
                                                  "\"\\x41\"",
                                                  "\"a\x01b\"",
                                                  "\"a\nb\"",
                                                  "\"\\u12\"",
                                                  "\r\n"};
    std::string text;
    while (text.size() < static_cast<size_t>(size))
        text += pieces[random.bounded(static_cast<int>(std::size(pieces)))];
    return text;
}

} // namespace

class JsonTokensTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void allInstructionsAgree()
    {
        QRandomGenerator random(20261129);
        for (int i = 0; i < 4000; ++i) {
            std::string text = randomText(random, random.bounded(1, 600));
            // A scalar right in front of a quote is a fault of the walk, not of the tokens.
            for (size_t at = 1; at < text.size(); ++at) {
                if (text[at] == '"' && std::isalnum(static_cast<unsigned char>(text[at - 1])) && i % 2 == 0)
                    text[at - 1] = ' ';
            }
            const Found portable = found(text, Instructions::Portable);
            for (const Instructions each : {Instructions::Sse2, Instructions::Avx2, Instructions::Best})
                QVERIFY2(found(text, each) == portable, text.c_str());
        }
    }
    void areThoseOfTheGrammar()
    {
        QRandomGenerator random(4);
        int flaws = 0;
        for (int i = 0; i < 4000; ++i) {
            // Blanks between all pieces: only strings that end may stand next to something else.
            std::string text;
            QRandomGenerator pieces(random.generate());
            while (text.size() < static_cast<size_t>(i % 700))
                text += randomText(pieces, 1) + std::string(static_cast<size_t>(pieces.bounded(1, 3)), ' ');
            const Found slow = foundSlowly(text), fast = found(text, Instructions::Best);
            QVERIFY2(fast == slow, text.c_str());
            flaws += slow.flaw.has_value();
        }
        QVERIFY(flaws > 100); // else half of this tests nothing
    }
    void runsOfBackslashesCrossBlocks()
    {
        for (size_t length = 1; length < 140; ++length) {
            for (size_t shift = 0; shift < 66; ++shift) {
                const std::string text = std::string(shift, ' ') + '"' + std::string(length, '\\') +
                                         (length % 2 == 0 ? "\", 1" : "\"\", 1");
                const std::vector<std::pair<size_t, char>> expected = {
                    {shift, '"'}, {text.size() - 3, ','}, {text.size() - 1, '1'}};
                for (const Instructions each : {Instructions::Portable, Instructions::Best}) {
                    const Found result = found(text, each);
                    QVERIFY2(result.tokens == expected, text.c_str());
                    QVERIFY(!result.flaw);
                }
            }
        }
    }
    void aLongTextNeedsNoMoreThanAWindow()
    {
        static_assert(sizeof(JsonTokens) < 8192);
        std::string text;
        for (int i = 0; i < 300'000; ++i)
            text += "1,";
        text += '"' + std::string(1'000'000, 'x') + '"';
        const Found result = found(text, Instructions::Best);
        QCOMPARE(result.tokens.size(), size_t{600'001});
        QVERIFY(result.tokens.back() == std::make_pair(size_t{600000}, '"'));
    }
    void seekForgetsTheStringItWasIn()
    {
        const std::string text = "\"open [1,2], \"x\"";
        JsonTokens tokens(text);
        (void)tokens.seek(0);
        const size_t at = tokens.seek(6);
        QCOMPARE(tokens.token(at), '[');
        QCOMPARE(tokens.place(at), size_t{6});
        QCOMPARE(tokens.fourTokens(at), [] {
            uint32_t four = 0;
            std::memcpy(&four, "[1,2", 4);
            return four;
        }());
    }
};

QTEST_GUILESS_MAIN(JsonTokensTest)
#include "json_tokens_test.moc"
