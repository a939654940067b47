// CRC-64/XZ of bytes whose checksum is known from elsewhere, without reading them again.
//
// A CRC is linear: how its result depends on its initial value follows from the number of bytes alone. So a
// checksum of a text that was computed with one initial value yields the checksum of the same text after any
// other bytes.
//
// Threads: any.
#pragma once
#include <cstddef>
#include <cstdint>

namespace slipway {

// `crc`: of `size` bytes, as crc64_ecma_refl(begun, bytes, size) of ISA-L returns it. Returns the same for
// `before` instead of `begun`, which is what continues the checksum `before` with these bytes. Takes about 30
// ns on processors with carry-less multiplication and 200 ns on others, whatever the size.
[[nodiscard]] uint64_t continuedCrc(uint64_t before, uint64_t begun, uint64_t crc, size_t size);

// The same without those instructions; for tests.
[[nodiscard]] uint64_t portableContinuedCrc(uint64_t before, uint64_t begun, uint64_t crc, size_t size);

} // namespace slipway
