#include "core/base/secret_forms.h"

#include <algorithm>
#include <cstring>
#include <string.h> // memmem

namespace slipway {
namespace {

constexpr qsizetype shortest = 4;
// Nothing longer than this is a token or a key; it is searched for only as it is.
constexpr qsizetype longest = 64 << 10;

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool isUnreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

// Writes forms one after another into memory that is large enough for all of them.
class FormWriter
{
public:
    FormWriter(QByteArrayView secret, SecretMemory &memory, std::vector<SecretForm> &forms)
        : m_secret(secret), m_next(memory.data()), m_forms(forms)
    {}

    void plain()
    {
        for (const char c : m_secret)
            put(c);
        end("as it is", false);
    }
    // The part of a secret's Base64 that does not depend on neighbouring bytes, if the secret
    // starts at `offset` (0, 1 or 2) in a group of three bytes. Its first and last characters may
    // mix with those.
    void base64(qsizetype offset, const char *alphabet)
    {
        const qsizetype first = offset == 0 ? 0 : offset + 1, last = (offset + m_secret.size()) * 8 / 6;
        for (qsizetype i = first; i < last; ++i) {
            unsigned bits = 0;
            for (qsizetype bit = i * 6; bit < i * 6 + 6; ++bit)
                bits = bits * 2 + bitAt(bit - offset * 8);
            put(alphabet[bits]);
        }
        end("Base64", false, 4); // a very short part would be found by chance
    }
    // Encoders differ in which characters they keep and in the case of their hex digits.
    template<class Keeps>
    void percent(Keeps keeps)
    {
        bool isChanged = false;
        for (const char c : m_secret) {
            if (keeps(c)) {
                put(lower(c));
                continue;
            }
            isChanged = true;
            put('%');
            hexDigits(c);
        }
        end("URL-encoded", true, isChanged ? 1 : longest * 3);
    }
    void hex()
    {
        for (const char c : m_secret)
            hexDigits(c);
        end("hex", true);
    }
    void json(bool escapesSlashes)
    {
        bool isChanged = false;
        for (const char c : m_secret) {
            if (c == '"' || c == '\\' || (c == '/' && escapesSlashes)) {
                put('\\');
                isChanged = true;
            }
            put(c);
        }
        end("JSON", false, isChanged ? 1 : longest * 3);
    }

private:
    unsigned bitAt(qsizetype bit) const
    {
        if (bit < 0 || bit >= m_secret.size() * 8)
            return 0;
        return (static_cast<unsigned char>(m_secret[bit / 8]) >> (7 - bit % 8)) & 1U;
    }
    void put(char c) { m_next[m_written++] = c; }
    void hexDigits(char c)
    {
        constexpr auto digits = "0123456789abcdef";
        put(digits[static_cast<unsigned char>(c) >> 4]);
        put(digits[static_cast<unsigned char>(c) & 15]);
    }
    // Drops the form if it is too short or equal to another one.
    void end(const char *name, bool anyCase, qsizetype least = 1)
    {
        const std::string_view bytes(m_next, m_written);
        m_written = 0;
        const auto isSame = [&](const SecretForm &form) {
            return form.bytes == bytes && form.anyCase == anyCase;
        };
        if (static_cast<qsizetype>(bytes.size()) < least ||
            std::any_of(m_forms.begin(), m_forms.end(), isSame))
            return;
        m_forms.push_back({name, anyCase, bytes});
        m_next += bytes.size();
    }

    QByteArrayView m_secret;
    char *m_next;
    std::size_t m_written = 0;
    std::vector<SecretForm> &m_forms;
};

} // namespace

SecretForms::SecretForms(QByteArrayView secret)
{
    if (secret.size() < shortest)
        return;
    const auto size = static_cast<std::size_t>(secret.size());
    const bool isLong = secret.size() > longest;
    m_memory = SecretMemory(isLong ? size : 32 * size + 64);
    FormWriter writer(secret, m_memory, m_forms);
    writer.plain();
    if (isLong)
        return;
    constexpr auto standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
                   urlSafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (const char *alphabet : {standard, urlSafe}) {
        for (const qsizetype offset : {0, 1, 2})
            writer.base64(offset, alphabet);
    }
    writer.percent(isUnreserved);
    writer.percent([](char c) { return isUnreserved(c) || c == '/'; });
    writer.percent([](char) { return false; });
    writer.hex();
    writer.json(false);
    writer.json(true);
}

SearchedText::SearchedText(QByteArrayView text)
    : m_text(text.data(), static_cast<std::size_t>(text.size())), m_lowered(m_text.size())
{
    std::transform(m_text.begin(), m_text.end(), m_lowered.data(), lower);
}

bool SearchedText::contains(const SecretForm &form) const
{
    const std::string_view text = form.anyCase ? m_lowered.text() : m_text;
    return ::memmem(text.data(), text.size(), form.bytes.data(), form.bytes.size()) != nullptr;
}

void SearchedText::addPlaces(const SecretForm &form, SecretPlaces &places) const
{
    const std::string_view text = form.anyCase ? m_lowered.text() : m_text;
    std::size_t from = 0;
    while (const void *found =
               ::memmem(text.data() + from, text.size() - from, form.bytes.data(), form.bytes.size())) {
        const auto at = static_cast<std::size_t>(static_cast<const char *>(found) - text.data());
        places.emplace_back(at, at + form.bytes.size());
        from = at + 1; // the next one may overlap this one
    }
}

SecretPlaces merged(SecretPlaces places)
{
    std::sort(places.begin(), places.end());
    SecretPlaces whole;
    for (const auto &[begin, end] : places) {
        if (!whole.empty() && begin <= whole.back().second)
            whole.back().second = std::max(whole.back().second, end);
        else
            whole.emplace_back(begin, end);
    }
    return whole;
}

} // namespace slipway
