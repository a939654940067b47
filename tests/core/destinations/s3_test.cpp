// Exports to a real S3 server that checks signatures: what arrives, and what the test of a destination says.
#include "tests/support/bucket_export.h"
#include "tests/support/servers.h"

#include <QJsonArray>

using namespace slipway;
using namespace slipway::test;

namespace {

using Outcome = DestinationTestStep::Outcome;

QString sha256Of(const QByteArray &bytes)
{
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

} // namespace

class S3Test : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_server = std::make_unique<SwiftServer>(); }
    void cleanupTestCase() { m_server.reset(); }

    void exportsWhatTheTenantSent()
    {
        ExportWorld world(3000);
        const DestinationAccess access = m_server->access(QStringLiteral("exact"));
        const JobSnapshot job = exportTo(access, world);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        const auto there = objects(m_server->environment(), QStringLiteral("drop/exact"));
        QVERIFY(linesIn(there) == world.truth());
        QVERIFY(there.size() > 5);

        // The manifest tells of each object, and of nothing else.
        const QString name = QStringLiteral("netskope_alerts/%1-manifest.json").arg(job.id);
        QCOMPARE(job.manifests, QStringList(QStringLiteral("s3://drop/exact/") + name));
        const QJsonObject manifest = QJsonDocument::fromJson(there[name]).object();
        QCOMPARE(manifest[QStringLiteral("destination")].toString(), QStringLiteral("s3://drop/exact"));
        const QJsonArray files = manifest[QStringLiteral("files")].toArray();
        QCOMPARE(files.size() + 2, there.size());
        for (const QJsonValue file : files) {
            const QByteArray bytes = there[file[QStringLiteral("object")].toString()];
            QCOMPARE(file[QStringLiteral("verified")].toString(), QStringLiteral("md5-of-store"));
            QCOMPARE(file[QStringLiteral("file_bytes")].toInteger(), bytes.size());
            QCOMPARE(file[QStringLiteral("sha256")].toString(), sha256Of(bytes));
            QCOMPARE(file[QStringLiteral("md5")].toString().toLatin1(),
                     QCryptographicHash::hash(bytes, QCryptographicHash::Md5).toHex());
        }
        // Nothing waits any more, and the figures say so.
        QCOMPARE(job.uploadedBytes(), job.fileBytes());
        QCOMPARE(job.endpoints.first().uploadedFiles, files.size());
        QVERIFY(QDir(world.folder.filePath(QStringLiteral("spool"))).isEmpty());
        QVERIFY(rcloneChildrenOf(::getpid()).isEmpty());
    }

    // A slow upload holds the fetching back instead of filling the disk.
    void theSpoolIsBounded()
    {
        ExportWorld world(3000);
        const DestinationAccess access = m_server->access(QStringLiteral("bounded"));
        ExportRequest request = requestTo(access, world);
        request.bandwidth = 4 << 20;
        request.spoolLimit = 2 << 20;
        qint64 most = 0;
        QObject::connect(world.jobs.get(), &JobService::jobChanged, world.jobs.get(),
                         [&](const JobSnapshot &job) {
                             qint64 bytes = 0;
                             const QDir spool(job.request.folder + QStringLiteral("/netskope_alerts"));
                             for (const QFileInfo &file : spool.entryInfoList(QDir::Files))
                                 bytes += file.size();
                             most = std::max(most, bytes);
                         });
        const QString id = world.jobs->submit(request, world.connection(), access).value();
        QCOMPARE(world.waitForEnd(id).state, JobState::Complete);
        QVERIFY(most > 0);
        // The limit, the file that reached it and the one being written, each a page longer than its size.
        QVERIFY2(most < (2 << 20) + 2 * (3 << 20), qPrintable(QString::number(most)));
        QVERIFY(linesIn(objects(m_server->environment(), QStringLiteral("drop/bounded"))) == world.truth());
    }

    void theTestLeavesNothingBehind()
    {
        const DestinationTestReport report = testOf(m_server->access(QStringLiteral("tested")));
        QVERIFY2(report.isPassed(), reasonOf(report));
        QCOMPARE(report.steps.size(), 4);
        for (const DestinationTestStep &step : report.steps) {
            QCOMPARE(step.outcome, Outcome::Passed);
            QVERIFY(step.time.count() > 0);
        }
        QVERIFY(objects(m_server->environment(), QStringLiteral("drop/tested")).isEmpty());
    }

    void writeOnlyCredentialsAreEnough()
    {
        DestinationAccess access = m_server->access(QStringLiteral("dropbox"));
        access.secrets = {{QStringLiteral("access_key"), Secret("test:writer")},
                          {QStringLiteral("secret_key"), Secret("writing")}};
        const DestinationTestReport report = testOf(access);
        QVERIFY2(report.isPassed(), reasonOf(report));
        QCOMPARE(report.steps[1].outcome, Outcome::Noted);
        QCOMPARE(report.steps[2].outcome, Outcome::Noted);
        QVERIFY(report.summary(access.destination).contains(QLatin1String("may only write")));
        // Swift lets them not delete either, so the one object that stays is named.
        QCOMPARE(report.steps[3].outcome, Outcome::Noted);
        QVERIFY(report.leftBehind.startsWith(QLatin1String("s3://drop/dropbox/.slipway-test/")));
        QVERIFY(report.summary(access.destination).contains(report.leftBehind));

        ExportWorld world(1000);
        const JobSnapshot job = exportTo(access, world);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        const auto there = objects(m_server->environment(), QStringLiteral("drop/dropbox"));
        QVERIFY(linesIn(there) == world.truth());
        const QByteArray manifest = there[QStringLiteral("netskope_alerts/%1-manifest.json").arg(job.id)];
        QVERIFY(manifest.contains("md5-on-receipt"));
    }

    void eachErrorHasItsOwnSentence_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("value");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char *name, const char *change, const char *value, ErrorKind kind,
                            const char *sentence) {
            QTest::newRow(name) << QString::fromLatin1(change) << QString::fromLatin1(value) << kind
                                << QString::fromLatin1(sentence);
        };
        row("wrong key", "access_key", "nobody", ErrorKind::TokenRefused, "does not belong");
        row("wrong secret", "secret_key", "guessed", ErrorKind::TokenRefused, "does not belong");
        row("no such bucket", "bucket", "nosuch", ErrorKind::NotFound, "no such bucket");
        row("wrong region", "region", "eu-west-1", ErrorKind::BadInput, "another region");
        row("nothing there", "endpoint", "http://127.0.0.1:1", ErrorKind::ConnectionRefused,
            "Nothing answers");
        row("no such name", "endpoint", "http://bucket.invalid", ErrorKind::NameNotFound, "not found");
        row("proxy", "proxy", "http://127.0.0.1:1", ErrorKind::Proxy, "proxy");
    }
    void eachErrorHasItsOwnSentence()
    {
        QFETCH(QString, change);
        QFETCH(QString, value);
        QFETCH(ErrorKind, kind);
        QFETCH(QString, sentence);
        DestinationAccess access = m_server->access(QStringLiteral("errors"));
        if (access.secrets.contains(change)) {
            access.secrets.insert(change, Secret(value.toUtf8()));
        } else if (change == QLatin1String("bucket")) {
            access.destination.bucket = value;
        } else if (change == QLatin1String("proxy")) {
            access.destination.proxy = value;
            access.destination.options.insert(QStringLiteral("endpoint"),
                                              QStringLiteral("http://store.example.com"));
        } else {
            access.destination.options.insert(change, value);
        }
        const DestinationTestReport report = testOf(access);
        QVERIFY(!report.isPassed());
        const Error error = report.error().value();
        QVERIFY2(error.message.contains(sentence), qPrintable(error.asText()));
        QCOMPARE(error.kind, kind);
        QVERIFY(!error.nextStep.isEmpty());
        QCOMPARE(report.steps.last().outcome, Outcome::Skipped);
        if (!value.isEmpty() && access.secrets.contains(change))
            QVERIFY(!error.asText().contains(value));
    }
    // The authority that nobody knows, and the same with its CA file.
    void certificates()
    {
        const Authority authority(QStringLiteral("bucket-ca"));
        const TlsFront front(authority.issue(QStringLiteral("store"), QStringLiteral("IP:127.0.0.1")),
                             QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server->port())));
        DestinationAccess access = m_server->access(QStringLiteral("tls"));
        access.destination.options.insert(QStringLiteral("endpoint"), front.url().toString());
        const DestinationTestReport refused = testOf(access);
        QVERIFY(!refused.isPassed());
        QCOMPARE(refused.error()->kind, ErrorKind::Tls);
        access.destination.caFile = authority.caFile();
        const DestinationTestReport accepted = testOf(access);
        QVERIFY2(accepted.isPassed(), reasonOf(accepted));

        // In the forms in which companies hand it out, of which rclone reads none.
        const QTemporaryDir folder;
        const auto made = [&](const char *name, const char *arguments) {
            const QString path = folder.filePath(QString::fromLatin1(name));
            const QStringList words = QString::fromLatin1(arguments).split(QLatin1Char(' '));
            if (QProcess::execute(QStringLiteral("openssl"),
                                  words + QStringList{authority.caFile(), QStringLiteral("-out"), path}) != 0)
                qFatal("openssl failed");
            return path;
        };
        for (const QString &file :
             {made("ca.cer", "x509 -outform DER -in"), made("ca.p7b", "crl2pkcs7 -nocrl -certfile")}) {
            access.destination.caFile = file;
            const DestinationTestReport converted = testOf(access);
            QVERIFY2(converted.isPassed(), reasonOf(converted));
        }
        access.destination.caFile = folder.path();
        const DestinationTestReport named = testOf(access);
        QVERIFY(!named.isPassed());
        QVERIFY2(named.error()->message.contains(QLatin1String("is a folder")), reasonOf(named));
    }

private:
    std::unique_ptr<SwiftServer> m_server;
};

QTEST_GUILESS_MAIN(S3Test)
#include "s3_test.moc"
