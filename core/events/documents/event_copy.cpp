#include "core/events/documents/event_copy.h"

#include "core/async/background.h"
#include "core/events/json/field_reader.h"

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

// Reads one character. Each byte that is not UTF-8 counts as one.
char32_t characterAt(QByteArrayView text, qsizetype at, qsizetype &length)
{
    const auto byte = [&](qsizetype i) { return static_cast<unsigned char>(text[at + i]); };
    const unsigned char first = byte(0);
    length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length == 1 || at + length > text.size()) {
        length = 1;
        return first;
    }
    char32_t character = first & (0x7FU >> length);
    for (qsizetype i = 1; i < length; ++i)
        character = (character << 6) | (byte(i) & 0x3FU);
    return character;
}

bool beginsFormula(char32_t character)
{
    return QStringView(u"=+-@\uFF1D\uFF0B\uFF0D\uFF20").contains(QChar(static_cast<char16_t>(character))) &&
           character <= 0xFFFF;
}

// Characters that some spreadsheet takes for the end of a cell: in half of the world that is a semicolon, and
// text from the clipboard is split at tabs. Quotes do not help there, since they count only at the beginning
// of a cell.
bool endsCell(char32_t character)
{
    return character == ';' || character == '|' || character == '\t' || character == '\n' ||
           character == '\r';
}

// Blanks, controls and characters without a width: a spreadsheet may drop them before it looks for a formula.
bool isUnseen(char32_t character)
{
    const auto category = QChar::category(character);
    return QChar::isSpace(character) || category == QChar::Other_Control || category == QChar::Other_Format ||
           category == QChar::Mark_NonSpacing;
}

// Adds an apostrophe before each part that a spreadsheet would take for a formula.
QByteArray defused(const QByteArray &value)
{
    QByteArray safe;
    safe.reserve(value.size() + 1);
    if (!value.isEmpty() && endsCell(static_cast<unsigned char>(value.front())))
        safe += '\'';
    bool isBeginning = true;
    qsizetype partBegin = safe.size();
    for (qsizetype at = 0, length = 0; at < value.size(); at += length) {
        const char32_t character = characterAt(value, at, length);
        if (isBeginning && beginsFormula(character))
            safe.insert(partBegin, '\'');
        safe.append(value.constData() + at, length);
        if (endsCell(character)) {
            isBeginning = true;
            partBegin = safe.size();
        } else {
            isBeginning = isBeginning && isUnseen(character);
        }
    }
    return safe;
}

// Whether it is a valid JSON number. In an event that is not strict JSON, a value that begins like a number
// may turn out to be a formula: -cmd|' /C calc'!A0
bool isNumber(QByteArrayView text)
{
    qsizetype at = 0;
    const auto take = [&](QByteArrayView any) {
        const bool isTaken = at < text.size() && any.contains(text[at]);
        at += isTaken;
        return isTaken;
    };
    const auto takeDigits = [&] {
        const qsizetype begin = at;
        while (take("0123456789")) {
        }
        return at > begin;
    };
    take("-");
    if (!takeDigits() || (take(".") && !takeDigits()))
        return false;
    if (take("eE")) {
        take("+-");
        if (!takeDigits())
            return false;
    }
    return at == text.size();
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

QByteArray csvCell(const QByteArray &value, bool mayBeNumber)
{
    QByteArray cell = mayBeNumber && isNumber(value) ? value : defused(value);
    const auto needsQuotes = [](char c) {
        return c == '"' || c == ',' || endsCell(static_cast<unsigned char>(c));
    };
    if (cell.size() != value.size() || std::any_of(cell.cbegin(), cell.cend(), needsQuotes))
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
