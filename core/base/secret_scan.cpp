#include "core/base/secret_scan.h"

#include "core/base/live_secrets.h"

#include <algorithm>

namespace slipway {
namespace {

std::optional<SecretFound> find(const SearchedText &text, const SecretForms &forms)
{
    const auto all = forms.all();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const SecretForm &form) { return text.contains(form); });
    return found == all.end() ? std::nullopt : std::optional(SecretFound{found->name});
}

} // namespace

std::optional<SecretFound> findSecret(const QByteArray &bytes, const QByteArrayList &secrets)
{
    const SearchedText text(bytes);
    for (const QByteArray &secret : secrets) {
        if (auto found = find(text, SecretForms(secret)))
            return found;
    }
    return std::nullopt;
}

std::optional<SecretFound> findSecret(const QByteArray &bytes)
{
    std::optional<SearchedText> text;
    std::optional<SecretFound> found;
    forEachLiveSecret([&](const SecretForms &forms) {
        if (!text)
            text.emplace(bytes);
        found = find(*text, forms);
        return !found;
    });
    return found;
}

} // namespace slipway
