// A child process sees what it needs, and nothing else of what this process was given.
#include "core/destinations/rclone/rclone_environment.h"
#include "core/destinations/rclone/rclone_run.h"
#include "core/destinations/rclone/rclone_version.h"
#include "core/io/program.h"
#include "core/platform/process_limits.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

using namespace slipway;

class ChildEnvironmentTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    [[nodiscard]] QByteArray seen() const
    {
        QFile file(m_folder.filePath(QStringLiteral("seen")));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    // A program named rclone that writes down its environment and its limit for core dumps.
    void initTestCase()
    {
        rlimit cores{};
        QCOMPARE(::getrlimit(RLIMIT_CORE, &cores), 0);
        cores.rlim_cur = cores.rlim_max;
        QCOMPARE(::setrlimit(RLIMIT_CORE, &cores), 0); // a child's limit is then what the child was given
        rlimit files{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &files), 0);
        QVERIFY(files.rlim_max > 300);
        files.rlim_cur = 300;
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &files), 0);
        QVERIFY(raiseOpenFileLimit(manyOpenFiles) > 300);
        QFile rclone(m_folder.filePath(QStringLiteral("rclone")));
        QVERIFY(rclone.open(QIODevice::WriteOnly));
        rclone.write("#!/bin/sh\n{ tr '\\0' '\\n' </proc/self/environ; echo core=$(ulimit -c) files=$(ulimit "
                     "-n); } >'" +
                     m_folder.path().toUtf8() + "/seen'\n[ \"$1\" = version ] || cat\n");
        rclone.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        rclone.close();
        qputenv("PATH", m_folder.path().toUtf8() + ':' + qgetenv("PATH"));
        for (const char *name :
             {"NETSKOPE_API_TOKEN", "SSHPASS", "AWS_SECRET_ACCESS_KEY", "AZURE_STORAGE_KEY",
              "RCLONE_CONFIG_PASS", "LD_PRELOAD_CANARY", "SOMETHING_ELSE"})
            qputenv(name, "canary-of-this-process");
    }
    // Somebody may have put it there, into a folder of downloads for example.
    void aProgramInTheCurrentFolderIsNotRun_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("dot") << QByteArray(".");
        QTest::newRow("relative") << QByteArray("below/../");
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("empty first") << QByteArray(":/nowhere");
        QTest::newRow("dot last") << QByteArray("/nowhere:.");
    }
    void aProgramInTheCurrentFolderIsNotRun()
    {
        QFETCH(QByteArray, path);
        const QByteArray before = qgetenv("PATH");
        const QString folder = QDir::currentPath();
        QVERIFY(QDir(m_folder.path()).mkpath(QStringLiteral("below")));
        QVERIFY(QDir::setCurrent(m_folder.path()));
        qputenv("PATH", path);
        const QString found = programInPath(QStringLiteral("rclone"));
        qputenv("PATH", m_folder.path().toUtf8());
        const QString control = programInPath(QStringLiteral("rclone"));
        qputenv("PATH", before);
        QVERIFY(QDir::setCurrent(folder));
        QCOMPARE(found, QString());
        QCOMPARE(control, m_folder.filePath(QStringLiteral("rclone")));
    }
    void obscureSeesNoOtherSecret()
    {
        const Result<QByteArray> hidden = obscured(Secret("the-clear-text"));
        QVERIFY(hidden);
        QCOMPARE(*hidden, QByteArray("the-clear-text")); // by standard input
        QVERIFY(seen().contains("PATH="));
        QVERIFY2(!seen().contains("canary") && !seen().contains("the-clear-text"), seen().constData());
        QVERIFY2(seen().contains("core=0"), seen().constData());
        QVERIFY2(seen().contains("files=300"), seen().constData()); // not the limit of this process
    }
    void theVersionIsAskedForWithoutSecrets()
    {
        QVERIFY(!QFile::exists(m_folder.filePath(QStringLiteral("seen"))) ||
                QFile::remove(m_folder.filePath(QStringLiteral("seen"))));
        QFile rclone(m_folder.filePath(QStringLiteral("rclone"))); // another one, so that it is asked again
        QVERIFY(rclone.open(QIODevice::Append) && rclone.write("# changed\n") > 0);
        rclone.close();
        QVERIFY(usableRclone());
        QVERIFY2(seen().contains("PATH="), seen().constData());
        QVERIFY2(!seen().contains("canary"), seen().constData());
        QVERIFY2(seen().contains("core=0"), seen().constData());
    }
    void anUploadSeesItsOwnCredentialsOnly()
    {
        DestinationAccess access;
        access.destination.kind = QStringLiteral("s3");
        access.destination.bucket = QStringLiteral("bucket");
        access.secrets.insert(QStringLiteral("access_key"), Secret("the-access-key"));
        access.secrets.insert(QStringLiteral("secret_key"), Secret("the-secret-key"));
        const auto environment = rcloneEnvironment(access, QProcessEnvironment::systemEnvironment());
        QVERIFY(environment);
        RcloneCall call;
        call.arguments = {QStringLiteral("lsjson")};
        const auto ran = QCoro::waitFor(runRclone(access.destination, *environment, call, {}));
        QVERIFY(ran);
        QVERIFY(seen().contains("the-secret-key"));
        QVERIFY2(!seen().contains("canary"), seen().constData());
        QVERIFY2(seen().contains("core=0"), seen().constData());
        QVERIFY2(seen().contains("files=300"), seen().constData()); // not the limit of this process
    }
};

QTEST_GUILESS_MAIN(ChildEnvironmentTest)
#include "child_environment_test.moc"
