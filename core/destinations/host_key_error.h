// Why rclone did not accept the host key of an SFTP server, in a person's words.
//
// rclone says "key mismatch" also where the known hosts file has a key of another type only, of the right
// server. Slipway says that somebody may be listening only where a key of the same type differs.
#pragma once
#include "core/destinations/destination.h"

#include <QByteArrayList>
#include <QCoroTask>
#include <stop_token>

namespace slipway {

// `error`: of rclone_error.h, about a host key. It looks into the known hosts file and asks the server for
// its keys; where that leads to nothing, the error comes back as it was.
[[nodiscard]] QCoro::Task<Error> explainedHostKey(Destination destination, Error error, std::stop_token stop);
// Whether an error is about a host key.
[[nodiscard]] bool isAboutHostKey(const Error &error);

// What rclone 1.63 and later are told to ask for: the types that the known hosts file has, then the others,
// as ssh does. Empty where the file does not know the server: then rclone's own order will do.
[[nodiscard]] QByteArrayList preferredHostKeyAlgorithms(const Destination &destination);

} // namespace slipway
