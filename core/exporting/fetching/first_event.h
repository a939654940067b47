// Finds the first event of a page while the page is still arriving.
#pragma once
#include <QByteArray>

namespace slipway {

// Reads the text of a page as it grows, and each byte only once. The keys of the envelope may be in any
// order.
class FirstEvent
{
public:
    enum class State {
        Searching,
        Found,
        NoEvents, // the list of events is empty
    };

    // `soFar`: the page's text from its first byte; from one call to the next it only grows.
    State look(const QByteArray &soFar);
    [[nodiscard]] State state() const { return m_state; }
    // Where the event is in the text, once it has been found.
    [[nodiscard]] qsizetype begin() const { return m_begin; }
    [[nodiscard]] qsizetype end() const { return m_end; }

private:
    void take(char character, const QByteArray &text);

    State m_state = State::Searching;
    qsizetype m_at = 0, m_stringBegin = 0, m_begin = 0, m_end = 0;
    int m_depth = 0;      // of lists and objects
    int m_eventDepth = 0; // depth of the event's own brackets; 0: it has not begun
    bool m_isInString = false, m_isEscaped = false, m_isInList = false, m_listIsNext = false;
};

} // namespace slipway
