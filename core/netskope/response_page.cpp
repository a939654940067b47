#include "core/netskope/response_page.h"

#include "core/base/plural_form.h"
#include "core/base/secret.h"
#include "core/events/json/page_scan.h"
#include "core/netskope/answer_fault.h"
#include "core/netskope/envelope.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ResponsePage)
};

QString tryAgain()
{
    return Texts::tr("Try again; if that does not help, copy the details for a ticket.");
}

// A problem whose body is not worth keeping.
PageProblem problem(AnswerFault fault, ErrorKind kind, const QString &message, const QString &details,
                    const QString &nextStep = tryAgain())
{
    return {{kind, message, nextStep, details}, fault, {}};
}

PageProblem problemOf(const PageScan &scan, qint64 size, bool isFramed)
{
    using Outcome = PageScan::Outcome;
    const QString details = QStringLiteral("at byte %1 of a body of %2 bytes").arg(scan.endedAt).arg(size);
    switch (scan.ending) {
    case Outcome::Nothing:
        return problem(AnswerFault::NoAnswer, ErrorKind::TruncatedAnswer,
                       Texts::tr("The tenant sent an empty answer."), details);
    case Outcome::CutOff:
        return problem(isFramed ? AnswerFault::Unreadable : AnswerFault::NoAnswer, ErrorKind::TruncatedAnswer,
                       Texts::tr("The tenant's answer is not complete JSON."), details);
    case Outcome::TwoLists:
        return problem(
            AnswerFault::Unreadable, ErrorKind::BadAnswer,
            Texts::tr(
                "The tenant's answer contains two lists of events, so it is not clear which one is meant."),
            details);
    case Outcome::TooManyEvents:
        return problem(
            AnswerFault::TooLarge, ErrorKind::BadAnswer,
            Texts::tr("The tenant's answer contains more than %1 events. Netskope documents 10,000 a page.",
                      nullptr, pluralForm(static_cast<qint64>(mostEventsOfPage)))
                .arg(QLocale(QLocale::English).toString(static_cast<qulonglong>(mostEventsOfPage))),
            details);
    case Outcome::EventTooLarge:
        return problem(
            AnswerFault::TooLarge, ErrorKind::BadAnswer,
            Texts::tr("One event of the tenant's answer is larger than %1 MB.").arg(largestEvent >> 20),
            details);
    case Outcome::Stopped:
        return problem(AnswerFault::NoAnswer, ErrorKind::Cancelled, Texts::tr("Stopped."), details, {});
    case Outcome::NotJson:
    case Outcome::Broken:
    case Outcome::Whole:
        break;
    }
    return problem(
        AnswerFault::Unreadable, ErrorKind::BadAnswer,
        Texts::tr("The tenant's answer is not the expected JSON: no page of events can be found in it."),
        details);
}

PageProblem reportedFailure(const Envelope &envelope)
{
    const QString verdict =
        envelope.verdict.isEmpty() ? QStringLiteral("no list of events") : scrubbed(envelope.verdict);
    return problem(
        AnswerFault::ReportsFailure, ErrorKind::BadAnswer,
        envelope.message.isEmpty()
            ? Texts::tr("The tenant reports a failure without a reason (%1).").arg(verdict)
            : Texts::tr("The tenant reports a failure: %1").arg(scrubbed(envelope.message.left(300))),
        QStringLiteral("%1 with HTTP 200").arg(verdict), Texts::tr("Try again in a minute."));
}

// For a page without a list. Empty: the page has no events.
enum class Instead { Nothing, OneEvent, Failure, Unreadable };

Instead whatStandsIn(const Envelope &envelope)
{
    const std::string_view value = envelope.insteadOfList;
    if (value.empty()) {
        if (envelope.hasOtherList)
            return Instead::Unreadable;
        if (envelope.isTenants)
            return Instead::Nothing;
        return envelope.message.isEmpty() ? Instead::Unreadable : Instead::Failure;
    }
    if (value == "null" || value == "\"\"")
        return Instead::Nothing;
    if (value == "false")
        return Instead::Failure;
    if (value.front() != '{')
        return Instead::Unreadable;
    if (value.find_first_not_of(" \t\r\n", 1) == value.size() - 1)
        return Instead::Nothing;
    const EventScan event = scanEvent(value);
    return event.key.id.empty() && !event.key.timestamp ? Instead::Unreadable : Instead::OneEvent;
}

// Whether a value of the list is an event: an object with an id, or with a time, readable or not, unless it
// is a short report of an error. Such reports have a time, too, as in
// {"timestamp":…,"status":500,"error":"Internal Server Error","path":"/"}.
bool isEvent(std::string_view value, const EventKey &key)
{
    if (!key.id.empty())
        return true;
    constexpr size_t mostMembers = 8; // of a report
    constexpr std::array<std::string_view, 6> ofReports{"error",     "errors", "message",
                                                        "exception", "fault",  "detail"};
    bool hasTime = false, isReport = false;
    const PageScan object = scanPage(value, "result");
    for (const PageScan::Member &member : object.members) {
        hasTime = hasTime || member.name == "timestamp";
        isReport = isReport || std::ranges::find(ofReports, member.name) != ofReports.end();
    }
    return hasTime && !(isReport && object.members.size() <= mostMembers);
}

// Whether there is a list, but no event in it, as in [null], [{}] or [{"error":"backend timeout"}]: something
// stands in place of a page, and it proves nothing about the tenant's cursor. Every event of the tenant has
// an id and a time; one of them is enough.
bool holdsNoEvent(const PageScan &scan)
{
    for (size_t at = 0; at < scan.events.size(); ++at) {
        if (isEvent(scan.events[at], scan.keys[at]))
            return false;
    }
    return !scan.events.empty();
}

} // namespace

std::expected<ResponsePage, PageProblem> ResponsePage::read(QByteArray body, std::string_view list,
                                                            const QDateTime &serverTime, bool isFramed,
                                                            const std::stop_token &stop)
{
    const qint64 size = body.size();
    const auto refuse = [&](PageProblem problem) {
        if (problem.fault == AnswerFault::Unreadable)
            problem.body = std::move(body);
        return std::unexpected(std::move(problem));
    };
    PageScan scan =
        scanPage(std::string_view(body.constData(), static_cast<size_t>(size)), list, mostEventsOfPage, stop);
    if (scan.ending != PageScan::Outcome::Whole)
        return refuse(problemOf(scan, size, isFramed));

    const Envelope envelope = readEnvelope(scan.members, list, serverTime);
    const bool isEmpty = scan.events.empty();
    if (envelope.saysFailed || (isEmpty && envelope.isDoubtful && !envelope.saysOk))
        return refuse(reportedFailure(envelope));
    if (holdsNoEvent(scan)) {
        const std::string_view first = scan.events.front();
        const QString shown = QString::fromUtf8(first.data(), std::min<qsizetype>(first.size(), 200));
        return refuse(problem(
            AnswerFault::Unreadable, ErrorKind::BadAnswer,
            Texts::tr("The tenant's answer contains a list, but no event with an id or a time."),
            QStringLiteral("%1 values, beginning with %2").arg(scan.events.size()).arg(scrubbed(shown))));
    }
    if (!scan.hasList) {
        switch (whatStandsIn(envelope)) {
        case Instead::Nothing:
            break;
        case Instead::Failure:
            return refuse(reportedFailure(envelope));
        case Instead::Unreadable:
            return refuse(problem(AnswerFault::Unreadable, ErrorKind::BadAnswer,
                                  Texts::tr("The tenant's answer contains no list of events."),
                                  QStringLiteral("no \"%1\" in a body of %2 bytes")
                                      .arg(QLatin1String(list.data(), static_cast<qsizetype>(list.size())))
                                      .arg(size)));
        case Instead::OneEvent: {
            const EventScan event = scanEvent(envelope.insteadOfList);
            if (envelope.insteadOfList.size() > largestEvent) {
                scan.ending = PageScan::Outcome::EventTooLarge;
                return refuse(problemOf(scan, size, isFramed));
            }
            scan.events.push_back(envelope.insteadOfList);
            scan.keys.push_back(event.key);
            if (event.odd)
                scan.odd.emplace_back(
                    0, FoundOddity{event.odd->oddity,
                                   event.odd->place + static_cast<size_t>(envelope.insteadOfList.data() -
                                                                          body.constData())});
        }
        }
    }

    ResponsePage page;
    page.m_events = std::move(scan.events);
    page.m_keys = std::move(scan.keys);
    for (const auto &[event, odd] : scan.odd)
        page.m_odd.push_back({event, static_cast<qint64>(odd.place), oddityText(odd.oddity)});
    page.m_mayHoldLineBreaks = scan.hasControls;
    page.m_hwm = envelope.mark;
    page.m_wait = envelope.waitSeconds;
    page.m_body = std::move(body);
    return page;
}

Result<ResponsePage> ResponsePage::parse(QByteArray body, std::string_view list, const std::stop_token &stop)
{
    auto page = read(std::move(body), list, {}, true, stop);
    if (!page)
        return std::unexpected(std::move(page.error().error));
    return std::move(*page);
}

QByteArray ResponsePage::takeBody()
{
    m_events.clear();
    m_keys.clear();
    m_odd.clear();
    return std::move(m_body);
}

ResponsePage ResponsePage::empty()
{
    return {};
}

EventKey eventKey(std::string_view event)
{
    return scanEvent(event).key;
}

} // namespace slipway
