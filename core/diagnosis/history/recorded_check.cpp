#include "core/diagnosis/history/recorded_check.h"

#include "core/diagnosis/fix.h"
#include "core/diagnosis/judging.h"
#include "core/language/language.h"
#include "core/netskope/checked_endpoints.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Check) // as the check itself says it
};

// Records of earlier versions have the meaning of each answer, but not its cause. Only these two imply one.
Cause causeOf(Access access)
{
    return access == Access::Missing        ? Cause::PermissionMissing
           : access == Access::TokenRefused ? Cause::TokenRefused
                                            : Cause::None;
}

// The record has the paths of what is too much; why it is can be worded again.
QList<ExcessRight> excessOf(const CheckRecord &record)
{
    QList<ExcessRight> excess;
    for (const QString &path : record.excess) {
        const auto row = std::ranges::find(record.rows, path, &CheckRecord::Row::path);
        const bool isWritten = record.written.contains(path);
        excess << (row == record.rows.cend()
                       ? ExcessRight{path, path,
                                     isWritten ? Texts::tr("The token may change things there.")
                                               : Texts::tr("Granted, but not needed."),
                                     isWritten, true}
                       : ExcessRight{path, row->title,
                                     Texts::tr("Events that %1 does not read.").arg(record.profileTitle)});
    }
    return excess;
}

// Earlier versions stored less.
bool isWhole(const CheckRecord &record)
{
    return !record.language.isEmpty();
}

// What such a record keeps of an answer that nothing has to be done about.
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
        result.steps << ConnectionStep{step.id,    step.title, step.state, step.milliseconds, step.evidence,
                                       step.error, {},         0,          step.requestId};
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
        row.cause = isWhole(record) ? kept.cause : causeOf(kept.access);
        row.confidence = kept.confidence;
        row.explanation = kept.explanation;
        row.nextStep = kept.nextStep;
        row.requestId = kept.requestId;
        row.at = kept.at;
        result.rows << row;
    }
    result.notes = record.notes;
    result.foreignIndexes = record.foreignIndexes;
    if (!record.tokenName.isEmpty() || record.tokenExpires.isValid())
        result.token = TokenFacts{record.tokenName, record.tokenExpires, {}, record.isOnlyToken};
    for (AccessRow &row : result.rows) {
        if (isWhole(record)) {
            if (row.cause != Cause::None)
                explain(row, result);
            continue;
        }
        const Fix fix = fixFor(result, row);
        row.explanation = fix.certain.isEmpty() ? meaningOf(row.access) : fix.certain;
        row.nextStep = fix.nextStep;
    }
    return result;
}

QString shownText(const CheckRecord &record, const EndpointCatalogue &catalogue)
{
    if (!isWhole(record) || record.language == languageOfTexts())
        return record.text;
    const bool isV1 = std::ranges::any_of(record.rows, [](const CheckRecord::Row &row) {
        return row.path.startsWith(QLatin1String("/api/v1/"));
    });
    const CheckResult result = resultOf(record, catalogue, isV1 ? ApiVersion::V1 : ApiVersion::V2);
    return result.at.isValid() ? result.asText() : record.text;
}

} // namespace slipway
