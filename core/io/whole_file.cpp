#include "core/io/whole_file.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace slipway {
namespace {

constexpr QFile::Permissions ownerOnly = QFile::ReadOwner | QFile::WriteOwner;

} // namespace

bool isOtherThanFile(const QString &path)
{
    const QFileInfo info(path);
    return info.exists() && !info.isFile();
}

std::expected<void, QString> writeWholeFile(const QString &path, const QByteArray &content,
                                            ReadableBy readers)
{
    if (isOtherThanFile(path)) {
        QFile device(path);
        if (!device.open(QIODevice::WriteOnly | QIODevice::Unbuffered) ||
            device.write(content) != content.size())
            return std::unexpected(device.errorString());
        return {};
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) ||
        (readers == ReadableBy::OwnerOnly && !file.setPermissions(ownerOnly)) ||
        file.write(content) != content.size() || !file.commit())
        return std::unexpected(file.errorString());
    return {};
}

} // namespace slipway
