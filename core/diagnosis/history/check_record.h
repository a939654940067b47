// One check as the history stores it: plain, small, without secrets, and readable by every later version.
//
// Its sentences are stored as they were made. The history gives them in the language in use.
#pragma once
#include "core/diagnosis/check_result.h"

namespace slipway {

struct CheckRecord
{
    struct Step
    {
        QString id, title;
        StepState state = StepState::Waiting;
        QString evidence;
        qint64 milliseconds = -1;
        std::optional<Error> error = {};
        QString requestId = {};
    };
    struct Row
    {
        QString endpointId, title, path;
        bool needed = false;
        Access access = Access::Waiting;
        int httpStatus = 0;
        Cause cause = Cause::None;
        Confidence confidence = Confidence::Certain;
        QString explanation = {}, nextStep = {}; // empty where the cause gives them
        QString requestId = {};
        QDateTime at = {}; // UTC
    };

    qint64 id = 0;      // assigned by the history
    QString tenantKey;  // see historyKey()
    QString tenantName; // for people
    QDateTime at;       // UTC
    QString address;    // of the tenant at that time
    QString profileId, profileTitle;
    Verdict verdict = Verdict::NotConclusive;
    QString summary;
    QList<Step> steps;
    QList<Row> rows;
    QString tokenName;      // from the tenant's token list; empty when that was not readable
    QDateTime tokenExpires; // UTC; invalid when unknown
    bool isOnlyToken = true;
    QStringList excess;     // paths beyond the profile's need
    QStringList written;    // those of them that the token may write to
    QStringList notes;      // sentences
    int foreignIndexes = 0; // as in CheckResult
    QString text;           // the whole result, as "Copy as text" gave it
    QString language;       // that it was made in: "de". Empty in checks of earlier versions, which lack
                            // causes, notes, errors and times as well

    [[nodiscard]] static CheckRecord of(const CheckResult &result, const QString &tenantKey,
                                        const QString &tenantName);
    [[nodiscard]] QByteArray toJson() const;
    // With all sentences but `text` in the language in use (shownText() in recorded_check.h makes that one).
    [[nodiscard]] CheckRecord inLanguageInUse() const;
    // Unknown and missing keys are fine; BadAnswer if it is not a record at all.
    [[nodiscard]] static Result<CheckRecord> fromJson(const QByteArray &json);
};

// The key of a tenant's history: a saved tenant's id, or the address of one that is not saved.
[[nodiscard]] QString historyKey(const QString &tenantId, const QUrl &address);

} // namespace slipway

Q_DECLARE_METATYPE(slipway::CheckRecord)
