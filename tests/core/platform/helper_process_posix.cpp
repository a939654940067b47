#include "core/platform/child_process.h"
#include "tests/core/platform/helper_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace slipway::test {

std::string helperProgram;

HelperProcess::HelperProcess(const std::vector<std::string> &arguments, Streams streams, bool diesWithParent)
{
    std::array<int, 2> in{}, out{};
    for (auto *ends : {&in, &out}) {
        if (::pipe(ends->data()) != 0)
            throw std::runtime_error("no pipe");
        for (const int end : *ends)
            ::fcntl(end, F_SETFD, FD_CLOEXEC);
    }
    std::vector<char *> words{helperProgram.data()};
    for (const std::string &word : arguments)
        words.push_back(const_cast<char *>(word.c_str()));
    words.push_back(nullptr);
    const std::int64_t parent = ownProcessId();
    const pid_t child = ::fork();
    if (child < 0)
        throw std::runtime_error("no process");
    if (child == 0) {
        if (diesWithParent)
            prepareChild(parent);
        if (streams == Streams::Piped) {
            ::dup2(in[0], STDIN_FILENO);
            ::dup2(out[1], STDOUT_FILENO);
        }
        ::execv(words[0], words.data());
        ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    m_input = in[1];
    m_output = out[0];
    m_process = m_id = child;
    if (diesWithParent && !adoptChild(m_id))
        throw std::runtime_error("not adopted");
}

HelperProcess::~HelperProcess()
{
    kill();
    closeInput();
    ::close(static_cast<int>(m_output));
}

std::string HelperProcess::line()
{
    std::string text;
    for (char byte = 0;;) {
        const ssize_t got = ::read(static_cast<int>(m_output), &byte, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || byte == '\n')
            return text;
        text += byte;
    }
}

void HelperProcess::closeInput()
{
    if (m_input >= 0)
        ::close(static_cast<int>(m_input));
    m_input = -1;
}

void HelperProcess::kill()
{
    if (m_hasEnded)
        return;
    ::kill(static_cast<pid_t>(m_process), SIGKILL);
    (void)exitCode();
}

int HelperProcess::exitCode()
{
    int status = 0;
    if (m_hasEnded || ::waitpid(static_cast<pid_t>(m_process), &status, 0) < 0)
        return -1;
    m_hasEnded = true;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace slipway::test
