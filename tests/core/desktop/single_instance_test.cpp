// A second start hands over what it was asked for, and what a killed window left behind does not get in the
// way.
#include "core/desktop/single_instance.h"

#include <QDir>
#include <QLocalSocket>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <memory>
#include <optional>

using namespace slipway;
using namespace std::chrono_literals;

class SingleInstanceTest : public QObject
{
    Q_OBJECT

    // A later start blocks until it is answered, so it has a thread of its own.
    static Result<bool> laterStart(const QString &subject, const QString &folder, const StartRequest &request,
                                   std::chrono::milliseconds patience = 10s)
    {
        std::optional<Result<bool>> answer;
        const std::unique_ptr<QThread> thread(QThread::create([&] {
            SingleInstance later(subject, folder);
            answer = later.claim(request, patience);
        }));
        thread->start();
        while (!thread->wait(1))
            QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
        return *answer;
    }

    static QString socketIn(const QTemporaryDir &folder)
    {
        const QStringList names =
            QDir(folder.path()).entryList({QStringLiteral("*.socket")}, QDir::Files | QDir::System);
        return names.size() == 1 ? folder.filePath(names.first()) : QString();
    }

private Q_SLOTS:
    void theFirstOneHearsWhatALaterOneWants()
    {
        const QTemporaryDir folder;
        SingleInstance first(QStringLiteral("/state.db"), folder.path());
        QList<StartRequest> heard;
        connect(&first, &SingleInstance::startedAgain, this,
                [&](const StartRequest &request) { heard << request; });
        QCOMPARE(first.claim({}).value_or(false), true);
        const StartRequest wanted{QString::fromUtf8("/home/ann/ein Ereignis – 1\n.ndjson"), true,
                                  QStringLiteral("token-7")};
        const Result<bool> later = laterStart(QStringLiteral("/state.db"), folder.path(), wanted);
        QVERIFY(later);
        QCOMPARE(*later, false);
        QCOMPARE(heard.size(), 1);
        QVERIFY(heard.first() == wanted);
    }
    void anotherStateFileHasAWindowOfItsOwn()
    {
        const QTemporaryDir folder;
        SingleInstance first(QStringLiteral("/state.db"), folder.path());
        QCOMPARE(first.claim({}).value_or(false), true);
        QCOMPARE(laterStart(QStringLiteral("/other.db"), folder.path(), {}).value_or(false), true);
    }
    void theNextOneIsTheFirstWhenTheWindowIsClosed()
    {
        const QTemporaryDir folder;
        {
            SingleInstance first(QStringLiteral("/state.db"), folder.path());
            QCOMPARE(first.claim({}).value_or(false), true);
        }
        SingleInstance next(QStringLiteral("/state.db"), folder.path());
        QCOMPARE(next.claim({}).value_or(false), true);
    }
    void onlyTheUserCanReachTheSocket()
    {
        const QTemporaryDir folder;
        SingleInstance first(QStringLiteral("/state.db"), folder.path());
        QCOMPARE(first.claim({}).value_or(false), true);
        const QFileInfo socket(socketIn(folder));
        QVERIFY(socket.exists());
        QVERIFY(!(socket.permissions() &
                  (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)));
    }
    void whatAKilledWindowLeftBehindDoesNoHarm()
    {
        const QTemporaryDir folder;
        QString socket, lock;
        {
            SingleInstance first(QStringLiteral("/state.db"), folder.path());
            QCOMPARE(first.claim({}).value_or(false), true);
            socket = socketIn(folder);
            lock = socket.chopped(6) + QStringLiteral("lock");
            QVERIFY(QFile::copy(lock, folder.filePath(QStringLiteral("kept"))));
        }
        // As a process leaves them that was killed.
        QFile left(folder.filePath(QStringLiteral("kept")));
        QVERIFY(left.open(QIODevice::ReadOnly));
        QByteArrayList lines = left.readAll().split('\n');
        QProcess gone;
        gone.start(QStringLiteral("true"), QStringList());
        const qint64 pid = gone.processId();
        QVERIFY(gone.waitForFinished());
        lines[0] = QByteArray::number(pid);
        QFile written(lock);
        QVERIFY(written.open(QIODevice::WriteOnly));
        written.write(lines.join('\n'));
        written.close();
        QFile stale(socket);
        QVERIFY(stale.open(QIODevice::WriteOnly));
        stale.close();
        SingleInstance next(QStringLiteral("/state.db"), folder.path());
        QCOMPARE(next.claim({}, 2s).value_or(false), true);
        QCOMPARE(laterStart(QStringLiteral("/state.db"), folder.path(), {}).value_or(true), false);
    }
    void aWindowThatDoesNotAnswerIsSaid()
    {
        const QTemporaryDir folder;
        SingleInstance first(QStringLiteral("/state.db"), folder.path());
        QCOMPARE(first.claim({}).value_or(false), true);
        SingleInstance later(QStringLiteral("/state.db"), folder.path());
        const Result<bool> answer = later.claim({}, 300ms); // this thread serves neither of them meanwhile
        QVERIFY(!answer);
        QVERIFY(answer.error().message.contains(QLatin1String("does not respond")));
        QVERIFY(!answer.error().nextStep.isEmpty());
    }
    void withoutARuntimeFolderEveryoneIsTheFirst()
    {
        SingleInstance one(QStringLiteral("/state.db"), QString());
        SingleInstance other(QStringLiteral("/state.db"), QString());
        QCOMPARE(one.claim({}).value_or(false), true);
        QCOMPARE(other.claim({}).value_or(false), true);
    }
    void nonsenseOnTheSocketIsNoRequest()
    {
        const QTemporaryDir folder;
        SingleInstance first(QStringLiteral("/state.db"), folder.path());
        QCOMPARE(first.claim({}).value_or(false), true);
        int heard = 0;
        connect(&first, &SingleInstance::startedAgain, this, [&] { ++heard; });
        QLocalSocket socket;
        socket.connectToServer(socketIn(folder));
        socket.write(QByteArray(200'000, 'x')); // no end of the line
        QTRY_COMPARE(socket.state(), QLocalSocket::UnconnectedState);
        QCOMPARE(heard, 0);
        // It serves the next one all the same.
        QCOMPARE(laterStart(QStringLiteral("/state.db"), folder.path(), {}).value_or(true), false);
        QCOMPARE(heard, 1);
    }
};

QTEST_GUILESS_MAIN(SingleInstanceTest)
#include "single_instance_test.moc"
