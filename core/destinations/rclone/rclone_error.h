// Explains the error texts of rclone and the stores in plain words: what happened, and what to do
// next.
#pragma once
#include "core/destinations/destination.h"

namespace slipway {

// `text`: what rclone printed. Unknown texts become Internal, with the whole text in the details.
[[nodiscard]] Error rcloneError(const QString &text, const Destination &destination);
// For the case that rclone only said that a folder does not exist.
[[nodiscard]] Error noSuchBucket(const Destination &destination, const QString &details);

// For the case that a store's checksum (ETag) differs from that of the data sent, and nothing can
// be read back: the ETag may not be an MD5 at all, or the object may be damaged.
[[nodiscard]] Error unclearChecksum(const Destination &destination, const QString &details);

// Whether the error may go away by itself, such as network trouble or overload. One that somebody
// has to fix (a wrong key, a missing bucket) does not.
[[nodiscard]] bool isTransient(const Error &error);

} // namespace slipway
