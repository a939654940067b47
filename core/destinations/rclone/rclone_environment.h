// How rclone is told about a destination: settings and credentials are in the environment of the
// child process, which only this user can read; never in its arguments, which everybody can read,
// and never in a file.
//
// The child gets a small environment built for it: variables meant for other tools (RCLONE_…,
// AWS_…, and AWS_CA_BUNDLE, which makes rclone 1.60 fail) would change where the objects go.
#pragma once
#include "core/destinations/destination.h"

#include <QProcessEnvironment>

namespace slipway {

// The name of the one remote that the environment defines.
inline constexpr auto rcloneRemote = "slipway";
// "slipway:bucket/prefix/object"
[[nodiscard]] QString rclonePath(const Destination &destination, const QString &object = {});

// A value in the form in which rclone keeps passwords; the clear text is passed to `rclone obscure
// -` on standard input. Blocks for some 50 ms. NotFound if rclone is not installed.
[[nodiscard]] Result<QByteArray> obscured(const Secret &secret);

// All but the proxy, for which see destination_proxy.h. `own`: this process's environment. Errors: those of
// obscured(); NotFound for an unknown AWS profile.
[[nodiscard]] Result<QProcessEnvironment> rcloneEnvironment(const DestinationAccess &access,
                                                            const QProcessEnvironment &own);
// Options, which contain no secrets: no configuration file, the CA file, time limits.
[[nodiscard]] QStringList rcloneArguments(const Destination &destination);

// The path of the rclone to use: next to this program, else in PATH; empty if there is none.
[[nodiscard]] QString rcloneProgram();
[[nodiscard]] Error rcloneMissing();

} // namespace slipway
