#include "core/diagnosis/token_facts.h"

#include "core/base/utc.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(TokenFacts)
};

// Tenants write paths with and without a leading slash.
QString normalPath(const QString &path)
{
    return path.startsWith(QLatin1Char('/')) ? path : QLatin1Char('/') + path;
}

TokenFacts tokenFrom(const QJsonObject &json)
{
    TokenFacts token;
    token.name = json.value(QStringLiteral("name")).toString().left(200);
    if (const QJsonValue expires = json.value(QStringLiteral("expires")); expires.toDouble() > 0)
        token.expires = utcFromSeconds(expires.toInteger());
    for (const QJsonValue scope : json.value(QStringLiteral("endpoints")).toArray()) {
        const QString path = scope[QStringLiteral("endpoint")].toString();
        if (!path.isEmpty())
            token.scopes << TokenScope{
                normalPath(path), scope[QStringLiteral("permissions")].toString().contains(QLatin1Char('w'))};
    }
    return token;
}

} // namespace

bool TokenScope::covers(const QString &wanted) const
{
    return path.endsWith(QLatin1Char('*')) ? wanted.startsWith(path.chopped(1)) : wanted == path;
}

bool TokenFacts::covers(const QString &path) const
{
    return std::any_of(scopes.cbegin(), scopes.cend(),
                       [&](const TokenScope &scope) { return scope.covers(path); });
}

Result<QList<TokenFacts>> parseTokenList(const QByteArray &body)
{
    constexpr qsizetype largest = 8 << 20; // bytes; a document takes many times as much memory
    const QJsonDocument document = body.size() > largest ? QJsonDocument() : QJsonDocument::fromJson(body);
    QJsonArray rows = document.array();
    if (document.isObject())
        rows = document.object().value(QStringLiteral("data")).toArray();
    QList<TokenFacts> tokens;
    for (const QJsonValue row : rows) {
        // A row without endpoints says nothing about permissions.
        if (row.isObject() && row[QStringLiteral("endpoints")].isArray())
            tokens << tokenFrom(row.toObject());
    }
    if (tokens.isEmpty())
        return failure(ErrorKind::BadAnswer,
                       Texts::tr("The tenant's list of tokens does not have the expected form."));
    return tokens;
}

std::optional<TokenFacts> ownToken(QList<TokenFacts> tokens, const QStringList &granted,
                                   const QStringList &refused)
{
    if (tokens.size() == 1)
        return tokens.first();
    // Expired tokens cannot be ours, because ours has just been accepted.
    tokens.removeIf([&](const TokenFacts &token) {
        const auto covers = [&](const QString &path) { return token.covers(path); };
        return (token.expires.isValid() && token.expires < QDateTime::currentDateTimeUtc()) ||
               !std::all_of(granted.cbegin(), granted.cend(), covers) ||
               std::any_of(refused.cbegin(), refused.cend(), covers);
    });
    if (tokens.size() != 1)
        return std::nullopt;
    tokens.first().isOnlyToken = false;
    return tokens.first();
}

} // namespace slipway
