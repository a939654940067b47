// Digests of a finished file, read again on a thread of its own.
#pragma once
#include "core/base/error.h"
#include "core/io/file_hash.h"

#include <QCoroTask>
#include <stop_token>

namespace slipway {

// SHA-256 and MD5. Storage with the path when it cannot be read; Cancelled.
[[nodiscard]] QCoro::Task<Result<FileDigests>> digestsOf(QString path, std::stop_token stop);

} // namespace slipway
