// normaliseAddress(): the address that a token is sent to. What was understood is understood again as the
// same, has no parts besides the host, and is encrypted unless it is this computer. Input: what a user
// pastes.
#include "core/netskope/tenant_address.h"

#include "tests/fuzz/fuzz_input.h"

#include <QRegularExpression>

using namespace slipway;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QString typed =
        QString::fromUtf8(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const auto address = normaliseAddress(typed);
    if (!address) {
        require(!address.error().message.isEmpty(), "refused without a reason");
        return 0;
    }
    const QUrl &url = address->url;
    const std::string text = url.toString().toStdString();
    require(url.isValid() && !url.host().isEmpty(), "no host", text);
    require(url.path().isEmpty() && url.query().isEmpty() && url.fragment().isEmpty() &&
                url.userInfo().isEmpty(),
            "more than a host", text);
    static const QRegularExpression ipv4(QStringLiteral("\\A127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\z"));
    const bool isLocal = url.host() == QStringLiteral("localhost") || url.host() == QStringLiteral("::1") ||
                         ipv4.match(url.host()).hasMatch();
    require(url.scheme() == QStringLiteral("https") || (url.scheme() == QStringLiteral("http") && isLocal),
            "not encrypted", text);
    for (const QChar c : url.host())
        require(c.unicode() > 0x20 && c.unicode() < 0x7f, "a host that is not ASCII", text);
    const auto again = normaliseAddress(url.toString());
    require(again && again->url == url, "another address the second time", text);
    return 0;
}
