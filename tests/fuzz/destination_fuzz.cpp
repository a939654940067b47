// destinationFromUrl(): what was understood is valid, gives a URL that means the same, and survives being
// stored. Input: a URL.
#include "core/destinations/destination.h"

#include "tests/fuzz/fuzz_input.h"

using namespace slipway;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QString text =
        QString::fromUtf8(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const auto destination = destinationFromUrl(text);
    if (!destination) {
        require(!destination.error().message.isEmpty(), "refused without a reason");
        return 0;
    }
    require(isDestinationUrl(text), "understood, but no URL of a destination");
    require(validate(*destination).has_value(), "understood, but not valid");
    require(destinationFrom(toJson(*destination)) == *destination, "stored as something else");
    const QString url = destination->url();
    for (const QChar c : url)
        require(c.unicode() >= 0x20 && c.unicode() != 0x7f, "a control character", url.toStdString());
    auto again = destinationFromUrl(url);
    // An Azure account is an option, and a URL names the container and the prefix alone.
    if (const QString account = QStringLiteral("account"); again && destination->options.contains(account))
        again->options.insert(account, destination->options.value(account));
    require(again && again->url() == url && again->isSamePlace(*destination), "its URL is another place",
            url.toStdString());
    return 0;
}
