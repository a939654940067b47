#include "core/workspace/recorded_check.h"

#include "core/diagnosis/fix.h"
#include "core/netskope/checked_endpoints.h"

namespace slipway {
namespace {

// The record has the meaning of each answer, but not its cause. Only these two meanings imply one.
Cause causeOf(Access access)
{
    return access == Access::Missing        ? Cause::PermissionMissing
           : access == Access::TokenRefused ? Cause::TokenRefused
                                            : Cause::None;
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
        row.explanation = fix.certain;
        row.nextStep = fix.nextStep;
    }
    return result;
}

} // namespace slipway
