#include "core/exporting/fetching/first_event.h"

namespace slipway {

FirstEvent::State FirstEvent::look(const QByteArray &soFar)
{
    for (; m_state == State::Searching && m_at < soFar.size(); ++m_at)
        take(soFar[m_at], soFar);
    return m_state;
}

void FirstEvent::take(char character, const QByteArray &text)
{
    if (m_isInString) {
        if (m_isEscaped)
            m_isEscaped = false;
        else if (character == '\\')
            m_isEscaped = true;
        else if (character == '"') {
            m_isInString = false;
            // A key of the envelope, or a string among its values, in which case a comma follows.
            if (m_depth == 1)
                m_listIsNext = QByteArrayView(text).sliced(m_stringBegin, m_at - m_stringBegin) == "result";
        }
        return;
    }
    switch (character) {
    case '"':
        m_isInString = true;
        m_stringBegin = m_at + 1;
        break;
    case ',':
        if (m_depth == 1)
            m_listIsNext = false;
        break;
    case '[':
    case '{':
        ++m_depth;
        if (m_depth == 2 && m_listIsNext && character == '[') {
            m_isInList = true;
        } else if (m_eventDepth == 0 && character == '{' &&
                   ((m_isInList && m_depth == 3) || (m_listIsNext && m_depth == 2))) {
            // An event of the list, or the only event, which some back ends send without a list.
            m_begin = m_at;
            m_eventDepth = m_depth;
        }
        break;
    case ']':
    case '}':
        if (m_eventDepth == m_depth) {
            m_end = m_at + 1;
            // An empty object in the list's place is an empty list.
            m_state = m_isInList || m_end - m_begin > 2 ? State::Found : State::NoEvents;
        } else if (m_isInList && m_depth == 2) {
            m_state = State::NoEvents;
        }
        --m_depth;
        break;
    default:
        break;
    }
}

} // namespace slipway
