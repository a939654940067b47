// Text that must never be printed, stored, or sent anywhere but to its destination.
//
// No conversion to QString or QVariant, no operator<<; qDebug() prints only that there is one. The
// bytes are overwritten when the last copy is destroyed. Copies that Qt makes while sending them
// over the network are beyond our reach.
#pragma once
#include <QByteArray>
#include <QDebug>
#include <memory>

namespace slipway {

class Secret
{
public:
    Secret() = default;
    explicit Secret(const QByteArray &bytes);

    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] qsizetype size() const;
    // The only way to the bytes, and easy to find in a review.
    [[nodiscard]] QByteArray reveal() const;

    bool operator==(const Secret &other) const;

private:
    std::shared_ptr<QByteArray> m_bytes;
};

QDebug operator<<(QDebug debug, const Secret &secret);

// Replaces every existing secret, and anything that looks like one (token headers, `token=`
// parameters), by "••••". Every log line and error detail goes through this function. Thread-safe.
[[nodiscard]] QString scrubbed(QString text);

} // namespace slipway
