// Internal to core/base: the ways in which a secret may be written down.
#pragma once
#include "core/platform/secret_memory.h"

#include <QByteArrayView>
#include <span>
#include <utility>
#include <vector>

namespace slipway {

struct SecretForm
{
    const char *name = ""; // "as it is", "Base64", "URL-encoded", "hex", "JSON": never the secret
    bool anyCase = false;  // then `bytes` are in lower case
    std::string_view bytes;
};

// As it is; in Base64 at each of the three alignments (both alphabets); URL-encoded as different encoders do
// it; in hex; as a JSON string has it. The bytes are in memory for secrets, and stay where they are when this
// is moved. A secret of fewer than 4 bytes has no forms: it occurs everywhere by chance.
class SecretForms
{
public:
    explicit SecretForms(QByteArrayView secret);
    [[nodiscard]] std::span<const SecretForm> all() const { return m_forms; }

private:
    SecretMemory m_memory;
    std::vector<SecretForm> m_forms;
};

// Where one of the forms begins and ends in `text`. Occurrences that overlap or touch are one: the tail of a
// secret whose beginning is another secret does not stay behind. In order.
using SecretPlaces = std::vector<std::pair<qsizetype, qsizetype>>;

// A text to look for secrets in, and its copy in lower case, which is overwritten afterwards.
class SearchedText
{
public:
    explicit SearchedText(QByteArrayView text);
    [[nodiscard]] bool contains(const SecretForm &form) const;
    void addPlaces(const SecretForm &form, SecretPlaces &places) const;

private:
    std::string_view m_text;
    SecretMemory m_lowered;
};

[[nodiscard]] SecretPlaces merged(SecretPlaces places);

} // namespace slipway
