#include "core/exporting/verifying/manifest_signature.h"

#include "core/base/forward_error.h"
#include "core/exporting/parts/folder_source.h"
#include "core/exporting/verifying/manifest_reader.h"
#include "core/io/bound_process.h"
#include "core/io/program.h"
#include "core/io/whole_file.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>

namespace slipway {
namespace {

constexpr auto space = "slipway-manifest";
constexpr qint64 largestSigners = 1 << 20, largestSignature = 1 << 16; // bytes

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ManifestSignature)
};

struct Outcome
{
    bool isGood = false;
    QByteArray output;
    QString problem; // what ssh-keygen says about it
};

// Runs ssh-keygen on `input`. It gets the variables that it needs to ask for a passphrase or to reach an
// agent, and none that may contain one of Slipway's secrets.
Result<Outcome> sshKeygen(const QStringList &arguments, const QByteArray &input)
{
    const QString program = programInPath(QStringLiteral("ssh-keygen"));
    if (program.isEmpty())
        return failure(
            ErrorKind::NotFound,
            Texts::tr("ssh-keygen, which makes and checks signatures, is not installed."),
            Texts::tr("Install OpenSSH's client (on Debian: apt install openssh-client), then try again."));
    QProcess process;
    QProcessEnvironment environment;
    const QProcessEnvironment own = QProcessEnvironment::systemEnvironment();
    for (const char *name :
         {"PATH", "HOME", "TMPDIR", "TERM", "SSH_AUTH_SOCK", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "DISPLAY",
          "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR"}) {
        if (const QString key = QString::fromLatin1(name); own.contains(key))
            environment.insert(key, own.value(key));
    }
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C"));
    process.setProcessEnvironment(environment);
    limitChild(process); // it may hold a passphrase
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    process.waitForFinished(-1); // somebody may be looking up a passphrase
    return Outcome{process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0,
                   process.readAllStandardOutput(),
                   QString::fromUtf8(process.readAllStandardError()).simplified()};
}

Result<QByteArray> signersIn(const QString &signerFile)
{
    QFile file(signerFile);
    if (!file.open(QIODevice::ReadOnly) || file.size() > largestSigners)
        return failure(
            ErrorKind::BadInput, Texts::tr("The signers' keys in %1 cannot be read.").arg(signerFile),
            Texts::tr("Give a file with a public key, such as id_ed25519.pub, or with allowed signers as "
                      "ssh-keygen(1) describes them."),
            file.errorString());
    // A line of allowed signers begins with names, a public key with its type.
    static const QRegularExpression key(QStringLiteral("\\A(?:ssh-|ecdsa-|sk-)\\S+ [A-Za-z0-9+/=]{16,}"));
    static const QRegularExpression signer(QStringLiteral(" (?:ssh-|ecdsa-|sk-)\\S+ [A-Za-z0-9+/=]{16,}"));
    QByteArray lines;
    bool hasKey = false;
    for (const QByteArray &line : file.readAll().split('\n')) {
        const QString text = QString::fromUtf8(line).trimmed();
        if (const auto match = key.match(text); match.hasMatch()) {
            const QString name =
                text.section(QLatin1Char(' '), 2).simplified().replace(QLatin1Char(' '), QLatin1Char('_'));
            static const QRegularExpression plain(QStringLiteral("\\A[A-Za-z0-9._@-]+\\z"));
            lines += (plain.match(name).hasMatch() ? name : QStringLiteral("signer")).toUtf8() +
                     " namespaces=\"" + space + "\" " + match.captured().toUtf8() + '\n';
            hasKey = true;
        } else {
            lines += line + '\n';
            hasKey = hasKey || (!text.startsWith(QLatin1Char('#')) && signer.match(text).hasMatch());
        }
    }
    if (!hasKey)
        return failure(
            ErrorKind::BadInput, Texts::tr("%1 contains no public key.").arg(signerFile),
            Texts::tr("Give a file with a public key, such as id_ed25519.pub, or with allowed signers as "
                      "ssh-keygen(1) describes them."));
    return lines;
}

bool write(const QString &path, const QByteArray &content)
{
    return writeWholeFile(path, content).has_value();
}

// Who signed, such as "alice (ED25519 SHA256:…)"; empty if it is not a signature of any of `signers`.
Result<QString> signerOf(const QByteArray &content, const QByteArray &signature, const QByteArray &signers)
{
    const QTemporaryDir folder; // only for this user
    const QString signersPath = folder.filePath(QStringLiteral("signers")),
                  signaturePath = folder.filePath(QStringLiteral("sig"));
    if (!folder.isValid() || !write(signersPath, signers) || !write(signaturePath, signature))
        return failure(ErrorKind::DiskFull, Texts::tr("There is no room for a temporary file."),
                       Texts::tr("Free some space in %1.").arg(folder.path()));
    const QStringList files{QStringLiteral("-f"), signersPath, QStringLiteral("-s"), signaturePath};
    ASSIGN_OR_RETURN(
        const Outcome found,
        sshKeygen(QStringList{QStringLiteral("-Y"), QStringLiteral("find-principals")} + files, {}));
    const QString name = QString::fromUtf8(found.output).section(QLatin1Char('\n'), 0, 0).trimmed();
    if (!found.isGood || name.isEmpty())
        return QString();
    ASSIGN_OR_RETURN(
        const Outcome verified,
        sshKeygen(QStringList{QStringLiteral("-Y"), QStringLiteral("verify"), QStringLiteral("-I"), name,
                              QStringLiteral("-n"), QString::fromLatin1(space)} +
                      files,
                  content));
    if (!verified.isGood)
        return QString();
    static const QRegularExpression key(QStringLiteral(" with (\\S+) key (SHA256:\\S+)"));
    const auto match = key.match(QString::fromUtf8(verified.output));
    return match.hasMatch() ? QStringLiteral("%1 (%2 %3)").arg(name, match.captured(1), match.captured(2))
                            : name;
}

} // namespace

QString signatureName(const QString &manifestName)
{
    return manifestName + QStringLiteral(".sig");
}

Result<QString> signManifest(const QString &manifestPath, const QString &keyFile)
{
    const QFileInfo path(manifestPath);
    FolderSource source(path.absolutePath());
    // So that nobody signs something by mistake that is not a manifest at all.
    RETURN_IF_ERROR(readManifest(source, path.fileName()));
    QFile file(manifestPath);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorKind::Storage, Texts::tr("%1 cannot be read.").arg(manifestPath), {},
                       file.errorString());
    ASSIGN_OR_RETURN(
        const Outcome made,
        sshKeygen({QStringLiteral("-Y"), QStringLiteral("sign"), QStringLiteral("-f"),
                   QFileInfo(keyFile).absoluteFilePath(), QStringLiteral("-n"), QString::fromLatin1(space)},
                  file.readAll()));
    if (!made.isGood || made.output.isEmpty())
        return failure(ErrorKind::BadInput,
                       Texts::tr("ssh-keygen could not sign with the key %1.").arg(keyFile),
                       Texts::tr("Give a private key, or a public key whose private key is in your agent."),
                       made.problem);
    const QString signature = signatureName(path.absoluteFilePath());
    const auto written =
        isOtherThanFile(signature)
            ? std::unexpected(QString::fromStdString(std::make_error_code(std::errc::file_exists).message()))
            : writeWholeFile(signature, made.output);
    if (!written)
        return failure(ErrorKind::Storage, Texts::tr("%1 cannot be written.").arg(signature),
                       Texts::tr("Check that you may write to its folder."), written.error());
    return signature;
}

Result<void> checkSignature(ExportSource &source, const QString &manifestName, const QString &signerFile,
                            VerifyReport &report)
{
    ASSIGN_OR_RETURN(const QByteArray signers, signersIn(signerFile));
    const QString name = signatureName(manifestName);
    const auto isFinding = [](const Error &error) {
        return error.kind == ErrorKind::NotFound || error.kind == ErrorKind::Storage;
    };
    const Result<QByteArray> signature = source.read(name, largestSignature);
    const Result<QByteArray> manifest = source.read(manifestName, largestManifest);
    for (const auto *each : {&signature, &manifest}) {
        if (*each)
            continue;
        if (!isFinding(each->error()))
            return std::unexpected(each->error());
        report.addFinding(each == &signature ? name : manifestName, each->error().message);
        return {};
    }
    if (QCryptographicHash::hash(*manifest, QCryptographicHash::Sha256).toHex() != report.manifestSha256) {
        report.addFinding(manifestName, Texts::tr("It was changed while it was being verified."));
        return {};
    }
    ASSIGN_OR_RETURN(const QString signer, signerOf(*manifest, *signature, signers));
    if (signer.isEmpty())
        report.addFinding(
            name,
            Texts::tr("It is not a signature of this manifest by one of the keys in %1.").arg(signerFile));
    report.signedBy = signer;
    return {};
}

} // namespace slipway
