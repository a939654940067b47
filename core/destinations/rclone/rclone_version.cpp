#include "core/destinations/rclone/rclone_version.h"

#include "core/destinations/rclone/rclone_environment.h"
#include "core/io/bound_process.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QMutex>
#include <QProcess>
#include <QRegularExpression>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(RcloneVersion)
};

// Its answer, whatever its exit code: the text shows whether the version is unsuitable.
RcloneVersion askForVersion(const QString &program)
{
    QProcess process;
    QProcessEnvironment environment; // not this process's own: RCLONE_… could change what it does
    for (const char *name : {"PATH", "HOME"})
        environment.insert(QString::fromLatin1(name), qEnvironmentVariable(name));
    process.setProcessEnvironment(environment);
    limitChild(process);
    process.start(program, {QStringLiteral("version"), QStringLiteral("--config=")});
    process.waitForFinished(30'000);
    return rcloneVersionFrom(QString::fromUtf8(process.readAllStandardOutput())).value_or(RcloneVersion{});
}

} // namespace

std::optional<RcloneVersion> rcloneVersionFrom(const QString &output)
{
    static const QRegularExpression version(QStringLiteral("^rclone v?((\\d{1,4})\\.(\\d{1,4})\\S*)"),
                                            QRegularExpression::MultilineOption);
    const auto match = version.match(output);
    if (!match.hasMatch())
        return std::nullopt;
    return RcloneVersion{match.captured(2).toInt(), match.captured(3).toInt(), match.captured(1)};
}

Error rcloneTooOld(const QString &version)
{
    return {ErrorKind::NotAvailable,
            Texts::tr("rclone %1 is too old: Slipway needs version %2.%3 or newer.")
                .arg(version)
                .arg(oldestRcloneMajor)
                .arg(oldestRcloneMinor),
            Texts::tr("Install a newer one (rclone.org/install), or put it beside Slipway's programs."),
            {}};
}

Result<RcloneVersion> usableRclone()
{
    const QString program = rcloneProgram();
    if (program.isEmpty())
        return std::unexpected(rcloneMissing());
    struct Known
    {
        QString program;
        QDateTime changed;
        RcloneVersion version;
    };
    static QMutex mutex; // the installed version is the same for the whole process
    static std::optional<Known> known;
    const QMutexLocker lock(&mutex);
    const QDateTime changed = QFileInfo(program).lastModified();
    if (!known || known->program != program || known->changed != changed)
        known = Known{program, changed, askForVersion(program)};
    const RcloneVersion &version = known->version;
    if (!version.text.isEmpty() && !version.isAtLeast(oldestRcloneMajor, oldestRcloneMinor))
        return std::unexpected(rcloneTooOld(version.text));
    return version;
}

} // namespace slipway
