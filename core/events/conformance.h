// Whether events look as the SIEM expects: each event against the published sample of its type and API
// version.
//
// - The type comes from the endpoint, or, for a file, from the fields that only one type has.
// - V1 events carry `_insertion_epoch_timestamp`, V2 events do not; V2 fills absent fields with defaults and
// has
//   fields of its own (netskope-api.md).
// - Where the samples and Netskope's published schema disagree about a type (severity_level), both are
// accepted
//   and the report says so.
#pragma once
#include "core/events/event_document.h"

#include <functional>
#include <stop_token>

namespace slipway {

enum class Conformance { Conforms, WithNotes, DoesNotConform, NotJudged };

struct ConformanceFinding
{
    enum class Kind {
        NotJson, // the line is no JSON object
        MissingEssential,
        OtherType,
        Missing, // an expected field is absent
        NullValue,
        Unknown,      // a field that neither the samples nor the schema have
        OtherEvents,  // a field of Netskope's schema, but for other types of events
        SchemaOnly,   // a field of Netskope's schema for this type that the sample does not show
        AcceptedType, // the samples and the schema disagree; both are accepted
    };
    Kind kind = Kind::Missing;
    Conformance weight = Conformance::WithNotes; // Conforms: only for information
    QString field;
    QString expected, found;   // types, for people; may be empty
    qint64 events = 0, of = 0; // events that it concerns, of those of the same shape
    qint64 exampleRow = -1;    // in the document
    QString meaning;           // for the SIEM, as a sentence
};

struct ConformanceReport
{
    Conformance verdict = Conformance::NotJudged;
    struct Shape
    {
        QString endpointId;
        int version = 2;
        qint64 events = 0;
    };
    std::vector<Shape> shapes; // that occur, most events first
    qint64 events = 0, versionUnclear = 0, otherTypes = 0, notJson = 0;
    std::vector<ConformanceFinding> findings; // heaviest first
    QString summary;                          // "1,200 events: alerts V2. They conform, with notes."
    QString explanation;                      // what the verdict means for the SIEM
};

// Works on all processors and blocks: call it on a worker thread; `progress` comes on several threads.
// Nothing: stopped.
[[nodiscard]] std::optional<ConformanceReport>
checkConformance(const EventDocumentPtr &document, std::stop_token stop,
                 const std::function<void(qint64 rows)> &progress = {});

// "conforms", "conforms-with-notes", "does-not-conform", "not-judged": for machines.
[[nodiscard]] QString conformanceName(Conformance verdict);

} // namespace slipway
