// What changed between two checks of one tenant, in sentences: "Lost since Tuesday: Application events."
#pragma once
#include "core/diagnosis/history/check_record.h"

namespace slipway {

enum class Change { Worse, Better, Different };

struct ComparedRow
{
    QString endpointId, title;
    bool needed = false;                 // by the newer check's profile
    std::optional<Access> before, after; // empty: not tested
};

struct CheckComparison
{
    struct Finding
    {
        Change change = Change::Different;
        QString sentence; // ends with a full stop
    };
    QList<Finding> findings; // what got worse first; empty: nothing changed
    QString headline;        // "Since Tuesday: application events lost."
    QList<ComparedRow> rows; // all endpoints of either check, in the older one's order first

    [[nodiscard]] QString asText() const;
    [[nodiscard]] QJsonObject asJson() const;
};

// The two may be given in either order: the older one is `before`. `now` decides how the older one's day is
// named: "since 14:05" today, "since yesterday", "since Tuesday" within six days, otherwise "since 3
// November" (with the year if it is a different one). Times are local.
[[nodiscard]] CheckComparison compareChecks(const CheckRecord &one, const CheckRecord &other,
                                            const QDateTime &now);

} // namespace slipway
