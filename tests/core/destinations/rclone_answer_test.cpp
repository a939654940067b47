// What rclone prints about objects is either read whole or is an error: an answer that was cut off does not
// read as fewer objects, which would then be uploaded again or reported as missing.
#include "core/destinations/object_store.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;

class RcloneAnswerTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    // What the stand-in for rclone prints from now on.
    void answer(const QByteArray &text)
    {
        QFile file(m_folder.filePath(QStringLiteral("answer")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    static ObjectStore store()
    {
        DestinationAccess access;
        access.destination.kind = QStringLiteral("s3");
        access.destination.bucket = QStringLiteral("bucket");
        access.secrets.insert(QStringLiteral("access_key"), Secret("the-access-key"));
        access.secrets.insert(QStringLiteral("secret_key"), Secret("the-secret-key"));
        return ObjectStore::open(access).value();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QFile rclone(m_folder.filePath(QStringLiteral("rclone")));
        QVERIFY(rclone.open(QIODevice::WriteOnly));
        rclone.write("#!/bin/sh\nif [ \"$1\" = version ]; then echo 'rclone v1.60.1'; exit; fi\n"
                     "cat >/dev/null\ncat '" +
                     m_folder.path().toUtf8() + "/answer'\n");
        rclone.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        rclone.close();
        qputenv("PATH", m_folder.path().toUtf8() + ':' + qgetenv("PATH"));
    }
    void aListIsReadWholeOrNotAtAll()
    {
        const QByteArray whole = "[\n{\"Path\":\"one\",\"Size\":1},\n{\"Path\":\"two\",\"Size\":2}\n]\n";
        const QStringList names{QStringLiteral("one"), QStringLiteral("two")};
        const ObjectStore objects = store();
        answer(whole);
        const auto stat = QCoro::waitFor(objects.stat({}, names, {}));
        QVERIFY(stat);
        QCOMPARE(stat->size(), 2);
        QCOMPARE(stat->value(QStringLiteral("two")).size, 2);
        answer("[\n]\n");
        QCOMPARE(QCoro::waitFor(objects.stat({}, names, {}))->size(), 0);
        for (const qsizetype length : {qsizetype(0), qsizetype(2), whole.indexOf(','), whole.size() - 2}) {
            answer(whole.left(length));
            const auto cut = QCoro::waitFor(objects.stat({}, names, {}));
            QVERIFY(!cut);
            QCOMPARE(cut.error().kind, ErrorKind::BadAnswer);
            const auto listed = QCoro::waitFor(objects.listing({}, QStringLiteral("*"), 1, {}));
            QVERIFY(!listed);
            QCOMPARE(listed.error().kind, ErrorKind::BadAnswer);
        }
    }
    void whatIsNotAListOfObjectsIsAnError_data()
    {
        QTest::addColumn<QByteArray>("printed");
        QTest::newRow("an object instead of a list") << QByteArray("{\"Path\":\"one\",\"Size\":1}");
        QTest::newRow("an empty object") << QByteArray("{}");
        QTest::newRow("no size") << QByteArray("[{\"Path\":\"one\"}]");
        QTest::newRow("a size that is not a number") << QByteArray("[{\"Path\":\"one\",\"Size\":\"1\"}]");
        QTest::newRow("no path") << QByteArray("[{\"Size\":1}]");
        QTest::newRow("names alone") << QByteArray("[\"one\",\"two\"]");
        QTest::newRow("two lists") << QByteArray("[]\n[]");
    }
    // An empty answer would mean that the objects are not there, and a size of 0 that somebody changed them.
    void whatIsNotAListOfObjectsIsAnError()
    {
        QFETCH(QByteArray, printed);
        const ObjectStore objects = store();
        answer(printed);
        const auto stat = QCoro::waitFor(objects.stat({}, {QStringLiteral("one")}, {}));
        QVERIFY(!stat);
        QCOMPARE(stat.error().kind, ErrorKind::BadAnswer);
        const auto listed = QCoro::waitFor(objects.listing({}, QStringLiteral("*"), 1, {}));
        QVERIFY(!listed);
        QCOMPARE(listed.error().kind, ErrorKind::BadAnswer);
    }
    void anObjectIsThereNotThereOrNotKnown()
    {
        const QByteArray whole = "{\"Path\":\"one\",\"Size\":17,\"IsDir\":false}\n";
        const ObjectStore objects = store();
        answer(whole);
        const auto there = QCoro::waitFor(objects.look(QStringLiteral("one"), {}));
        QVERIFY(there && *there);
        QCOMPARE((*there)->size, 17);
        answer("null\n"); // rclone's answer if there is none
        const auto absent = QCoro::waitFor(objects.look(QStringLiteral("one"), {}));
        QVERIFY(absent && !*absent);
        for (const QByteArray &other : {whole.left(12), QByteArray("[]"), QByteArray("{\"Path\":\"one\"}")}) {
            answer(other);
            const auto cut = QCoro::waitFor(objects.look(QStringLiteral("one"), {}));
            QVERIFY2(!cut, other.constData());
            QCOMPARE(cut.error().kind, ErrorKind::BadAnswer);
        }
    }
};

QTEST_GUILESS_MAIN(RcloneAnswerTest)
#include "rclone_answer_test.moc"
