// How a destination is told to rclone: settings and credentials in the environment of the child process,
// which only this user can read; never in its arguments, which everybody can, and never in a file.
//
// The child gets a small environment of its own: settings that other tools left there (RCLONE_…, AWS_…,
// AWS_CA_BUNDLE, which makes rclone 1.60 fail) would change where the objects go.
#pragma once
#include "core/destinations/destination.h"

#include <QProcessEnvironment>

namespace slipway {

// The name of the one remote that the environment defines.
inline constexpr auto rcloneRemote = "slipway";
// "slipway:bucket/prefix/object"
[[nodiscard]] QString rclonePath(const Destination &destination, const QString &object = {});

// A value as rclone keeps passwords; the clear text goes to `rclone obscure -` by standard input.
// Blocks for some 50 ms. NotFound when rclone is not installed.
[[nodiscard]] Result<QByteArray> obscured(const Secret &secret);

// `own`: this process's environment. Errors: those of obscured(); NotFound for an unknown AWS profile.
[[nodiscard]] Result<QProcessEnvironment> rcloneEnvironment(const DestinationAccess &access,
                                                            const QProcessEnvironment &own);
// Options without secrets: no configuration file, the CA file, time limits.
[[nodiscard]] QStringList rcloneArguments(const Destination &destination);

// The path of the rclone to use: beside this program, else in PATH; empty when there is none.
[[nodiscard]] QString rcloneProgram();
[[nodiscard]] Error rcloneMissing();

} // namespace slipway
