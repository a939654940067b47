// Work that is no longer wanted ends by itself: nobody waits for it, and nobody hears of it.
#include "core/async/background.h"
#include "core/async/retire.h"

#include <QPointer>
#include <QSemaphore>
#include <QTest>

using namespace slipway;

namespace {

// Works until it is allowed to end, whatever it is asked.
class SlowSession : public QObject
{
    Q_OBJECT
public:
    explicit SlowSession(QSemaphore &end)
    {
        m_thread.run([this, &end](const std::stop_token &) {
            end.acquire();
            QMetaObject::invokeMethod(
                this, [this] { Q_EMIT finished(); }, Qt::QueuedConnection);
        });
    }
    void cancel() { m_thread.requestStop(); }

Q_SIGNALS:
    void finished();

private:
    BackgroundThread m_thread;
};

} // namespace

class RetireTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void retiredWorkIsNeitherAwaitedNorReported()
    {
        QSemaphore end;
        int heard = 0;
        auto session = std::make_unique<SlowSession>(end);
        const QPointer<SlowSession> left(session.get());
        connect(session.get(), &SlowSession::finished, this, [&] { ++heard; });
        retire(std::move(session), &SlowSession::cancel, &SlowSession::finished);
        QVERIFY(left); // its thread is still at work: waiting for it would never have ended
        end.release();
        QTRY_VERIFY(!left);
        QCOMPARE(heard, 0);
    }
    void retiringNullIsAllowed()
    {
        retire(std::unique_ptr<SlowSession>(), &SlowSession::cancel, &SlowSession::finished);
    }
};

QTEST_GUILESS_MAIN(RetireTest)
#include "retire_test.moc"
