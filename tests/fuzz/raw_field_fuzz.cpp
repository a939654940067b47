// RawField, which finds a field without parsing, against the parser. Input: a name, a line break, an event.
#include "core/events/json/raw_field.h"

#include "core/events/json/page_scan.h"
#include "tests/fuzz/fuzz_input.h"

using namespace slipway;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    std::string_view input(reinterpret_cast<const char *>(data), size);
    const std::string name(fuzz::takeLine(input));
    const fuzz::PaddedText event(input);
    const auto raw = RawField(name).find(event.view());
    if (!raw)
        return 0;
    // If it is not an event, the two may read different parts of it.
    static FieldReader reader;
    (void)reader.readAll(event.view());
    if (reader.health() != EventHealth::Well && reader.health() != EventHealth::DuplicateKeys)
        return 0;
    const FieldValue parsed = reader.read(event.view(), {name}).front();
    require(raw->type == parsed.type && raw->text == parsed.text && raw->raw == parsed.raw,
            "RawField finds another value than the parser",
            std::string(raw->raw) + " | " + std::string(parsed.raw));
    return 0;
}
