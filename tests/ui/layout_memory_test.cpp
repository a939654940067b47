// What the user arranges is there again at the next start, and what the program arranges is not kept.
#include "ui/widgets/layout_memory.h"

#include "tests/support/active_window.h"
#include "ui/widgets/context_menu_key.h"

#include <QAction>
#include <QApplication>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QMouseEvent>
#include <QSettings>
#include <QSplitter>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;

class LayoutMemoryTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_world;

    // A table as a screen makes it. It is filled, and its columns fit their texts, after it was made.
    static std::unique_ptr<QTableWidget> makeTable()
    {
        auto table = std::make_unique<QTableWidget>(2, 4);
        table->setHorizontalHeaderLabels({QStringLiteral("Name"), QStringLiteral("Result"),
                                          QStringLiteral("When"), QStringLiteral("Notes")});
        QHeaderView *header = table->horizontalHeader();
        header->setSectionsMovable(true);
        header->setStretchLastSection(true);
        new ColumnLayout(header, QStringLiteral("test"));
        table->resize(800, 200);
        table->show();
        if (!QTest::qWaitForWindowExposed(table.get()))
            qFatal("The table is not shown");
        table->resizeColumnsToContents();
        return table;
    }
    // Drags the line behind a column.
    static void widen(QTableWidget &table, int column, int by)
    {
        QHeaderView *header = table.horizontalHeader();
        const QPoint edge(header->sectionViewportPosition(column) + header->sectionSize(column) - 1, 8);
        QTest::mousePress(header->viewport(), Qt::LeftButton, {}, edge);
        const QPoint end = edge + QPoint(by, 0);
        // QTest would move the cursor without a button that is held down.
        QMouseEvent move(QEvent::MouseMove, end, header->viewport()->mapToGlobal(end), Qt::NoButton,
                         Qt::LeftButton, {});
        QCoreApplication::sendEvent(header->viewport(), &move);
        QTest::mouseRelease(header->viewport(), Qt::LeftButton, {}, edge + QPoint(by, 0));
    }
    static QMenu *openMenu(QTableWidget &table)
    {
        Q_EMIT table.horizontalHeader()->customContextMenuRequested(QPoint(4, 4));
        return table.findChild<QMenu *>(QStringLiteral("columnMenu"));
    }

private Q_SLOTS:
    void init()
    {
        m_world = std::make_unique<QTemporaryDir>();
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_world->path());
    }

    void aColumnKeepsTheWidthThatItWasGiven()
    {
        auto table = makeTable();
        const int usual = table->columnWidth(1), other = table->columnWidth(2);
        widen(*table, 1, 60);
        QCOMPARE(table->columnWidth(1), usual + 60);
        table->resizeColumnsToContents(); // as whenever there are new rows
        QTRY_COMPARE(table->columnWidth(1), usual + 60);
        table = makeTable();
        QTRY_COMPARE(table->columnWidth(1), usual + 60);
        QCOMPARE(table->columnWidth(2), other); // nobody has changed it: it fits its contents
    }
    void columnsAreChosenAndKeepTheirOrder()
    {
        auto table = makeTable();
        QMenu *menu = openMenu(*table);
        QVERIFY(!menu->actions().at(0)->isEnabled()); // without it, nobody knows what a row is about
        menu->actions().at(1)->trigger();
        menu->close();
        QVERIFY(table->isColumnHidden(1));
        table->horizontalHeader()->moveSection(2, 0);
        table = makeTable();
        QVERIFY(table->isColumnHidden(1));
        table->setColumnHidden(1, false); // a screen that fits its columns does this
        QTRY_VERIFY(table->isColumnHidden(1));
        QCOMPARE(table->horizontalHeader()->logicalIndex(0), 2);
        openMenu(*table)->actions().constLast()->trigger(); // the usual columns
        QVERIFY(!table->isColumnHidden(1));
        QCOMPARE(table->horizontalHeader()->logicalIndex(0), 0);
        table = makeTable();
        QVERIFY(!table->isColumnHidden(1));
        QCOMPARE(table->horizontalHeader()->logicalIndex(0), 0);
    }
    // Whoever has no mouse opens the menu in the table, with either key.
    void theColumnsAreChosenWithTheKeyboard_data()
    {
        QTest::addColumn<bool>("isMenuKey");
        QTest::newRow("menu key") << true;
        QTest::newRow("Shift+F10") << false;
    }
    void theColumnsAreChosenWithTheKeyboard()
    {
        QFETCH(bool, isMenuKey);
        auto table = makeTable();
        const ContextMenuKey keys(table.get());
        test::activate(*table);
        table->setFocus();
        table->setCurrentCell(1, 2);
        if (isMenuKey) {
            QContextMenuEvent event(QContextMenuEvent::Keyboard, {5, 5}, {5, 5}); // what Qt makes of the key
            QCoreApplication::sendEvent(table.get(), &event);
        } else {
            QTest::keyClick(table.get(), Qt::Key_F10, Qt::ShiftModifier);
        }
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QCOMPARE(menu->objectName(), QStringLiteral("columnMenu"));
        QTest::keyClick(menu, Qt::Key_Down); // the first that can be chosen, which is the second column
        QTest::keyClick(menu, Qt::Key_Return);
        QVERIFY(table->isColumnHidden(1));
        QVERIFY(!table->isColumnHidden(2));
        QTRY_VERIFY(!QApplication::activePopupWidget());
        QVERIFY(table->hasFocus());
    }
    void aSortedTableStaysSorted()
    {
        const auto make = [] {
            auto table = std::make_unique<QTableWidget>(2, 2);
            table->setSortingEnabled(true);
            table->sortByColumn(0, Qt::AscendingOrder);
            new ColumnLayout(table->horizontalHeader(), QStringLiteral("sorted"));
            return table;
        };
        make()->sortByColumn(1, Qt::DescendingOrder);
        const auto again = make();
        QCOMPARE(again->horizontalHeader()->sortIndicatorSection(), 1);
        QCOMPARE(again->horizontalHeader()->sortIndicatorOrder(), Qt::DescendingOrder);
    }
    void aLineBetweenTwoPartsStaysWhereItWasPut()
    {
        const auto make = [] {
            auto splitter = std::make_unique<QSplitter>(Qt::Horizontal);
            splitter->addWidget(new QWidget);
            splitter->addWidget(new QWidget);
            splitter->setSizes({200, 600});
            rememberSizes(splitter.get(), QStringLiteral("test"));
            splitter->resize(800, 200);
            splitter->show();
            return splitter;
        };
        auto splitter = make();
        QVERIFY(QTest::qWaitForWindowExposed(splitter.get()));
        splitter->setSizes({500, 300}); // by the program
        splitter = make();
        const int usual = splitter->sizes().first();
        QWidget *line = splitter->handle(1);
        QTest::mousePress(line, Qt::LeftButton, {}, QPoint(2, 50));
        QTest::mouseMove(line, QPoint(102, 50));
        QTest::mouseRelease(line, Qt::LeftButton, {}, QPoint(2, 50));
        const int moved = splitter->sizes().first();
        QVERIFY(moved > usual + 50);
        QCOMPARE(make()->sizes().first(), moved);
    }
};

QTEST_MAIN(LayoutMemoryTest)
#include "layout_memory_test.moc"
