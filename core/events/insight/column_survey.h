// Which fields the events of a document have, judging by a few thousand of them. It serves the column
// chooser, and tells what kind of events a file contains. (The field profile looks at all events.)
#pragma once
#include "core/events/documents/event_document.h"

#include <QObject>

#include <stop_token>

namespace slipway {

struct SurveyedField
{
    QString name;
    bool hasData = false; // some event has a value other than the defaults "", 0, false, null, {} and []
    QStringList values; // some that occur more than once, the most frequent first, as the filter spells them
};

struct ColumnSurvey
{
    QList<SurveyedField> fields; // the useful ones of the type first, the others as they occur
    QString endpointId;          // that of the document, or a guess; empty: not known
    qint64 looked = 0;           // lines
    qint64 notEvents = 0;        // of these, not JSON, or not an object

    [[nodiscard]] QStringList names() const;
    // The columns that the table shows until the user chooses others: the useful fields that have data, or at
    // least a few.
    [[nodiscard]] QStringList firstColumns() const;
};

// Blocks, so call it on a worker thread. Ends early when stopped. If a file is still being read, only its
// first rows are surveyed: survey it again once it is complete.
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
