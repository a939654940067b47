#include "ui/preview/sample_loader.h"

#include "core/async/retire.h"

#include <QLocale>
#include <QPointer>

namespace slipway {

SampleLoader::SampleLoader(Workspace &workspace, QObject *parent) : QObject(parent), m_workspace(workspace) {}

SampleLoader::~SampleLoader()
{
    abandon();
}

void SampleLoader::abandon()
{
    ++m_round;
    m_isLoading = false;
    retire(std::move(m_session), &PreviewSession::stop, &PreviewSession::loaded, &PreviewSession::failed);
}

bool SampleLoader::stop()
{
    if (m_session) {
        m_session->stop();
        return true;
    }
    if (m_isLoading) {
        abandon();
        Q_EMIT stopped();
    }
    return false;
}

void SampleLoader::load(const Tenant &tenant, const Endpoint &endpoint, const PreviewRequest &request)
{
    abandon();
    m_isLoading = true;
    QPointer<SampleLoader> self(this);
    QCoro::connect(m_workspace.connection(tenant), this,
                   [self, round = m_round, endpoint, request](const Result<ConnectionSettings> &settings) {
                       if (!self || self->m_round != round) // or it was stopped
                           return;
                       if (settings)
                           return self->run(*settings, endpoint, request);
                       self->m_isLoading = false;
                       Q_EMIT self->failed(settings.error());
                   });
}

void SampleLoader::run(const ConnectionSettings &settings, const Endpoint &endpoint,
                       const PreviewRequest &request)
{
    m_session = std::make_unique<PreviewSession>(settings, endpoint, request);
    connect(m_session.get(), &PreviewSession::begun, this, &SampleLoader::begun);
    connect(m_session.get(), &PreviewSession::loaded, this, [this](const EventSample &sample) {
        m_session.release()->deleteLater(); // this is its signal
        m_isLoading = false;
        Q_EMIT loaded(sample);
    });
    connect(m_session.get(), &PreviewSession::failed, this, [this](const Error &error) {
        m_session.release()->deleteLater(); // this is its signal
        m_isLoading = false;
        if (error.kind == ErrorKind::Cancelled)
            Q_EMIT stopped();
        else
            Q_EMIT failed(error);
    });
    connect(m_session.get(), &PreviewSession::progressed, this, [this](qint64 events, qint64 since) {
        const QDateTime back = QDateTime::fromSecsSinceEpoch(since);
        Q_EMIT progressed(
            tr("%L1 so far, back to %2 %3")
                .arg(events)
                .arg(QLocale().toString(back, tr("d MMM, HH:mm")), back.timeZoneAbbreviation()));
    });
    m_session->start();
}

} // namespace slipway
