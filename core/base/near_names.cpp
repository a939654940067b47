#include "core/base/near_names.h"

#include <QCoreApplication>

#include <algorithm>
#include <vector>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(NearNames)
};

constexpr qsizetype longestName = 100; // a longer name was not a typing error

// How many letters to insert, remove, replace, or swap with the next one.
qsizetype slips(const QString &one, const QString &other)
{
    const auto width = static_cast<size_t>(other.size()) + 1;
    std::vector<qsizetype> before(width), last(width), row(width);
    for (size_t j = 0; j < width; ++j)
        last[j] = static_cast<qsizetype>(j);
    for (qsizetype i = 1; i <= one.size(); ++i) {
        row[0] = i;
        for (size_t j = 1; j < width; ++j) {
            const auto at = static_cast<qsizetype>(j);
            const bool isSame = one[i - 1] == other[at - 1];
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (isSame ? 0 : 1)});
            if (i > 1 && j > 1 && one[i - 1] == other[at - 2] && one[i - 2] == other[at - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return last.back();
}

} // namespace

QStringList nearNames(const QString &name, const QStringList &known, qsizetype most)
{
    const QString wanted = name.trimmed().toLower();
    if (wanted.isEmpty() || wanted.size() > longestName)
        return {};
    const qsizetype mostSlips = wanted.size() < 2 ? 0 : wanted.size() < 6 ? 1 : 2;
    std::vector<std::pair<qsizetype, QString>> near;
    for (const QString &each : known) {
        const QString candidate = each.toLower();
        if (candidate.size() > longestName)
            continue;
        const qsizetype count = slips(wanted, candidate);
        const bool contains = std::min(wanted.size(), candidate.size()) > 2 &&
                              (candidate.contains(wanted) || wanted.contains(candidate));
        if (count <= mostSlips)
            near.emplace_back(count, each);
        else if (contains)
            near.emplace_back(longestName + count, each);
    }
    std::ranges::sort(near);
    QStringList names;
    for (const auto &[distance, each] : near) {
        if (names.size() < most && !names.contains(each))
            names << each;
    }
    return names;
}

QString stepAfterUnknownName(const QString &name, const QStringList &known)
{
    constexpr qsizetype most = 10;
    if (known.isEmpty())
        return Texts::tr("None has been saved yet.");
    if (const QStringList similar = nearNames(name, known); !similar.isEmpty())
        return Texts::tr("Did you mean %1?").arg(similar.join(QStringLiteral(", ")));
    const QString names = known.mid(0, most).join(QStringLiteral(", "));
    return known.size() > most ? Texts::tr("Saved, among others: %1.").arg(names)
                               : Texts::tr("Saved: %1.").arg(names);
}

} // namespace slipway
