// Measures how fast the window appears, and how long its thread is ever blocked. Usage, with a display:
//   window_benchmark start    prints the milliseconds from SLIPWAY_STARTED (seconds since the epoch) to the
//                             first painted window
//   window_benchmark stalls   runs a check and an export of the demo tenant through the window and prints the
//                             gaps between the beats of a five-millisecond timer on its thread
#include "ui/main_window.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTabWidget>
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
        connect(&m_timer, &QTimer::timeout, this, [this] { m_gaps.push_back(m_beat.restart()); });
        m_beat.start();
        m_timer.start(5);
    }
    void report(const char *what)
    {
        std::sort(m_gaps.begin(), m_gaps.end());
        const auto at = static_cast<size_t>(static_cast<double>(m_gaps.size() - 1) * 0.99);
        std::printf("%s: longest gap %lld ms, 99 %% below %lld ms, %zu beats\n", what,
                    static_cast<long long>(m_gaps.back()), static_cast<long long>(m_gaps[at]), m_gaps.size());
    }

private:
    QTimer m_timer;
    QElapsedTimer m_beat;
    std::vector<qint64> m_gaps;
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
        EventLoopMonitor heart;
        QTest::mouseClick(window.findChild<QPushButton *>(QStringLiteral("demoButton")), Qt::LeftButton);
        auto *rows = window.findChild<QTableWidget *>(QStringLiteral("accessTable"));
        const auto granted = [&] {
            return rows->rowCount() > 2 && rows->item(2, 2)->text().contains(QLatin1String("granted"));
        };
        if (!QTest::qWaitFor(granted, 20'000))
            return 1;
        heart.report("check of the demo tenant");
    }
    auto *start = window.findChild<QPushButton *>(QStringLiteral("startExportButton"));
    for (QWidget *page = start; page; page = page->parentWidget()) {
        if (auto *tabs = qobject_cast<QTabWidget *>(
                page->parentWidget() ? page->parentWidget()->parentWidget() : nullptr))
            tabs->setCurrentWidget(page);
    }
    window.findChild<QLineEdit *>(QStringLiteral("folderEdit"))->setText(folder);
    EventLoopMonitor heart;
    QTest::mouseClick(start, Qt::LeftButton);
    const auto enough = [&] {
        const auto jobs = workspace.jobs().jobs();
        return !jobs.isEmpty() && (jobs.first().events() > 30'000 || !workspace.jobs().hasRunningJobs());
    };
    if (!QTest::qWaitFor(enough, 60'000))
        return 1;
    heart.report("export of the demo tenant");
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
    MainWindow window(**workspace);
    const QString mode = application.arguments().value(1);
    return mode == QLatin1String("start")
               ? measureStart(window)
               : measureStalls(window, **workspace, world.filePath(QStringLiteral("out")));
}
