// manualProxy(), shownProxy() and storableProxy(): no password may be shown. Input: a proxy as people write
// it.
#include "core/net/proxy.h"

#include "tests/fuzz/fuzz_input.h"

using namespace slipway;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const std::string_view input(reinterpret_cast<const char *>(data), size);
    const QString text = QString::fromUtf8(input.data(), static_cast<qsizetype>(size));
    const QString shown = shownProxy(text), stored = storableProxy(text);
    const auto proxy = manualProxy(text);
    // A password from the text itself: what is between the last colon before the last @ and that @. The colon
    // of "http://user@host" ends the scheme, and a user without a password may be stored. What
    // occurs elsewhere as well may be a part of the user or the host; after a slash, that is also true of
    // "http://" and the user.
    const qsizetype at = text.lastIndexOf(u'@');
    const QString before = at < 0 ? QString() : text.left(at);
    const QString password = before.mid(before.lastIndexOf(u':') + 1);
    if (password.size() >= 6 && !password.startsWith(u'/') && text.count(password) == 1 &&
        !QStringLiteral("socks5h://http://").contains(password)) {
        require(!shown.contains(password), "a password is shown", shown.toStdString());
        if (before.contains(u':') && proxy)
            require(!stored.contains(password), "a password is stored", stored.toStdString());
        if (!proxy)
            require(!proxy.error().message.contains(password) && !proxy.error().nextStep.contains(password) &&
                        !proxy.error().details.contains(password),
                    "an error shows a password");
    }
    if (!proxy)
        return 0;
    require(!proxy->hostName().isEmpty() && proxy->port() > 0, "a proxy without a host or port");
    const auto again = manualProxy(shown);
    require(again && again->hostName() == proxy->hostName() && again->port() == proxy->port() &&
                again->type() == proxy->type() && again->password().isEmpty() && again->user().isEmpty(),
            "what is shown is another proxy", shown.toStdString());
    const auto kept = manualProxy(stored);
    require(kept && kept->hostName() == proxy->hostName() && kept->user() == proxy->user() &&
                kept->password().isEmpty(),
            "what is stored is another proxy", stored.toStdString());
    return 0;
}
