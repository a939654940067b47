#include "core/diagnosis/page_between.h"

#include "core/diagnosis/refusal.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(PageBetween)
};

// In one line of at most 80 characters.
QString oneLine(QString text)
{
    text.removeIf([](QChar each) { return !each.isPrint() && !each.isSpace(); });
    text = scrubbed(text.simplified());
    return text.size() > 80 ? text.left(79) + QChar(0x2026) : text;
}

// The beginning of a body that is text and neither JSON nor one of the phrases of the API; else empty.
QString plainText(const HttpAnswer &answer)
{
    const QByteArray type = answer.header("content-type").toLower();
    const QByteArray body = answer.body.left(1024).trimmed();
    if (!type.startsWith("text/") || body.startsWith('{') || body.startsWith('[') ||
        bodyHint(answer.body, type) != BodyHint::Nothing)
        return {};
    return oneLine(QString::fromUtf8(body));
}

} // namespace

bool isFromBetween(const HttpAnswer &answer)
{
    const int status = answer.status;
    if (status == 407 || status == 511)
        return true;
    if (bodyHint(answer.body, answer.header("content-type")) == BodyHint::WebPage)
        return status >= 400 && status < 500 && status != 404 && status != 408 && status != 409 &&
               status != 429;
    return (status == 401 || status == 403 || status == 451) && !plainText(answer).isEmpty();
}

QString pageTitle(const QByteArray &html)
{
    static const QRegularExpression title(QStringLiteral("<title[^>]*>([^<]*)"),
                                          QRegularExpression::CaseInsensitiveOption);
    QString text = title.match(QString::fromUtf8(html.left(64 << 10))).captured(1).left(1000);
    static const QRegularExpression number(QStringLiteral("&#(?:x([0-9a-f]{1,5})|([0-9]{1,6}));"),
                                           QRegularExpression::CaseInsensitiveOption);
    for (auto match = number.match(text); match.hasMatch();
         match = number.match(text, match.capturedStart())) {
        const auto code = static_cast<char32_t>(
            match.captured(1).isEmpty() ? match.captured(2).toUInt() : match.captured(1).toUInt(nullptr, 16));
        const bool isCharacter = code >= 0x20 && !QChar::isSurrogate(code);
        text.replace(match.capturedStart(), match.capturedLength(),
                     code == '&'   ? QStringLiteral("&amp;") // what follows is not an entity
                     : isCharacter ? QString::fromUcs4(&code, 1)
                                   : QStringLiteral(" "));
    }
    static const std::pair<const char *, const char *> entities[] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&nbsp;", " "}, {"&amp;", "&"}};
    for (const auto &[entity, character] : entities)
        text.replace(QLatin1String(entity), QLatin1String(character));
    return oneLine(text);
}

QString evidenceFromBetween(const HttpAnswer &answer)
{
    if (bodyHint(answer.body, answer.header("content-type")) == BodyHint::WebPage) {
        const QString title = pageTitle(answer.body);
        return title.isEmpty() ? Texts::tr("a web page") : Texts::tr("a web page, \"%1\"").arg(title);
    }
    const QString text = plainText(answer);
    return text.isEmpty() ? Texts::tr("HTTP %1").arg(answer.status) : Texts::tr("a text, \"%1\"").arg(text);
}

QString pageFromBetween(const HttpAnswer &answer)
{
    if (bodyHint(answer.body, answer.header("content-type")) != BodyHint::WebPage) {
        const QString text = plainText(answer);
        return text.isEmpty()
                   ? Texts::tr("Something between this computer and the tenant answered (HTTP %1). Only "
                               "a proxy or a network that requires a sign-in sends this status.")
                         .arg(answer.status)
                   : Texts::tr("Something between this computer and the tenant answered with the text \"%1\" "
                               "(HTTP %2).")
                         .arg(text, QString::number(answer.status));
    }
    const QString title = pageTitle(answer.body);
    return title.isEmpty()
               ? Texts::tr(
                     "Something between this computer and the tenant answered with a web page (HTTP %1).")
                     .arg(answer.status)
               : Texts::tr(
                     "Something between this computer and the tenant answered with a web page titled \"%1\" "
                     "(HTTP %2).")
                     .arg(title, QString::number(answer.status));
}

} // namespace slipway
