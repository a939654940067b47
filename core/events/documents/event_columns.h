// What the columns of an event table are: which come first for a type of event, and how a field's values are
// shown. Read from resources/columns.json; another type, field or word is a line there and needs no code
// here.
#pragma once
#include <QHash>
#include <QSet>
#include <QString>
#include <QStringList>

namespace slipway {

enum class ColumnKind { Text, Time, Bytes, Boolean, Address };

class ColumnCatalogue
{
public:
    [[nodiscard]] static const ColumnCatalogue &builtIn();

    // Useful fields of an endpoint's events ("alert", "alerts-dlp", …), the most useful first; a list for any
    // event if the endpoint is not known.
    [[nodiscard]] QStringList firstFields(const QString &endpointId) const;
    // The endpoint whose events have these fields filled; empty: none of the known ones.
    [[nodiscard]] QString guessEndpoint(const QSet<QString> &filled) const;
    // "Alerts"; empty for an endpoint that is not known.
    [[nodiscard]] QString title(const QString &endpointId) const;
    [[nodiscard]] ColumnKind kind(const QString &field) const;

    // A value as a person reads it; `raw` follows the rules of fieldText(). Epoch seconds or milliseconds
    // become "2026-11-25 09:30:00" in UTC or local time, sizes "1.2 MB", booleans yes and no, numbers with a
    // known meaning their words. A value that does not look like its kind stays as it is.
    [[nodiscard]] QString shown(const QString &field, const QString &raw, bool utc) const;

private:
    ColumnCatalogue() = default;
    struct Type
    {
        QString id, title;
        QStringList marks, columns;
    };
    QList<Type> m_types;
    QStringList m_other;
    QHash<QString, ColumnKind> m_kinds;
    QHash<QString, QHash<QString, QString>> m_words;
};

} // namespace slipway
