#include "core/demo/demo_tenant.h"
#include "tests/support/demo_control.h"
#include "tests/support/preview_window.h"
#include "tests/support/saved_tenant.h"
#include "ui/preview/insight/time_chart.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/shown_time.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDateTimeEdit>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTimer>

using namespace slipway;
using namespace slipway::test;

// How the table, the chart, the field profile, the conformance and the difference work together in the real
// window.
class PreviewPageTest : public PreviewWindow
{
    Q_OBJECT

    QTabBar *tabs() const { return m_page->panel()->tabBar(); }
    void click(int tab) { QTest::mouseClick(tabs(), Qt::LeftButton, {}, tabs()->tabRect(tab).center()); }
    QString filter() const { return find<QLineEdit>("filterEdit")->text(); }
    int rows() const { return m_table->model()->rowCount(); }

private Q_SLOTS:
    void initTestCase() { qputenv("TZ", "XYZ3"); } // local time is three hours behind UTC
    void init() { makeWorld(); }
    void cleanup() { endWorld(); }

    // The model reads from the view, so it must not outlive it.
    void theModelGoesBeforeItsView()
    {
        QStringList gone;
        auto page = std::make_unique<PreviewPage>(*m_workspace);
        connect(page->table()->model(), &QObject::destroyed, this,
                [&gone] { gone << QStringLiteral("model"); });
        connect(&page->view(), &QObject::destroyed, this, [&gone] { gone << QStringLiteral("view"); });
        page.reset();
        QCOMPARE(gone, QStringList({QStringLiteral("model"), QStringLiteral("view")}));
    }
    void loadsATimeRangeOfATenant()
    {
        QTest::mouseClick(m_window->findChild<QPushButton *>(QStringLiteral("demoButton")), Qt::LeftButton);
        for (auto *screens : m_window->findChildren<QTabWidget *>()) {
            if (screens->accessibleName() == QLatin1String("Screens of the tenant"))
                screens->setCurrentIndex(1);
        }
        for (PreviewPage *page : m_window->findChildren<PreviewPage *>()) {
            if (page->isVisible())
                m_page = page;
        }
        QVERIFY(m_page);
        m_table = m_page->table();
        auto *amount = find<QComboBox>("amountCombo");
        amount->setCurrentIndex(amount->count() - 1);
        QVERIFY(find<QDateTimeEdit>("rangeFrom")->isVisible());
        const QDateTime to = QDateTime::currentDateTime().addDays(-2), from = to.addSecs(-3600);
        find<QDateTimeEdit>("rangeFrom")->setDateTime(from);
        find<QDateTimeEdit>("rangeTo")->setDateTime(to);
        screenshot(m_window.get(), "page-range");
        QTest::mouseClick(find<QPushButton>("loadButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->survey().looked > 0, 30'000);
        QVERIFY(rows() > 0);
        for (int row = 0; row < rows(); ++row) {
            const QString shown = cell(row, qPrintable(withZone(QStringLiteral("timestamp"))));
            const auto time = QDateTime::fromString(shown, QStringLiteral("yyyy-MM-dd HH:mm:ss"));
            QVERIFY2(time >= from.addSecs(-60) && time <= to, qPrintable(shown));
        }
        // A range that ends before it starts is explained.
        find<QDateTimeEdit>("rangeTo")->setDateTime(from.addDays(-1));
        QTest::mouseClick(find<QPushButton>("loadButton"), Qt::LeftButton);
        QTRY_VERIFY(m_page->findChild<Banner *>()->isVisible());
        QVERIFY(m_page->findChild<Banner *>()->text().contains(QStringLiteral("ends before it starts")));
        QVERIFY(rows() > 0);
    }
    // The rows are there with the first answer, and the chosen one stays chosen when others join them.
    void showsTheFirstEventsWhileOthersAreLoaded()
    {
        DemoTenantOptions options;
        options.events = {{QStringLiteral("alert"), 200 * 168}}; // 200 an hour
        options.requestsPerSecond = 50;
        const auto demo = DemoTenant::start(options).value();
        control(demo->address(), "/__demo/settings", R"({"tail":"hour"})");
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = demo->address();
        tenant = saveTenant(*m_workspace, tenant).value();
        QVERIFY(QCoro::waitFor(
            m_workspace->tokens().writeForSession(tokenKey(tenant.id), Secret(demo->token()))));
        PreviewPage page(*m_workspace);
        page.resize(1000, 700);
        page.setTenant(tenant);
        page.setVisible(true);
        const auto *load = page.findChild<QPushButton *>(QStringLiteral("loadButton"));
        const auto current = [&] {
            const auto row = page.view().row(page.table()->currentIndex().row());
            return std::string(page.view().document()->reader()->event(row));
        };
        page.load(QStringLiteral("alert"));
        QTRY_VERIFY(page.view().count() > 0);
        QCOMPARE(load->text(), QStringLiteral("&Stop"));
        const qint64 first = page.view().count();
        QVERIFY2(first > 100 && first < 500, qPrintable(QString::number(first)));
        QTRY_VERIFY(page.table()->currentIndex().isValid());
        page.table()->goToPlace(50);
        const std::string chosen = current();
        QVERIFY(!chosen.empty());
        QTRY_COMPARE_WITH_TIMEOUT(load->text(), QStringLiteral("&Load"), 30'000);
        QTRY_COMPARE(page.view().count(), 500);
        QTRY_VERIFY(page.table()->currentIndex().isValid());
        QCOMPARE(current(), chosen);
        // What the rows are stands above them, whatever is chosen for the next time.
        const auto *note = page.findChild<QLabel *>(QStringLiteral("rowsNote"));
        const QColor plain = page.table()->palette().color(QPalette::Text);
        QVERIFY(note->isVisible());
        QCOMPARE(note->text(), QStringLiteral("Alerts of Acme, newest 500"));
        QVERIFY(note->mapTo(&page, QPoint()).y() < page.table()->mapTo(&page, QPoint()).y());
        auto *endpoints = page.findChild<QComboBox *>(QStringLiteral("endpointCombo"));
        endpoints->setCurrentIndex(endpoints->findText(QStringLiteral("Audit events")));
        QVERIFY2(
            note->text().contains(QLatin1String("Alerts of Acme, newest 500. Audit events are not loaded")),
            qPrintable(note->text()));
        QVERIFY(page.table()->palette().color(QPalette::Text) != plain);
        screenshot(&page, "preview-other-endpoint");
        endpoints->setCurrentIndex(endpoints->findText(QStringLiteral("Alerts")));
        QCOMPARE(note->text(), QStringLiteral("Alerts of Acme, newest 500"));
        QCOMPARE(page.table()->palette().color(QPalette::Text), page.palette().color(QPalette::Text));
        page.setTenant({});
        QVERIFY(!note->isVisible());
    }
    void hasTheLensesOneClickAway()
    {
        drop(events(900));
        QVERIFY(m_table->isVisible());
        auto *chart = find<TimeChart>("timeChart");
        QTRY_VERIFY(chart->isVisible());
        screenshot(m_window.get(), "page-events");
        click(1);
        auto *profile = find<QTableView>("profileTable");
        QVERIFY(profile->isVisible() && !m_table->isVisible());
        QTRY_COMPARE(profile->model()->rowCount(), 16); // supporting_data has two of its own
        screenshot(m_window.get(), "page-profile");
        click(2);
        QTRY_VERIFY(find<QLabel>("conformanceVerdict")->text().contains(QStringLiteral("onform")));
        screenshot(m_window.get(), "page-conformance");
        // The next window opens with the same lens.
        m_window.reset();
        makeWindow();
        drop(events(900));
        QVERIFY(find<QTableWidget>("conformanceTable")->isVisible());
        click(0);
        QVERIFY(m_table->isVisible());
        find<QCheckBox>("chartCheck")->click();
        QVERIFY(!find<TimeChart>("timeChart")->isVisible());
        m_window.reset();
        makeWindow();
        drop(events(900));
        QVERIFY(m_table->isVisible() && !find<QCheckBox>("chartCheck")->isChecked());
        QVERIFY(!find<TimeChart>("timeChart")->isVisible());
    }
    void knowsFieldsThatComeLateInAFile()
    {
        QByteArray late = event(50'000);
        late.replace("{\"_id\"", "{\"seen_late\":\"yes\",\"_id\"");
        drop(events(50'000) + late.repeated(100));
        QTRY_VERIFY(m_page->survey().names().contains(QStringLiteral("seen_late")));
    }
    void theArrowStaysWithItsColumn()
    {
        drop(events(30));
        const auto arrow = [this] {
            const int section = m_table->horizontalHeader()->sortIndicatorSection();
            return section < 0 ? QString() : m_table->columns().value(section);
        };
        QStringList columns = m_table->columns();
        m_table->sortByColumn(static_cast<int>(columns.indexOf(QStringLiteral("user"))), Qt::DescendingOrder);
        QTRY_COMPARE(cell(0, "user"), QStringLiteral("eve@acme.example"));
        columns.prepend(QStringLiteral("transaction_id"));
        m_page->setColumns(columns);
        settle();
        QCOMPARE(arrow(), QStringLiteral("user"));
        QCOMPARE(cell(0, "user"), QStringLiteral("eve@acme.example"));
        columns.removeAll(QStringLiteral("user"));
        m_page->setColumns(columns);
        QTRY_COMPARE(cell(0, "_id"), QStringLiteral("1000"));
        QCOMPARE(arrow(), QString());
    }
    void leavesRoomForTheTableInASmallWindow()
    {
        drop(events(900));
        m_window->resize(m_window->minimumSize());
        QVERIFY2(m_table->viewport()->height() > 120, qPrintable(QString::number(m_table->height())));
        QVERIFY(m_window->width() <= m_window->minimumWidth() + 1);
        screenshot(m_window.get(), "page-small");
        click(2);
        QTRY_VERIFY(find<QLabel>("conformanceVerdict")->text().contains(QStringLiteral("onform")));
        screenshot(m_window.get(), "page-small-conformance");
        click(1);
        QTRY_COMPARE(find<QTableView>("profileTable")->model()->rowCount(), 16);
        screenshot(m_window.get(), "page-small-profile");
    }
    void brushesTheFilter()
    {
        drop(events(900));
        auto *chart = find<TimeChart>("timeChart");
        QTRY_VERIFY(chart->isVisible());
        QTest::mousePress(chart->viewport(), Qt::LeftButton, {}, QPoint(chart->width() / 3, 40));
        QTest::mouseMove(chart->viewport(), QPoint(chart->width() / 2, 40));
        QTest::mouseRelease(chart->viewport(), Qt::LeftButton, {}, QPoint(chart->width() / 2, 40));
        QVERIFY2(filter().startsWith(QLatin1String("timestamp gte 2025-01-06T")), qPrintable(filter()));
        settle();
        QTRY_VERIFY(rows() > 50 && rows() < 400);
        screenshot(m_window.get(), "page-brushed");
        chart->setFocus();
        QTest::keyClick(chart, Qt::Key_Escape);
        QCOMPARE(filter(), QString());
        QTRY_COMPARE(rows(), 900);
    }
    void filtersFromTheProfile()
    {
        drop(events(900));
        click(1);
        auto *profile = find<QTableView>("profileTable");
        auto *values = find<QTableWidget>("valueTable");
        QTRY_COMPARE(profile->model()->rowCount(), 16);
        for (int row = 0; row < profile->model()->rowCount(); ++row) {
            if (profile->model()->index(row, 0).data() == QStringLiteral("user"))
                profile->selectRow(row);
        }
        QTRY_COMPARE(values->rowCount(), 3);
        values->setFocus();
        values->setCurrentCell(0, 0);
        QTest::keyClick(values, Qt::Key_Return);
        QCOMPARE(filter(), QStringLiteral("user eq \"ana@acme.example\""));
        QTRY_COMPARE(rows(), 300);
        // A field of the profile becomes a column of the table.
        profile->setFocus();
        for (int row = 0; row < profile->model()->rowCount(); ++row) {
            if (profile->model()->index(row, 0).data() == QStringLiteral("transaction_id"))
                profile->selectRow(row);
        }
        QTest::keyClick(profile, Qt::Key_Return);
        QVERIFY(m_table->isVisible());
        QCOMPARE(cell(0, "transaction_id"), QStringLiteral("8847222077216958610"));
    }
    void acceptsTheSamplesAndSaysWhereTheyDisagree_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name :
             {"alert-v1", "alert-v2", "application-v1", "application-v2", "audit-v1", "audit-v2"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void acceptsTheSamplesAndSaysWhereTheyDisagree()
    {
        QFETCH(QString, name);
        QFile sample(QStringLiteral(SLIPWAY_SAMPLES "/%1.json").arg(name));
        QVERIFY(sample.open(QIODevice::ReadOnly));
        drop(sample.readAll());
        click(2);
        const auto *verdict = find<QLabel>("conformanceVerdict");
        QTRY_VERIFY(verdict->text().contains(QLatin1String("Conforms")));
        const QString version = name.section(QLatin1Char('-'), 1).toUpper();
        QStringList texts;
        for (const QLabel *label : m_page->panel()->currentWidget()->findChildren<QLabel *>())
            texts << label->text();
        QVERIFY2(texts.join(QLatin1Char(' ')).contains(version), qPrintable(texts.join(QLatin1Char(' '))));
        if (!name.startsWith(QLatin1String("audit")))
            return;
        const auto *table = find<QTableWidget>("conformanceTable");
        bool isMentioned = false;
        for (int row = 0; row < table->rowCount(); ++row)
            isMentioned = isMentioned || (table->item(row, 1)->text() == QLatin1String("severity_level") &&
                                          table->item(row, 0)->text().contains(QLatin1String("accepted")));
        screenshot(m_window.get(), qPrintable(QStringLiteral("page-") + name));
        QVERIFY(isMentioned);
        // What it means is there to be read in full.
        QVERIFY(find<QLabel>("findingMeaning")->isVisible());
        QVERIFY(find<QLabel>("findingMeaning")->text().contains(QLatin1String("schema")));
    }
    void showsAnExampleOfAFinding()
    {
        QByteArray odd = event(33);
        odd.replace("\"activity\":\"Upload\"", "\"activity\":[7]");
        drop(events(33) + odd + events(30));
        find<QLineEdit>("filterEdit")->setText(QStringLiteral("user eq \"eve@acme.example\"")); // hides it
        settle();
        click(2);
        auto *table = find<QTableWidget>("conformanceTable");
        const auto finding = [&] {
            for (int row = 0; row < table->rowCount(); ++row) {
                if (table->item(row, 1)->text() == QLatin1String("activity"))
                    return row;
            }
            return -1;
        };
        QTRY_VERIFY(finding() >= 0);
        table->setFocus();
        table->setCurrentCell(finding(), 0);
        QTest::keyClick(table, Qt::Key_Return);
        QVERIFY(m_table->isVisible());
        QTRY_COMPARE(m_table->currentIndex().row(), 33);
        QCOMPARE(filter(), QString());
        QVERIFY(find<QLabel>("previewNote")->text().contains(QStringLiteral("was cleared")));
    }
    void comparesTwoSelectedEvents()
    {
        drop(events(300));
        m_table->setFocus();
        m_table->selectRow(4);
        m_table->selectionModel()->select(m_table->model()->index(7, 0),
                                          QItemSelectionModel::Select | QItemSelectionModel::Rows);
        QTest::keyClick(m_table, Qt::Key_D, Qt::ControlModifier);
        auto *table = find<QTableWidget>("differenceTable");
        QVERIFY(table->isVisible());
        QCOMPARE(table->horizontalHeaderItem(1)->text(), QStringLiteral("Event 5"));
        QCOMPARE(table->horizontalHeaderItem(2)->text(), QStringLiteral("Event 8"));
        QStringList fields;
        for (int row = 0; row < table->rowCount(); ++row)
            fields << table->item(row, 0)->text().mid(3);
        QCOMPARE(fields,
                 QStringList({QStringLiteral("_id"), QStringLiteral("timestamp"), QStringLiteral("severity"),
                              QStringLiteral("file_size"), QStringLiteral("srcip")}));
        screenshot(m_window.get(), "page-difference");
        click(0);
        m_table->selectAll();
        click(3);
        QVERIFY(find<QLabel>("differenceNote")->text().contains(QStringLiteral("Select exactly two")));
    }
    void completesValues()
    {
        drop(events(300));
        auto *edit = find<QLineEdit>("filterEdit");
        edit->setFocus();
        QTest::keyClicks(edit, QStringLiteral("user eq e"));
        auto *popup = m_page->findChild<QCompleter *>()->popup();
        QTRY_VERIFY(popup->isVisible());
        QVERIFY(popup->model()->rowCount() >= 1);
        screenshot(popup, "page-completion");
        QTest::keyClick(popup, Qt::Key_Down);
        QTest::keyClick(popup, Qt::Key_Return);
        QVERIFY2(filter().startsWith(QLatin1String("user eq \"eve@acme.example\"")), qPrintable(filter()));
        QTRY_COMPARE(rows(), 100);
    }
    void showsTheChartInUtc()
    {
        drop(events(900));
        QTRY_VERIFY(find<TimeChart>("timeChart")->isVisible());
        find<QCheckBox>("utcCheck")->setChecked(true);
        screenshot(m_window.get(), "page-utc");
        auto *chart = find<TimeChart>("timeChart");
        chart->setFocus();
        QTest::keyClick(chart, Qt::Key_Right);
        QVERIFY2(chart->accessibleDescription().contains(QLatin1String("8:23")),
                 qPrintable(chart->accessibleDescription()));
    }
};

QTEST_MAIN(PreviewPageTest)
#include "preview_page_test.moc"
