// Exports to Azure Blob Storage (Azurite, with a SAS) and to OpenSSH's SFTP: what arrives, and the wording of
// each error.
#include "tests/support/azure_server.h"
#include "tests/support/bucket_export.h"
#include "tests/support/sftp_server.h"

#include <QJsonArray>

#include <csignal>

using namespace slipway;
using namespace slipway::test;

namespace {

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class StoresTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_azure = std::make_unique<AzureServer>();
        m_sftp = std::make_unique<SftpServer>();
    }
    void cleanupTestCase()
    {
        m_azure.reset();
        m_sftp.reset();
    }

    void exportsWhatTheTenantSent_data() { stores(); }
    void exportsWhatTheTenantSent()
    {
        QFETCH(QString, store);
        const DestinationAccess access = accessTo(store, QStringLiteral("exact"));
        const DestinationTestReport tested = testOf(access);
        QVERIFY2(tested.isPassed(), reasonOf(tested));
        QVERIFY(objectsIn(store, QStringLiteral("exact")).isEmpty());

        ExportWorld world(2000);
        const QString id = world.jobs->submit(requestTo(access, world), world.connection(), access).value();
        const JobSnapshot job = world.waitForEnd(id);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        const auto there = objectsIn(store, QStringLiteral("exact"));
        QVERIFY(linesIn(there) == world.truth());
        const QByteArray manifest = there[QStringLiteral("netskope_alerts/%1-manifest.json").arg(id)];
        const QJsonArray files =
            QJsonDocument::fromJson(manifest).object()[QStringLiteral("files")].toArray();
        QCOMPARE(files.size() + 2, there.size());
        for (const QJsonValue file : files) {
            // Neither store tells a checksum of its own, so every byte was read back.
            QCOMPARE(file[QStringLiteral("verified")].toString(), QStringLiteral("sha256-read"));
            QVERIFY(there.contains(file[QStringLiteral("object")].toString()));
        }
        QVERIFY(QDir(world.folder.filePath(QStringLiteral("spool"))).isEmpty());
    }

    void survivesKilledUploads_data() { stores(); }
    void survivesKilledUploads()
    {
        QFETCH(QString, store);
        const DestinationAccess access = accessTo(store, QStringLiteral("killed"));
        ExportWorld world(2000);
        ExportRequest request = requestTo(access, world);
        request.bandwidth = 4 << 20;
        const QString id = world.jobs->submit(request, world.connection(), access).value();
        int killed = 0;
        QMap<QString, qint64> seen; // on SFTP, what a reader of the folder would have seen
        bool grew = false;
        (void)QTest::qWaitFor(
            [&] {
                const bool isUnderWay = world.jobs->job(id)->endpoints.first().uploadedFiles > 0;
                for (const qint64 pid : rcloneChildrenOf(::getpid())) {
                    if (isUnderWay && killed < 3 && ::kill(static_cast<pid_t>(pid), SIGKILL) == 0)
                        ++killed;
                }
                const QDir folder(m_sftp->drop() + QStringLiteral("/killed/netskope_alerts"));
                for (const QFileInfo &file : folder.entryInfoList({QStringLiteral("*.ndjson")})) {
                    grew = grew || (seen.contains(file.fileName()) && seen[file.fileName()] != file.size());
                    seen.insert(file.fileName(), file.size());
                }
                return world.state(id) != JobState::Running && world.state(id) != JobState::Queued;
            },
            60'000);
        QCOMPARE(killed, 3);
        QCOMPARE(world.waitForEnd(id).state, JobState::Complete);
        QVERIFY(!grew); // complete or absent, never partial
        const auto there = objectsIn(store, QStringLiteral("killed"));
        QVERIFY(linesIn(there) == world.truth());
        for (auto object = there.cbegin(); object != there.cend(); ++object)
            QVERIFY2(!object.key().endsWith(QLatin1String(".partial")), qPrintable(object.key()));
    }

    // The server goes away in mid-upload and comes back; the job is paused and resumed on the way.
    void survivesAKilledServer_data() { stores(); }
    void survivesAKilledServer()
    {
        QFETCH(QString, store);
        const DestinationAccess access = accessTo(store, QStringLiteral("away"));
        ExportWorld world(2000);
        ExportRequest request = requestTo(access, world);
        request.bandwidth = 4 << 20;
        const QString id = world.jobs->submit(request, world.connection(), access).value();
        QVERIFY(QTest::qWaitFor([&] { return world.jobs->job(id)->endpoints.first().uploadedFiles > 0; },
                                20'000));
        const bool isAzure = store == QLatin1String("azblob");
        if (isAzure)
            m_azure->stop();
        else
            m_sftp->stop();
        for (const qint64 pid : rcloneChildrenOf(::getpid()))
            (void)::kill(static_cast<pid_t>(pid),
                         SIGKILL); // sshd's children outlive it with their connections
        QVERIFY(QTest::qWaitFor(
            [&] {
                return world.jobs->job(id)->endpoints.first().note.contains(QLatin1String("Trying again"));
            },
            20'000));
        QVERIFY(world.jobs->pause(id).has_value());
        QCOMPARE(world.waitForEnd(id).state, JobState::Paused);
        if (isAzure)
            m_azure->start();
        else
            m_sftp->start();
        QVERIFY(world.jobs->resume(id, world.connection(), access).has_value());
        const JobSnapshot job = world.waitForEnd(id);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        QVERIFY(linesIn(objectsIn(store, QStringLiteral("away"))) == world.truth());
    }

    // As drop boxes give them out: nothing may be read or listed; with "c" alone not even replaced.
    void aSasThatMayNotReadIsEnough_data()
    {
        QTest::addColumn<QString>("sas");
        QTest::newRow("create and write") << QStringLiteral("sas-write");
        QTest::newRow("create only") << QStringLiteral("sas-create");
    }
    void aSasThatMayNotReadIsEnough()
    {
        using Outcome = DestinationTestStep::Outcome;
        QFETCH(QString, sas);
        const DestinationAccess access = m_azure->access(sas, qPrintable(sas));
        const DestinationTestReport report = testOf(access);
        QVERIFY2(report.isPassed(), reasonOf(report));
        QCOMPARE(report.steps[0].outcome, Outcome::Passed);
        for (int step = 1; step < 4; ++step)
            QCOMPARE(report.steps[step].outcome, Outcome::Noted);
        QVERIFY(report.summary(access.destination).contains(QLatin1String("may only write")));
        QVERIFY(report.summary(access.destination).contains(report.leftBehind));
        // The object that stays is what the test wrote.
        const auto left = objectsIn(QStringLiteral("azblob"), sas);
        QCOMPARE(left.size(), 1);
        QVERIFY(report.leftBehind.endsWith(left.firstKey()));

        ExportWorld world(2000);
        ExportRequest request = requestTo(access, world);
        request.bandwidth = 6 << 20;
        const QString id = world.jobs->submit(request, world.connection(), access).value();
        // Stopped in mid-upload, and once more as if Slipway had been killed just after a blob was there.
        QVERIFY(QTest::qWaitFor([&] { return world.jobs->job(id)->endpoints.first().uploadedFiles > 0; },
                                20'000));
        QVERIFY(world.jobs->pause(id).has_value());
        QCOMPARE(world.waitForEnd(id).state, JobState::Paused);
        const JobSnapshot half = *world.jobs->job(id);
        QVERIFY(half.uploadedBytes() > 0 && half.uploadedBytes() < half.fileBytes());
        QDir spool(half.request.folder + QStringLiteral("/netskope_alerts"));
        const QFileInfoList waiting =
            spool.entryInfoList({QStringLiteral("*.ndjson")}, QDir::Files, QDir::Name);
        QVERIFY(!waiting.isEmpty());
        QProcess put;
        put.setProcessEnvironment(m_azure->environment());
        put.start(QStringLiteral("rclone"),
                  {QStringLiteral("copy"), waiting.first().filePath(),
                   QStringLiteral("look:drop/%1/netskope_alerts").arg(sas), QStringLiteral("--config=")});
        QVERIFY(put.waitForFinished(20'000) && put.exitCode() == 0);
        QVERIFY(world.jobs->resume(id, world.connection(), access).has_value());
        const JobSnapshot job = world.waitForEnd(id);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        QCOMPARE(job.uploadedBytes(), job.fileBytes());
        const auto there = objectsIn(QStringLiteral("azblob"), sas);
        QVERIFY(linesIn(there) == world.truth());
        const QByteArray manifest = there[QStringLiteral("netskope_alerts/%1-manifest.json").arg(id)];
        QVERIFY(manifest.contains("md5-on-receipt"));
        QVERIFY(!manifest.contains(access.secrets.value(QStringLiteral("sas")).reveal()));
        QVERIFY(QDir(world.folder.filePath(QStringLiteral("spool"))).isEmpty());
    }

    void azureErrors()
    {
        DestinationAccess access = accessTo(QStringLiteral("azblob"), QStringLiteral("errors"));
        const auto with = [&](const QByteArray &sas) {
            access.secrets.insert(QStringLiteral("sas"), Secret(sas));
            return testOf(access).error().value_or(Error{});
        };
        const QByteArray good = m_azure->sas();
        const Error expired = with(m_azure->sas("sas-old"));
        QVERIFY2(expired.message.contains(QLatin1String("expired")), qPrintable(expired.asText()));
        const Error forged = with(QByteArray(good).replace("sig=", "sig=A"));
        QCOMPARE(forged.kind, ErrorKind::TokenRefused);
        QVERIFY2(forged.message.contains(QLatin1String("was refused")), qPrintable(forged.asText()));
        QVERIFY(!forged.asText().contains(QString::fromLatin1(good.mid(good.indexOf("sig=") + 4, 20))));
        // The same for those that rclone has no part in.
        const QByteArray writeOnly = m_azure->sas("sas-write");
        const Error forgedToo = with(QByteArray(writeOnly).replace("sig=", "sig=A"));
        QCOMPARE(forgedToo.kind, ErrorKind::TokenRefused);
        QVERIFY2(forgedToo.message.contains(QLatin1String("was refused")), qPrintable(forgedToo.asText()));
        const Error mayNot = with(m_azure->sas("sas-list"));
        QCOMPARE(mayNot.kind, ErrorKind::PermissionMissing);
        QVERIFY2(mayNot.nextStep.contains(QLatin1String("create and write")), qPrintable(mayNot.asText()));
        access.secrets.insert(QStringLiteral("sas"), Secret(writeOnly));
        access.destination.bucket = QStringLiteral("nosuch");
        QVERIFY(errorOf(access).message.contains(QLatin1String("no such bucket")));
        const Error noContainer = with(good);
        QVERIFY2(noContainer.message.contains(QLatin1String("no such bucket")),
                 qPrintable(noContainer.asText()));
        access.secrets.insert(QStringLiteral("sas"), Secret(writeOnly));
        access.destination.options.insert(QStringLiteral("endpoint"),
                                          QStringLiteral("http://127.0.0.1:1/slipway"));
        QVERIFY(errorOf(access).message.contains(QLatin1String("Nothing answers")));
        access.destination.options.insert(QStringLiteral("endpoint"),
                                          QStringLiteral("https://bucket.invalid"));
        QVERIFY(errorOf(access).message.contains(QLatin1String("not found")));
    }

    // rclone's own server takes a password of the test's; OpenSSH only those of the system's users.
    void sftpPassword()
    {
        const QByteArray password = "p4ssw0rd-0f-th3-t3st";
        const quint16 port = freePort();
        const Server server(QStringLiteral("rclone"),
                            {QStringLiteral("serve"), QStringLiteral("sftp"), m_sftp->drop(),
                             QStringLiteral("--addr"), QStringLiteral("127.0.0.1:%1").arg(port),
                             QStringLiteral("--user"), QStringLiteral("siem"), QStringLiteral("--pass"),
                             QString::fromLatin1(password), QStringLiteral("--key"), m_sftp->path("host"),
                             QStringLiteral("--config=")},
                            QStringLiteral("127.0.0.1"), port);
        QFile known(m_sftp->path("known_password"));
        QVERIFY(known.open(QIODevice::WriteOnly));
        known.write("[127.0.0.1]:" + QByteArray::number(port) + ' ' + read(m_sftp->path("host.pub")));
        known.close();
        DestinationAccess access;
        access.destination.kind = QStringLiteral("sftp");
        access.destination.bucket = QStringLiteral("password");
        access.destination.options = {{QStringLiteral("host"), QStringLiteral("127.0.0.1")},
                                      {QStringLiteral("port"), QString::number(port)},
                                      {QStringLiteral("user"), QStringLiteral("siem")},
                                      {QStringLiteral("known_hosts"), known.fileName()}};
        access.secrets = {{QStringLiteral("password"), Secret(password)}};
        const DestinationTestReport report = testOf(access);
        QVERIFY2(report.isPassed(), reasonOf(report));
        ExportWorld world(1000);
        const JobSnapshot job = exportTo(access, world);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        QVERIFY(linesIn(filesIn(m_sftp->drop() + QStringLiteral("/password"))) == world.truth());
        access.secrets = {{QStringLiteral("password"), Secret("0th3r-p4ssw0rd")}};
        const Error refused = errorOf(access);
        QVERIFY2(refused.message.contains(QLatin1String("user, password or key")),
                 qPrintable(refused.asText()));
        QVERIFY(!refused.asText().contains(QLatin1String("0th3r-p4ssw0rd")));
    }
    // Neither a key file nor a password: the agent's keys.
    void sftpAgent()
    {
        const auto run = [](const QString &program, const QStringList &arguments) {
            QProcess process;
            process.start(program, arguments);
            return process.waitForFinished(10'000) && process.exitCode() == 0;
        };
        const QString key = m_sftp->path("open"), socket = m_sftp->path("agent");
        QVERIFY(QFile::copy(m_sftp->path("user"), key));
        QVERIFY(QFile::setPermissions(key, QFile::ReadOwner | QFile::WriteOwner));
        QVERIFY(run(QStringLiteral("ssh-keygen"),
                    {QStringLiteral("-q"), QStringLiteral("-p"), QStringLiteral("-P"),
                     QString::fromLatin1(SftpServer::passphrase()), QStringLiteral("-N"), QString(),
                     QStringLiteral("-f"), key}));
        QProcess agent;
        agent.start(QStringLiteral("ssh-agent"), {QStringLiteral("-D"), QStringLiteral("-a"), socket});
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(socket); }, 10'000));
        const QByteArray before = qgetenv("SSH_AUTH_SOCK");
        qputenv("SSH_AUTH_SOCK", socket.toUtf8());
        DestinationAccess access = m_sftp->access(QStringLiteral("agent"));
        access.secrets.clear();
        access.destination.options.remove(QStringLiteral("key_file"));
        const Error empty = errorOf(access);
        const bool added = run(QStringLiteral("ssh-add"), {QStringLiteral("-q"), key});
        const DestinationTestReport report = testOf(access);
        qputenv("SSH_AUTH_SOCK", socket.toUtf8() + "-gone");
        const Error gone = errorOf(access);
        qputenv("SSH_AUTH_SOCK", before);
        agent.terminate();
        agent.waitForFinished(3000);
        QVERIFY(added);
        QVERIFY2(report.isPassed(), reasonOf(report));
        QCOMPARE(empty.kind, ErrorKind::TokenRefused);
        QVERIFY2(gone.message.contains(QLatin1String("neither a password nor a key")),
                 qPrintable(gone.asText()));
    }

    void sftpErrors()
    {
        const DestinationAccess good = accessTo(QStringLiteral("sftp"), QStringLiteral("errors"));
        const auto failed = [&](const char *option, const QString &value) {
            DestinationAccess access = good;
            access.destination.options.insert(QLatin1String(option), value);
            return testOf(access).error().value_or(Error{});
        };
        QFile empty(m_sftp->path("empty"));
        QVERIFY(empty.open(QIODevice::WriteOnly));
        const Error unknown = failed("known_hosts", empty.fileName());
        QVERIFY2(unknown.message.contains(QLatin1String("is not known yet")), qPrintable(unknown.asText()));
        // Another key under the same name.
        QFile changed(m_sftp->path("changed"));
        QVERIFY(changed.open(QIODevice::WriteOnly));
        changed.write(read(m_sftp->path("known_hosts")).split(' ').first() + ' ' +
                      read(m_sftp->path("user.pub")));
        changed.close();
        const Error mismatch = failed("known_hosts", changed.fileName());
        QVERIFY2(mismatch.message.contains(QLatin1String("not the one")), qPrintable(mismatch.asText()));
        QCOMPARE(failed("port", QStringLiteral("1")).kind, ErrorKind::ConnectionRefused);
        QCOMPARE(failed("user", QStringLiteral("nobody-here")).kind, ErrorKind::TokenRefused);
        DestinationAccess locked = good;
        locked.secrets.insert(QStringLiteral("key_passphrase"), Secret("guessed"));
        const Error passphrase = testOf(locked).error().value_or(Error{});
        QVERIFY2(passphrase.message.contains(QLatin1String("private key")), qPrintable(passphrase.asText()));
        QVERIFY(!passphrase.asText().contains(QLatin1String("guessed")));
        const SftpServer readOnly(true);
        const Error mayNot = errorOf(readOnly.access(QStringLiteral("errors")));
        QCOMPARE(mayNot.kind, ErrorKind::PermissionMissing);
        QVERIFY2(mayNot.message.contains(QLatin1String("may not write")), qPrintable(mayNot.asText()));
    }

private:
    static void stores()
    {
        QTest::addColumn<QString>("store");
        QTest::newRow("Azure Blob Storage") << QStringLiteral("azblob");
        QTest::newRow("SFTP") << QStringLiteral("sftp");
    }
    DestinationAccess accessTo(const QString &store, const QString &prefix) const
    {
        if (store == QLatin1String("sftp"))
            return m_sftp->access(prefix);
        return m_azure->access(prefix);
    }
    QMap<QString, QByteArray> objectsIn(const QString &store, const QString &prefix) const
    {
        if (store == QLatin1String("sftp"))
            return filesIn(m_sftp->drop() + QLatin1Char('/') + prefix);
        return objects(m_azure->environment(), QStringLiteral("drop/") + prefix);
    }

    std::unique_ptr<AzureServer> m_azure;
    std::unique_ptr<SftpServer> m_sftp;
};

QTEST_GUILESS_MAIN(StoresTest)
#include "stores_test.moc"
