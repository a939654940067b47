#include "core/exporting/fetching/pacing.h"

#include <QMutexLocker>
#include <QRandomGenerator>

#include <algorithm>
#include <cmath>

namespace slipway {

using std::chrono::milliseconds;

milliseconds RetryPolicy::wait(int attempt) const
{
    const double doubled = static_cast<double>(first.count()) * std::pow(2.0, std::min(attempt - 1, 20));
    const double capped = std::min(doubled, static_cast<double>(longest.count()));
    const double jitter = 0.9 + 0.2 * QRandomGenerator::global()->generateDouble();
    return std::min(longest, milliseconds(static_cast<qint64>(capped * jitter)));
}

milliseconds Pacing::claim(const QString &key, milliseconds interval)
{
    QMutexLocker lock(&m_mutex);
    const Clock::time_point now = Clock::now();
    Clock::time_point &next = m_next[key];
    if (next > now)
        return std::chrono::duration_cast<milliseconds>(next - now) + milliseconds(1);
    next = now + interval;
    return milliseconds(0);
}

void Pacing::hold(const QString &key, milliseconds time)
{
    QMutexLocker lock(&m_mutex);
    Clock::time_point &next = m_next[key];
    next = std::max(next, Clock::now() + time);
}

void Pacing::heed(const QString &key, const RateLimitState &state)
{
    if (!state.remaining)
        return;
    const int reserve = state.resetSeconds && state.limit.value_or(0) > 2 ? 1 : 0;
    if (*state.remaining <= reserve) {
        const double seconds = std::min(state.resetSeconds.value_or(10.0), 3600.0);
        hold(key, milliseconds(static_cast<qint64>(seconds * 1000)));
    }
}

QString Pacing::key(const QUrl &address, const QString &path)
{
    return address.authority() + path;
}

} // namespace slipway
