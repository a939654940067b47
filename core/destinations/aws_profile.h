// The parts of the user's AWS configuration that rclone 1.60 does not read: it takes no region from
// a profile, and if the profile does not exist it looks for other credentials.
//
// Source: docs.aws.amazon.com/sdkref/latest/guide/file-format.html
#pragma once
#include <QByteArrayView>
#include <QProcessEnvironment>
#include <QStringList>

namespace slipway {

struct AwsConfiguration
{
    QStringList profiles; // names, each once
    QString region;       // of the requested profile; empty if it has none

    // `config`, `credentials`: the content of the two files; whatever is not understood is skipped.
    [[nodiscard]] static AwsConfiguration parse(const QString &profile, QByteArrayView config,
                                                QByteArrayView credentials);
    // Reads AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, else the files in ~/.aws. A file that cannot be
    // read counts as empty, and of one that is larger than 16 MiB only that much is read.
    [[nodiscard]] static AwsConfiguration read(const QString &profile,
                                               const QProcessEnvironment &environment);
};

} // namespace slipway
