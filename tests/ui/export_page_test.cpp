#include "tests/support/saved_tenant.h"
#include "tests/support/screenshot.h"
#include "ui/exporting/export_page.h"
#include "ui/widgets/banner.h"

#include <QClipboard>
#include <QDateTimeEdit>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using test::screenshot;

namespace {
// Far from UTC, without a summer time; before anything asks for it.
const bool zoneIsSet = qputenv("TZ", "Asia/Tokyo");
} // namespace

class ExportPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // What the fields say and what the page says of them are in the same zone, and it is named.
    void theRangeIsInOneZone()
    {
        QVERIFY(zoneIsSet);
        QTemporaryDir world;
        const auto workspace =
            Workspace::open(world.filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>())
                .value();
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        ExportPage page(*workspace);
        page.setTenant(test::saveTenant(*workspace, tenant).value());
        page.resize(1000, 640);
        page.show();
        auto *from = page.findChild<QDateTimeEdit *>(QStringLiteral("fromEdit"));
        auto *to = page.findChild<QDateTimeEdit *>(QStringLiteral("toEdit"));
        const auto *summary = page.findChild<QLabel *>(QStringLiteral("exportSummary"));
        const auto *start = page.findChild<QPushButton *>(QStringLiteral("startExportButton"));
        const auto *zone = page.findChild<QLabel *>(QStringLiteral("zoneLabel"));
        QVERIFY2(zone->text().contains(QLatin1String("Asia/Tokyo")), qPrintable(zone->text()));
        QVERIFY(start->isEnabled());

        to->setDateTime(QDateTime(QDate(2026, 3, 1), QTime(8, 0)));
        from->setDateTime(QDateTime(QDate(2026, 3, 1), QTime(9, 30)));
        QVERIFY(!start->isEnabled());
        QVERIFY2(summary->text().contains(QLatin1String("starts at 2026-03-01 09:30:00 JST")) &&
                     summary->text().contains(QLatin1String("ends at 2026-03-01 08:00:00 JST")),
                 qPrintable(summary->text()));
        screenshot(&page, "export-empty-range");

        const QDateTime late = QDateTime::currentDateTime().addDays(2);
        to->setDateTime(late);
        QVERIFY(!start->isEnabled());
        QVERIFY2(summary->text().contains(late.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) +
                                          QLatin1String(" JST")),
                 qPrintable(summary->text()));
        QVERIFY(summary->text().contains(QLatin1String("future")));
    }
    // What a colleague's tool prints is pasted as it is: the field shows that moment in its own zone.
    void aTimeIsPastedInAnyForm()
    {
        QTemporaryDir world;
        const auto workspace =
            Workspace::open(world.filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>())
                .value();
        ExportPage page(*workspace);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        auto *from = page.findChild<QDateTimeEdit *>(QStringLiteral("fromEdit"));
        auto *to = page.findChild<QDateTimeEdit *>(QStringLiteral("toEdit"));
        const auto *banner = page.findChild<Banner *>();
        const auto paste = [](QDateTimeEdit *field, const char *text) {
            QGuiApplication::clipboard()->setText(QString::fromLatin1(text));
            field->setFocus();
            QTest::keyClick(field, Qt::Key_V, Qt::ControlModifier);
            return field->dateTime().toSecsSinceEpoch();
        };
        constexpr qint64 september = 1'788'220'800; // 2026-09-01T00:00:00Z
        QCOMPARE(paste(from, "2026-09-01T00:00:00Z"), september);
        QCOMPARE(from->text(), QStringLiteral("2026-09-01 09:00:00"));
        QCOMPARE(paste(from, " 1788220800000\n"), september);
        QCOMPARE(paste(from, "Tue, 01 Sep 2026 02:00:00 +0200"), september);
        QCOMPARE(paste(from, "2026-09-01 09:00:00"), september); // as the other field shows it
        QCOMPARE(paste(from, "2026-09-01T00:00:00.5Z"), september);
        QCOMPARE(paste(to, "2026-09-01T00:00:00.5Z"), september + 1);
        const qint64 hourAgo = QDateTime::currentSecsSinceEpoch() - 3600;
        QVERIFY(std::abs(paste(from, "-1h") - hourAgo) <= 5);
        QVERIFY(!banner->isVisible());

        // What cannot be read is said, with an example, and changes nothing.
        QCOMPARE(paste(to, "09/01/2026"), september + 1);
        QVERIFY(banner->isVisible());
        QVERIFY2(banner->text().contains(QLatin1String("day and month could be exchanged")) &&
                     banner->text().contains(QLatin1String("2026-09-01")),
                 qPrintable(banner->text()));
        screenshot(&page, "export-pasted-time");
        QCOMPARE(paste(to, "2026-09-01"), september - 9 * 3600);
        QVERIFY(!banner->isVisible());
    }
    void aRangeOlderThanWhatIsKeptIsSaidBeforeItStarts()
    {
        QTemporaryDir world;
        const auto workspace =
            Workspace::open(world.filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>())
                .value();
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        ExportPage page(*workspace);
        page.setTenant(test::saveTenant(*workspace, tenant).value());
        auto *from = page.findChild<QDateTimeEdit *>(QStringLiteral("fromEdit"));
        const auto *summary = page.findChild<QLabel *>(QStringLiteral("exportSummary"));
        const auto *start = page.findChild<QPushButton *>(QStringLiteral("startExportButton"));
        from->setDateTime(QDateTime::currentDateTime().addDays(-89));
        QVERIFY2(!summary->text().contains(QLatin1String("90 days")), qPrintable(summary->text()));
        from->setDateTime(QDateTime::currentDateTime().addDays(-100));
        QVERIFY2(summary->text().contains(QLatin1String("begins 100 days ago")), qPrintable(summary->text()));
        QVERIFY(start->isEnabled()); // it is a warning
    }
};

QTEST_MAIN(ExportPageTest)
#include "export_page_test.moc"
