#include "core/secrets/pasted_token.h"

#include <QStringEncoder>
#include <QTest>
#include <ctime>

using namespace slipway;

namespace {

const QByteArray token = "case-token-0123456789abcdef";

QByteArray utf16(const QByteArray &text, QStringConverter::Encoding encoding, bool marked)
{
    QStringEncoder encoder(encoding,
                           marked ? QStringConverter::Flag::WriteBom : QStringConverter::Flag::Default);
    return encoder.encode(QString::fromUtf8(text));
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
    void leavesTheTokenAsItIs_data()
    {
        QTest::addColumn<QByteArray>("whole");
        for (const char *whole : {"q83vASNFZ4mrze8B/I0VniavN7wEjRWeJq83v+ASNFZ4mrze8==",
                                  "v2|abc:def/ghi-jkl_mno", "a.b.c~d!e*f#g&h", "abcdef=="})
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
