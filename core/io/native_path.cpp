#include "core/io/native_path.h"

#include <QFile>

#include <type_traits>

namespace slipway {
namespace {

template<class Path>
Path converted(const QString &path)
{
    if constexpr (std::is_same_v<typename Path::value_type, char>)
        return Path(QFile::encodeName(path).toStdString());
    else
        return Path(path.toStdWString());
}

} // namespace

std::filesystem::path nativePath(const QString &path)
{
    return converted<std::filesystem::path>(path);
}

} // namespace slipway
