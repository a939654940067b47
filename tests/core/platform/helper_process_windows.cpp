#include "core/platform/child_process.h"
#include "core/platform/windows/windows_api.h"
#include "tests/core/platform/helper_process.h"

#include <stdexcept>

namespace slipway::test {
namespace {

HANDLE handleOf(std::intptr_t handle)
{
    return reinterpret_cast<HANDLE>(handle);
}

void makePipe(HANDLE &reading, HANDLE &writing, HANDLE &ours)
{
    SECURITY_ATTRIBUTES inherited{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
    if (::CreatePipe(&reading, &writing, &inherited, 0) == FALSE)
        throw std::runtime_error("no pipe");
    ::SetHandleInformation(ours, HANDLE_FLAG_INHERIT, 0);
}

} // namespace

std::string helperProgram;

HelperProcess::HelperProcess(const std::vector<std::string> &arguments, Streams streams, bool diesWithParent)
{
    HANDLE inputForChild = nullptr, input = nullptr, output = nullptr, outputForChild = nullptr;
    STARTUPINFOW start = {};
    start.cb = sizeof start;
    if (streams == Streams::Piped) {
        makePipe(inputForChild, input, input);
        makePipe(output, outputForChild, output);
        start.dwFlags = STARTF_USESTDHANDLES;
        start.hStdInput = inputForChild;
        start.hStdOutput = outputForChild;
        start.hStdError = ::GetStdHandle(STD_ERROR_HANDLE);
    }
    std::string line = '"' + helperProgram + '"';
    for (const std::string &word : arguments)
        line += " \"" + word + '"';
    std::wstring command(line.begin(), line.end()); // the tests' paths are ASCII
    PROCESS_INFORMATION process = {};
    if (::CreateProcessW(nullptr, command.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &start,
                         &process) == FALSE)
        throw std::runtime_error("no process");
    ::CloseHandle(process.hThread);
    if (inputForChild != nullptr)
        ::CloseHandle(inputForChild);
    if (outputForChild != nullptr)
        ::CloseHandle(outputForChild);
    m_process = reinterpret_cast<std::intptr_t>(process.hProcess);
    m_input = reinterpret_cast<std::intptr_t>(input);
    m_output = reinterpret_cast<std::intptr_t>(output);
    m_id = process.dwProcessId;
    if (diesWithParent && !adoptChild(m_id))
        throw std::runtime_error("not adopted");
}

HelperProcess::~HelperProcess()
{
    kill();
    closeInput();
    ::CloseHandle(handleOf(m_output));
    ::CloseHandle(handleOf(m_process));
}

std::string HelperProcess::line()
{
    std::string text;
    for (char byte = 0;;) {
        DWORD got = 0;
        if (::ReadFile(handleOf(m_output), &byte, 1, &got, nullptr) == FALSE || got == 0 || byte == '\n')
            return text;
        if (byte != '\r')
            text += byte;
    }
}

void HelperProcess::closeInput()
{
    if (m_input > 0)
        ::CloseHandle(handleOf(m_input));
    m_input = -1;
}

void HelperProcess::kill()
{
    if (m_hasEnded)
        return;
    ::TerminateProcess(handleOf(m_process), static_cast<UINT>(-1));
    (void)exitCode();
}

int HelperProcess::exitCode()
{
    ::WaitForSingleObject(handleOf(m_process), INFINITE);
    m_hasEnded = true;
    DWORD code = 0;
    ::GetExitCodeProcess(handleOf(m_process), &code);
    return static_cast<int>(code);
}

} // namespace slipway::test
