#include "core/events/documents/event_document.h"

#include "core/netskope/api.h"

namespace slipway {
namespace {

// All texts are in one block, so that every event except the last has its neighbour as padding.
class MemoryDocument final : public EventDocument, public std::enable_shared_from_this<MemoryDocument>
{
public:
    MemoryDocument(const QList<QByteArray> &events, EventOrigin origin) : EventDocument(std::move(origin))
    {
        size_t size = eventPadding;
        for (const QByteArray &event : events)
            size += static_cast<size_t>(event.size());
        m_text.reserve(size);
        m_starts.reserve(static_cast<size_t>(events.size()) + 1);
        for (const QByteArray &event : events) {
            m_starts.push_back(m_text.size());
            m_text.append(event.constData(), static_cast<size_t>(event.size()));
        }
        m_starts.push_back(m_text.size());
        m_text.append(eventPadding, ' ');
    }

    qint64 count() const override { return static_cast<qint64>(m_starts.size()) - 1; }
    bool isComplete() const override { return true; }
    qint64 sizeOf(qint64 row) const override { return static_cast<qint64>(text(row).size()); }
    std::unique_ptr<EventReader> reader() const override
    {
        return std::make_unique<Reader>(shared_from_this());
    }

    std::string_view text(qint64 row) const
    {
        if (row < 0 || row >= count())
            return {};
        const size_t start = m_starts[static_cast<size_t>(row)];
        return std::string_view(m_text).substr(start, m_starts[static_cast<size_t>(row) + 1] - start);
    }

private:
    class Reader final : public EventReader
    {
    public:
        explicit Reader(std::shared_ptr<const MemoryDocument> document) : m_document(std::move(document)) {}
        std::string_view event(qint64 row) override { return m_document->text(row); }

    private:
        std::shared_ptr<const MemoryDocument> m_document;
    };

    std::string m_text;
    std::vector<size_t> m_starts;
};

} // namespace

EventDocumentPtr makeDocument(const EventSample &sample)
{
    // The id names the API through which they came.
    const QString id = Api::of(sample.endpoint).idOf(sample.endpoint.id);
    return makeDocument(sample.events, {sample.endpoint.title, {}, id, sample.note});
}

EventDocumentPtr makeDocument(const QList<QByteArray> &events, EventOrigin origin)
{
    return std::make_shared<MemoryDocument>(events, std::move(origin));
}

} // namespace slipway
