#include "core/exporting/jobs/expected_export.h"
#include "tests/support/saved_tenant.h"
#include "tests/support/screenshot.h"
#include "ui/exporting/export_page.h"
#include "ui/help/help_dialog.h"
#include "ui/history/history_page.h"
#include "ui/preferences/preferences.h"
#include "ui/preferences/preferences_dialog.h"
#include "ui/widgets/shown_time.h"

#include <QApplication>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QTextBrowser>

using namespace slipway;
using test::screenshot;

namespace {
constexpr qint64 september = 1'788'220'800; // 2026-09-01T00:00:00Z
} // namespace

// The preferences, and what the window does with them.
class PreferencesTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_world;
    std::unique_ptr<Workspace> m_workspace;
    Tenant m_tenant;

private Q_SLOTS:
    void initTestCase()
    {
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_world.path());
        m_workspace =
            Workspace::open(m_world.filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>())
                .value();
        m_tenant.name = QStringLiteral("Acme");
        m_tenant.address = QUrl(QStringLiteral("http://127.0.0.1:9"));
        m_tenant = test::saveTenant(*m_workspace, m_tenant).value();
    }
    void theTimeZoneIsChosenByAPartOfItsName()
    {
        PreferencesDialog dialog;
        dialog.show();
        auto *zone = dialog.findChild<QComboBox *>(QStringLiteral("timeZoneBox"));
        const auto *note = dialog.findChild<QLabel *>(QStringLiteral("timeZoneNote"));
        QCOMPARE(zone->currentIndex(), 0);
        QVERIFY(!note->isVisible());
        screenshot(&dialog, "preferences");
        const auto enter = [zone](const char *text) {
            zone->setEditText(QString::fromLatin1(text));
            Q_EMIT zone->lineEdit()->editingFinished();
        };
        enter("asia/tokyo");
        QCOMPARE(preferences::timeZone(), QStringLiteral("Asia/Tokyo"));
        QVERIFY(note->isVisible()); // until the restart
        enter("Middle Earth");      // no such zone
        QCOMPARE(preferences::timeZone(), QStringLiteral("Asia/Tokyo"));
        QCOMPARE(zone->currentText(), QStringLiteral("Asia/Tokyo"));
        zone->setCurrentIndex(0);
        QCOMPARE(preferences::timeZone(), QString());
        QVERIFY(!QSettings().contains(QStringLiteral("window/timeZone")));
    }
    void anUnknownZoneChangesNothing()
    {
        const QByteArray before = qgetenv("TZ");
        preferences::setTimeZone(QStringLiteral("Middle/Earth"));
        preferences::useTimeZone();
        QCOMPARE(qgetenv("TZ"), before);
        preferences::setTimeZone({});
        preferences::useTimeZone();
        QCOMPARE(qgetenv("TZ"), before);
    }
    // The times, the headings and the fields, while what goes into files is in UTC.
    void theWindowShowsTheChosenZone()
    {
        preferences::setTimeZone(QStringLiteral("America/New_York"));
        preferences::useTimeZone(); // as at the start of the program
        QCOMPARE(zoneName(), QStringLiteral("New York"));
        QCOMPARE(withZone(QStringLiteral("When")), QStringLiteral("When (New York)"));
        QCOMPARE(shownShortTime(september), QStringLiteral("31 Aug 20:00"));
        HistoryPage history(*m_workspace);
        const auto *table = history.findChild<QTableWidget *>(QStringLiteral("historyTable"));
        QCOMPARE(table->horizontalHeaderItem(0)->text(), QStringLiteral("When (New York)"));
        ExportPage page(*m_workspace);
        page.setTenant(m_tenant);
        auto *from = page.findChild<QDateTimeEdit *>(QStringLiteral("fromEdit"));
        from->setDateTime(QDateTime::fromSecsSinceEpoch(september));
        QCOMPARE(from->text(), QStringLiteral("2026-08-31 20:00:00"));
        QVERIFY(page.findChild<QLabel *>(QStringLiteral("zoneLabel"))
                    ->text()
                    .contains(QLatin1String("America/New York")));
        preferences::setTimeZone(QStringLiteral("UTC"));
        preferences::useTimeZone();
        QCOMPARE(zoneName(), QStringLiteral("UTC"));
        QCOMPARE(shownShortTime(september), QStringLiteral("1 Sep 00:00"));
        preferences::setTimeZone({});
    }
    // A form that nobody has changed takes over new preferences; what was entered stays.
    void newExportsBeginWithThePreferences()
    {
        ExportPage page(*m_workspace);
        page.setTenant(m_tenant);
        page.show();
        auto *rate = page.findChild<QDoubleSpinBox *>(QStringLiteral("rateBox"));
        auto *folder = page.findChild<QLineEdit *>(QStringLiteral("folderEdit"));
        QCOMPARE(rate->value(), 1.0);
        {
            PreferencesDialog dialog;
            dialog.findChild<QDoubleSpinBox *>(QStringLiteral("paceBox"))->setValue(2.5);
            dialog.findChild<QLineEdit *>(QStringLiteral("exportFolderEdit"))
                ->setText(QStringLiteral("/data/netskope"));
        }
        page.hide();
        page.show();
        QCOMPARE(rate->value(), 2.5);
        QCOMPARE(folder->text(), QStringLiteral("/data/netskope/Acme"));
        rate->setValue(0.5);
        folder->setText(QStringLiteral("/mine"));
        preferences::setPace(3);
        preferences::setExportFolder({});
        page.hide();
        page.show();
        QCOMPARE(rate->value(), 0.5);
        QCOMPARE(folder->text(), QStringLiteral("/mine"));
        preferences::setPace(1);
    }
    void recentFoldersAreOffered()
    {
        for (int number = 0; number < 12; ++number)
            preferences::addRecentFolder(QStringLiteral("/data/%1").arg(number));
        preferences::addRecentFolder(QStringLiteral("/data/9"));
        const QStringList folders = preferences::recentFolders();
        QCOMPARE(folders.size(), 8);
        QCOMPARE(folders.first(), QStringLiteral("/data/9"));
        QCOMPARE(folders.count(QStringLiteral("/data/9")), 1);
        ExportPage page(*m_workspace);
        page.setTenant(m_tenant);
        page.resize(1000, 560);
        page.show();
        const auto *recent = page.findChild<QPushButton *>(QStringLiteral("recentFoldersButton"));
        QVERIFY(recent->isVisible());
        QCOMPARE(recent->menu()->actions().size(), 8);
        recent->menu()->actions().at(1)->trigger();
        QCOMPARE(page.findChild<QLineEdit *>(QStringLiteral("folderEdit"))->text(),
                 QStringLiteral("/data/11"));
        screenshot(&page, "export-recent");
    }
    // Half the range brings half the events; without an earlier export nothing is promised.
    void earlierExportsTellWhatToExpect()
    {
        ExportRequest wanted;
        wanted.address = m_tenant.address;
        wanted.endpointIds = {QStringLiteral("alert"), QStringLiteral("audit")};
        wanted.from = september;
        wanted.to = september + 12 * 3600;
        wanted.maxRate = 0.5;
        JobSnapshot before;
        before.request = wanted;
        before.request.to = september + 24 * 3600;
        EndpointProgress alerts;
        alerts.endpointId = QStringLiteral("alert");
        alerts.done = true;
        alerts.events = 10'000;
        alerts.pages = 480;
        before.endpoints = {alerts};
        QVERIFY(!expectedExport(wanted, {before})); // no audit events yet
        EndpointProgress audit = alerts;
        audit.endpointId = QStringLiteral("audit");
        audit.events = 200;
        audit.pages = 24;
        before.endpoints << audit;
        const auto expected = expectedExport(wanted, {before});
        QVERIFY(expected);
        QCOMPARE(expected->events, 5'100);
        QCOMPARE(expected->seconds, 480); // 240 pages, one every two seconds
        before.endpoints[1].done = false;
        QVERIFY(!expectedExport(wanted, {before}));
        before.endpoints[1].done = true;
        before.request.address = QUrl(QStringLiteral("https://other.goskope.com"));
        QVERIFY(!expectedExport(wanted, {before}));
    }
    // From the source tree here; links lead from one document to a heading of another.
    void theDocumentationIsRead()
    {
        QVERIFY2(!documentsFolder().isEmpty(), "The documents of the source tree are not found.");
        HelpDialog help;
        help.open(QStringLiteral("user-guide.md"));
        help.show();
        auto *page = help.findChild<QTextBrowser *>(QStringLiteral("helpPage"));
        QVERIFY(page->toPlainText().startsWith(QLatin1String("User guide")));
        screenshot(&help, "documentation");
        QTRY_COMPARE(page->horizontalScrollBar()->maximum(), 0); // pictures are no wider than the page
        Q_EMIT page->anchorClicked(QUrl(QStringLiteral("troubleshooting.md#something-in-between")));
        QVERIFY(page->source().path().endsWith(QLatin1String("/troubleshooting.md")));
        QCOMPARE(page->textCursor().block().text().toLower(), QStringLiteral("something in between"));
        page->backward();
        QVERIFY(page->source().path().endsWith(QLatin1String("/user-guide.md")));
        QTRY_COMPARE(page->horizontalScrollBar()->maximum(), 0);
        Q_EMIT page->anchorClicked(QUrl(QStringLiteral("#many-tenants")));
        QCOMPARE(page->textCursor().block().text(), QStringLiteral("Many tenants"));
    }
};

QTEST_MAIN(PreferencesTest)
#include "preferences_test.moc"
