#include "core/netskope/response_page.h"

#include "core/base/secret.h"
#include "core/netskope/json_form.h"

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

// Takes a number, or nothing from what is well formed but none.
simdjson::error_code readNumber(od::value value, std::optional<qint64> &number)
{
    number = wholeNumber(value);
    return number ? simdjson::SUCCESS : checkForm(value);
}

// "status" as the query service writes it: {"execution":"Failed","message":…}.
simdjson::error_code readExecution(od::value value, bool &failed, QString &message)
{
    od::object status;
    if (value.get_object().get(status))
        return checkForm(value);
    for (auto field : status) {
        std::string_view name, text;
        if (const auto error = field.unescaped_key().get(name))
            return error;
        od::value inner;
        if (const auto error = field.value().get(inner))
            return error;
        if ((name != "execution" && name != "message") || inner.get_string().get(text)) {
            if (const auto error = checkForm(inner))
                return error;
            continue;
        }
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
        return checkForm(value);
    for (auto element : errors) {
        od::value inner;
        if (const auto error = element.get(inner))
            return error;
        std::string_view text;
        if (!inner.get_string().get(text))
            message = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
        else if (const auto error = checkForm(inner))
            return error;
    }
    return simdjson::SUCCESS;
}

// Walks one event: finds the two fields that an export needs, and every fault of form on the way.
simdjson::error_code readKey(od::object &object, EventKey &key)
{
    for (auto field : object) {
        if (const auto error = field.error())
            return error;
        const auto name = field.key();
        if (const auto error = name.error())
            return error;
        const od::raw_json_string raw = name.value_unsafe();
        const bool isId = raw == "_id", isTimestamp = raw == "timestamp";
        std::string_view token;
        if (isId || isTimestamp) {
            if (const auto error = field.value().raw_json_token().get(token))
                return error;
        }
        if (const auto error = checkForm(field.value()))
            return error;
        if (isId && token.front() == '"')
            key.id = token.substr(1, token.rfind('"') - 1);
        else if (isTimestamp && token.front() != '{' && token.front() != '[')
            key.timestamp = wholeNumber(field.value());
    }
    return simdjson::SUCCESS;
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
    bool hasResult = false, hasFailed = false;
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
        } else if (name == "timestamp_hwm" || name == "wait_time" || name == "ok") {
            std::optional<qint64> &number = name == "ok"          ? ok
                                            : name == "wait_time" ? page.m_wait
                                                                  : page.m_hwm;
            if (const auto error = readNumber(value, number))
                return bad(error, "the envelope", size);
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
        } else if (const auto error = checkForm(value)) {
            return bad(error, "the envelope", size);
        }
    }
    // Only the end of the text may follow.
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
        return bad(simdjson::TAPE_ERROR, "what follows the envelope", size);
    if (hasFailed)
        ok = 0;
    if (ok.value_or(1) != 1)
        return failure(ErrorKind::BadAnswer,
                       serverMessage.isEmpty()
                           ? tr("The tenant reports a failure without a reason (ok: %1).").arg(*ok)
                           : tr("The tenant reports a failure: %1").arg(scrubbed(serverMessage.left(300))),
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
