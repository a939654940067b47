#include "tests/support/screenshot.h"
#include "ui/exporting/export_page.h"

#include <QDateTimeEdit>
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
        page.setTenant(workspace->add(tenant).value());
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
};

QTEST_MAIN(ExportPageTest)
#include "export_page_test.moc"
