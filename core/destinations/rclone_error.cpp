#include "core/destinations/rclone_error.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace slipway {
namespace {

#define WORD(text) QT_TRANSLATE_NOOP("RcloneError", text)

struct Row
{
    const char *pattern; // matches rclone's text, in any case
    ErrorKind kind;
    const char *message; // %1: the destination
    const char *nextStep;
};

// The first matching row is used, so specific rows come before general ones.
constexpr Row rows[] = {
    // rclone itself
    {"unknown (shorthand )?flag|unknown command", ErrorKind::NotAvailable,
     WORD("The installed rclone cannot do what an export to %1 needs."),
     WORD("Install rclone 1.60 or newer (rclone.org/install).")},
    // Keys
    {"InvalidAccessKeyId", ErrorKind::TokenRefused, WORD("The access key is unknown to %1."),
     WORD("Check the access key ID; it may have been deleted or belong to another provider.")},
    {"SignatureDoesNotMatch", ErrorKind::TokenRefused,
     WORD("The secret key does not belong to the access key of %1."),
     WORD("Enter both again; some stores also say this when they do not know the access key.")},
    // Not if the sign-in service cannot be reached.
    {"(?s)^(?!.*(dial tcp|no such host)).*(SSOProviderInvalidToken|refresh cached SSO token failed|unable to "
     "refresh SSO "
     "token|SSO session has expired)",
     ErrorKind::TokenRefused, WORD("The sign-in (SSO) of the AWS profile for %1 has expired."),
     WORD("Run \"aws sso login --profile NAME\", then try again.")},
    {"ExpiredToken|token (included in the request )?(is|has) expired", ErrorKind::TokenRefused,
     WORD("The session token for %1 has expired."),
     WORD("Get new temporary credentials (all three values), then resume the job.")},
    {"InvalidToken|InvalidClientTokenId", ErrorKind::TokenRefused,
     WORD("The session token for %1 is not valid."),
     WORD("Enter access key, secret key and session token again: they belong together.")},
    {"NoCredentialProviders|SharedConfigProfileNotExist|failed to get (shared config "
     ")?profile|SharedCredsLoad|SharedConfigLoad|no EC2 IMDS role found|static credentials are empty|no "
     "valid "
     "providers in chain|ProcessProvider(Execution|Parse|Version|Required)",
     ErrorKind::TokenRefused, WORD("The AWS profile for %1 has no usable credentials."),
     WORD("Try \"aws sts get-caller-identity --profile NAME\"; a session may need \"aws sso login\".")},
    {"Signature not valid in the specified time frame|Signed expiry time", ErrorKind::TokenRefused,
     WORD("The SAS for %1 has expired or is not valid yet."), WORD("Create a new SAS and enter it.")},
    {"couldn't parse known_hosts_file: (open|read) [^\n]*(permission denied|is a directory)",
     ErrorKind::BadInput, WORD("The known hosts file for %1 cannot be read."),
     WORD("Check its path and permissions.")},
    {"couldn't parse known_hosts_file: (?!open )", ErrorKind::Tls,
     WORD("The known hosts file for %1 has a line that rclone cannot read."),
     WORD("The details name the line: correct or remove it, then try again.")},
    {"AuthenticationFailed|Server failed to authenticate|illegal base64 data|InvalidAuthenticationInfo",
     ErrorKind::TokenRefused, WORD("The key or SAS for %1 was refused."),
     WORD("Enter it again; a SAS must be whole, with its signature at the end.")},
    {"invalid_grant|private key should be a PEM|unable to parse.*service account|error processing "
     "credentials",
     ErrorKind::TokenRefused, WORD("The service account for %1 was refused."),
     WORD("Create a new key for it and enter its JSON file.")},
    {"unable to authenticate|no supported methods remain", ErrorKind::TokenRefused,
     WORD("The user, password or key for %1 was refused."),
     WORD("Check the user name, and that the server knows this key or password.")},
    {"failed to parse private key|bcrypt_pbkdf|decryption password incorrect|cannot decode encrypted",
     ErrorKind::TokenRefused, WORD("The private key for %1 cannot be used."),
     WORD("Check the file and its passphrase.")},
    {"SSH agent|SSH_AUTH_SOCK", ErrorKind::TokenRefused,
     WORD("There is neither a password nor a key for %1."), WORD("Give one, or start an SSH agent.")},
    {"knownhosts: key is revoked", ErrorKind::Tls, WORD("The host key of %1 is marked as revoked."),
     WORD("Do not connect; ask the server's owner for its current key.")},
    {"no common algorithm for host key", ErrorKind::Tls,
     WORD("The server of %1 has no host key of a type that is known."),
     WORD("Compare its fingerprint with the server's owner, then add it to the known hosts file.")},
    {"knownhosts: key mismatch", ErrorKind::Tls, WORD("The host key of %1 is not the one that is known."),
     WORD("Ask the server's owner whether it changed. If not, somebody may be listening in.")},
    {"knownhosts: key is unknown|couldn't parse known_hosts_file|known_hosts", ErrorKind::Tls,
     WORD("The host key of %1 is not known yet."),
     WORD("Compare its fingerprint with the server's owner, then add it to the known hosts file.")},
    // Clock
    {"RequestTimeTooSkewed|difference between the request time", ErrorKind::BadInput,
     WORD("This computer's clock differs too much from that of %1."),
     WORD("Set the clock (even a few minutes are too much), then try again.")},
    // Place
    {"NoSuchBucket|ContainerNotFound|bucket does not exist|notFound.*bucket", ErrorKind::NotFound,
     WORD("There is no such bucket: %1."),
     WORD("Check its name and, with a compatible store, the endpoint; Slipway does not create buckets.")},
    {"AuthorizationHeaderMalformed|PermanentRedirect|MovedPermanently|TemporaryRedirect|"
     "IllegalLocationConstraint|"
     "BucketRegionError|incorrect region|actual location \"|status ?code: 30[17]",
     ErrorKind::BadInput, WORD("The bucket of %1 is in another region."),
     WORD("Set the destination's region to the bucket's own.")},
    {"ContainerBeingDeleted|ContainerDisabled|AllAccessDisabled|AccountIsDisabled", ErrorKind::NotAvailable,
     WORD("The bucket of %1 is disabled."), WORD("Ask its owner.")},
    // Options
    {"AccessControlListNotSupported", ErrorKind::BadInput, WORD("The bucket of %1 does not accept ACLs."),
     WORD("Choose the canned ACL bucket-owner-full-control, the one that such buckets accept.")},
    {"uniform bucket-level access", ErrorKind::BadInput,
     WORD("The bucket of %1 has uniform bucket-level access, so its objects have no ACL."),
     WORD("Remove the object ACL from the destination.")},
    {"KMS\\.|KMSKey|kms:(GenerateDataKey|Decrypt)", ErrorKind::PermissionMissing,
     WORD("The KMS key for %1 cannot be used."),
     WORD("Check the key's ARN, and that these credentials may use it (kms:GenerateDataKey, and kms:Decrypt "
          "to read back).")},
    {"NotImplemented", ErrorKind::NotAvailable, WORD("%1 does not support what the destination asks for."),
     WORD("See the details; remove the encryption, storage class or canned ACL that it names.")},
    {"InvalidStorageClass", ErrorKind::BadInput, WORD("The store of %1 does not know this storage class."),
     WORD("Change the destination's storage class.")},
    // Permission
    {"AuthorizationPermissionMismatch|AuthorizationFailure|AuthorizationServiceMismatch|"
     "AuthorizationResourceTypeMismatch|InsufficientAccountPermissions",
     ErrorKind::PermissionMissing, WORD("These credentials may not do this on %1."),
     WORD("The SAS or role needs to create and write blobs; check the allowed IP addresses, too.")},
    {"BlobArchived|archived blob|blob in archive tier|InvalidObjectState", ErrorKind::PermissionMissing,
     WORD("What is in %1 is archived and cannot be read back."),
     WORD("Choose another tier or storage class if it must be.")},
    {"AccessDenied", ErrorKind::PermissionMissing, WORD("These credentials may not do this on %1."),
     WORD("Ask the bucket's owner to allow s3:PutObject and s3:PutObjectAcl below this prefix. A bucket that "
          "insists on "
          "an encryption says the same: then set the destination's encryption.")},
    {"Error 403|does not have storage\\.|status ?code: 403|Forbidden", ErrorKind::PermissionMissing,
     WORD("These credentials may not do this on %1."),
     WORD("Ask the bucket's owner for permission to put objects below this prefix.")},
    {"permission denied|SSH_FX_PERMISSION_DENIED|read-only file system|SSH_FX_WRITE_PROTECT",
     ErrorKind::PermissionMissing, WORD("The user may not write to %1."),
     WORD("Ask the server's owner for permission.")},
    {"QuotaExceeded|quota (is |has been )?exceeded|over quota|exceed(s|ed)? (your |the )?(\\w+ )?quota|"
     "SSH_FX_QUOTA|SSH_FX_NO_SPACE|InsufficientStorage|no space left|(not enough|insufficient|out of) (disk "
     "|free |storage )?space|disk (is )?full|StorageLimitExceeded|XMinioStorageFull|status ?code: 507",
     ErrorKind::DiskFull, WORD("%1 is full or its quota is used up."),
     WORD("Make room there, then resume the job.")},
    {"is a file not a directory", ErrorKind::BadInput, WORD("A file is where the folder of %1 should be."),
     WORD("Choose another folder, or have the file moved away.")},
    // Not if the connection broke.
    {"subsystem request failed|couldn't initialise SFTP: (?![^\n]*(EOF|reset|closed|timeout|timed out))",
     ErrorKind::NotAvailable, WORD("The server of %1 lets you in, but does not offer SFTP."),
     WORD("Ask its owner to switch SFTP on for this user.")},
    // OpenSSH's server has no other error for a full disk, an exceeded quota or a read-only disk.
    {"(Update|mkdir|mkParentDir|Rename)\\b[^\n]*(SSH_FX_FAILURE|sftp: \"?Failure)", ErrorKind::DiskFull,
     WORD("The server of %1 could not write, most likely because it is out of space or a quota is used up; "
          "it gives no reason."),
     WORD("Make room there, then try again. If there is room, ask the server's owner whether the disk is "
          "read-only.")},
    // Connection
    {"proxyconnect|Proxy Authentication Required|http: proxy error|socks connect", ErrorKind::Proxy,
     WORD("The proxy on the way to %1 does not let the connection through."),
     WORD("Check the proxy's address and whether it allows this host.")},
    {"x509:|tls: |certificate|server gave HTTP response to HTTPS client", ErrorKind::Tls,
     WORD("The connection to %1 is not secure: its certificate was not accepted."),
     WORD("Behind a proxy that inspects TLS, give its CA file; else check the endpoint's address.")},
    {R"(no such host|server misbehaving|Temporary failure in name resolution|lookup \S+( on \S+)?: )",
     ErrorKind::NameNotFound, WORD("The name of %1 is not found."),
     WORD("Check the endpoint, the region and your DNS.")},
    {"connection refused", ErrorKind::ConnectionRefused, WORD("Nothing answers at %1."),
     WORD("Check the endpoint's address and port, and the firewall.")},
    {"SlowDown|ServiceUnavailable|ServerBusy|Please reduce your request rate|status ?code: "
     "(503|429)|RESPONSE "
     "(503|429)|Error (503|429)|TooManyRequests",
     ErrorKind::RateLimited, WORD("%1 is busy and asks to slow down."), WORD("Wait; the job tries again.")},
    {"i/o timeout|deadline exceeded|handshake timeout|Client\\.Timeout|RequestTimeout|timed out|"
     "context canceled",
     ErrorKind::Timeout, WORD("%1 does not answer in time."),
     WORD("Check the network and the firewall, then try again.")},
    {"network is unreachable|no route to host|host is down", ErrorKind::ConnectionRefused,
     WORD("There is no network route to %1."), WORD("Check the network connection.")},
    {"InternalError|SSH_FX_FAILURE|sftp: \"?Failure|status ?code: 5\\d\\d|RESPONSE 5\\d\\d|Error 5\\d\\d",
     ErrorKind::ServerFault, WORD("%1 had an internal error."), WORD("Wait; the job tries again.")},
    {"connection reset|broken pipe|unexpected EOF|\\bEOF\\b|use of closed network connection|connection lost|"
     "transport connection broken|IncompleteBody",
     ErrorKind::ConnectionLost, WORD("The connection to %1 broke."),
     WORD("Check the network; the job tries again.")},
    {"corrupted on transfer|BadDigest|XAmzContentSHA256Mismatch|Md5Mismatch|contentMD5 doesn't match|sizes "
     "differ|hash(es)? differ",
     ErrorKind::BadAnswer, WORD("What arrived at %1 is not what was sent."), WORD("The job tries again.")},
    {"object not found|file does not exist|is a directory or doesn't exist|directory not "
     "found|NoSuchKey|BlobNotFound",
     ErrorKind::NotFound, WORD("The folder or object is not there: %1."),
     WORD("Check the folder and the prefix.")},
    {"status ?code: 401|Error 401|Unauthorized", ErrorKind::TokenRefused,
     WORD("The credentials for %1 were refused."), WORD("Enter them again.")},
    // S3: the same request would get the same answer again, unless a part was lost on the way.
    {"(?s)^(?!.*InvalidPart).*status ?code: 400", ErrorKind::BadInput,
     WORD("The store of %1 does not accept the request."),
     WORD("The details may say why. Check the region, the endpoint and the options of the destination; some "
          "stores also give this answer to a session token that is not valid.")},
};

// The region of a bucket according to the store; empty if it does not say.
QString regionIn(const QString &text)
{
    static const QRegularExpression region(
        QStringLiteral("(?:expecting '|actual location \"|<Region>)([a-z0-9-]{3,40})['\"<]"));
    return region.match(text).captured(1);
}

// Drops "Attempt 1/1 failed …" and rclone's timestamps, which say nothing new.
QString details(const QString &text)
{
    QStringList lines;
    static const QRegularExpression stamp(QStringLiteral("^\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d "));
    static const QRegularExpression failed(QStringLiteral("^Failed to [a-z]+: "));
    for (const QString &line : text.split(QLatin1Char('\n'))) {
        QString plain = line;
        plain.remove(stamp);
        plain.remove(failed);
        if (!plain.isEmpty() && !plain.startsWith(QLatin1String("Attempt ")) &&
            !plain.startsWith(QLatin1String("Unsolicited response")) && !lines.contains(plain))
            lines << plain;
    }
    return scrubbed(lines.join(QLatin1Char('\n')));
}

} // namespace

Error rcloneError(const QString &text, const Destination &destination)
{
    const auto tr = [](const char *words) { return QCoreApplication::translate("RcloneError", words); };
    for (const Row &row : rows) {
        if (!text.contains(QRegularExpression(QString::fromLatin1(row.pattern),
                                              QRegularExpression::CaseInsensitiveOption)))
            continue;
        Error error{row.kind, tr(row.message).arg(destination.url()), tr(row.nextStep), details(text)};
        if (const QString region = regionIn(text); !region.isEmpty() && row.kind == ErrorKind::BadInput)
            error.nextStep = tr("Set the destination's region to %1.").arg(region);
        return error;
    }
    return {ErrorKind::Internal, tr("The upload to %1 failed.").arg(destination.url()),
            tr("See the details; the store's own words are there."), details(text)};
}

Error noSuchBucket(const Destination &destination, const QString &details)
{
    Error error = rcloneError(QStringLiteral("NoSuchBucket"), destination);
    error.details = details;
    return error;
}

Error unclearChecksum(const Destination &destination, const QString &details)
{
    const auto tr = [](const char *words) { return QCoreApplication::translate("RcloneError", words); };
    return {
        ErrorKind::BadInput,
        tr("The checksum that the store of %1 reports is not the MD5 of what was sent, and these credentials "
           "may not read it back.")
            .arg(destination.url()),
        tr("Allow them to read. Or, if the bucket encrypts with KMS or its own key, tick \"The ETag is not "
           "an MD5\" (etag_is_not_md5=true): then the store's own check on receipt has to be enough."),
        details};
}

bool isTransient(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::NameNotFound:
    case ErrorKind::ConnectionRefused:
    case ErrorKind::ConnectionLost:
    case ErrorKind::Timeout:
    case ErrorKind::RateLimited:
    case ErrorKind::ServerFault:
    case ErrorKind::BadAnswer:
    case ErrorKind::Internal:
        return true;
    default:
        return false;
    }
}

} // namespace slipway
