// The shape of one event type as Netskope's published schema gives it (resources/fields.tsv): every field is
// there, absent ones with their type's default, and those whose names tell what they hold are filled.
#pragma once
#include <QByteArray>
#include <QList>
#include <QString>

namespace slipway {

class EventShape
{
public:
    // `eventType` as the schema names it: "network", "incident", … An unknown one has no fields.
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
