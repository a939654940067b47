#include "core/diagnosis/audit.h"

#include "core/async/background.h"
#include "core/base/plural_form.h"
#include "core/diagnosis/refusal_budget.h"
#include "core/netskope/curl_text.h"
#include "core/netskope/iterator.h"

#include <QCoreApplication>
#include <QJsonObject>

#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Audit)
};

QUrlQuery queryOf(const AuditPath &path)
{
    if (!path.path.startsWith(QLatin1String("/api/v2/events/dataexport/")))
        return path.query;
    // The same probe as in a check: an epoch in the near future on Slipway's own index brings nothing and
    // moves nobody else's cursor.
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("operation"),
                       Operation::from(QDateTime::currentSecsSinceEpoch() + 60).text());
    query.addQueryItem(QStringLiteral("index"), IndexName::probe().text());
    return query;
}

void readAnswer(AuditRow &row, const Result<HttpAnswer> &answer)
{
    row.state = AuditRow::State::Unclear;
    if (!answer) {
        row.note = answer.error().message;
        return;
    }
    row.httpStatus = answer->status;
    row.milliseconds = answer->elapsed.count();
    row.requestId = answer->requestId();
    if (answer->status / 100 == 2 && answer->header("content-type").toLower().contains("html"))
        row.note = Texts::tr("A web page came back instead of an answer from the API.");
    else if (answer->status / 100 == 2 || answer->status == 409)
        row.state = AuditRow::State::Allowed;
    else if (answer->status == 401 || answer->status == 403 ||
             (answer->status >= 500 && answer->body.toLower().contains("permission denied")))
        row.state = AuditRow::State::Refused;
    else if (answer->status == 404)
        row.state = AuditRow::State::NotAvailable;
    else
        row.note = Texts::tr("HTTP %1 says nothing about the permission.").arg(answer->status);
}

QString summaryOf(const AuditResult &result)
{
    const auto count = [&](AuditRow::State state) {
        return std::count_if(result.rows.cbegin(), result.rows.cend(),
                             [&](const AuditRow &row) { return row.state == state; });
    };
    const auto allowed = count(AuditRow::State::Allowed);
    const auto untested = count(AuditRow::State::NotTested);
    const auto unclear = count(AuditRow::State::Unclear);
    QString text = allowed == 0 ? Texts::tr("None of the paths that were tested can be read.")
                                : Texts::tr("%n paths can be read that the profile does not need.", nullptr,
                                            pluralForm(allowed));
    if (allowed == 0 && untested == result.rows.size())
        text = Texts::tr("Nothing was tested.");
    if (unclear > 0)
        text += QLatin1Char(' ') + Texts::tr("%n unclear.", nullptr, pluralForm(unclear));
    if (untested > 0)
        text += QLatin1Char(' ') + Texts::tr("%n not tested.", nullptr, pluralForm(untested));
    if (result.goesOnAt.isValid())
        text +=
            QLatin1Char(' ') + Texts::tr("This hour's refusals are used up: continue after %1.")
                                   .arg(result.goesOnAt.toLocalTime().toString(QStringLiteral("HH:mm t")));
    return text;
}

QString stateName(AuditRow::State state)
{
    switch (state) {
    case AuditRow::State::Waiting:
        return QStringLiteral("waiting");
    case AuditRow::State::Probing:
        return QStringLiteral("probing");
    case AuditRow::State::Allowed:
        return QStringLiteral("allowed");
    case AuditRow::State::Refused:
        return QStringLiteral("refused");
    case AuditRow::State::NotAvailable:
        return QStringLiteral("not-available");
    case AuditRow::State::Unclear:
        return QStringLiteral("unclear");
    case AuditRow::State::NotTested:
        break;
    }
    return QStringLiteral("not-tested");
}

} // namespace

QString AuditRow::word() const
{
    switch (state) {
    case State::Waiting:
        return Texts::tr("waiting");
    case State::Probing:
        return Texts::tr("testing…");
    case State::Allowed:
        return Texts::tr("can be read");
    case State::Refused:
        return Texts::tr("refused");
    case State::NotAvailable:
        return Texts::tr("not on this tenant");
    case State::Unclear:
        return Texts::tr("unclear");
    case State::NotTested:
        break;
    }
    return Texts::tr("not tested");
}

void AuditResult::addTo(CheckResult &result) const
{
    for (const AuditRow &row : rows) {
        const bool known = std::any_of(result.excess.cbegin(), result.excess.cend(),
                                       [&](const ExcessRight &right) { return right.path == row.path.path; });
        if (row.state == AuditRow::State::Allowed && !known)
            result.excess << ExcessRight{row.path.path, row.path.title, row.path.risk};
    }
}

QString AuditResult::asText() const
{
    QStringList lines{Texts::tr("Least-privilege audit: %1").arg(summary)};
    for (const AuditRow &row : rows) {
        QString line =
            QStringLiteral("  %1 %2 %3")
                .arg(row.word().leftJustified(19),
                     (row.httpStatus ? QStringLiteral("HTTP %1").arg(row.httpStatus) : QStringLiteral("–"))
                         .leftJustified(9),
                     row.path.path);
        if (row.state == AuditRow::State::Allowed)
            line += QStringLiteral(": ") + row.path.risk;
        if (!row.note.isEmpty())
            line += QStringLiteral(" (%1)").arg(row.note);
        lines << line;
    }
    return scrubbed(lines.join(QLatin1Char('\n')));
}

QJsonArray AuditResult::asJson() const
{
    QJsonArray list;
    for (const AuditRow &row : rows)
        list << QJsonObject{{QStringLiteral("path"), row.path.path},
                            {QStringLiteral("title"), row.path.title},
                            {QStringLiteral("state"), stateName(row.state)},
                            {QStringLiteral("risk"), row.path.risk},
                            {QStringLiteral("http_status"), row.httpStatus},
                            {QStringLiteral("ms"), row.milliseconds},
                            {QStringLiteral("at"), row.at.toString(Qt::ISODateWithMs)},
                            {QStringLiteral("request_id"), scrubbed(row.requestId)},
                            {QStringLiteral("curl"), row.curl},
                            {QStringLiteral("note"), scrubbed(row.note)}};
    return list;
}

QCoro::Task<AuditResult> runAudit(ConnectionSettings settings, QList<AuditPath> paths,
                                  const RefusalBudget &budget, std::stop_token stop,
                                  std::function<void(const AuditRow &)> observer,
                                  std::chrono::milliseconds pace)
{
    AuditResult result;
    for (const AuditPath &path : paths) {
        AuditRow row;
        row.path = path;
        result.rows << row;
    }
    ApiClient client(settings);
    RequestLimits limits;
    limits.discardSuccess = true; // what it contains is none of our business
    QString whyNot;
    for (AuditRow &row : result.rows) {
        if (whyNot.isEmpty() && stop.stop_requested())
            whyNot = Texts::tr("The audit was stopped.");
        if (whyNot.isEmpty()) {
            const Result<bool> taken = budget.take();
            if (!taken) {
                whyNot = taken.error().message;
            } else if (!*taken) {
                whyNot = Texts::tr("There were nine refusals within an hour.");
                result.goesOnAt = budget.nextAt().value_or(QDateTime());
            }
        }
        if (!whyNot.isEmpty()) {
            row.state = AuditRow::State::NotTested;
            row.note = whyNot;
            observer(row);
            continue;
        }
        const QUrlQuery query = queryOf(row.path);
        row.state = AuditRow::State::Probing;
        row.at = QDateTime::currentDateTimeUtc();
        row.curl = curlText(settings, row.path.path, query);
        observer(row);
        const Result<HttpAnswer> answer = co_await client.get(row.path.path, query, stop, limits);
        readAnswer(row, answer);
        if (row.state != AuditRow::State::Refused)
            (void)budget.giveBack(); // if this fails, one fewer is left in this hour
        if (!answer && answer.error().kind == ErrorKind::Cancelled) {
            row.state = AuditRow::State::NotTested;
            row.note = Texts::tr("The audit was stopped.");
        }
        observer(row);
        if (&row != &result.rows.last())
            (void)co_await pause(pace, stop);
    }
    result.complete = whyNot.isEmpty();
    result.summary = summaryOf(result);
    co_return result;
}

struct AuditSession::State
{
    ConnectionSettings settings;
    QList<AuditPath> paths;
    QString databasePath;
    BackgroundThread thread;
};

AuditSession::AuditSession(ConnectionSettings settings, QList<AuditPath> paths, QString databasePath,
                           QObject *parent)
    : QObject(parent), m_state(new State{std::move(settings), std::move(paths), std::move(databasePath), {}})
{
    qRegisterMetaType<AuditRow>();
    qRegisterMetaType<AuditResult>();
    qRegisterMetaType<Error>();
}

AuditSession::~AuditSession() = default;

void AuditSession::start()
{
    m_state->thread.run([this, settings = m_state->settings, paths = m_state->paths,
                         databasePath = m_state->databasePath](std::stop_token stop) {
        const auto tell = [this](auto what) {
            QMetaObject::invokeMethod(this, std::move(what), Qt::QueuedConnection);
        };
        const Result<StateDatabase> database = StateDatabase::open(databasePath);
        if (!database)
            return tell([this, error = database.error()] { Q_EMIT failed(error); });
        const RefusalBudget budget(*database, settings.address);
        const AuditResult result =
            QCoro::waitFor(runAudit(settings, paths, budget, stop, [&](const AuditRow &row) {
                tell([this, row] { Q_EMIT rowChanged(row); });
            }));
        tell([this, result] { Q_EMIT finished(result); });
    });
}

void AuditSession::cancel()
{
    m_state->thread.requestStop();
}

} // namespace slipway
