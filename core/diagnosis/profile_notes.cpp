#include "core/diagnosis/profile_notes.h"

#include "core/netskope/checked_endpoints.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Check)
};

// What the token's own list says about write access to `path`.
QString writeAccess(const CheckResult &result, const QString &path)
{
    if (!result.token)
        return Texts::tr("Look it up in the console.");
    const bool isListed =
        std::any_of(result.token->scopes.cbegin(), result.token->scopes.cend(),
                    [&](const TokenScope &scope) { return scope.write && scope.covers(path); });
    return isListed ? Texts::tr("The tenant lists it as granted to this token.")
                    : Texts::tr("The tenant does not list it for this token.");
}

} // namespace

QStringList writtenPaths(const CheckResult &result)
{
    QStringList paths;
    for (const Endpoint &endpoint : writtenBy(result.profile))
        paths << endpoint.path;
    return paths;
}

QStringList profileNotes(const CheckResult &result)
{
    QStringList notes;
    for (const QString &path : writtenPaths(result))
        notes << Texts::tr("%1 also writes to %2. Slipway tests only whether the token can read there, since "
                           "a test of writing would change something. %3")
                     .arg(result.profile.title, path, writeAccess(result, path));
    if (const QString overlap = overlapWarning(result.profile.endpointIds); !overlap.isEmpty())
        notes << overlap;
    return notes;
}

} // namespace slipway
