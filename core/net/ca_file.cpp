#include "core/net/ca_file.h"

#include "core/base/forward_error.h"
#include "core/base/plural_form.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMutex>
#include <QRegularExpression>
#include <QSet>
#include <QtEndian>

#include <algorithm>
#include <memory>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>

namespace slipway {
namespace {

constexpr qint64 largestFile = 16 << 20; // bytes; all authorities of a computer take about half a megabyte
constexpr int mostFilesOfFolder = 2000;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CaFile)
};

std::unexpected<Error> refused(const QString &message, const QString &next)
{
    return failure(ErrorKind::BadInput, message, next);
}

QString chooseAnother()
{
    return Texts::tr("Choose a file with the certificate of the authority, in PEM or DER form.");
}

// "… > ca.pem", for whoever converts a file by hand.
QString convertWith(const QString &command)
{
    return Texts::tr("Convert it with: %1").arg(command);
}

QString shellQuoted(const QString &path)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_./-]+$"));
    if (plain.match(path).hasMatch())
        return path;
    return QLatin1Char('\'') + QString(path).replace(QLatin1Char('\''), QStringLiteral("'\\''")) +
           QLatin1Char('\'');
}

template<class T, void (*release)(T *)>
struct Release
{
    void operator()(T *object) const { release(object); }
};
using Pkcs7 = std::unique_ptr<PKCS7, Release<PKCS7, PKCS7_free>>;

QList<QSslCertificate> certificatesOfPkcs7(const QByteArray &der)
{
    const auto *at = reinterpret_cast<const unsigned char *>(der.constData());
    const Pkcs7 message(d2i_PKCS7(nullptr, &at, static_cast<long>(der.size())));
    QList<QSslCertificate> found;
    if (!message || !PKCS7_type_is_signed(message.get()) || !message->d.sign)
        return found;
    STACK_OF(X509) *const all = message->d.sign->cert;
    for (int each = 0; all && each < sk_X509_num(all); ++each) {
        unsigned char *bytes = nullptr;
        const int size = i2d_X509(sk_X509_value(all, each), &bytes);
        if (size > 0)
            found += QSslCertificate::fromData(QByteArray(reinterpret_cast<char *>(bytes), size), QSsl::Der);
        OPENSSL_free(bytes);
    }
    found.removeIf([](const QSslCertificate &each) { return each.isNull(); });
    return found;
}

template<class T>
bool isDer(const QByteArray &der, T *(*parse)(T **, const unsigned char **, long), void (*release)(T *))
{
    const auto *at = reinterpret_cast<const unsigned char *>(der.constData());
    T *const object = parse(nullptr, &at, static_cast<long>(der.size()));
    release(object);
    return object != nullptr;
}

bool isPrivateKey(const QByteArray &der)
{
    const auto *at = reinterpret_cast<const unsigned char *>(der.constData());
    EVP_PKEY *const key = d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size()));
    EVP_PKEY_free(key);
    return key != nullptr;
}

QList<QSslCertificate> certificateOf(const QByteArray &der)
{
    QList<QSslCertificate> found = QSslCertificate::fromData(der, QSsl::Der);
    found.removeIf([](const QSslCertificate &each) { return each.isNull(); });
    return found;
}

struct Block
{
    QString label; // "CERTIFICATE", "RSA PRIVATE KEY", …
    QByteArray der;
};

QList<Block> pemBlocks(const QByteArray &bytes)
{
    // The nearest END: a block that was cut off must not swallow the next one.
    static const QRegularExpression pattern(
        QStringLiteral("-----BEGIN ([A-Z0-9 ]+)-----((?:(?!-----BEGIN)[\\s\\S])*?)-----END \\1-----"));
    QList<Block> blocks;
    const QString text = QString::fromLatin1(bytes);
    for (auto match = pattern.globalMatch(text); match.hasNext();) {
        const auto block = match.next();
        // In JSON and in variables, line ends are written as \n.
        const QByteArray body = block.captured(2).toLatin1().replace("\\r", "").replace("\\n", "");
        blocks << Block{block.captured(1), QByteArray::fromBase64(body)};
    }
    return blocks;
}

Error damaged(const QString &path)
{
    return refused(Texts::tr("The certificate in %1 is damaged.").arg(QDir::toNativeSeparators(path)),
                   Texts::tr("Fetch or export the file again; a part of it may be missing."))
        .error();
}

// What a PEM file without any certificate is.
Error namePem(const QList<Block> &blocks, const QString &path)
{
    const auto has = [&](const char *word) {
        return std::any_of(blocks.cbegin(), blocks.cend(),
                           [&](const Block &each) { return each.label.contains(QLatin1String(word)); });
    };
    const QString shown = QDir::toNativeSeparators(path), quoted = shellQuoted(path);
    if (has("TRUSTED CERTIFICATE"))
        return refused(Texts::tr(
                           "%1 contains an OpenSSL TRUSTED CERTIFICATE, which has settings that Slipway does "
                           "not apply.")
                           .arg(shown),
                       convertWith(QStringLiteral("openssl x509 -in %1 -out ca.pem").arg(quoted)))
            .error();
    if (has("PRIVATE KEY"))
        return refused(Texts::tr("%1 contains a private key and no certificate.").arg(shown),
                       Texts::tr("A private key is not needed here and should stay secret. %1")
                           .arg(chooseAnother()))
            .error();
    if (has("REQUEST"))
        return refused(Texts::tr("%1 contains a request for a certificate, not a certificate.").arg(shown),
                       chooseAnother())
            .error();
    if (has("CRL"))
        return refused(Texts::tr("%1 contains a list of revoked certificates, not a certificate.").arg(shown),
                       chooseAnother())
            .error();
    if (has("PUBLIC KEY"))
        return refused(Texts::tr("%1 contains a public key without a certificate.").arg(shown),
                       chooseAnother())
            .error();
    if (has("PKCS7") || has("CMS"))
        return refused(Texts::tr("%1 is a PKCS #7 file without a certificate.").arg(shown), chooseAnother())
            .error();
    return damaged(path);
}

// What a file is that is neither PEM nor a certificate in DER form.
Error nameOther(const QByteArray &bytes, const QString &path)
{
    const QString shown = QDir::toNativeSeparators(path), quoted = shellQuoted(path);
    const auto named = [](const QString &message, const QString &next) {
        return refused(message, next).error();
    };
    const bool hasMark = bytes.startsWith("\xFF\xFE") || bytes.startsWith("\xFE\xFF") ||
                         bytes.startsWith(QByteArray("\0\0\xFE\xFF", 4));
    for (const auto &[encoding, dashes] :
         {std::pair("UTF-32LE", QByteArray("-\0\0\0-\0\0\0", 8)),
          std::pair("UTF-32BE", QByteArray("\0\0\0-\0\0\0-", 8)),
          std::pair("UTF-16LE", QByteArray("-\0-\0", 4)), std::pair("UTF-16BE", QByteArray("\0-\0-", 4))}) {
        // Each encoding's dashes are also found in the other's, but not at a multiple of a character.
        if (const auto at = bytes.indexOf(dashes); at < 0 || at % (dashes.size() / 2) != 0)
            continue;
        const QString family = QString::fromLatin1(encoding).chopped(2);
        return named(Texts::tr("%1 is %2 text.").arg(shown, family),
                     convertWith(QStringLiteral("iconv -f %1 -t UTF-8 %2 > ca.pem")
                                     .arg(hasMark ? family : QString::fromLatin1(encoding), quoted)));
    }
    if (bytes.startsWith("\xFE\xED\xFE\xED"))
        return named(
            Texts::tr("%1 is a Java key store.").arg(shown),
            convertWith(
                QStringLiteral("keytool -exportcert -rfc -alias NAME -keystore %1 > ca.pem").arg(quoted)));
    if (bytes.startsWith('\x30')) {
        if (isDer<PKCS12>(bytes, d2i_PKCS12, PKCS12_free))
            return named(
                Texts::tr("%1 is a PKCS #12 file (.p12, .pfx), which may contain a private key.").arg(shown),
                convertWith(
                    QStringLiteral("openssl pkcs12 -in %1 -nokeys -cacerts -out ca.pem").arg(quoted)));
        if (isPrivateKey(bytes))
            return named(Texts::tr("%1 contains a private key and no certificate.").arg(shown),
                         Texts::tr("A private key is not needed here and should stay secret. %1")
                             .arg(chooseAnother()));
        if (isDer<X509_REQ>(bytes, d2i_X509_REQ, X509_REQ_free))
            return named(Texts::tr("%1 contains a request for a certificate, not a certificate.").arg(shown),
                         chooseAnother());
        if (isDer<X509_CRL>(bytes, d2i_X509_CRL, X509_CRL_free))
            return named(
                Texts::tr("%1 contains a list of revoked certificates, not a certificate.").arg(shown),
                chooseAnother());
    }
    // The length of a certificate in DER form is in its first four bytes.
    if (bytes.size() > 4 && bytes.startsWith("\x30\x82") &&
        qFromBigEndian<quint16>(bytes.constData() + 2) + 4 > bytes.size())
        return damaged(path);
    if (bytes.startsWith("PK\x03\x04"))
        return named(Texts::tr("%1 is a ZIP archive.").arg(shown),
                     Texts::tr("Unpack it and choose the certificate in it."));
    if (bytes.startsWith("\x1f\x8b"))
        return named(Texts::tr("%1 is packed with gzip.").arg(shown),
                     Texts::tr("Unpack it and choose the certificate in it."));
    const QByteArray begin = bytes.left(200).trimmed().toLower();
    if (begin.startsWith("<!doctype html") || begin.startsWith("<html"))
        return named(Texts::tr("%1 is a web page, not a certificate.").arg(shown),
                     Texts::tr("The download may have led to a login page. Fetch the certificate again."));
    if (bytes.contains("-----BEGIN"))
        return named(Texts::tr("The certificate in %1 is damaged: its END line is missing.").arg(shown),
                     Texts::tr("Fetch or export the file again; a part of it may be missing."));
    // Mail programs and word processors make other dashes of hyphens.
    if (bytes.toLower().contains("begin certificate"))
        return named(
            Texts::tr("The line BEGIN CERTIFICATE in %1 was changed.").arg(shown),
            Texts::tr("It must be exactly: -----BEGIN CERTIFICATE-----, with five hyphens on each side. "
                      "Fetch the file again, and not as text in a mail."));
    return named(
        Texts::tr("%1 contains no certificate.").arg(shown),
        Texts::tr("Choose a file in PEM form (it begins with -----BEGIN CERTIFICATE-----) or in DER form."));
}

Result<CaFile> certificatesIn(QByteArray bytes, const QString &path)
{
    if (bytes.startsWith("\xEF\xBB\xBF"))
        bytes.remove(0, 3);
    if (const QList<Block> blocks = pemBlocks(bytes); !blocks.isEmpty()) {
        CaFile file{Texts::tr("PEM"), {}};
        for (const Block &block : blocks) {
            QList<QSslCertificate> found;
            if (block.label == QLatin1String("PKCS7") || block.label == QLatin1String("CMS"))
                found = certificatesOfPkcs7(block.der);
            else if (block.label == QLatin1String("CERTIFICATE") ||
                     block.label == QLatin1String("X509 CERTIFICATE"))
                found = certificateOf(block.der);
            else
                continue;
            file.unreadable += found.isEmpty();
            file.certificates += found;
        }
        if (!file.certificates.isEmpty())
            return file;
        return std::unexpected(namePem(blocks, path));
    }
    QByteArray der = bytes;
    // What Windows shows and mail programs forward may lack the BEGIN line.
    if (bytes.trimmed().startsWith("MII")) {
        const auto decoded = QByteArray::fromBase64Encoding(bytes.simplified().replace(' ', ""),
                                                            QByteArray::AbortOnBase64DecodingErrors);
        if (decoded)
            der = *decoded;
    }
    if (const auto found = certificateOf(der); !found.isEmpty())
        return CaFile{Texts::tr("DER"), found};
    if (const auto found = certificatesOfPkcs7(der); !found.isEmpty())
        return CaFile{Texts::tr("PKCS #7"), found};
    return std::unexpected(nameOther(der, path));
}

QString nameOf(const QSslCertificate &certificate)
{
    QStringList name = certificate.subjectInfo(QSslCertificate::CommonName);
    if (name.isEmpty())
        name = certificate.subjectInfo(QSslCertificate::Organization);
    return name.isEmpty() ? Texts::tr("without a name") : name.join(QLatin1Char(' '));
}

// What SSL_CERT_FILE and SSL_CERT_DIR add.
AddedTrust readEnvironment()
{
    AddedTrust trust;
    if (const QString path = qEnvironmentVariable("SSL_CERT_FILE"); !path.isEmpty()) {
        const Result<CaFile> file = readCaFile(path);
        if (file)
            trust.certificates += file->certificates;
        trust.evidence << (file ? Texts::tr("SSL_CERT_FILE, %1: %2").arg(path, file->text())
                                : Texts::tr("SSL_CERT_FILE names %1, which cannot be used: %2")
                                      .arg(path, file.error().message));
    }
    const QStringList folders =
        qEnvironmentVariable("SSL_CERT_DIR").split(QDir::listSeparator(), Qt::SkipEmptyParts);
    for (const QString &folder : folders) {
        qsizetype count = 0;
        const QFileInfoList files = QDir(folder).entryInfoList(QDir::Files | QDir::Readable, QDir::Name);
        QSet<QString> seen; // OpenSSL's names for them are links to the same files
        for (const QFileInfo &info : files.mid(0, mostFilesOfFolder)) {
            const QString path = info.canonicalFilePath();
            if (seen.contains(path))
                continue;
            seen.insert(path);
            const Result<CaFile> file = readCaFile(path);
            if (!file)
                continue; // such a folder has other files, too
            count += file->certificates.size();
            trust.certificates += file->certificates;
        }
        trust.evidence
            << (!QFileInfo(folder).isDir()
                    ? Texts::tr("SSL_CERT_DIR names %1, which is not a folder.").arg(folder)
                    : Texts::tr("SSL_CERT_DIR, %1: %n certificates", nullptr, pluralForm(count)).arg(folder));
    }
    return trust;
}

// The same for each connection. A folder with a hundred authorities takes a second to read, so it is read
// again only if the variables, the file or a folder have changed.
AddedTrust environmentTrust()
{
    QString state =
        qEnvironmentVariable("SSL_CERT_FILE") + QLatin1Char('\n') + qEnvironmentVariable("SSL_CERT_DIR");
    const QStringList paths =
        qEnvironmentVariable("SSL_CERT_DIR").split(QDir::listSeparator(), Qt::SkipEmptyParts)
        << qEnvironmentVariable("SSL_CERT_FILE");
    for (const QString &path : paths) {
        const QFileInfo info(path);
        state += QStringLiteral("\n%1 %2").arg(info.lastModified().toMSecsSinceEpoch()).arg(info.size());
    }
    static QMutex mutex;
    static QString known;
    static AddedTrust trust;
    const QMutexLocker lock(&mutex);
    if (known != state) {
        trust = readEnvironment();
        known = state;
    }
    return trust;
}

} // namespace

QString CaFile::text() const
{
    QStringList names;
    for (const QSslCertificate &certificate : certificates.mid(0, 3))
        names << nameOf(certificate);
    if (certificates.size() > 3)
        names << QStringLiteral("…");
    QString line = Texts::tr("%n certificates (%1): %2", nullptr, pluralForm(certificates.size()))
                       .arg(form, names.join(QStringLiteral(", ")));
    if (unreadable > 0)
        line += Texts::tr("; %n others are damaged", nullptr, pluralForm(unreadable));
    return line;
}

Result<CaFile> readCaFile(const QString &path)
{
    const QFileInfo info(path);
    const QString shown = QDir::toNativeSeparators(path);
    if (!info.exists() && !info.isSymLink())
        return refused(Texts::tr("There is no CA file %1.").arg(shown),
                       Texts::tr("Check the path; it may have been moved or mistyped."));
    if (info.isDir())
        return refused(Texts::tr("%1 is a folder, not a CA file.").arg(shown),
                       Texts::tr("Choose a file in it."));
    if (info.exists() && !info.isFile())
        return refused(Texts::tr("%1 is not a regular file.").arg(shown), chooseAnother());
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorKind::BadInput, Texts::tr("The CA file %1 cannot be read.").arg(shown),
                       Texts::tr("Check that you may read it."), file.errorString());
    if (file.size() > largestFile)
        return refused(Texts::tr("%1 is too large for a file of certificates.").arg(shown), chooseAnother());
    QByteArray bytes = file.read(largestFile);
    Result<CaFile> found = bytes.trimmed().isEmpty()
                               ? refused(Texts::tr("The CA file %1 is empty.").arg(shown), chooseAnother())
                               : certificatesIn(bytes, path);
    bytes.fill('\0'); // it may be a key
    return found;
}

Result<AddedTrust> AddedTrust::read(const QString &caFile)
{
    AddedTrust trust;
    if (!caFile.isEmpty()) {
        ASSIGN_OR_RETURN(const CaFile file, readCaFile(caFile));
        trust.certificates += file.certificates;
        trust.evidence << Texts::tr("CA file %1: %2").arg(QDir::toNativeSeparators(caFile), file.text());
    }
    const AddedTrust environment = environmentTrust();
    trust.certificates += environment.certificates;
    trust.evidence += environment.evidence;
    // Such folders hold each certificate beside a bundle of all of them.
    QSet<QSslCertificate> seen;
    trust.certificates.removeIf([&](const QSslCertificate &each) {
        const bool isAgain = seen.contains(each);
        seen.insert(each);
        return isAgain;
    });
    return trust;
}

} // namespace slipway
