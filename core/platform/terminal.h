// The terminal, or the console on Windows, and the three standard streams.
//
// Threads: those of the standard streams.
#pragma once
#include "core/platform/system_result.h"

#include <cstddef>
#include <memory>

namespace slipway {

enum class StandardStream { Input, Output, Error };

// Call this before anything else in main(). Opens the standard streams that the caller closed, so that no
// file of ours gets one of their numbers; using one of them still fails. From then on a pipe that its reader
// closed is a write error, and does not end the process.
void prepareStandardStreams();

// Whether it is a terminal that a person uses, and not a file or a pipe.
[[nodiscard]] bool isTerminal(StandardStream stream);

// Columns of the terminal that shows this stream; 0: it is not a terminal, or does not say.
[[nodiscard]] int terminalWidth(StandardStream stream);

// The next bytes of standard input, at most `size`, as soon as there are any; 0 at the end. Not buffered:
// what is not taken stays there.
[[nodiscard]] SystemResult<std::size_t> readStandardInput(char *into, std::size_t size);

// While this object exists, what is typed into standard input is not shown. The line break that ends it is
// not shown either. Does nothing if standard input is not a terminal.
class HiddenInput
{
public:
    HiddenInput();
    ~HiddenInput();
    HiddenInput(const HiddenInput &) = delete;
    HiddenInput &operator=(const HiddenInput &) = delete;
    [[nodiscard]] bool isHidden() const { return m_former != nullptr; }

private:
    struct Mode;
    std::unique_ptr<Mode> m_former;
};

} // namespace slipway
