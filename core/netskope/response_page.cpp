#include "core/netskope/response_page.h"

#include <QCoreApplication>

#include <simdjson.h>

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

// Walks one event's top level: finds the two fields that an export needs, and every structural fault on the
// way.
simdjson::error_code readKey(od::object &object, EventKey &key)
{
    for (auto field : object) {
        if (const auto error = field.error())
            return error;
        const auto name = field.key();
        if (const auto error = name.error())
            return error;
        const od::raw_json_string raw = name.value_unsafe();
        if (raw == "_id") {
            std::string_view token;
            if (const auto error = field.value().raw_json_token().get(token))
                return error;
            const auto open = token.find('"'), close = token.rfind('"');
            if (open == 0 && close > open)
                key.id = token.substr(1, close - 1);
        } else if (raw == "timestamp") {
            int64_t seconds = 0;
            double fraction = 0;
            if (!field.value().get_int64().get(seconds))
                key.timestamp = seconds;
            else if (!field.value().get_double().get(fraction) && fraction > -9e15 && fraction < 9e15)
                key.timestamp = static_cast<qint64>(fraction);
        }
    }
    return simdjson::SUCCESS;
}

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

} // namespace

Result<ResponsePage> ResponsePage::parse(QByteArray body)
{
    ResponsePage page;
    page.m_body = std::move(body);
    const qint64 size = page.m_body.size();
    page.m_body.reserve(size + static_cast<qint64>(simdjson::SIMDJSON_PADDING));
    static thread_local od::parser parser;
    // Pages differ a little: with room to spare the parser's memory is made once.
    if (const auto wanted = static_cast<size_t>(size); parser.capacity() < wanted) {
        if (const auto error = parser.allocate(wanted + wanted / 4))
            return bad(error, "the envelope", size);
    }
    od::document document;
    if (const auto error = parser
                               .iterate(page.m_body.constData(), static_cast<size_t>(size),
                                        static_cast<size_t>(size) + simdjson::SIMDJSON_PADDING)
                               .get(document))
        return bad(error, "the envelope", size);
    od::object envelope;
    if (const auto error = document.get_object().get(envelope))
        return bad(error, "the envelope", size);

    std::optional<qint64> ok;
    bool hasResult = false;
    QString serverMessage;
    for (auto field : envelope) {
        std::string_view name;
        if (const auto error = field.unescaped_key().get(name))
            return bad(error, "the envelope", size);
        od::value value;
        if (const auto error = field.value().get(value))
            return bad(error, "the envelope", size);
        if (name == "result") {
            od::array events;
            if (const auto error = value.get_array().get(events))
                return bad(error, "\"result\"", size);
            hasResult = true;
            for (auto element : events) {
                std::string_view opening;
                od::object event;
                if (const auto error = element.raw_json_token().get(opening))
                    return bad(error, "an event", size);
                if (const auto error = element.get_object().get(event))
                    return bad(error, "an event", size);
                EventKey key;
                if (const auto error = readKey(event, key))
                    return bad(error, "an event", size);
                // The walk has ended at the token behind the event: no second one for its text.
                const char *end = nullptr;
                if (const auto error = document.current_location().get(end))
                    return bad(error, "an event", size);
                do
                    --end;
                while (*end != '}');
                const char *begin = opening.data();
                page.m_events.emplace_back(begin, static_cast<size_t>(end + 1 - begin));
                page.m_keys.push_back(key);
            }
        } else if (name == "timestamp_hwm") {
            page.m_hwm = wholeNumber(value);
        } else if (name == "wait_time") {
            page.m_wait = wholeNumber(value);
        } else if (name == "ok") {
            ok = wholeNumber(value);
        } else if (name == "message" || name == "error") {
            std::string_view message;
            if (!value.get_string().get(message))
                serverMessage = QString::fromUtf8(message.data(), static_cast<qsizetype>(message.size()));
        } else if (name == "status") {
            std::string_view status;
            if (!value.get_string().get(status) && status == "error")
                ok = 0;
        }
    }
    // Only the end of the text may follow.
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
        return bad(simdjson::TAPE_ERROR, "what follows the envelope", size);
    if (ok.value_or(1) != 1)
        return failure(ErrorKind::BadAnswer,
                       serverMessage.isEmpty()
                           ? tr("The tenant reports a failure without a reason (ok: %1).").arg(*ok)
                           : tr("The tenant reports a failure: %1").arg(serverMessage.left(300)),
                       tr("Try again in a minute."), QStringLiteral("ok = %1 with HTTP 200").arg(*ok));
    if (!hasResult)
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
    static thread_local od::parser parser;
    static thread_local std::string padded;
    padded.assign(event);
    padded.reserve(event.size() + simdjson::SIMDJSON_PADDING);
    EventKey key;
    od::document document;
    od::object object;
    if (parser.iterate(padded).get(document) || document.get_object().get(object) || readKey(object, key))
        return {};
    if (!key.id.empty()) // the view is into our copy: hand out the one into the caller's text
        key.id = event.substr(static_cast<size_t>(key.id.data() - padded.data()), key.id.size());
    return key;
}

} // namespace slipway
