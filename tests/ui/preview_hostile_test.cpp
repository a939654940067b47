#include "tests/support/preview_window.h"

#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTimer>
#include <QTreeView>

using namespace slipway;
using namespace slipway::test;

// Hostile data in the real window. Each kind is shown and marked, and the window goes on beating.
class PreviewHostileTest : public PreviewWindow
{
    Q_OBJECT

    QElapsedTimer m_beat;
    qint64 m_longest = 0; // ms between two beats of the window's thread

private Q_SLOTS:
    void init() { makeWorld(); }
    void cleanup() { endWorld(); }

    void showsHostileEvents_data()
    {
        QTest::addColumn<QByteArray>("event");
        QTest::addColumn<QString>("mark");  // in the row's number
        QTest::addColumn<QString>("shown"); // somewhere in the row
        QByteArray many = "{\"user\":\"many\"";
        for (int i = 0; i < 10'000; ++i)
            many += ",\"f" + QByteArray::number(i) + "\":" + QByteArray::number(i);
        const QString well, bad = QStringLiteral("⚠");
        QTest::newRow("10,000 fields") << many + "}" << well << QStringLiteral("many");
        QTest::newRow("1,000 levels")
            << "{\"user\":\"deep\",\"app\":" + QByteArray("{\"a\":").repeated(1000) + "1" +
                   QByteArray(1000, '}') + "}"
            << well << QStringLiteral("deep");
        QTest::newRow("5,000 lists") << "{\"user\":\"deep\",\"app\":" + QByteArray(5000, '[') +
                                            QByteArray(5000, ']') + "}"
                                     << well << QStringLiteral("deep");
        QTest::newRow("50 MB string")
            << "{\"user\":\"large\",\"app\":\"" + QByteArray(50'000'000, 'x') + "\"}" << well
            << QStringLiteral("large");
        QTest::newRow("control characters")
            << QByteArray("{\"user\":\"a\\u0000b\\u001b[31m\"}") << well << QStringLiteral("a␀b␛[31m");
        QTest::newRow("right-to-left override")
            << QByteArray("{\"user\":\"exe.\\u202Efdp\"}") << well << QStringLiteral("exe.‹U+202E›fdp");
        QTest::newRow("HTML") << QByteArray("{\"user\":\"<img src='http://127.0.0.1/x'><b>b</b>\"}") << well
                              << QStringLiteral("<img src='http://127.0.0.1/x'><b>b</b>");
        QTest::newRow("invalid UTF-8")
            << QByteArray("{\"user\":\"a\xff\xfe z\"}") << bad << QStringLiteral("a\uFFFD\uFFFD z");
        QTest::newRow("duplicate keys")
            << QByteArray("{\"user\":\"first\",\"user\":\"second\"}") << bad << QStringLiteral("first");
        QTest::newRow("not JSON") << QByteArray("Nov 3 12:00 <b>sshd</b>: hello") << bad
                                  << QStringLiteral("Nov 3 12:00 <b>sshd</b>: hello");
        QTest::newRow("breaks off") << QByteArray("{\"user\":\"half") << bad
                                    << QStringLiteral("{\"user\":\"half");
    }
    void showsHostileEvents()
    {
        QFETCH(QByteArray, event);
        QFETCH(QString, mark);
        QFETCH(QString, shown);
        QTimer heart;
        connect(&heart, &QTimer::timeout, this,
                [this] { m_longest = std::max(m_longest, m_beat.restart()); });
        m_longest = 0;
        m_beat.start();
        heart.start(5);
        drop(PreviewWindow::event(0) + event + "\n" + PreviewWindow::event(1));
        QCOMPARE(m_table->model()->rowCount(), 3);
        QTRY_VERIFY_WITH_TIMEOUT(
            [&] {
                for (int column = 0; column < m_table->model()->columnCount(); ++column) {
                    if (m_table->model()->index(1, column).data().toString() == shown)
                        return true;
                }
                return false;
            }(),
            20'000);
        QCOMPARE(m_table->model()->headerData(1, Qt::Vertical).toString().contains(QStringLiteral("⚠")),
                 !mark.isEmpty());
        m_table->setCurrentIndex(m_table->model()->index(1, 0));
        auto *text = find<QPlainTextEdit>("eventText");
        QTRY_VERIFY_WITH_TIMEOUT(!text->toPlainText().isEmpty() && text->toPlainText().size() < 500'000 &&
                                     !text->toPlainText().contains(QStringLiteral("\"1000\"")),
                                 20'000);
        auto *tree = find<QTreeView>("eventTree");
        for (int depth = 0; depth < 50 && tree->currentIndex().isValid(); ++depth) {
            tree->expand(tree->currentIndex());
            tree->setCurrentIndex(tree->model()->index(0, 0, tree->currentIndex()));
        }
        // A tool tip is either plain or escaped.
        for (int column = 0; column < m_table->model()->columnCount(); ++column) {
            const QString tip = m_table->model()->index(1, column).data(Qt::ToolTipRole).toString();
            QVERIFY(!tip.contains(QLatin1String("<img")) && !tip.contains(QLatin1String("<b>")));
        }
        screenshot(m_window.get(), QTest::currentDataTag());
        m_page->detail()->tabs()->setCurrentIndex(1);
        QTest::qWait(100);
        m_window->grab();
        find<QLineEdit>("filterEdit")->setText(QStringLiteral("zzzz"));
        settle();
        QTRY_COMPARE(m_table->model()->rowCount(), 0);
        qInfo("longest gap of the window's thread: %lld ms", static_cast<long long>(m_longest));
        QVERIFY2(m_longest < 2000, "the window froze");
    }
};

QTEST_MAIN(PreviewHostileTest)
#include "preview_hostile_test.moc"
