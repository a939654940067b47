// Of several questions only the newest is answered, and an owner that is destroyed waits for none of them.
#include "core/async/newest_answer.h"

#include <QElapsedTimer>
#include <QSemaphore>
#include <QTest>

using namespace slipway;

namespace {

// Has a question that may be at work when it goes.
struct Owner : QObject
{
    NewestAnswer newest;
};

} // namespace

class NewestAnswerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyTheNewestIsTold()
    {
        Owner owner;
        QSemaphore go, begun;
        QList<int> told;
        const auto tell = [&](int number) { told << number; };
        owner.newest.ask(
            &owner,
            [&] {
                begun.release();
                go.acquire();
                return 1;
            },
            tell);
        begun.acquire();
        for (const int number : {2, 3}) {
            owner.newest.forget();
            owner.newest.ask(
                &owner, [number] { return number; }, tell);
        }
        go.release();
        QTRY_COMPARE(told, QList<int>{3});
    }
    // A file server that does not answer must not stop the window that closes a file.
    void anOwnerThatGoesDoesNotWait()
    {
        struct Work
        {
            QSemaphore begun, go;
        };
        const auto work = std::make_shared<Work>();
        const std::weak_ptr<Work> left = work;
        bool isTold = false;
        auto owner = std::make_unique<Owner>();
        owner->newest.ask(
            owner.get(),
            [work] {
                work->begun.release();
                work->go.acquire();
                return 1;
            },
            [&](int) { isTold = true; });
        work->begun.acquire();
        QElapsedTimer clock;
        clock.start();
        owner.reset();
        QVERIFY(clock.elapsed() < 2'000); // without an end of the work it would never have ended
        work->go.release();
        QTRY_COMPARE(left.use_count(), 1); // the thread and its work are gone
        QVERIFY(!isTold);
    }
};

QTEST_GUILESS_MAIN(NewestAnswerTest)
#include "newest_answer_test.moc"
