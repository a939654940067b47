#include "core/platform/terminal.h"

#include "core/platform/windows/windows_api.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <string>

namespace slipway {
namespace {

HANDLE handleOf(StandardStream stream)
{
    return ::GetStdHandle(stream == StandardStream::Input    ? STD_INPUT_HANDLE
                          : stream == StandardStream::Output ? STD_OUTPUT_HANDLE
                                                             : STD_ERROR_HANDLE);
}

bool isOpen(StandardStream stream)
{
    const HANDLE handle = handleOf(stream);
    return handle != nullptr && handle != INVALID_HANDLE_VALUE;
}

} // namespace

void prepareStandardStreams()
{
    // In the other direction, so that using them still fails.
    if (!isOpen(StandardStream::Input))
        (void)std::freopen("NUL", "w", stdin);
    if (!isOpen(StandardStream::Output))
        (void)std::freopen("NUL", "r", stdout);
    if (!isOpen(StandardStream::Error))
        (void)std::freopen("NUL", "r", stderr);
}

bool isTerminal(StandardStream stream)
{
    DWORD mode = 0;
    return ::GetConsoleMode(handleOf(stream), &mode) != FALSE;
}

int terminalWidth(StandardStream stream)
{
    CONSOLE_SCREEN_BUFFER_INFO info = {};
    return ::GetConsoleScreenBufferInfo(handleOf(stream), &info) != FALSE
               ? info.srWindow.Right - info.srWindow.Left + 1
               : 0;
}

SystemResult<std::size_t> readStandardInput(char *into, std::size_t size)
{
    const HANDLE input = handleOf(StandardStream::Input);
    DWORD count = 0;
    if (!isTerminal(StandardStream::Input)) {
        if (::ReadFile(input, into, static_cast<DWORD>(std::min<std::size_t>(size, 1U << 30)), &count,
                       nullptr) == FALSE &&
            ::GetLastError() != ERROR_BROKEN_PIPE) // the end
            return std::unexpected(lastSystemError());
        return count;
    }
    // As Unicode: ReadFile would translate it to whatever code page the console has.
    std::wstring typed(std::clamp<std::size_t>(size / 3, 1, 8'192),
                       L'\0'); // none of them is more than three bytes
    if (::ReadConsoleW(input, typed.data(), static_cast<DWORD>(typed.size()), &count, nullptr) == FALSE)
        return std::unexpected(lastSystemError());
    const int bytes = count == 0 || typed.front() == L'\x1a' // Ctrl+Z
                          ? 0
                          : ::WideCharToMultiByte(CP_UTF8, 0, typed.data(), static_cast<int>(count), into,
                                                  static_cast<int>(size), nullptr, nullptr);
    ::SecureZeroMemory(typed.data(), typed.size() * sizeof(wchar_t)); // perhaps a secret
    return static_cast<std::size_t>(bytes);
}

struct HiddenInput::Mode
{
    DWORD shown = 0;

    static inline std::atomic<const Mode *> current = nullptr;

    // The mode is the console's, and not the program's: a program that is ended meanwhile must not leave a
    // console behind that shows nothing.
    static BOOL WINAPI onControl(DWORD)
    {
        if (const Mode *mode = current.load())
            ::SetConsoleMode(handleOf(StandardStream::Input), mode->shown);
        return FALSE; // what else happens is for others to decide
    }
};

HiddenInput::HiddenInput()
{
    auto mode = std::make_unique<Mode>();
    const HANDLE input = handleOf(StandardStream::Input);
    if (::GetConsoleMode(input, &mode->shown) == FALSE)
        return;
    Mode::current.store(mode.get());
    ::SetConsoleCtrlHandler(Mode::onControl, TRUE);
    ::SetConsoleMode(input, mode->shown & ~static_cast<DWORD>(ENABLE_ECHO_INPUT));
    m_former = std::move(mode);
}

HiddenInput::~HiddenInput()
{
    if (!m_former)
        return;
    ::SetConsoleMode(handleOf(StandardStream::Input), m_former->shown);
    ::SetConsoleCtrlHandler(Mode::onControl, FALSE);
    Mode::current.store(nullptr);
}

} // namespace slipway
