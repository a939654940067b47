// SFTP servers as they occur in practice: with several types of host keys, without renaming, full, over
// quota, read-only. All of them are OpenSSH's.
#include "core/destinations/rclone/rclone_environment.h"
#include "core/destinations/ssh/known_hosts.h"
#include "tests/support/bucket_export.h"
#include "tests/support/sftp_server.h"
#include "tests/support/small_disk.h"

using namespace slipway;
using namespace slipway::test;

namespace {

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool run(const QString &program, const QStringList &arguments, const QProcessEnvironment &environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    return process.waitForFinished(60'000) && process.exitCode() == 0;
}

} // namespace

class SftpServersTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<SftpServer>(false, SftpServer::Options{{"rsa", "ecdsa", "ed25519"}, {}});
    }
    void cleanupTestCase() { m_server.reset(); }

    // rclone 1.60 asks for the ecdsa key; the file has another one of the same server.
    void anotherTypeIsNoAlarm_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<bool>("isHashed");
        QTest::newRow("ed25519") << QByteArray("ed25519") << false;
        QTest::newRow("ed25519, hashed") << QByteArray("ed25519") << true;
        QTest::newRow("rsa") << QByteArray("rsa") << false;
    }
    void anotherTypeIsNoAlarm()
    {
        QFETCH(QByteArray, type);
        QFETCH(bool, isHashed);
        const QString file = m_server->path("one-type");
        write(file, m_server->knownLine(type));
        if (isHashed)
            QVERIFY(
                run(QStringLiteral("ssh-keygen"), {QStringLiteral("-H"), QStringLiteral("-f"), file}, {}));
        const DestinationAccess access = accessWith(file);
        const Error error = errorOf(access);
        QCOMPARE(error.kind, ErrorKind::Tls);
        QVERIFY2(error.message.contains(QLatin1String("but not its ecdsa key")), qPrintable(error.asText()));
        QVERIFY(!error.asText().contains(QLatin1String("intercepting")));
        QVERIFY2(error.nextStep.contains(QLatin1String("ssh -o UpdateHostKeys=yes")),
                 qPrintable(error.asText()));
        QVERIFY(error.nextStep.contains(file));
        QVERIFY2(error.details.contains(fingerprint(m_server->keyBlob("ecdsa"))), qPrintable(error.asText()));
    }

    // What the message says to do leads to the end.
    void theAdviceHelps()
    {
        const QString file = m_server->path("advised"), key = m_server->path("advised-key");
        write(file, m_server->knownLine("ed25519"));
        DestinationAccess access = accessWith(file);
        // A key without a passphrase, so that ssh has nothing to ask for.
        QVERIFY(QFile::copy(m_server->path("user"), key));
        QVERIFY(QFile::setPermissions(key, QFile::ReadOwner | QFile::WriteOwner));
        QVERIFY(run(QStringLiteral("ssh-keygen"),
                    {QStringLiteral("-q"), QStringLiteral("-p"), QStringLiteral("-P"),
                     QString::fromLatin1(SftpServer::passphrase()), QStringLiteral("-N"), QString(),
                     QStringLiteral("-f"), key},
                    QProcessEnvironment::systemEnvironment()));
        access.destination.options.insert(QStringLiteral("key_file"), key);
        access.secrets.clear();
        const QString advice = errorOf(access).nextStep;
        const QString command = advice.section(QLatin1Char('"'), 1, 1);
        QVERIFY2(command.startsWith(QLatin1String("ssh ")), qPrintable(advice));
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove(QStringLiteral("SSH_AUTH_SOCK"));
        (void)run(QStringLiteral("ssh"),
                  QStringList{QStringLiteral("-o"), QStringLiteral("BatchMode=yes"), QStringLiteral("-F"),
                              QStringLiteral("none")} +
                      QProcess::splitCommand(command).mid(1),
                  environment);
        const DestinationTestReport report = testOf(access);
        QVERIFY2(report.isPassed(), reasonOf(report));
    }

    void aChangedKeyIsRefused_data()
    {
        QTest::addColumn<QByteArray>("type");
        // Of the type that rclone asks for, and of one that it does not.
        QTest::newRow("ecdsa") << QByteArray("ecdsa");
        QTest::newRow("ed25519") << QByteArray("ed25519");
    }
    void aChangedKeyIsRefused()
    {
        QFETCH(QByteArray, type);
        const QString other = m_server->path("other-" + type);
        SftpServer::makeKey(other, type);
        const QString file = m_server->path("changed");
        write(file, m_server->knownName() + ' ' + read(other + QStringLiteral(".pub")));
        const Error error = errorOf(accessWith(file));
        QCOMPARE(error.kind, ErrorKind::Tls);
        QVERIFY2(error.message.contains(QLatin1String("is not the one that is known")),
                 qPrintable(error.asText()));
        QVERIFY(error.nextStep.contains(QLatin1String("intercepting")));
        QVERIFY2(error.details.contains(fingerprint(m_server->keyBlob(type))), qPrintable(error.asText()));
        QVERIFY(filesIn(m_server->drop()).isEmpty());
    }

    // rclone looks at the first key of a type; ssh at all of them.
    void anOlderKeyStandsBeforeThePresentOne()
    {
        const QString other = m_server->path("older"), file = m_server->path("older-first");
        SftpServer::makeKey(other, "ecdsa");
        write(file, "# servers\n" + m_server->knownName() + ' ' + read(other + QStringLiteral(".pub")) +
                        m_server->knownLine("ecdsa"));
        const Error error = errorOf(accessWith(file));
        QVERIFY2(error.message.contains(QLatin1String("an older key")), qPrintable(error.asText()));
        QVERIFY2(error.nextStep.contains(QLatin1String("Remove line 2")), qPrintable(error.asText()));
    }

    // The key to add is named with its fingerprint and is the one that rclone will ask for.
    void anUnknownServer()
    {
        const QString file = m_server->path("unknown");
        write(file, {});
        const Error error = errorOf(accessWith(file));
        QVERIFY2(error.message.contains(QLatin1String("is not known yet")), qPrintable(error.asText()));
        QVERIFY2(error.nextStep.contains(fingerprint(m_server->keyBlob("ecdsa"))),
                 qPrintable(error.asText()));
        QVERIFY2(error.nextStep.contains(QLatin1String("ssh-keyscan -t ecdsa")), qPrintable(error.asText()));
        const Error missing = errorOf(accessWith(m_server->path("known_hosts") + QStringLiteral("-gone")));
        QVERIFY2(missing.kind == ErrorKind::BadInput ||
                     missing.message.contains(QLatin1String("is not known yet")),
                 qPrintable(missing.asText()));
        write(file, "[127.0.0.1]:1 ssh-rsa A%A\n");
        const Error broken = errorOf(accessWith(file));
        QVERIFY2(broken.message.contains(QLatin1String("has a line that rclone cannot read")),
                 qPrintable(broken.asText()));
    }

    // Later versions of rclone are told to ask for what is known, as ssh does.
    void whatIsKnownIsAskedForFirst()
    {
        const QString file = m_server->path("first");
        write(file, m_server->knownLine("ed25519"));
        const auto environment = rcloneEnvironment(accessWith(file), {});
        QVERIFY(environment.has_value());
        const QString algorithms =
            environment->value(QStringLiteral("RCLONE_CONFIG_SLIPWAY_HOST_KEY_ALGORITHMS"));
        QVERIFY2(algorithms.startsWith(QLatin1String("ssh-ed25519 ")), qPrintable(algorithms));
        QVERIFY(algorithms.contains(QLatin1String("ecdsa-sha2-nistp256")));
    }

    void knownHostsFiles_data()
    {
        QTest::addColumn<QByteArray>("names");
        QTest::addColumn<int>("port");
        QTest::addColumn<bool>("isKnown");
        const auto row = [](const char *names, int port, bool isKnown) {
            QTest::addRow("%s, port %d", names, port) << QByteArray(names) << port << isKnown;
        };
        row("sftp.example.com", 22, true);
        row("SFTP.example.com", 22, true);
        row("sftp.example.com", 2222, false);
        row("[sftp.example.com]:2222", 2222, true);
        row("other.example.com,sftp.example.com", 22, true);
        row("*.example.com", 22, true);
        row("*.example.com,!sftp.example.com", 22, false);
        row("sftp?example.com", 22, true);
        row("example.com", 22, false);
        row("@revoked sftp.example.com", 22, false);
        row("@cert-authority *", 22, false);
        row("#sftp.example.com", 22, false);
    }
    void knownHostsFiles()
    {
        QFETCH(QByteArray, names);
        QFETCH(int, port);
        QFETCH(bool, isKnown);
        const QByteArray file = "nonsense\n\n" + names + " ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 a comment\n";
        const auto keys = knownHostKeys(file, QStringLiteral("sftp.example.com"), port);
        QCOMPARE(keys.size(), isKnown ? 1 : 0);
        if (isKnown) {
            QCOMPARE(keys.first().type, QByteArray("ssh-ed25519"));
            QCOMPARE(keys.first().line, 3);
        }
    }

    // Everything else works there: only an export's last step would fail.
    void noRenaming()
    {
        const SftpServer server(false, {{}, QStringLiteral("internal-sftp -P rename,posix-rename")});
        const DestinationTestReport report = testOf(server.access(QStringLiteral("in")));
        QVERIFY(!report.isPassed());
        QVERIFY2(report.error()->message.contains(QLatin1String("does not allow files to be renamed")),
                 reasonOf(report));
        QVERIFY(report.error()->nextStep.contains(QLatin1String(".partial")));
        QVERIFY(filesIn(server.drop()).isEmpty());
        ExportWorld world(200);
        const JobSnapshot job = exportTo(server.access(QStringLiteral("in")), world);
        QCOMPARE(job.state, JobState::Paused);
        QVERIFY2(job.error->message.contains(QLatin1String("does not allow files to be renamed")),
                 reasonOf(job));
    }

    // Exports delete nothing, so that is a note and no failure.
    void noDeleting()
    {
        const SftpServer server(false, {{}, QStringLiteral("internal-sftp -P remove")});
        const DestinationTestReport report = testOf(server.access(QStringLiteral("in")));
        QVERIFY2(report.isPassed(), reasonOf(report));
        QCOMPARE(report.steps.last().outcome, DestinationTestStep::Outcome::Noted);
        QVERIFY(report.leftBehind.contains(QLatin1String(".slipway-test/")));
        ExportWorld world(200);
        const JobSnapshot job = exportTo(server.access(QStringLiteral("in")), world);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
    }

    void aFileInTheWay()
    {
        write(m_server->drop() + QStringLiteral("/taken"), "a file\n");
        const Error error = errorOf(m_server->access(QStringLiteral("taken")));
        QCOMPARE(error.kind, ErrorKind::BadInput);
        QVERIFY2(error.message.contains(QLatin1String("There is a file where the folder")),
                 qPrintable(error.asText()));
    }

    void full_data()
    {
        QTest::addColumn<QString>("how");
        QTest::newRow("no space") << QStringLiteral("disk");
        QTest::newRow("quota") << QStringLiteral("quota");
    }
    // Paused at once, with the cause; it goes on where there is room again.
    void full()
    {
        QFETCH(QString, how);
        const bool isQuota = how == QLatin1String("quota");
        SmallDisk disk(256 << 10);
        if (!isQuota && !disk.isMounted())
            QSKIP("mounting is not allowed here");
        QTemporaryDir folder;
        const QString wrapper = folder.filePath(QStringLiteral("limited"));
        if (isQuota) {
            write(wrapper, "#!/bin/bash\ntrap '' XFSZ\nulimit -f \"$(cat \"$(dirname \"$0\")/blocks\")\"\n"
                           "exec /usr/lib/openssh/sftp-server\n");
            write(folder.filePath(QStringLiteral("blocks")), "100\n"); // of 1024 bytes
            QVERIFY(QFile::setPermissions(wrapper, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        }
        const SftpServer server(false, {{}, isQuota ? wrapper : QString()});
        DestinationAccess access = server.access({});
        access.destination.bucket = isQuota ? server.drop() : disk.path();
        ExportWorld world(600);
        const JobSnapshot paused = exportTo(access, world);
        QCOMPARE(paused.state, JobState::Paused);
        QVERIFY2(paused.error->kind == ErrorKind::DiskFull, reasonOf(paused));
        QVERIFY2(paused.error->message.contains(QLatin1String("out of space or a quota is used up")),
                 reasonOf(paused));
        if (isQuota)
            write(folder.filePath(QStringLiteral("blocks")), "unlimited\n");
        else
            QVERIFY(disk.grow(64 << 20));
        QVERIFY(world.jobs->resume(paused.id, world.connection(), access).has_value());
        // Each file takes several runs of rclone, and other tests run beside this one.
        QTRY_VERIFY2_WITH_TIMEOUT(world.state(paused.id) == JobState::Complete,
                                  reasonOf(*world.jobs->job(paused.id)), 200'000);
        QVERIFY(linesIn(filesIn(access.destination.bucket)) == world.truth());
    }

    void readOnly()
    {
        const SftpServer server(true);
        ExportWorld world(200);
        const JobSnapshot job = exportTo(server.access(QStringLiteral("in")), world);
        QCOMPARE(job.state, JobState::Paused);
        QVERIFY2(job.error->message.contains(QLatin1String("may not write")), reasonOf(job));
        // A server that is not told, on a disk that is mounted so: its answer is a bare failure, too.
        SmallDisk disk(1 << 20);
        if (!disk.isMounted() || !disk.setReadOnly(true))
            QSKIP("mounting is not allowed here");
        DestinationAccess access = m_server->access({});
        access.destination.bucket = disk.path();
        const Error error = errorOf(access);
        QVERIFY2(error.nextStep.contains(QLatin1String("read-only")), qPrintable(error.asText()));
    }

private:
    static void write(const QString &path, const QByteArray &text)
    {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("%s cannot be written", qPrintable(path));
    }
    [[nodiscard]] DestinationAccess accessWith(const QString &knownHosts) const
    {
        DestinationAccess access = m_server->access(QStringLiteral("keys"));
        access.destination.options.insert(QStringLiteral("known_hosts"), knownHosts);
        return access;
    }
    std::unique_ptr<SftpServer> m_server;
};

int main(int argc, char *argv[])
{
    enterMountSpace();
    QCoreApplication application(argc, argv);
    SftpServersTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "sftp_servers_test.moc"
