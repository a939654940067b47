#include "core/exporting/journal/job_journal.h"
#include "tests/support/active_window.h"
#include "tests/support/arrival_tenant.h"
#include "tests/support/saved_tenant.h"
#include "tests/support/screenshot.h"
#include "tests/support/time_limits.h"
#include "ui/exporting/export_page.h"
#include "ui/widgets/banner.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDateTimeEdit>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <array>

using namespace slipway;
using test::screenshot;

namespace {
// Far from UTC, without a summer time; before anything asks for it.
const bool zoneIsSet = qputenv("TZ", "Asia/Tokyo");
} // namespace

// A page of its own, with a tenant that cannot be reached.
struct World
{
    QTemporaryDir folder;
    std::unique_ptr<Workspace> workspace;
    Tenant tenant;
    std::unique_ptr<ExportPage> shown;

    World()
    {
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.path());
        workspace =
            Workspace::open(folder.filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>())
                .value();
        tenant.name = QStringLiteral("Acme Europe");
        tenant.address = QUrl(QStringLiteral("http://127.0.0.1:9"));
        tenant = test::saveTenant(*workspace, tenant).value();
        (void)QCoro::waitFor(
            workspace->tokens().writeForSession(tokenKey(tenant.id), Secret("export-canary-1")));
        shown = std::make_unique<ExportPage>(*workspace);
        shown->setTenant(tenant);
        shown->resize(1000, 560);
        shown->show();
    }
    [[nodiscard]] ExportPage *page() const { return shown.get(); }
};

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
        const auto *summary = page.findChild<QLabel *>(QStringLiteral("rangeNote"));
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
    // What the form had when an export was started is there for the tenant's next one, after a restart too.
    void theFormOfTheLastExportIsKept()
    {
        World world;
        const auto fieldOf = [](QWidget *page, const char *name) {
            return page->findChild<QLineEdit *>(QLatin1String(name));
        };
        auto *page = world.page();
        auto *endpoints = page->findChild<QListWidget *>(QStringLiteral("exportEndpoints"));
        for (int row = 0; row < endpoints->count(); ++row)
            endpoints->item(row)->setCheckState(row == 4 ? Qt::Checked : Qt::Unchecked);
        QTemporaryDir files;
        fieldOf(page, "folderEdit")->setText(files.path());
        page->findChild<QCheckBox *>(QStringLiteral("keepLateBox"))->setChecked(true);
        page->findChildren<QPushButton *>(QStringLiteral("presetButton")).last()->click(); // 7 days
        page->findChild<QPushButton *>(QStringLiteral("startExportButton"))->click();
        ExportPage again(*world.workspace);
        const QList<Tenant> tenants = world.workspace->tenants();
        again.setTenant(tenants.first());
        again.show();
        endpoints = again.findChild<QListWidget *>(QStringLiteral("exportEndpoints"));
        for (int row = 0; row < endpoints->count(); ++row)
            QCOMPARE(endpoints->item(row)->checkState(), row == 4 ? Qt::Checked : Qt::Unchecked);
        QCOMPARE(fieldOf(&again, "folderEdit")->text(), files.path());
        QVERIFY(again.findChild<QCheckBox *>(QStringLiteral("keepLateBox"))->isChecked());
        QVERIFY(again.findChildren<QPushButton *>(QStringLiteral("presetButton")).last()->isChecked());
        // Another profile needs other endpoints.
        Tenant other = tenants.first();
        other.profileId = EndpointCatalogue::customProfile({QStringLiteral("audit")}).id;
        ExportPage changed(*world.workspace);
        changed.setTenant(other);
        endpoints = changed.findChild<QListWidget *>(QStringLiteral("exportEndpoints"));
        QCOMPARE(endpoints->item(4)->checkState(), Qt::Unchecked);
    }
    void eachProblemIsSaidAtItsField()
    {
        World world;
        auto *page = world.page();
        const auto note = [page](const char *name) { return page->findChild<QLabel *>(QLatin1String(name)); };
        auto *folder = page->findChild<QLineEdit *>(QStringLiteral("folderEdit"));
        auto *from = page->findChild<QDateTimeEdit *>(QStringLiteral("fromEdit"));
        auto *to = page->findChild<QDateTimeEdit *>(QStringLiteral("toEdit"));
        auto *endpoints = page->findChild<QListWidget *>(QStringLiteral("exportEndpoints"));
        const auto *start = page->findChild<QPushButton *>(QStringLiteral("startExportButton"));
        for (const char *name : {"endpointsNote", "rangeNote", "destinationNote"})
            QVERIFY2(!note(name)->isVisible(), name);
        const QString good = folder->text();
        folder->setText(QStringLiteral("exports"));
        from->setDateTime(to->dateTime());
        for (int row = 0; row < endpoints->count(); ++row)
            endpoints->item(row)->setCheckState(Qt::Unchecked);
        QVERIFY(!start->isEnabled());
        QVERIFY2(note("endpointsNote")->text().endsWith(QLatin1String("Tick at least one.")),
                 qPrintable(note("endpointsNote")->text()));
        QVERIFY2(note("rangeNote")->text().contains(QLatin1String("The time range is empty")),
                 qPrintable(note("rangeNote")->text()));
        QVERIFY2(note("destinationNote")->text().contains(QLatin1String("\"exports\" is not a full path")),
                 qPrintable(note("destinationNote")->text()));
        QVERIFY(note("rangeNote")->geometry().top() >= from->geometry().bottom());
        screenshot(page, "export-problems");

        folder->setText(good);
        endpoints->item(0)->setCheckState(Qt::Checked);
        for (const char *name : {"endpointsNote", "destinationNote"})
            QVERIFY2(!note(name)->isVisible(), name);
        QVERIFY(note("rangeNote")->isVisible());
        page->findChild<QPushButton *>(QStringLiteral("presetButton"))->click();
        QVERIFY(!note("rangeNote")->isVisible());
        QVERIFY(start->isEnabled());
    }
    // The three that matter do not stand among twenty others, and what is ticked is always seen.
    void otherEndpointsAreBehindAButton()
    {
        World world;
        auto *page = world.page();
        auto *list = page->findChild<QListWidget *>(QStringLiteral("exportEndpoints"));
        auto *more = page->findChild<QPushButton *>(QStringLiteral("moreEndpointsButton"));
        const auto listed = [list] {
            QStringList texts;
            for (int row = 0; row < list->count(); ++row) {
                if (!list->item(row)->isHidden())
                    texts << list->item(row)->text();
            }
            return texts;
        };
        const QStringList needed{QStringLiteral("Alerts   – not tested"),
                                 QStringLiteral("Application events   – not tested"),
                                 QStringLiteral("Audit events   – not tested")};
        QCOMPARE(listed(), needed);
        QVERIFY(!list->verticalScrollBar()->isVisible());
        for (const char *words : {"20 more", "Show fewer"}) {
            QCOMPARE(more->text().remove(QLatin1Char('&')), QLatin1String(words));
            more->click();
        }
        QCOMPARE(listed(), needed);
        more->click();
        QCOMPARE(listed().size(), 23);
        screenshot(page, "export-all-endpoints");
        list->item(5)->setCheckState(Qt::Checked);
        more->click();
        QCOMPARE(listed().size(), 4);
        QCOMPARE(listed().last(), QStringLiteral("Infrastructure events   – not tested"));
        QCOMPARE(page->findChild<QLabel *>(QStringLiteral("outlookEndpoints"))->text(), QStringLiteral("4"));
        // Another tenant begins with its own needs.
        Tenant other;
        other.name = QStringLiteral("Other");
        other.address = QUrl(QStringLiteral("https://other.goskope.com"));
        page->setTenant(test::saveTenant(*world.workspace, other).value());
        QCOMPARE(listed(), needed);
    }
    // Whatever the size of the window and the font, no part of the form covers another one.
    void theFormHasRoomForItsParts()
    {
        World world;
        ExportPage *page = world.page();
        auto *more = page->findChild<QPushButton *>(QStringLiteral("moreEndpointsButton"));
        const auto rectOf = [&](const char *name) {
            const auto *part = page->findChild<QWidget *>(QLatin1String(name));
            return QRect(part->mapTo(page, QPoint()), part->size());
        };
        const std::array names{"exportEndpoints", "moreEndpointsButton", "fromEdit",       "toEdit",
                               "zoneLabel",       "presetButton",        "continueButton", "destinationBox",
                               "folderEdit",      "exportOptionsButton"};
        const auto covered = [&] {
            for (size_t one = 0; one < names.size(); ++one) {
                for (size_t other = one + 1; other < names.size(); ++other) {
                    if (rectOf(names[one]).intersects(rectOf(names[other])))
                        return QStringLiteral("%1 and %2")
                            .arg(QLatin1String(names[one]), QLatin1String(names[other]));
                }
            }
            const auto *scroll = page->findChild<QScrollArea *>(QStringLiteral("exportScroll"));
            if (scroll->horizontalScrollBar()->maximum() > 0)
                return QStringLiteral("the form is too wide");
            if (rectOf("presetButton").top() - rectOf("fromEdit").bottom() > 60)
                return QStringLiteral("the form has a hole");
            if (page->minimumSizeHint().width() > 80 * page->fontMetrics().averageCharWidth())
                return QStringLiteral("the page cannot become narrower");
            const QRect outlook = rectOf("outcomeText");
            return page->rect().contains(outlook) && !outlook.intersects(rectOf("exportScroll"))
                       ? QString()
                       : QStringLiteral("what will happen");
        };
        const QFont usual = page->font();
        for (const double size : {1.0, 1.5}) {
            QFont font = usual;
            font.setPointSizeF(usual.pointSizeF() * size);
            page->setFont(font);
            for (const QSize room : {QSize(440, 330), QSize(560, 330), QSize(640, 330), QSize(760, 400),
                                     QSize(880, 560), QSize(1000, 560), QSize(1120, 700)}) {
                page->resize(200, 100); // as before it is shown
                page->resize(room);
                QTRY_VERIFY2(rectOf("outcomeText").right() > page->width() - 30, "room is left over");
                for (int times = 0; times < 2; ++times) {
                    more->click();
                    QTRY_COMPARE(covered(), QString());
                }
            }
        }
        page->setFont(usual);
    }
    // The number of events and the time that it takes are only said where earlier exports tell them.
    void earlierExportsTellWhatToExpect()
    {
        World world;
        auto *page = world.page();
        const auto *events = page->findChild<QLabel *>(QStringLiteral("outlookEvents"));
        const auto *time = page->findChild<QLabel *>(QStringLiteral("outlookTime"));
        QVERIFY(!events->isVisible() && !time->isVisible());
        QVERIFY(page->findChild<QLabel *>(QStringLiteral("outlookRange"))->isVisible());
        const auto journal = JobJournal::open(world.workspace->databasePath());
        ExportRequest request;
        request.tenantId = world.tenant.id;
        request.tenantName = world.tenant.name;
        request.address = world.tenant.address;
        request.endpointIds = {QStringLiteral("alert"), QStringLiteral("application"),
                               QStringLiteral("audit")};
        request.from = 1'788'220'800;
        request.to = request.from + 86'400;
        request.folder = QStringLiteral("/nowhere");
        const QString id = QStringLiteral("20260901-000000-0001");
        QVERIFY(journal->addJob(id, request));
        for (const QString &endpoint : std::as_const(request.endpointIds)) {
            EndpointCheckpoint done;
            done.endpointId = endpoint;
            done.pages = 540;
            done.lastChecksum = QStringLiteral("0");
            done.totals.events = 167'658;
            PageRecord last;
            last.sequence = 540;
            last.events = 10;
            last.operation = QStringLiteral("next");
            last.checksum = last.linesCrc = QStringLiteral("0");
            QVERIFY(journal->commitPage(id, done, last, {}));
            QVERIFY(journal->finishEndpoint(id, endpoint, 0));
        }
        QVERIFY(journal->setState(id, JobState::Complete, {}));
        Q_EMIT world.workspace->jobs().jobChanged(journal->job(id).value()); // it has ended just now
        QVERIFY(events->isVisible() && time->isVisible());
        QVERIFY2(events->text().startsWith(QLatin1String("about 500,000")), qPrintable(events->text()));
        QCOMPARE(time->text(), QStringLiteral("9 minutes or more"));
        screenshot(page, "export-expected");
    }
    // Typing stays fast, however many exports there were.
    void typingDoesNotReadAllExports()
    {
        World world;
        const auto journal = JobJournal::open(world.workspace->databasePath());
        ExportRequest request;
        request.tenantId = world.tenant.id;
        request.tenantName = world.tenant.name;
        request.address = world.tenant.address;
        request.endpointIds = {QStringLiteral("alert"), QStringLiteral("audit")};
        request.from = 1'788'220'800;
        request.to = request.from + 86'400;
        request.folder = QStringLiteral("/nowhere");
        for (int number = 0; number < 500; ++number) {
            const QString id = QStringLiteral("20260901-000000-%1").arg(number, 4, 10, QLatin1Char('0'));
            QVERIFY(journal->addJob(id, request));
            QVERIFY(journal->setState(id, JobState::Complete, {}));
        }
        world.page()->hide();
        world.page()->show();
        auto *folder = world.page()->findChild<QLineEdit *>(QStringLiteral("folderEdit"));
        const test::ProcessorTime reading(test::ProcessorTime::Of::ThisThread);
        QCOMPARE(world.workspace->jobs().jobs().size(), 500);
        const qint64 once = std::max<qint64>(1, reading.elapsed());
        const test::ProcessorTime typing(test::ProcessorTime::Of::ThisThread);
        QTest::keyClicks(folder, QStringLiteral("/and/twenty/letters"));
        QVERIFY2(typing.elapsed() < 5 * once,
                 qPrintable(QStringLiteral("%1 ms, and %2 ms to read all").arg(typing.elapsed()).arg(once)));
    }
    // In a low window with a large font all of what will happen can be read, and Start stays in sight.
    void whatWillHappenScrolls()
    {
        World world;
        ExportPage *page = world.page();
        QFont large = page->font();
        large.setPointSizeF(large.pointSizeF() * 1.6);
        page->setFont(large);
        page->resize(900, 240);
        QCoreApplication::processEvents();
        auto *area = page->findChild<QScrollArea *>(QStringLiteral("outcomeText"));
        const auto *summary = page->findChild<QLabel *>(QStringLiteral("outlookTo"));
        const auto *start = page->findChild<QPushButton *>(QStringLiteral("startExportButton"));
        QTRY_VERIFY(area->verticalScrollBar()->maximum() > 0);
        QVERIFY(summary->height() >= summary->heightForWidth(summary->width()));
        QVERIFY(page->rect().contains(QRect(start->mapTo(page, QPoint()), start->size())));
        screenshot(page, "export-low");
        // The keyboard reaches it, too.
        QCOMPARE(area->focusPolicy(), Qt::TabFocus);
        area->setFocus();
        QTest::keyClick(area, Qt::Key_PageDown);
        QVERIFY(area->verticalScrollBar()->value() > 0);
        page->setFont(QApplication::font());
        page->resize(1000, 800);
        QTRY_COMPARE(area->verticalScrollBar()->maximum(), 0);
        QCOMPARE(area->focusPolicy(), Qt::NoFocus);
    }
    // Nothing of what will happen is cut off, at the widths where it scrolls and with long names.
    void whatWillHappenIsNotCutOff_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<double>("font");
        QTest::newRow("1024x640 with jobs") << QSize(790, 270) << 1.0;
        QTest::newRow("1024x640") << QSize(790, 480) << 1.0;
        QTest::newRow("1366x768") << QSize(1130, 600) << 1.0;
        QTest::newRow("144 dpi") << QSize(790, 480) << 1.5;
        QTest::newRow("144 dpi, wide") << QSize(1500, 800) << 1.5;
    }
    void whatWillHappenIsNotCutOff()
    {
        QFETCH(QSize, size);
        QFETCH(double, font);
        World world;
        ExportPage *page = world.page();
        QFont large = page->font();
        large.setPointSizeF(large.pointSizeF() * font);
        page->setFont(large);
        page->findChild<QLineEdit *>(QStringLiteral("folderEdit"))
            ->setText(world.folder.filePath(QString(90, QLatin1Char('m'))));
        page->resize(size);
        QCoreApplication::processEvents();
        const auto *area = page->findChild<QScrollArea *>(QStringLiteral("outcomeText"));
        QTRY_COMPARE(area->widget()->width(), area->viewport()->width());
        for (const QLabel *label : area->findChildren<QLabel *>()) {
            if (!label->isVisible())
                continue;
            const int needed =
                label->wordWrap() ? label->heightForWidth(label->width()) : label->sizeHint().height();
            const QString what =
                QStringLiteral("%1: %2 of %3").arg(label->text()).arg(label->height()).arg(needed);
            QVERIFY2(label->height() >= needed, qPrintable(what));
            QVERIFY2(
                area->widget()->rect().contains(QRect(label->mapTo(area->widget(), QPoint()), label->size())),
                qPrintable(label->text()));
            QVERIFY2(!label->wordWrap() || label->minimumSizeHint().width() <= label->width(),
                     qPrintable(label->text()));
        }
        // Neither form nor summary is wider than its room.
        const auto *form = page->findChild<QScrollArea *>(QStringLiteral("exportScroll"));
        QVERIFY2(form->horizontalScrollBar()->maximum() == 0,
                 qPrintable(QString::number(form->horizontalScrollBar()->maximum())));
        // Start stands directly below.
        const auto *start = page->findChild<QPushButton *>(QStringLiteral("startExportButton"));
        const int gap = start->mapTo(page, QPoint()).y() - area->mapTo(page, QPoint(0, area->height())).y();
        QVERIFY2(gap >= 0 && gap < 24, qPrintable(QString::number(gap)));
        screenshot(page,
                   qPrintable(QStringLiteral("export-outlook-%1-%2").arg(size.width()).arg(size.height())));
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
        const auto *note = page.findChild<QLabel *>(QStringLiteral("rangeNote"));
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
        QVERIFY2(!note->text().contains(QLatin1String("exchanged")), qPrintable(note->text()));

        // A time that cannot be read is refused with an example, and changes nothing.
        QCOMPARE(paste(to, "09/01/2026"), september + 1);
        QVERIFY(note->isVisible());
        QVERIFY2(note->text().contains(QLatin1String("day and month could be exchanged")) &&
                     note->text().contains(QLatin1String("2026-09-01")),
                 qPrintable(note->text()));
        screenshot(&page, "export-pasted-time");
        QCOMPARE(paste(to, "2026-09-01"), september - 9 * 3600);
        QVERIFY2(!note->text().contains(QLatin1String("exchanged")), qPrintable(note->text()));
    }
    // The digits of a typed time once went to other places in the field, and its zone was lost.
    void aTimeIsTypedInAnyForm()
    {
        World world;
        ExportPage *page = world.page();
        QVERIFY(QTest::qWaitForWindowExposed(page));
        test::activate(*page);
        auto *from = page->findChild<QDateTimeEdit *>(QStringLiteral("fromEdit"));
        const auto *note = page->findChild<QLabel *>(QStringLiteral("rangeNote"));
        const auto *start = page->findChild<QPushButton *>(QStringLiteral("startExportButton"));
        from->setFocus(Qt::TabFocusReason);
        QTest::keyClicks(from, QStringLiteral("2026-09-01T00:00:00Z"));
        page->findChild<QLineEdit *>(QStringLiteral("folderEdit"))->setFocus();
        QCOMPARE(from->dateTime().toSecsSinceEpoch(), 1'788'220'800);
        QCOMPARE(from->text(), QStringLiteral("2026-09-01 09:00:00"));
        QVERIFY(start->isEnabled());
        // Text that is not a time stays there, and nothing starts.
        from->setFocus(Qt::TabFocusReason);
        QTest::keyClicks(from, QStringLiteral("2026-09-31T00:00:00Z"));
        page->findChild<QLineEdit *>(QStringLiteral("folderEdit"))->setFocus();
        QCOMPARE(from->text(), QStringLiteral("2026-09-31T00:00:00Z"));
        QVERIFY(note->isVisible() && !start->isEnabled());
        screenshot(page, "export-typed-time");
        page->findChild<QPushButton *>(QStringLiteral("presetButton"))->click();
        QVERIFY(!note->isVisible() && start->isEnabled());
        QCOMPARE(from->dateTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")), from->text());
    }
    // "Last hour" is the hour before the start, whenever that is.
    void aRelativeRangeEndsWhenTheExportStarts()
    {
        World world;
        auto *page = world.page();
        auto *start = page->findChild<QPushButton *>(QStringLiteral("startExportButton"));
        page->findChild<QLineEdit *>(QStringLiteral("folderEdit"))
            ->setText(world.folder.filePath(QStringLiteral("out")));
        for (auto *button : page->findChildren<QPushButton *>()) {
            if (button->text().remove(QLatin1Char('&')) == QLatin1String("Last hour"))
                button->click();
        }
        auto *to = page->findChild<QDateTimeEdit *>(QStringLiteral("toEdit"));
        {
            // As if the page had been open since yesterday.
            const QSignalBlocker quiet(to);
            to->setDateTime(QDateTime::currentDateTime().addDays(-1));
        }
        const qint64 before = QDateTime::currentSecsSinceEpoch();
        start->click();
        QTRY_COMPARE_WITH_TIMEOUT(world.workspace->jobs().jobs().size(), 1, 10'000);
        const ExportRequest request = world.workspace->jobs().jobs().first().request;
        QVERIFY(request.to >= before);
        QCOMPARE(request.to - request.from, 3600);
        // A time that somebody enters is meant as it is.
        to->setDateTime(QDateTime::currentDateTime().addDays(-1));
        for (auto *button : page->findChildren<QPushButton *>())
            QVERIFY(!button->isCheckable() || !button->isChecked());
    }
    void theSameExportTwiceIsAskedFirst()
    {
        World world;
        auto *page = world.page();
        auto *start = page->findChild<QPushButton *>(QStringLiteral("startExportButton"));
        page->findChild<QLineEdit *>(QStringLiteral("folderEdit"))
            ->setText(world.folder.filePath(QStringLiteral("out")));
        start->click();
        QTRY_COMPARE_WITH_TIMEOUT(world.workspace->jobs().jobs().size(), 1, 10'000);
        QTRY_VERIFY(start->isEnabled());
        QString question;
        QTimer::singleShot(0, qApp, [&question] {
            auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            QVERIFY(box);
            question = box->text();
            QVERIFY(box->defaultButton()->text().contains(QLatin1String("not start")));
            box->defaultButton()->click();
        });
        start->click();
        QVERIFY2(question.contains(world.workspace->jobs().jobs().first().id), qPrintable(question));
        QCOMPARE(world.workspace->jobs().jobs().size(), 1);
    }
    // Each tenant has a folder of its own, and one that somebody chose stays.
    void theFolderHasTheNameOfTheTenant()
    {
        World world;
        auto *page = world.page();
        auto *folder = page->findChild<QLineEdit *>(QStringLiteral("folderEdit"));
        QVERIFY2(folder->text().endsWith(QLatin1String("/netskope-export/Acme-Europe")),
                 qPrintable(folder->text()));
        Tenant other;
        other.name = QStringLiteral("../Globex");
        other.address = QUrl(QStringLiteral("https://globex.goskope.com"));
        other = test::saveTenant(*world.workspace, other).value();
        page->setTenant(other);
        QVERIFY2(folder->text().endsWith(QLatin1String("/netskope-export/-Globex")),
                 qPrintable(folder->text()));
        // One that was entered stays with its tenant, or the events of one would go to the folder of another.
        folder->setText(QStringLiteral("/globex"));
        page->setTenant(world.tenant);
        QVERIFY2(folder->text().endsWith(QLatin1String("/netskope-export/Acme-Europe")),
                 qPrintable(folder->text()));
        folder->setText(QStringLiteral("/acme"));
        page->setTenant(other);
        QCOMPARE(folder->text(), QStringLiteral("/globex"));
        page->hide();
        page->show();
        QCOMPARE(folder->text(), QStringLiteral("/globex"));
        page->setTenant(world.tenant);
        QCOMPARE(folder->text(), QStringLiteral("/acme"));
    }
    // Not minutes later.
    void whatTheLastCheckFoundMissingIsSaidBefore()
    {
        World world;
        auto *page = world.page();
        const auto *warning = page->findChild<QLabel *>(QStringLiteral("exportWarning")); // the first one
        QVERIFY(!warning->isVisible());
        CheckResult result;
        result.at = QDateTime::currentDateTimeUtc();
        result.address = world.tenant.address;
        result.profile = world.workspace->catalogue().resolveProfile(QStringLiteral("hunters")).value();
        for (const char *id : {"alert", "application"}) {
            AccessRow row;
            row.endpoint = *world.workspace->catalogue().endpoint(QLatin1String(id));
            row.needed = true;
            row.access = QLatin1String(id) == QLatin1String("alert") ? Access::Granted : Access::Missing;
            result.rows << row;
        }
        QVERIFY(world.workspace->keepCheck(world.tenant, result));
        QVERIFY(warning->isVisible());
        QVERIFY2(warning->text().contains(QLatin1String("no permission for: Application events.")),
                 qPrintable(warning->text()));
        QVERIFY(page->findChild<QPushButton *>(QStringLiteral("startExportButton"))->isEnabled());
        screenshot(page, "export-known-missing");
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
        const auto *warning = page.findChild<QLabel *>(QStringLiteral("exportWarning"));
        const auto *start = page.findChild<QPushButton *>(QStringLiteral("startExportButton"));
        from->setDateTime(QDateTime::currentDateTime().addDays(-89));
        QCOMPARE(warning->text(), QString());
        from->setDateTime(QDateTime::currentDateTime().addDays(-100));
        QVERIFY2(warning->text().contains(QLatin1String("begins more than 100 days ago")),
                 qPrintable(warning->text()));
        QVERIFY(start->isEnabled()); // it is a warning
    }
    void theLastExportIsContinued()
    {
        constexpr qint64 from = 1'790'000'000, hour = 3600;
        test::ArrivalTenant server;
        for (int i = 0; i < 6; ++i)
            server.add(i, from + i * hour / 2, from + i * hour / 2);
        QTemporaryDir world;
        const auto workspace =
            Workspace::open(world.filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>())
                .value();
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = server.address();
        tenant = test::saveTenant(*workspace, tenant).value();
        QVERIFY(QCoro::waitFor(workspace->tokens().write(tokenKey(tenant.id), Secret("page-token"))));
        ExportPage page(*workspace);
        page.setTenant(tenant);
        page.resize(1000, 700);
        page.show();
        auto *again = page.findChild<QPushButton *>(QStringLiteral("continueButton"));
        QVERIFY(!again->isEnabled());

        ExportRequest request;
        request.tenantId = tenant.id;
        request.tenantName = tenant.name;
        request.address = tenant.address;
        request.endpointIds = {QStringLiteral("alert")};
        request.from = from;
        request.to = from + 2 * hour;
        request.folder = world.filePath(QStringLiteral("out"));
        request.maxRate = 0;
        const Result<JobStarted> first = QCoro::waitFor(workspace->submit(request, tenant));
        QVERIFY(first.has_value());
        QTRY_VERIFY_WITH_TIMEOUT(again->isEnabled(), 30'000);
        QVERIFY2(again->toolTip().contains(first->id), qPrintable(again->toolTip()));
        screenshot(&page, "export-continue");

        // A laptop's event from before the end arrives, and then one that shows that all until now is there.
        server.add(9, from + 60, from + 3 * hour);
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        server.add(10, now + 300, now + 300);
        QTimer::singleShot(0, &page, [] {
            QTRY_VERIFY(qobject_cast<QMessageBox *>(QApplication::activeModalWidget()));
            qobject_cast<QMessageBox *>(QApplication::activeModalWidget())->button(QMessageBox::Yes)->click();
        });
        again->click();
        const auto second = [&] {
            const QList<JobSnapshot> jobs = workspace->jobs().jobs();
            for (const JobSnapshot &job : jobs) {
                if (job.request.continues == first->id)
                    return job;
            }
            return JobSnapshot();
        };
        QTRY_COMPARE_WITH_TIMEOUT(second().state, JobState::Complete, 30'000);
        QCOMPARE(second().events(), 3); // two from behind the old end, and the late one
        QCOMPARE(second().endpoints.first().lateKept, 1);
        QTRY_VERIFY(again->isEnabled() && again->toolTip().contains(second().id));
    }
    void lateEventsAreKeptWhereThatIsTicked()
    {
        QTemporaryDir world;
        const auto workspace =
            Workspace::open(world.filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>())
                .value();
        test::ArrivalTenant server;
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = server.address();
        tenant = test::saveTenant(*workspace, tenant).value();
        QVERIFY(QCoro::waitFor(workspace->tokens().write(tokenKey(tenant.id), Secret("page-token"))));
        ExportPage page(*workspace);
        page.setTenant(tenant);
        page.findChild<QLineEdit *>(QStringLiteral("folderEdit"))
            ->setText(world.filePath(QStringLiteral("out")));
        auto *late = page.findChild<QCheckBox *>(QStringLiteral("keepLateBox"));
        auto *start = page.findChild<QPushButton *>(QStringLiteral("startExportButton"));
        QVERIFY(!late->isChecked());
        for (const bool keeps : {false, true}) {
            late->setChecked(keeps);
            start->click();
            QTRY_COMPARE(workspace->jobs().jobs().size(), keeps ? 2 : 1);
            QTRY_VERIFY(start->isEnabled());
            const QList<JobSnapshot> jobs = workspace->jobs().jobs();
            QVERIFY(std::any_of(jobs.begin(), jobs.end(), [&](const JobSnapshot &job) {
                return (job.request.late == LatePolicy::Keep) == keeps;
            }));
        }
    }
    // An empty list would look as if no destination had ever been saved.
    void destinationsThatCannotBeReadAreSaid()
    {
        const World world;
        auto *banner = world.page()->findChild<Banner *>();
        QVERIFY(banner && !banner->isVisible());
        {
            const auto other = StateDatabase::open(world.workspace->databasePath());
            QVERIFY(other && other->run(QStringLiteral("DROP TABLE destination")));
        }
        Q_EMIT world.workspace->destinationsChanged();
        QVERIFY(banner->isVisible());
        const auto labels = banner->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(
            labels, [](const QLabel *label) { return label->text().contains(QLatin1String("s.db")); }));
    }
    // What is copied does the same on the command line, whatever the names contain.
    void anExportIsCopiedAsACommand()
    {
        World world;
        auto *copy = world.page()->findChild<QPushButton *>(QStringLiteral("copyCommandButton"));
        auto *folder = world.page()->findChild<QLineEdit *>(QStringLiteral("folderEdit"));
        folder->setText(QStringLiteral("/data/it's here"));
        QVERIFY(copy->isEnabled());
        copy->click();
        QCOMPARE(
            QGuiApplication::clipboard()->text(),
            QStringLiteral("slipway-cli export --tenant 'Acme Europe' --endpoint alert,application,audit "
                           "--from=-1d --to now --dest '/data/it'\\''s here' --part-size 256M"));
        auto *from = world.page()->findChild<QDateTimeEdit *>(QStringLiteral("fromEdit"));
        auto *to = world.page()->findChild<QDateTimeEdit *>(QStringLiteral("toEdit"));
        from->setDateTime(QDateTime::fromSecsSinceEpoch(1'788'220'800));
        to->setDateTime(QDateTime::fromSecsSinceEpoch(1'788'224'400));
        world.page()->findChild<QCheckBox *>(QStringLiteral("keepLateBox"))->setChecked(true);
        folder->setText(QStringLiteral("/data/netskope"));
        copy->click();
        QCOMPARE(
            QGuiApplication::clipboard()->text(),
            QStringLiteral("slipway-cli export --tenant 'Acme Europe' --endpoint alert,application,audit "
                           "--from 2026-09-01T00:00:00Z --to 2026-09-01T01:00:00Z --dest /data/netskope "
                           "--part-size 256M --late keep"));
        screenshot(world.page(), "export-command");
    }
};

QTEST_MAIN(ExportPageTest)
#include "export_page_test.moc"
