// The pages of secret_memory.h, which says what is done for them.
//
// Threads: any.
#pragma once
#include <cstddef>

namespace slipway {

struct SecretPages
{
    char *bytes = nullptr;
    std::size_t size = 0; // whole pages
};

// All zeros, for at least `size` bytes, which is more than 0. Throws std::bad_alloc.
[[nodiscard]] SecretPages allocateSecretPages(std::size_t size);
// They have been overwritten before.
void freeSecretPages(const SecretPages &pages);

} // namespace slipway
