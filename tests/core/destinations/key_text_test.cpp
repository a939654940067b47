// Keys as they come from Windows files, shells and consoles.
#include "core/destinations/destination_secrets.h"

#include <QTest>

using namespace slipway;

namespace {

DestinationAccess good()
{
    Destination destination;
    destination.kind = QStringLiteral("s3");
    destination.bucket = QStringLiteral("drop");
    destination.options.insert(QStringLiteral("region"), QStringLiteral("eu-west-1"));
    return {destination,
            {{QStringLiteral("access_key"), Secret("AKIDEXAMPLE")},
             {QStringLiteral("secret_key"), Secret("abc/def+ghi=")}}};
}

} // namespace

class KeyTextTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void namesTheFieldAndTheCharacter_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const char *field, const QByteArray &text, const char *says) {
            QTest::newRow(name) << QString::fromLatin1(field) << text << QString::fromLatin1(says);
        };
        row("CR", "access_key", "AKIDEXAMPLE\r", "\"Access key ID\" ends with a carriage return");
        row("LF", "access_key", "AKIDEXAMPLE\n", "\"Access key ID\" ends with a line break");
        row("blank before", "access_key", " AKIDEXAMPLE", "\"Access key ID\" begins with a blank");
        row("blank after", "secret_key", "abc/def+ghi= ", "ends with a blank");
        row("quotes", "access_key", "\"AKIDEXAMPLE\"", "\"Access key ID\" ends with a quotation mark");
        row("apostrophe", "secret_key", "'abc", "begins with an apostrophe");
        row("typographic quotes", "secret_key",
            "\xE2\x80\x9C"
            "abc",
            "begins with a typographic quotation mark (U+201C)");
        row("no-break space", "secret_key", "abc\xC2\xA0", "ends with a no-break space (U+00A0)");
        row("zero-width space", "session_token", "\xE2\x80\x8Btok",
            "begins with a zero-width space (U+200B)");
        row("inside", "secret_key",
            "abc\xE2\x80\x93"
            "def",
            "contains a typographic dash (U+2013)");
        row("two words", "secret_key", "abc def", "contains a blank");
        row("region", "region", "us-east-1\r", "ends with a carriage return");
        row("endpoint", "endpoint", "https://s3.example.com\r", "ends with a carriage return");
    }
    void namesTheFieldAndTheCharacter()
    {
        QFETCH(QString, field);
        QFETCH(QByteArray, text);
        QFETCH(QString, says);
        DestinationAccess access = good();
        if (access.destination.kindRow().field(field)->isSecret())
            access.secrets.insert(field, Secret(text));
        else
            access.destination.options.insert(field, QString::fromUtf8(text));
        const Result<void> valid = validate(access);
        QVERIFY(!valid);
        QCOMPARE(valid.error().kind, ErrorKind::BadInput);
        QVERIFY2(valid.error().message.contains(says), qPrintable(valid.error().message));
        QVERIFY(!valid.error().asText().contains(QLatin1String("AKID")));
        QVERIFY(!valid.error().asText().contains(QLatin1String("abc")));
    }
    void leavesGoodKeysAndPasswordsAlone()
    {
        QVERIFY(validate(good()));
        Destination server;
        server.kind = QStringLiteral("sftp");
        server.bucket = QStringLiteral("/drop");
        server.options.insert(QStringLiteral("host"), QStringLiteral("sftp.example.com"));
        // People choose what they like.
        const Result<void> valid =
            validate(DestinationAccess{server, {{QStringLiteral("password"), Secret(" \"p\u00E4ss\" ")}}});
        QVERIFY2(valid, valid ? "" : qPrintable(valid.error().message));
    }

    void readsTheFormsOfOtherTools_data()
    {
        QTest::addColumn<QByteArray>("piped");
        QTest::newRow("own names") << QByteArray("access_key=AKIDEXAMPLE\nsecret_key=abc/def+ghi=\n");
        QTest::newRow("Windows line ends")
            << QByteArray("access_key=AKIDEXAMPLE\r\nsecret_key=abc/def+ghi=\r\n");
        QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF"
                                                       "access_key=AKIDEXAMPLE\nsecret_key=abc/def+ghi=\n");
        QTest::newRow("AWS's file") << QByteArray(
            "[default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = abc/def+ghi=\n");
        QTest::newRow("a shell's") << QByteArray(
            "export AWS_ACCESS_KEY_ID=\"AKIDEXAMPLE\"\nexport AWS_SECRET_ACCESS_KEY='abc/def+ghi='\n");
    }
    void readsTheFormsOfOtherTools()
    {
        QFETCH(QByteArray, piped);
        const auto secrets = parseCredentials(*destinationKind(QStringLiteral("s3")), piped);
        QVERIFY2(secrets, secrets ? "" : qPrintable(secrets.error().asText()));
        QCOMPARE(secrets->size(), 2);
        QCOMPARE(secrets->value(QStringLiteral("access_key")).reveal(), QByteArray("AKIDEXAMPLE"));
        QCOMPARE(secrets->value(QStringLiteral("secret_key")).reveal(), QByteArray("abc/def+ghi="));
    }
};

QTEST_GUILESS_MAIN(KeyTextTest)
#include "key_text_test.moc"
