#include "tests/support/preview_window.h"
#include "ui/preview/column_chooser.h"

#include <QCheckBox>
#include <QClipboard>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTimer>
#include <QTreeView>

using namespace slipway;
using namespace slipway::test;

// The table, the filter and the detail pane on a local file in the real window, by mouse and keys.
class PreviewTest : public PreviewWindow
{
    Q_OBJECT

private Q_SLOTS:
    void init() { makeWorld(); }
    void cleanup() { endWorld(); }

    void showsADroppedFileWithoutATenant()
    {
        drop(events(300));
        QCOMPARE(m_table->model()->rowCount(), 300);
        QCOMPARE(m_table->model()->headerData(0, Qt::Horizontal).toString(), QStringLiteral("timestamp"));
        QCOMPARE(cell(0, "user"), QStringLiteral("ana@acme.example"));
        QVERIFY(find<QLabel>("previewNote")->text().contains(QStringLiteral("Alerts")));
        QVERIFY(!find<QPushButton>("loadButton")->isVisible());
        auto *tree = find<QTreeView>("eventTree");
        QTRY_VERIFY_WITH_TIMEOUT(tree->model()->rowCount() == 14, 5'000);
        screenshot(m_window.get(), "preview-file");
    }
    void showsTimesInUtcOrLocalTime()
    {
        drop(events(3));
        auto *utc = find<QCheckBox>("utcCheck");
        utc->setChecked(true);
        QCOMPARE(cell(0, "timestamp (UTC)"), QStringLiteral("2025-01-06 08:23:03"));
        utc->setChecked(false);
        QCOMPARE(cell(0, "timestamp"),
                 QDateTime::fromSecsSinceEpoch(1736151783).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")));
        // The tool tip has what was sent.
        QVERIFY(m_table->model()
                    ->index(0, 0)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(QLatin1String("1736151783")));
    }
    void filtersAsOneTypes()
    {
        drop(events(300));
        auto *filter = find<QLineEdit>("filterEdit");
        QTest::keyClicks(filter, QStringLiteral("eve"));
        settle();
        QTRY_COMPARE(m_table->model()->rowCount(), 100);
        QVERIFY(find<QLabel>("previewNote")->text().contains(QStringLiteral("100 of 300")));
        screenshot(m_window.get(), "preview-filter");
        filter->setText(QStringLiteral("user eq \"eve@acme.example\" and severity eq \"low\""));
        settle();
        QTRY_COMPARE(m_table->model()->rowCount(), 50);
        // A mistake is pointed out, and the rows stay.
        filter->setText(QStringLiteral("user eq"));
        QVERIFY(find<QLabel>("filterMessage")->isVisible());
        QCOMPARE(m_table->model()->rowCount(), 50);
        screenshot(m_window.get(), "preview-filter-error");
        filter->clear();
        settle();
        QTRY_COMPARE(m_table->model()->rowCount(), 300);
        QVERIFY(!find<QLabel>("filterMessage")->isVisible());
    }
    void offersOnlyThisAndNotThis()
    {
        drop(events(300));
        m_table->setCurrentIndex(m_table->model()->index(1, 1)); // user of row 2: bob
        m_table->setFocus();
        QTest::keyClick(m_table, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(find<QLineEdit>("filterEdit")->text().contains(QStringLiteral("bob@acme.example")));
        settle();
        QTRY_COMPARE(m_table->model()->rowCount(), 100);
        find<QLineEdit>("filterEdit")->clear();
        settle();
        QTRY_COMPARE(m_table->model()->rowCount(), 300);
        m_table->setCurrentIndex(m_table->model()->index(1, 1));
        QTest::keyClick(m_table, Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
        settle();
        QTRY_COMPARE(m_table->model()->rowCount(), 200);
    }
    void reachesTheFilterByCtrlF()
    {
        drop(events(30));
        auto *filter = find<QLineEdit>("filterEdit");
        filter->setText(QStringLiteral("eve"));
        m_table->setFocus();
        QTest::keyClick(m_table, Qt::Key_F, Qt::ControlModifier);
        QCOMPARE(QApplication::focusWidget(), filter);
        QCOMPARE(filter->selectedText(), QStringLiteral("eve"));
        QTest::keyClicks(filter, QStringLiteral("bob"));
        QCOMPARE(filter->text(), QStringLiteral("bob"));
    }
    void sortsByAColumn()
    {
        drop(events(300));
        m_table->sortByColumn(0, Qt::DescendingOrder);
        settle();
        QTRY_COMPARE(m_table->model()->headerData(0, Qt::Vertical).toString(), QStringLiteral("300"));
        m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
        settle();
        QTRY_COMPARE(m_table->model()->headerData(0, Qt::Vertical).toString(), QStringLiteral("1"));
    }
    void copiesWhatIsSelected()
    {
        drop(event(0) + event(1) + "{\"user\":\"=cmd|' /C calc'!A0\",\"app\":\"a|b\",\"timestamp\":-5}\n");
        m_table->setFocus();
        m_table->selectAll();
        QTest::keyClick(m_table, Qt::Key_C, Qt::ControlModifier);
        QTRY_COMPARE(QApplication::clipboard()->text().count(QLatin1Char('\n')), 3);
        QVERIFY(QApplication::clipboard()->text().startsWith(QString::fromUtf8(event(0))));
        QTest::keyClick(m_table, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(QApplication::clipboard()->text().startsWith(QLatin1String("timestamp,user,")));
        const QString csv = QApplication::clipboard()->text();
        QVERIFY2(csv.contains(QLatin1String("-5,\"'=cmd|")),
                 qPrintable(csv)); // a text, not a formula; a number stays
        QTest::keyClick(m_table, Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
        QTRY_VERIFY(QApplication::clipboard()->text().startsWith(QLatin1String("| timestamp | user |")));
        QVERIFY(QApplication::clipboard()->text().contains(QLatin1String("a\\|b")));
        QVERIFY(find<QLabel>("previewNote")->text().contains(QStringLiteral("copied")));
    }
    void movesLikeASpreadsheet()
    {
        drop(events(3000));
        m_table->setFocus();
        m_table->setCurrentIndex(m_table->model()->index(0, 0));
        QTest::keyClick(m_table, Qt::Key_Right);
        QCOMPARE(m_table->currentIndex().column(), 1);
        QTest::keyClick(m_table, Qt::Key_End, Qt::ControlModifier);
        QCOMPARE(m_table->currentIndex().row(), 2999);
        QTest::keyClick(m_table, Qt::Key_Home, Qt::ControlModifier);
        QCOMPARE(m_table->currentIndex().row(), 0);
        QTimer::singleShot(300, this, [] {
            auto *dialog = qobject_cast<QInputDialog *>(QApplication::activeModalWidget());
            QVERIFY(dialog);
            dialog->setIntValue(1234);
            dialog->accept();
        });
        QTest::keyClick(m_table, Qt::Key_L, Qt::ControlModifier);
        QCOMPARE(m_table->currentIndex().row(), 1233);
    }
    void remembersColumnsForEachType()
    {
        drop(events(30));
        QCOMPARE(cell(0, "transaction_id"), QStringLiteral("no such column"));
        ColumnChooser chooser(m_page->survey(), static_cast<EventTableModel *>(m_table->model())->columns());
        connect(&chooser, &ColumnChooser::changed, m_page, &PreviewPage::setColumns);
        chooser.findChild<QLineEdit *>()->setText(QStringLiteral("transac"));
        auto *list = chooser.findChild<QListWidget *>();
        int visible = 0;
        for (int i = 0; i < list->count(); ++i) {
            if (!list->item(i)->isHidden()) {
                ++visible;
                list->item(i)->setCheckState(Qt::Checked);
            }
        }
        QCOMPARE(visible, 1);
        QCOMPARE(cell(0, "transaction_id"), QStringLiteral("8847222077216958610"));
        m_table->setColumnWidth(1, 222);
        m_window.reset();
        makeWindow();
        drop(events(40), "others.ndjson");
        QTRY_COMPARE(cell(0, "transaction_id"), QStringLiteral("8847222077216958610"));
        QCOMPARE(m_table->columnWidth(1), 222);
        // Another type has its own.
        drop("{\"audit_log_event\":\"Login\",\"timestamp\":1736151783,\"user\":\"ana\"}\n", "audit.ndjson");
        QCOMPARE(cell(0, "audit_log_event"), QStringLiteral("Login"));
        QCOMPARE(cell(0, "transaction_id"), QStringLiteral("no such column"));
    }
    void searchesAndCopiesInTheDetailPane()
    {
        drop(events(3));
        auto *tree = find<QTreeView>("eventTree");
        QTRY_VERIFY_WITH_TIMEOUT(tree->model()->rowCount() > 0, 5'000);
        auto *search = find<QLineEdit>("detailSearch");
        QTest::keyClicks(search, QStringLiteral("two"));
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(tree->currentIndex().data().toString(), QStringLiteral("[1]"));
        tree->setFocus();
        QTest::keyClick(tree, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("two"));
        screenshot(m_window.get(), "preview-detail");
    }

    void saysThatAFileHasChanged()
    {
        drop(events(100'000));
        QVERIFY(QFile::resize(m_world->filePath(QStringLiteral("events.ndjson")), 5000));
        m_table->scrollToBottom();
        QTRY_VERIFY_WITH_TIMEOUT(find<QLabel>("previewNote")->text().contains(QStringLiteral("changed")),
                                 5'000);
        QCOMPARE(m_table->model()->rowCount(), 100'000);
    }
    void explainsAFileThatCannotBeShown()
    {
        m_window->openEventFile(m_world->filePath(QStringLiteral("nowhere.ndjson")));
        auto *label = m_window->findChild<QLabel *>(QStringLiteral("previewNote"));
        QVERIFY(label);
        QTRY_VERIFY_WITH_TIMEOUT(
            [&] {
                for (const QLabel *one : m_window->findChildren<QLabel *>()) {
                    if (one->isVisible() && one->text().contains(QStringLiteral("nowhere.ndjson")))
                        return true;
                }
                return false;
            }(),
            5'000);
        screenshot(m_window.get(), "preview-missing-file");
    }
};

QTEST_MAIN(PreviewTest)
#include "preview_test.moc"
