// Measures how fast the window appears, and how long its thread is ever blocked. Usage, with a display:
//   window_benchmark start    prints the milliseconds from SLIPWAY_STARTED (seconds since the epoch) to the
//                             first painted window
//   window_benchmark stalls   runs a check and an export of the demo tenant through the window and prints the
//                             gaps between the beats of a five-millisecond timer on its thread
//   window_benchmark tenants  prints how long All tenants takes to open with 1,000 tenants that have been
//   tested and
//                             have exported
#include "core/exporting/journal/job_journal.h"
#include "tests/support/event_loop_monitor.h"
#include "tests/support/saved_tenant.h"
#include "ui/main_window.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace slipway;

namespace {

class FirstPaint : public QObject
{
public:
    bool painted = false;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        painted = painted || event->type() == QEvent::Paint;
        return false;
    }
};

// The gaps between the beats of a timer, in milliseconds.
class EventLoopMonitor : public QObject
{
public:
    EventLoopMonitor()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            m_gaps.push_back(m_beat.restart());
            m_most = std::max(m_most, test::threadSeconds() - m_worked);
            m_worked = test::threadSeconds();
        });
        m_beat.start();
        m_worked = test::threadSeconds();
        m_timer.start(5);
    }
    void report(const char *what)
    {
        std::sort(m_gaps.begin(), m_gaps.end());
        const auto at = static_cast<size_t>(static_cast<double>(m_gaps.size() - 1) * 0.99);
        std::printf(
            "%s: longest gap %lld ms, 99 %% below %lld ms, %zu beats; most processor time between two "
            "beats %.0f ms\n",
            what, static_cast<long long>(m_gaps.back()), static_cast<long long>(m_gaps[at]), m_gaps.size(),
            m_most * 1e3);
    }

private:
    QTimer m_timer;
    QElapsedTimer m_beat;
    std::vector<qint64> m_gaps;
    double m_worked = 0, m_most = 0; // seconds of this thread, which other programs do not lengthen
};

int measureStart(MainWindow &window)
{
    FirstPaint first;
    window.installEventFilter(&first);
    window.show();
    if (!QTest::qWaitFor([&] { return first.painted; }, 10'000))
        return 1;
    QCoreApplication::processEvents();
    const double now = static_cast<double>(QDateTime::currentMSecsSinceEpoch());
    std::printf("%.0f\n", now - qEnvironmentVariable("SLIPWAY_STARTED").toDouble() * 1000);
    return 0;
}

int measureStalls(MainWindow &window, Workspace &workspace, const QString &folder)
{
    window.show();
    if (!QTest::qWaitForWindowExposed(&window))
        return 1;
    {
        EventLoopMonitor eventLoop;
        QTest::mouseClick(window.findChild<QPushButton *>(QStringLiteral("demoButton")), Qt::LeftButton);
        auto *rows = window.findChild<QTableWidget *>(QStringLiteral("accessTable"));
        const auto granted = [&] {
            return rows->rowCount() > 3 && rows->item(3, 2)->text().contains(QLatin1String("granted"));
        };
        if (!QTest::qWaitFor(granted, 20'000))
            return 1;
        eventLoop.report("check of the demo tenant");
    }
    auto *start = window.findChild<QPushButton *>(QStringLiteral("startExportButton"));
    for (QWidget *page = start; page; page = page->parentWidget()) {
        if (auto *tabs = qobject_cast<QTabWidget *>(
                page->parentWidget() ? page->parentWidget()->parentWidget() : nullptr))
            tabs->setCurrentWidget(page);
    }
    window.findChild<QLineEdit *>(QStringLiteral("folderEdit"))->setText(folder);
    EventLoopMonitor eventLoop;
    QTest::mouseClick(start, Qt::LeftButton);
    const auto enough = [&] {
        const auto jobs = workspace.jobs().jobs();
        return !jobs.isEmpty() && (jobs.first().events() > 30'000 || !workspace.jobs().hasRunningJobs());
    };
    if (!QTest::qWaitFor(enough, 60'000))
        return 1;
    eventLoop.report("export of the demo tenant");
    return 0;
}

constexpr int manyTenants = 1'000;

// Tenants as after a year of use: each was tested, and every second one has exported.
bool makeTenants(Workspace &workspace, const QString &databasePath)
{
    const auto journal = JobJournal::open(databasePath);
    const QStringList needed{QStringLiteral("alert"), QStringLiteral("application"), QStringLiteral("audit")};
    for (int number = 0; number < manyTenants; ++number) {
        Tenant tenant;
        tenant.name = QStringLiteral("Customer %1").arg(number);
        tenant.address = QUrl(QStringLiteral("https://customer%1.goskope.com").arg(number));
        tenant.tokenExpires = QDate::currentDate().addDays(number % 400);
        const Result<Tenant> saved = test::saveTenant(workspace, tenant);
        if (!saved)
            return false;
        // As with a keychain, this process does not have the tokens of all tenants in its memory.
        (void)QCoro::waitFor(workspace.tokens().remove(tokenKey(saved->id)));
        CheckResult check;
        check.at = QDateTime::currentDateTimeUtc().addSecs(-number * 60);
        check.address = saved->address;
        check.verdict = number % 3 == 0 ? Verdict::NotReady : Verdict::Ready;
        for (const QString &id : needed) {
            AccessRow row;
            row.endpoint = *workspace.catalogue().endpoint(id);
            row.needed = true;
            row.access = check.verdict == Verdict::NotReady ? Access::Missing : Access::Granted;
            check.rows << row;
        }
        if (!workspace.keepCheck(*saved, check))
            return false;
        if (number % 2 == 1)
            continue;
        ExportRequest request;
        request.tenantId = saved->id;
        request.tenantName = saved->name;
        request.address = saved->address;
        request.endpointIds = needed;
        request.from = 1'788'220'800;
        request.to = request.from + 86'400;
        request.folder = QStringLiteral("/nowhere");
        const QString id = QStringLiteral("20260901-000000-%1").arg(number, 4, 10, QLatin1Char('0'));
        if (!journal->addJob(id, request) || !journal->setState(id, JobState::Complete, {}))
            return false;
    }
    return true;
}

// From the click to the painted table.
int measureTenants(MainWindow &window)
{
    auto *table = window.findChild<QTableView *>(QStringLiteral("overviewTable"));
    auto *entry = window.findChild<QPushButton *>(QStringLiteral("overviewEntry"));
    auto *list = window.findChild<QListWidget *>(QStringLiteral("tenantList"));
    FirstPaint shown;
    QElapsedTimer clock;
    clock.start();
    window.installEventFilter(&shown);
    window.show();
    if (!QTest::qWaitFor([&] { return shown.painted; }, 60'000))
        return 1;
    std::printf("%d tenants: the window is painted %lld ms after show()\n", manyTenants,
                static_cast<long long>(clock.elapsed()));
    for (int turn = 0; turn < 3; ++turn) {
        list->setCurrentRow(0);
        QTest::qWait(300);
        FirstPaint first;
        table->viewport()->installEventFilter(&first);
        clock.start();
        QTest::mouseClick(entry, Qt::LeftButton);
        const auto isThere = [&] { return first.painted && table->model()->rowCount() == manyTenants; };
        if (!QTest::qWaitFor(isThere, 60'000))
            return 1;
        std::printf("All tenants, %d of them: painted after %lld ms\n", manyTenants,
                    static_cast<long long>(clock.elapsed()));
    }
    return 0;
}

} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    QTemporaryDir world;
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, world.path());
    theme::apply(application, theme::Scheme::System);
    auto workspace =
        Workspace::open(world.filePath(QStringLiteral("state.db")), std::make_unique<MemoryTokenStore>());
    if (!workspace)
        return 1;
    const QString mode = application.arguments().value(1);
    if (mode == QLatin1String("tenants")) {
        if (!makeTenants(**workspace, world.filePath(QStringLiteral("state.db"))))
            return 1;
        QElapsedTimer clock;
        clock.start();
        MainWindow window(**workspace);
        std::printf("%d tenants: the window is made in %lld ms\n", manyTenants,
                    static_cast<long long>(clock.elapsed()));
        return measureTenants(window);
    }
    MainWindow window(**workspace);
    return mode == QLatin1String("start")
               ? measureStart(window)
               : measureStalls(window, **workspace, world.filePath(QStringLiteral("out")));
}
