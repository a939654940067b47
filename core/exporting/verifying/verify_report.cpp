#include "core/exporting/verifying/verify_report.h"

#include "core/base/time_text.h"

#include <QJsonArray>

namespace slipway {
namespace {

constexpr qsizetype mostFindings = 100;

} // namespace

void VerifyReport::addFinding(const QString &file, const QString &problem)
{
    if (findings.size() < mostFindings)
        findings << VerifyFinding{file, problem};
    else
        ++moreFindings;
}

QJsonObject VerifyReport::asJson() const
{
    QJsonArray list;
    for (const VerifyFinding &finding : findings)
        list << QJsonObject{{QStringLiteral("file"), finding.file},
                            {QStringLiteral("problem"), finding.problem}};
    return {{QStringLiteral("manifest"), manifest},
            {QStringLiteral("continues"), continues.isEmpty() ? QJsonValue() : QJsonValue(continues)},
            {QStringLiteral("chain_checked"), isChainChecked},
            {QStringLiteral("right"), isRight()},
            {QStringLiteral("job"), job},
            {QStringLiteral("endpoint"), endpointId},
            {QStringLiteral("from"), isoUtc(from)},
            {QStringLiteral("to"), isoUtc(to)},
            {QStringLiteral("covered_until"), isoUtc(coveredUntil)},
            {QStringLiteral("files"), files},
            {QStringLiteral("pages"), pages},
            {QStringLiteral("events"), events},
            {QStringLiteral("file_bytes"), fileBytes},
            {QStringLiteral("duplicates_removed"), duplicatesRemoved},
            {QStringLiteral("out_of_range"), outOfRange},
            {QStringLiteral("method"), filesRead ? QStringLiteral("read") : QStringLiteral("quick")},
            {QStringLiteral("compared_by_checksum"), byChecksum},
            {QStringLiteral("compared_by_size"), bySize},
            {QStringLiteral("manifest_sha256"), QString::fromLatin1(manifestSha256)},
            {QStringLiteral("signed_by"), signedBy.isEmpty() ? QJsonValue() : QJsonValue(signedBy)},
            {QStringLiteral("stated_not_proven"), QJsonArray::fromStringList(stated)},
            {QStringLiteral("notes"), QJsonArray::fromStringList(notes)},
            {QStringLiteral("findings"), list},
            {QStringLiteral("more_findings"), moreFindings}};
}

} // namespace slipway
