#include "core/platform/terminal.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace slipway {
namespace {

int descriptorOf(StandardStream stream)
{
    return stream == StandardStream::Input    ? STDIN_FILENO
           : stream == StandardStream::Output ? STDOUT_FILENO
                                              : STDERR_FILENO;
}

// The signals that end the program while it waits for input.
constexpr std::array endingSignals{SIGINT, SIGTERM, SIGHUP, SIGQUIT};

} // namespace

void prepareStandardStreams()
{
    std::signal(SIGPIPE, SIG_IGN);
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF)
            continue;
        // open() returns the lowest free number, which is this one. It is opened in the other
        // direction, so that using it still fails.
        (void)::open("/dev/null", descriptor == STDOUT_FILENO ? O_RDONLY : O_RDWR);
    }
}

bool isTerminal(StandardStream stream)
{
    return ::isatty(descriptorOf(stream)) != 0;
}

int terminalWidth(StandardStream stream)
{
    winsize size = {};
    return ::ioctl(descriptorOf(stream), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

SystemResult<std::size_t> readStandardInput(char *into, std::size_t size)
{
    for (;;) {
        const ssize_t count = ::read(STDIN_FILENO, into, size);
        if (count >= 0)
            return static_cast<std::size_t>(count);
        if (errno != EINTR)
            return std::unexpected(lastSystemError());
    }
}

struct HiddenInput::Mode
{
    termios shown = {};
    std::array<struct sigaction, endingSignals.size()> former = {};

    static inline std::atomic<const Mode *> current = nullptr;

    // A program that is ended meanwhile must not leave a terminal behind that shows nothing. Both calls are
    // allowed in a signal handler; the second one ends the program, as soon as this function returns.
    static void onSignal(int number)
    {
        if (const Mode *mode = current.load())
            ::tcsetattr(STDIN_FILENO, TCSANOW, &mode->shown);
        std::signal(number, SIG_DFL);
        ::raise(number);
    }
};

HiddenInput::HiddenInput()
{
    auto mode = std::make_unique<Mode>();
    if (::tcgetattr(STDIN_FILENO, &mode->shown) != 0)
        return;
    Mode::current.store(mode.get());
    struct sigaction action = {};
    action.sa_handler = Mode::onSignal;
    sigemptyset(&action.sa_mask);
    for (std::size_t at = 0; at < endingSignals.size(); ++at) {
        ::sigaction(endingSignals[at], nullptr, &mode->former[at]);
        if (mode->former[at].sa_handler == SIG_DFL) // otherwise the signal does not end the program
            ::sigaction(endingSignals[at], &action, nullptr);
    }
    termios hidden = mode->shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL);
    m_former = std::move(mode);
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &hidden);
}

HiddenInput::~HiddenInput()
{
    if (!m_former)
        return;
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &m_former->shown);
    for (std::size_t at = 0; at < endingSignals.size(); ++at)
        ::sigaction(endingSignals[at], &m_former->former[at], nullptr);
    Mode::current.store(nullptr);
}

} // namespace slipway
