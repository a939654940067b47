// The simulated tenant again, with the real journal, the real part files and their manifest. A kill drops the
// objects that own them; between two runs a page may have been written and not committed, bytes of the
// unfinished file may change, the file may vanish, and an older state file may return. What ends complete has
// all events, each once, and verifies.
//
// SLIPWAY_SIMULATIONS=N runs N histories, SLIPWAY_SEED=S the one with that seed, and prints each step.
#include "core/exporting/parts/endpoint_output.h"
#include "core/exporting/parts/manifest.h"
#include "core/exporting/verifying/verify.h"
#include "tests/support/simulated_tenant.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using test::SimulatedEvent;
using test::SimulatedPage;
using test::SimulatedTenant;

namespace {

const QString job = QStringLiteral("20261129-000000-0000"), alert = QStringLiteral("alert");

QByteArray textOf(const SimulatedEvent &event)
{
    QByteArray text = "{\"timestamp\":" + QByteArray::number(event.time);
    if (event.key.id != 0)
        text += ",\"_id\":\"" + QByteArray::number(static_cast<qulonglong>(event.key.id)) + '"';
    return text + ",\"text\":" + QByteArray::number(static_cast<qulonglong>(event.key.text)) + '}';
}

PageAnswer answerOf(const SimulatedPage &page, qint64 now)
{
    QByteArrayList events;
    for (const SimulatedEvent &event : page.events)
        events << textOf(event);
    QByteArray body = "{\"ok\":1,\"result\":[" + events.join(',') + ']';
    if (page.mark)
        body += ",\"timestamp_hwm\":" + QByteArray::number(*page.mark);
    if (page.wait)
        body += ",\"wait_time\":" + QByteArray::number(*page.wait);
    PageAnswer answer;
    answer.page = ResponsePage::parse(body + '}').value();
    answer.serverTime = QDateTime::fromSecsSinceEpoch(now, Qt::UTC);
    return answer;
}

class StoredRun
{
public:
    StoredRun(SimulatedTenant &tenant, QString folder, const QString &emptyState, bool tells)
        : m_tenant(tenant), m_folder(std::move(folder)), m_tells(tells)
    {
        QDir().mkpath(m_folder);
        m_ok = QFile::copy(emptyState, state());
        m_context.jobId = job;
        m_context.request.tenantName = QStringLiteral("simulated");
        m_context.request.address = QUrl(QStringLiteral("https://simulated.goskope.com"));
        m_context.request.endpointIds = {alert};
        m_context.request.from = tenant.from;
        m_context.request.to = tenant.to;
        m_context.request.folder = m_folder + QStringLiteral("/out");
        m_context.request.partSize = 400 + tenant.draw(3) * 2000;
        m_context.request.compression = tenant.draw(3) == 0 ? Compression::Gzip : Compression::None;
        m_context.endpoint = *EndpointCatalogue::builtIn().endpoint(alert);
        m_context.databasePath = state();
        m_context.progress = [](const EndpointProgress &) {};
        m_rules.selection.from = tenant.from;
        m_rules.selection.to = tenant.to;
        m_rules.selection.leadInUntil = tenant.from + 3600;
        m_rules.backOff = [](int attempt) {
            return std::chrono::milliseconds(1000 * std::min(attempt, 300));
        };
        const auto journal = JobJournal::open(state());
        m_ok = m_ok && journal && journal->addJob(job, m_context.request);
    }

    // What is wrong with how it ended; empty: nothing.
    QString problem()
    {
        if (!m_ok)
            return QStringLiteral("the journal cannot be made");
        while (!m_hasEnded) {
            if (const QString problem = process(); !problem.isEmpty())
                return problem;
            if (!m_hasEnded)
                disturb();
        }
        return judge();
    }
    [[nodiscard]] bool isComplete() const { return m_isComplete; }
    [[nodiscard]] int disturbances() const { return m_disturbances; }
    [[nodiscard]] const QStringList &story() const { return m_story; }

private:
    [[nodiscard]] QString state() const { return m_folder + QStringLiteral("/state.db"); }
    [[nodiscard]] QString table() const
    {
        return m_context.request.folder + QStringLiteral("/netskope_alerts");
    }
    void tell(const QString &what)
    {
        if (m_tells)
            m_story << what;
    }

    // One process, from its start to its end or its kill.
    QString process()
    {
        auto journal = JobJournal::open(state());
        auto saved = journal ? journal->checkpoint(job, alert) : std::unexpected(journal.error());
        if (!saved)
            return saved.error().asText();
        EndpointOutput output(m_context, std::move(*journal), std::move(*saved));
        EndpointCheckpoint &point = output.point();
        if (const auto reopened = output.reopen({}); !reopened)
            return reopened.error().asText();
        const Result<FetchPosition> position = output.position();
        if (!position)
            return position.error().asText();
        if (point.pages > 0 && point.hwm >= m_tenant.to && !point.intentOpen && position->trusted)
            return finish(output);
        IteratorFetch fetch(m_rules, *position);
        const int dies = m_tenant.chance(0.25) ? m_tenant.requests + m_tenant.draw(6) : 1 << 30;
        for (bool recorded = false;;) {
            const FetchStep step = fetch.next();
            if (step.what == FetchStep::Do::Finish)
                return finish(output);
            m_isGivenUp = step.what == FetchStep::Do::GiveUp;
            if (m_isGivenUp || m_tenant.requests > 40 * (m_tenant.pages() + 50)) {
                m_hasEnded = true;
                m_gaps = output.gaps().size();
                return m_isGivenUp ? QString() : QStringLiteral("it did not end");
            }
            m_clock += step.pause;
            const FetchTime now{m_tenant.now + m_clock.count() / 1000, m_clock};
            if (!recorded) {
                if (!output.journal().recordIntent(job, alert, step.index, fetch.indexStart()))
                    return QStringLiteral("no intent");
            }
            recorded = false;
            if (m_tenant.requests >= dies && m_tenant.draw(3) == 0)
                return {}; // killed before it was sent
            const QString label = fetch.label();
            const qint64 indexStart = fetch.indexStart();
            const SimulatedTenant::Answer answer = m_tenant.answer(step);
            const auto *page = std::get_if<SimulatedPage>(&answer);
            tell(QStringLiteral("%1@%2 → %3")
                     .arg(label)
                     .arg(step.index)
                     .arg(page ? QStringLiteral("%1 events, mark %2")
                                     .arg(page->events.size())
                                     .arg(page->mark.value_or(0))
                               : QStringLiteral("status %1").arg(std::get<FaultFacts>(answer).status)));
            if (m_tenant.requests >= dies) {
                m_unwritten = page ? page->events : std::vector<SimulatedEvent>();
                return {}; // killed before it was committed
            }
            if (!page) {
                const FaultFacts &fault = std::get<FaultFacts>(answer);
                if (fault.fault == AnswerFault::NotSent && step.operation.verb == Operation::Verb::Next &&
                    !output.journal().withdrawIntent(job, alert))
                    return QStringLiteral("the intent stays");
                if (fetch.failed(fault, now)) {
                    if (!output.putAside("unreadable", QStringLiteral("unreadable"),
                                         QStringLiteral("unreadable")))
                        return QStringLiteral("not put aside");
                }
                continue;
            }
            const PageAnswer whole = answerOf(*page, now.wall);
            const MeasuredPage measured = output.measure(whole, fetch.selection(), fetch.isReplaying());
            const PageVerdict verdict = fetch.served(measured.facts, now);
            if (verdict.take) {
                recorded = verdict.follows && m_tenant.draw(2) == 0;
                if (const auto taken = output.take(whole.page, measured, verdict.mark, label, step.index,
                                                   indexStart, recorded);
                    !taken)
                    return taken.error().asText();
                fetch.taken();
            } else if (verdict.provesCursor && !output.journal().withdrawIntent(job, alert)) {
                return QStringLiteral("the intent stays");
            }
            if (m_tenant.requests >= dies)
                return {}; // killed after it was committed
        }
    }

    QString finish(EndpointOutput &output)
    {
        m_hasEnded = true;
        m_gaps = output.gaps().size();
        if (const auto finished = output.finishLastPart({}); !finished)
            return finished.error().asText();
        if (m_gaps > 0)
            return {};
        m_isComplete = true;
        if (const auto written = output.writeChecksums(); !written)
            return written.error().asText();
        if (const auto written = output.writeManifest(); !written)
            return written.error().asText();
        return {};
    }

    // What happens to files and state between two processes.
    void disturb()
    {
        tell(QStringLiteral("killed"));
        const QStringList open =
            QDir(table()).entryList({job + QStringLiteral("-*.ndjson*.part")}, QDir::Files);
        const QString part = open.isEmpty() ? QString() : table() + QLatin1Char('/') + open.first();
        const int what = m_tenant.draw(8);
        if (what == 0 && !part.isEmpty() && m_context.request.compression == Compression::None) {
            QFile file(part); // written, and not committed
            if (file.open(QIODevice::Append)) {
                for (const SimulatedEvent &event : m_unwritten)
                    file.write(textOf(event) + '\n');
                file.write("{\"timest");
            }
            tell(QStringLiteral("a page was written and not committed"));
        } else if (what == 1 && !part.isEmpty()) {
            QFile file(part);
            if (file.open(QIODevice::ReadWrite) && file.size() > 0) {
                const qint64 place = m_tenant.draw(static_cast<int>(file.size()));
                file.seek(place);
                const char byte = file.read(1).at(0);
                file.seek(place);
                file.write(QByteArray(1, static_cast<char>(byte ^ 4)));
            }
            disturbed(QStringLiteral("a byte was changed"));
        } else if (what == 2 && !part.isEmpty()) {
            QFile::remove(part);
            disturbed(QStringLiteral("the unfinished file is gone"));
        } else if (what == 3) {
            if (const QString kept = m_folder + QStringLiteral("/kept.db"); !QFile::exists(kept)) {
                QFile::copy(state(), kept);
            } else {
                QFile::remove(state());
                QFile::rename(kept, state());
                disturbed(QStringLiteral("an older state file returned"));
            }
        }
        m_unwritten.clear();
    }
    void disturbed(const QString &how)
    {
        ++m_disturbances;
        tell(how);
    }

    QString judge() const
    {
        std::map<uint64_t, int> found;
        const QDir folder(table());
        for (const QString &name :
             folder.entryList({job + QStringLiteral("-*.ndjson"), job + QStringLiteral("-*.ndjson.gz")})) {
            QFile file(folder.filePath(name));
            if (!file.open(QIODevice::ReadOnly))
                return name + QStringLiteral(" cannot be read");
            QByteArray bytes = file.readAll();
            if (name.endsWith(QLatin1String(".gz")))
                bytes = inflateWhole(bytes, 1 << 30, 0).value();
            for (const QByteArray &line : bytes.split('\n')) {
                if (!line.isEmpty() &&
                    ++found[line.mid(line.lastIndexOf(':') + 1).chopped(1).toULongLong()] > 1)
                    return QStringLiteral("twice in the files: ") + QString::fromUtf8(line);
            }
        }
        size_t there = 0;
        for (const SimulatedEvent &event : m_tenant.truth()) {
            if (found.contains(event.key.text))
                ++there;
            else if (m_isComplete || (m_gaps > 0 && !m_isGivenUp && !m_tenant.wasLost(event.key)))
                return QStringLiteral("not in the files: ") + QString::fromUtf8(textOf(event));
        }
        if (there != found.size())
            return QStringLiteral("the files hold events that are not in the range");
        if (!m_isComplete)
            return {};
        const auto report = verifyExport(table() + QLatin1Char('/') + manifestName(job));
        if (!report)
            return report.error().asText();
        return report->isRight() ? QString() : QStringLiteral("verify: ") + report->findings.first().problem;
    }

    SimulatedTenant &m_tenant;
    QString m_folder;
    bool m_tells, m_ok = false;
    EndpointExportContext m_context;
    FetchRules m_rules;
    std::chrono::milliseconds m_clock{0};
    std::vector<SimulatedEvent> m_unwritten; // of an answer that was not committed
    bool m_hasEnded = false, m_isComplete = false, m_isGivenUp = false;
    qsizetype m_gaps = 0;
    int m_disturbances = 0;
    QStringList m_story;
};

} // namespace

class StoredSimulationTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsStoredIsWhole()
    {
        const bool isOne = qEnvironmentVariableIsSet("SLIPWAY_SEED");
        const qint64 first = isOne ? qEnvironmentVariable("SLIPWAY_SEED").toLongLong() : 1;
        const int count = isOne ? 1
                          : qEnvironmentVariableIsSet("SLIPWAY_SIMULATIONS")
                              ? qEnvironmentVariableIntValue("SLIPWAY_SIMULATIONS")
                              : 2'000;
        // In memory, where there is such a place: the syncing of a disk is not what is tried here.
        const QString memory = QStringLiteral("/dev/shm");
        QTemporaryDir folder((QFileInfo(memory).isWritable() ? memory : QDir::tempPath()) +
                             QStringLiteral("/slipway-simulation-XXXXXX"));
        QVERIFY(folder.isValid());
        const QString empty = folder.filePath(QStringLiteral("empty.db"));
        QVERIFY(StateDatabase::open(empty));
        int complete = 0, failures = 0, disturbances = 0;
        for (qint64 seed = first; seed < first + count; ++seed) {
            SimulatedTenant tenant(static_cast<quint64>(seed), 0.08);
            const QString place = folder.filePath(QString::number(seed));
            StoredRun run(tenant, place, empty, isOne);
            const QString problem = run.problem();
            if (isOne)
                qInfo("%s", qPrintable(run.story().join(QLatin1Char('\n'))));
            if (!problem.isEmpty() && ++failures <= 10)
                qWarning("seed %lld: %s", static_cast<long long>(seed), qPrintable(problem));
            complete += run.isComplete();
            disturbances += run.disturbances();
            QDir(place).removeRecursively();
        }
        qInfo("%d histories: %d complete, %d times files or state were changed", count, complete,
              disturbances);
        QCOMPARE(failures, 0);
        QVERIFY(isOne || complete > count * 8 / 10);
    }
};

QTEST_GUILESS_MAIN(StoredSimulationTest)
#include "stored_simulation_test.moc"
