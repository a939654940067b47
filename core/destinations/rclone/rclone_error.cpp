#include "core/destinations/rclone/rclone_error.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(RcloneError)
};

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
     QT_TRANSLATE_NOOP("RcloneError", "The installed rclone cannot do what an export to %1 needs."),
     QT_TRANSLATE_NOOP("RcloneError", "Install rclone 1.60 or newer (rclone.org/install).")},
    // Keys
    {"InvalidAccessKeyId", ErrorKind::TokenRefused,
     QT_TRANSLATE_NOOP("RcloneError", "The access key is unknown to %1."),
     QT_TRANSLATE_NOOP("RcloneError",
                       "Check the access key ID; it may have been deleted or belong to another provider.")},
    {"SignatureDoesNotMatch", ErrorKind::TokenRefused,
     QT_TRANSLATE_NOOP("RcloneError", "The secret key does not belong to the access key of %1."),
     QT_TRANSLATE_NOOP("RcloneError",
                       "Enter both again; some stores also say this when they do not know the access key.")},
    // Not if the sign-in service cannot be reached.
    {"(?s)^(?!.*(dial tcp|no such host)).*(SSOProviderInvalidToken|refresh cached SSO token failed|unable to "
     "refresh SSO token|SSO session has expired)",
     ErrorKind::TokenRefused,
     QT_TRANSLATE_NOOP("RcloneError", "The sign-in (SSO) of the AWS profile for %1 has expired."),
     QT_TRANSLATE_NOOP("RcloneError", "Run \"aws sso login --profile NAME\", then try again.")},
    {"ExpiredToken|token (included in the request )?(is|has) expired", ErrorKind::TokenRefused,
     QT_TRANSLATE_NOOP("RcloneError", "The session token for %1 has expired."),
     QT_TRANSLATE_NOOP("RcloneError",
                       "Get new temporary credentials (all three values), then resume the job.")},
    {"InvalidToken|InvalidClientTokenId", ErrorKind::TokenRefused,
     QT_TRANSLATE_NOOP("RcloneError", "The session token for %1 is not valid."),
     QT_TRANSLATE_NOOP("RcloneError",
                       "Enter access key, secret key and session token again: they belong together.")},
    {"NoCredentialProviders|SharedConfigProfileNotExist|failed to get (shared config "
     ")?profile|SharedCredsLoad|SharedConfigLoad|no EC2 IMDS role found|static credentials are empty|no "
     "valid providers in chain|ProcessProvider(Execution|Parse|Version|Required)",
     ErrorKind::TokenRefused,
     QT_TRANSLATE_NOOP("RcloneError", "The AWS profile for %1 has no usable credentials."),
     QT_TRANSLATE_NOOP(
         "RcloneError",
         "Try \"aws sts get-caller-identity --profile NAME\"; a session may need \"aws sso login\".")},
    {"Signature not valid in the specified time frame|Signed expiry time", ErrorKind::TokenRefused,
     QT_TRANSLATE_NOOP("RcloneError", "The SAS for %1 has expired or is not valid yet."),
     QT_TRANSLATE_NOOP("RcloneError", "Create a new SAS and enter it.")},
    {"couldn't parse known_hosts_file: (open|read) [^\n]*(permission denied|is a directory)",
     ErrorKind::BadInput, QT_TRANSLATE_NOOP("RcloneError", "The known hosts file for %1 cannot be read."),
     QT_TRANSLATE_NOOP("RcloneError", "Check its path and permissions.")},
    {"couldn't parse known_hosts_file: (?!open )", ErrorKind::Tls,
     QT_TRANSLATE_NOOP("RcloneError", "The known hosts file for %1 has a line that rclone cannot read."),
     QT_TRANSLATE_NOOP("RcloneError", "The details name the line: correct or remove it, then try again.")},
    {"AuthenticationFailed|Server failed to authenticate|illegal base64 data|InvalidAuthenticationInfo",
     ErrorKind::TokenRefused, QT_TRANSLATE_NOOP("RcloneError", "The key or SAS for %1 was refused."),
     QT_TRANSLATE_NOOP("RcloneError", "Enter it again; a SAS must be whole, with its signature at the end.")},
    {"invalid_grant|private key should be a PEM|unable to parse.*service account|error processing "
     "credentials",
     ErrorKind::TokenRefused, QT_TRANSLATE_NOOP("RcloneError", "The service account for %1 was refused."),
     QT_TRANSLATE_NOOP("RcloneError", "Create a new key for it and enter its JSON file.")},
    {"unable to authenticate|no supported methods remain", ErrorKind::TokenRefused,
     QT_TRANSLATE_NOOP("RcloneError", "The user, password or key for %1 was refused."),
     QT_TRANSLATE_NOOP("RcloneError",
                       "Check the user name, and that the server knows this key or password.")},
    {"failed to parse private key|bcrypt_pbkdf|decryption password incorrect|cannot decode encrypted",
     ErrorKind::TokenRefused, QT_TRANSLATE_NOOP("RcloneError", "The private key for %1 cannot be used."),
     QT_TRANSLATE_NOOP("RcloneError", "Check the file and its passphrase.")},
    {"SSH agent|SSH_AUTH_SOCK", ErrorKind::TokenRefused,
     QT_TRANSLATE_NOOP("RcloneError", "There is neither a password nor a key for %1."),
     QT_TRANSLATE_NOOP("RcloneError", "Give one, or start an SSH agent.")},
    {"knownhosts: key is revoked", ErrorKind::Tls,
     QT_TRANSLATE_NOOP("RcloneError", "The host key of %1 is marked as revoked."),
     QT_TRANSLATE_NOOP("RcloneError", "Do not connect; ask the server's owner for its current key.")},
    {"no common algorithm for host key", ErrorKind::Tls,
     QT_TRANSLATE_NOOP("RcloneError", "The server of %1 has no host key of a type that is known."),
     QT_TRANSLATE_NOOP(
         "RcloneError",
         "Compare its fingerprint with the server's owner, then add it to the known hosts file.")},
    {"knownhosts: key mismatch", ErrorKind::Tls,
     QT_TRANSLATE_NOOP("RcloneError", "The host key of %1 is not the one that is known."),
     QT_TRANSLATE_NOOP(
         "RcloneError",
         "Ask the server's owner whether it changed. If not, someone may be intercepting the connection.")},
    {"knownhosts: key is unknown|couldn't parse known_hosts_file|known_hosts", ErrorKind::Tls,
     QT_TRANSLATE_NOOP("RcloneError", "The host key of %1 is not known yet."),
     QT_TRANSLATE_NOOP(
         "RcloneError",
         "Compare its fingerprint with the server's owner, then add it to the known hosts file.")},
    // Clock
    {"RequestTimeTooSkewed|difference between the request time", ErrorKind::BadInput,
     QT_TRANSLATE_NOOP("RcloneError", "This computer's clock differs too much from that of %1."),
     QT_TRANSLATE_NOOP("RcloneError", "Set the clock (even a few minutes are too much), then try again.")},
    // Place
    {"NoSuchBucket|ContainerNotFound|bucket does not exist|notFound.*bucket", ErrorKind::NotFound,
     QT_TRANSLATE_NOOP("RcloneError", "There is no such bucket: %1."),
     QT_TRANSLATE_NOOP(
         "RcloneError",
         "Check its name and, with a compatible store, the endpoint; Slipway does not create buckets.")},
    {"AuthorizationHeaderMalformed|PermanentRedirect|MovedPermanently|TemporaryRedirect|"
     "IllegalLocationConstraint|"
     "BucketRegionError|incorrect region|actual location \"|status ?code: 30[17]",
     ErrorKind::BadInput, QT_TRANSLATE_NOOP("RcloneError", "The bucket of %1 is in another region."),
     QT_TRANSLATE_NOOP("RcloneError", "Set the destination's region to the bucket's own.")},
    {"ContainerBeingDeleted|ContainerDisabled|AllAccessDisabled|AccountIsDisabled", ErrorKind::NotAvailable,
     QT_TRANSLATE_NOOP("RcloneError", "The bucket of %1 is disabled."),
     QT_TRANSLATE_NOOP("RcloneError", "Ask its owner.")},
    // Options
    {"AccessControlListNotSupported", ErrorKind::BadInput,
     QT_TRANSLATE_NOOP("RcloneError", "The bucket of %1 does not accept ACLs."),
     QT_TRANSLATE_NOOP("RcloneError",
                       "Choose the canned ACL bucket-owner-full-control, the one that such buckets accept.")},
    {"uniform bucket-level access", ErrorKind::BadInput,
     QT_TRANSLATE_NOOP("RcloneError",
                       "The bucket of %1 has uniform bucket-level access, so its objects have no ACL."),
     QT_TRANSLATE_NOOP("RcloneError", "Remove the object ACL from the destination.")},
    {"KMS\\.|KMSKey|kms:(GenerateDataKey|Decrypt)", ErrorKind::PermissionMissing,
     QT_TRANSLATE_NOOP("RcloneError", "The KMS key for %1 cannot be used."),
     QT_TRANSLATE_NOOP(
         "RcloneError",
         "Check the key's ARN, and that these credentials may use it (kms:GenerateDataKey, and kms:Decrypt "
         "to read back).")},
    {"NotImplemented", ErrorKind::NotAvailable,
     QT_TRANSLATE_NOOP("RcloneError", "%1 does not support what the destination asks for."),
     QT_TRANSLATE_NOOP("RcloneError",
                       "See the details; remove the encryption, storage class or canned ACL that it names.")},
    {"InvalidStorageClass", ErrorKind::BadInput,
     QT_TRANSLATE_NOOP("RcloneError", "The store of %1 does not know this storage class."),
     QT_TRANSLATE_NOOP("RcloneError", "Change the destination's storage class.")},
    // Permission
    {"AuthorizationPermissionMismatch|AuthorizationFailure|AuthorizationServiceMismatch|"
     "AuthorizationResourceTypeMismatch|InsufficientAccountPermissions",
     ErrorKind::PermissionMissing,
     QT_TRANSLATE_NOOP("RcloneError", "These credentials may not do this on %1."),
     QT_TRANSLATE_NOOP(
         "RcloneError",
         "The SAS or role needs to create and write blobs; check the allowed IP addresses, too.")},
    {"BlobArchived|archived blob|blob in archive tier|InvalidObjectState", ErrorKind::PermissionMissing,
     QT_TRANSLATE_NOOP("RcloneError", "What is in %1 is archived and cannot be read back."),
     QT_TRANSLATE_NOOP("RcloneError", "If it has to be read back, choose another tier or storage class.")},
    {"AccessDenied", ErrorKind::PermissionMissing,
     QT_TRANSLATE_NOOP("RcloneError", "These credentials may not do this on %1."),
     QT_TRANSLATE_NOOP(
         "RcloneError",
         "Ask the bucket's owner to allow s3:PutObject and s3:PutObjectAcl below this prefix. A bucket that "
         "insists on an encryption says the same: then set the destination's encryption.")},
    {"Error 403|does not have storage\\.|status ?code: 403|Forbidden", ErrorKind::PermissionMissing,
     QT_TRANSLATE_NOOP("RcloneError", "These credentials may not do this on %1."),
     QT_TRANSLATE_NOOP("RcloneError",
                       "Ask the bucket's owner for permission to put objects below this prefix.")},
    {"permission denied|SSH_FX_PERMISSION_DENIED|read-only file system|SSH_FX_WRITE_PROTECT",
     ErrorKind::PermissionMissing, QT_TRANSLATE_NOOP("RcloneError", "The user may not write to %1."),
     QT_TRANSLATE_NOOP("RcloneError", "Ask the server's owner for permission.")},
    {"QuotaExceeded|quota (is |has been )?exceeded|over quota|exceed(s|ed)? (your |the )?(\\w+ )?quota|"
     "SSH_FX_QUOTA|SSH_FX_NO_SPACE|InsufficientStorage|no space left|(not enough|insufficient|out of) (disk "
     "|free |storage )?space|disk (is )?full|StorageLimitExceeded|XMinioStorageFull|status ?code: 507",
     ErrorKind::DiskFull, QT_TRANSLATE_NOOP("RcloneError", "%1 is full or its quota is used up."),
     QT_TRANSLATE_NOOP("RcloneError", "Make room there, then resume the job.")},
    {"is a file not a directory", ErrorKind::BadInput,
     QT_TRANSLATE_NOOP("RcloneError", "There is a file where the folder of %1 should be."),
     QT_TRANSLATE_NOOP("RcloneError", "Choose another folder, or ask for the file to be moved.")},
    // Not if the connection broke.
    {"subsystem request failed|couldn't initialise SFTP: (?![^\n]*(EOF|reset|closed|timeout|timed out))",
     ErrorKind::NotAvailable,
     QT_TRANSLATE_NOOP("RcloneError", "The server of %1 accepts the login but does not offer SFTP."),
     QT_TRANSLATE_NOOP("RcloneError", "Ask its owner to switch SFTP on for this user.")},
    // OpenSSH's server has no other error for a full disk, an exceeded quota or a read-only disk.
    {"(Update|mkdir|mkParentDir|Rename)\\b[^\n]*(SSH_FX_FAILURE|sftp: \"?Failure)", ErrorKind::DiskFull,
     QT_TRANSLATE_NOOP(
         "RcloneError",
         "The server of %1 could not write, most likely because it is out of space or a quota is used up; "
         "it gives no reason."),
     QT_TRANSLATE_NOOP(
         "RcloneError",
         "Make room there, then try again. If there is room, ask the server's owner whether the "
         "disk is read-only.")},
    // Connection
    {"proxyconnect|Proxy Authentication Required|http: proxy error|socks connect", ErrorKind::Proxy,
     QT_TRANSLATE_NOOP("RcloneError", "The proxy on the way to %1 does not let the connection through."),
     QT_TRANSLATE_NOOP("RcloneError", "Check the proxy's address and whether it allows this host.")},
    {"x509:|tls: |certificate|server gave HTTP response to HTTPS client", ErrorKind::Tls,
     QT_TRANSLATE_NOOP("RcloneError",
                       "The connection to %1 is not secure: its certificate was not accepted."),
     QT_TRANSLATE_NOOP(
         "RcloneError",
         "Behind a proxy that inspects TLS, give its CA file; else check the endpoint's address.")},
    {R"(no such host|server misbehaving|Temporary failure in name resolution|lookup \S+( on \S+)?: )",
     ErrorKind::NameNotFound, QT_TRANSLATE_NOOP("RcloneError", "The name of %1 is not found."),
     QT_TRANSLATE_NOOP("RcloneError", "Check the endpoint, the region and your DNS.")},
    {"connection refused", ErrorKind::ConnectionRefused,
     QT_TRANSLATE_NOOP("RcloneError", "Nothing answers at %1."),
     QT_TRANSLATE_NOOP("RcloneError", "Check the endpoint's address and port, and the firewall.")},
    {"SlowDown|ServiceUnavailable|ServerBusy|Please reduce your request rate|status ?code: "
     "(503|429)|RESPONSE (503|429)|Error (503|429)|TooManyRequests",
     ErrorKind::RateLimited, QT_TRANSLATE_NOOP("RcloneError", "%1 is busy and asks Slipway to slow down."),
     QT_TRANSLATE_NOOP("RcloneError", "Wait; the job will try again.")},
    {"i/o timeout|deadline exceeded|handshake timeout|Client\\.Timeout|RequestTimeout|timed out|"
     "context canceled",
     ErrorKind::Timeout, QT_TRANSLATE_NOOP("RcloneError", "%1 does not answer in time."),
     QT_TRANSLATE_NOOP("RcloneError", "Check the network and the firewall, then try again.")},
    {"network is unreachable|no route to host|host is down", ErrorKind::ConnectionRefused,
     QT_TRANSLATE_NOOP("RcloneError", "There is no network route to %1."),
     QT_TRANSLATE_NOOP("RcloneError", "Check the network connection.")},
    {"InternalError|SSH_FX_FAILURE|sftp: \"?Failure|status ?code: 5\\d\\d|RESPONSE 5\\d\\d|Error 5\\d\\d",
     ErrorKind::ServerFault, QT_TRANSLATE_NOOP("RcloneError", "%1 had an internal error."),
     QT_TRANSLATE_NOOP("RcloneError", "Wait; the job will try again.")},
    {"connection reset|broken pipe|unexpected EOF|\\bEOF\\b|use of closed network connection|connection lost|"
     "transport connection broken|IncompleteBody",
     ErrorKind::ConnectionLost, QT_TRANSLATE_NOOP("RcloneError", "The connection to %1 broke."),
     QT_TRANSLATE_NOOP("RcloneError", "Check the network; the job will try again.")},
    {"corrupted on transfer|BadDigest|XAmzContentSHA256Mismatch|Md5Mismatch|contentMD5 doesn't match|sizes "
     "differ|hash(es)? differ",
     ErrorKind::BadAnswer, QT_TRANSLATE_NOOP("RcloneError", "What arrived at %1 is not what was sent."),
     QT_TRANSLATE_NOOP("RcloneError", "The job will try again.")},
    {"object not found|file does not exist|is a directory or doesn't exist|directory not "
     "found|NoSuchKey|BlobNotFound",
     ErrorKind::NotFound, QT_TRANSLATE_NOOP("RcloneError", "The folder or object is not there: %1."),
     QT_TRANSLATE_NOOP("RcloneError", "Check the folder and the prefix.")},
    {"status ?code: 401|Error 401|Unauthorized", ErrorKind::TokenRefused,
     QT_TRANSLATE_NOOP("RcloneError", "The credentials for %1 were refused."),
     QT_TRANSLATE_NOOP("RcloneError", "Enter them again.")},
    // S3: the same request would get the same answer again, unless a part was lost on the way.
    {"(?s)^(?!.*InvalidPart).*status ?code: 400", ErrorKind::BadInput,
     QT_TRANSLATE_NOOP("RcloneError", "The store of %1 does not accept the request."),
     QT_TRANSLATE_NOOP(
         "RcloneError",
         "The details may say why. Check the region, the endpoint and the options of the destination; some "
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
    for (const Row &row : rows) {
        if (!text.contains(QRegularExpression(QString::fromLatin1(row.pattern),
                                              QRegularExpression::CaseInsensitiveOption)))
            continue;
        Error error{row.kind, Texts::tr(row.message).arg(destination.url()), Texts::tr(row.nextStep),
                    details(text)};
        if (const QString region = regionIn(text); !region.isEmpty() && row.kind == ErrorKind::BadInput)
            error.nextStep = Texts::tr("Set the destination's region to %1.").arg(region);
        return error;
    }
    return {ErrorKind::Internal, Texts::tr("The upload to %1 failed.").arg(destination.url()),
            Texts::tr("The details contain the store's own message."), details(text)};
}

Error noSuchBucket(const Destination &destination, const QString &details)
{
    Error error = rcloneError(QStringLiteral("NoSuchBucket"), destination);
    error.details = details;
    return error;
}

Error unclearChecksum(const Destination &destination, const QString &details)
{
    return {
        ErrorKind::BadInput,
        Texts::tr("The checksum that the store of %1 reports is not the MD5 of what was sent, and these "
                  "credentials may not read it back.")
            .arg(destination.url()),
        Texts::tr(
            "Allow them to read. Or, if the bucket encrypts with KMS or its own key, tick \"The ETag is not "
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
