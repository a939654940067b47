// The host keys in an OpenSSH known_hosts file, as far as they are about one server.
//
// Source of the format: sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". Names may be lists of patterns with "*", "?"
// and "!", and may be hashed. Certificate authorities and revoked keys are left out: rclone does not use the
// former, and names the latter itself.
#pragma once
#include "core/destinations/destination.h"

#include <QByteArrayList>

namespace slipway {

struct KnownHostKey
{
    QByteArray type; // "ssh-ed25519", as in the file and in the key itself
    QByteArray blob; // the public key as it goes over the wire, without base64
    int line = 0;    // of the file, from 1
};

// The file that a destination of SFTP names, or the user's own. It may not be there.
[[nodiscard]] QString knownHostsFile(const Destination &destination);

// In the order of the file. Lines that cannot be understood are skipped, as ssh does.
[[nodiscard]] QList<KnownHostKey> knownHostKeys(const QByteArray &file, const QString &host, int port);
// The same for a destination of SFTP; empty when the file cannot be read.
[[nodiscard]] QList<KnownHostKey> knownHostKeys(const Destination &destination);

// The port of a destination of SFTP.
[[nodiscard]] int sshPort(const Destination &destination);

// The signature algorithms that prove a key of this type: "rsa-sha2-512", … for "ssh-rsa".
[[nodiscard]] QByteArrayList hostKeyAlgorithms(const QByteArray &type);
// "SHA256:…", as ssh-keygen -l prints it.
[[nodiscard]] QString fingerprint(const QByteArray &blob);

} // namespace slipway
