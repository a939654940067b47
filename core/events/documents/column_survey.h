// Which fields the events of a document have, from a look at some thousand of them: for the column chooser
// and to tell what kind of events a file holds. (The field profile looks at all of them.)
#pragma once
#include "core/events/documents/event_document.h"

#include <stop_token>

namespace slipway {

struct SurveyedField
{
    QString name;
    bool hasData = false; // some event has another value than the defaults "", 0, false, null, {} and []
    QStringList values; // some that occur more than once, the most frequent first, as the filter spells them
};

struct ColumnSurvey
{
    QList<SurveyedField> fields; // the useful ones of the type first, the others as they occur
    QString endpointId;          // the document's, or guessed; empty: not known
    qint64 looked = 0;           // lines
    qint64 notEvents = 0;        // of them: no JSON, or no object

    [[nodiscard]] QStringList names() const;
    // What the table shows as long as nobody chose: the useful fields that have data, at least a few.
    [[nodiscard]] QStringList firstColumns() const;
};

// Blocks: for a worker thread. Ends early when stopped. Of a file that is still being read it takes the first
// rows only: survey again when it is complete.
[[nodiscard]] ColumnSurvey surveyColumns(const EventDocumentPtr &document, std::stop_token stop);

// The same on a thread of its own. The signal arrives on the thread that made it; deleting it stops it.
class ColumnSurveyor : public QObject
{
    Q_OBJECT
public:
    explicit ColumnSurveyor(EventDocumentPtr document, QObject *parent = nullptr);
    ~ColumnSurveyor() override;

Q_SIGNALS:
    void finished(const slipway::ColumnSurvey &survey);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway

Q_DECLARE_METATYPE(slipway::ColumnSurvey)
