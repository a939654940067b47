// HttpResponse against itself: how an answer is cut into pieces must not change what it says. Input: a byte
// that chooses the pieces, then an answer.
#include "core/net/http_response.h"

#include "tests/fuzz/fuzz_input.h"

#include <algorithm>

using namespace slipway;
using fuzz::require;

namespace {

constexpr qint64 mostBytes = 1 << 14;

struct Outcome
{
    HttpResponse::State state = HttpResponse::State::More;
    int status = 0;
    QByteArray body;
    QHash<QByteArray, QByteArray> headers;
    size_t used = 0;
};

Outcome readInPieces(std::string_view wire, size_t piece)
{
    SpareBuffers spare;
    HttpResponse response(spare);
    Outcome outcome;
    for (size_t at = 0; at < wire.size() && outcome.state == HttpResponse::State::More; at += piece) {
        // A copy of its own, so that nothing behind the piece can be read.
        const std::string bytes(wire.substr(at, piece));
        outcome.state =
            response.feed(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())), mostBytes);
        outcome.used = at + bytes.size() - static_cast<size_t>(response.unused());
    }
    outcome.status = response.status();
    outcome.headers = response.headers();
    outcome.body = response.takeBody();
    return outcome;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const std::string_view wire(reinterpret_cast<const char *>(data) + 1, size - 1);
    const Outcome whole = readInPieces(wire, wire.size());
    for (const size_t piece : {size_t{1}, size_t{1} + data[0] % 32}) {
        const Outcome cut = readInPieces(wire, piece);
        require(cut.state == whole.state, "another state");
        if (whole.state == HttpResponse::State::Bad)
            continue;
        require(cut.status == whole.status && cut.body == whole.body && cut.headers == whole.headers,
                "another answer");
        if (whole.state == HttpResponse::State::Complete)
            require(cut.used == whole.used, "another end");
    }
    return 0;
}
