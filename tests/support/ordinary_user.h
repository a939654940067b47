// Runs slipway-cli as a user without special rights, even if the tests run as root.
#pragma once
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <unistd.h>

namespace slipway::test {

// A folder that such a user may write to. It contains a copy of slipway-cli, since other users may
// not be able to read the build folder.
class OrdinaryUser
{
public:
    OrdinaryUser()
    {
        QFile::copy(qEnvironmentVariable("SLIPWAY_CLI"), program());
        if (isRoot()) {
            const QByteArray path = m_folder.path().toLocal8Bit();
            m_isReady = ::chown(path.constData(), nobody, nobody) == 0 && QFile::exists(program());
        } else {
            m_isReady = QFile::exists(program());
        }
    }
    [[nodiscard]] bool isReady() const { return m_isReady; }
    [[nodiscard]] QString path() const { return m_folder.path(); }
    [[nodiscard]] QString filePath(const char *name) const
    {
        return m_folder.filePath(QString::fromLatin1(name));
    }

    // Starts a shell in that folder, which runs `setUp`, for example "ulimit -c unlimited;", and
    // then becomes slipway-cli.
    void start(QProcess &process, const QString &setUp, const QStringList &arguments) const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name :
             {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "HOME"})
            environment.insert(QString::fromLatin1(name), path());
        environment.remove(QStringLiteral("NETSKOPE_API_TOKEN"));
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(path());
        QStringList words{QStringLiteral("sh"), QStringLiteral("-c"),
                          setUp + QStringLiteral(" exec \"$0\" \"$@\""), program()};
        if (isRoot())
            words = QStringList{QStringLiteral("setpriv"), QStringLiteral("--reuid=%1").arg(nobody),
                                QStringLiteral("--regid=%1").arg(nobody), QStringLiteral("--clear-groups")} +
                    words;
        words += arguments;
        process.start(words.takeFirst(), words);
    }

private:
    static constexpr uid_t nobody = 65534;
    static bool isRoot() { return ::geteuid() == 0; }
    [[nodiscard]] QString program() const { return m_folder.filePath(QStringLiteral("slipway-cli")); }

    QTemporaryDir m_folder;
    bool m_isReady = false;
};

} // namespace slipway::test
