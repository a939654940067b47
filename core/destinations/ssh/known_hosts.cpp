#include "core/destinations/ssh/known_hosts.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QMessageAuthenticationCode>
#include <QRegularExpression>

namespace slipway {
namespace {

// "|1|salt|hash": the HMAC-SHA1 of the name, keyed with the salt.
bool isHashOf(const QByteArray &pattern, const QByteArray &name)
{
    const QByteArrayList parts = pattern.split('|');
    return parts.size() == 4 && parts[1] == "1" &&
           QMessageAuthenticationCode::hash(name, QByteArray::fromBase64(parts[2]),
                                            QCryptographicHash::Sha1) == QByteArray::fromBase64(parts[3]);
}

// Only "*" and "?" have a special meaning in these patterns; brackets are literal.
bool fits(const QByteArray &pattern, const QByteArray &name)
{
    QString expression = QRegularExpression::escape(QString::fromUtf8(pattern));
    expression.replace(QLatin1String("\\*"), QLatin1String(".*"));
    expression.replace(QLatin1String("\\?"), QLatin1String("."));
    return QRegularExpression(QRegularExpression::anchoredPattern(expression),
                              QRegularExpression::CaseInsensitiveOption)
        .match(QString::fromUtf8(name))
        .hasMatch();
}

bool isAbout(const QByteArray &patterns, const QByteArray &name)
{
    if (patterns.startsWith('|'))
        return isHashOf(patterns, name);
    bool found = false;
    for (const QByteArray &pattern : patterns.split(',')) {
        if (pattern.startsWith('!') && fits(pattern.mid(1), name))
            return false;
        found = found || fits(pattern, name);
    }
    return found;
}

} // namespace

QString knownHostsFile(const Destination &destination)
{
    const QString named = destination.option("known_hosts");
    return named.isEmpty() ? QDir::homePath() + QStringLiteral("/.ssh/known_hosts") : named;
}

int sshPort(const Destination &destination)
{
    const int port = destination.option("port").toInt();
    return port > 0 ? port : 22;
}

QList<KnownHostKey> knownHostKeys(const QByteArray &file, const QString &host, int port)
{
    const QByteArray plain = host.toUtf8();
    const QByteArray name = port == 22 ? plain : '[' + plain + "]:" + QByteArray::number(port);
    QList<KnownHostKey> keys;
    int number = 0;
    for (const QByteArray &each : file.split('\n')) {
        ++number;
        const QByteArrayList words = each.simplified().split(' ');
        if (words.size() < 3 || words[0].startsWith('#') || words[0].startsWith('@') ||
            !isAbout(words[0], name))
            continue;
        const auto blob = QByteArray::fromBase64Encoding(words[2], QByteArray::AbortOnBase64DecodingErrors);
        if (blob)
            keys << KnownHostKey{words[1], *blob, number};
    }
    return keys;
}

QList<KnownHostKey> knownHostKeys(const Destination &destination)
{
    QFile file(knownHostsFile(destination));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return knownHostKeys(file.readAll(), destination.option("host"), sshPort(destination));
}

QByteArrayList hostKeyAlgorithms(const QByteArray &type)
{
    if (type == "ssh-rsa")
        return {"rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"};
    return {type};
}

QString fingerprint(const QByteArray &blob)
{
    return QStringLiteral("SHA256:") +
           QString::fromLatin1(QCryptographicHash::hash(blob, QCryptographicHash::Sha256)
                                   .toBase64(QByteArray::OmitTrailingEquals));
}

} // namespace slipway
