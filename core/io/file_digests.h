// The digests of a finished file, which is read on a thread of its own.
#pragma once
#include "core/base/error.h"
#include "core/io/file_hash.h"

#include <QCoroTask>
#include <stop_token>

namespace slipway {

// SHA-256 and MD5. Storage, naming the path, if it cannot be read; Cancelled.
[[nodiscard]] QCoro::Task<Result<FileDigests>> digestsOf(QString path, std::stop_token stop);

} // namespace slipway
