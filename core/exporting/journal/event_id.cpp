#include "core/exporting/journal/event_id.h"

#include <QCryptographicHash>

namespace slipway {

bool isItsOwnKey(std::string_view id)
{
    constexpr size_t longest = 64;
    // Line breaks separate the ids in the journal. JSON does not allow them inside a string, but a faulty
    // server may send them.
    return id.size() <= longest && id.find('\n') == std::string_view::npos;
}

QByteArray eventIdKey(std::string_view id)
{
    if (isItsOwnKey(id))
        return QByteArray(id.data(), static_cast<qsizetype>(id.size()));
    // The quote cannot be part of an id that is kept as it is.
    return "\"#" + QCryptographicHash::hash(QByteArrayView(id.data(), static_cast<qsizetype>(id.size())),
                                            QCryptographicHash::Sha256)
                       .toHex();
}

} // namespace slipway
