// Manifests are signed and checked with real SSH keys, on the command line.
#include "tests/support/cli_run.h"
#include "tests/support/export_world.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QProcess>
#include <QStandardPaths>

using namespace slipway;
using test::CliRun;
using test::ExportWorld;

class SignTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<ExportWorld> m_world;
    QTemporaryDir m_keys;
    QString m_manifest;

    [[nodiscard]] QString key(const char *name) const { return m_keys.filePath(QString::fromLatin1(name)); }
    void makeKey(const char *name)
    {
        QCOMPARE(QProcess::execute(QStringLiteral("ssh-keygen"),
                                   {QStringLiteral("-q"), QStringLiteral("-t"), QStringLiteral("ed25519"),
                                    QStringLiteral("-N"), QString(), QStringLiteral("-C"),
                                    QStringLiteral("ann@example.com"), QStringLiteral("-f"), key(name)}),
                 0);
    }
    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static void write(const QString &path, const QByteArray &bytes)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    struct Outcome
    {
        int code;
        QByteArray out, err;
    };
    [[nodiscard]] Outcome run(const QStringList &words, const QProcessEnvironment &extra = {}) const
    {
        CliRun run(m_keys.path(), words, {}, extra);
        const int code = run.wait();
        return {code, run.output(), run.errors()};
    }
    [[nodiscard]] Outcome sign(const char *name) const
    {
        return run({QStringLiteral("sign"), m_manifest, QStringLiteral("--key"), key(name)});
    }
    [[nodiscard]] Outcome verify(const QString &signers, const QStringList &more = {}) const
    {
        return run(QStringList{QStringLiteral("verify"), m_manifest, QStringLiteral("--signer"), signers} +
                   more);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_world = std::make_unique<ExportWorld>(500);
        makeKey("ann");
        makeKey("eve");
    }
    // Each test has an export of its own.
    void init()
    {
        const JobSnapshot job = m_world->run(m_world->request());
        QCOMPARE(job.state, JobState::Complete);
        m_manifest = job.manifests.first();
    }

    // An ssh-keygen that writes down its environment and then does its work.
    void sshKeygenSeesNoSecret()
    {
        const QTemporaryDir folder;
        const QString program = folder.filePath(QStringLiteral("ssh-keygen"));
        const QString seen = folder.filePath(QStringLiteral("seen"));
        write(program, "#!/bin/sh\ntr '\\0' '\\n' </proc/self/environ >>'" + seen.toUtf8() + "'\nexec '" +
                           QStandardPaths::findExecutable(QStringLiteral("ssh-keygen")).toUtf8() +
                           "' \"$@\"\n");
        QVERIFY(QFile::setPermissions(program, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        QProcessEnvironment extra;
        extra.insert(QStringLiteral("PATH"), folder.path() + QLatin1Char(':') + qEnvironmentVariable("PATH"));
        for (const char *name : {"NETSKOPE_API_TOKEN", "SSHPASS", "AWS_SECRET_ACCESS_KEY", "SOMETHING_ELSE"})
            extra.insert(QString::fromLatin1(name), QStringLiteral("canary-of-slipway"));
        const Outcome made =
            run({QStringLiteral("sign"), m_manifest, QStringLiteral("--key"), key("ann")}, extra);
        QVERIFY2(made.code == 0, made.err.constData());
        const Outcome checked =
            run({QStringLiteral("verify"), m_manifest, QStringLiteral("--signer"), key("ann.pub")}, extra);
        QVERIFY2(checked.code == 0, checked.err.constData());
        QVERIFY(read(seen).contains("PATH="));
        QVERIFY2(!read(seen).contains("canary"), read(seen).constData());
    }
    void aSignatureIsCheckedAgainstItsKey()
    {
        const Outcome made = sign("ann");
        QVERIFY2(made.code == 0, made.err.constData());
        QVERIFY(read(m_manifest + QStringLiteral(".sig")).startsWith("-----BEGIN SSH SIGNATURE-----"));
        const Outcome good = verify(key("ann.pub"));
        QVERIFY2(good.code == 0, (good.out + good.err).constData());
        QVERIFY2(good.out.contains("signed by ann@example.com (ED25519 SHA256:"), good.out.constData());
        const Outcome other = verify(key("eve.pub"));
        QVERIFY2(other.code == 1 && other.out.contains("not a signature of this manifest"),
                 (other.out + other.err).constData());
        // Without --signer, the signature does not count as a leftover.
        QCOMPARE(run({QStringLiteral("verify"), m_manifest}).code, 0);
        // Who signed is in the JSON, too.
        const QJsonObject json =
            QJsonDocument::fromJson(verify(key("ann.pub"), {QStringLiteral("--json")}).out).object();
        QVERIFY(json[QStringLiteral("signed_by")].toString().startsWith(QLatin1String("ann@example.com")));
        QVERIFY(!json[QStringLiteral("stated_not_proven")].toArray().isEmpty());
    }
    void severalSignersAndTheirNames()
    {
        QCOMPARE(sign("eve").code, 0);
        const QString signers = key("signers");
        write(signers, "# who may sign\n" + read(key("ann.pub")) +
                           "bob@example.com namespaces=\"slipway-manifest\" " + read(key("eve.pub")));
        const Outcome good = verify(signers);
        QVERIFY2(good.code == 0 && good.out.contains("signed by bob@example.com"),
                 (good.out + good.err).constData());
        // A key that may sign other things only.
        write(signers, "bob@example.com namespaces=\"git\" " + read(key("eve.pub")));
        QCOMPARE(verify(signers).code, 1);
    }
    void aManifestThatWasChangedIsFound()
    {
        QCOMPARE(sign("ann").code, 0);
        QByteArray text = read(m_manifest);
        QVERIFY(text.contains("\"tenant\": \"test\""));
        write(m_manifest, text.replace("\"tenant\": \"test\"", "\"tenant\": \"rest\""));
        QCOMPARE(run({QStringLiteral("verify"), m_manifest}).code, 0); // files cannot prove it
        const Outcome found = verify(key("ann.pub"));
        QVERIFY2(found.code == 1 && found.out.contains("not a signature of this manifest"),
                 (found.out + found.err).constData());
        // Signed again, it is what was signed.
        QCOMPARE(sign("ann").code, 0);
        QCOMPARE(verify(key("ann.pub")).code, 0);
    }
    void aSignatureThatIsMissingOrDamagedIsFound()
    {
        const Outcome missing = verify(key("ann.pub"));
        QVERIFY2(missing.code == 1 && missing.out.contains("-manifest.json.sig"),
                 (missing.out + missing.err).constData());
        QCOMPARE(sign("ann").code, 0);
        write(m_manifest + QStringLiteral(".sig"), "not a signature\n");
        QCOMPARE(verify(key("ann.pub")).code, 1);
        // A signature for another purpose.
        QProcess process;
        process.start(QStringLiteral("ssh-keygen"),
                      {QStringLiteral("-Y"), QStringLiteral("sign"), QStringLiteral("-n"),
                       QStringLiteral("git"), QStringLiteral("-f"), key("ann")});
        process.write(read(m_manifest));
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
        write(m_manifest + QStringLiteral(".sig"), process.readAllStandardOutput());
        QCOMPARE(verify(key("ann.pub")).code, 1);
    }
    void whatCannotSignIsNamed()
    {
        const Outcome none = run({QStringLiteral("sign"), m_manifest});
        QVERIFY2(none.code == 2 && none.err.contains("--key"), none.err.constData());
        const Outcome gone = sign("gone");
        QVERIFY2(gone.code == 2, gone.err.constData());
        write(key("text"), "no key\n");
        const Outcome text = sign("text");
        QVERIFY2(text.code == 2 && text.err.contains("could not sign"), text.err.constData());
        const Outcome noKey = verify(key("text"));
        QVERIFY2(noKey.code == 2 && noKey.err.contains("no public key"), noKey.err.constData());
        const Outcome events =
            run({QStringLiteral("sign"), key("text"), QStringLiteral("--key"), key("ann")});
        QVERIFY2(events.code == 1, events.err.constData());
        QVERIFY(!QFile::exists(m_manifest + QStringLiteral(".sig")));
    }
    void withoutSshKeygenItSaysSo()
    {
        QProcessEnvironment nothing;
        nothing.insert(QStringLiteral("PATH"), m_keys.path());
        const Outcome told =
            run({QStringLiteral("sign"), m_manifest, QStringLiteral("--key"), key("ann")}, nothing);
        QVERIFY2(told.code == 1 && told.err.contains("ssh-keygen") && told.err.contains("not installed"),
                 told.err.constData());
    }
};

QTEST_GUILESS_MAIN(SignTest)
#include "sign_test.moc"
