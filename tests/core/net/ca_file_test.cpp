// CA files in the forms that Windows, Netskope's client and colleagues hand out, made by OpenSSL itself.
#include "core/language/language.h"
#include "core/net/ca_file.h"
#include "tests/support/servers.h"

#include <QStringEncoder>

using namespace slipway;
using namespace slipway::test;

namespace {

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class CaFileTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Authority> m_authority;
    QTemporaryDir m_folder;

    QString write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("a test file cannot be written");
        return file.fileName();
    }
    // What openssl writes for these arguments and "-out FILE".
    QString made(const QString &name, QStringList arguments) const
    {
        arguments << QStringLiteral("-out") << m_folder.filePath(name);
        QProcess openssl;
        openssl.start(QStringLiteral("openssl"), arguments);
        if (!openssl.waitForFinished(30'000) || openssl.exitCode() != 0)
            qFatal("openssl: %s", openssl.readAllStandardError().constData());
        return m_folder.filePath(name);
    }
    static QStringList words(const char *line) { return QString::fromLatin1(line).split(QLatin1Char(' ')); }

private Q_SLOTS:
    void initTestCase()
    {
        useLanguage(QStringLiteral("en")); // for the plural forms
        m_authority = std::make_unique<Authority>(QStringLiteral("Acme Inspection CA"));
        QVERIFY(m_folder.isValid());
        qunsetenv("SSL_CERT_FILE");
        qunsetenv("SSL_CERT_DIR");
    }

    void readsCertificates_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const QString &path,
                            const char *text = "1 certificate (PEM): Acme Inspection CA") {
            QTest::newRow(name) << path << QString::fromLatin1(text);
        };
        const QString pem = m_authority->caFile();
        const QByteArray bytes = contents(pem);
        QByteArray oneLine = bytes, indented = bytes, windows = bytes, bare = bytes;
        row("PEM", pem);
        row("Windows line ends", write(QStringLiteral("crlf.pem"), windows.replace("\n", "\r\n")));
        row("byte order mark", write(QStringLiteral("bom.pem"), "\xEF\xBB\xBF" + bytes));
        row("indented", write(QStringLiteral("indented.pem"), indented.replace("\n", "\n   ")));
        row("one line", write(QStringLiteral("line.pem"), oneLine.replace("\n", "")));
        QByteArray escaped = bytes, quoted = bytes;
        row("line ends as in JSON", write(QStringLiteral("escaped.pem"), escaped.replace("\n", "\\n")));
        row("the same for Windows",
            write(QStringLiteral("quoted.pem"), '"' + quoted.replace("\n", "\\r\\n") + '"'));
        row("text around", made(QStringLiteral("text.pem"), words("x509 -text -in") << pem));
        row("twice", write(QStringLiteral("twice.pem"), bytes + "\ngarbage\n" + bytes),
            "2 certificates (PEM): Acme Inspection CA, Acme Inspection CA");
        row("a broken one first",
            write(QStringLiteral("broken.pem"), bytes.left(bytes.size() / 2) + "\n" + bytes));
        row("a damaged one beside",
            write(QStringLiteral("damaged.pem"),
                  "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + bytes),
            "1 certificate (PEM): Acme Inspection CA; another one is damaged");
        row("DER", made(QStringLiteral("ca.cer"), words("x509 -outform DER -in") << pem),
            "1 certificate (DER): Acme Inspection CA");
        row("PKCS #7, PEM", made(QStringLiteral("ca.p7b"), words("crl2pkcs7 -nocrl -certfile") << pem));
        row("PKCS #7, DER",
            made(QStringLiteral("ca.p7c"), words("crl2pkcs7 -nocrl -outform DER -certfile") << pem),
            "1 certificate (PKCS #7): Acme Inspection CA");
        bare.replace("-----BEGIN CERTIFICATE-----", "").replace("-----END CERTIFICATE-----", "");
        row("base64 alone", write(QStringLiteral("base64.txt"), bare),
            "1 certificate (DER): Acme Inspection CA");
        row("with its key",
            write(QStringLiteral("both.pem"),
                  contents(m_authority->issue(QStringLiteral("leaf"), QStringLiteral("IP:127.0.0.1")).key) +
                      bytes));
    }
    void readsCertificates()
    {
        QFETCH(QString, path);
        QFETCH(QString, text);
        const Result<CaFile> file = readCaFile(path);
        QVERIFY2(file, file ? "" : qPrintable(file.error().asText()));
        QCOMPARE(file->text(), text);
        QCOMPARE(file->certificates.first().subjectInfo(QSslCertificate::CommonName),
                 QStringList(QStringLiteral("Acme Inspection CA")));
    }

    void namesWhatTheFileIs_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("says");
        QTest::addColumn<QString>("next");
        const auto row = [](const char *name, const QString &path, const char *says, const char *next) {
            QTest::newRow(name) << path << QString::fromLatin1(says) << QString::fromLatin1(next);
        };
        const QString pem = m_authority->caFile();
        const auto pair = m_authority->issue(QStringLiteral("named"), QStringLiteral("IP:127.0.0.1"));
        QByteArray trusted = contents(pem);
        QStringEncoder encoder(QStringConverter::Utf16LE, QStringConverter::Flag::WriteBom);
        const QByteArray utf16 = encoder.encode(QString::fromLatin1(contents(pem)));
        row("missing", m_folder.filePath(QStringLiteral("nope.pem")), "There is no CA file",
            "Check the path");
        row("folder", m_folder.path(), "is a folder", "Choose a file in it");
        row("empty", write(QStringLiteral("empty.pem"), {}), "is empty", "Choose a file");
        row("blank", write(QStringLiteral("blank.pem"), "\n\n"), "is empty", "Choose a file");
        row("device", QStringLiteral("/dev/null"), "is not a regular file", "Choose a file");
        row("UTF-16", write(QStringLiteral("u16.pem"), utf16), "is UTF-16 text", "iconv -f UTF-16");
        const auto encoded = [&](QStringConverter::Encoding encoding,
                                 QStringConverter::Flag flag) -> QByteArray {
            return QStringEncoder(encoding, flag).encode(QString::fromLatin1(contents(pem)));
        };
        using enum QStringConverter::Flag;
        row("UTF-16 LE without a mark",
            write(QStringLiteral("u16le.pem"), encoded(QStringConverter::Utf16LE, Default)), "is UTF-16 text",
            "iconv -f UTF-16LE -t UTF-8");
        row("UTF-16 BE without a mark",
            write(QStringLiteral("u16be.pem"), encoded(QStringConverter::Utf16BE, Default)), "is UTF-16 text",
            "iconv -f UTF-16BE -t UTF-8");
        row("UTF-32", write(QStringLiteral("u32.pem"), encoded(QStringConverter::Utf32LE, WriteBom)),
            "is UTF-32 text", "iconv -f UTF-32 -t UTF-8");
        QByteArray dashes = contents(pem), four = contents(pem), lower = contents(pem);
        row("typographic dashes",
            write(QStringLiteral("dashes.pem"), dashes.replace("-----", "\u2014\u2014-")),
            "BEGIN CERTIFICATE", "five hyphens");
        row("four hyphens", write(QStringLiteral("four.pem"), four.replace("-----BEGIN", "----BEGIN")),
            "BEGIN CERTIFICATE", "five hyphens");
        row("lower case", write(QStringLiteral("lower.pem"), lower.replace("BEGIN CERT", "Begin Cert")),
            "BEGIN CERTIFICATE", "five hyphens");
        row("cut off, DER",
            write(
                QStringLiteral("cut.der"),
                contents(made(QStringLiteral("whole.der"), words("x509 -outform DER -in") << pem)).left(400)),
            "is damaged", "Fetch or export");
        row("trusted certificate", made(QStringLiteral("trusted.pem"), words("x509 -trustout -in") << pem),
            "TRUSTED CERTIFICATE", "openssl x509 -in");
        row("trusted in name only",
            write(QStringLiteral("renamed.pem"), trusted.replace("CERTIFICATE", "TRUSTED CERTIFICATE")),
            "TRUSTED CERTIFICATE", "openssl x509 -in");
        row("private key", pair.key, "contains a private key", "stay secret");
        row("private key, DER", made(QStringLiteral("key.der"), words("pkey -outform DER -in") << pair.key),
            "contains a private key", "stay secret");
        row("PKCS #12",
            made(QStringLiteral("all.pfx"), words("pkcs12 -export -passout pass:test -nokeys -in") << pem),
            "PKCS #12", "openssl pkcs12 -in");
        row("request", made(QStringLiteral("ca.csr"), words("req -new -subj /CN=x -key") << pair.key),
            "request", "Choose a file");
        row("request, DER",
            made(QStringLiteral("ca.csr.der"), words("req -new -outform DER -subj /CN=x -key") << pair.key),
            "request", "Choose a file");
        row("public key", made(QStringLiteral("public.pem"), words("pkey -pubout -in") << pair.key),
            "public key", "Choose a file");
        row("Java key store", write(QStringLiteral("cacerts"), QByteArray("\xFE\xED\xFE\xED\0\0\0\2", 8)),
            "Java key store", "keytool -exportcert");
        row("web page", write(QStringLiteral("page.cer"), "<!DOCTYPE html><title>Sign in</title>"),
            "is a web page", "login page");
        row("gzip", write(QStringLiteral("certs.gz"), "\x1f\x8b\x08rest"), "gzip", "Unpack");
        row("ZIP", write(QStringLiteral("certs.zip"), "PK\x03\x04rest"), "ZIP", "Unpack");
        row("cut off", write(QStringLiteral("cut.pem"), contents(pem).left(300)), "END line is missing",
            "Fetch or export");
        row("damaged",
            write(QStringLiteral("bad.pem"),
                  "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
            "is damaged", "Fetch or export");
        row("something else", write(QStringLiteral("garbage.pem"), "hello\n"), "contains no certificate",
            "BEGIN CERTIFICATE");
        row("a name with a blank", write(QStringLiteral("u 16.pem"), utf16), "is UTF-16 text",
            "u 16.pem' > ca.pem");
    }
    void namesWhatTheFileIs()
    {
        QFETCH(QString, path);
        QFETCH(QString, says);
        QFETCH(QString, next);
        const Result<CaFile> file = readCaFile(path);
        QVERIFY(!file);
        QCOMPARE(file.error().kind, ErrorKind::BadInput);
        QVERIFY2(file.error().message.contains(says), qPrintable(file.error().message));
        QVERIFY2(file.error().nextStep.contains(next), qPrintable(file.error().nextStep));
    }

    void takesWhatTheEnvironmentNames()
    {
        const QString pem = m_authority->caFile();
        QTemporaryDir folder;
        QVERIFY(QFile::copy(pem, folder.filePath(QStringLiteral("acme.crt"))));
        QFile other(folder.filePath(QStringLiteral("README")));
        QVERIFY(other.open(QIODevice::WriteOnly) && other.write("not a certificate\n") > 0);
        other.close();
        QCOMPARE(AddedTrust::read({})->certificates.size(), 0);

        qputenv("SSL_CERT_FILE", QFile::encodeName(pem));
        Result<AddedTrust> trust = AddedTrust::read({});
        QCOMPARE(trust->certificates.size(), 1);
        QVERIFY(trust->evidence.first().startsWith(QLatin1String("SSL_CERT_FILE, ")));
        qputenv("SSL_CERT_FILE", "/nonexistent.pem");
        trust = AddedTrust::read({});
        QCOMPARE(trust->certificates.size(), 0);
        QVERIFY(trust->evidence.first().contains(QLatin1String("cannot be used: There is no CA file")));
        qunsetenv("SSL_CERT_FILE");

        qputenv("SSL_CERT_DIR", QFile::encodeName(folder.path()) + ":/nonexistent");
        trust = AddedTrust::read(pem);
        QCOMPARE(trust->certificates.size(), 1); // the same in the file and in the folder
        QCOMPARE(trust->evidence.size(), 3);
        QVERIFY(trust->evidence.at(1).endsWith(QLatin1String(": 1 certificate")));
        QVERIFY(trust->evidence.at(2).contains(QLatin1String("is not a folder")));
        qunsetenv("SSL_CERT_DIR");
    }
};

QTEST_GUILESS_MAIN(CaFileTest)
#include "ca_file_test.moc"
