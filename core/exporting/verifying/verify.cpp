#include "core/exporting/verifying/verify.h"

#include "core/base/forward_error.h"
#include "core/base/plural_form.h"
#include "core/exporting/journal/upload_journal.h"
#include "core/exporting/parts/folder_source.h"
#include "core/exporting/parts/manifest.h"
#include "core/exporting/parts/part_reader.h"
#include "core/exporting/verifying/export_chain.h"
#include "core/exporting/verifying/lines_check.h"
#include "core/exporting/verifying/manifest_check.h"
#include "core/exporting/verifying/manifest_signature.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QSet>
#include <QtNumeric>

#include <limits>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Verify)
};

// Whether the error says something about the file, and not only about the way to it.
bool isFinding(const Error &error)
{
    return error.kind == ErrorKind::NotFound || error.kind == ErrorKind::Storage;
}

class Verification
{
public:
    Verification(ExportSource &source, QString manifestName, Manifest manifest, ExportChain &chain,
                 const std::function<void(qint64, qint64)> &progress, std::stop_token stop)
        : m_source(source), m_manifestName(std::move(manifestName)), m_manifest(std::move(manifest)),
          m_chain(chain), m_progress(progress), m_stop(std::move(stop))
    {
        m_report.manifest = m_source.placeOf(m_manifestName);
        m_report.job = m_manifest.job;
        m_report.endpointId = m_manifest.endpointId;
        m_report.from = m_manifest.from;
        m_report.to = m_manifest.to;
        m_report.files = m_manifest.files.size();
        m_report.pages = m_manifest.pages.size();
        m_report.duplicatesRemoved = m_manifest.duplicates;
        m_report.outOfRange = m_manifest.outOfRange;
        m_report.manifestSha256 = m_manifest.sha256;
        for (const PartRecord &part : m_manifest.files) {
            if (qAddOverflow(m_toRead, part.fileBytes, &m_toRead))
                m_toRead = std::numeric_limits<qint64>::max(); // only the progress needs it
        }
        m_beat.start();
    }

    // Everything except the content of the files.
    Result<void> surround()
    {
        checkManifest(m_manifest, m_manifestName, m_report);
        if (m_manifest.continues)
            m_chain.check(m_manifest, m_manifestName, m_report);
        m_lines.setBefore(m_chain.endBefore(m_manifest));
        m_lines.keepFrom(ExportChain::firstPageOfEnd(m_manifest));
        m_report.stated = statedIn(m_manifest);
        if (auto sums = checkChecksumFile(); !sums)
            return sums;
        return checkPresence();
    }
    Result<void> readFiles()
    {
        for (const ManifestFile &part : m_manifest.files) {
            if (auto checked = checkFile(part); !checked)
                return checked;
        }
        if (m_lines.hasPagesLeft())
            addFinding(m_manifestName, Texts::tr("Its pages contain more events than its files."));
        return {};
    }
    Result<void> lookAtFiles()
    {
        m_report.filesRead = false;
        m_report.stated.prepend(Texts::tr("what is inside the files"));
        m_report.events = m_manifest.events;
        m_report.fileBytes = m_manifest.fileBytes;
        for (const ManifestFile &part : m_manifest.files) {
            if (auto looked = lookAt(part); !looked)
                return looked;
        }
        return {};
    }
    VerifyReport takeReport()
    {
        m_chain.add(m_manifest, m_lines.takeKept());
        return std::move(m_report);
    }

private:
    void addFinding(const QString &file, const QString &problem) { m_report.addFinding(file, problem); }
    [[nodiscard]] static std::unexpected<Error> stopped()
    {
        return failure(ErrorKind::Cancelled, Texts::tr("The verification was stopped."));
    }
    [[nodiscard]] QString sums() const { return checksumName(m_manifest.job); }

    Result<void> checkChecksumFile()
    {
        QByteArray wanted;
        for (const PartRecord &part : m_manifest.files)
            wanted += part.sha256 + "  " + part.name.toUtf8() + '\n';
        const auto unreadable = [this](const Error &error) -> Result<void> {
            if (!isFinding(error))
                return std::unexpected(error);
            addFinding(sums(), error.message);
            return {};
        };
        const Result<PresentFile> there = m_source.look(sums());
        if (!there)
            return unreadable(there.error());
        bool isSame = there->size == wanted.size();
        if (isSame) {
            const Result<QByteArray> text = m_source.read(sums(), wanted.size());
            if (!text)
                return unreadable(text.error());
            isSame = *text == wanted;
        }
        if (!isSame)
            addFinding(sums(), Texts::tr("It does not match the manifest."));
        return {};
    }

    // Which files of the job are there, and whether they belong to the manifest.
    Result<void> checkPresence()
    {
        if (m_stop.stop_requested())
            return stopped();
        QSet<QString> expected{m_manifestName, signatureName(m_manifestName), sums(),
                               manifestName(m_manifest.job)};
        for (const PartRecord &part : m_manifest.files) {
            if (expected.contains(part.name))
                addFinding(part.name, Texts::tr("The manifest lists it twice."));
            expected << part.name;
        }
        auto present = m_source.present(m_manifest.job);
        if (!present && present.error().kind == ErrorKind::PermissionMissing) {
            m_report.notes << Texts::tr(
                "Listing is not allowed, so it was not checked whether something is left "
                "over beside the files.");
            return {};
        }
        if (!present)
            return std::unexpected(present.error());
        m_present = std::move(*present);
        for (const QString &name : m_present.keys()) {
            if (expected.contains(name))
                continue;
            // A listing may be older than the last removal.
            const Result<PresentFile> there = m_source.look(name);
            if (!there && !isFinding(there.error()))
                return std::unexpected(there.error());
            if (there || there.error().kind != ErrorKind::NotFound)
                addFinding(name, Texts::tr("It belongs to the job, but not to its manifest."));
        }
        return {};
    }

    Result<void> lookAt(const ManifestFile &part)
    {
        if (m_stop.stop_requested())
            return stopped();
        const auto differs = [&](const PresentFile &there) {
            return there.size != part.fileBytes ||
                   (!there.md5.isEmpty() && !part.md5.isEmpty() && there.md5 != part.md5);
        };
        Result<PresentFile> there =
            m_present.contains(part.name) ? m_present[part.name] : m_source.look(part.name);
        if (there && differs(*there)) // a listing may be older than the last upload
            there = m_source.look(part.name);
        if (!there && !isFinding(there.error()))
            return std::unexpected(there.error());
        if (!there)
            addFinding(part.name, there.error().message);
        else if (there->size != part.fileBytes)
            addFinding(part.name,
                       Texts::tr("It has %1 bytes instead of %2.", nullptr, pluralForm(there->size))
                           .arg(there->size)
                           .arg(part.fileBytes));
        else if (differs(*there) && part.verified == QLatin1String(verifiedByReading))
            lookedAtSizeAlone();
        else if (differs(*there) && part.verified == QLatin1String(verifiedByStore))
            addFinding(
                part.name,
                Texts::tr(
                    "The MD5 that the store reports for it is not the one in the manifest: it was changed."));
        else if (differs(*there)) // it was never equal: with a KMS key it would not be an MD5
            addFinding(
                part.name,
                Texts::tr("The checksum that the store reports for it is not the MD5 in the manifest. Only a "
                          "full verification, which reads the file, can tell whether it was changed."));
        else if (there->md5.isEmpty() || part.md5.isEmpty())
            ++m_report.bySize;
        else
            ++m_report.byChecksum;
        return {};
    }

    // The upload was read back because the store's checksum was already a different one at that time.
    void lookedAtSizeAlone()
    {
        const QString note =
            Texts::tr("The store's checksums are not MD5, as in a bucket that encrypts with KMS: "
                      "those files were compared only by their size.");
        if (!m_report.notes.contains(note))
            m_report.notes << note;
        ++m_report.bySize;
    }

    bool beat(qint64 bytes)
    {
        if (m_stop.stop_requested())
            return false;
        if (m_progress && (m_beat.elapsed() >= 100 || bytes >= m_toRead)) {
            m_beat.restart();
            m_progress(bytes, m_toRead);
        }
        return true;
    }

    Result<void> checkFile(const PartRecord &part)
    {
        m_lines.begin(part);
        auto opened = m_source.open(part.name);
        if (!opened && !isFinding(opened.error()))
            return std::unexpected(opened.error());
        if (!opened) {
            addFinding(part.name, opened.error().message);
            m_lines.skip();
            return {};
        }
        PartReader reader(std::move(*opened), m_manifest.compression, m_source.placeOf(part.name),
                          !part.md5.isEmpty());
        bool whole = true;
        for (qint64 count = 0;; ++count) {
            if (count % 256 == 0 && !beat(m_report.fileBytes + reader.fileBytes()))
                return stopped();
            const auto line = reader.next();
            if (!line && !isFinding(line.error()))
                return std::unexpected(line.error());
            if (!line) {
                addFinding(part.name, line.error().message);
                whole = false;
                break;
            }
            if (!*line)
                break;
            m_lines.add(part, **line);
        }
        if (auto drained = reader.drain(); !drained && !isFinding(drained.error()))
            return drained;
        if (reader.fileBytes() != part.fileBytes)
            addFinding(part.name,
                       Texts::tr("It has %1 bytes instead of %2.", nullptr, pluralForm(reader.fileBytes()))
                           .arg(reader.fileBytes())
                           .arg(part.fileBytes));
        if (reader.digest() != part.sha256)
            addFinding(part.name, Texts::tr("Its SHA-256 is not that of the manifest: it was changed."));
        else if (reader.md5() != part.md5)
            addFinding(part.name, Texts::tr("Its MD5 is not the one that the manifest states."));
        m_lines.end(part, whole);
        m_report.fileBytes += reader.fileBytes();
        return beat(m_report.fileBytes) ? Result<void>() : stopped();
    }

    ExportSource &m_source;
    QString m_manifestName;
    Manifest m_manifest;
    ExportChain &m_chain;
    const std::function<void(qint64, qint64)> &m_progress;
    std::stop_token m_stop;
    VerifyReport m_report;
    QMap<QString, PresentFile> m_present;
    qint64 m_toRead = 0;
    QElapsedTimer m_beat;
    LinesCheck m_lines{m_manifest, m_report};
};

Result<VerifyReport> verified(ExportSource &source, const QString &manifestName,
                              const std::function<void(qint64, qint64)> &progress,
                              const std::stop_token &stop, ExportChain *chain,
                              Result<void> (Verification::*files)())
{
    ASSIGN_OR_RETURN(Manifest manifest, readManifest(source, manifestName));
    ExportChain alone;
    Verification verification(source, manifestName, std::move(manifest), chain ? *chain : alone, progress,
                              stop);
    RETURN_IF_ERROR(verification.surround());
    RETURN_IF_ERROR((verification.*files)());
    return verification.takeReport();
}

} // namespace

Result<VerifyReport> verifyExport(ExportSource &source, const QString &manifestName,
                                  const std::function<void(qint64, qint64)> &progress, std::stop_token stop,
                                  ExportChain *chain)
{
    return verified(source, manifestName, progress, stop, chain, &Verification::readFiles);
}

Result<VerifyReport> verifyQuickly(ExportSource &source, const QString &manifestName, std::stop_token stop,
                                   ExportChain *chain)
{
    return verified(source, manifestName, {}, stop, chain, &Verification::lookAtFiles);
}

Result<VerifyReport> verifyExport(const QString &manifestPath,
                                  const std::function<void(qint64, qint64)> &progress, std::stop_token stop)
{
    const QFileInfo manifest(manifestPath);
    FolderSource source(manifest.absolutePath());
    return verifyExport(source, manifest.fileName(), progress, std::move(stop));
}

} // namespace slipway
