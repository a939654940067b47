// rclone's and the stores' error texts in a person's words: what happened, and what to do next.
#pragma once
#include "core/destinations/destination.h"

namespace slipway {

// `text`: what rclone printed. Unknown texts are Internal, with all of it in the details.
[[nodiscard]] Error rcloneError(const QString &text, const Destination &destination);
// Where all that rclone told is that a folder is not there.
[[nodiscard]] Error noSuchBucket(const Destination &destination, const QString &details);

// Where a store's checksum (ETag) is another than that of what was sent, and nothing can be read back: it may
// be no MD5 at all, or the object may be damaged.
[[nodiscard]] Error unclearChecksum(const Destination &destination, const QString &details);

// Whether it may go away by itself: network, overload. What needs a person (a wrong key, a missing bucket)
// does not.
[[nodiscard]] bool isTransient(const Error &error);

} // namespace slipway
