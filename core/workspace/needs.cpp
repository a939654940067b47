#include "core/workspace/needs.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Needs)
};

QString sentences(const Error &error)
{
    return error.nextStep.isEmpty() ? error.message : error.message + QLatin1Char(' ') + error.nextStep;
}

// The note of the first endpoint whose store does not answer; empty if there is none.
QString silenceOf(const JobSnapshot &job)
{
    if (job.state != JobState::Running)
        return {};
    for (const EndpointProgress &endpoint : job.endpoints) {
        if (endpoint.isStoreSilent && !endpoint.note.isEmpty())
            return endpoint.note;
    }
    return {};
}

Need needOf(const JobSnapshot &job, Need::Kind kind, const QString &what)
{
    const ExportRequest &request = job.request;
    return {kind, request.tenantId, job.id, request.tenantName, request.from, request.to, what};
}

} // namespace

bool needsSomebody(const JobSnapshot &job)
{
    return job.state == JobState::WaitingForToken || job.state == JobState::Interrupted ||
           job.state == JobState::Incomplete || job.state == JobState::Failed ||
           (job.state == JobState::Paused && job.error);
}

QList<Need> needsOf(const QList<Tenant> &tenants, const QList<JobSnapshot> &jobs, const QDate &today)
{
    QList<Need> needs;
    QSet<QString> waiting; // tenants that are listed because an export waits for their token
    for (const JobSnapshot &job : jobs) {
        if (job.state == JobState::WaitingForToken) {
            waiting << job.request.tenantId;
            needs << needOf(job, Need::Kind::JobWaitsForToken,
                            Texts::tr("The token was refused during an export, which now waits for another "
                                      "one. Replace the token, then resume the export."));
        } else if (const QString silence = silenceOf(job); !silence.isEmpty()) {
            needs << needOf(job, Need::Kind::StoreSilent, silence);
        } else if (needsSomebody(job)) {
            needs << needOf(job, Need::Kind::JobStopped, job.error ? sentences(*job.error) : job.reason());
        }
    }
    for (const Tenant &tenant : tenants) {
        if (tenant.tokenExpires.isValid() && tenant.tokenExpires < today && !waiting.contains(tenant.id))
            needs << Need{Need::Kind::TokenExpired,
                          tenant.id,
                          {},
                          tenant.name,
                          0,
                          0,
                          Texts::tr("The token expired on %1. Create a new one in the Netskope console and "
                                    "enter it here.")
                              .arg(QLocale().toString(tenant.tokenExpires, QLocale::LongFormat))};
    }
    std::stable_sort(needs.begin(), needs.end(),
                     [](const Need &one, const Need &other) { return one.kind < other.kind; });
    return needs;
}

} // namespace slipway
