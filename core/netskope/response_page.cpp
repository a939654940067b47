#include "core/netskope/response_page.h"

#include "core/base/secret.h"
#include "core/netskope/page_scan.h"

#include <QCoreApplication>

namespace slipway {
namespace {

namespace od = simdjson::ondemand;

QString tr(const char *text)
{
    return QCoreApplication::translate("ResponsePage", text);
}

std::unexpected<Error> bad(simdjson::error_code code, const char *where, qint64 size)
{
    // What ends too early may be a page that broke off; anything else is not the API's answer.
    const bool cut = code == simdjson::TAPE_ERROR || code == simdjson::INCOMPLETE_ARRAY_OR_OBJECT ||
                     code == simdjson::UNCLOSED_STRING || code == simdjson::EMPTY;
    return failure(cut ? ErrorKind::TruncatedAnswer : ErrorKind::BadAnswer,
                   cut ? tr("The tenant's answer is not complete JSON.")
                       : tr("The tenant's answer is not the expected JSON."),
                   tr("Try again; if it stays, copy the details for a ticket."),
                   QStringLiteral("%1 in %2 of a body of %3 bytes")
                       .arg(QString::fromLatin1(simdjson::error_message(code)), QString::fromLatin1(where))
                       .arg(size));
}

// Takes a number, or nothing from what is none.
std::optional<qint64> wholeNumber(od::value value)
{
    int64_t number = 0;
    if (!value.get_int64().get(number))
        return number;
    double fraction = 0;
    if (!value.get_double().get(fraction) && fraction > -9e15 && fraction < 9e15)
        return static_cast<qint64>(fraction);
    return std::nullopt;
}

// "status" as the query service writes it: {"execution":"Failed","message":…}.
simdjson::error_code readExecution(od::value value, bool &failed, QString &message)
{
    od::object status;
    if (value.get_object().get(status))
        return simdjson::SUCCESS;
    for (auto field : status) {
        std::string_view name, text;
        if (const auto error = field.unescaped_key().get(name))
            return error;
        od::value inner;
        if (const auto error = field.value().get(inner))
            return error;
        if ((name != "execution" && name != "message") || inner.get_string().get(text))
            continue;
        const QString words = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
        if (name == "message")
            message = words;
        else
            failed = failed || words.compare(QLatin1String("failed"), Qt::CaseInsensitive) == 0;
    }
    return simdjson::SUCCESS;
}

// "errors":["name not passed"], as the older services write it.
simdjson::error_code readErrors(od::value value, QString &message)
{
    od::array errors;
    if (value.get_array().get(errors))
        return simdjson::SUCCESS;
    for (auto element : errors) {
        od::value inner;
        if (const auto error = element.get(inner))
            return error;
        std::string_view text;
        if (!inner.get_string().get(text))
            message = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    }
    return simdjson::SUCCESS;
}

} // namespace

Result<ResponsePage> ResponsePage::parse(QByteArray body, std::string_view list)
{
    const qint64 size = body.size();
    PageScan scan;
    if (const auto error =
            scanPage(std::string_view(body.constData(), static_cast<size_t>(size)), list, scan))
        return bad(error, scan.where, size);
    ResponsePage page;
    page.m_body = std::move(body);
    page.m_events = std::move(scan.events);
    page.m_keys = std::move(scan.keys);

    const qsizetype rest = scan.envelope.size();
    scan.envelope.reserve(rest + static_cast<qsizetype>(simdjson::SIMDJSON_PADDING));
    od::parser parser;
    od::document document;
    od::object envelope;
    if (const auto error = parser
                               .iterate(scan.envelope.constData(), static_cast<size_t>(rest),
                                        static_cast<size_t>(rest) + simdjson::SIMDJSON_PADDING)
                               .get(document))
        return bad(error, "the envelope", size);
    if (const auto error = document.get_object().get(envelope))
        return bad(error, "the envelope", size);

    std::optional<qint64> ok;
    bool hasResult = false, hasFailed = false;
    QString serverMessage;
    for (auto field : envelope) {
        std::string_view name;
        if (const auto error = field.unescaped_key().get(name))
            return bad(error, "the envelope", size);
        od::value value;
        if (const auto error = field.value().get(value))
            return bad(error, "the envelope", size);
        if (name == list) {
            // Some tenants write "nothing" in other ways than as an empty list.
            bool isNull = false;
            std::string_view text;
            od::object object;
            if (!value.is_null().get(isNull) && isNull) {
                hasResult = true;
                continue;
            }
            if (!value.get_string().get(text) && text.empty()) {
                hasResult = true;
                continue;
            }
            if (bool isEmpty = false; !value.get_object().get(object)) {
                if (const auto error = object.is_empty().get(isEmpty); error || !isEmpty)
                    return bad(error ? error : simdjson::INCORRECT_TYPE, "\"result\"", size);
                hasResult = true;
                continue;
            }
            od::array events;
            if (const auto error = value.get_array().get(events))
                return bad(error, "\"result\"", size);
            // Its events are read already; where some are left, the name was written with escapes.
            bool isEmpty = false;
            if (const auto error = events.is_empty().get(isEmpty); error || !isEmpty)
                return bad(error ? error : simdjson::INCORRECT_TYPE, "\"result\"", size);
            hasResult = true;
        } else if (name == "timestamp_hwm" || name == "wait_time" || name == "ok") {
            std::optional<qint64> &number = name == "ok"          ? ok
                                            : name == "wait_time" ? page.m_wait
                                                                  : page.m_hwm;
            number = wholeNumber(value);
        } else if (std::string_view text; (name == "message" || name == "error" || name == "status") &&
                                          !value.get_string().get(text)) {
            if (name == "status")
                hasFailed = hasFailed || text == "error";
            else
                serverMessage = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
        } else if (name == "status") {
            if (const auto error = readExecution(value, hasFailed, serverMessage))
                return bad(error, "\"status\"", size);
        } else if (name == "errors") {
            if (const auto error = readErrors(value, serverMessage))
                return bad(error, "\"errors\"", size);
        }
    }
    if (hasFailed)
        ok = 0;
    if (ok.value_or(1) != 1)
        return failure(ErrorKind::BadAnswer,
                       serverMessage.isEmpty()
                           ? tr("The tenant reports a failure without a reason (ok: %1).").arg(*ok)
                           : tr("The tenant reports a failure: %1").arg(scrubbed(serverMessage.left(300))),
                       tr("Try again in a minute."), QStringLiteral("ok = %1 with HTTP 200").arg(*ok));
    if (!hasResult && !page.m_hwm) // an answer with a mark and without a list has no events
        return failure(ErrorKind::BadAnswer, tr("The tenant's answer holds no list of events."),
                       tr("Try again in a minute."),
                       QStringLiteral("no \"result\" in a body of %1 bytes").arg(size));
    return page;
}

QByteArray ResponsePage::takeBody()
{
    m_events.clear();
    m_keys.clear();
    return std::move(m_body);
}

ResponsePage ResponsePage::empty()
{
    return {};
}

EventKey eventKey(std::string_view event)
{
    EventKey key;
    return scanEvent(event, key) ? EventKey() : key;
}

} // namespace slipway
