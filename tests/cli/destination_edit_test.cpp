// `destination edit` changes what it is told and nothing else, and with --test only what works is saved.
#include "tests/support/cli_run.h"
#include "tests/support/servers.h"

#include <QJsonArray>

using namespace slipway;
using test::CliRun;

class DestinationEditTest : public QObject
{
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_home;

    struct Outcome
    {
        int code = -1;
        QByteArray out, err;
    };
    Outcome run(const QString &words, const QByteArray &input = {}) const
    {
        QProcessEnvironment none; // no keys of the developer's own
        none.insert(QStringLiteral("AWS_SHARED_CREDENTIALS_FILE"), QStringLiteral("/dev/null"));
        CliRun process(m_home->path(), (QStringLiteral("destination ") + words).split(QLatin1Char(' ')),
                       input, none);
        const int code = process.wait();
        return {code, process.output(), process.errors()};
    }
    QJsonObject saved() const
    {
        const QJsonArray all = QJsonDocument::fromJson(run(QStringLiteral("list --json")).out)
                                   .object()[QStringLiteral("destinations")]
                                   .toArray();
        return all.size() == 1 ? all.first().toObject() : QJsonObject();
    }

    static inline const QByteArray keys = "access_key = one\nsecret_key = two";

private Q_SLOTS:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        const Outcome added =
            run(QStringLiteral(
                    "add drop s3://bucket/in --set region=eu-west-1 --set acl=private --credentials-stdin"),
                keys);
        QVERIFY2(added.code == 0, added.err.constData());
        QVERIFY2(added.out.contains("Test it with: slipway-cli destination test \"drop\""),
                 added.out.constData());
    }
    void cleanup()
    {
        const QString name = saved()[QStringLiteral("name")].toString();
        QCOMPARE(run(QStringLiteral("remove %1 --yes").arg(name)).code, 0);
    }

    void changesWhatIsGivenAndNothingElse()
    {
        QJsonObject expected = saved();
        const Outcome edited =
            run(QStringLiteral("edit drop --name siem --set region=eu-central-1 --set acl= --proxy none"));
        QVERIFY2(edited.code == 0, edited.err.constData());
        QJsonObject options = expected[QStringLiteral("options")].toObject();
        options.insert(QStringLiteral("region"), QStringLiteral("eu-central-1"));
        options.remove(QStringLiteral("acl"));
        expected[QStringLiteral("options")] = options;
        expected[QStringLiteral("name")] = QStringLiteral("siem");
        expected[QStringLiteral("proxy")] = QStringLiteral("none");
        QCOMPARE(saved(), expected);
    }
    void aUrlMovesIt()
    {
        QCOMPARE(run(QStringLiteral("edit drop s3://other/out")).code, 0);
        QCOMPARE(saved()[QStringLiteral("url")].toString(), QStringLiteral("s3://other/out"));
        QCOMPARE(saved()[QStringLiteral("options")].toObject()[QStringLiteral("region")].toString(),
                 QStringLiteral("eu-west-1"));
    }
    // Whoever can point it at a server of their own is not handed the keys.
    void storedCredentialsAreNotTakenToAnotherServer()
    {
        const QJsonObject before = saved();
        const QString elsewhere = QStringLiteral("edit drop --set endpoint=https://store.example");
        const Outcome refused = run(elsewhere);
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.err.contains("are not sent to another server"), refused.err.constData());
        QCOMPARE(saved(), before);
        QCOMPARE(run(elsewhere + QStringLiteral(" --credentials-stdin"), keys).code, 0);
        QVERIFY(saved() != before);
    }
    void whatIsWrongChangesNothing_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("another kind")
            << QStringLiteral("edit drop gcs://bucket") << QByteArray("of another kind");
        QTest::newRow("an option that is none")
            << QStringLiteral("edit drop --set colour=red") << QByteArray("option");
        QTest::newRow("nothing") << QStringLiteral("edit drop")
                                 << QByteArray("No changes were given for drop");
        QTest::newRow("the same") << QStringLiteral("edit drop --set region=eu-west-1")
                                  << QByteArray("No changes were given for drop");
        QTest::newRow("unknown") << QStringLiteral("edit dorp --name x")
                                 << QByteArray("There is no destination");
    }
    void whatIsWrongChangesNothing()
    {
        QFETCH(QString, words);
        QFETCH(QByteArray, says);
        const QJsonObject before = saved();
        const Outcome refused = run(words);
        QVERIFY(refused.code == 1 || refused.code == 2);
        QVERIFY2(refused.err.contains(says), refused.err.constData());
        QCOMPARE(saved(), before);
    }

    // With --test, only what works is saved.
    void whatFailsItsTestIsNotSaved()
    {
        const QJsonObject before = saved();
        const QString closed = QStringLiteral("endpoint=http://127.0.0.1:%1").arg(test::freePort());
        const Outcome edited =
            run(QStringLiteral("edit drop --test --credentials-stdin --set ") + closed, keys);
        QCOMPARE(edited.code, 1);
        QVERIFY2(edited.out.contains("failed") && edited.err.contains("Nothing was saved."),
                 edited.err.constData());
        QCOMPARE(saved(), before);
        const Outcome added =
            run(QStringLiteral("add second s3://bucket --test --credentials-stdin --set ") + closed, keys);
        QCOMPARE(added.code, 1);
        QVERIFY2(added.err.contains("Nothing was saved."), added.err.constData());
        QCOMPARE(saved(), before); // still the only one
    }
};

QTEST_GUILESS_MAIN(DestinationEditTest)
#include "destination_edit_test.moc"
