#include "core/netskope/envelope.h"

#include "core/base/event_time.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace slipway {
namespace {

constexpr size_t longestText = 1000;       // of a word or a message that is looked at
constexpr size_t longestReport = 64 << 10; // of an error object

enum class Answer { Yes, No, Silent };

// The value of a member as it is in the text.
class Value
{
public:
    explicit Value(std::string_view text) : m_text(text) {}

    [[nodiscard]] bool isText() const
    {
        return m_text.size() >= 2 && m_text.front() == '"' && m_text.back() == '"';
    }
    [[nodiscard]] bool isObject() const { return m_text.starts_with('{'); }
    [[nodiscard]] bool isList() const { return m_text.starts_with('['); }
    [[nodiscard]] bool isNull() const { return m_text.empty() || m_text == "null"; }
    // With nothing between its brackets.
    [[nodiscard]] bool isEmptyNest() const
    {
        return (isObject() || isList()) && m_text.find_first_not_of(" \t\r\n", 1) == m_text.size() - 1;
    }
    // A text's content, or the scalar itself.
    [[nodiscard]] QString text() const
    {
        if (isText())
            return unescaped(m_text.substr(1, std::min(m_text.size() - 2, longestText))).trimmed();
        return QString::fromUtf8(m_text.data(), static_cast<qsizetype>(std::min(m_text.size(), longestText)));
    }
    [[nodiscard]] QString word() const { return isObject() || isList() ? QString() : text().toLower(); }
    // Also if the number is written as text.
    [[nodiscard]] std::optional<double> number() const
    {
        if (isObject() || isList())
            return std::nullopt;
        bool ok = false;
        const double number = text().toDouble(&ok);
        return ok && std::isfinite(number) ? std::optional(number) : std::nullopt;
    }
    [[nodiscard]] QJsonDocument document() const
    {
        return m_text.size() > longestReport ? QJsonDocument()
                                             : QJsonDocument::fromJson(QByteArray(
                                                   m_text.data(), static_cast<qsizetype>(m_text.size())));
    }

private:
    std::string_view m_text;
};

bool isWordOfSuccess(const QString &word)
{
    static const QStringList words = {
        QStringLiteral("ok"),        QStringLiteral("okay"),      QStringLiteral("yes"),
        QStringLiteral("true"),      QStringLiteral("success"),   QStringLiteral("successful"),
        QStringLiteral("succeeded"), QStringLiteral("completed"), QStringLiteral("complete"),
        QStringLiteral("done"),      QStringLiteral("finished"),  QStringLiteral("good")};
    return words.contains(word);
}

bool isWordOfFailure(const QString &word)
{
    static const QStringList parts = {
        QStringLiteral("fail"),      QStringLiteral("error"),     QStringLiteral("exception"),
        QStringLiteral("denied"),    QStringLiteral("abort"),     QStringLiteral("invalid"),
        QStringLiteral("timeout"),   QStringLiteral("timed out"), QStringLiteral("unavailable"),
        QStringLiteral("forbidden"), QStringLiteral("unauthor"),  QStringLiteral("rejected"),
        QStringLiteral("fatal"),     QStringLiteral("refused")};
    return std::any_of(parts.begin(), parts.end(), [&](const QString &part) { return word.contains(part); });
}

// "No error", in the forms that a field for errors can have in that case.
bool isNoError(const QString &word)
{
    return word.isEmpty() || word == QLatin1String("null") || word == QLatin1String("none") ||
           word == QLatin1String("false") || word == QLatin1String("no") || word == QLatin1String("0") ||
           word == QLatin1String("no error") || word == QLatin1String("no_error") || isWordOfSuccess(word);
}

// For "ok" and "success": only a clear yes counts as one.
Answer answerOf(const Value &value)
{
    if (value.isNull() || value.isObject() || value.isList())
        return Answer::Silent;
    const QString word = value.word();
    if (word.isEmpty())
        return Answer::Silent;
    if (const auto number = value.number())
        return *number == 1 ? Answer::Yes : Answer::No;
    return isWordOfSuccess(word) ? Answer::Yes : Answer::No;
}

bool isFailureCode(double code)
{
    constexpr double leastOfErrors = 400;
    return code >= leastOfErrors || code < 0;
}

QString messageOf(const QJsonObject &object)
{
    for (const char *name : {"message", "msg", "description", "detail", "reason", "error", "title"}) {
        if (const QString text = object.value(QLatin1String(name)).toString(); !text.isEmpty())
            return text;
    }
    return {};
}

QString messageOf(const QJsonValue &value)
{
    return value.isString() ? value.toString() : messageOf(value.toObject());
}

// Whether "error" or "errors" contain one.
bool holdsError(const Value &value, QString &message)
{
    if (value.isNull() || value.isEmptyNest())
        return false;
    if (!value.isObject() && !value.isList()) {
        const QString word = value.word();
        if (isNoError(word) && word != QLatin1String("true") && word != QLatin1String("yes"))
            return false;
        if (value.isText())
            message = value.text();
        return true;
    }
    const QJsonDocument document = value.document();
    if (document.isArray()) {
        const QJsonArray errors = document.array();
        for (const QJsonValue error : errors) {
            if (const QString text = messageOf(error); !text.isEmpty())
                message = text;
        }
        return true;
    }
    const QJsonObject object = document.object();
    const QString text = messageOf(object);
    // {"code":0,"message":""}
    if (const QJsonValue code = object.value(QLatin1String("code"));
        !code.isUndefined() && isNoError(text.toLower())) {
        const double number = code.isString() ? code.toString().toDouble() : code.toDouble(-1);
        if (!isFailureCode(number))
            return false;
    }
    if (!text.isEmpty())
        message = text;
    return true;
}

// As the query service writes it: {"execution":"Failed","message":…}.
void readStatusObject(const Value &value, Envelope &envelope)
{
    const QJsonObject object = value.document().object();
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (member.key() == QLatin1String("message"))
            continue;
        if (member->isString() && isWordOfFailure(member->toString().toLower())) {
            envelope.saysFailed = true;
            envelope.verdict =
                QStringLiteral("status.%1 = %2").arg(member.key(), member->toString().left(100));
        } else if (member.key() == QLatin1String("code") && isFailureCode(member->toDouble(0))) {
            envelope.saysFailed = true;
            envelope.verdict = QStringLiteral("status.code = %1").arg(member->toDouble());
        }
    }
    if (const QString text = messageOf(object); !text.isEmpty())
        envelope.message = text;
}

void readStatus(const Value &value, Envelope &envelope)
{
    if (value.isNull() || value.isList())
        return;
    if (value.isObject())
        return readStatusObject(value, envelope);
    const QString word = value.word();
    if (word.isEmpty())
        return;
    const auto number = value.number();
    const bool isSuccess = number ? *number == 1 || (*number >= 200 && *number < 300) : isWordOfSuccess(word);
    const bool isFailure =
        number ? isFailureCode(*number) : word == QLatin1String("false") || isWordOfFailure(word);
    envelope.saysOk = envelope.saysOk || isSuccess;
    envelope.saysFailed = envelope.saysFailed || isFailure;
    envelope.isDoubtful = envelope.isDoubtful || !(isSuccess || isFailure);
    if (!isSuccess)
        envelope.verdict = QStringLiteral("status = %1").arg(word.left(100));
}

std::optional<qint64> waitOf(const Value &value, const QDateTime &serverTime)
{
    constexpr double leastDate = 1e9; // what is beyond is not a number of seconds to wait
    const auto number = value.number();
    if (number && *number < 0)
        return std::nullopt;
    if (number && *number <= leastDate)
        return static_cast<qint64>(std::ceil(*number));
    const auto until = readEventTime(value.text().toStdString());
    if (!until)
        return std::nullopt;
    const QDateTime now = serverTime.isValid() ? serverTime : QDateTime::currentDateTimeUtc();
    return std::max<qint64>(0, *until - now.toSecsSinceEpoch());
}

// A name may be spelled with escapes: "\u006fk" is "ok". Empty: it has none, or is none of the envelope's.
std::string spelledOut(std::string_view name)
{
    constexpr size_t longest = 100;
    return name.size() > longest || name.find('\\') == std::string_view::npos ? std::string()
                                                                              : unescaped(name).toStdString();
}

bool isListOfObjects(std::string_view text)
{
    if (!text.starts_with('['))
        return false;
    const size_t first = text.find_first_not_of(" \t\r\n", 1);
    return first != std::string_view::npos && text[first] == '{';
}

} // namespace

Envelope readEnvelope(const std::vector<PageScan::Member> &members, std::string_view list,
                      const QDateTime &serverTime)
{
    Envelope envelope;
    const std::string_view other = list == "data" ? "result" : "data";
    std::string_view insteadOfOther;
    const auto answer = [&](const PageScan::Member &member, bool isYesNo) {
        const Value value(member.value);
        const Answer said = answerOf(value);
        envelope.saysOk = envelope.saysOk || said == Answer::Yes;
        if (said == Answer::No && isYesNo) {
            envelope.saysFailed = true;
            envelope.verdict = QStringLiteral("%1 = %2").arg(
                QString::fromUtf8(member.name.data(), static_cast<qsizetype>(member.name.size())),
                value.text().left(100));
        }
    };
    for (const PageScan::Member &member : members) {
        const Value value(member.value);
        const std::string escaped = spelledOut(member.name);
        const std::string_view name = escaped.empty() ? member.name : escaped;
        if (name == list) {
            envelope.insteadOfList = member.value;
        } else if (name == other) {
            insteadOfOther = member.value;
        } else if (name == "ok" || name == "success") {
            envelope.isTenants = true;
            answer(member, true);
        } else if (name == "status") {
            envelope.isTenants = true;
            readStatus(value, envelope);
        } else if (name == "failed" || name == "failure" || name == "isError" || name == "is_error") {
            if (answerOf(value) == Answer::Yes) {
                envelope.saysFailed = true;
                envelope.verdict = QStringLiteral("failed = true");
            }
        } else if (name == "error" || name == "errors") {
            if (holdsError(value, envelope.message)) {
                envelope.saysFailed = true;
                if (envelope.verdict.isEmpty())
                    envelope.verdict = QStringLiteral("error");
            }
        } else if (name == "code" || name == "errorCode" || name == "error_code" || name == "statusCode" ||
                   name == "status_code") {
            const auto number = value.number();
            const QString word = value.word();
            if (number ? isFailureCode(*number) : !value.isNull() && !isNoError(word)) {
                envelope.isDoubtful = true;
                if (envelope.verdict.isEmpty())
                    envelope.verdict = QStringLiteral("code = %1").arg(word.left(100));
            }
        } else if (name == "message" || name == "msg" || name == "errmsg") {
            if (value.isText() && envelope.message.isEmpty())
                envelope.message = value.text();
        } else if (name == "timestamp_hwm") {
            envelope.isTenants = true;
            if (const auto mark = readEventTime(member.value))
                envelope.mark = mark;
        } else if (name == "wait_time") {
            envelope.isTenants = true;
            envelope.waitSeconds = waitOf(value, serverTime);
        } else {
            envelope.hasOtherList = envelope.hasOtherList || isListOfObjects(member.value);
        }
    }
    if (envelope.insteadOfList.empty() || (Value(envelope.insteadOfList).isNull() && !insteadOfOther.empty()))
        envelope.insteadOfList = insteadOfOther;
    // Lines of the tenant's must not look like lines of a message of ours.
    envelope.message = envelope.message.simplified();
    envelope.verdict = envelope.verdict.simplified();
    return envelope;
}

} // namespace slipway
