// Explains in plain words why rclone did not accept the host key of an SFTP server.
//
// rclone also says "key mismatch" if the known hosts file only has another type of key of the right
// server. Slipway warns that somebody may be intercepting the connection only if a key of the same
// type differs.
#pragma once
#include "core/destinations/destination.h"

#include <QByteArrayList>
#include <QCoroTask>
#include <stop_token>

namespace slipway {

// `error`: from rclone_error.h, about a host key. Looks into the known hosts file and asks the
// server for its keys; if that explains nothing, returns the error unchanged.
[[nodiscard]] QCoro::Task<Error> explainedHostKey(Destination destination, Error error, std::stop_token stop);
// Whether an error is about a host key.
[[nodiscard]] bool isAboutHostKey(const Error &error);

// The algorithms that rclone 1.63 and later are told to ask for: those for the key types in the
// known hosts file, then the others, as ssh does. Empty if the file does not know the server: then
// rclone's own order will do.
[[nodiscard]] QByteArrayList preferredHostKeyAlgorithms(const Destination &destination);

} // namespace slipway
