// Events as text for the clipboard or a small file.
//
// NDJSON is the exact text, one event per line. CSV and Markdown have the chosen columns with the values as
// they were sent; anything that a spreadsheet would take for a formula gets an apostrophe in front: texts
// that start with = + - @ or their full-width twins, even after blanks and invisible characters, and even
// after a semicolon, a vertical bar, a tab or a line break, where another spreadsheet begins a new cell.
// Numbers stay numbers.
#pragma once
#include "core/events/documents/event_document.h"

#include <QObject>

#include <stop_token>

namespace slipway {

enum class CopyFormat { Ndjson, Csv, Markdown };

struct CopiedEvents
{
    QByteArray text;
    qint64 events = 0;
    bool isWhole = true; // false: the text would be larger than a clipboard should hold
};

// Blocks. When stopped, it ends early with `isWhole` false.
[[nodiscard]] CopiedEvents copyEvents(const EventDocumentPtr &document, const std::vector<qint64> &rows,
                                      const QStringList &columns, CopyFormat format, std::stop_token stop);

// One value as a CSV cell. `mayBeNumber`: the value was sent without quotes; it stays as it is if it is a
// number of JSON.
[[nodiscard]] QByteArray csvCell(const QByteArray &value, bool mayBeNumber);

// The same on a thread of its own. The signal arrives on the thread that made it; deleting it stops it.
class EventCopy : public QObject
{
    Q_OBJECT
public:
    EventCopy(EventDocumentPtr document, std::vector<qint64> rows, QStringList columns, CopyFormat format,
              QObject *parent = nullptr);
    ~EventCopy() override;

Q_SIGNALS:
    void finished(const slipway::CopiedEvents &copied);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway

Q_DECLARE_METATYPE(slipway::CopiedEvents)
