#include "core/platform/socket_input.h"

#include <doctest.h>
#ifdef _WIN32
#include <winsock2.h>
#else
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

using namespace slipway;

namespace {

#ifdef _WIN32
using Socket = SOCKET;
using Length = int;
struct Started
{
    Started()
    {
        WSADATA data = {};
        ::WSAStartup(MAKEWORD(2, 2), &data);
    }
    ~Started() { ::WSACleanup(); }
};
void shut(Socket socket)
{
    ::closesocket(socket);
}
#else
using Socket = int;
using Length = socklen_t;
struct Started
{};
void shut(Socket socket)
{
    ::close(socket);
}
#endif

sockaddr *plain(sockaddr_in &address)
{
    return reinterpret_cast<sockaddr *>(&address);
}

} // namespace

TEST_CASE("A quiet connection has nothing to read; bytes and its end are noticed")
{
    [[maybe_unused]] const Started started;
    const Socket server = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(server, plain(address), sizeof address) == 0);
    REQUIRE(::listen(server, 1) == 0);
    Length length = sizeof address;
    REQUIRE(::getsockname(server, plain(address), &length) == 0);
    const Socket ours = ::socket(AF_INET, SOCK_STREAM, 0);
    REQUIRE(::connect(ours, plain(address), sizeof address) == 0);
    const Socket theirs = ::accept(server, nullptr, nullptr);
    const auto handle = static_cast<std::intptr_t>(ours);

    CHECK_FALSE(hasSocketInput(handle).value());
    REQUIRE(::send(theirs, "x", 1, 0) == 1);
    char letter = 0;
    REQUIRE(::recv(ours, &letter, 1, MSG_PEEK) == 1); // waits until it has arrived
    CHECK(hasSocketInput(handle).value());
    REQUIRE(::recv(ours, &letter, 1, 0) == 1);
    CHECK_FALSE(hasSocketInput(handle).value());
    shut(theirs);
    REQUIRE(::recv(ours, &letter, 1, 0) == 0);
    CHECK(hasSocketInput(handle).value());
    shut(ours);
    shut(server);
}
