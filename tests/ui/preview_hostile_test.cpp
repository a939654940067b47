#include "tests/support/event_loop_monitor.h"
#include "tests/support/preview_window.h"

#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTableWidget>
#include <QTreeView>

using namespace slipway;
using namespace slipway::test;

// Hostile data in the real window. Each kind is shown and marked, and the window goes on beating.
class PreviewHostileTest : public PreviewWindow
{
    Q_OBJECT

    // How long the window's thread worked without a break since monitor.begin(). Two seconds of work are a
    // frozen window.
    static void tell(EventLoopMonitor &monitor, const char *what)
    {
        qInfo("%s: the window's thread worked for at most %.0f ms", what, monitor.longestWork());
        QVERIFY2(monitor.longestWork() < 2000, "the window froze");
        monitor.begin();
    }
    // One of each kind, and what has to be seen somewhere in its row.
    struct Kind
    {
        const char *name;
        QByteArray event;
        bool isMarked;
        QString shown;
    };
    static QList<Kind> kinds()
    {
        QByteArray many = "{\"user\":\"many\"";
        for (int i = 0; i < 10'000; ++i)
            many += ",\"f" + QByteArray::number(i) + "\":" + QByteArray::number(i);
        const auto text = [](const char *utf8) { return QString::fromUtf8(utf8); };
        return {
            {"10,000 fields", many + "}", false, text("many")},
            {"1,000 levels",
             "{\"user\":\"deep\",\"app\":" + QByteArray("{\"a\":").repeated(1000) + "1" +
                 QByteArray(1000, '}') + "}",
             false, text("deep")},
            {"5,000 lists",
             "{\"user\":\"lists\",\"app\":" + QByteArray(5000, '[') + QByteArray(5000, ']') + "}", false,
             text("lists")},
            {"50 MB string", "{\"user\":\"large\",\"app\":\"" + QByteArray(50'000'000, 'x') + "\"}", false,
             text("large")},
            {"control characters", "{\"user\":\"a\\u0000b\\u001b[31m\"}", false,
             text("a‹U+0000›b‹U+001B›[31m")},
            {"right-to-left override", "{\"user\":\"exe.\\u202Efdp\"}", false, text("exe.‹U+202E›fdp")},
            {"HTML", "{\"<b>name</b>\":1,\"user\":\"<img src='http://127.0.0.1/x'><b>b</b>\"}", false,
             text("<img src='http://127.0.0.1/x'><b>b</b>")},
            {"formula", "{\"user\":\"=HYPERLINK(1)\",\"app\":\"@SUM(1)\"}", false, text("=HYPERLINK(1)")},
            {"invalid UTF-8", "{\"user\":\"a\xff\xfe z\"}", true, text("a\uFFFD\uFFFD z")},
            {"duplicate keys", "{\"user\":\"first\",\"user\":\"second\"}", true, text("first")},
            {"not JSON", "Nov 3 12:00 <b>sshd</b>: hello", true, text("Nov 3 12:00 <b>sshd</b>: hello")},
            {"breaks off", "{\"user\":\"half", true, text("{\"user\":\"half")},
        };
    }
    // No tool tip of a table shows what events have in them as markup.
    static bool hasPlainToolTips(const QAbstractItemView *view)
    {
        const QAbstractItemModel *model = view->model();
        for (int row = 0; row < std::min(model->rowCount(), 100); ++row) {
            for (int column = 0; column < model->columnCount(); ++column) {
                const QString tip = model->index(row, column).data(Qt::ToolTipRole).toString();
                if (tip.contains(QLatin1String("<img")) || tip.contains(QLatin1String("<b>")))
                    return false;
            }
        }
        return true;
    }
    bool shows(int row, const QString &text) const
    {
        for (int column = 0; column < m_table->model()->columnCount(); ++column) {
            if (m_table->model()->index(row, column).data().toString() == text)
                return true;
        }
        return false;
    }

    void selectTwo(int one, int other)
    {
        const QItemSelectionModel::SelectionFlags row = QItemSelectionModel::Rows;
        m_table->selectionModel()->select(m_table->model()->index(one, 0),
                                          row | QItemSelectionModel::ClearAndSelect);
        m_table->selectionModel()->select(m_table->model()->index(other, 0),
                                          row | QItemSelectionModel::Select);
    }

private Q_SLOTS:
    void init() { makeWorld(); }
    void cleanup() { endWorld(); }

    void showsEachKind_data()
    {
        QTest::addColumn<int>("kind");
        const QList<Kind> all = kinds();
        for (int i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].name) << i;
    }
    void showsEachKind()
    {
        QFETCH(int, kind);
        const Kind one = kinds()[kind];
        write(PreviewWindow::event(0) + one.event + "\n" + PreviewWindow::event(1));
        EventLoopMonitor monitor;
        dropFile();
        QCOMPARE(m_table->model()->rowCount(), 3);
        QTRY_VERIFY_WITH_TIMEOUT(shows(1, one.shown), 20'000);
        QCOMPARE(m_table->model()->headerData(1, Qt::Vertical).toString().contains(QStringLiteral("⚠")),
                 one.isMarked);
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
        QVERIFY(hasPlainToolTips(m_table) && hasPlainToolTips(tree));
        tell(monitor, "table and tree");
        find<QPushButton>("detailJsonButton")->click();
        QVERIFY(test::waitForPaint(text));
        tell(monitor, "JSON");
        find<QLineEdit>("filterEdit")->setText(QStringLiteral("zzzz"));
        settle();
        QTRY_COMPARE(m_table->model()->rowCount(), 0);
        tell(monitor, "filter");
    }
    // A file that was chosen by mistake is not told from one of events by a number of "events".
    void saysThatAFileHoldsNoEvents()
    {
        drop("Dear all,\n[1, 2]\n\"text\"\n");
        const auto *note = find<QLabel>("previewNote");
        QTRY_VERIFY2(note->text().contains(QLatin1String("contains no events")), qPrintable(note->text()));
        QVERIFY2(note->text().contains(QLatin1String("Lines: 3")), qPrintable(note->text()));
        drop(events(2) + "{\"breaks\": \n", "partly.ndjson");
        QTRY_VERIFY2(note->text().contains(QLatin1String("not all of them")), qPrintable(note->text()));
        drop(events(2), "good.ndjson");
        QTRY_VERIFY2(note->text().contains(QLatin1String("Events: 2")), qPrintable(note->text()));
    }
    // All of them in one file, and all lenses on it.
    void showsOneFileOfAllKinds()
    {
        const QList<Kind> all = kinds();
        QByteArray file;
        for (const Kind &one : all)
            file += one.event + "\n";
        write(file + events(20));
        EventLoopMonitor monitor;
        dropFile();
        const int rows = static_cast<int>(all.size()) + 20;
        QCOMPARE(m_table->model()->rowCount(), rows);
        tell(monitor, "opening");
        for (int row = 0; row < all.size(); ++row) {
            m_table->setCurrentIndex(m_table->model()->index(row, 0));
            QTRY_VERIFY_WITH_TIMEOUT(shows(row, all[row].shown), 20'000);
            const QString number = m_table->model()->headerData(row, Qt::Vertical).toString();
            QCOMPARE(number.contains(QStringLiteral("⚠")), all[row].isMarked);
        }
        tell(monitor, "going through the rows");
        screenshot(m_window.get(), "hostile-table");
        // The others are still there when somebody sorts and filters.
        m_table->sortByColumn(static_cast<int>(m_table->columns().indexOf(QStringLiteral("user"))),
                              Qt::AscendingOrder);
        settle();
        find<QLineEdit>("filterEdit")->setText(QStringLiteral("app like \"xxx*\""));
        settle();
        QTRY_COMPARE(m_table->model()->rowCount(), 1);
        find<QLineEdit>("filterEdit")->clear();
        m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
        settle();
        QTRY_COMPARE(m_table->model()->rowCount(), rows);
        tell(monitor, "sort and filter");
        // A formula stays a text in a spreadsheet.
        m_table->setFocus();
        m_table->selectRow(7);
        QTest::keyClick(m_table, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(QApplication::clipboard()->text().contains(QLatin1String("'=HYPERLINK(1)")));
        QVERIFY(QApplication::clipboard()->text().contains(QLatin1String("'@SUM(1)")));
        monitor.begin();
        m_page->panel()->setCurrentIndex(1);
        auto *profile = find<QTableView>("profileTable");
        QTRY_VERIFY_WITH_TIMEOUT(profile->model()->rowCount() > 1000, 30'000);
        tell(monitor, "profile");
        QVERIFY(hasPlainToolTips(profile) && hasPlainToolTips(find<QTableWidget>("valueTable")));
        screenshot(m_window.get(), "hostile-profile");
        m_page->panel()->setCurrentIndex(2);
        QTRY_VERIFY_WITH_TIMEOUT(find<QTableWidget>("conformanceTable")->rowCount() >= 50, 30'000);
        tell(monitor, "conformance");
        QVERIFY(hasPlainToolTips(find<QTableWidget>("conformanceTable")));
        screenshot(m_window.get(), "hostile-conformance");
        m_page->panel()->setCurrentIndex(0);
        selectTwo(0, 1);
        monitor.begin();
        m_page->panel()->showDifference();
        QVERIFY(find<QTableWidget>("differenceTable")->rowCount() >= 1000);
        tell(monitor, "difference");
        QVERIFY(hasPlainToolTips(find<QTableWidget>("differenceTable")));
        m_page->panel()->setCurrentIndex(0);
        selectTwo(1, 3); // 50 MB
        m_page->panel()->showDifference();
        QVERIFY(find<QLabel>("differenceNote")->text().contains(QStringLiteral("too large")));
        tell(monitor, "difference of a large event");
    }
};

QTEST_MAIN(PreviewHostileTest)
#include "preview_hostile_test.moc"
