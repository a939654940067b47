// Texts that count: tr("%n files", nullptr, pluralForm(count)), or with %L1 and .arg(count) for numbers that
// may be large. The forms of each language are in resources/translations, those of English as well, so that
// the source has the one for many.
#pragma once
#include <QtGlobal>

#include <algorithm>

namespace slipway {

// Qt takes an int. For more than a billion, a number that has the same plural form: in every language that
// depends on the last digits at most.
[[nodiscard]] constexpr int pluralForm(qint64 count)
{
    constexpr qint64 most = 1'000'000'000;
    count = std::max<qint64>(count, 0);
    return static_cast<int>(count < most ? count : most + count % 1'000'000);
}

} // namespace slipway
