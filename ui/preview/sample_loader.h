// Loads a sample of a tenant's events for a preview: reads the token, asks the tenant, and brings the first
// events before the others.
//
// Threads: the window's; the requests have a thread of their own, see preview.h.
#pragma once
#include "core/events/sampling/preview.h"
#include "core/workspace/workspace.h"

#include <QObject>

#include <memory>

namespace slipway {

class SampleLoader : public QObject
{
    Q_OBJECT
public:
    // `workspace` must outlive this object.
    explicit SampleLoader(Workspace &workspace, QObject *parent = nullptr);
    ~SampleLoader() override; // without waiting for the tenant

    // Abandons an earlier sample. Ends with loaded(), failed() or, if it was stopped before the tenant was
    // asked, stopped().
    void load(const Tenant &tenant, const Endpoint &endpoint, const PreviewRequest &request);
    // Ends with what was read so far, within a second. Returns whether a result will follow.
    bool stop();
    void abandon(); // emits nothing from now on
    [[nodiscard]] bool isLoading() const { return m_isLoading; }

Q_SIGNALS:
    // The first events, at most once and before loaded(); not for a range.
    void begun(const slipway::EventSample &sample);
    // How far it is, as a sentence.
    void progressed(const QString &sentence);
    void loaded(const slipway::EventSample &sample);
    void failed(const slipway::Error &error);
    void stopped();

private:
    void run(const ConnectionSettings &settings, const Endpoint &endpoint, const PreviewRequest &request);
    Workspace &m_workspace;
    std::unique_ptr<PreviewSession> m_session;
    bool m_isLoading = false;
    int m_round = 0; // counts the calls of load(), so that an answer for an earlier one is not taken
};

} // namespace slipway
