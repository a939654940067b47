// scanEvent(), which says whether an event is sound JSON, against Qt's reader. Input: an event.
#include "core/events/json/page_scan.h"

#include "core/events/json/field_reader.h"
#include "tests/fuzz/fuzz_input.h"

#include <QJsonDocument>

using namespace slipway;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const fuzz::PaddedText event({reinterpret_cast<const char *>(data), size});
    const EventScan scan = scanEvent(event.view());
    // All readers must stay within the text, whatever it is.
    static FieldReader reader;
    for (const FieldReader::Field &field : reader.readAll(event.view()))
        (void)field.value.toString();
    if (scan.odd)
        return 0;
    QJsonParseError error;
    (void)QJsonDocument::fromJson(QByteArray::fromRawData(event.view().data(), static_cast<qsizetype>(size)),
                                  &error);
    // Qt refuses numbers that no double holds, and nests less deep.
    require(error.error == QJsonParseError::NoError || error.error == QJsonParseError::IllegalNumber ||
                error.error == QJsonParseError::DeepNesting,
            "an event that Qt cannot read passes as sound", error.errorString().toStdString());
    require(reader.health() == EventHealth::Well || reader.health() == EventHealth::DuplicateKeys,
            "the scan and the parser disagree");
    return 0;
}
