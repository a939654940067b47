// Takes people out of sample events before they go into a report that others will read.
//
// Which fields name a person, a device or its address is data (resources/personal_fields.json). Their values
// are taken out wherever they occur, in nested and in other fields too, and so are e-mail addresses and the
// queries of URLs, which often carry keys. The tenant's token is never shown in any mode.
#pragma once
#include "core/events/sampling/preview.h"

#include <QHash>
#include <QRegularExpression>

namespace slipway {

enum class Personal {
    Masked, // "[user]"
    Hashed, // "user-3f9a2d71c0": the same person has the same name within one report and another in the next
    Shown,  // as sent
};

class SampleRedaction
{
public:
    // Hashes are keyed with 32 random bytes that live as long as this object.
    explicit SampleRedaction(Personal mode);

    // Remembers the personal values of these events, so that value() finds them in other fields.
    void learn(const QList<QByteArray> &events);
    // A field's text (as fieldText() gives it) as it may be shown.
    [[nodiscard]] QString value(const QString &field, const QString &text) const;
    // For people: what was done, one sentence.
    [[nodiscard]] QString note() const;

private:
    [[nodiscard]] QString replacement(const QString &kind, const QString &value) const;
    void remember(const QString &kind, const QString &value);

    Personal m_mode;
    QByteArray m_key;
    QHash<QString, QString> m_kinds; // field → "user", "device", "address"
    struct Person
    {
        QString kind, name; // what stands before the @ is the same name as the whole
    };
    QHash<QString, Person> m_values; // personal value in lower case →
    QStringList m_longestFirst;      // the keys of m_values
    QRegularExpression m_nested;     // "user":"value" inside an object
};

} // namespace slipway
