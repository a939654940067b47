#include "core/events/json/page_scan.h"

#include "core/base/event_time.h"
#include "core/events/json/json_tokens.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <bit>
#include <bitset>
#include <cstring>
#include <simdjson.h>

namespace slipway {
namespace {

constexpr size_t mostMembers = 64;
constexpr size_t nowhere = std::string_view::npos;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(PageScan)
};

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isBlank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

size_t skipBlanks(std::string_view text, size_t at)
{
    while (at < text.size() && isBlank(text[at]))
        ++at;
    return at;
}

// RFC 8259, section 6; of any length.
bool isNumber(std::string_view text)
{
    size_t at = 0;
    const auto digits = [&] {
        const size_t begin = at;
        while (at < text.size() && isDigit(text[at]))
            ++at;
        return at > begin;
    };
    if (at < text.size() && text[at] == '-')
        ++at;
    const bool leadingZero = at < text.size() && text[at] == '0';
    const size_t begin = at;
    if (!digits() || (leadingZero && at - begin > 1))
        return false;
    if (at < text.size() && text[at] == '.') {
        ++at;
        if (!digits())
            return false;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-'))
            ++at;
        if (!digits())
            return false;
    }
    return at == text.size();
}

bool isScalar(std::string_view text)
{
    switch (text.front()) {
    case 't':
        return text == "true";
    case 'f':
        return text == "false";
    case 'n':
        return text == "null";
    default:
        return isNumber(text);
    }
}

// Whether the name that begins at `place` is `quoted` (with its closing quote).
bool isName(std::string_view text, size_t place, std::string_view quoted)
{
    return text.size() - place > quoted.size() &&
           std::memcmp(text.data() + place + 1, quoted.data(), quoted.size()) == 0;
}

// The position of the first byte that is not part of valid UTF-8 (RFC 3629); the size if there is none.
size_t invalidUtf8At(std::string_view text)
{
    const auto byte = [&](size_t at) { return static_cast<unsigned char>(text[at]); };
    for (size_t at = 0; at < text.size();) {
        const unsigned char first = byte(at);
        if (first < 0x80) {
            ++at;
            continue;
        }
        const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        if (first < 0xc2 || first > 0xf4 || text.size() - at < length)
            return at;
        const unsigned char second = byte(at + 1);
        const unsigned char least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        const unsigned char most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most)
            return at;
        for (size_t i = 2; i < length; ++i) {
            if ((byte(at + i) & 0xc0) != 0x80)
                return at;
        }
        at += length;
    }
    return text.size();
}

// ---- The strict mode: each function takes the index of a token and returns the index after what it has
// read.

// How far a pass has got, and what stopped it there.
struct Taken
{
    size_t at = 0;             // the next token, or the odd one
    size_t end = 0;            // in the text: after the last character that was read
    std::optional<Oddity> odd; // empty: all of it is JSON
};

Oddity oddityOfScalar(const JsonTokens &tokens, size_t at)
{
    const char c = tokens.token(at);
    return tokens.isEnd(at) || c == '}' || c == ']' || c == ',' || c == ':' ? Oddity::OutOfPlace
                                                                            : Oddity::NotAValue;
}

bool isScalarAt(const JsonTokens &tokens, size_t at)
{
    switch (tokens.token(at)) {
    case '{':
    case '}':
    case '[':
    case ']':
    case ',':
    case ':':
    case '\0':
        return false;
    case '"': // between its end and the next token there are only blanks: anything else would be a token
        return true;
    default:
        return isScalar(tokens.scalar(at));
    }
}

// A list or an object with everything in it, at `at`. `depth`: how deeply it is nested.
Taken takeNested(JsonTokens &tokens, size_t at, size_t depth)
{
    std::bitset<deepestNesting> isObject;
    const size_t outside = depth;
    size_t end = 0;
    for (;;) {
        at = tokens.ready(at);
        const char begin = tokens.token(at);
        if (begin == '{' || begin == '[') {
            if (tokens.token(at + 1) != (begin == '{' ? '}' : ']')) {
                if (depth == deepestNesting)
                    return {at, 0, Oddity::TooDeep};
                isObject[depth++] = begin == '{';
                ++at;
                if (begin == '{') {
                    if (!tokens.isName(at))
                        return {at, 0, Oddity::OutOfPlace};
                    at += 2;
                }
                continue;
            }
            end = tokens.place(at + 1) + 1;
            at += 2;
        } else if (isScalarAt(tokens, at)) {
            end = tokens.place(at + 1);
            ++at;
        } else {
            return {at, 0, oddityOfScalar(tokens, at)};
        }
        // After a value.
        at = tokens.ready(at);
        while (depth > outside && tokens.token(at) == (isObject[depth - 1] ? '}' : ']')) {
            end = tokens.place(at) + 1;
            at = tokens.ready(at + 1);
            --depth;
        }
        if (depth == outside)
            return {at, end, {}};
        if (tokens.token(at) != ',')
            return {at, 0, Oddity::OutOfPlace};
        ++at;
        if (isObject[depth - 1]) {
            if (!tokens.isName(at))
                return {at, 0, Oddity::OutOfPlace};
            at += 2;
        }
    }
}

// Any value, at a token that ready() returned.
Taken takeValue(JsonTokens &tokens, size_t at, size_t depth)
{
    if (tokens.token(at) == '{' || tokens.token(at) == '[')
        return takeNested(tokens, at, depth);
    if (!isScalarAt(tokens, at))
        return {at, 0, oddityOfScalar(tokens, at)};
    const size_t end = tokens.place(at) + tokens.scalar(at).size();
    return {tokens.ready(at + 1), end, {}};
}

std::string_view withoutQuotes(std::string_view text)
{
    return text.substr(1, text.size() - 2);
}

constexpr uint32_t fourCharacters(const char (&text)[5])
{
    return std::bit_cast<uint32_t>(std::array<char, 4>{text[0], text[1], text[2], text[3]});
}

// An event, at its opening bracket.
Taken takeObject(std::string_view text, JsonTokens &tokens, size_t at, EventKey &key)
{
    constexpr uint32_t textMember = fourCharacters("\":\","); // a name, and a string behind it
    if (tokens.token(at + 1) == '}') {
        const size_t end = tokens.place(at + 1) + 1; // before ready(), which moves the tokens
        return {tokens.ready(at + 2), end, {}};
    }
    ++at;
    for (;;) {
        at = tokens.ready(at);
        const size_t name = tokens.place(at);
        if (tokens.fourTokens(at) == textMember) {
            if (isName(text, name, "_id\""))
                key.id = withoutQuotes(tokens.scalar(at + 2));
            else if (isName(text, name, "timestamp\""))
                key.timestamp = readEventTime(tokens.scalar(at + 2));
            at += 4;
            continue;
        }
        if (!tokens.isName(at))
            return {at, 0, Oddity::OutOfPlace};
        at += 2;
        const char begin = tokens.token(at);
        if (begin == '{' || begin == '[') {
            const Taken nested = takeNested(tokens, at, 1);
            if (nested.odd)
                return nested;
            at = nested.at;
        } else {
            if (!isScalarAt(tokens, at))
                return {at, 0, oddityOfScalar(tokens, at)};
            if (begin == '"' && isName(text, name, "_id\""))
                key.id = withoutQuotes(tokens.scalar(at));
            else if (isName(text, name, "timestamp\""))
                key.timestamp = readEventTime(tokens.scalar(at));
            ++at;
        }
        const char behind = tokens.token(at);
        if (behind == '}') {
            const size_t end = tokens.place(at) + 1;
            return {tokens.ready(at + 1), end, {}};
        }
        if (behind != ',')
            return {at, 0, Oddity::OutOfPlace};
        ++at;
    }
}

// ---- The tolerant mode: text only, no tokens.

// Records what an event says about itself on its first level. `name` and `value` are positions in its text.
void readMember(std::string_view text, size_t name, size_t value, EventKey &key)
{
    if (value >= text.size())
        return;
    const bool isString = text[value] == '"';
    const size_t end = isString ? stringEnd(text, value) : text.find_first_of(",}]{[\"\n", value);
    if (end == nowhere)
        return;
    const std::string_view found = text.substr(value, end - value);
    if (isString && isName(text, name, "_id\""))
        key.id = withoutQuotes(found);
    else if (isName(text, name, "timestamp\""))
        key.timestamp = readEventTime(found);
}

// Where the value that begins at `begin` ends by its quotes and brackets alone: at the comma or the bracket
// that follows it, or at the end of the text. `nowhere`: its brackets cross or are never closed, or something
// follows it, or a stop was requested. `key` receives what an event says about itself.
size_t tolerantEnd(std::string_view text, size_t begin, EventKey *key, const std::stop_token &stop = {})
{
    constexpr size_t looks = 1 << 20; // bytes between two looks at whether to stop
    size_t nextLook = begin + looks;
    std::vector<bool> isObject; // the open brackets
    bool isClosed = false;
    for (size_t at = begin; at < text.size();) {
        if (at >= nextLook) {
            if (stop.stop_requested())
                return nowhere;
            nextLook = at + looks;
        }
        const char c = text[at];
        if (isClosed && !isBlank(c) && c != ',' && c != ']' && c != '}')
            return nowhere;
        switch (c) {
        case '"': {
            const size_t end = stringEnd(text, at);
            if (end == nowhere)
                return nowhere;
            const size_t colon = skipBlanks(text, end);
            if (key && isObject.size() == 1 && isObject.front() && colon < text.size() && text[colon] == ':')
                readMember(text, at, skipBlanks(text, colon + 1), *key);
            at = end;
            continue;
        }
        case '{':
        case '[':
            isObject.push_back(c == '{');
            break;
        case '}':
        case ']':
            if (isObject.empty())
                return at;
            if (isObject.back() != (c == '}'))
                return nowhere;
            isObject.pop_back();
            isClosed = isObject.empty();
            break;
        case ',':
            if (isObject.empty())
                return at;
            break;
        default:
            break;
        }
        ++at;
    }
    return isObject.empty() ? text.size() : nowhere;
}

// What is at one place of a list of events.
struct Element
{
    size_t begin = 0, end = 0;
    size_t at = 0; // the token after it; meaningless for an element that was not read
    EventKey key;
    std::optional<FoundOddity> odd;
    bool isTaken = false;
};

FoundOddity oddityOf(const JsonTokens::Flaw &flaw, std::string_view text)
{
    const char c = text[flaw.place];
    return {flaw.isEscape            ? Oddity::Escape
            : c == '\n' || c == '\r' ? Oddity::LineBreak
                                     : Oddity::ControlCharacter,
            flaw.place};
}

// At an element. Elements that are not objects are accepted, too, if they are JSON.
Element takeStrictly(std::string_view text, JsonTokens &tokens, size_t at)
{
    Element element;
    element.begin = tokens.place(at);
    // A flaw before this element hides one that may be inside it.
    if (tokens.flaw() && tokens.flaw()->place < element.begin)
        at = tokens.seek(element.begin);
    const bool isObject = tokens.token(at) == '{';
    const Taken taken = isObject ? takeObject(text, tokens, at, element.key) : takeValue(tokens, at, 0);
    element.isTaken = !taken.odd;
    element.at = taken.at;
    element.end = taken.end;
    const size_t stop = taken.odd ? tokens.place(taken.at) : taken.end;
    if (taken.odd)
        element.odd = FoundOddity{*taken.odd, stop};
    else if (!isObject)
        element.odd = FoundOddity{Oddity::NotAnObject, element.begin};
    if (const auto &flaw = tokens.flaw(); flaw && flaw->place < stop) {
        element.odd = oddityOf(*flaw, text);
        if (element.isTaken)
            element.at = tokens.seek(element.end); // further flaws are those of other elements
    }
    return element;
}

// The events of one list.
struct Events
{
    std::vector<std::string_view> texts;
    std::vector<EventKey> keys;
    std::vector<std::pair<size_t, FoundOddity>> odd;
};

// What is before the next comma, in an object or a list.
enum class Before { Nothing, Value, Comma };

class PageWalk
{
public:
    PageWalk(std::string_view text, std::string_view list, size_t mostEvents, const std::stop_token &stop,
             PageScan &page)
        : m_text(text), m_list(list), m_other(list == "data" ? "result" : "data"), m_mostEvents(mostEvents),
          m_stop(stop), m_page(page), m_tokens(text, JsonTokens::Instructions::Best, stop),
          m_at(m_tokens.seek(prefixSize(text)))
    {}

    void run()
    {
        m_page.isStrict = prefixSize(m_text) == skipBlanks(m_text, 0);
        m_page.ending = walk();
        if (m_stop.stop_requested()) // and the tokens may have ended before the text
            m_page.ending = Outcome::Stopped;
        if (m_page.ending != Outcome::Whole) {
            m_page.endedAt = std::min(m_failedAt.value_or(place()), m_text.size());
            if (m_page.ending == Outcome::Broken && m_page.endedAt == m_text.size())
                m_page.ending = Outcome::CutOff;
            return;
        }
        if (holdsOtherEvents()) {
            m_page.ending = Outcome::TwoLists;
            m_page.endedAt = static_cast<size_t>(m_otherEvents.texts.front().data() - m_text.data());
            return;
        }
        // The other name is used only if the first has no events.
        const bool isOther = m_events.texts.empty();
        Events &events = isOther ? m_otherEvents : m_events;
        // What the other list contains is not an event, but has to be JSON as well.
        m_page.isStrict =
            m_page.isStrict && (isOther || std::ranges::all_of(m_otherEvents.odd, [](const auto &odd) {
                                    return odd.second.oddity == Oddity::NotAnObject;
                                }));
        checkUtf8(events);
        m_page.events = std::move(events.texts);
        m_page.keys = std::move(events.keys);
        m_page.odd = std::move(events.odd);
        m_page.isStrict = m_page.isStrict && m_page.odd.empty();
        // What is not strict JSON was not read by way of the tokens.
        m_page.hasControls = !m_page.isStrict || m_tokens.hasSeenControls();
    }

private:
    using Outcome = PageScan::Outcome;

    // Whether events stand under both names. The same ones do no harm, and neither does a list of something
    // else.
    [[nodiscard]] bool holdsOtherEvents() const
    {
        return !m_events.texts.empty() && m_events.texts != m_otherEvents.texts &&
               std::ranges::any_of(m_otherEvents.keys,
                                   [](const EventKey &key) { return !key.id.empty() || key.timestamp; });
    }

    static size_t prefixSize(std::string_view text)
    {
        const size_t at = skipBlanks(text, text.starts_with("\xef\xbb\xbf") ? 3 : 0);
        for (const std::string_view prefix : {")]}',", ")]}'", "while(1);", "for(;;);"}) {
            if (text.substr(at).starts_with(prefix))
                return skipBlanks(text, at + prefix.size());
        }
        return at;
    }

    [[nodiscard]] char token() const { return m_tokens.token(m_at); }
    [[nodiscard]] size_t place() const { return m_tokens.place(m_at); }
    void next(size_t count = 1) { m_at = m_tokens.ready(m_at + count); }

    Outcome brokenAt(size_t place)
    {
        m_failedAt = place;
        return Outcome::Broken;
    }

    Outcome walk()
    {
        switch (token()) {
        case '[':
            m_page.hasList = true;
            if (const Outcome ending = takeEvents(m_events); ending != Outcome::Whole)
                return ending;
            break;
        case '{':
            if (const Outcome ending = takeEnvelope(); ending != Outcome::Whole)
                return ending;
            break;
        default:
            return m_tokens.isEnd(m_at) ? Outcome::Nothing : Outcome::NotJson;
        }
        // Some servers send the NUL that ends their text.
        const size_t rest = m_text.find_first_not_of(std::string_view(" \r\n\t\0", 5), place());
        if (rest != nowhere)
            return brokenAt(rest);
        m_page.isStrict = m_page.isStrict && skipBlanks(m_text, place()) >= m_text.size();
        return Outcome::Whole;
    }

    Outcome takeEnvelope()
    {
        next(); // {
        for (Before before = Before::Nothing;;) {
            switch (token()) {
            case '}':
                m_page.isStrict = m_page.isStrict && before != Before::Comma;
                next();
                return Outcome::Whole;
            case ',':
                m_page.isStrict = m_page.isStrict && before == Before::Value;
                before = Before::Comma;
                next();
                continue;
            case '"':
                break;
            default:
                return Outcome::Broken;
            }
            if (before == Before::Value || !m_tokens.isName(m_at))
                return brokenAt(m_tokens.place(m_at + 1) == m_text.size() ? m_text.size() : place());
            if (const Outcome ending = takeMember(); ending != Outcome::Whole)
                return ending;
            before = Before::Value;
        }
    }

    [[nodiscard]] static bool isNamed(std::string_view name, std::string_view wanted)
    {
        constexpr size_t longest = 100;
        return name == wanted ||
               (name.size() <= longest && name.find('\\') != nowhere &&
                unescaped(name) == QLatin1String(wanted.data(), static_cast<qsizetype>(wanted.size())));
    }

    // At its name.
    Outcome takeMember()
    {
        const std::string_view name = withoutQuotes(m_tokens.scalar(m_at));
        next(2);
        const bool isList = isNamed(name, m_list);
        if ((isList || isNamed(name, m_other)) && token() == '[')
            return takeList(isList ? m_events : m_otherEvents);

        const size_t begin = place();
        const Taken taken = takeValue(m_tokens, m_at, 1);
        m_at = taken.at;
        size_t end = taken.end;
        if (taken.odd || (token() != ',' && token() != '}')) {
            m_page.isStrict = false;
            const size_t failedAt = place();
            end = begin < m_text.size() ? tolerantEnd(m_text, begin, nullptr, m_stop) : nowhere;
            if (end == nowhere || end == m_text.size() || end == begin)
                return brokenAt(end == begin ? failedAt : m_text.size());
            m_at = m_tokens.seek(end);
        }
        while (end > begin && isBlank(m_text[end - 1]))
            --end;
        if (m_page.members.size() < mostMembers)
            m_page.members.push_back({name, m_text.substr(begin, end - begin)});
        return Outcome::Whole;
    }

    Outcome takeList(Events &into)
    {
        m_page.hasList = true;
        if (into.texts.empty())
            return takeEvents(into);
        const size_t begin = place();
        Events again;
        if (const Outcome ending = takeEvents(again); ending != Outcome::Whole)
            return ending;
        if (again.texts.empty())
            return Outcome::Whole;
        m_failedAt = begin;
        return Outcome::TwoLists;
    }

    // At the list's bracket.
    Outcome takeEvents(Events &into)
    {
        next(); // [
        for (Before before = Before::Nothing;;) {
            switch (token()) {
            case ']':
                m_page.isStrict = m_page.isStrict && before != Before::Comma;
                next();
                return Outcome::Whole;
            case ',':
                m_page.isStrict = m_page.isStrict && before == Before::Value;
                before = Before::Comma;
                next();
                continue;
            case '}':
            case ':':
                return Outcome::Broken;
            default:
                if (m_tokens.isEnd(m_at))
                    return Outcome::Broken;
            }
            m_page.isStrict = m_page.isStrict && before != Before::Value;
            if (const Outcome ending = takeElement(into); ending != Outcome::Whole)
                return ending;
            before = Before::Value;
        }
    }

    Outcome takeElement(Events &into)
    {
        if (into.texts.size() >= m_mostEvents) {
            m_failedAt = place();
            return Outcome::TooManyEvents;
        }
        Element element = takeStrictly(m_text, m_tokens, m_at);
        m_at = element.at;
        if (element.isTaken) {
            // "[{…}{…}]" and "[{…}\n{…}]" contain two events as well.
            const char behind = token();
            const bool isFollowed = behind == ',' || behind == ']' || m_tokens.isEnd(m_at) ||
                                    (behind == '{' && m_text[element.begin] == '{');
            if (!isFollowed) {
                element.isTaken = false;
                element.odd = FoundOddity{Oddity::OutOfPlace, place()};
            }
        }
        if (!element.isTaken) {
            element.key = {};
            element.end = tolerantEnd(m_text, element.begin, &element.key, m_stop);
            if (element.end == nowhere || element.end == m_text.size())
                return brokenAt(m_text.size());
            m_at = m_tokens.seek(element.end);
            while (isBlank(m_text[element.end - 1]))
                --element.end;
        }
        if (element.end - element.begin > largestEvent) {
            m_failedAt = element.begin;
            return Outcome::EventTooLarge;
        }
        if (element.odd)
            into.odd.emplace_back(into.texts.size(), *element.odd);
        into.texts.push_back(m_text.substr(element.begin, element.end - element.begin));
        into.keys.push_back(element.key);
        return Outcome::Whole;
    }

    void checkUtf8(Events &events) const
    {
        if (!m_tokens.hasSeenHighBytes() || simdjson::validate_utf8(m_text.data(), m_text.size()))
            return;
        std::vector<std::pair<size_t, FoundOddity>> all;
        auto known = events.odd.begin();
        for (size_t i = 0; i < events.texts.size(); ++i) {
            if (known != events.odd.end() && known->first == i) {
                all.push_back(*known++);
                continue;
            }
            const std::string_view event = events.texts[i];
            if (simdjson::validate_utf8(event.data(), event.size()))
                continue;
            const auto place = static_cast<size_t>(event.data() - m_text.data()) + invalidUtf8At(event);
            all.emplace_back(i, FoundOddity{Oddity::NotUtf8, place});
        }
        events.odd = std::move(all);
    }

    std::string_view m_text, m_list, m_other;
    size_t m_mostEvents;
    const std::stop_token &m_stop;
    PageScan &m_page;
    JsonTokens m_tokens;
    size_t m_at;
    Events m_events, m_otherEvents;
    std::optional<size_t> m_failedAt;
};

} // namespace

QString oddityText(Oddity oddity)
{
    switch (oddity) {
    case Oddity::NotAnObject:
        return Texts::tr("something other than an object");
    case Oddity::NotAValue:
        return Texts::tr("a number or word that JSON does not have");
    case Oddity::ControlCharacter:
        return Texts::tr("a control character inside a string");
    case Oddity::LineBreak:
        return Texts::tr("a line break inside a string");
    case Oddity::Escape:
        return Texts::tr("an escape that JSON does not have");
    case Oddity::NotUtf8:
        return Texts::tr("bytes that are not UTF-8");
    case Oddity::OutOfPlace:
        return Texts::tr("a comma, colon, quote or bracket out of place");
    case Oddity::TooDeep:
        return Texts::tr("lists and objects nested more than 1,024 levels deep");
    }
    return {};
}

size_t stringEnd(std::string_view text, size_t begin)
{
    for (size_t at = text.find('"', begin + 1); at != nowhere; at = text.find('"', at + 1)) {
        size_t first = at; // of the backslashes in front of the quote
        while (first > begin + 1 && text[first - 1] == '\\')
            --first;
        if ((at - first) % 2 == 0)
            return at + 1;
    }
    return nowhere;
}

PageScan scanPage(std::string_view text, std::string_view list, size_t mostEvents,
                  const std::stop_token &stop)
{
    PageScan page;
    if (text.size() > JsonTokens::largestText) {
        page.ending = PageScan::Outcome::EventTooLarge;
        return page;
    }
    PageWalk(text, list, mostEvents, stop, page).run();
    return page;
}

EventScan scanEvent(std::string_view event)
{
    EventScan scan;
    const size_t begin = skipBlanks(event, 0);
    if (begin == event.size() || event.size() > JsonTokens::largestText) {
        scan.odd = FoundOddity{Oddity::NotAnObject, 0};
        return scan;
    }
    JsonTokens tokens(event);
    const Element element = takeStrictly(event, tokens, tokens.seek(begin));
    scan.odd = element.odd;
    if (element.isTaken && tokens.isEnd(element.at)) {
        scan.key = element.key;
    } else {
        if (!scan.odd)
            scan.odd = FoundOddity{Oddity::OutOfPlace, tokens.place(element.at)};
        (void)tolerantEnd(event, begin, &scan.key);
    }
    if (!scan.odd && tokens.hasSeenHighBytes() && !simdjson::validate_utf8(event.data(), event.size()))
        scan.odd = FoundOddity{Oddity::NotUtf8, invalidUtf8At(event)};
    return scan;
}

QString unescaped(std::string_view quoted)
{
    const QByteArray list = "[\"" + QByteArray(quoted.data(), static_cast<qsizetype>(quoted.size())) + "\"]";
    return QJsonDocument::fromJson(list).array().first().toString();
}

} // namespace slipway
