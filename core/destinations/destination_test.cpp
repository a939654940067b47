#include "core/destinations/destination_test.h"

#include "core/async/background.h"
#include "core/base/error_json.h"
#include "core/destinations/object_store.h"
#include "core/destinations/rclone/rclone_error.h"
#include "core/destinations/reach.h"
#include "core/destinations/step_limit.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QTemporaryFile>
#include <QUuid>

#include <algorithm>

namespace slipway {
namespace {

using Outcome = DestinationTestStep::Outcome;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(DestinationTest)
};

// The steps of one run, in their order.
class Steps
{
public:
    explicit Steps(std::function<void(const DestinationTestStep &)> told) : m_told(std::move(told)) {}

    void begin() { m_clock.start(); }
    // `optional`: the note to give if this is not allowed; empty: it must work. `remark`: the note
    // if it passed.
    bool end(const char *id, const QString &title, const Result<void> &result, const QString &optional = {},
             const QString &remark = {})
    {
        DestinationTestStep step{
            QString::fromLatin1(id),     title, Outcome::Passed, std::chrono::milliseconds(m_clock.elapsed()),
            result ? remark : QString(), {}};
        if (!result && result.error().kind == ErrorKind::PermissionMissing && !optional.isEmpty()) {
            step.outcome = Outcome::Noted;
            step.note = optional;
        } else if (!result) {
            step.outcome = Outcome::Failed;
            step.error = result.error();
        }
        return add(step);
    }
    void skip(const char *id, const QString &title)
    {
        add({QString::fromLatin1(id), title, Outcome::Skipped, {}, {}, {}});
    }
    DestinationTestReport report;

private:
    bool add(const DestinationTestStep &step)
    {
        report.steps << step;
        if (m_told)
            m_told(step);
        return step.outcome == Outcome::Passed;
    }
    std::function<void(const DestinationTestStep &)> m_told;
    QElapsedTimer m_clock;
};

// Repeats a question until the written object appears: some stores show new objects only after a
// while.
class Patience
{
public:
    explicit Patience(std::chrono::milliseconds limit) : m_left(limit) { m_clock.start(); }
    // False: it did not appear in time, or a stop was requested.
    [[nodiscard]] QCoro::Task<bool> wait(std::stop_token stop)
    {
        if (m_clock.elapsed() >= m_left.count())
            co_return false;
        m_waited = true;
        const bool going = co_await pause(std::chrono::milliseconds(500), stop);
        co_return going;
    }
    [[nodiscard]] bool hasWaited() const { return m_waited; }
    [[nodiscard]] QString waited() const
    {
        return Texts::tr("The store shows new objects only after a while (%1 s). Exports wait for that.")
            .arg((m_clock.elapsed() + 999) / 1000);
    }

private:
    std::chrono::milliseconds m_left;
    QElapsedTimer m_clock;
    bool m_waited = false;
};

} // namespace

QString outcomeName(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Passed:
        return QStringLiteral("passed");
    case Outcome::Noted:
        return QStringLiteral("noted");
    case Outcome::Failed:
        return QStringLiteral("failed");
    case Outcome::Skipped:
        return QStringLiteral("skipped");
    }
    return {};
}

bool DestinationTestReport::isPassed() const
{
    return !steps.isEmpty() && std::ranges::none_of(steps, [](const DestinationTestStep &step) {
        return step.outcome == Outcome::Failed || step.outcome == Outcome::Skipped;
    });
}

std::optional<Error> DestinationTestReport::error() const
{
    for (const DestinationTestStep &step : steps) {
        if (step.error)
            return step.error;
    }
    return std::nullopt;
}

QString DestinationTestReport::summary(const Destination &destination) const
{
    if (!isPassed())
        return error() ? error()->message : Texts::tr("The test did not finish.");
    const bool writeOnly = std::ranges::any_of(steps, [](const DestinationTestStep &step) {
        return step.id == QLatin1String("read") && step.outcome == Outcome::Noted;
    });
    QString text = Texts::tr("Exports can go to %1.").arg(destination.url());
    if (writeOnly)
        text +=
            QLatin1Char(' ') +
            Texts::tr(
                "These credentials may only write, so Slipway relies on what the store confirms on receipt.");
    if (!leftBehind.isEmpty())
        text +=
            QLatin1Char(' ') +
            Texts::tr("The test object %1 is still there: these credentials may not delete.").arg(leftBehind);
    return text;
}

QJsonObject DestinationTestReport::asJson() const
{
    QJsonArray list;
    for (const DestinationTestStep &step : steps) {
        QJsonObject item{{QStringLiteral("step"), step.id},
                         {QStringLiteral("result"), outcomeName(step.outcome)},
                         {QStringLiteral("milliseconds"), static_cast<qint64>(step.time.count())}};
        if (!step.note.isEmpty())
            item.insert(QStringLiteral("note"), step.note);
        if (step.error)
            item.insert(QStringLiteral("error"), errorJson(*step.error));
        list << item;
    }
    return {{QStringLiteral("passed"), isPassed()},
            {QStringLiteral("left_behind"), leftBehind},
            {QStringLiteral("steps"), list}};
}

QCoro::Task<DestinationTestReport> testDestination(DestinationAccess access,
                                                   std::function<void(const DestinationTestStep &)> told,
                                                   std::stop_token stop, std::chrono::milliseconds limit,
                                                   std::chrono::milliseconds patience)
{
    const Destination &destination = access.destination;
    Steps steps(std::move(told));
    const QString writeTitle = Texts::tr("Write an object"), renameTitle = Texts::tr("Rename it"),
                  readTitle = Texts::tr("Read it back"), listTitle = Texts::tr("List it"),
                  deleteTitle = Texts::tr("Delete it");
    const bool renames = !destination.kindRow().isAtomic;
    const auto skipRest = [&] {
        if (renames)
            steps.skip("rename", renameTitle);
        steps.skip("read", readTitle);
        steps.skip("list", listTitle);
        steps.skip("delete", deleteTitle);
        return steps.report;
    };
    steps.begin();
    const Result<ObjectStore> store = ObjectStore::open(access);
    Result<void> reached;
    if (!store)
        reached = std::unexpected(store.error());
    else {
        const StepLimit within(limit, stop);
        reached = within.judged(co_await reach(access, within.token()), destination);
    }
    if (!reached) {
        steps.end("write", writeTitle, reached);
        co_return skipRest();
    }

    const QString folder = QStringLiteral(".slipway-test");
    const QString name = QUuid::createUuid().toString(QUuid::WithoutBraces) + QStringLiteral(".txt");
    const QString finalObject = folder + QLatin1Char('/') + name;
    QString object = renames ? finalObject + QStringLiteral(".partial") : finalObject; // as an export does
    const QByteArray text = "Slipway tests whether exports can be written here. " + name.toUtf8() + '\n';
    QTemporaryFile file;
    Result<void> written;
    if (file.open() && file.write(text) == text.size() && file.flush()) {
        const StepLimit within(limit, stop);
        written =
            within.judged(co_await store->put(file.fileName(), object, 0, {}, within.token()), destination);
    } else {
        written = failure(ErrorKind::Storage, Texts::tr("The test file cannot be written."), {},
                          file.errorString());
    }
    if (!steps.end("write", writeTitle, written)) {
        // It may have arrived nevertheless, if anything did.
        const ErrorKind kind = written.error().kind;
        if ((isTransient(written.error()) && kind != ErrorKind::NameNotFound &&
             kind != ErrorKind::ConnectionRefused) ||
            kind == ErrorKind::Cancelled) {
            const QStringList names{object.section(QLatin1Char('/'), -1)};
            const StepLimit within(limit, {});
            const auto there = co_await store->stat(folder, names, within.token());
            if (there && !there->isEmpty())
                (void)co_await store->remove(object, within.token());
        }
        co_return skipRest();
    }

    if (renames) {
        steps.begin();
        const StepLimit renaming(limit, stop);
        const Result<void> renamed =
            renaming.judged(co_await store->rename(object, finalObject, renaming.token()), destination);
        if (steps.end("rename", renameTitle, renamed)) {
            object = finalObject;
        } else if (isTransient(renamed.error()) || renamed.error().kind == ErrorKind::Cancelled) {
            // It may have been renamed nevertheless.
            const StepLimit within(limit, {});
            const auto there = co_await store->look(finalObject, within.token());
            if (there && *there)
                object = finalObject;
        }
    }

    steps.begin();
    const StepLimit reading(limit, stop);
    Patience forReading(patience);
    Result<RcloneOutput> back = reading.judged(co_await store->read(object, reading.token()), destination);
    for (;;) {
        const bool isAbsent = back ? back->bytes.isEmpty() : back.error().kind == ErrorKind::NotFound;
        if (!isAbsent || renames)
            break;
        const bool going = co_await forReading.wait(reading.token());
        if (!going)
            break;
        back = reading.judged(co_await store->read(object, reading.token()), destination);
    }
    Result<void> same;
    QString remark = forReading.hasWaited() ? forReading.waited() : QString();
    if (!back)
        same = std::unexpected(back.error());
    else if (back->bytes.isEmpty())
        same = failure(ErrorKind::BadAnswer,
                       Texts::tr("The store does not list the object that was just written."),
                       Texts::tr("If it is slow to show new objects, try again in a minute."),
                       Texts::tr("Looked for it for %1 s.").arg(patience.count() / 1000));
    else if (back->bytes != text)
        same = failure(ErrorKind::BadAnswer, Texts::tr("What was read back is not what was written."), {},
                       QStringLiteral("%1 of %2 bytes").arg(back->bytes.size()).arg(text.size()));
    if (store->hasStoreChecksum(text.size()) && (same || same.error().kind == ErrorKind::PermissionMissing)) {
        const auto there = co_await store->look(object, reading.token());
        const QByteArray md5 = QCryptographicHash::hash(text, QCryptographicHash::Md5).toHex();
        const bool isOther = there && *there && !(*there)->md5.isEmpty() && (*there)->md5 != md5;
        if (isOther && !same)
            same = std::unexpected(unclearChecksum(
                destination,
                QStringLiteral("MD5 %1, not %2").arg(QLatin1String((*there)->md5), QLatin1String(md5))));
        else if (same && there && *there && (isOther || (*there)->md5.isEmpty()))
            remark +=
                (remark.isEmpty() ? QString() : QStringLiteral(" ")) +
                Texts::tr("The store's checksums are not MD5, as when a bucket encrypts with KMS: exports "
                          "read each file back to check it.");
    }
    steps.end("read", readTitle, same, Texts::tr("Not allowed. Exports do not need it."), remark);

    steps.begin();
    const StepLimit listing(limit, stop);
    Patience forListing(patience);
    const QString last = object.section(QLatin1Char('/'), -1);
    Result<QStringList> names = listing.judged(co_await store->list(folder, listing.token()), destination);
    while (!renames && names && !names->contains(last)) {
        const bool going = co_await forListing.wait(listing.token());
        if (!going)
            break;
        names = listing.judged(co_await store->list(folder, listing.token()), destination);
    }
    Result<void> listed;
    if (!names)
        listed = std::unexpected(names.error());
    else if (!names->contains(last))
        listed = failure(ErrorKind::BadAnswer, Texts::tr("The list does not show what was written."), {},
                         names->join(QLatin1Char('\n')));
    steps.end("list", listTitle, listed, Texts::tr("Not allowed. Exports do not need it."),
              forListing.hasWaited() ? forListing.waited() : QString());

    steps.begin();
    // Not with `stop`: nothing should be left behind.
    const StepLimit removing(limit, {});
    Result<void> removed = removing.judged(co_await store->remove(object, removing.token()), destination);
    // If it may not be read, rclone does not see what to delete.
    if (!removed && removed.error().kind == ErrorKind::NotFound && !back &&
        back.error().kind == ErrorKind::PermissionMissing)
        removed = std::unexpected(back.error());
    // An SFTP server that forbids deleting: rclone then tries to delete a folder of that name, and reports
    // that there is none.
    if (!removed && removed.error().kind == ErrorKind::NotFound && back && renames)
        removed = failure(ErrorKind::PermissionMissing,
                          Texts::tr("These credentials may not delete from %1.").arg(destination.url()), {},
                          removed.error().details);
    if (removed)
        (void)co_await store->removeFolder(folder, removing.token());
    else
        steps.report.leftBehind = store->destination().url() + QLatin1Char('/') + object;
    steps.end("delete", deleteTitle, removed,
              Texts::tr("Not allowed. Exports do not need it; the object stays."));
    co_return steps.report;
}

} // namespace slipway
