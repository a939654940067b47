// Measures the preview. Usage, with a display except for "make":
//   preview_benchmark make FILE BYTES   writes the demo tenant's alerts to a file of about so many bytes
//   preview_benchmark open FILE         opens it in the window: first rows, all rows, memory, scrolling
//   preview_benchmark work FILE         filter, cancel, sort, profile and scrolling in the window
// Processor times are of all threads, user and system.
#include "core/demo/event_source.h"
#include "tests/support/event_loop_monitor.h"
#include "ui/main_window.h"
#include "ui/preview/insight/insight_panel.h"
#include "ui/preview/preview_page.h"
#include "ui/preview/table/event_table.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QHeaderView>
#include <QLineEdit>
#include <QScrollBar>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <vector>

using namespace slipway;
using test::EventLoopMonitor;
using test::threadSeconds;

namespace {

double processorSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// "VmRSS" or "VmHWM" in MB.
double memory(const QByteArray &name)
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith(name))
            return line.mid(name.size() + 1).trimmed().split(' ').first().toDouble() / 1024;
    }
    return 0;
}

class Bench
{
public:
    Bench()
        : m_workspace(
              Workspace::open(m_world.filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>())
                  .value())
    {
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_world.path());
        m_window = std::make_unique<MainWindow>(*m_workspace);
        m_window->resize(1280, 800);
        m_window->show();
        (void)QTest::qWaitForWindowExposed(m_window.get());
    }

    int open(const QString &path)
    {
        const double before = memory("VmRSS");
        m_eventLoop.begin();
        const double processor = processorSeconds();
        QElapsedTimer clock;
        clock.start();
        m_window->openEventFile(path);
        for (PreviewPage *page : m_window->findChildren<PreviewPage *>()) {
            if (page->isVisible())
                m_page = page;
        }
        m_table = m_page->table();
        double first = 0, all = 0;
        while (first == 0 || all == 0) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            const EventDocumentPtr &document = m_page->view().document();
            if (first == 0 && m_table->model()->rowCount() > 0 && m_page->survey().looked > 0) {
                m_table->viewport()->repaint();
                first = ms(clock);
            }
            if (all == 0 && document && document->isComplete() &&
                m_table->model()->rowCount() == document->count()) {
                m_table->scrollToBottom();
                m_table->viewport()->repaint();
                all = ms(clock);
            }
        }
        std::printf("first rows painted               %8.0f ms\n", first);
        std::printf("all %lld rows counted and scrolled %6.0f ms  processor %.0f ms\n",
                    static_cast<long long>(m_page->view().count()), all,
                    (processorSeconds() - processor) * 1e3);
        std::printf(
            "resident memory                  %8.0f MB, at most %.0f MB; the empty window has %.0f MB\n",
            memory("VmRSS"), memory("VmHWM"), before);
        printResponsiveness("opening");
        return 0;
    }

    void work()
    {
        waitUntilIdle();
        auto *edit = m_page->findChild<QLineEdit *>(QStringLiteral("filterEdit"));
        for (const char *text : {"slack", "no-such-word", "app eq \"Slack\" and severity neq \"low\""}) {
            filter(edit, QString::fromUtf8(text));
            edit->clear();
            waitUntilIdle();
        }
        cancel(edit);
        edit->clear();
        waitUntilIdle();
        sort(QStringLiteral("user"));
        sort(QStringLiteral("timestamp"));
        m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
        waitUntilIdle();
        scroll();
        profile();
        std::printf("memory: %.0f MB, at most %.0f MB\n", memory("VmRSS"), memory("VmHWM"));
    }

private:
    static double ms(const QElapsedTimer &clock) { return static_cast<double>(clock.nsecsElapsed()) * 1e-6; }
    static void wait(const std::function<bool()> &until)
    {
        while (!until())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    // Until the table and the lenses have nothing more to do.
    void waitUntilIdle()
    {
        wait([this] { return !m_page->view().isBusy(); });
        double used = -1;
        while (processorSeconds() - used > 0.02) { // the worker threads have become quiet
            used = processorSeconds();
            QTest::qWait(200);
        }
        m_eventLoop.begin();
    }
    void printResponsiveness(const char *what)
    {
        const double longest = m_eventLoop.longest();
        std::printf("  window's thread, %s: away for at most %.0f ms, %.0f ms of it at work\n", what, longest,
                    m_eventLoop.longestWork());
    }
    void filter(QLineEdit *edit, const QString &text)
    {
        m_eventLoop.begin();
        const double processor = processorSeconds();
        QElapsedTimer clock;
        clock.start();
        edit->setText(text);
        EventView &view = m_page->view();
        const qint64 all = view.document()->count();
        wait([&] { return view.count() < all || !view.isBusy(); });
        const double first = ms(clock);
        wait([&] { return !view.isBusy(); });
        std::printf("filter %-44s first hits %5.0f ms  all %6.0f ms  processor %6.0f ms  (%lld)\n",
                    qPrintable(text), first, ms(clock), (processorSeconds() - processor) * 1e3,
                    static_cast<long long>(view.count()));
        printResponsiveness("filter");
    }
    // A second filter while the first is at work.
    void cancel(QLineEdit *edit)
    {
        EventView &view = m_page->view();
        std::vector<double> times;
        for (int i = 0; i < 10; ++i) {
            edit->setText(QStringLiteral("zzzz-nothing-%1").arg(i)); // has no hit to show
            QTest::qWait(60);
            QElapsedTimer clock;
            clock.start();
            edit->setText(QStringLiteral("acme example")); // is in nearly every event
            const qint64 all = view.document()->count();
            wait([&] { return (view.count() > 0 && view.count() < all) || !view.isBusy(); });
            times.push_back(ms(clock));
            edit->clear();
            waitUntilIdle();
        }
        std::sort(times.begin(), times.end());
        std::printf("another key while a filter works: its first hits after %.0f ms (median of 10), at most "
                    "%.0f ms\n",
                    times[5], times.back());
    }
    void sort(const QString &field)
    {
        const auto column = static_cast<int>(m_table->columns().indexOf(field));
        waitUntilIdle();
        const double processor = processorSeconds();
        QElapsedTimer clock;
        clock.start();
        m_table->sortByColumn(column, Qt::AscendingOrder);
        wait([&] { return !m_page->view().isBusy(); });
        std::printf("sort by %-43s %24.0f ms  processor %6.0f ms\n", qPrintable(field), ms(clock),
                    (processorSeconds() - processor) * 1e3);
        printResponsiveness("sort");
        waitUntilIdle();
    }
    void profile()
    {
        m_eventLoop.begin();
        const double processor = processorSeconds();
        QElapsedTimer clock;
        clock.start();
        m_page->panel()->setCurrentIndex(1);
        auto *table = m_page->findChild<QTableView *>(QStringLiteral("profileTable"));
        wait([&] { return table->model()->rowCount() > 0; });
        std::printf("field profile                                       %24.0f ms  processor %6.0f ms\n",
                    ms(clock), (processorSeconds() - processor) * 1e3);
        printResponsiveness("profile");
        m_page->panel()->setCurrentIndex(0);
        waitUntilIdle();
    }
    // A frame is what the window does for one step: rows are read, the table is painted.
    void scroll()
    {
        QScrollBar *bar = m_table->verticalScrollBar();
        std::vector<double> frames, worked;
        QElapsedTimer clock;
        const auto frame = [&](int value) {
            const double used = threadSeconds();
            clock.start();
            bar->setValue(value);
            m_table->viewport()->repaint();
            frames.push_back(ms(clock));
            worked.push_back((threadSeconds() - used) * 1e3);
            QCoreApplication::processEvents();
        };
        for (int i = 0; i < 1000; ++i) // by the wheel
            frame(3 * i);
        for (int i = 0; i < 500; ++i) // by pages
            frame(3000 + 20 * i);
        quint64 random = 1;
        for (int i = 0; i < 500; ++i) { // by dragging the bar
            random = random * 6364136223846793005ULL + 1442695040888963407ULL;
            frame(static_cast<int>((random >> 33) % static_cast<quint64>(std::max(bar->maximum(), 1))));
        }
        tellFrames("scrolling", frames);
        tellFrames("  of it at work", worked);
    }
    static void tellFrames(const char *what, std::vector<double> &frames)
    {
        std::sort(frames.begin(), frames.end());
        const auto at = [&](double share) {
            return frames[static_cast<size_t>(static_cast<double>(frames.size() - 1) * share)];
        };
        const auto within = std::count_if(frames.begin(), frames.end(), [](double one) { return one <= 16; });
        std::printf(
            "%s: %zu frames, median %.1f ms, 99 %% below %.1f ms, longest %.1f ms; %.1f %% within 16 ms\n",
            what, frames.size(), at(0.5), at(0.99), frames.back(),
            100.0 * static_cast<double>(within) / static_cast<double>(frames.size()));
    }

    QTemporaryDir m_world;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;
    EventLoopMonitor m_eventLoop;
    PreviewPage *m_page = nullptr;
    EventTable *m_table = nullptr;
};

int make(const QString &path, qint64 bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return 1;
    QByteArray sample;
    const EventSource few(QStringLiteral("alert"), 1, 1000, 1790000000, 1790604800);
    for (qint64 i = 0; i < few.count(); ++i) {
        few.append(sample, i);
        sample += '\n';
    }
    const qint64 count = bytes * few.count() / sample.size();
    const EventSource source(QStringLiteral("alert"), 1, count, 1790000000, 1790604800);
    QByteArray block;
    for (qint64 i = 0; i < count; ++i) {
        source.append(block, i);
        block += '\n';
        if (block.size() > (4 << 20) || i + 1 == count) {
            if (file.write(block) != block.size())
                return 1;
            block.resize(0);
        }
    }
    return 0;
}

} // namespace

int main(int argc, char *argv[])
{
    const QByteArrayList words(argv + 1, argv + argc);
    if (words.size() == 3 && words[0] == "make")
        return make(QFile::decodeName(words[1]), words[2].toLongLong());
    if (words.size() != 2 || (words[0] != "open" && words[0] != "work"))
        return 2;
    QApplication application(argc, argv);
    theme::apply(application, theme::Scheme::Light);
    Bench bench;
    const int code = bench.open(QFile::decodeName(words[1]));
    if (words[0] == "work")
        bench.work();
    return code;
}
