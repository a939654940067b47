// Starts platform_helper, which the tests need as a second process: to hold a lock, to be killed, to have
// children.
//
// It does not use core/platform, which is tested with it. Errors end the test with an exception.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace slipway::test {

class HelperProcess
{
public:
    enum class Streams { Piped, Inherited };
    // `arguments`: a command of platform_helper and what it takes. `diesWithParent`: by prepareChild() and
    // adoptChild().
    explicit HelperProcess(const std::vector<std::string> &arguments, Streams streams = Streams::Piped,
                           bool diesWithParent = false);
    HelperProcess(const HelperProcess &) = delete;
    HelperProcess &operator=(const HelperProcess &) = delete;
    ~HelperProcess(); // kills it

    // Waits for a line of its output, and returns it without the line break. "": no process can write there
    // any more.
    [[nodiscard]] std::string line();
    void closeInput();
    // At once, without a chance to clean up.
    void kill();
    // Waits for its end, and returns its exit code; -1: it was killed.
    int exitCode();
    [[nodiscard]] std::int64_t id() const { return m_id; }

private:
    std::intptr_t m_process = -1, m_input = -1, m_output = -1;
    std::int64_t m_id = 0;
    bool m_hasEnded = false;
};

// Where platform_helper is: beside the test. Set by the test's main().
extern std::string helperProgram;

} // namespace slipway::test
