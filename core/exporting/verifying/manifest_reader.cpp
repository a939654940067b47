#include "core/exporting/verifying/manifest_reader.h"

#include "core/base/time_text.h"
#include "core/exporting/journal/upload_journal.h"
#include "core/exporting/verifying/doubled_key.h"
#include "core/netskope/api.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ManifestReader)
};

constexpr qsizetype mostUnknown = 20; // fields that are named

// The fields that Slipway writes, in any version.
constexpr auto ofRoot = std::to_array<std::string_view>(
    {"format",      "version",   "slipway",       "job",         "tenant",      "host",
     "endpoint",    "path",      "table",         "range",       "compression", "duplicates_kept",
     "late_events", "begins_at", "covered_until", "reached_end", "index",       "indexes",
     "windows",     "continues", "destination",   "totals",      "files",       "pages"});
constexpr auto ofWindow = std::to_array<std::string_view>({"index", "from_epoch", "hwm"});
constexpr auto ofRange = std::to_array<std::string_view>({"from", "to", "from_epoch", "to_epoch"});
constexpr auto ofContinues = std::to_array<std::string_view>(
    {"job", "manifest", "begins_epoch", "page", "checksum", "is_last", "hwm", "latest"});
constexpr auto ofTotals = std::to_array<std::string_view>(
    {"sent", "events", "out_of_range", "duplicates", "late", "replayed", "late_kept", "undated", "same_id",
     "odd", "escaped_line_breaks", "earlier", "quiet_answers", "bytes", "file_bytes"});
constexpr auto ofPage = std::to_array<std::string_view>(
    {"sequence",     "operation",    "index",      "hwm",      "sent",
     "events",       "out_of_range", "duplicates", "late",     "replayed",
     "late_kept",    "undated",      "same_id",    "odd",      "escaped_line_breaks",
     "earlier",      "latest",       "bytes",      "checksum", "lines_crc64",
     "quiet_answers"});
constexpr auto ofFile =
    std::to_array<std::string_view>({"name", "events", "bytes", "file_bytes", "sha256", "first_time",
                                     "last_time", "object", "md5", "verified"});

// The fields of one object; the first fault is remembered.
class Fields
{
public:
    Fields(QJsonObject object, QString where, QString *problem)
        : m_object(std::move(object)), m_where(std::move(where)), m_problem(problem)
    {}
    // A whole number that is not negative.
    qint64 number(const char *name) const
    {
        const QJsonValue value = m_object[QLatin1String(name)];
        const qint64 number = value.toInteger(-1);
        if (!value.isDouble() || number < 0)
            note(name);
        return number;
    }
    QString text(const char *name) const
    {
        const QString text = m_object[QLatin1String(name)].toString();
        if (text.isEmpty())
            note(name);
        return text;
    }
    QString hex(const char *name, qsizetype digits) const
    {
        const QString text = m_object[QLatin1String(name)].toString();
        const auto isHex = [](QChar c) {
            return (c >= QLatin1Char('0') && c <= QLatin1Char('9')) ||
                   (c >= QLatin1Char('a') && c <= QLatin1Char('f'));
        };
        if (text.size() != digits || !std::ranges::all_of(text, isHex))
            note(name);
        return text;
    }
    bool flag(const char *name) const
    {
        const QJsonValue value = m_object[QLatin1String(name)];
        if (!value.isBool())
            note(name);
        return value.toBool();
    }
    qint64 time(const char *name) const // absent: 0
    {
        if (!m_object.contains(QLatin1String(name)))
            return 0;
        const QString text = m_object[QLatin1String(name)].toString();
        const Result<qint64> time = parseTime(text);
        // Only in the format that Slipway writes: "now" or "-5d" would mean a different time next week.
        if (!time || isoUtc(*time) != text)
            note(name);
        return time.value_or(0);
    }
    bool has(const char *name) const { return m_object.contains(QLatin1String(name)); }
    Fields object(const char *name) const
    {
        const QJsonValue value = m_object[QLatin1String(name)];
        if (!value.isObject())
            note(name);
        return {value.toObject(), m_where + QLatin1String(name) + QLatin1Char('.'), m_problem};
    }
    std::vector<Fields> list(const char *name) const
    {
        const QJsonValue value = m_object[QLatin1String(name)];
        if (!value.isArray())
            note(name);
        std::vector<Fields> list;
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            list.emplace_back(array[i].toObject(),
                              QStringLiteral("%1%2[%3].").arg(m_where, QLatin1String(name)).arg(i),
                              m_problem);
        return list;
    }
    // Adds the fields that are not among `known`, as "pages[].field", to `unknown`.
    void listOthers(std::span<const std::string_view> known, QStringList &unknown) const
    {
        static const QRegularExpression number(QStringLiteral("\\[\\d+\\]"));
        for (auto field = m_object.begin(); field != m_object.end(); ++field) {
            const QString key = field.key();
            if (std::ranges::any_of(known, [&](std::string_view each) {
                    return key == QLatin1String(each.data(), static_cast<qsizetype>(each.size()));
                }))
                continue;
            const QString name = QString(m_where).replace(number, QStringLiteral("[]")) + key.left(100);
            if (!unknown.contains(name) && unknown.size() < mostUnknown)
                unknown << name;
        }
    }
    void note(const char *name) const
    {
        if (m_problem->isEmpty())
            *m_problem = m_where + QLatin1String(name);
    }

private:
    QJsonObject m_object;
    QString m_where;
    QString *m_problem;
};

} // namespace

Result<Manifest> readManifest(ExportSource &source, const QString &name)
{
    const QString place = source.placeOf(name);
    const auto unusable = [&](const QString &why, const QString &details = {}) {
        return failure(ErrorKind::Storage, Texts::tr("%1 %2").arg(place, why),
                       Texts::tr("Export again, or restore the manifest from where it was copied."), details);
    };
    const Result<QByteArray> text = source.read(name, largestManifest);
    if (!text && text.error().kind == ErrorKind::NotFound)
        return failure(
            ErrorKind::NotFound, Texts::tr("There is no manifest %1.").arg(place),
            Texts::tr("A manifest is named JOB-manifest.json and exists once its export is complete."));
    if (!text && text.error().kind == ErrorKind::Storage)
        return unusable(Texts::tr("cannot be used. %1").arg(text.error().message), text.error().details);
    if (!text)
        return std::unexpected(text.error());
    if (text->startsWith("\xef\xbb\xbf"))
        return unusable(Texts::tr("begins with a byte order mark, which Slipway does not write."));
    const KeyScan keys = scanKeys(*text);
    if (keys.isExcessive)
        return unusable(Texts::tr("is not a manifest of Slipway."));
    QJsonParseError parsed;
    const QJsonObject json = QJsonDocument::fromJson(*text, &parsed).object();
    if (parsed.error != QJsonParseError::NoError)
        return unusable(Texts::tr("is not complete JSON."),
                        QStringLiteral("%1 at byte %2").arg(parsed.errorString()).arg(parsed.offset));
    if (keys.doubled)
        return unusable(Texts::tr("has two fields \"%1\" in one object; it is not clear which one counts.")
                            .arg(keys.doubled->left(100)));
    if (json[QStringLiteral("format")] != QLatin1String("slipway-export-manifest"))
        return unusable(Texts::tr("is not a manifest of Slipway."));
    if (const int version = json[QStringLiteral("version")].toInt(); version < 1 || version > 2)
        return unusable(Texts::tr("has version %1; this Slipway reads versions 1 and 2.").arg(version));

    QString problem;
    const Fields root(json, {}, &problem);
    Manifest manifest;
    manifest.job = root.text("job");
    static const QRegularExpression jobName(QStringLiteral("\\A[A-Za-z0-9-]{1,64}\\z"));
    if (!jobName.match(manifest.job).hasMatch())
        root.note("job");
    manifest.endpointId = root.text("endpoint");
    manifest.tenant = json[QStringLiteral("tenant")].toString();
    if (!json[QStringLiteral("tenant")].isString())
        root.note("tenant");
    manifest.host = root.text("host");
    manifest.slipway = root.text("slipway");
    if (root.has("destination"))
        manifest.destination = root.text("destination");
    root.listOthers(ofRoot, manifest.unknownFields);
    manifest.version = json[QStringLiteral("version")].toInt();
    manifest.sha256 = QCryptographicHash::hash(*text, QCryptographicHash::Sha256).toHex();
    if (manifest.version == 2 && root.has("index")) // it has "indexes" instead
        root.note("index");
    // Fields that only version 2 has show that it is not version 1, of which less is checked.
    for (const char *newer : {"indexes", "begins_at", "late_events", "windows"}) {
        if (manifest.version == 1 && root.has(newer))
            root.note("version");
    }
    manifest.path = root.text("path");
    manifest.table = root.text("table");
    manifest.coveredUntil = root.time("covered_until");
    manifest.reachedEnd = root.flag("reached_end");
    const bool isVersion2 = manifest.version >= 2;
    const auto numberSince2 = [&](const Fields &fields, const char *field) {
        return isVersion2 ? fields.number(field) : 0;
    };
    if (isVersion2) {
        if (!root.has("begins_at"))
            root.note("begins_at");
        else if (!json[QStringLiteral("begins_at")].isNull()) // no event has a time
            manifest.beginsAt = root.time("begins_at");
        const QString late = root.text("late_events");
        if (late != QLatin1String("kept") && late != QLatin1String("dropped"))
            root.note("late_events");
        manifest.keepLate = late == QLatin1String("kept");
        const QJsonValue indexes = json[QStringLiteral("indexes")];
        if (!indexes.isArray() && Api::ofId(manifest.endpointId).hasCursors())
            root.note("indexes");
        for (const QJsonValue index : indexes.toArray())
            manifest.indexes << index.toString();
    }
    const Fields range = root.object("range");
    manifest.from = range.number("from_epoch");
    manifest.to = range.number("to_epoch");
    range.listOthers(ofRange, manifest.unknownFields);
    manifest.fromTime = range.time("from");
    manifest.toTime = range.time("to");
    const QString compression = root.text("compression");
    if (compression != QLatin1String("gzip") && compression != QLatin1String("none"))
        root.note("compression");
    manifest.compression = compression == QLatin1String("gzip") ? Compression::Gzip : Compression::None;
    manifest.keepDuplicates = root.flag("duplicates_kept");
    if (root.has("continues")) {
        const Fields entry = root.object("continues");
        entry.listOthers(ofContinues, manifest.unknownFields);
        ContinuedExport continued;
        continued.job = entry.text("job");
        continued.manifest = entry.text("manifest");
        continued.begins = entry.number("begins_epoch");
        continued.page = entry.number("page");
        if (continued.page > 0)
            continued.checksum = entry.text("checksum");
        continued.isLast = entry.flag("is_last");
        continued.hwm = entry.number("hwm");
        continued.latest = entry.number("latest");
        manifest.continues = continued;
    }
    const Fields totals = root.object("totals");
    totals.listOthers(ofTotals, manifest.unknownFields);
    manifest.late = numberSince2(totals, "late");
    manifest.replayed = numberSince2(totals, "replayed");
    manifest.lateKept = numberSince2(totals, "late_kept");
    manifest.undated = numberSince2(totals, "undated");
    manifest.sameId = numberSince2(totals, "same_id");
    manifest.odd = numberSince2(totals, "odd");
    manifest.escapedBreaks = numberSince2(totals, "escaped_line_breaks");
    manifest.earlier = numberSince2(totals, "earlier");
    const auto quietAnswers = [](const Fields &fields) {
        if (!fields.has("quiet_answers"))
            return qint64(0);
        const qint64 quiet = fields.number("quiet_answers");
        if (quiet == 0) // then it is missing
            fields.note("quiet_answers");
        return quiet;
    };
    manifest.quiet = quietAnswers(totals);
    manifest.events = totals.number("events");
    manifest.outOfRange = totals.number("out_of_range");
    manifest.duplicates = totals.number("duplicates");
    manifest.sent = totals.number("sent");
    manifest.bytes = totals.number("bytes");
    manifest.fileBytes = totals.number("file_bytes");
    QSet<QString> names;
    for (const Fields &entry : root.list("files")) {
        entry.listOthers(ofFile, manifest.unknownFields);
        ManifestFile part;
        part.name = entry.text("name");
        // Nothing outside the manifest's own folder is ever opened.
        if (part.name.contains(QLatin1Char('/')) || !part.name.startsWith(manifest.job + QLatin1Char('-')))
            return unusable(
                Texts::tr("names a file that is not one of its export: %1").arg(part.name.left(200)));
        // It would be read as often as it is listed.
        if (names.contains(part.name))
            return unusable(Texts::tr("lists the file %1 twice.").arg(part.name.left(200)));
        names << part.name;
        part.number = static_cast<int>(manifest.files.size()) + 1;
        part.events = entry.number("events");
        part.bytes = entry.number("bytes");
        part.fileBytes = entry.number("file_bytes");
        part.sha256 = entry.hex("sha256", 64).toLatin1();
        part.first = entry.time("first_time");
        part.last = entry.time("last_time");
        if (entry.has("md5") || entry.has("object") || entry.has("verified")) {
            part.md5 = entry.hex("md5", 32).toLatin1();
            part.object = entry.text("object");
            part.verified = entry.text("verified");
            constexpr auto ways =
                std::to_array({verifiedByStore, verifiedByReading, verifiedOnReceipt, verifiedBySize});
            if (std::ranges::none_of(ways,
                                     [&](const char *way) { return part.verified == QLatin1String(way); }))
                entry.note("verified");
        }
        manifest.files << part;
    }
    const std::vector<Fields> windows = root.has("windows") ? root.list("windows") : std::vector<Fields>();
    if (root.has("windows") && windows.empty())
        root.note("windows");
    for (const Fields &entry : windows) {
        entry.listOthers(ofWindow, manifest.unknownFields);
        const qint64 index = entry.number("index");
        if (index > std::numeric_limits<int>::max())
            entry.note("index");
        manifest.windows << ManifestWindow{static_cast<int>(index), entry.number("from_epoch"),
                                           entry.number("hwm")};
    }
    for (const Fields &entry : root.list("pages")) {
        entry.listOthers(ofPage, manifest.unknownFields);
        PageRecord page;
        page.sequence = entry.number("sequence");
        page.operation = entry.text("operation");
        page.hwm = entry.number("hwm");
        page.sent = entry.number("sent");
        page.events = entry.number("events");
        page.outOfRange = entry.number("out_of_range");
        page.duplicates = entry.number("duplicates");
        const qint64 index = numberSince2(entry, "index");
        if (index > std::numeric_limits<int>::max())
            entry.note("index");
        page.index = static_cast<int>(index);
        page.late = numberSince2(entry, "late");
        page.replayed = numberSince2(entry, "replayed");
        page.lateKept = numberSince2(entry, "late_kept");
        page.undated = numberSince2(entry, "undated");
        page.sameId = numberSince2(entry, "same_id");
        page.odd = numberSince2(entry, "odd");
        page.escapedBreaks = numberSince2(entry, "escaped_line_breaks");
        page.earlier = numberSince2(entry, "earlier");
        page.quiet = quietAnswers(entry);
        page.latest = numberSince2(entry, "latest");
        page.bytes = entry.number("bytes");
        page.checksum = entry.text("checksum");
        page.linesCrc = entry.hex("lines_crc64", 16);
        manifest.pages << page;
    }
    if (!problem.isEmpty())
        return unusable(Texts::tr("is damaged: \"%1\" is missing or wrong.").arg(problem));
    return manifest;
}

} // namespace slipway
