// Gathers an onboarding report: runs a check if there is none yet, then takes a small sample of
// each endpoint that the profile needs and the token may read. It only reads, uses Slipway's own
// indexes, and sends one request per second.
#pragma once
#include "core/netskope/api_client.h"
#include "core/report/onboarding_report.h"

#include <QCoroTask>
#include <QObject>
#include <memory>

namespace slipway {

struct ReportRequest
{
    QString tenantName;
    QDate tokenExpires; // as entered
    Profile profile;
    QList<Endpoint> endpoints;        // to check; used if `check` is empty
    std::optional<CheckResult> check; // one that has just been made
    bool withSamples = true;
    int sampleSize = 40; // events examined for each endpoint
    int eventsShown = 3; // of them
    QStringList fields;  // to show; empty: the useful ones of each endpoint; "all": all of them. A name that
                         // neither an event of the sample nor Netskope's schema has is BadInput.
    Personal personal = Personal::Masked;
};

using ReportProgress = std::function<void(const QString &sentence)>;

// Cancelled when stopped. If an endpoint's sample cannot be read, the report gives the reason.
[[nodiscard]] QCoro::Task<Result<OnboardingReport>> gatherReport(ConnectionSettings settings,
                                                                 ReportRequest request, std::stop_token stop,
                                                                 ReportProgress progress);

// Gathers a report and writes it to a file, on its own thread; signals arrive on the caller's
// thread. Deleting the object cancels the work.
class ReportSession : public QObject
{
    Q_OBJECT
public:
    // `path` and `letter` as in saveReport().
    ReportSession(ConnectionSettings settings, ReportRequest request, QString path, bool letter,
                  QObject *parent = nullptr);
    ~ReportSession() override;
    void start();
    void cancel();

Q_SIGNALS:
    void progressed(const QString &sentence);
    // A check was made for the report; add it to the history.
    void checked(const slipway::CheckResult &result);
    void saved(const QString &path, const slipway::OnboardingReport &report);
    void failed(const slipway::Error &error);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway

Q_DECLARE_METATYPE(slipway::OnboardingReport)
