#include "app/cli/commands/preview_command.h"

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "core/base/time_text.h"
#include "core/events/documents/event_columns.h"
#include "core/events/documents/event_fields.h"
#include "core/events/insight/conformance.h"
#include "core/events/json/visible_text.h"
#include "core/events/sampling/preview.h"

#include <QCoreApplication>
#include <QCoroTask>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

// A value as a single line of text for one cell.
QString cell(const QString &text)
{
    return visibleText(text, 40);
}

void printTable(const EventSample &sample)
{
    const QStringList fields = sample.fields.mid(0, 7);
    QStringList names(fields.size(), QString());
    std::transform(fields.begin(), fields.end(), names.begin(), cell);
    QList<QStringList> rows{names};
    const ColumnCatalogue &catalogue = ColumnCatalogue::builtIn();
    for (const QByteArray &event : sample.events) {
        QStringList row = fieldTexts(event, fields);
        for (qsizetype i = 0; i < row.size(); ++i) {
            bool isNumber = false;
            const qint64 seconds = row[i].toLongLong(&isNumber);
            if (isNumber && seconds > 0 && seconds < 100'000'000'000 &&
                catalogue.kind(fields[i]) == ColumnKind::Time)
                row[i] = isoUtc(seconds);
        }
        std::transform(row.begin(), row.end(), row.begin(), cell);
        rows << row;
    }
    QList<qsizetype> widths(fields.size(), 0);
    for (const QStringList &row : rows) {
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    }
    for (const QStringList &row : rows) {
        QString line;
        for (qsizetype i = 0; i < row.size(); ++i)
            line += row[i].leftJustified(widths[i] + 2);
        printLine(line.trimmed());
    }
}

// Inserts the events as they were sent: a JSON library would round ids above 2^53.
void printAsJson(const EventSample &sample)
{
    QJsonObject json{{QStringLiteral("endpoint"), sample.endpoint.id},
                     {QStringLiteral("count"), sample.events.size()},
                     {QStringLiteral("fields"), QJsonArray::fromStringList(sample.fields)},
                     {QStringLiteral("note"), sample.note}};
    if (const auto judgement = checkConformance(makeDocument(sample), {}))
        json.insert(QStringLiteral("conformance"), judgement->asJson());
    QByteArray text = QJsonDocument(json).toJson(QJsonDocument::Compact);
    text.chop(1); // the brace
    text += ",\"events\":[" + sample.events.join(',') + "]}";
    printLine(QString::fromUtf8(text));
}

} // namespace

int previewCommand(const QStringList &list)
{
    Arguments arguments(QStringLiteral("slipway-cli preview"),
                        Texts::tr("Print the newest events of an endpoint, through Slipway's own index."));
    arguments.addConnectionOptions();
    arguments.addListOption(QStringLiteral("endpoint"), Texts::tr("The endpoint (default: alert)."),
                            QStringLiteral("ID"), QStringLiteral("alert"));
    arguments.parser.addOption({QStringLiteral("count"), Texts::tr("How many events (default: 20)."),
                                QStringLiteral("N"), QStringLiteral("20")});
    arguments.parser.addOption(
        {QStringLiteral("raw"),
         Texts::tr("Print the events as NDJSON, as they were sent; only to a file or a pipe.")});
    arguments.parser.addOption(
        {QStringLiteral("force"),
         Texts::tr("With --raw: print even to a terminal, which obeys control characters in the events.")});
    if (const auto code = arguments.parse(list))
        return *code;
    const bool json = arguments.isSet("json");
    if (const auto needs = arguments.checkNeeds({"force"}, "raw"); !needs)
        return report(needs.error(), json);
    if (const auto printed = arguments.checkNotBoth("raw", "json"); !printed)
        return report(printed.error(), json);
    if (arguments.isSet("raw") && !arguments.isSet("force") && !bytesMayBePrinted())
        return report({ErrorKind::BadInput,
                       Texts::tr("--raw prints events byte for byte, and a terminal obeys control characters "
                                 "that may be in them."),
                       Texts::tr("Send them to a file or a pipe, or add --force."),
                       {}},
                      json);
    bool isNumber = false;
    const int count = arguments.value("count").toInt(&isNumber);
    if (!isNumber || count < 1 || count > 10'000)
        return report(
            {ErrorKind::BadInput,
             Texts::tr("--count \"%1\" is not a number from 1 to 10000.").arg(arguments.value("count")),
             {},
             {}},
            json);
    // Reports an unknown endpoint before asking for a token.
    if (const auto known = EndpointCatalogue::builtIn().select(arguments.list("endpoint")); !known)
        return report(known.error(), json);
    if (arguments.list("endpoint").size() != 1)
        return report({ErrorKind::BadInput, Texts::tr("A preview shows one endpoint."), {}, {}}, json);
    const Result<TenantConnection> connection = connectionFrom(arguments);
    if (!connection)
        return report(connection.error(), json);
    const Result<QList<Endpoint>> endpoints = endpointsFrom(arguments.list("endpoint"), connection->api);
    if (!endpoints)
        return report(endpoints.error(), json);

    std::stop_source stop;
    const InterruptGuard interrupt([&] { stop.request_stop(); }, InterruptGuard::IfBlocked::EndAtOnce);
    const Result<EventSample> sample =
        QCoro::waitFor(fetchNewest(connection->settings, endpoints->first(), count, stop.get_token()));
    if (!sample)
        return sample.error().kind == ErrorKind::Cancelled ? int(Interrupted) : report(sample.error(), json);
    if (arguments.isSet("raw")) {
        for (const QByteArray &event : sample->events)
            printBytes(event);
    } else if (json) {
        printAsJson(*sample);
    } else if (!sample->events.isEmpty()) {
        printTable(*sample);
    }
    printMessage(sample->note);
    return AllWell;
}

} // namespace slipway::cli
