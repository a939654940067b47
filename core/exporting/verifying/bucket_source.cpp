#include "core/exporting/verifying/bucket_source.h"

#include "core/async/background.h"
#include "core/base/forward_error.h"
#include "core/base/plural_form.h"
#include "core/destinations/object_stream.h"
#include "core/destinations/rclone/rclone_error.h"

#include <QCoreApplication>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(BucketSource)
};

std::unexpected<Error> missing(const QString &place)
{
    return failure(ErrorKind::NotFound, Texts::tr("It is missing."), {}, place);
}

// Rewords the error for someone who reads, since most of these sentences are about uploads.
Error inReading(const Error &error, const QString &place)
{
    Error told = error;
    if (error.kind == ErrorKind::NotFound) // the bucket, or the whole folder: not just one file is missing
        told.kind = ErrorKind::NotAvailable;
    if (error.kind == ErrorKind::PermissionMissing) {
        told.message = Texts::tr("These credentials may not read %1.").arg(place);
        told.nextStep =
            Texts::tr("Verifying needs permission to read and to list. How each file was checked at its "
                      "upload is recorded in the manifest (\"verified\").");
    } else if (isTransient(error)) {
        if (error.kind == ErrorKind::ConnectionLost)
            told.message = Texts::tr("The connection broke while %1 was being read.").arg(place);
        else if (error.kind == ErrorKind::Internal)
            told.message = Texts::tr("%1 could not be read.").arg(place);
        told.nextStep = Texts::tr("Nothing is known about the files: check the network, then verify again.");
    }
    return told;
}

} // namespace

// One object, of which reading continues where a connection broke.
class ObjectBytes : public ByteStream
{
public:
    ObjectBytes(BucketSource &source, QString name, const PresentFile &file)
        : m_source(source), m_name(std::move(name)), m_file(file)
    {}

    Result<size_t> read(char *into, size_t size) override
    {
        for (;;) {
            if (m_ended)
                return 0;
            if (!m_stream)
                m_stream.emplace(m_source.m_store, m_source.object(m_name), m_offset, m_source.m_stop);
            Result<size_t> got = m_stream->read(into, size);
            if (got && *got > 0) {
                m_offset += static_cast<qint64>(*got);
                m_attempt = 0;
                return got;
            }
            if (got && m_offset == m_file.size) {
                m_ended = true;
                continue;
            }
            m_stream.reset();
            RETURN_IF_ERROR(got ? confirmEnd() : goOn(got.error()));
        }
    }

private:
    // rclone says that this was all, but there were more or fewer bytes than listed: the listing may be old,
    // or the answer was cut off on its way.
    Result<void> confirmEnd()
    {
        const Result<PresentFile> now = m_source.look(m_name);
        if (now && now->size == m_offset) {
            m_ended = true;
            return {};
        }
        if (!now)
            return std::unexpected(now.error());
        return goOn({ErrorKind::ConnectionLost, {}, {}, QStringLiteral("%1 bytes").arg(m_offset)});
    }
    Result<void> goOn(const Error &error)
    {
        const Error told = inReading(error, m_source.placeOf(m_name));
        if (!isTransient(error))
            return std::unexpected(told);
        if (m_attempt == 0)
            m_since = std::chrono::steady_clock::now();
        if (!m_source.waitAfter(told, ++m_attempt, m_since))
            return m_source.givingUp(told);
        ASSIGN_OR_RETURN(const PresentFile now, m_source.look(m_name));
        // Reading can continue only if it is still the same object, and only if the store gives parts of
        // objects.
        if (m_offset > 0 && (now.size != m_file.size || now.md5 != m_file.md5 || m_offset > now.size))
            return failure(
                ErrorKind::BadAnswer,
                Texts::tr("%1 was changed while it was being read.").arg(m_source.placeOf(m_name)),
                Texts::tr("Verify again when nothing is being written there any more."),
                QStringLiteral("%1 bytes read of %2, now %3").arg(m_offset).arg(m_file.size).arg(now.size));
        m_file = now;
        m_ended = m_offset == m_file.size; // all of it came before the break
        return {};
    }

    BucketSource &m_source;
    QString m_name;
    PresentFile m_file;
    qint64 m_offset = 0;
    int m_attempt = 0; // since the last byte
    std::chrono::steady_clock::time_point m_since;
    bool m_ended = false;
    std::optional<ObjectStream> m_stream;
};

BucketSource::BucketSource(ObjectStore store, QString folder, std::stop_token stop,
                           std::function<void(const QString &)> waiting, RetryPolicy retry)
    : m_store(std::move(store)), m_folder(std::move(folder)), m_stop(std::move(stop)),
      m_waiting(std::move(waiting)), m_retry(retry)
{}

QString BucketSource::object(const QString &name) const
{
    return m_folder.isEmpty() ? name : m_folder + QLatin1Char('/') + name;
}

QString BucketSource::placeOf(const QString &name) const
{
    return m_store.destination().url() + QLatin1Char('/') + object(name);
}

bool BucketSource::waitAfter(const Error &error, int attempt, std::chrono::steady_clock::time_point since)
{
    if (std::chrono::steady_clock::now() - since >= m_retry.episode)
        return false;
    const auto time = m_retry.wait(attempt);
    if (m_waiting)
        m_waiting(Texts::tr("%1 Trying again in %2 s.").arg(error.message).arg((time.count() + 999) / 1000));
    const bool going = QCoro::waitFor(pause(time, m_stop));
    if (m_waiting)
        m_waiting({});
    return going;
}

std::unexpected<Error> BucketSource::givingUp(const Error &error) const
{
    return m_stop.stop_requested() ? failure(ErrorKind::Cancelled, Texts::tr("The verification was stopped."))
                                   : std::unexpected(error);
}

template<class T>
Result<T> BucketSource::persist(const QString &place, const std::function<Result<T>()> &once)
{
    const auto began = std::chrono::steady_clock::now();
    for (int attempt = 1;; ++attempt) {
        Result<T> result = once();
        if (result)
            return result;
        const Error told = inReading(result.error(), place);
        if (!isTransient(result.error()) || !waitAfter(told, attempt, began))
            return givingUp(told);
    }
}

PresentFile BucketSource::presentFile(const StoredObject &object) const
{
    return {object.size, m_store.hasStoreChecksum(object.size) ? object.md5 : QByteArray()};
}

Result<PresentFile> BucketSource::look(const QString &name)
{
    const std::function<Result<std::optional<StoredObject>>()> once = [&] {
        return QCoro::waitFor(m_store.look(object(name), m_stop));
    };
    ASSIGN_OR_RETURN(const auto there, persist(placeOf(name), once));
    if (!there)
        return missing(placeOf(name));
    return presentFile(*there);
}

Result<std::unique_ptr<ByteStream>> BucketSource::open(const QString &name)
{
    // A listing may be older than the last upload, so what it lacks is looked for.
    ASSIGN_OR_RETURN(PresentFile there, m_present.contains(name) ? m_present[name] : look(name));
    return std::make_unique<ObjectBytes>(*this, name, there);
}

Result<QByteArray> BucketSource::read(const QString &name, qint64 most)
{
    ASSIGN_OR_RETURN(const auto bytes, open(name));
    QByteArray whole, chunk(1 << 16, Qt::Uninitialized);
    for (;;) {
        ASSIGN_OR_RETURN(const auto got, bytes->read(chunk.data(), static_cast<size_t>(chunk.size())));
        if (got == 0)
            return whole;
        whole.append(chunk.constData(), static_cast<qsizetype>(got));
        if (whole.size() > most)
            return failure(
                ErrorKind::Storage,
                Texts::tr("It is too large (more than %1 bytes).", nullptr, pluralForm(most)).arg(most), {},
                placeOf(name));
    }
}

Result<QMap<QString, PresentFile>> BucketSource::present(const QString &job)
{
    // The name of a job contains no characters that are special in a pattern.
    const std::function<Result<QMap<QString, StoredObject>>()> once = [&] {
        return QCoro::waitFor(m_store.listing(m_folder, job + QStringLiteral("[-.]*"), 1, m_stop));
    };
    ASSIGN_OR_RETURN(const auto listed, persist(placeOf({}), once));
    m_present.clear();
    for (auto found = listed.cbegin(); found != listed.cend(); ++found)
        m_present.insert(found.key(), presentFile(*found));
    return m_present;
}

Result<QStringList> findManifests(const ObjectStore &store, const QString &folder, std::stop_token stop)
{
    const QString place = store.destination().url() + (folder.isEmpty() ? folder : QLatin1Char('/') + folder);
    const auto found =
        QCoro::waitFor(store.listing(folder, QStringLiteral("*-manifest.json"), 2, std::move(stop)));
    if (!found)
        return std::unexpected(inReading(found.error(), place));
    if (found->isEmpty())
        return failure(
            ErrorKind::NotFound, Texts::tr("There is no manifest in %1.").arg(place),
            Texts::tr("A manifest is named JOB-manifest.json and exists once its export is complete."));
    QStringList names;
    for (const QString &name : found->keys())
        names << (folder.isEmpty() ? name : folder + QLatin1Char('/') + name);
    return names;
}

} // namespace slipway
