#include "tests/support/opened_file.h"
#include "ui/main_window.h"
#include "ui/preview/column_chooser.h"
#include "ui/preview/event_detail.h"
#include "ui/preview/event_table.h"
#include "ui/preview/preview_page.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QDropEvent>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTimer>
#include <QTreeView>
#include <QUrl>

using namespace slipway;
using namespace slipway::test;

// The preview of local files in the real window, by mouse and keys.
class PreviewTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_world;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;
    PreviewPage *m_page = nullptr;
    EventTable *m_table = nullptr;
    QElapsedTimer m_beat;
    qint64 m_longest = 0; // ms between two beats of the window's thread

    void makeWindow()
    {
        m_window = std::make_unique<MainWindow>(*m_workspace);
        m_window->resize(1280, 820);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        QApplication::setActiveWindow(m_window.get()); // there is no window manager to do it
        QTRY_VERIFY(m_window->isActiveWindow());
    }
    // Opens `content` as a person drops a file on the window, and waits for its columns.
    void drop(const QByteArray &content, const char *name = "events.ndjson")
    {
        const QString path = m_world->filePath(QString::fromLatin1(name));
        writeFile(path, content);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter(QPoint(200, 200), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(200, 200), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &event);
        for (PreviewPage *page : m_window->findChildren<PreviewPage *>()) {
            if (page->isVisible())
                m_page = page;
        }
        QVERIFY(m_page);
        m_table = m_page->table();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->view().document() && m_page->view().document()->isComplete(),
                                 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->survey().looked > 0 || content.trimmed().isEmpty(), 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->view().count(), m_page->view().document()->count(), 10'000);
    }
    QString cell(int row, const char *column) const
    {
        for (int i = 0; i < m_table->model()->columnCount(); ++i) {
            const QString title = m_table->model()->headerData(i, Qt::Horizontal).toString();
            if (title == QLatin1String(column))
                return m_table->model()->index(row, i).data().toString();
        }
        return QStringLiteral("no such column");
    }
    template<class T>
    T *find(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(!m_page->view().isBusy(), 30'000); }
    void screenshot(QWidget *widget, const char *name) const
    {
        const QString folder = qEnvironmentVariable("SLIPWAY_SCREENSHOTS");
        if (folder.isEmpty())
            return;
        QDir().mkpath(folder);
        for (const auto &[scheme, suffix] :
             {std::pair(theme::Scheme::Light, "light"), std::pair(theme::Scheme::Dark, "dark")}) {
            theme::apply(*qApp, scheme);
            QTest::qWait(50);
            QVERIFY(widget->grab().save(
                QStringLiteral("%1/%2-%3.png")
                    .arg(folder, QString::fromLatin1(name), QString::fromLatin1(suffix))));
        }
        theme::apply(*qApp, theme::Scheme::Light);
    }
    static QByteArray event(int i)
    {
        static const QList<QByteArray> users{"ana@acme.example", "bob@acme.example", "eve@acme.example"};
        return "{\"_id\":\"" + QByteArray::number(1000 + i) +
               "\",\"timestamp\":" + QByteArray::number(1736151783 + i) + ",\"user\":\"" + users[i % 3] +
               "\",\"app\":\"Slack\",\"activity\":\"Upload\",\"alert\":\"yes\",\"alert_name\":\"DLP\","
               "\"alert_type\":\"policy\","
               "\"action\":\"block\",\"severity\":\"" +
               (i % 2 ? "low" : "high") +
               "\",\"transaction_id\":8847222077216958610,\"file_size\":" + QByteArray::number(i * 1500) +
               ",\"srcip\":\"10.0.0." + QByteArray::number(i % 200) +
               "\",\"supporting_data\":{\"data_type\":\"user\",\"data_values\":[\"one\",\"two\"]}}\n";
    }
    static QByteArray events(int count)
    {
        QByteArray text;
        for (int i = 0; i < count; ++i)
            text += event(i);
        return text;
    }

private Q_SLOTS:
    void init()
    {
        theme::apply(*qApp, theme::Scheme::Light);
        m_world = std::make_unique<QTemporaryDir>();
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_world->path());
        m_workspace =
            Workspace::open(m_world->filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>())
                .value();
        makeWindow();
    }
    void cleanup()
    {
        m_page = nullptr;
        m_window.reset();
        m_workspace.reset();
    }

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
        QVERIFY(find<QLabel>("filterError")->isVisible());
        QCOMPARE(m_table->model()->rowCount(), 50);
        screenshot(m_window.get(), "preview-filter-error");
        filter->clear();
        settle();
        QTRY_COMPARE(m_table->model()->rowCount(), 300);
        QVERIFY(!find<QLabel>("filterError")->isVisible());
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

    // 7: hostile data. Each is shown, marked, and the window goes on beating.
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
        drop(PreviewTest::event(0) + event + "\n" + PreviewTest::event(1));
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
