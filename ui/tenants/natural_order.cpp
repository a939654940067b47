#include "ui/tenants/natural_order.h"

namespace slipway {
namespace {

// Returns the digits starting at `at`, without leading zeros, and moves `at` past them.
QString numberAt(const QString &text, qsizetype &at)
{
    const qsizetype begin = at;
    while (at < text.size() && text[at].isDigit())
        ++at;
    QString digits = text.mid(begin, at - begin);
    while (digits.size() > 1 && digits.startsWith(QLatin1Char('0')))
        digits.remove(0, 1);
    return digits;
}

} // namespace

bool comesBefore(const QString &one, const QString &other)
{
    qsizetype i = 0, k = 0;
    while (i < one.size() && k < other.size()) {
        if (one[i].isDigit() && other[k].isDigit()) {
            const QString a = numberAt(one, i), b = numberAt(other, k);
            if (a.size() != b.size())
                return a.size() < b.size();
            if (a != b)
                return a < b;
            continue;
        }
        qsizetype iEnd = i, kEnd = k;
        while (iEnd < one.size() && !one[iEnd].isDigit())
            ++iEnd;
        while (kEnd < other.size() && !other[kEnd].isDigit())
            ++kEnd;
        const int order = QString::localeAwareCompare(one.mid(i, iEnd - i).toCaseFolded(),
                                                      other.mid(k, kEnd - k).toCaseFolded());
        if (order != 0)
            return order < 0;
        i = iEnd;
        k = kEnd;
    }
    if (one.size() - i != other.size() - k)
        return one.size() - i < other.size() - k;
    return one < other;
}

} // namespace slipway
