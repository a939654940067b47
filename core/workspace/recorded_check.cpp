#include "core/workspace/recorded_check.h"

#include "core/diagnosis/fix.h"
#include "core/netskope/checked_endpoints.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Check) // as the check itself says it
};

// The record has the meaning of each answer, but not its cause. Only these two meanings imply one.
Cause causeOf(Access access)
{
    return access == Access::Missing        ? Cause::PermissionMissing
           : access == Access::TokenRefused ? Cause::TokenRefused
                                            : Cause::None;
}

// The record names the paths of what is too much, but not why.
QList<ExcessRight> excessOf(const CheckRecord &record)
{
    QList<ExcessRight> excess;
    for (const QString &path : record.excess) {
        const auto row = std::ranges::find(record.rows, path, &CheckRecord::Row::path);
        excess << (row == record.rows.cend()
                       ? ExcessRight{path, path, Texts::tr("More than the profile needs."), false, true}
                       : ExcessRight{path, row->title,
                                     Texts::tr("Events that %1 does not read.").arg(record.profileTitle)});
    }
    return excess;
}

// What a record keeps of an answer that nothing has to be done about.
QString meaningOf(Access access)
{
    return access == Access::Granted ? Texts::tr("The token may read this endpoint.") : QString();
}

} // namespace

CheckResult resultOf(const CheckRecord &record, const EndpointCatalogue &catalogue, ApiVersion api)
{
    CheckResult result;
    const Result<Profile> profile = catalogue.resolveProfile(record.profileId, api);
    if (!profile)
        return result;
    result.at = record.at;
    result.address = QUrl(record.address);
    result.profile = *profile;
    result.verdict = record.verdict;
    result.summary = record.summary;
    result.excess = excessOf(record);
    for (const CheckRecord::Step &step : record.steps)
        result.steps << ConnectionStep{step.id, step.title, step.state, -1, step.evidence};
    for (const CheckRecord::Row &kept : record.rows) {
        const QList<Endpoint> found =
            selectForCheck(catalogue, {kept.endpointId}).value_or(QList<Endpoint>{});
        if (found.isEmpty())
            continue;
        AccessRow row;
        row.endpoint = found.first();
        row.needed = kept.needed;
        row.access = kept.access;
        row.httpStatus = kept.httpStatus;
        row.cause = causeOf(kept.access);
        result.rows << row;
    }
    for (AccessRow &row : result.rows) {
        const Fix fix = fixFor(result, row);
        row.explanation = fix.certain.isEmpty() ? meaningOf(row.access) : fix.certain;
        row.nextStep = fix.nextStep;
    }
    return result;
}

} // namespace slipway
