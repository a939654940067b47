// The second process of the platform's tests. What each command does:
// - lock FILE: takes the lock and holds it until standard input ends; prints "held" or "busy"
// - parent: starts a child, says "started", and waits to be killed
// - child: lives for twenty seconds, then says "outlived"
// - hidden: reads a line that is not shown; prints "hidden" before, and its length afterwards
// - shown: reads a line; prints "shown" before
// - width: prints the width of the terminal
// - interrupts: answers an interrupt with "interrupted", and ends
// - nested: the same with two handlers; prints "inner", then "outer"
// - stubborn: never answers an interrupt
// - stuck: may take 200 ms to end, and never does
#include "core/platform/exit_limit.h"
#include "core/platform/file_lock.h"
#include "core/platform/interrupts.h"
#include "core/platform/terminal.h"
#include "tests/core/platform/helper_process.h"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>

namespace {

using namespace slipway;

void say(const std::string &text)
{
    std::printf("%s\n", text.c_str());
    std::fflush(stdout);
}

std::string readLine()
{
    std::string line;
    char byte = 0;
    for (;;) {
        const auto got = readStandardInput(&byte, 1);
        if (!got || *got == 0 || byte == '\n')
            return line;
        if (byte != '\r')
            line += byte;
    }
}

class Latch
{
public:
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_isOpen = true;
        m_changed.notify_all();
    }
    void wait()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_isOpen; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_isOpen = false;
};

int holdLock(const std::string &path)
{
    const auto lock = FileLock::tryTake(path);
    say(lock ? "held" : lock.error() == std::errc::device_or_resource_busy ? "busy" : lock.error().message());
    while (lock && !readLine().empty()) {
    }
    return lock ? 0 : 1;
}

int beParent()
{
    test::HelperProcess child({"child"}, test::HelperProcess::Streams::Inherited, true);
    say("started");
    (void)child.exitCode();
    return 0;
}

int answerOne(const std::string &word)
{
    Latch interrupted;
    const Interrupts interrupts([&] { interrupted.open(); });
    say("ready");
    interrupted.wait();
    say(word);
    return 0;
}

int answerInOrder()
{
    Latch outer;
    const Interrupts interrupts([&] { outer.open(); });
    (void)answerOne("inner");
    say("again");
    outer.wait();
    say("outer");
    return 0;
}

int beStubborn()
{
    Latch never;
    const Interrupts interrupts([] {}, std::chrono::milliseconds(200), 3);
    say("ready");
    never.wait();
    return 0;
}

int beStuck()
{
    Latch never;
    endWithin(std::chrono::milliseconds(200), 7);
    never.wait();
    return 0;
}

int readHidden()
{
    std::string line;
    {
        const HiddenInput hidden;
        say(hidden.isHidden() ? "hidden" : "visible");
        line = readLine();
    }
    say("length:" + std::to_string(line.size()));
    return 0;
}

} // namespace

int main(int argc, char *argv[])
{
    const std::span<char *> words(argv, static_cast<std::size_t>(argc));
    const std::string_view command = words.size() > 1 ? words[1] : "";
    test::helperProgram = words[0];
    prepareStandardStreams();
    if (command == "lock" && words.size() > 2)
        return holdLock(words[2]);
    if (command == "parent")
        return beParent();
    if (command == "child") {
        std::this_thread::sleep_for(std::chrono::seconds(20));
        say("outlived");
        return 0;
    }
    if (command == "hidden")
        return readHidden();
    if (command == "shown") {
        say("shown");
        say("length:" + std::to_string(readLine().size()));
        return 0;
    }
    if (command == "width") {
        say("width:" + std::to_string(terminalWidth(StandardStream::Output)) +
            (isTerminal(StandardStream::Input) && isTerminal(StandardStream::Error) ? ":terminal" : ":pipe"));
        return 0;
    }
    if (command == "interrupts")
        return answerOne("interrupted");
    if (command == "nested")
        return answerInOrder();
    if (command == "stubborn")
        return beStubborn();
    if (command == "stuck")
        return beStuck();
    return 2;
}
