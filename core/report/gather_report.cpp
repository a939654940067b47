#include "core/report/gather_report.h"

#include "core/async/background.h"
#include "core/base/near_names.h"
#include "core/base/plural_form.h"
#include "core/diagnosis/check_session.h"
#include "core/events/documents/event_fields.h"
#include "core/events/insight/expected_shapes.h"
#include "core/events/json/visible_text.h"
#include "core/netskope/checked_endpoints.h"
#include "core/report/report_file.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {
namespace {

constexpr qsizetype longestValue = 160; // characters of a value in the report
constexpr qsizetype mostUsefulFields = 10;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Report)
};

QStringList chosenFields(const EventSample &sample, const QStringList &wanted)
{
    if (wanted.isEmpty()) {
        QStringList useful = firstFields(sample.endpoint.id);
        useful.removeIf([&](const QString &name) { return !sample.fields.contains(name); });
        return useful.mid(0, mostUsefulFields);
    }
    if (wanted == QStringList{QStringLiteral("all")})
        return sample.fields;
    QStringList fields = wanted;
    fields.removeIf([&](const QString &name) { return !sample.fields.contains(name); });
    return fields;
}

// A misspelt name must not be mistaken for an empty field.
Result<void> checkFields(const QStringList &wanted, const std::vector<EventSample> &samples,
                         const ReportProgress &progress)
{
    if (wanted == QStringList{QStringLiteral("all")})
        return {};
    QStringList known;
    for (const EventSample &sample : samples)
        known << sample.fields;
    const QStringList shown = known;
    known << ExpectedShapes::builtIn().schema.keys();
    QStringList unknown, nearby, absent;
    for (const QString &name : wanted) {
        if (!known.contains(name)) {
            unknown << QLatin1Char('"') + name + QLatin1Char('"');
            nearby << nearNames(name, known);
        } else if (!shown.contains(name)) {
            absent << name;
        }
    }
    nearby.removeDuplicates();
    if (!unknown.isEmpty() && !samples.empty())
        return failure(ErrorKind::BadInput,
                       Texts::tr("There are no fields named %1 in the events or in Netskope's schema.",
                                 nullptr, pluralForm(unknown.size()))
                           .arg(unknown.join(QStringLiteral(", "))),
                       (nearby.isEmpty()
                            ? QString()
                            : Texts::tr("Similar names: %1.").arg(nearby.join(QStringLiteral(", "))) +
                                  QLatin1Char(' ')) +
                           Texts::tr("A preview shows the fields of the events. No report was written."));
    if (!unknown.isEmpty())
        progress(Texts::tr("No event was read that could show whether there are fields %1.", nullptr,
                           pluralForm(unknown.size()))
                     .arg(unknown.join(QStringLiteral(", "))));
    if (!absent.isEmpty() && !samples.empty())
        progress(Texts::tr("No sample event has: %1.").arg(absent.join(QStringLiteral(", "))));
    return {};
}

ReportSample sampleOf(const EventSample &sample, const ReportRequest &request,
                      const SampleRedaction &redaction, std::stop_token stop)
{
    ReportSample out;
    out.endpoint = sample.endpoint;
    out.events = sample.events.size();
    out.note = sample.note;
    if (auto report = checkConformance(makeDocument(sample), stop))
        out.conformance = std::move(*report);
    out.fields = chosenFields(sample, request.fields);
    for (const QByteArray &event : sample.events.mid(0, request.eventsShown)) {
        QStringList row = fieldTexts(event, out.fields);
        for (qsizetype i = 0; i < row.size(); ++i)
            row[i] = visibleText(redaction.value(out.fields[i], row[i]), longestValue);
        out.rows << row;
    }
    return out;
}

} // namespace

QCoro::Task<Result<OnboardingReport>> gatherReport(ConnectionSettings settings, ReportRequest request,
                                                   std::stop_token stop, ReportProgress progress)
{
    // Counts only the requests for this report; the records also pass them on to the caller's own
    // ledger.
    const std::shared_ptr<RequestLedger> outer = settings.ledger;
    settings.ledger = std::make_shared<RequestLedger>();
    OnboardingReport report;
    report.tenantName = request.tenantName;
    report.tokenExpires = request.tokenExpires;
    report.versions = reportVersions();
    if (request.check) {
        report.check = *request.check;
    } else {
        progress(Texts::tr("Testing the connection and the permissions…"));
        report.check = co_await runCheck(settings, request.profile, request.endpoints, stop, {});
    }
    report.fix = fixFor(report.check);
    SampleRedaction redaction(request.personal);
    report.redaction = redaction.note();
    const auto wanted = [&](const AccessRow &row) {
        return request.withSamples && row.needed && row.access == Access::Granted && isExported(row.endpoint);
    };
    // In parallel: each endpoint has its own pace.
    std::vector<std::pair<Endpoint, QCoro::Task<Result<EventSample>>>> reading;
    for (const AccessRow &row : report.check.rows) {
        if (wanted(row) && !stop.stop_requested())
            reading.emplace_back(row.endpoint, fetchNewest(settings, row.endpoint, request.sampleSize, stop));
    }
    if (!reading.empty())
        progress(Texts::tr("Reading samples of the newest events, one request per second…"));
    std::vector<std::pair<Endpoint, Result<EventSample>>> samples;
    for (auto &[endpoint, task] : reading) {
        Result<EventSample> sample = co_await task;
        if (sample)
            redaction.learn(sample->events); // before any are shown: the types share names
        samples.emplace_back(endpoint, std::move(sample));
    }
    std::vector<EventSample> read;
    for (const auto &[endpoint, sample] : samples) {
        if (sample && !sample->events.isEmpty())
            read.push_back(*sample);
    }
    if (const auto known = checkFields(request.fields, read, progress); !known && !stop.stop_requested())
        co_return std::unexpected(known.error());
    for (const auto &[endpoint, sample] : samples) {
        ReportSample shown;
        if (sample)
            shown = sampleOf(*sample, request, redaction, stop);
        else
            shown.error = sample.error();
        shown.endpoint = endpoint;
        report.samples << shown;
    }
    report.requests = settings.ledger->total();
    report.foreignIndexes = settings.ledger->foreignIndexes();
    if (outer) {
        for (const RequestRecord &record : settings.ledger->records())
            outer->add(record);
    }
    if (stop.stop_requested())
        co_return failure(ErrorKind::Cancelled, Texts::tr("The report was cancelled."));
    report.madeAt = QDateTime::currentDateTimeUtc();
    co_return report;
}

struct ReportSession::State
{
    ConnectionSettings settings;
    ReportRequest request;
    QString path;
    bool letter;
    BackgroundThread thread;
};

ReportSession::ReportSession(ConnectionSettings settings, ReportRequest request, QString path, bool letter,
                             QObject *parent)
    : QObject(parent),
      m_state(new State{std::move(settings), std::move(request), std::move(path), letter, {}})
{
    qRegisterMetaType<OnboardingReport>();
}

ReportSession::~ReportSession() = default;

void ReportSession::cancel()
{
    m_state->thread.requestStop();
}

void ReportSession::start()
{
    // By value: this object may be destroyed while the work is still ending.
    m_state->thread.run([this, settings = m_state->settings, request = m_state->request, path = m_state->path,
                         letter = m_state->letter](std::stop_token stop) {
        const auto later = [this](auto emission) {
            QMetaObject::invokeMethod(this, std::move(emission), Qt::QueuedConnection);
        };
        const Result<OnboardingReport> report =
            QCoro::waitFor(gatherReport(settings, request, stop, [this, later](const QString &sentence) {
                later([this, sentence] { Q_EMIT progressed(sentence); });
            }));
        if (!report)
            return later([this, error = report.error()] { Q_EMIT failed(error); });
        if (!request.check)
            later([this, check = report->check] { Q_EMIT checked(check); });
        const Result<void> written = saveReport(*report, path, letter ? Paper::Letter : Paper::A4);
        if (written)
            later([this, path, report = *report] { Q_EMIT saved(path, report); });
        else
            later([this, error = written.error()] { Q_EMIT failed(error); });
    });
}

} // namespace slipway
