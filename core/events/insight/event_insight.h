// Keeps the profile, the chart and the conformance of a document up to date on a worker thread, as far as
// they are visible. A new document or filter ends the work on the previous one immediately.
//
// Belongs to one thread (the window's), which waits only in the destructor. Signals arrive there.
#pragma once
#include "core/events/filter/event_filter.h"
#include "core/events/insight/conformance.h"
#include "core/events/insight/events_over_time.h"
#include "core/events/insight/field_profile.h"

#include <QObject>
#include <memory>

namespace slipway {

class EventInsight : public QObject
{
    Q_OBJECT
public:
    enum class Subject { Time, Conformance, Profile };
    explicit EventInsight(QObject *parent = nullptr);
    ~EventInsight() override;

    // Null: nothing. A file that is still being read is taken with the rows that it has; call it again once
    // it is complete.
    void setDocument(const EventDocumentPtr &document);
    void setFilter(const EventFilter &filter); // for the profile and the chart; conformance covers all events
    // Whether a subject is visible. A visible one is computed again whenever it is out of date.
    void setWanted(Subject subject, bool isWanted);
    // While paused, nothing is computed, so that the processors are free for work that the user is waiting
    // for. Interrupted work starts again afterwards.
    void setPaused(bool isPaused);
    [[nodiscard]] bool isBusy(Subject subject) const; // visible and not yet computed

Q_SIGNALS:
    void timeReady(std::shared_ptr<const slipway::EventsOverTime> time);
    void profileReady(std::shared_ptr<const slipway::FieldProfile> profile);
    void conformanceReady(std::shared_ptr<const slipway::ConformanceReport> report);
    void progressed(slipway::EventInsight::Subject subject, qint64 rows, qint64 of);

private:
    struct Worker;
    std::unique_ptr<Worker> m_worker;
};

} // namespace slipway
