// The user's own AWS configuration, as far as rclone 1.60 does not read it: it takes no region from a
// profile, and where there is no such profile it looks for other credentials.
//
// Source: docs.aws.amazon.com/sdkref/latest/guide/file-format.html
#pragma once
#include <QProcessEnvironment>
#include <QStringList>

namespace slipway {

struct AwsConfiguration
{
    QStringList profiles; // by name, each once
    QString region;       // of the profile asked for; empty where it says none

    // From AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, else from ~/.aws.
    [[nodiscard]] static AwsConfiguration read(const QString &profile,
                                               const QProcessEnvironment &environment);
};

} // namespace slipway
