// Removes personal data from sample events before they go into a report that others will read.
//
// resources/personal_fields.json lists the fields that name a person, a device or its address.
// Their values are replaced wherever they occur, including in nested and other fields, and so are
// e-mail addresses and the queries of URLs, which often contain keys. The tenant's token is never
// shown in any mode.
#pragma once
#include "core/events/sampling/preview.h"

#include <QHash>
#include <QRegularExpression>

namespace slipway {

enum class Personal {
    Masked, // "[user]"
    Hashed, // "user-3f9a2d71c0": the same within one report, different in the next
    Shown,  // as sent
};

class SampleRedaction
{
public:
    // Hashes are keyed with 32 random bytes that exist as long as this object.
    explicit SampleRedaction(Personal mode);

    // Remembers the personal values of these events, so that value() finds them in other fields.
    void learn(const QList<QByteArray> &events);
    // A field's text (from fieldText()) in the form in which it may be shown.
    [[nodiscard]] QString value(const QString &field, const QString &text) const;
    // What was done, in one sentence for people.
    [[nodiscard]] QString note() const;

private:
    [[nodiscard]] QString replacement(const QString &kind, const QString &value) const;
    void remember(const QString &kind, const QString &value);

    Personal m_mode;
    QByteArray m_key;
    QHash<QString, QString> m_kinds; // field → "user", "device", "address"
    struct Person
    {
        QString kind, name; // the part before the @ has the same name as the whole
    };
    QHash<QString, Person> m_values; // personal value in lower case →
    QStringList m_longestFirst;      // the keys of m_values
    QRegularExpression m_nested;     // "user":"value" inside an object
};

} // namespace slipway
