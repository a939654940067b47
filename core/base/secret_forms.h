// Internal to core/base: the encodings in which a secret may appear.
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
    bool anyCase = false;  // if so, `bytes` are in lower case
    std::string_view bytes;
};

// A secret as it is; in Base64 at each of the three alignments (both alphabets); URL-encoded as
// different encoders do it; in hex; and escaped as in a JSON string. The bytes are in memory for
// secrets, and stay at the same address when this object is moved. A secret of fewer than 4 bytes
// has no forms, because it would occur everywhere by chance.
class SecretForms
{
public:
    explicit SecretForms(QByteArrayView secret);
    [[nodiscard]] std::span<const SecretForm> all() const { return m_forms; }

private:
    SecretMemory m_memory;
    std::vector<SecretForm> m_forms;
};

// Where forms begin and end in a text. merged() sorts them and joins those that overlap or touch,
// so that no end of a secret is left over if its beginning is another secret.
using SecretPlaces = std::vector<std::pair<qsizetype, qsizetype>>;

// A text to search for secrets, with its lower-case copy, which is overwritten afterwards.
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
