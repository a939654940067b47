#include "core/secrets/pasted_token.h"

#include <QFile>
#include <QStringEncoder>
#include <QTest>
#include <ctime>
#include <unistd.h>

using namespace slipway;

namespace {

const QByteArray token = "case-token-0123456789abcdef";

QByteArray utf16(const QByteArray &text, QStringConverter::Encoding encoding, bool marked)
{
    QStringEncoder encoder(encoding,
                           marked ? QStringConverter::Flag::WriteBom : QStringConverter::Flag::Default);
    return encoder.encode(QString::fromUtf8(text));
}

// Where the heap begins; 0: not known.
quintptr heapBegin()
{
    QFile maps(QStringLiteral("/proc/self/maps"));
    if (!maps.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : maps.readAll().split('\n')) {
        if (line.endsWith("[heap]"))
            return line.left(line.indexOf('-')).toULongLong(nullptr, 16);
    }
    return 0;
}

// Whether the heap contains the text as UTF-16, also in memory that is free. The text is given with each byte
// inverted, so that it is not itself what is found. Allocates nothing, since that would write over what is
// free.
#if defined(__GNUC__)
__attribute__((no_sanitize("address")))
#endif
bool heapContains(quintptr begin, const QByteArray &inverted)
{
    const qsizetype units = inverted.size();
    const char *wanted = inverted.constData();
    const auto *end = static_cast<const volatile char *>(::sbrk(0));
    for (auto *at = reinterpret_cast<const volatile char *>(begin); end - at >= 2 * units; at += 2) {
        qsizetype same = 0;
        while (same < units && at[2 * same] == static_cast<char>(~wanted[same]) && at[2 * same + 1] == 0)
            ++same;
        if (same == units)
            return true;
    }
    return false;
}

QByteArray invertedEnd(const QByteArray &text) // the allocator writes over the beginning of what is free
{
    QByteArray end = text.last(16);
    for (char &c : end)
        c = static_cast<char>(~c);
    return end;
}

} // namespace

class PastedTokenTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsTheToken_data()
    {
        QTest::addColumn<QByteArray>("pasted");
        const auto row = [](const char *name, const QByteArray &pasted) { QTest::newRow(name) << pasted; };
        row("alone", token);
        row("line end", token + "\n");
        row("Windows line end", token + "\r\n");
        row("blanks", "  " + token + "\t ");
        row("byte order mark", "\xEF\xBB\xBF" + token + "\r\n");
        row("UTF-16 LE", utf16(token + "\r\n", QStringConverter::Utf16LE, true));
        row("UTF-16 BE", utf16(token + "\r\n", QStringConverter::Utf16BE, true));
        row("UTF-16 LE without a mark", utf16(token + "\r\n", QStringConverter::Utf16LE, false));
        row("UTF-16 BE without a mark", utf16(token, QStringConverter::Utf16BE, false));
        row("no-break space after", token + "\xC2\xA0\n");
        row("no-break space before", "\xC2\xA0" + token);
        row("no-break space of Latin-1", token + "\xA0");
        row("zero-width space", "\xE2\x80\x8B" + token);
        row("zero-width space inside", token.left(10) + "\xE2\x80\x8B" + token.mid(10));
        row("variation selector inside", token.left(10) + "\xEF\xB8\x8F" + token.mid(10));
        row("variation selector of four bytes", token + "\xF3\xA0\x84\x80");
        row("soft hyphen inside", token.left(10) + "\xC2\xAD" + token.mid(10));
        row("typographic quotes", "\xE2\x80\x9C" + token + "\xE2\x80\x9D\n");
        row("German quotes", "\xE2\x80\x9E" + token + "\xE2\x80\x9C");
        row("Windows-1252 quotes", "\x93" + token + "\x94");
        row("single quotes", "'" + token + "'");
        row("double quotes", "\"" + token + "\"");
        row("backticks", "`" + token + "`");
        row("three backticks", "```\n" + token + "\n```");
        row("angle brackets", "<" + token + ">");
        row("header", "Netskope-Api-Token: " + token);
        row("header in quotes", "'Netskope-Api-Token: " + token + "'");
        row("header without a blank", "netskope-api-token:" + token);
        row("header with =", "Netskope-Api-Token=" + token);
        row("bearer", "Bearer " + token);
        row("bearer in quotes", "\"Bearer " + token + "\"");
        row("authorization", "Authorization: Bearer " + token);
        row("curl", "curl -H 'Netskope-Api-Token: " + token + "' https://acme.goskope.com/api/v2/events");
        row("curl on several lines",
            "curl 'https://acme.goskope.com/' \\\n  -H \"Netskope-Api-Token: " + token + "\" \\\n  -k\n");
        row("curl without quotes", "curl -H Netskope-Api-Token:" + token + " https://acme.goskope.com/");
        row("curl with bearer", "curl -H 'Authorization: Bearer " + token + "' https://acme.goskope.com/");
        row("curl's option", "-H \"Netskope-Api-Token: " + token + "\"");
        row("assignment", "NETSKOPE_API_TOKEN=" + token);
        row("another name", "API_TOKEN=" + token);
        row("export", "export NETSKOPE_API_TOKEN='" + token + "'");
        row("a variable of PowerShell", "$token = \"" + token + "\"");
        row("a variable of PHP", "$apiToken='" + token + "';");
        row("PowerShell", "$env:NETSKOPE_API_TOKEN = \"" + token + "\"");
        row("set", "set TOKEN=" + token);
        row("environment file", "# tenant\nNETSKOPE_TENANT=acme\nNETSKOPE_API_TOKEN=\"" + token + "\"\n");
        row("JSON", "{\"token\":\"" + token + "\"}");
        row("JSON of the API",
            "{\"ok\":1,\"data\":[{\"name\":\"siem\",\"token\":\"" + token + "\",\"status\":1}]}");
        row("JSON on several lines",
            "{\n  \"host\": \"acme.goskope.com\",\n  \"api_token\": \"" + token + "\"\n}\n");
        row("dictionary", "{'Netskope-Api-Token': '" + token + "'}");
        row("named", "token: " + token);
        row("named with words", "API token: " + token);
        row("URL of API v1", "https://acme.goskope.com/api/v1/events?token=" + token + "&type=page");
        row("comma", token + ",");
        row("semicolon", token + ";");
        row("full stop", token + ".");
        row("quoted with a comma", "\"" + token + "\",");
        row("null byte", token + QByteArray("\0", 1));
        row("null byte and line end", token + QByteArray("\0\n", 2));
        row("colon", token + ":");
        row("exclamation mark", token + "!");
        row("question mark", token + "?\n");
        row("parentheses", "(" + token + ")");
        row("brackets", "[" + token + "].");
        row("bold in Markdown", "**" + token + "**");
        row("quotes around Bearer", "Authorization: 'Bearer " + token + "'");
        row("quotes after Bearer", "Authorization: Bearer \"" + token + "\"");
        row("backticks around Bearer", "`Bearer " + token + "`");
        row("authorization in JSON", "{\"Authorization\":\"Bearer " + token + "\"}");
    }
    void findsTheToken()
    {
        QFETCH(QByteArray, pasted);
        const Result<Secret> found = tokenFromPasted(pasted);
        QVERIFY2(found, found ? "" : qPrintable(found.error().asText()));
        QCOMPARE(found->reveal(), token);
    }
    void namesWhatItDrops()
    {
        const auto notes = [](const QByteArray &pasted) {
            QStringList told;
            const Result<Secret> found = tokenFromPasted(pasted, &told);
            return found && found->reveal() == token ? told.join(u' ') : QStringLiteral("wrong");
        };
        QCOMPARE(notes(token), QString());
        QCOMPARE(notes("  \"" + token + "\"\r\n"), QString());
        QCOMPARE(notes("\xEF\xBB\xBF" + token), QString()); // of a file
        QVERIFY(notes(token.left(10) + "\xC2\xAD" + token.mid(10))
                    .contains(QLatin1String("a soft hyphen (U+00AD)")));
        QVERIFY(notes(token + "\xEF\xB8\x8F\n").contains(QLatin1String("(U+FE0F)")));
        QVERIFY(notes("\xF3\xA0\x84\x80" + token).contains(QLatin1String("(U+E0100)")));
        const QString two = notes("\xE2\x80\x8B" + token + "\xE2\x80\x8B");
        QCOMPARE(two.count(QLatin1String("a zero-width space")), 1);
    }
    void quotesAreRemovedInLinearTime()
    {
        const QByteArray most(64 << 10, '"');
        const std::clock_t begun = std::clock();
        QVERIFY(tokenFromPasted(most).error().message.contains(QLatin1String("no token")));
        QCOMPARE(tokenFromPasted(most.left(32'000) + token + most.left(32'000))->reveal(), token);
        QVERIFY(tokenFromPasted(most + '"').error().message.contains(QLatin1String("too long")));
        const double seconds = double(std::clock() - begun) / CLOCKS_PER_SEC;
        QVERIFY2(seconds < 1, qPrintable(QString::number(seconds)));
    }
    // Characters that tokens of other kinds have stay as they are.
    // A core dump or a swapped page shows none of the copies that are made while the token is looked for.
    void leavesNoCopies_data()
    {
        QTest::addColumn<QByteArray>("around");
        for (const char *around :
             {"%1", "\"%1\"", "Netskope-Api-Token: %1", "'Netskope-Api-Token: %1'", "Bearer %1",
              "export TOKEN='%1'", "curl -H 'Netskope-Api-Token: %1' https://acme.goskope.com/api/v2/events",
              "https://acme.goskope.com/api/v1/x?token=%1&x=1", "\xE2\x80\x9C%1\xE2\x80\x9D\n", "\x93%1\x94",
              "token: '<%1>'", "%1 %1"})
            QTest::newRow(around) << QByteArray(around);
    }
    void leavesNoCopies()
    {
#ifndef Q_OS_LINUX
        QSKIP("reads /proc/self/maps");
#endif
        QFETCH(QByteArray, around);
        const quintptr heap = heapBegin();
        if (heap == 0)
            QSKIP("The heap is not one that can be looked through.");
        static int count = 0;
        const QByteArray number = QByteArray::number(++count).rightJustified(4, '0');
        const QByteArray filling = QByteArray("0123456789abcdef").repeated(14);
        const QByteArray lost = filling + "lost-copy-" + number, lostEnd = invertedEnd(lost);
        const QByteArray kept = filling + "kept-token" + number, keptEnd = invertedEnd(kept);
        const QByteArray pasted = QByteArray(around).replace("%1", kept);
        {
            const QString copy = QString::fromLatin1(lost);
            QCOMPARE(copy.size(), lost.size());
        }
        QVERIFY(heapContains(heap, lostEnd)); // the control
        (void)tokenFromPasted(pasted);
        QVERIFY(!heapContains(heap, keptEnd));
    }
    void leavesTheTokenAsItIs_data()
    {
        QTest::addColumn<QByteArray>("whole");
        for (const char *whole : {"q83vASNFZ4mrze8B/I0VniavN7wEjRWeJq83v+ASNFZ4mrze8==",
                                  "v2|abc:def/ghi-jkl_mno", "a.b.c~d!e*f&g", "abcdef=="})
            QTest::newRow(whole) << QByteArray(whole);
    }
    void leavesTheTokenAsItIs()
    {
        QFETCH(QByteArray, whole);
        QCOMPARE(tokenFromPasted(whole)->reveal(), whole);
    }
    void namesWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("pasted");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, const QByteArray &pasted, const char *reason) {
            QTest::newRow(name) << pasted << QString::fromUtf8(reason);
        };
        const QByteArray begin = token.left(14), rest = token.mid(14);
        row("nothing", "", "no token");
        row("only marks", "\xEF\xBB\xBF \"\"\n", "no token");
        row("name without a value", "NETSKOPE_API_TOKEN=", "no token");
        row("header without a value", "Netskope-Api-Token: \n", "no token");
        row("wrapped", begin + "\n" + rest, "space or line break inside");
        row("blank inside", begin + " " + rest, "space or line break inside");
        row("two lines", token + "\nhttps://acme.goskope.com\n", "space or line break inside");
        row("header with a blank inside", "Netskope-Api-Token: " + begin + " " + rest,
            "space or line break inside");
        row("comment", token + "#prod", "followed by a comment: \"#\" at position 28 of 32");
        row("comment after a blank", token + " # prod, until May", "followed by a comment");
        row("comment after an assignment", "NETSKOPE_API_TOKEN=" + token + "  # prod",
            "followed by a comment");
        row("number sign alone", "#" + token, "the character \"#\"");
        row("no-break space inside", begin + "\xC2\xA0" + rest,
            "a no-break space (U+00A0), at position 15 of 28");
        row("dash", begin + "\xE2\x80\x93" + rest, "a typographic dash (U+2013)");
        row("Cyrillic letter", begin + "\xD0\xB0" + rest, "a Cyrillic letter that looks like \"a\" (U+0430)");
        row("hidden by bullets", "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2", "a bullet");
        row("hidden by asterisks", "****************", "hidden");
        row("hidden in the middle", token.left(4) + "********" + token.right(4), "hidden");
        row("shortened by dots", token.left(4) + "..." + token.right(4), "hidden");
        row("ends with three dots", token.left(9) + "...", "hidden");
        row("bearer with a blank inside", "Bearer " + begin + " " + rest, "space or line break inside");
        row("shortened", begin + "\xE2\x80\xA6", "an ellipsis");
        row("quote at one end", "\"" + token, "a quotation mark");
        row("comma inside", begin + "," + rest, "the character \",\"");
        row("backslash", token + "\\n", "the character \"\\\"");
        row("control character", begin + "\x07" + rest, "a control character (U+0007)");
        row("variable", "$NETSKOPE_API_TOKEN", "the name of a variable");
        row("variable of Windows", "%NETSKOPE_API_TOKEN%", "the name of a variable");
        row("not filled in", "<your-token>", "not filled in");
        row("address", "https://acme.goskope.com", "an address");
        row("host", "acme.eu.goskope.com", "an address");
        row("JSON without a token", "{\"name\":\"" + token + "\"}", "without a member");
        row("JSON with two", "{\"a\":{\"token\":\"" + token + "\"},\"b\":{\"token\":\"x" + token + "\"}}",
            "several tokens");
        row("a file", QByteArray(100'000, 'a'), "too long");
        row("the beginning of a file, as far as it is read", QByteArray(1 << 16, 'a'), "too long");
        row("a long quoted word", '"' + QByteArray(20'000, 'a') + '"', "too long");
    }
    void namesWhatIsWrong()
    {
        QFETCH(QByteArray, pasted);
        QFETCH(QString, reason);
        const Result<Secret> found = tokenFromPasted(pasted);
        QVERIFY(!found);
        QCOMPARE(found.error().kind, ErrorKind::BadInput);
        QVERIFY2(found.error().message.contains(reason), qPrintable(found.error().message));
        QVERIFY(!found.error().nextStep.isEmpty());
        for (const QByteArray &part : {token.left(10), token.right(10)})
            QVERIFY(!found.error().asText().contains(QString::fromUtf8(part)));
    }
};

QTEST_GUILESS_MAIN(PastedTokenTest)
#include "pasted_token_test.moc"
