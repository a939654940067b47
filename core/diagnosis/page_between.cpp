#include "core/diagnosis/page_between.h"

#include "core/diagnosis/refusal.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace slipway {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PageBetween", text);
}

} // namespace

bool isFromBetween(const HttpAnswer &answer)
{
    const int status = answer.status;
    return (status == 401 || status == 403 || status == 407 || status == 511) &&
           bodyHint(answer.body, answer.header("content-type")) == BodyHint::WebPage;
}

QString pageTitle(const QByteArray &html)
{
    static const QRegularExpression title(QStringLiteral("<title[^>]*>([^<]*)"),
                                          QRegularExpression::CaseInsensitiveOption);
    QString text = title.match(QString::fromUtf8(html.left(64 << 10))).captured(1);
    static const std::pair<const char *, const char *> entities[] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&nbsp;", " "}, {"&amp;", "&"}};
    for (const auto &[entity, character] : entities)
        text.replace(QLatin1String(entity), QLatin1String(character));
    text.removeIf([](QChar each) { return !each.isPrint() && !each.isSpace(); });
    text = scrubbed(text.simplified());
    return text.size() > 80 ? text.left(79) + QChar(0x2026) : text;
}

QString pageFromBetween(const HttpAnswer &answer)
{
    const QString title = pageTitle(answer.body);
    return title.isEmpty()
               ? tr("Something between this computer and the tenant answered with a web page (HTTP %1).")
                     .arg(answer.status)
               : tr("Something between this computer and the tenant answered with a web page titled \"%1\" "
                    "(HTTP %2).")
                     .arg(title, QString::number(answer.status));
}

} // namespace slipway
