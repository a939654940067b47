#include "core/events/event_copy.h"

#include "core/base/background.h"
#include "core/events/field_reader.h"

#include <algorithm>

namespace slipway {
namespace {

constexpr qsizetype mostBytes = 64 << 20;

QByteArray bytes(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

// An event of a pretty-printed file has line breaks between its tokens.
QByteArray oneLine(std::string_view event)
{
    QByteArray line = bytes(event);
    std::replace(line.begin(), line.end(), '\n', ' ');
    std::replace(line.begin(), line.end(), '\r', ' ');
    return line + '\n';
}

QByteArray markdownCell(QByteArray value)
{
    value.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace('`', "\\`");
    value.replace("\r\n", " ").replace('\n', ' ').replace('\r', ' ');
    return value;
}

QByteArray csvLine(const QList<QByteArray> &cells)
{
    return cells.join(',') + "\r\n";
}

QByteArray markdownLine(const QList<QByteArray> &cells)
{
    return "| " + cells.join(" | ") + " |\n";
}

} // namespace

QByteArray csvCell(const QByteArray &value, bool isNumber)
{
    static const QList<QByteArray> starts{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"};
    QByteArray cell = value;
    const bool isFormula =
        !isNumber && std::any_of(starts.begin(), starts.end(), [&](const QByteArray &start) {
            return value.trimmed().startsWith(start) || value.startsWith(start);
        });
    if (isFormula)
        cell.prepend('\'');
    if (cell.contains('"') || cell.contains(',') || cell.contains('\n') || cell.contains('\r') || isFormula)
        cell = '"' + cell.replace('"', "\"\"") + '"';
    return cell;
}

CopiedEvents copyEvents(const EventDocumentPtr &document, const std::vector<qint64> &rows,
                        const QStringList &columns, CopyFormat format, std::stop_token stop)
{
    CopiedEvents copied;
    std::vector<std::string> names;
    QList<QByteArray> titles, rules;
    for (const QString &column : columns) {
        names.push_back(column.toStdString());
        titles << (format == CopyFormat::Csv ? csvCell(column.toUtf8(), false)
                                             : markdownCell(column.toUtf8()));
        rules << "---";
    }
    if (format == CopyFormat::Csv)
        copied.text = csvLine(titles);
    else if (format == CopyFormat::Markdown)
        copied.text = markdownLine(titles) + markdownLine(rules);

    const auto events = document->reader();
    FieldReader fields;
    for (const qint64 row : rows) {
        if (stop.stop_requested() || copied.text.size() + document->sizeOf(row) > mostBytes) {
            copied.isWhole = false;
            break;
        }
        const std::string_view event = events->event(row);
        if (format == CopyFormat::Ndjson) {
            copied.text += oneLine(event);
        } else {
            QList<QByteArray> cells;
            for (const FieldValue &value : fields.read(event, names)) {
                cells << (format == CopyFormat::Csv
                              ? csvCell(bytes(value.text), value.type == JsonType::Number)
                              : markdownCell(bytes(value.text)));
            }
            copied.text += format == CopyFormat::Csv ? csvLine(cells) : markdownLine(cells);
        }
        ++copied.events;
    }
    return copied;
}

struct EventCopy::State
{
    BackgroundThread thread;
};

EventCopy::EventCopy(EventDocumentPtr document, std::vector<qint64> rows, QStringList columns,
                     CopyFormat format, QObject *parent)
    : QObject(parent), m_state(std::make_unique<State>())
{
    m_state->thread.run([this, document = std::move(document), rows = std::move(rows),
                         columns = std::move(columns), format](std::stop_token stop) {
        const auto copied = std::make_shared<CopiedEvents>(copyEvents(document, rows, columns, format, stop));
        if (!stop.stop_requested())
            QMetaObject::invokeMethod(
                this, [this, copied] { Q_EMIT finished(*copied); }, Qt::QueuedConnection);
    });
}

EventCopy::~EventCopy() = default;

} // namespace slipway
