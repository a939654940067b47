// What needs no store: prefixes and folders that would lead elsewhere are refused before anything is fetched,
// versions of rclone, and its messages from 1.53 to today's. Debian has only 1.60, so a script plays the
// others, and their messages are word for word those of rclone's and Amazon's libraries.
#include "core/destinations/rclone/rclone_error.h"
#include "core/destinations/rclone/rclone_version.h"
#include "core/exporting/journal/export_job.h"
#include "tests/support/bucket_export.h"
#include "tests/support/cli_run.h"

#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

using namespace slipway;
using namespace slipway::test;

namespace {

Destination s3()
{
    Destination destination;
    destination.kind = QStringLiteral("s3");
    destination.bucket = QStringLiteral("drop");
    return destination;
}

// Removes what is in the folder and says how much it was; Qt neither lists nor removes what it cannot name.
qsizetype takeEntries(const QTemporaryDir &folder)
{
    namespace fs = std::filesystem;
    qsizetype count = 0;
    for (const fs::directory_entry &entry : fs::directory_iterator(folder.path().toStdString())) {
        fs::remove_all(entry.path());
        ++count;
    }
    return count;
}

} // namespace

class StoreWordsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void prefixes_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("refusal"); // nothing: it is taken
        QTest::addColumn<QString>("path");    // where it leads to
        const auto good = [](const char *url, const char *path) {
            QTest::newRow(url) << QString::fromUtf8(url) << QString() << QString::fromUtf8(path);
        };
        const auto bad = [](const char *url, const char *refusal) {
            QTest::newRow(url) << QString::fromUtf8(url) << QString::fromUtf8(refusal) << QString();
        };
        good("s3://drop/a/b", "drop/a/b");
        good("s3://drop/a b/ü/日本", "drop/a b/ü/日本");
        good("s3://drop/dot./a\\b/...", "drop/dot./a\\b/...");
        good("s3://drop//a/", "drop/a");
        bad("s3://drop/a//b", "\"a/b\"");
        bad("s3://drop/a///b", "\"a/b\"");
        bad("gcs://drop/a//b", "\"a/b\"");
        bad("azblob://drop/a//b", "\"a/b\"");
        bad("s3://drop/a/../b", "\"..\"");
        bad("s3://drop/./b", "\".\"");
        bad("s3://drop/..", "\"..\"");
        bad("s3://drop/\u201b x", "written as another");
        bad("s3://drop/\u2421", "written as another");
        bad("s3://drop/arch\ufffd", "UTF-8");
        bad("azblob://drop/a\\b", "written as another");
        bad("azblob://drop/dot./b", "written as another");
        // One slash or two lead to the same folder of a server.
        good("sftp://u@h/a//b", "/a/b");
        good("sftp://u@h//a", "/a");
        good("sftp://u@h/~/a//b", "a/b");
        good("sftp://u@h/~", "");
        // As curl has it, only "~" alone is the user's home.
        good("sftp://u@h/~bob/a", "/~bob/a");
        good("sftp://u@h//~/a", "/~/a");
        good("sftp://u@h//~", "/~");
        bad("sftp://u@h/a/../b", "\"..\"");
    }
    void prefixes()
    {
        QFETCH(QString, url);
        QFETCH(QString, refusal);
        QFETCH(QString, path);
        const auto destination = destinationFromUrl(url);
        QCOMPARE(destination.has_value(), refusal.isEmpty());
        if (destination) {
            QCOMPARE(destination->path(), path);
            const auto again = destinationFromUrl(destination->url());
            QVERIFY2(again && again->path() == path, qPrintable(destination->url()));
            return;
        }
        QCOMPARE(destination.error().kind, ErrorKind::BadInput);
        QVERIFY2(destination.error().asText().contains(refusal), qPrintable(destination.error().asText()));
    }
    // A prefix that was saved by an earlier version is refused as well, before anything is fetched.
    void anExportThereDoesNotBegin()
    {
        ExportWorld world(10);
        DestinationAccess access{s3(), {}};
        access.destination.prefix = QStringLiteral("a//b");
        const auto job = world.jobs->submit(requestTo(access, world), world.connection(), access);
        QVERIFY(!job);
        QVERIFY2(job.error().message.contains(QLatin1String("a//b")), qPrintable(job.error().asText()));
        ExportRequest request = world.request();
        request.folder = world.folder.filePath(QStringLiteral("arch\ufffd"));
        const auto inFolder = world.jobs->submit(request, world.connection(), {});
        QVERIFY(!inFolder);
        QVERIFY2(inFolder.error().message.contains(QLatin1String("UTF-8")),
                 qPrintable(inFolder.error().asText()));
    }

    // Bytes of the command line that are not UTF-8 would become another name: refused for whatever they are.
    void argumentsThatAreNotUtf8_data()
    {
        QTest::addColumn<QByteArray>("command"); // of the shell; $D is the folder
        QTest::newRow("export") << QByteArray(
            "export --host http://127.0.0.1:1 --token-stdin --endpoint alert --from "
            "2026-09-01T00:00:00Z --to 2026-09-01T02:00:00Z --dest \"$D\"");
        QTest::newRow("export, in one word") << QByteArray("export --dest=\"$D\" --token-stdin");
        QTest::newRow("verify") << QByteArray("verify \"$D\"");
        QTest::newRow("support") << QByteArray("support \"$D/bundle.zip\"");
        QTest::newRow("destination") << QByteArray("destination test \"s3://drop/$D\"");
    }
    void argumentsThatAreNotUtf8()
    {
        QFETCH(QByteArray, command);
        const QTemporaryDir world;
        QProcess shell;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_DATA_HOME"), world.filePath(QStringLiteral("data")));
        environment.insert(QStringLiteral("WORLD"), world.path());
        shell.setProcessEnvironment(environment);
        shell.start(
            QStringLiteral("bash"),
            {QStringLiteral("-c"), QString::fromLatin1("D=$WORLD/arch$'\\xe9'; mkdir \"$D\"; echo token | "
                                                       "\"$SLIPWAY_CLI\" " +
                                                       command)});
        QVERIFY(shell.waitForFinished(60'000));
        const QByteArray errors = shell.readAllStandardError();
        QCOMPARE(shell.exitCode(), 2);
        QVERIFY2(errors.contains("is not UTF-8"), errors.constData());
        QVERIFY2(errors.contains("arch\\xe9"), errors.constData());
        // Neither in another folder nor in that one.
        QCOMPARE(takeEntries(world), 1);
    }
    // What the message advises: a link with another name.
    void aLinkLeadsThere()
    {
        ExportWorld world(20);
        const QByteArray folder = QFile::encodeName(world.folder.path()) + "/arch\xe9";
        QCOMPARE(::mkdir(folder.constData(), 0700), 0);
        const QString link = world.folder.filePath(QStringLiteral("archive"));
        QCOMPARE(::symlink(folder.constData(), QFile::encodeName(link).constData()), 0);
        CliRun run(world.folder.filePath(QStringLiteral("state")),
                   exportArguments(world, {QStringLiteral("--dest"), link}), ExportWorld::token());
        QCOMPARE(run.wait(), 0);
        CliRun verified(world.folder.filePath(QStringLiteral("state")), {QStringLiteral("verify"), link}, {});
        QCOMPARE(verified.wait(), 0);
        QVERIFY(verified.output().contains("20 events"));
        QCOMPARE(::access((folder + "/netskope_alerts").constData(), F_OK), 0);
        // Qt cannot remove what it cannot name.
        QCOMPARE(QProcess::execute(QStringLiteral("sh"),
                                   {QStringLiteral("-c"), QStringLiteral("rm -r \"$1\"/arch*"),
                                    QStringLiteral("sh"), world.folder.path()}),
                 0);
    }
    void aHomeThatIsNotUtf8()
    {
        const QTemporaryDir world;
        QProcess shell;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("WORLD"), world.path());
        shell.setProcessEnvironment(environment);
        shell.start(
            QStringLiteral("bash"),
            {QStringLiteral("-c"), QStringLiteral("unset XDG_DATA_HOME; export HOME=$WORLD/h$'\\xe9'; mkdir "
                                                  "\"$HOME\"; \"$SLIPWAY_CLI\" jobs list")});
        QVERIFY(shell.waitForFinished(60'000));
        QCOMPARE(shell.exitCode(), 1);
        const QByteArray errors = shell.readAllStandardError();
        QVERIFY2(errors.contains("is not UTF-8") && errors.contains("XDG_DATA_HOME"), errors.constData());
        QCOMPARE(takeEntries(world), 1);
    }
    void nothingToVerify()
    {
        const QTemporaryDir world;
        QVERIFY(QDir(world.path()).mkdir(QStringLiteral("empty")));
        CliRun run(world.path(), {QStringLiteral("verify"), world.filePath(QStringLiteral("empty"))}, {});
        QCOMPARE(run.wait(), 1);
        QVERIFY(!run.output().contains("right"));
        QVERIFY(run.errors().contains("There is no manifest"));
    }

    void versions_data()
    {
        QTest::addColumn<QString>("output");
        QTest::addColumn<QString>("version"); // "major.minor"; nothing: it is not understood
        QTest::newRow("Debian") << QStringLiteral("rclone v1.60.1-DEV\n- os/version: debian 12.11 (64 bit)\n")
                                << QStringLiteral("1.60");
        QTest::newRow("old") << QStringLiteral("rclone v1.53.3-DEV\n- os/arch: linux/amd64\n")
                             << QStringLiteral("1.53");
        QTest::newRow("new") << QStringLiteral("rclone v1.75.0\n") << QStringLiteral("1.75");
        QTest::newRow("beta") << QStringLiteral("rclone v1.70.0-beta.8723.46f5a1c\n")
                              << QStringLiteral("1.70");
        QTest::newRow("with a warning")
            << QStringLiteral("NOTICE: no configuration\nrclone v2.1.0\n") << QStringLiteral("2.1");
        QTest::newRow("something else") << QStringLiteral("usage: rclone FILE\n") << QString();
    }
    void versions()
    {
        QFETCH(QString, output);
        QFETCH(QString, version);
        const auto found = rcloneVersionFrom(output);
        QCOMPARE(found ? QStringLiteral("%1.%2").arg(found->major).arg(found->minor) : QString(), version);
    }

    void anOldRcloneIsNamed()
    {
        const QTemporaryDir bin;
        QFile script(bin.filePath(QStringLiteral("rclone")));
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("#!/bin/sh\necho x >> \"$0.calls\"\n[ \"$1\" = version ] && { echo 'rclone "
                     "v1.53.3-DEV'; exit; }\n"
                     "echo 'Error: unknown flag: --stat' >&2\nexit 1\n");
        script.close();
        QVERIFY(script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        const QByteArray path = qgetenv("PATH");
        qputenv("PATH", QFile::encodeName(bin.path()) + ':' + path);
        DestinationAccess access{s3(),
                                 {{QStringLiteral("access_key"), Secret("key")},
                                  {QStringLiteral("secret_key"), Secret("secret")}}};
        const Error error = errorOf(access);
        const Error again = errorOf(access);
        ExportWorld world(10);
        const auto id = world.jobs->submit(requestTo(access, world), world.connection(), access);
        const Error exporting = id ? world.waitForEnd(*id).error.value_or(Error{}) : id.error();
        const bool isFetched = id && world.jobs->job(*id)->endpoints.first().requests > 0;
        qputenv("PATH", path);
        QCOMPARE(error.kind, ErrorKind::NotAvailable);
        QVERIFY2(error.message.contains(QLatin1String("rclone 1.53.3-DEV is too old")),
                 qPrintable(error.asText()));
        QVERIFY(error.message.contains(QLatin1String("1.60")));
        QCOMPARE(again.message, error.message);
        QVERIFY2(exporting.message.contains(QLatin1String("is too old")), qPrintable(exporting.asText()));
        QVERIFY(!isFetched);
        QFile calls(bin.filePath(QStringLiteral("rclone.calls")));
        QVERIFY(calls.open(QIODevice::ReadOnly));
        QCOMPARE(calls.readAll(), QByteArray("x\n")); // asked once, and for nothing else
    }

    void messages_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("nextStep");
        const auto row = [](const char *name, ErrorKind kind, const char *sentence, const char *nextStep,
                            const char *text) {
            QTest::newRow(name) << QString::fromUtf8(text) << kind << QString::fromUtf8(sentence)
                                << QString::fromUtf8(nextStep);
        };
        using Kind = ErrorKind;
        const char *const start = "operation error S3: PutObject, https response error StatusCode: ";
        const auto later = [&](const char *name, Kind kind, const char *sentence, const char *nextStep,
                               const char *rest) {
            row(name, kind, sentence, nextStep, (QByteArray(start) + rest).constData());
        };
        later("region, 1.68", Kind::BadInput, "another region", "eu-west-1",
              "301, RequestID: R1, HostID: H1, requested bucket from \"us-east-1\", actual location "
              "\"eu-west-1\"");
        later("region without a name, 1.68", Kind::BadInput, "another region", "region",
              "301, RequestID: R1, HostID: H1, api error MovedPermanently: Moved Permanently");
        later("region, signed for another, 1.68", Kind::BadInput, "another region", "eu-central-1",
              "400, RequestID: R1, HostID: H1, api error AuthorizationHeaderMalformed: The authorization "
              "header is "
              "malformed; the region 'us-east-1' is wrong; expecting 'eu-central-1'");
        row("region, 1.53", Kind::BadInput, "another region", "region",
            "BucketRegionError: incorrect region, the bucket is not in 'us-east-1' region at endpoint "
            "''\n\tstatus code: "
            "301, request id: R1, host id: H1");
        later("key, 1.68", Kind::TokenRefused, "access key is unknown", "access key ID",
              "403, RequestID: R1, HostID: H1, api error InvalidAccessKeyId: The AWS Access Key Id you "
              "provided does not "
              "exist in our records.");
        later("may not, 1.68", Kind::PermissionMissing, "may not do this", "encryption",
              "403, RequestID: R1, HostID: H1, api error AccessDenied: Access Denied");
        later("a bare 403, 1.68", Kind::PermissionMissing, "may not do this", "permission",
              "403, RequestID: R1, HostID: H1, api error Unknown: Unknown");
        later("bucket, 1.68", Kind::NotFound, "no such bucket", "Check its name",
              "404, RequestID: R1, HostID: H1, NoSuchBucket: The specified bucket does not exist");
        row("sign-in, 1.53", Kind::TokenRefused, "sign-in (SSO)", "aws sso login",
            "SSOProviderInvalidToken: the SSO session has expired or is invalid\ncaused by: open "
            "/home/u/.aws/sso/cache/0.json: no such file or directory");
        row("sign-in, 1.68", Kind::TokenRefused, "sign-in (SSO)", "aws sso login",
            "operation error S3: PutObject, get identity: get credentials: failed to refresh cached "
            "credentials, refresh "
            "cached SSO token failed, unable to refresh SSO token, operation error SSO OIDC: CreateToken, "
            "https response "
            "error StatusCode: 400, RequestID: R1, InvalidGrantException: ");
        row("sign-in that cannot be reached", Kind::NameNotFound, "is not found", "DNS",
            "operation error S3: PutObject, get identity: get credentials: failed to refresh cached "
            "credentials, refresh "
            "cached SSO token failed, unable to refresh SSO token, operation error SSO OIDC: CreateToken, "
            "https response "
            "error StatusCode: 0, RequestID: , request send failed, Post "
            "\"https://oidc.eu-west-1.amazonaws.com/token\": "
            "dial tcp: lookup oidc.eu-west-1.amazonaws.com: no such host");
        row("no credentials, 1.53", Kind::TokenRefused, "no usable credentials", "get-caller-identity",
            "NoCredentialProviders: no valid providers in chain. Deprecated.");
        row("no credentials, 1.68", Kind::TokenRefused, "no usable credentials", "get-caller-identity",
            "operation error S3: PutObject, get identity: get credentials: failed to refresh cached "
            "credentials, no EC2 "
            "IMDS role found, operation error ec2imds: GetMetadata, request canceled, context deadline "
            "exceeded");
        row("busy, 1.68", Kind::RateLimited, "slow down", "Wait",
            "operation error S3: PutObject, exceeded maximum number of attempts, 2, https response error "
            "StatusCode: 503, "
            "RequestID: R1, HostID: H1, api error ServiceUnavailable: Service Unavailable");
        row("gateway, 1.68", Kind::ServerFault, "an internal error", "Wait",
            "operation error S3: PutObject, exceeded maximum number of attempts, 2, https response error "
            "StatusCode: 502, "
            "RequestID: , HostID: , api error BadGateway: Bad Gateway");
        row("a flag that is not known", Kind::NotAvailable, "installed rclone", "1.60",
            "Error: unknown flag: --stat\nUsage:\n  rclone lsjson remote:path [flags]");
        row("SFTP, bare failure at a write", Kind::DiskFull, "quota", "Make room",
            "Update ReadFrom failed: sftp: \"Failure\" (SSH_FX_FAILURE)");
        row("SFTP, bare failure at a folder", Kind::DiskFull, "quota", "Make room",
            "Put mkParentDir failed: mkdir \"/drop/a\" failed: sftp: \"Failure\" (SSH_FX_FAILURE)");
        row("SFTP, bare failure at a read", Kind::ServerFault, "an internal error", "Wait",
            "Failed to cat: Open failed: sftp: \"Failure\" (SSH_FX_FAILURE)");
        later("a KMS key that may not decrypt, 1.68", Kind::PermissionMissing, "KMS key", "kms:Decrypt",
              "403, RequestID: R1, HostID: H1, api error AccessDenied: User: arn:aws:iam::123456789012:user/"
              "siem is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:1:key/x");
        later("a bare 429, 1.68", Kind::RateLimited, "slow down", "Wait",
              "429, RequestID: R1, HostID: H1, api error UnknownError: UnknownError");
        later("a bare 507, 1.68", Kind::DiskFull, "is full", "Make room",
              "507, RequestID: R1, HostID: H1, api error UnknownError: UnknownError");
        // A HEAD request has no body that would say more.
        later("a bare 400, 1.68", Kind::BadInput, "does not accept", "region",
              "400, RequestID: R1, HostID: H1, api error BadRequest: Bad Request");
        row("a bare 400, 1.53", Kind::BadInput, "does not accept", "region",
            "BadRequest: Bad Request\n\tstatus code: 400, request id: R1, host id: H1");
        later(
            "a 400 that is worth another attempt", Kind::Timeout, "in time", "network",
            "400, RequestID: R1, HostID: H1, api error RequestTimeout: Your socket connection to the server "
            "was not read from or written to within the timeout period.");
        row("SFTP, quota in other words", Kind::DiskFull, "quota is used up", "Make room",
            "Update ReadFrom failed: sftp: \"User has exceeded the disk quota\" (SSH_FX_FAILURE)");
        row("SFTP, no space on Windows", Kind::DiskFull, "is full", "Make room",
            "Update Close failed: sftp: \"There is not enough space on the disk.\" (SSH_FX_FAILURE)");
        row("SFTP, quota in words", Kind::DiskFull, "quota is used up", "Make room",
            "Update ReadFrom failed: sftp: \"Disk quota exceeded\" (SSH_FX_FAILURE)");
        row("SFTP, read-only in words", Kind::PermissionMissing, "may not write", "owner",
            "Update Create failed: sftp: \"Read-only file system\" (SSH_FX_FAILURE)");
        row("a known hosts file of somebody else", Kind::BadInput, "cannot be read", "permissions",
            "Failed to create file system for \"slipway:/x\": couldn't parse known_hosts_file: open "
            "/home/u/.ssh/known_hosts: permission denied");
        row("a folder as known hosts file", Kind::BadInput, "cannot be read", "path",
            "Failed to create file system for \"slipway:/x\": couldn't parse known_hosts_file: read "
            "/home/u/.ssh: is a directory");
        row("SSH without SFTP", Kind::NotAvailable, "does not offer SFTP", "owner",
            "Failed to create file system for \"slipway:/x\": NewFs: couldn't initialise SFTP: ssh: "
            "subsystem "
            "request failed");
        row("SFTP that broke at the start", Kind::ConnectionLost, "broke", "will try again",
            "Failed to create file system for \"slipway:/x\": NewFs: couldn't initialise SFTP: EOF");
        row("revoked host key", Kind::Tls, "revoked", "current key",
            "NewFs: couldn't connect SSH: ssh: handshake failed: knownhosts: key is revoked");
    }
    void messages()
    {
        QFETCH(QString, text);
        QFETCH(ErrorKind, kind);
        QFETCH(QString, sentence);
        QFETCH(QString, nextStep);
        const Error error = rcloneError(text, s3());
        QVERIFY2(error.message.contains(sentence), qPrintable(error.asText()));
        QVERIFY2(error.nextStep.contains(nextStep), qPrintable(error.asText()));
        QCOMPARE(error.kind, kind);
        QVERIFY(error.message.contains(QLatin1String("s3://drop")));
    }
};

QTEST_GUILESS_MAIN(StoreWordsTest)
#include "store_words_test.moc"
