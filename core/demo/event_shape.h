// The fields of one event type according to Netskope's published schema (resources/fields.tsv).
// Every field is present: those whose names show what they contain have a plausible value, the
// others their type's default.
#pragma once
#include <QByteArray>
#include <QList>
#include <QString>

namespace slipway {

class EventShape
{
public:
    // `eventType` is the schema's name: "network", "incident", … An unknown type has no fields.
    explicit EventShape(const QString &eventType);

    // Appends `,"field":value` for all fields but _id, timestamp and user. `random`: one number for each
    // event.
    void append(QByteArray &out, quint64 random, qint64 timestamp) const;

private:
    struct Field
    {
        QByteArray start; // `,"name":` and, for text, the opening quote
        int filling = 0;
        bool isText = false;
    };
    QList<Field> m_filled;
    QByteArray m_defaults;
};

} // namespace slipway
