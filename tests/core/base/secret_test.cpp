// Secrets do not leak: not in any form in which encoders write them, and not in a memory dump.
#include "core/base/live_secrets.h"
#include "core/base/log_file.h"
#include "core/base/printable.h"
#include "core/base/secret.h"
#include "core/base/secret_scan.h"
#include "core/platform/secret_memory.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <sys/prctl.h>

using namespace slipway;

namespace {

const QByteArray token = "s3cr3t-t0ken/+x\"7";

// The flags of the mapping that has the address, as the kernel tells them: "lo" locked, "dd" not dumped, "wf"
// wiped in a child.
QByteArrayList flagsOfMapping(const void *address)
{
    QFile maps(QStringLiteral("/proc/self/smaps"));
    if (!maps.open(QIODevice::ReadOnly))
        return {};
    bool isThere = false;
    for (const QByteArray &line : maps.readAll().split('\n')) {
        const QByteArray range = line.left(line.indexOf(' '));
        if (const auto dash = range.indexOf('-'); dash > 0 && !range.endsWith(':')) {
            const auto at = reinterpret_cast<quintptr>(address);
            isThere = range.left(dash).toULongLong(nullptr, 16) <= at &&
                      at < range.mid(dash + 1).toULongLong(nullptr, 16);
        }
        if (isThere && line.startsWith("VmFlags:"))
            return line.mid(8).trimmed().split(' ');
    }
    return {};
}

} // namespace

class SecretTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void noFormOfASecretStays_data()
    {
        QTest::addColumn<QByteArray>("form");
        QTest::newRow("as it is") << token;
        for (qsizetype before = 0; before < 3; ++before) {
            const QByteArray all = (QByteArray(before, '!') + token + "..").toBase64();
            QTest::addRow("Base64 behind %d bytes", int(before)) << all;
            QByteArray urlSafe = all;
            QTest::addRow("URL-safe Base64 behind %d bytes", int(before))
                << urlSafe.replace('+', '-').replace('/', '_');
        }
        QTest::newRow("percent") << token.toPercentEncoding();
        QTest::newRow("percent, lower case")
            << token.toPercentEncoding().replace("%2F", "%2f").replace("%2B", "%2b");
        QTest::newRow("percent, slashes kept") << token.toPercentEncoding("/");
        QTest::newRow("hex") << token.toHex();
        QTest::newRow("hex, upper case") << token.toHex().toUpper();
        QTest::newRow("JSON") << QByteArray(token).replace('"', "\\\"");
        QTest::newRow("JSON with escaped slashes")
            << QByteArray(token).replace('"', "\\\"").replace('/', "\\/");
    }
    void noFormOfASecretStays()
    {
        QFETCH(QByteArray, form);
        const Secret secret(token);
        const QString text = QStringLiteral("see %1 here").arg(QString::fromUtf8(form));
        for (const QString &clean : {scrubbed(text), withoutSecrets(text)}) {
            QVERIFY2(clean.contains(QStringLiteral("••••")), qPrintable(clean));
            QVERIFY(clean.startsWith(QLatin1String("see ")) && clean.endsWith(QLatin1String(" here")));
            QVERIFY(!clean.contains(QString::fromUtf8(form.mid(form.size() / 3, form.size() / 2))));
        }
        QVERIFY(findSecret("see " + form + " here"));
        QVERIFY(!findSecret("see " + form.left(form.size() / 2) + " here"));
    }
    void theTailOfALongerSecretDoesNotStay()
    {
        const Secret beginning("shared-beginning"), whole("shared-beginning-and-the-rest"),
            tail("the-rest-and-more");
        QCOMPARE(withoutSecrets(QStringLiteral("<shared-beginning-and-the-rest>")), QStringLiteral("<••••>"));
        QCOMPARE(withoutSecrets(QStringLiteral("<shared-beginning-and-the-rest-and-more>")),
                 QStringLiteral("<••••>"));
        QCOMPARE(withoutSecrets(QStringLiteral("<shared-beginning>")), QStringLiteral("<••••>"));
    }
    void aSecretThatIsGoneIsAWordLikeAnother()
    {
        {
            const Secret secret(token);
            const Secret copy = secret;
        }
        QCOMPARE(withoutSecrets(QString::fromUtf8(token)), QString::fromUtf8(token));
        QVERIFY(!findSecret(token));
    }
    void credentialsAreMaskedByTheirPlace_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("secret");
        const auto row = [](const char *text, const char *secret) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(secret);
        };
        row("Netskope-Api-Token: abcdef", "abcdef");
        row("{\"Netskope-Api-Token\":\"abcdef\"}", "abcdef");
        row("Authorization: Basic dXNlcjpwdw==", "dXNlcjpwdw");
        row("curl -H 'Authorization: Basic dXNlcjpwdw==' https://a", "dXNlcjpwdw");
        row("proxy-authorization: NTLM TlRMTVNTUAAB", "TlRMTVNTUAAB");
        row("Authorization: Bearer abc.def", "abc.def");
        row("Authorization: abcdef", "abcdef");
        row("Authorization: Digest username=\"u\", response=\"6629fae4\"", "6629fae4");
        row("Authorization: AWS4-HMAC-SHA256 Credential=A/b, Signature=fe5f80", "fe5f80");
        row("GET https://a/b?x=1&token=abcdef", "abcdef");
        row("GET https://a/b?sig=abcdef&se=1", "abcdef");
        row("proxy http://user:sw0rdf1sh@host:3128", "sw0rdf1sh");
    }
    void credentialsAreMaskedByTheirPlace()
    {
        QFETCH(QString, text);
        QFETCH(QString, secret);
        const QString clean = scrubbed(text);
        QVERIFY2(!clean.contains(secret), qPrintable(clean));
        QVERIFY(clean.contains(QStringLiteral("••••")));
        QCOMPARE(scrubbed(clean), clean);
    }
    void nothingIsMaskedForItsLooks()
    {
        const Secret secret(token);
        for (const char *text :
             {"0123456789abcdef0123456789abcdef",
              "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
              "_id f1d2d2f924e986ac86fdf7b36c94bcdf32beec15", "eyJhbGciOiJIUzI1NiJ9.e30.abc",
              "user@example.com", "https://a.example/b?c=d",
              "curl -H \"Netskope-Api-Token: $NETSKOPE_API_TOKEN\""}) {
            QCOMPARE(scrubbed(QString::fromUtf8(text)), QString::fromUtf8(text));
            QCOMPARE(withoutSecrets(QString::fromUtf8(text)), QString::fromUtf8(text));
        }
    }
    void memoryOfASecretIsNotDumped()
    {
        SecretMemory memory({"ab", "", "cd"});
        QVERIFY(memory.text() == "abcd");
        const QByteArrayList flags = flagsOfMapping(memory.data());
        for (const char *flag : {"lo", "dd", "wf"})
            QVERIFY2(flags.contains(flag), flags.join(' ').constData());
        const QByteArray ordinary(100, 'x');
        QVERIFY(!flagsOfMapping(ordinary.constData()).contains("dd")); // the look can tell
        memory.truncate(1);
        QVERIFY(memory.text() == "a" && memory.data()[1] == 0 && memory.data()[3] == 0);
        SecretMemory moved = std::move(memory);
        QVERIFY(moved.text() == "a");
        moved.clear();
        QVERIFY(moved.data()[0] == 0);
        QVERIFY(SecretMemory(0).text().empty());
    }
    void aProcessWithASecretIsNotDumped()
    {
        const Secret secret(token);
        QCOMPARE(::prctl(PR_GET_DUMPABLE), 0);
    }

    void whatIsHiddenBecomesVisible_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        const auto row = [](const char *name, const QString &text, const char *shown) {
            QTest::newRow(name) << text << QString::fromUtf8(shown);
        };
        row("plain", QStringLiteral("Grüße, 漢字 🚀\n\tx"), "Grüße, 漢字 🚀\n\tx");
        row("a title for the window", QStringLiteral("a\u001b]0;owned\u0007b"), "a‹U+001B›]0;owned‹U+0007›b");
        row("colour, backspace, return", QStringLiteral("\u001b[31mx\u0008\r"),
            "‹U+001B›[31mx‹U+0008›‹U+000D›");
        row("C1", QStringLiteral("\u009b31m\u0085\u007f"), "‹U+009B›31m‹U+0085›‹U+007F›");
        row("direction", QStringLiteral("exe.\u202Efdp\u2066\u061C"), "exe.‹U+202E›fdp‹U+2066›‹U+061C›");
        row("no width", QStringLiteral("a\u200Bb\uFEFF\u00AD\u3164"), "a‹U+200B›b‹U+FEFF›‹U+00AD›‹U+3164›");
        row("line separator", QStringLiteral("a\u2028b"), "a‹U+2028›b");
        row("a tag", QString::fromUcs4(U"\U000E0041"), "‹U+E0041›");
        row("half a pair", QString(QChar(0xD83D)), "‹U+D83D›");
        row("null", QString(QChar(u'\0')), "‹U+0000›");
    }
    void whatIsHiddenBecomesVisible()
    {
        QFETCH(QString, text);
        QFETCH(QString, shown);
        QCOMPARE(printable(text), shown);
        QCOMPARE(printableLine(text),
                 QString(shown).replace(QLatin1String("\n\t"), QString::fromUtf8("‹U+000A›‹U+0009›")));
    }
    void jsonMeansTheSame()
    {
        const QString hostile =
            QStringLiteral("a\u001b\u009b\u202E\u2028\u200B\uFEFF🚀é") + QString::fromUcs4(U"\U000E0041");
        const QByteArray json = QJsonDocument(QJsonObject{{hostile, hostile}}).toJson(QJsonDocument::Compact);
        const QString shown = printableJson(QString::fromUtf8(json));
        QVERIFY(!shown.contains(QChar(0x202E)) && !shown.contains(QChar(0x9B)) &&
                !shown.contains(QChar(0x2028)) && !shown.contains(QChar::ByteOrderMark));
        QCOMPARE(QJsonDocument::fromJson(shown.toUtf8()), QJsonDocument::fromJson(json));
    }
    void theLogHasNeitherSecretsNorEscapes()
    {
        const QTemporaryDir folder;
        const Secret secret(token);
        setLogFile(folder.filePath(QStringLiteral("log")));
        writeLog(QStringLiteral("one\u001b[2J\u202E ") + QString::fromUtf8(token) +
                 QStringLiteral("\nforged"));
        setLogFile({});
        QFile file(folder.filePath(QStringLiteral("log")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray log = file.readAll();
        QVERIFY(!log.contains(token) && !log.contains('\x1b') && !log.contains("\u202E"));
        QVERIFY(log.contains("‹U+001B›[2J‹U+202E› ••••\n    forged\n"));
    }
};

QTEST_GUILESS_MAIN(SecretTest)
#include "secret_test.moc"
