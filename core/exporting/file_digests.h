// SHA-256 and MD5 of a file, read once, on a thread of its own.
#pragma once
#include "core/base/error.h"

#include <QCoroTask>
#include <stop_token>

namespace slipway {

struct FileDigests
{
    qint64 size = 0;
    QByteArray sha256, md5; // hexadecimal
};

// Storage with the path when it cannot be read; Cancelled.
[[nodiscard]] QCoro::Task<Result<FileDigests>> digestsOf(QString path, std::stop_token stop);

} // namespace slipway
