#include "core/platform/process_limits.h"
#include "core/platform/secret_memory.h"
#include "tests/core/platform/helper_process.h"

#include <algorithm>
#include <doctest.h>

using namespace slipway;
using test::HelperProcess;

TEST_CASE("A child dies with its parent")
{
    HelperProcess parent({"parent"});
    CHECK(parent.line() == "started");
    parent.kill();
    // The child has the other end of the pipe: it says that it outlived its parent, or the pipe ends with it.
    CHECK(parent.line().empty());
}

TEST_CASE("A process that cannot end is ended")
{
    CHECK(HelperProcess({"stuck"}).exitCode() == 7);
}

TEST_CASE("The limit for open files is at least what is reported")
{
    const int limit = raiseOpenFileLimit(256);
    CHECK(limit >= 256);
    CHECK(raiseOpenFileLimit(16) >= 16);
}

TEST_CASE("Memory for secrets holds a text, and forgets it")
{
    SecretMemory secret{"to", "", "ken"};
    CHECK(secret.text() == "token");
    SecretMemory other = std::move(secret);
    CHECK(secret.size() == 0);
    CHECK(other.text() == "token");
    const char *bytes = other.data();
    other.truncate(2);
    CHECK(other.text() == "to");
    CHECK(std::all_of(bytes + 2, bytes + 5, [](char byte) { return byte == 0; }));
    other.clear();
    CHECK(bytes[0] == 0);
    const SecretMemory large(100'000);
    CHECK(std::all_of(large.data(), large.data() + large.size(), [](char byte) { return byte == 0; }));
    CHECK(SecretMemory().data() == nullptr);
}
