// A program on a terminal of its own: what is typed there, Ctrl+C included, reaches it as from a keyboard,
// and all three of its standard streams are the terminal.
//
// Threads: that of the test, whose event loop runs while it waits.
#pragma once
#include <QElapsedTimer>
#include <QProcessEnvironment>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <optional>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

namespace slipway::test {

class PseudoTerminal
{
public:
    PseudoTerminal(const QString &program, const QStringList &arguments,
                   const QProcessEnvironment &environment)
    {
        // Made before fork(), after which no memory may be allocated.
        QByteArrayList texts{program.toLocal8Bit()};
        for (const QString &argument : arguments)
            texts << argument.toLocal8Bit();
        QByteArrayList variables;
        for (const QString &variable : environment.toStringList())
            variables << variable.toLocal8Bit();
        const QList<char *> argv = pointersTo(texts), envp = pointersTo(variables);
        m_child = ::forkpty(&m_terminal, nullptr, nullptr, nullptr);
        if (m_child == 0) {
            ::execve(argv[0], argv.constData(), envp.constData());
            ::_exit(127);
        }
        if (m_child < 0)
            qFatal("there is no terminal");
        ::fcntl(m_terminal, F_SETFL, O_NONBLOCK);
        ::fcntl(m_terminal, F_SETFD, FD_CLOEXEC);
    }
    ~PseudoTerminal()
    {
        hangUp();
        if (!m_status) {
            ::kill(m_child, SIGKILL);
            ::waitpid(m_child, nullptr, 0);
        }
    }
    Q_DISABLE_COPY_MOVE(PseudoTerminal)

    void type(const QByteArray &text) const
    {
        if (::write(m_terminal, text.constData(), static_cast<size_t>(text.size())) != text.size())
            qFatal("nothing can be typed");
    }
    void pressCtrlC() const { type("\x03"); }
    // As if its window were closed.
    void hangUp()
    {
        if (m_terminal >= 0)
            ::close(m_terminal);
        m_terminal = -1;
    }
    // Everything that has been shown so far.
    [[nodiscard]] const QByteArray &screen()
    {
        char some[4096];
        for (ssize_t count = 1; m_terminal >= 0 && count > 0;) {
            count = ::read(m_terminal, some, sizeof some);
            if (count > 0)
                m_screen.append(some, count);
        }
        return m_screen;
    }
    [[nodiscard]] bool waitForText(const char *text, int milliseconds = 20'000)
    {
        return QTest::qWaitFor([&] { return screen().contains(text); }, milliseconds);
    }
    // Whether what is typed is shown.
    [[nodiscard]] bool echoes() const
    {
        termios mode = {};
        return ::tcgetattr(m_terminal, &mode) == 0 && (mode.c_lflag & ECHO);
    }
    [[nodiscard]] bool waitForEnd(int milliseconds = 60'000)
    {
        return QTest::qWaitFor(
            [&] {
                (void)screen(); // a full terminal holds the program up
                int status = 0;
                if (!m_status && ::waitpid(m_child, &status, WNOHANG) == m_child)
                    m_status = status;
                return m_status.has_value();
            },
            milliseconds);
    }
    // As a shell reports it: the exit code, or 128 and the number of the signal that ended the program. Only
    // after waitForEnd().
    [[nodiscard]] int exitCode() const
    {
        return WIFSIGNALED(*m_status) ? 128 + WTERMSIG(*m_status) : WEXITSTATUS(*m_status);
    }

private:
    // Ends with a null pointer, as execve() wants it.
    static QList<char *> pointersTo(QByteArrayList &texts)
    {
        QList<char *> pointers;
        for (QByteArray &text : texts)
            pointers << text.data();
        return pointers << nullptr;
    }

    QByteArray m_screen;
    std::optional<int> m_status;
    pid_t m_child = -1;
    int m_terminal = -1;
};

} // namespace slipway::test
