// The host keys of one server in an OpenSSH known_hosts file.
//
// Format: sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". Names may be lists of patterns with "*", "?" and
// "!", and may be hashed. Certificate authorities and revoked keys are left out: rclone does not
// use the former, and reports the latter itself.
#pragma once
#include "core/destinations/destination.h"

#include <QByteArrayList>

namespace slipway {

struct KnownHostKey
{
    QByteArray type; // "ssh-ed25519", as in the file and in the key itself
    QByteArray blob; // the public key as it goes over the wire, without base64
    int line = 0;    // in the file, from 1
};

// The file that an SFTP destination names, or the user's own. It may not exist.
[[nodiscard]] QString knownHostsFile(const Destination &destination);

// In the order of the file. Skips lines that it does not understand, as ssh does.
[[nodiscard]] QList<KnownHostKey> knownHostKeys(const QByteArray &file, const QString &host, int port);
// The same for an SFTP destination; empty if the file cannot be read.
[[nodiscard]] QList<KnownHostKey> knownHostKeys(const Destination &destination);

// The port of an SFTP destination.
[[nodiscard]] int sshPort(const Destination &destination);

// The signature algorithms that prove a key of this type: "rsa-sha2-512", … for "ssh-rsa".
[[nodiscard]] QByteArrayList hostKeyAlgorithms(const QByteArray &type);
// "SHA256:…", as ssh-keygen -l prints it.
[[nodiscard]] QString fingerprint(const QByteArray &blob);

} // namespace slipway
