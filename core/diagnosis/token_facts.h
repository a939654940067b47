// What the tenant itself says about its tokens, if the token may read /api/v2/auth/tokens: name, expiry and
// granted paths (docs/netskope-api.md, "Tokens"). It is never required.
#pragma once
#include "core/base/error.h"

#include <QDateTime>
#include <QList>
#include <optional>

namespace slipway {

struct TokenScope
{
    QString path; // "/api/v2/events/dataexport/events/alert"; may end with "*"
    bool write = false;

    // Whether this scope covers a path.
    [[nodiscard]] bool covers(const QString &path) const;
};

struct TokenFacts
{
    QString name;
    QDateTime expires; // UTC; invalid if the list does not say
    QList<TokenScope> scopes;
    bool isOnlyToken = true; // false: chosen among several because only it agrees with the probes

    [[nodiscard]] bool covers(const QString &path) const;
};

// Reads the answer of /api/v2/auth/tokens: a list, or an object that contains one as "data". BadAnswer for
// anything else.
[[nodiscard]] Result<QList<TokenFacts>> parseTokenList(const QByteArray &body);

// Which of them is ours? The list does not say, so it is the only token, or the only one whose scopes agree
// with all probes (they cover the granted paths and not the refused ones). Empty if that leaves none or
// several.
[[nodiscard]] std::optional<TokenFacts> ownToken(QList<TokenFacts> tokens, const QStringList &granted,
                                                 const QStringList &refused);

} // namespace slipway
