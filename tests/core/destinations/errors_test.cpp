// Each common problem with a store has a sentence and a next step of its own, and none of them shows a
// secret. What only Amazon or Azure say comes from a server that repeats it word for word.
#include "tests/support/azure_server.h"
#include "tests/support/bucket_export.h"
#include "tests/support/gcs_server.h"
#include "tests/support/raw_server.h"
#include "tests/support/servers.h"
#include "tests/support/sftp_server.h"

using namespace slipway;
using namespace slipway::test;

namespace {

constexpr auto accessKey = "AKIAT3STSN0TR3AL";
constexpr auto secretKey = "s3cr3t-0f-th3-3rr0rs";
constexpr auto sessionToken = "s3ss10n-0f-th3-3rr0rs";

// As Amazon has it: some of its answers repeat the credentials.
QByteArray amazon(const char *code, const char *message, const char *more = "")
{
    return QByteArray("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>") + code +
           "</Code><Message>" + message + "</Message>" + more +
           "<RequestId>4442587FB7D0A2F9</RequestId><HostId>Hd3zQ8tS=</HostId></Error>";
}
QByteArray azure(const char *code, const char *message)
{
    return QByteArray("\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>") + code +
           "</Code><Message>" + message + "\nRequestId:1f\nTime:2026-01-01T00:00:00Z</Message></Error>";
}

DestinationAccess s3At(const QUrl &endpoint)
{
    DestinationAccess access;
    access.destination.kind = QStringLiteral("s3");
    access.destination.bucket = QStringLiteral("drop");
    access.destination.options = {{QStringLiteral("endpoint"), endpoint.toString()},
                                  {QStringLiteral("region"), QStringLiteral("us-east-1")}};
    access.secrets = {{QStringLiteral("access_key"), Secret(accessKey)},
                      {QStringLiteral("secret_key"), Secret(secretKey)},
                      {QStringLiteral("session_token"), Secret(sessionToken)}};
    return access;
}

DestinationAccess azureAt(const QUrl &endpoint, const char *may = "rwdlac")
{
    DestinationAccess access;
    access.destination.kind = QStringLiteral("azblob");
    access.destination.bucket = QStringLiteral("drop");
    access.destination.options = {{QStringLiteral("account"), QStringLiteral("slipway")},
                                  {QStringLiteral("endpoint"), endpoint.toString()}};
    access.secrets = {{QStringLiteral("sas"), Secret(QByteArray("sv=2020-08-04&ss=b&srt=sco&sp=") + may +
                                                     "&se=2099-01-01T00%3A00%3A00Z&sig=s4s-0f-th3-3rr0rs")}};
    return access;
}

DestinationAccess googleAt(const QUrl &endpoint, const GcsServer &server)
{
    DestinationAccess access = server.access(QStringLiteral("errors"));
    access.destination.options.insert(QStringLiteral("endpoint"), endpoint.toString());
    return access;
}

DestinationAccess sftpAt(const QUrl &endpoint, const SftpServer &server)
{
    DestinationAccess access = server.access(QStringLiteral("errors"));
    access.destination.options.insert(QStringLiteral("host"), endpoint.host());
    access.destination.options.insert(QStringLiteral("port"), QString::number(endpoint.port(22)));
    return access;
}

void tells(const Error &error, const QString &sentence, const QString &nextStep)
{
    QVERIFY2(error.message.contains(sentence), qPrintable(error.asText()));
    QVERIFY2(error.message.contains(QLatin1String("://")), qPrintable(error.message)); // says where
    QVERIFY2(error.nextStep.contains(nextStep), qPrintable(error.asText()));
    for (const char *secret : {accessKey, secretKey, sessionToken, "s4s-0f-th3-3rr0rs"})
        QVERIFY2(!error.asText().contains(QLatin1String(secret)), qPrintable(error.asText()));
}

} // namespace

class ErrorsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_sftp = std::make_unique<SftpServer>();
        m_google = std::make_unique<GcsServer>();
    }
    void cleanupTestCase()
    {
        m_sftp.reset();
        m_google.reset();
    }

    void amazonsAnswers_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("nextStep");
        const auto row = [](const char *name, const char *status, const QByteArray &body, ErrorKind kind,
                            const char *sentence, const char *nextStep) {
            QTest::newRow(name) << QByteArray(status) << body << kind << QString::fromLatin1(sentence)
                                << QString::fromLatin1(nextStep);
        };
        using Kind = ErrorKind;
        row("expired session", "400 Bad Request",
            amazon("ExpiredToken", "The provided token has expired.",
                   "<Token-0>s3ss10n-0f-th3-3rr0rs</Token-0>"),
            Kind::TokenRefused, "session token", "new temporary credentials");
        row("wrong session", "400 Bad Request",
            amazon("InvalidToken", "The provided token is malformed or otherwise invalid.",
                   "<Token-0>s3ss10n-0f-th3-3rr0rs</Token-0>"),
            Kind::TokenRefused, "is not valid", "belong together");
        row("unknown key", "403 Forbidden",
            amazon("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.",
                   "<AWSAccessKeyId>AKIAT3STSN0TR3AL</AWSAccessKeyId>"),
            Kind::TokenRefused, "access key is unknown", "access key ID");
        row("wrong secret", "403 Forbidden",
            amazon(
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. Check your "
                "key and signing method.",
                "<AWSAccessKeyId>AKIAT3STSN0TR3AL</AWSAccessKeyId><StringToSign>AWS4-HMAC-SHA256\n"
                "</StringToSign>"),
            Kind::TokenRefused, "secret key does not belong", "Enter both again");
        row("may not put", "403 Forbidden", amazon("AccessDenied", "Access Denied"), Kind::PermissionMissing,
            "may not do this", "s3:PutObject");
        row("may not put, in many words", "403 Forbidden",
            amazon("AccessDenied",
                   "User: arn:aws:iam::123456789012:user/siem is not authorized to perform: "
                   "s3:PutObject on resource: \"arn:aws:s3:::drop/x\" because no identity-based "
                   "policy allows the s3:PutObject action"),
            Kind::PermissionMissing, "may not do this", "s3:PutObject");
        row("may not use the KMS key", "403 Forbidden",
            amazon("AccessDenied", "User: arn:aws:sts::123456789012:assumed-role/siem/x is not authorized to "
                                   "perform: kms:GenerateDataKey on this resource"),
            Kind::PermissionMissing, "KMS key", "kms:GenerateDataKey");
        row("no such KMS key", "400 Bad Request",
            amazon("KMS.NotFoundException", "Key 'arn:aws:kms:eu-west-1:1:key/x' does not exist"),
            Kind::PermissionMissing, "KMS key", "ARN");
        row("no ACLs", "400 Bad Request",
            amazon("AccessControlListNotSupported", "The bucket does not allow ACLs"), Kind::BadInput,
            "does not accept ACLs", "bucket-owner-full-control");
        row("clock", "403 Forbidden",
            amazon("RequestTimeTooSkewed",
                   "The difference between the request time and the current time is too large.",
                   "<RequestTime>20260101T000000Z</RequestTime><MaxAllowedSkewMilliseconds>900000"
                   "</MaxAllowedSkewMilliseconds>"),
            Kind::BadInput, "clock differs", "Set the clock");
        row("no such bucket", "404 Not Found",
            amazon("NoSuchBucket", "The specified bucket does not exist", "<BucketName>drop</BucketName>"),
            Kind::NotFound, "no such bucket", "Check its name");
        row("region", "400 Bad Request",
            amazon("AuthorizationHeaderMalformed",
                   "The authorization header is malformed; the region "
                   "'us-east-1' is wrong; expecting 'eu-west-1'",
                   "<Region>eu-west-1</Region>"),
            Kind::BadInput, "another region", "region");
        row("storage class", "400 Bad Request",
            amazon("InvalidStorageClass", "The storage class you specified is not valid"), Kind::BadInput,
            "storage class", "Change");
        row("switched off", "403 Forbidden",
            amazon("AllAccessDisabled", "All access to this object has been disabled"), Kind::NotAvailable,
            "disabled", "owner");
        row("busy", "503 Slow Down", amazon("SlowDown", "Please reduce your request rate."),
            Kind::RateLimited, "slow down", "Wait");
        row("its own trouble", "500 Internal Server Error",
            amazon("InternalError", "We encountered an internal error. Please try again."), Kind::ServerFault,
            "an internal error", "Wait");
        row("full", "507 Insufficient Storage",
            amazon("XMinioStorageFull",
                   "Storage backend has reached its minimum free drive threshold. Please "
                   "delete a few objects to proceed."),
            Kind::DiskFull, "is full", "Make room");
    }
    void amazonsAnswers()
    {
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, body);
        QFETCH(ErrorKind, kind);
        QFETCH(QString, sentence);
        QFETCH(QString, nextStep);
        const RawServer server(
            {{http(body, "Content-Type: application/xml\r\nx-amz-request-id: 4442587FB7D0A2F9\r\n", status),
              RawAnswer::KeepOpen}});
        const DestinationTestReport report = testOf(s3At(server.address()));
        QVERIFY(server.requests() > 0);
        QVERIFY(!report.isPassed());
        QCOMPARE(report.error()->kind, kind);
        tells(*report.error(), sentence, nextStep);
    }

    // Amazon names no region there, and these credentials may not ask for it.
    void amazonsRedirect()
    {
        const QByteArray xml = "Content-Type: application/xml\r\n";
        const RawServer server(
            {{http(amazon("PermanentRedirect",
                          "The bucket you are attempting to access must be addressed using "
                          "the specified endpoint."),
                   xml, "301 Moved Permanently"),
              RawAnswer::KeepOpen},
             {http(amazon("AccessDenied", "Access Denied"), xml, "403 Forbidden"), RawAnswer::KeepOpen}});
        const Error error = errorOf(s3At(server.address()));
        tells(error, QStringLiteral("another region"), QStringLiteral("region"));
        QCOMPARE(error.kind, ErrorKind::BadInput);
    }
    void notAStoreAtAll()
    {
        const RawServer server(
            {{http("<html><body>Welcome to nginx!</body></html>", "Content-Type: text/html\r\n"),
              RawAnswer::KeepOpen}});
        const Error error = errorOf(s3At(server.address()));
        QCOMPARE(error.kind, ErrorKind::BadAnswer);
        QVERIFY2(error.message.contains(QLatin1String("does not list the object")),
                 qPrintable(error.asText()));
    }

    void azuresAnswers_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("nextStep");
        const auto row = [](const char *code, const char *status, ErrorKind kind, const char *sentence,
                            const char *nextStep) {
            QTest::newRow(code) << QByteArray(status) << QByteArray(code) << kind
                                << QString::fromLatin1(sentence) << QString::fromLatin1(nextStep);
        };
        using Kind = ErrorKind;
        row("AuthorizationFailure", "403 Forbidden", Kind::PermissionMissing, "may not do this",
            "IP addresses");
        row("AuthorizationPermissionMismatch", "403 Forbidden", Kind::PermissionMissing, "may not do this",
            "create and write");
        row("AuthorizationResourceTypeMismatch", "403 Forbidden", Kind::PermissionMissing, "may not do this",
            "create and write");
        row("AuthenticationFailed", "403 Forbidden", Kind::TokenRefused, "was refused", "signature");
        row("AccountIsDisabled", "403 Forbidden", Kind::NotAvailable, "disabled", "owner");
        row("ContainerNotFound", "404 Not Found", Kind::NotFound, "no such bucket", "Check its name");
        row("ContainerBeingDeleted", "409 Conflict", Kind::NotAvailable, "disabled", "owner");
    }
    // Once by rclone, once without it.
    void azuresAnswers()
    {
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, code);
        QFETCH(ErrorKind, kind);
        QFETCH(QString, sentence);
        QFETCH(QString, nextStep);
        const RawServer server(
            {{http(azure(code, "In words."),
                   "Content-Type: application/xml\r\nx-ms-error-code: " + code + "\r\n", status),
              RawAnswer::KeepOpen}});
        for (const char *may : {"rwdlac", "cw"}) {
            const DestinationTestReport report = testOf(azureAt(server.address(), may));
            QVERIFY(!report.isPassed());
            tells(*report.error(), sentence, nextStep);
            QCOMPARE(report.error()->kind, kind);
        }
    }

    void theWayThere_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char *kind : {"s3", "azblob", "azblob, write-only", "gcs", "sftp"})
            QTest::newRow(kind) << QString::fromLatin1(kind);
    }
    void theWayThere()
    {
        QFETCH(QString, kind);
        const auto at = [&](const QString &endpoint) {
            const QUrl url(endpoint);
            return kind == QLatin1String("s3")       ? s3At(url)
                   : kind == QLatin1String("azblob") ? azureAt(url)
                   : kind == QLatin1String("gcs")    ? googleAt(url, *m_google)
                   : kind == QLatin1String("sftp")   ? sftpAt(url, *m_sftp)
                                                     : azureAt(url, "cw");
        };
        const Error name = errorOf(at(QStringLiteral("https://store.invalid")));
        tells(name, QStringLiteral("is not found"), QStringLiteral("DNS"));
        QCOMPARE(name.kind, ErrorKind::NameNotFound);

        const Error refused = errorOf(at(QStringLiteral("http://127.0.0.1:%1").arg(freePort())));
        tells(refused, QStringLiteral("Nothing answers"), QStringLiteral("firewall"));
        QCOMPARE(refused.kind, ErrorKind::ConnectionRefused);

        // It takes the connection and says nothing, as firewalls do.
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        const auto report =
            QCoro::waitFor(testDestination(at(QStringLiteral("http://127.0.0.1:%1").arg(silent.serverPort())),
                                           {}, {}, std::chrono::milliseconds(1500)));
        QVERIFY(report.error().has_value());
        tells(*report.error(), QStringLiteral("does not answer in time"), QStringLiteral("firewall"));
        QCOMPARE(report.error()->kind, ErrorKind::Timeout);
        QVERIFY(rcloneChildrenOf(::getpid()).isEmpty());

        if (kind == QLatin1String("sftp"))
            return; // its host keys: see stores_test
        const Authority authority(QStringLiteral("nobody's"));
        const RawServer behind({{http("", "", "403 Forbidden"), RawAnswer::Close}});
        for (const auto &pair :
             {authority.issue(QStringLiteral("store"), QStringLiteral("IP:127.0.0.1")),
              authority.issue(QStringLiteral("expired"), QStringLiteral("IP:127.0.0.1"), -1),
              authority.selfSigned(QStringLiteral("self"), QStringLiteral("IP:127.0.0.1"))}) {
            const TlsFront front(pair, behind.address());
            const Error tls = errorOf(at(front.url().toString()));
            tells(tls, QStringLiteral("certificate"), QStringLiteral("CA file"));
            QCOMPARE(tls.kind, ErrorKind::Tls);
        }
        // Its authority is known, its name is another.
        const TlsFront front(authority.issue(QStringLiteral("name"), QStringLiteral("DNS:other.example.com")),
                             behind.address());
        DestinationAccess otherName = at(front.url().toString());
        otherName.destination.caFile = authority.caFile();
        tells(errorOf(otherName), QStringLiteral("certificate"), QStringLiteral("address"));

        // A proxy that wants a password, and one that is not there.
        const RawServer closed(
            {{http("", "Proxy-Authenticate: Basic realm=\"x\"\r\n", "407 Proxy Authentication Required"),
              RawAnswer::Close}});
        for (const QString &url : {closed.address().toString(), QStringLiteral("http://127.0.0.1:1")}) {
            DestinationAccess proxied = at(QStringLiteral("https://store.example.com"));
            proxied.destination.proxy = url;
            const Error proxy = errorOf(proxied);
            QVERIFY2(proxy.message.contains(QLatin1String("The proxy 127.0.0.1:")) &&
                         proxy.message.contains(QLatin1String("destination settings")) &&
                         !proxy.nextStep.isEmpty(),
                     qPrintable(proxy.asText()));
            QCOMPARE(proxy.kind, ErrorKind::Proxy);
        }
    }

    // Swift's own clock, an hour off: it looks at the time in the signature.
    void clockSkew_data()
    {
        QTest::addColumn<QByteArray>("clock");
        QTest::newRow("an hour behind") << QByteArray("-1h");
        QTest::newRow("an hour ahead") << QByteArray("+1h");
    }
    void clockSkew()
    {
        QFETCH(QByteArray, clock);
        SwiftServer server;
        const DestinationAccess access = server.access(QStringLiteral("clock"));
        QVERIFY(testOf(access).isPassed());
        server.stop();
        qputenv("SLIPWAY_SWIFT_CLOCK", clock);
        qputenv("SLIPWAY_FAKETIME_LIBRARY", SLIPWAY_FAKETIME_LIBRARY);
        server.start();
        qunsetenv("SLIPWAY_SWIFT_CLOCK");
        const Error error = errorOf(access);
        tells(error, QStringLiteral("clock differs"), QStringLiteral("Set the clock"));
        QVERIFY(!error.asText().contains(QLatin1String(SwiftServer::secretKey)));
    }

private:
    std::unique_ptr<SftpServer> m_sftp;
    std::unique_ptr<GcsServer> m_google;
};

QTEST_GUILESS_MAIN(ErrorsTest)
#include "errors_test.moc"
