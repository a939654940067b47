// Destinations as they are typed: what is not one is refused, and no part of one is taken for something else.
#include "core/destinations/aws_profile.h"
#include "core/destinations/destination.h"
#include "tests/support/time_limits.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;

class DestinationUrlTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isRefused_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("why");
        const auto row = [](const char *url, const char *why) {
            QTest::newRow(url) << QString::fromUtf8(url) << QString::fromUtf8(why);
        };
        row("s3://bucket\n", "name of a bucket");
        row("s3://bucket\n/p", "name of a bucket");
        row("s3:///p", "no bucket");
        for (const char *kind : {"s3", "azblob", "gcs", "sftp", "SFTP"})
            row(kind, "A kind of destination alone is not a place.");
        row("s3://bucket/a\nb", "cannot be in an object's name");
        row("s3://bucket/p?region=a%0ab", "control character");
        row("s3://bucket/p?region=eu-west-1%0a", "control character");
        row("s3://bucket/p?region=%09", "control character");
        row("s3://u:password@bucket/p", "Keys in the address");
        row("s3://bucket/p?endpoint=u:password@host", "user name or password");
        row("s3://bucket/p?endpoint=https://u:password@host", "user name or password");
        row("s3://bucket/p?endpoint=https://s3.example.com/bucket", "contains the name of the bucket");
        row("s3://bucket?endpoint=https://s3.example.com:9000/bucket/", "contains the name of the bucket");
        row("s3://bucket/p?endpoint=https://bucket.s3.eu-west-1.amazonaws.com",
            "contains the name of the bucket");
        row("https://bucket.s3.eu-west-1.amazonaws.com/p", "Write it as s3://NAME/FOLDER");
        row("https://s3.eu-west-1.amazonaws.com/bucket/p", "Write it as s3://NAME/FOLDER");
        row("https://bucket.s3-eu-west-1.amazonaws.com/p", "Write it as s3://NAME/FOLDER");
        row("s3a://bucket/p", "Write it as s3://NAME/FOLDER");
        row("https://storage.googleapis.com/bucket/p", "Write it as gcs://NAME/FOLDER");
        row("https://acme.blob.core.windows.net/container?sig=secret",
            "Write it as azblob://CONTAINER/FOLDER");
        row("abfss://container@acme.dfs.core.windows.net/p", "Write it as azblob://CONTAINER/FOLDER");
        row("ssh://me@host/p", "Write it as sftp://USER@HOST/FOLDER");
        row("https://files.example.com/p", "Known: s3");
        row("sftp://h:/a", "not the name of a host");
        row("sftp://::1/a", "not the name of a host");
        row("sftp://[::1/a", "not the name of a host");
        row("sftp://h:22:22/a", "not the name of a host");
        row("sftp://h i/a", "not the name of a host");
        row("sftp://h\n/a", "control character");
        row("sftp://h:22\n/a", "control character");
        row("sftp://u\n@h/a", "control character");
        row("sftp://u@h@i:1:/a", "not the name of a host");
        row("sftp:///a", "no host");
        row("sftp://h:70000/a", "not a number from 1 to 65535");
        row("sftp://u:password@h/a", "process list");
        row("sftp://u%3Apassword@h/a", "process list");
        row("sftp://u%3apassword@h/a", "process list");
        row("sftp://u@@h/a", "two in a row");
        row("sftp://@u@h/a", "without a user name");
        row("sftp://@h/a", "without a user name");
        row("sftp://u%00@h/a", "escaped control character");
        row("sftp://u@h%00/a", "escaped control character");
        row("sftp://u@h/a%00b", "escaped control character");
        row("s3://bucket/a%00b", "escaped control character");
        row("s3://bucket/a%0Ab", "escaped control character");
        row("sftp://u@h/../a", "part \"..\"");
        row("sftp://u@h/a/..", "part \"..\"");
        row("sftp://u@h/~/../a", "part \"..\"");
        row("s3://bucket/../a", "part \"..\"");
        row("s3://bucket/a/..", "part \"..\"");
        row("s3://bucket/a/%2e%2E/b", "escaped \"..\"");
        row("s3://bucket/a%2f../b", "escaped \"..\"");
        row("azblob://container/a/%2e./b?account=a", "escaped \"..\"");
    }
    void isRefused()
    {
        QFETCH(QString, url);
        QFETCH(QString, why);
        const auto destination = destinationFromUrl(url);
        QVERIFY(!destination);
        const QString told = destination.error().asText();
        QVERIFY2(told.contains(why), qPrintable(told));
        QVERIFY2(!told.contains(QLatin1String("password@")), qPrintable(told));
    }

    void isRead_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("port");
        const auto row = [](const char *url, const char *host, const char *port) {
            QTest::newRow(url) << QString::fromUtf8(url) << QString::fromUtf8(host)
                               << QString::fromUtf8(port);
        };
        row("s3://bucket/p?endpoint=https://x.example.com/storage/v1/s3", "", "");
        row("s3://backup/p?endpoint=https://backup.example.com", "", "");
        row("sftp://h/a", "h", "");
        row("sftp://u@files.example.com:2222/a", "files.example.com", "2222");
        row("sftp://[::1]/a", "[::1]", "");
        row("sftp://u@[fe80::1%eth0]:22/a", "[fe80::1%eth0]", "22");
        row("sftp://127.0.0.1:22/~/a", "127.0.0.1", "22");
        row("sftp://me@example.com@h/a", "h", "");
        row("sftp://h/100%25/a%2Fb", "h", "");
        row("sftp://bücher.example/a", "bücher.example", "");
    }
    void isRead()
    {
        QFETCH(QString, url);
        QFETCH(QString, host);
        QFETCH(QString, port);
        const auto destination = destinationFromUrl(url);
        QVERIFY2(destination, qPrintable(destination ? QString() : destination.error().asText()));
        QCOMPARE(destination->option("host"), host);
        QCOMPARE(destination->option("port"), port);
    }

    // What is not a URL of ours is taken for the name of a saved destination.
    void otherSpellingsAreExplained()
    {
        for (const char *place :
             {"s3:bucket/p", "arn:aws:s3:::bucket/p", "arn:aws-cn:s3:::bucket", "S3:bucket", "s3"})
            QCOMPARE(howToWritePlace(QLatin1String(place)), QStringLiteral("Write it as s3://NAME/FOLDER."));
        QCOMPARE(howToWritePlace(QStringLiteral("me@host:/p")),
                 QStringLiteral("Write it as sftp://USER@HOST/FOLDER."));
        for (const char *place : {"", "drop", "My bucket", "s3://bucket", "https://s3.example.com/bucket"})
            QCOMPARE(howToWritePlace(QLatin1String(place)), QString());
    }

    void aLongAwsConfigurationIsReadInLinearTime()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("config"));
        {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            for (int i = 0; i < 400'000; ++i)
                file.write("[profile p" + QByteArray::number(i) + "]\nregion = r" + QByteArray::number(i) +
                           "\n");
            file.write("[profile p7]\n");
        }
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("AWS_CONFIG_FILE"), path);
        environment.insert(QStringLiteral("AWS_SHARED_CREDENTIALS_FILE"), path + QStringLiteral("-none"));
        const test::ProcessorTime used(test::ProcessorTime::Of::ThisThread);
        const AwsConfiguration found = AwsConfiguration::read(QStringLiteral("p399999"), environment);
        QVERIFY2(used.elapsed() < 10'000, qPrintable(QString::number(used.elapsed())));
        QCOMPARE(found.profiles.size(), 400'000);
        QCOMPARE(found.region, QStringLiteral("r399999"));
    }
};

QTEST_GUILESS_MAIN(DestinationUrlTest)
#include "destination_url_test.moc"
