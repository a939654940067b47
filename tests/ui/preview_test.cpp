#include "tests/support/preview_window.h"
#include "ui/preview/table/column_chooser.h"
#include "ui/theme/colours.h"
#include "ui/widgets/shown_time.h"

#include <QCheckBox>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextBlock>
#include <QTextLayout>
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
        QCOMPARE(m_table->model()->headerData(0, Qt::Horizontal).toString(),
                 withZone(QStringLiteral("timestamp")));
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
        QCOMPARE(cell(0, qPrintable(withZone(QStringLiteral("timestamp")))),
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
    void offersBothOnTheMenuOfACell()
    {
        drop(events(300));
        const QModelIndex bob = m_table->model()->index(1, 1);
        const auto choose = [&](const QString &start) {
            QString chosen;
            QTimer::singleShot(0, this, [&chosen, start] {
                auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
                QVERIFY(menu);
                for (QAction *action : menu->actions()) {
                    if (action->text().remove(QLatin1Char('&')).startsWith(start)) {
                        chosen = action->text();
                        action->trigger();
                    }
                }
                menu->close();
            });
            const QPoint at = m_table->visualRect(bob).center();
            QContextMenuEvent event(QContextMenuEvent::Mouse, at, m_table->viewport()->mapToGlobal(at));
            QApplication::sendEvent(m_table->viewport(), &event);
            return chosen;
        };
        QVERIFY(choose(QStringLiteral("Not \"")).contains(QStringLiteral("bob@acme.example")));
        QCOMPARE(find<QLineEdit>("filterEdit")->text(), QStringLiteral("user neq \"bob@acme.example\""));
        settle();
        QTRY_COMPARE(m_table->model()->rowCount(), 200);
        find<QLineEdit>("filterEdit")->clear();
        settle();
        QTRY_COMPARE(m_table->model()->rowCount(), 300);
        QVERIFY(choose(QStringLiteral("Only \"")).contains(QStringLiteral("bob@acme.example")));
        QCOMPARE(find<QLineEdit>("filterEdit")->text(), QStringLiteral("user eq \"bob@acme.example\""));
    }
    void opensAFileThatIsDroppedOnTheFilter()
    {
        drop(events(3));
        auto *filter = find<QLineEdit>("filterEdit");
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(m_world->filePath(QStringLiteral("events.ndjson")))});
        data.setText(QStringLiteral("file:///events.ndjson")); // as file managers do
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(filter, &enter); // goes on to the window
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(filter, &event);
        QVERIFY(filter->text().isEmpty());
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
        QTimer::singleShot(0, this, [] {
            QTRY_VERIFY(qobject_cast<QInputDialog *>(QApplication::activeModalWidget()));
            auto *dialog = qobject_cast<QInputDialog *>(QApplication::activeModalWidget());
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
        m_table->horizontalHeader()->moveSection(0, 2); // time behind user and alert_name
        QCOMPARE(m_table->columns().value(2), QStringLiteral("timestamp"));
        m_window.reset();
        makeWindow();
        drop(events(40), "others.ndjson");
        QTRY_COMPARE(cell(0, "transaction_id"), QStringLiteral("8847222077216958610"));
        QCOMPARE(m_table->columns().first(), QStringLiteral("user"));
        QCOMPARE(m_table->columns().value(2), QStringLiteral("timestamp"));
        QCOMPARE(m_table->columnWidth(0), 222);
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
        QTimer::singleShot(0, this, [] {
            auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
            QVERIFY(menu);
            for (QAction *action : menu->actions()) {
                if (action->text() == QLatin1String("Copy &path"))
                    action->trigger();
            }
            menu->close();
        });
        Q_EMIT tree->customContextMenuRequested(tree->visualRect(tree->currentIndex()).center());
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("supporting_data.data_values[1]"));
        // The same search in the text.
        find<QPushButton>("detailJsonButton")->click();
        auto *text = find<QPlainTextEdit>("eventText");
        QVERIFY(text->isVisible() && !tree->isVisible());
        // Names and values differ in colour, also after the scheme has changed.
        for (const theme::Scheme scheme : {theme::Scheme::Light, theme::Scheme::Dark, theme::Scheme::Light}) {
            theme::apply(*qApp, scheme);
            const auto colours = [text] {
                QList<QRgb> all;
                for (const auto &range : text->document()->firstBlock().next().layout()->formats())
                    all << range.format.foreground().color().rgb();
                return all;
            };
            QTRY_COMPARE(colours(), QList<QRgb>({theme::colour(theme::Role::Link, text).rgb(),
                                                 theme::colour(theme::Role::Good, text).rgb()}));
        }
        search->setFocus();
        search->setText(QStringLiteral("8847222077216958610")); // as it was sent
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(find<QPlainTextEdit>("eventText")->textCursor().selectedText(),
                 QStringLiteral("8847222077216958610"));
        search->setText(QStringLiteral("nowhere"));
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(search->toolTip(), QStringLiteral("Not in this event"));
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
