// What a comparison of events with the published samples finds: plain values, and their words for people and
// machines.
//
// Threads: any.
#pragma once
#include "core/events/documents/event_document.h"

#include <QJsonObject>
#include <optional>

namespace slipway {

enum class Conformance { Conforms, WithNotes, DoesNotConform, NotJudged };

// What the events are to be compared with.
struct ConformanceSubject
{
    QString endpointId = {}; // "alert", "alerts-dlp", "audit", …; empty: inferred from each event
    std::optional<ApiVersion> api = {}; // empty: inferred from each event

    // Events of a tenant have an endpoint, and with it the API of the connection; those of a file have
    // neither.
    [[nodiscard]] static ConformanceSubject of(const EventOrigin &origin);
    // "hunters.alerts", "hunters.application" or "hunters.audit", with ".v1" or ".v2" appended if the version
    // is known. BadInput names the known shapes, and similar ones.
    [[nodiscard]] static Result<ConformanceSubject> named(const QString &shape);
    [[nodiscard]] static QStringList names();
};

struct ConformanceFinding
{
    enum class Kind {
        NotJson,      // the line is not a JSON object
        LogStreaming, // a row in the shape of another product
        MissingEssential,
        OtherType,
        Missing,    // a field that has a value in the sample is absent
        EmptyValue, // "" where the sample has a number or another type
        NullValue,
        SchemaType,    // a field that the sample lacks, of another type than Netskope documents
        Unknown,       // a field that neither the samples nor the schema have
        OtherEvents,   // a field of Netskope's schema, but for other types of events
        SchemaOnly,    // a field of Netskope's schema for this type that the sample does not show
        SeenElsewhere, // a field that other tenants send as well, though it is documented nowhere
        AcceptedType,  // the samples and the schema disagree; both are accepted
    };
    Kind kind = Kind::Missing;
    Conformance weight = Conformance::WithNotes; // Conforms: only for information
    QString field;
    QString expected, found;   // types, for people; may be empty
    qint64 events = 0, of = 0; // events that it concerns, of those of the same shape
    qint64 exampleRow = -1;    // in the document
    QString meaning;           // for the SIEM, as a sentence

    [[nodiscard]] QString title() const; // of its kind, for people: "another type"
    [[nodiscard]] QString name() const;  // of its kind, for machines: "other-type"
};

struct ConformanceReport
{
    Conformance verdict = Conformance::NotJudged;
    struct Shape
    {
        QString endpointId;
        int version = 2;
        qint64 events = 0;

        [[nodiscard]] QString name() const; // "hunters.alerts.v2"
    };
    std::vector<Shape> shapes; // the shapes that occur, those with the most events first
    qint64 events = 0, otherTypes = 0, notJson = 0, logStreaming = 0;
    // If only the fields tell the version: how many events show neither, and for how many
    // `_insertion_epoch_timestamp` decided.
    qint64 versionUnclear = 0, versionByMark = 0;
    std::vector<ConformanceFinding> findings; // heaviest first
    QString summary;                          // "1,200 events: alerts V2. They conform, with notes."
    QString explanation;                      // what the verdict means for the SIEM

    // For a ticket: the verdict, the explanation and each finding on a line of its own; what is only for
    // information comes last, under a heading of its own.
    [[nodiscard]] QString asText() const;
    // Contains types, counts and names of fields, but no values of events.
    [[nodiscard]] QJsonObject asJson() const;
};

// "conforms", "conforms-with-notes", "does-not-conform", "not-judged": for machines.
[[nodiscard]] QString conformanceName(Conformance verdict);
// "Conforms to the expected format": for people.
[[nodiscard]] QString conformanceTitle(Conformance verdict);

} // namespace slipway
