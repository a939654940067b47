#include "core/exporting/parts/folder_source.h"
#include "core/exporting/parts/part_writer.h"
#include "core/exporting/verifying/lines_check.h"
#include "core/exporting/verifying/verify.h"
#include "tests/support/export_world.h"
#include "tests/support/time_limits.h"

#include <QFileInfo>
#include <QProcess>

#include <functional>
#include <limits>

using namespace slipway;
using test::ExportWorld;

// Exports once, then breaks copies of the result in every way that can be thought of.
class VerifyTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<ExportWorld> m_world;
    QString m_plain, m_gzip; // manifests of whole exports
    std::unique_ptr<QTemporaryDir> m_copy;

    // A copy of the export's folder to spoil; its manifest.
    QString copyOf(const QString &manifest)
    {
        m_copy = std::make_unique<QTemporaryDir>();
        const QDir source = QFileInfo(manifest).absoluteDir();
        const QString job = QFileInfo(manifest).fileName().chopped(QStringLiteral("-manifest.json").size());
        for (const QString &name : source.entryList({job + QStringLiteral("*")}, QDir::Files))
            QFile::copy(source.filePath(name), m_copy->filePath(name));
        return m_copy->filePath(QFileInfo(manifest).fileName());
    }
    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static void write(const QString &path, const QByteArray &bytes)
    {
        QFile::remove(path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    static QJsonObject json(const QString &path) { return QJsonDocument::fromJson(read(path)).object(); }
    // Changes a value deep in the manifest: {"pages", 3, "hwm"}.
    static void change(const QString &path, const QVariantList &where, const QJsonValue &value)
    {
        const std::function<QJsonValue(const QJsonValue &, qsizetype)> set =
            [&](const QJsonValue &in, qsizetype depth) -> QJsonValue {
            if (depth == where.size())
                return value;
            if (where[depth].typeId() == QMetaType::Int) {
                QJsonArray array = in.toArray();
                const int index = where[depth].toInt() < 0
                                      ? static_cast<int>(array.size()) + where[depth].toInt()
                                      : where[depth].toInt();
                const QJsonValue changed = set(array[index], depth + 1);
                if (changed.isUndefined())
                    array.removeAt(index);
                else
                    array[index] = changed;
                return array;
            }
            QJsonObject object = in.toObject();
            object[where[depth].toString()] = set(object[where[depth].toString()], depth + 1);
            return object;
        };
        write(path, QJsonDocument(set(json(path), 0).toObject()).toJson());
    }
    QString file(const QString &manifest, int index) const
    {
        return QFileInfo(manifest).absolutePath() + QLatin1Char('/') +
               json(manifest)[QStringLiteral("files")][index][QStringLiteral("name")].toString();
    }
    static QString allOf(const VerifyReport &report)
    {
        QString text;
        for (const VerifyFinding &finding : report.findings)
            text += finding.file + QStringLiteral(": ") + finding.problem + QLatin1Char('\n');
        return text;
    }
    // Nothing newer came: a page without events at the end.
    static void addPageWithoutLines(const QString &manifest)
    {
        QJsonObject json = VerifyTest::json(manifest);
        QJsonArray pages = json[QStringLiteral("pages")].toArray();
        QJsonObject page = pages.last().toObject();
        for (const char *count :
             {"sent", "events", "out_of_range", "duplicates", "late", "replayed", "late_kept", "undated",
              "same_id", "odd", "escaped_line_breaks", "earlier", "bytes"})
            page[QLatin1String(count)] = 0;
        page[QStringLiteral("latest")] = 0;
        page[QStringLiteral("sequence")] = pages.size() + 1;
        page[QStringLiteral("operation")] = QStringLiteral("next");
        page[QStringLiteral("checksum")] = QStringLiteral("0-0000000000000000");
        page[QStringLiteral("lines_crc64")] = QStringLiteral("0000000000000000");
        pages << page;
        json[QStringLiteral("pages")] = pages;
        write(manifest, QJsonDocument(json).toJson());
        const auto report = verifyExport(manifest);
        QVERIFY2(report && report->isRight(), qPrintable(report ? allOf(*report) : QString()));
    }
    void finds(const QString &manifest, const QString &file, const char *problem)
    {
        const auto report = verifyExport(manifest);
        QVERIFY2(report, qPrintable(report ? QString() : report.error().asText()));
        QVERIFY(!report->isRight());
        const bool found = std::ranges::any_of(report->findings, [&](const VerifyFinding &finding) {
            return finding.file == QFileInfo(file).fileName() &&
                   finding.problem.contains(QString::fromUtf8(problem));
        });
        QVERIFY2(found, qPrintable(allOf(*report)));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_world = std::make_unique<ExportWorld>();
        ExportRequest wanted = m_world->request();
        wanted.from += 1'000; // some events lie outside
        const JobSnapshot plain = m_world->run(wanted);
        QCOMPARE(plain.state, JobState::Complete);
        m_plain = plain.manifests.first();
        wanted.compression = Compression::Gzip;
        wanted.partSize = 1 << 18;
        const JobSnapshot packed = m_world->run(wanted);
        QCOMPARE(packed.state, JobState::Complete);
        m_gzip = packed.manifests.first();
        QVERIFY(json(m_plain)[QStringLiteral("files")].toArray().size() >= 3);
        QVERIFY(json(m_gzip)[QStringLiteral("files")].toArray().size() >= 3);
    }

    void aWholeExportIsRight()
    {
        for (const QString &manifest : {m_plain, m_gzip}) {
            QList<qint64> steps;
            const auto report = verifyExport(manifest, [&](qint64 done, qint64 total) {
                QVERIFY(done <= total);
                steps << done;
            });
            QVERIFY(report);
            QVERIFY2(report->isRight(), qPrintable(allOf(*report)));
            const QJsonObject totals = json(manifest)[QStringLiteral("totals")].toObject();
            QCOMPARE(report->events, totals[QStringLiteral("events")].toInteger());
            QCOMPARE(report->fileBytes, totals[QStringLiteral("file_bytes")].toInteger());
            QVERIFY(report->duplicatesRemoved > 0 && report->outOfRange > 0);
            QCOMPARE(steps.last(), report->fileBytes);
        }
    }
    void anEmptyExportIsRight()
    {
        ExportRequest wanted = m_world->request();
        wanted.from = ExportWorld::from - 7200;
        wanted.to = ExportWorld::from - 3600;
        const JobSnapshot job = m_world->run(wanted);
        const auto report = verifyExport(job.manifests.first());
        QVERIFY2(report && report->isRight(), qPrintable(report ? allOf(*report) : QString()));
    }
    void whatFilesCannotProveIsSaid()
    {
        const auto report = verifyExport(m_plain);
        QVERIFY(report);
        const QString stated = report->stated.join(QLatin1Char('\n'));
        for (const char *each : {"the tenant is \"test\" at 127.0.0.1", "sent all that it had", "checksum",
                                 "are not in the files", "the id of another", "its mark",
                                 "that Slipway " SLIPWAY_VERSION " wrote it"})
            QVERIFY2(stated.contains(QString::fromUtf8(each)), qPrintable(stated));
        QCOMPARE(report->asJson()[QStringLiteral("stated_not_proven")].toArray().size(),
                 report->stated.size());
        QVERIFY(report->asJson()[QStringLiteral("signed_by")].isNull());
    }
    // A field that a later version may have added does no harm, but nothing has checked it.
    void fieldsThatAreNotKnownAreNamed()
    {
        const QString manifest = copyOf(m_plain);
        change(manifest, {QStringLiteral("signed_by")}, QStringLiteral("Netskope"));
        change(manifest, {QStringLiteral("Host")}, QStringLiteral("acme.goskope.com"));
        for (const int page : {0, 3})
            change(manifest, {QStringLiteral("pages"), page, QStringLiteral("verified_by")}, 1);
        change(manifest, {QStringLiteral("files"), 0, QStringLiteral("sha512")}, 1);
        change(manifest, {QStringLiteral("range"), QStringLiteral("zone")}, QStringLiteral("CET"));
        const auto report = verifyExport(manifest);
        QVERIFY2(report && report->isRight(), qPrintable(report ? allOf(*report) : QString()));
        QVERIFY2(report->stated.last().endsWith(QLatin1String(
                     "not know: Host, signed_by, range.zone, files[].sha512, pages[].verified_by")),
                 qPrintable(report->stated.last()));
    }
    // docs/manifest.schema.json is true of what is written, and notices what is not a manifest.
    void manifestsFitTheirSchema()
    {
        const auto check = [](const QString &manifest) {
            QProcess process;
            process.setProcessChannelMode(QProcess::MergedChannels);
            process.start(QStringLiteral(SLIPWAY_SOURCES "/tests/support/check-schema"),
                          {QStringLiteral(SLIPWAY_SOURCES "/docs/manifest.schema.json"), manifest});
            process.waitForFinished(60'000);
            return QString::number(process.exitCode()) + QLatin1Char(' ') +
                   QString::fromUtf8(process.readAllStandardOutput()).trimmed();
        };
        if (check(m_plain).contains(QLatin1String("No module named")))
            QSKIP("python3-jsonschema is not installed (installer/setup tests)");
        ExportRequest wanted = m_world->request();
        wanted.from = ExportWorld::from - 7200; // nothing is there
        wanted.to = ExportWorld::from - 3600;
        const QString empty = m_world->run(wanted).manifests.first();
        for (const QString &manifest : {m_plain, m_gzip, empty})
            QCOMPARE(check(manifest), QStringLiteral("0 "));
        for (const auto &[where, value] :
             {std::pair(QVariantList{QStringLiteral("pages"), 1, QStringLiteral("hwm")}, QJsonValue(-1)),
              std::pair(QVariantList{QStringLiteral("files"), 0, QStringLiteral("sha256")},
                        QJsonValue(QStringLiteral("0"))),
              std::pair(QVariantList{QStringLiteral("covered_until")},
                        QJsonValue(QStringLiteral("today")))}) {
            const QString manifest = copyOf(m_plain);
            change(manifest, where, value);
            QVERIFY(check(manifest).startsWith(QLatin1String("1 ")));
        }
    }
    void keptDuplicatesAreRight()
    {
        ExportRequest wanted = m_world->request();
        wanted.keepDuplicates = true;
        const JobSnapshot job = m_world->run(wanted);
        const auto report = verifyExport(job.manifests.first());
        QVERIFY2(report && report->isRight(), qPrintable(report ? allOf(*report) : QString()));
        // A manifest that claims that they were removed is found out.
        const QString manifest = copyOf(job.manifests.first());
        change(manifest, {QStringLiteral("duplicates_kept")}, false);
        const auto lie = verifyExport(manifest);
        QVERIFY(lie && allOf(*lie).contains(QLatin1String("occur twice")));
    }
    void eachChangedByteIsFound_data()
    {
        QTest::addColumn<bool>("gzip");
        QTest::addColumn<double>("at");
        for (const bool gzip : {false, true}) {
            for (const double at : {0.0, 0.13, 0.5, 0.99})
                QTest::addRow("%s %.2f", gzip ? "gzip" : "plain", at) << gzip << at;
        }
    }
    void eachChangedByteIsFound()
    {
        QFETCH(bool, gzip);
        QFETCH(double, at);
        const QString manifest = copyOf(gzip ? m_gzip : m_plain), path = file(manifest, 1);
        QByteArray bytes = read(path);
        const auto index = static_cast<qsizetype>(at * static_cast<double>(bytes.size() - 1));
        bytes[index] = static_cast<char>(bytes[index] ^ 0x01);
        write(path, bytes);
        finds(manifest, path, "SHA-256");
    }
    void aChangedPageIsNamed()
    {
        const QString manifest = copyOf(m_plain), path = file(manifest, 1);
        QByteArray bytes = read(path);
        const qsizetype index = bytes.indexOf("\"user\":\"") + 8;
        bytes[index] = bytes[index] == 'x' ? 'y' : 'x';
        write(path, bytes);
        finds(manifest, path, "do not match page");
    }
    void aLostLineIsFound()
    {
        const QString manifest = copyOf(m_plain), path = file(manifest, 0);
        write(path, read(path).mid(read(path).indexOf('\n') + 1));
        finds(manifest, path, "events instead of");
    }
    void aCutFileIsFound()
    {
        for (const QString &whole : {m_plain, m_gzip}) {
            const QString manifest = copyOf(whole), path = file(manifest, 2);
            write(path, read(path).chopped(7));
            finds(manifest, path, "bytes instead of");
        }
    }
    void missingAndExtraFilesAreFound()
    {
        const QString manifest = copyOf(m_plain), path = file(manifest, 1);
        QVERIFY(QFile::remove(path));
        finds(manifest, path, "missing");
        const QString again = copyOf(m_plain);
        const QString extra = file(again, 0) + QStringLiteral(".part");
        write(extra, "{}\n");
        finds(again, extra, "not to its manifest");
        const QString third = copyOf(m_plain), linked = file(third, 0);
        QVERIFY(QFile::rename(linked, m_copy->filePath(QStringLiteral("elsewhere"))) &&
                QFile::link(m_copy->filePath(QStringLiteral("elsewhere")), linked));
        finds(third, linked, "is a link");
    }
    // A quick verification reads no file, but a link is none.
    void aLinkIsFoundQuickly()
    {
        for (const QString &name : {QFileInfo(file(m_plain, 0)).fileName(),
                                    QFileInfo(m_plain).fileName().replace(QLatin1String("-manifest.json"),
                                                                          QLatin1String(".sha256"))}) {
            const QString manifest = copyOf(m_plain), linked = m_copy->filePath(name);
            const QString elsewhere = m_copy->filePath(QStringLiteral("elsewhere"));
            QVERIFY(QFile::rename(linked, elsewhere) && QFile::link(elsewhere, linked));
            FolderSource source(m_copy->path());
            const auto report = verifyQuickly(source, QFileInfo(manifest).fileName());
            QVERIFY(report);
            QVERIFY2(allOf(*report).contains(name + QStringLiteral(": It is a link")),
                     qPrintable(allOf(*report)));
        }
    }
    // Of a page whose events were all written, the checksum of what was sent follows from its lines.
    void thePagesChecksumsAreThoseOfTheirLines()
    {
        const QString manifest = copyOf(m_plain), pages = QStringLiteral("pages");
        const QJsonArray list = json(manifest)[pages].toArray();
        const auto whole = std::ranges::find_if(list, [](const QJsonValue &page) {
            return page[QStringLiteral("sent")] == page[QStringLiteral("events")];
        });
        QVERIFY(whole != list.end());
        QString checksum = (*whole)[QStringLiteral("checksum")].toString();
        checksum.back() = checksum.back() == QLatin1Char('0') ? QLatin1Char('1') : QLatin1Char('0');
        change(manifest, {pages, static_cast<int>(whole - list.begin()), QStringLiteral("checksum")},
               checksum);
        const auto report = verifyExport(manifest);
        QVERIFY(report);
        QVERIFY2(allOf(*report).contains(QLatin1String("checksum does not match its lines")),
                 qPrintable(allOf(*report)));
    }
    // Between tokens, a line break that was sent has become a blank, so the checksum does not follow from
    // such lines. A blank in a string was always one.
    void whatWasSentWithLineBreaksIsNotAccused_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<bool>("isAccused");
        QTest::newRow("a blank between tokens") << QByteArray("{\"a\": \"b\"}") << false;
        QTest::newRow("a blank in a string") << QByteArray("{\"a\":\"b c\\\" \"}") << true;
        QTest::newRow("no blank") << QByteArray("{\"a\":\"b\"}") << true;
    }
    void whatWasSentWithLineBreaksIsNotAccused()
    {
        QFETCH(QByteArray, line);
        QFETCH(bool, isAccused);
        Manifest manifest;
        ManifestFile part;
        part.number = 1;
        part.name = QStringLiteral("part");
        part.events = 1;
        part.bytes = line.size() + 1;
        PageRecord page;
        page.sequence = page.sent = page.events = page.undated = 1;
        page.bytes = part.bytes;
        page.linesCrc =
            QStringLiteral("%1").arg(linesCrc(0, std::string_view(line)), 16, 16, QLatin1Char('0'));
        page.checksum = QStringLiteral("1-0123456789abcdef");
        manifest.files << part;
        manifest.pages << page;
        VerifyReport report;
        LinesCheck lines(manifest, report);
        lines.begin(part);
        lines.add(part, std::string_view(line));
        lines.end(part, true);
        QCOMPARE(report.findings.size(), isAccused ? 1 : 0);
        if (isAccused)
            QVERIFY2(allOf(report).contains(QLatin1String("its checksum")), qPrintable(allOf(report)));
    }
    void theChecksumFileMustAgree()
    {
        const QString manifest = copyOf(m_plain);
        const QString sums =
            QString(manifest).replace(QLatin1String("-manifest.json"), QLatin1String(".sha256"));
        write(sums, read(sums).replace('a', 'b'));
        finds(manifest, sums, "not match the manifest");
        QVERIFY(QFile::remove(sums));
        finds(manifest, sums, "missing");
    }
    void aHoleInThePagesIsFound_data()
    {
        QTest::addColumn<QVariantList>("where");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<QByteArray>("problem");
        const QString pages = QStringLiteral("pages"), hwm = QStringLiteral("hwm"),
                      totals = QStringLiteral("totals"), range = QStringLiteral("range");
        const auto row = [](const char *name, const QVariantList &where, const QJsonValue &value,
                            const char *problem) {
            QTest::newRow(name) << where << value << QByteArray(problem);
        };
        row("page lost", {pages, 3}, QJsonValue::Undefined, "Page 4 is missing");
        row("first page lost", {pages, 0}, QJsonValue::Undefined, "Page 1 is missing");
        row("last page lost", {pages, -1}, QJsonValue::Undefined, "its total is");
        row("back in time", {pages, 5, hwm}, 1'000'000'000, "goes back in time");
        row("a cursor set anew", {pages, 4, QStringLiteral("operation")}, QStringLiteral("1790003600"),
            "does not follow");
        row("wrong start", {pages, 0, QStringLiteral("operation")}, QStringLiteral("1789999999"),
            "from the start of the range");
        row("ends too early", {pages, -1, hwm}, ExportWorld::to - 1, "is not covered");
        row("range moved", {range, QStringLiteral("from_epoch")}, ExportWorld::from + 4000,
            "from the start of the range");
        row("range in words", {range, QStringLiteral("to")}, QStringLiteral("2030-01-01T00:00:00Z"),
            "given twice");
        row("covered_until", {QStringLiteral("covered_until")}, QStringLiteral("2030-01-01T00:00:00Z"),
            "covers everything until");
        row("reached_end", {QStringLiteral("reached_end")}, false, "reached_end");
        row("begins_at", {QStringLiteral("begins_at")}, QStringLiteral("2020-01-01T00:00:00Z"), "begins_at");
        row("path", {QStringLiteral("path")}, QStringLiteral("/api/v2/events/dataexport/events/page"),
            "path or table");
        row("table", {QStringLiteral("table")}, QStringLiteral("netskope_audit"), "path or table");
        row("endpoint", {QStringLiteral("endpoint")}, QStringLiteral("alarm"), "it names: alarm");
        row("index", {QStringLiteral("indexes"), 0}, QStringLiteral("another-index"), "Its indexes");
        row("no index", {QStringLiteral("indexes")}, QJsonArray(), "Its indexes");
        row("host", {QStringLiteral("host")}, QStringLiteral("not a host"), "not a valid host name");
        row("host with a line end", {QStringLiteral("host")}, QStringLiteral("127.0.0.1\n"),
            "not a valid host name");
        row("two tenants", {QStringLiteral("tenant")}, QStringLiteral("acme.goskope.com"),
            "names two tenants");
        row("repeats kept", {QStringLiteral("duplicates_kept")}, true, "some were left out");
        row("an absurd last mark", {pages, -1, hwm}, Q_INT64_C(9'000'000'000'000), "mark in the future");
        row("the largest last mark", {pages, -1, hwm}, std::numeric_limits<qint64>::max(),
            "mark in the future");
        row("checksum of another page", {pages, 2, QStringLiteral("checksum")},
            QStringLiteral("7-0123456789abcdef"), "checksum is not that of");
        row("no checksum", {pages, 2, QStringLiteral("checksum")}, QStringLiteral("x"),
            "checksum is not that of");
        row("counts that overflow", {pages, 2, QStringLiteral("events")}, std::numeric_limits<qint64>::max(),
            "the sum over its pages is 9223372036854775807");
        row("bytes that overflow", {QStringLiteral("files"), 0, QStringLiteral("bytes")},
            std::numeric_limits<qint64>::max(), "the sum over its files is 9223372036854775807");
        row("files that overflow", {QStringLiteral("files"), 0, QStringLiteral("file_bytes")},
            std::numeric_limits<qint64>::max(),
            "Bytes in files: the sum over its files is 9223372036854775807");
        row("page count", {pages, 2, QStringLiteral("sent")}, 7, "the events that were sent");
        row("total", {totals, QStringLiteral("events")}, 7, "its total is 7");
        row("duplicates", {totals, QStringLiteral("duplicates")}, 0, "its total is 0");
        for (const char *name : {"late_kept", "undated", "same_id", "odd", "escaped_line_breaks", "earlier"})
            row(name, {totals, QString::fromLatin1(name)}, 7, "its total is 7");
        row("more late ones than were left out", {pages, 2, QStringLiteral("earlier")}, 1'000'000,
            "than it contains");
        row("more ids than events", {pages, 2, QStringLiteral("same_id")}, 1'000'000, "than it contains");
        row("begins later", {QStringLiteral("begins_at")}, QStringLiteral("2026-10-01T00:00:00Z"),
            "begins_at");
        row("begins nowhere", {QStringLiteral("begins_at")}, QJsonValue::Null, "no time");
        row("a tenant of two lines", {QStringLiteral("tenant")}, QStringLiteral("a\nright  all"),
            "several lines");
        row("a latest event in the future", {pages, 2, QStringLiteral("latest")}, Q_INT64_C(9'000'000'000),
            "in the future");
        row("a checksum with a zero before it", {pages, 2, QStringLiteral("checksum")},
            QString(QLatin1Char('0') + json(m_plain)[pages][2][QStringLiteral("checksum")].toString()),
            "checksum is not that of");
        row("late ones kept, though dropped", {pages, 2, QStringLiteral("late_kept")}, 1, "late_events says");
        row("late ones left out, though kept", {QStringLiteral("late_events")}, QStringLiteral("kept"),
            "late_events says");
        for (const char *name : {"undated", "late_kept", "odd"})
            row((QByteArray("more than events: ") + name).constData(), {pages, 2, QString::fromLatin1(name)},
                1'000'000, "than it contains");
        row("an index that goes back", {pages, 2, QStringLiteral("index")}, 1, "from an earlier index");
        for (const char *name : {"bytes", "escaped_line_breaks"})
            row((QByteArray("of a page without lines: ") + name).constData(),
                {pages, -1, QString::fromLatin1(name)}, 7, "has no lines");
        row("late in the first hour", {pages, 0, QStringLiteral("late")}, 1, "belongs to the first hour");
        row("long before the range, and not late", {pages, -1, QStringLiteral("earlier")}, 1,
            "not belong to its first hour");
        for (const char *host : {"999.1.1.1", "127.1", ":::::", "a..b", "acme.1"})
            row((QByteArray("host ") + host).constData(), {QStringLiteral("host")}, QString::fromLatin1(host),
                "not a valid host name");
        row("more answers than are asked for", {pages, 2, QStringLiteral("quiet_answers")}, 1'000'000,
            "more answers without events");
        row("a version that is none", {QStringLiteral("slipway")}, QStringLiteral("1.0\nright"),
            "version of Slipway");
        row("a destination that is none", {QStringLiteral("destination")}, QStringLiteral("bucket"),
            "not the URL of a bucket");
        row("of a page without lines: latest", {pages, -1, QStringLiteral("latest")}, ExportWorld::to,
            "has no events");
        row("of a page without lines: quiet_answers", {pages, -1, QStringLiteral("quiet_answers")}, 2,
            "has no events");
        row("of a page without lines: checksum", {pages, -1, QStringLiteral("checksum")},
            QStringLiteral("0-0123456789abcdef"), "has no events");
        row("of a page without lines: lines_crc64", {pages, -1, QStringLiteral("lines_crc64")},
            QStringLiteral("0123456789abcdef"), "has no lines");
    }
    void aHoleInThePagesIsFound()
    {
        QFETCH(QVariantList, where);
        QFETCH(QJsonValue, value);
        QFETCH(QByteArray, problem);
        const QString manifest = copyOf(m_plain);
        const QByteArray row = QTest::currentDataTag();
        if (row.startsWith("of a page without lines"))
            addPageWithoutLines(manifest);
        if (row.startsWith("late ones left out"))
            change(manifest, {QStringLiteral("pages"), 2, QStringLiteral("late")}, 1);
        change(manifest, where, value);
        finds(manifest, manifest, problem.constData());
    }
    // What a manifest says about its files: each has the name that Slipway gives, and whatever is said about
    // its upload fits together.
    void filesAreWhatTheyAreSaidToBe_data()
    {
        QTest::addColumn<QVariantList>("where");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<QByteArray>("problem");
        const QString files = QStringLiteral("files");
        QTest::newRow("right") << QVariantList() << QJsonValue() << QByteArray();
        QTest::newRow("another MD5") << QVariantList{files, 1, QStringLiteral("md5")}
                                     << QJsonValue(QString(32, QLatin1Char('0'))) << QByteArray("MD5");
        QTest::newRow("another object")
            << QVariantList{files, 1, QStringLiteral("object")} << QJsonValue(QStringLiteral("x/y"))
            << QByteArray("different name: x/y");
        QTest::newRow("no destination")
            << QVariantList{QStringLiteral("destination")} << QJsonValue(QJsonValue::Undefined)
            << QByteArray("names no destination");
        QTest::newRow("no object") << QVariantList{files, 1, QStringLiteral("object")}
                                   << QJsonValue(QJsonValue::Undefined) << QByteArray("not the object");
        QTest::newRow("no events") << QVariantList{files, 1, QStringLiteral("events")} << QJsonValue(0)
                                   << QByteArray("does not write such a file");
        QTest::newRow("another name")
            << QVariantList{files, 1, QStringLiteral("name")}
            << QJsonValue(QFileInfo(file(m_plain, 1))
                              .fileName()
                              .replace(QLatin1String("00002"), QLatin1String("00099")))
            << QByteArray("it should be named");
    }
    void filesAreWhatTheyAreSaidToBe()
    {
        QFETCH(QVariantList, where);
        QFETCH(QJsonValue, value);
        QFETCH(QByteArray, problem);
        const QString manifest = copyOf(m_plain);
        const QString files = QStringLiteral("files");
        change(manifest, {QStringLiteral("destination")}, QStringLiteral("s3://bucket/prefix"));
        for (int i = 0; i < json(manifest)[files].toArray().size(); ++i) {
            const QString path = file(manifest, i);
            const QByteArray md5 = QCryptographicHash::hash(read(path), QCryptographicHash::Md5);
            change(manifest, {files, i, QStringLiteral("md5")}, QString::fromLatin1(md5.toHex()));
            change(manifest, {files, i, QStringLiteral("object")},
                   QStringLiteral("netskope_alerts/") + QFileInfo(path).fileName());
            change(manifest, {files, i, QStringLiteral("verified")}, QStringLiteral("md5-of-store"));
        }
        if (!where.isEmpty()) {
            change(manifest, where, value);
            if (problem == "not the object") {
                change(manifest, {files, 1, QStringLiteral("md5")}, QJsonValue::Undefined);
                change(manifest, {files, 1, QStringLiteral("verified")}, QJsonValue::Undefined);
            }
            finds(manifest, file(manifest, 1), problem.constData());
            return;
        }
        const auto report = verifyExport(manifest);
        QVERIFY2(report && report->isRight(), qPrintable(report ? allOf(*report) : QString()));
        QVERIFY(report->stated.join(QLatin1Char('\n')).contains(QLatin1String("s3://bucket/prefix")));
    }
    // Answers without events came first; they are not listed.
    void theFirstPageMayBeALaterOne()
    {
        for (const char *operation : {"next", "resend"}) {
            const QString manifest = copyOf(m_plain);
            change(manifest, {QStringLiteral("pages"), 0, QStringLiteral("operation")},
                   QString::fromLatin1(operation));
            const auto report = verifyExport(manifest);
            QVERIFY(report && report->isRight());
        }
    }
    void theLatestTimeOfAPageIsThatOfItsLines()
    {
        const QString sent = QStringLiteral("sent"), events = QStringLiteral("events"),
                      latest = QStringLiteral("latest");
        const QJsonArray pages = json(m_plain)[QStringLiteral("pages")].toArray();
        int tried = 0;
        for (int i = 0; i < pages.size() && tried < 3; ++i) {
            const QJsonObject page = pages[i].toObject();
            if (page[sent] != page[events] || page[QStringLiteral("odd")].toInt() > 0)
                continue; // the latest event may be one that was left out
            ++tried;
            for (const int by : {-1, 1}) {
                const QString manifest = copyOf(m_plain);
                change(manifest, {QStringLiteral("pages"), i, latest}, page[latest].toInteger() + by);
                const auto report = verifyExport(manifest);
                QVERIFY(report && !report->isRight());
                QVERIFY2(allOf(*report).contains(QLatin1String("its latest event is from")),
                         qPrintable(allOf(*report)));
            }
        }
        QCOMPARE(tried, 3);
    }
    void eventsOutsideTheRangeAreFound()
    {
        const QString manifest = copyOf(m_plain);
        change(manifest, {QStringLiteral("range"), QStringLiteral("to_epoch")}, ExportWorld::to - 1000);
        const QJsonArray files = json(manifest)[QStringLiteral("files")].toArray();
        finds(manifest, file(manifest, static_cast<int>(files.size()) - 1), "outside the range");
    }
    void whatIsNoManifestIsRefused_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("problem");
        const QByteArray whole = read(m_plain);
        QTest::newRow("truncated") << whole.first(whole.size() / 2) << QByteArray("not complete JSON");
        QTest::newRow("empty") << QByteArray() << QByteArray("not complete JSON");
        QTest::newRow("other JSON") << QByteArray("[1,2]") << QByteArray("not a manifest");
        QTest::newRow("newer") << QByteArray(whole).replace("\"version\": 2", "\"version\": 3")
                               << QByteArray("version 3");
        const QByteArray name = QFileInfo(file(m_plain, 0)).fileName().toUtf8();
        QTest::newRow("older than it is")
            << QByteArray(whole).replace("\"version\": 2", "\"version\": 1") << QByteArray("\"version\"");
        QTest::newRow("byte order mark") << "\xef\xbb\xbf" + whole << QByteArray("byte order mark");
        QTest::newRow("doubled field")
            << QByteArray(whole).replace("{\n    \"begins_at\"", "{\n    \"host\": \"x\",\n    \"begins_at\"")
            << QByteArray("two fields \"host\"");
        QTest::newRow("doubled with an escape")
            << QByteArray(whole).replace("{\n    \"begins_at\"",
                                         "{\n    \"\\u0068ost\": \"x\",\n    \"begins_at\"")
            << QByteArray("two fields \"host\"");
        QTest::newRow("doubled in a page")
            << QByteArray(whole).replace("\"sequence\": 2,\n", "\"sequence\": 2,\n\"sequence\": 2,\n")
            << QByteArray("two fields \"sequence\"");
        QTest::newRow("path upwards")
            << QByteArray(whole).replace(name, "../" + name) << QByteArray("not one of its export");
        QTest::newRow("absolute path")
            << QByteArray(whole).replace(name, "/etc/passwd") << QByteArray("not one of its export");
        QTest::newRow("another's file")
            << QByteArray(whole).replace(name, "other.ndjson") << QByteArray("not one of its export");
        QJsonObject twice = json(m_plain);
        QJsonArray files = twice[QStringLiteral("files")].toArray();
        files << files.first();
        twice[QStringLiteral("files")] = files;
        QTest::newRow("a file twice") << QJsonDocument(twice).toJson() << QByteArray("twice");
        QTest::newRow("text for a number")
            << QByteArray(whole).replace("\"sequence\": 2,\n", "\"sequence\": \"2\",\n")
            << QByteArray("pages[1].sequence");
        QTest::newRow("negative") << QByteArray(whole).replace("\"from_epoch\": ", "\"from_epoch\": -")
                                  << QByteArray("from_epoch");
        QTest::newRow("a time in another form")
            << QByteArray(whole).replace("\"covered_until\": \"", "\"covered_until\": \" ")
            << QByteArray("covered_until");
        QTest::newRow("a time that depends on today")
            << QByteArray(whole).replace("\"begins_at\": \"", "\"begins_at\": \"now\", \"x\": \"")
            << QByteArray("begins_at");
        QTest::newRow("no version of Slipway")
            << QByteArray(whole).replace("\"slipway\"", "\"slipwax\"") << QByteArray("\"slipway\"");
        QTest::newRow("an upload without a checksum")
            << QByteArray(whole).replace("\"name\": ", "\"verified\": \"md5-of-store\", \"name\": ")
            << QByteArray("files[0].md5");
        QTest::newRow("an unknown way to compare an upload")
            << QByteArray(whole).replace("\"name\": ",
                                         "\"md5\": \"0123456789abcdef0123456789abcdef\", "
                                         "\"object\": \"x\", \"verified\": \"seen\", \"name\": ")
            << QByteArray("files[0].verified");
        QTest::newRow("an index beyond 32 bits")
            << QByteArray(whole).replace("\"index\": 0", "\"index\": 4294967296") << QByteArray(".index");
        QTest::newRow("the index of version 1")
            << QByteArray(whole).replace("\"job\": ", "\"index\": \"x\", \"job\": ")
            << QByteArray("\"index\"");
        QTest::newRow("no window") << QByteArray(whole).replace("\"job\": ", "\"windows\": [], \"job\": ")
                                   << QByteArray("\"windows\"");
        QTest::newRow("no quiet answers")
            << QByteArray(whole).replace("\"sequence\": 2,\n", "\"sequence\": 2,\n\"quiet_answers\": 0,\n")
            << QByteArray("quiet_answers");
        QTest::newRow("no pages") << QByteArray(whole).replace("\"pages\": [", "\"pagen\": [")
                                  << QByteArray("\"pages\"");
    }
    void whatIsNoManifestIsRefused()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, problem);
        const QString manifest = copyOf(m_plain);
        write(manifest, content);
        const auto report = verifyExport(manifest);
        QVERIFY(!report);
        QVERIFY2(report.error().message.contains(QString::fromUtf8(problem)),
                 qPrintable(report.error().asText()));
        QVERIFY(!report.error().nextStep.isEmpty());
    }
    // Whatever a manifest lists, the time to check it grows as its size does.
    void manyRowsTakeLinearTime()
    {
        const auto timeFor = [&](int count) {
            const QString manifest = copyOf(m_plain);
            QJsonObject lie = json(manifest);
            QJsonArray pages, windows, indexes;
            QJsonObject page = lie[QStringLiteral("pages")].toArray().first().toObject();
            for (int i = 0; i < count; ++i) {
                page[QStringLiteral("sequence")] = i + 1;
                page[QStringLiteral("index")] = i;
                pages << page;
                indexes << QStringLiteral("slipway-job-x%1").arg(i);
                if (i > 0)
                    windows << QJsonObject{{QStringLiteral("index"), i},
                                           {QStringLiteral("from_epoch"), page[QStringLiteral("hwm")]},
                                           {QStringLiteral("hwm"), page[QStringLiteral("hwm")]}};
            }
            lie[QStringLiteral("pages")] = pages;
            lie[QStringLiteral("windows")] = windows;
            lie[QStringLiteral("indexes")] = indexes;
            write(manifest, QJsonDocument(lie).toJson(QJsonDocument::Compact));
            const test::ProcessorTime used(test::ProcessorTime::Of::ThisThread);
            const auto report = verifyExport(manifest);
            if (!report || report->isRight())
                return qint64(-1);
            return used.elapsed();
        };
        const qint64 some = timeFor(20'000), fourTimes = timeFor(80'000);
        QVERIFY(some >= 0 && fourTimes >= 0);
        QVERIFY2(fourTimes < 8 * some + 1000,
                 qPrintable(QStringLiteral("%1, %2 ms").arg(some).arg(fourTimes)));
    }
    // Reading it all would take minutes, or many times its size in memory.
    void whatNoManifestHasIsRefusedSoon_data()
    {
        QTest::addColumn<QByteArray>("content");
        QByteArray names = "{\"format\":\"slipway-export-manifest\"";
        for (int i = 0; i < 500'000; ++i)
            names += ",\"k" + QByteArray::number(i) + "\":1";
        QTest::newRow("names without end") << names + '}';
        QTest::newRow("values without end") << "{\"pages\":[" + QByteArray("1,").repeated(50 << 20) + "1]}";
        QTest::newRow("lists without end") << "{\"pages\":[" + QByteArray("[],").repeated(40 << 20) + "1]}";
        QTest::newRow("brackets") << QByteArray(120 << 20, '[');
    }
    void whatNoManifestHasIsRefusedSoon()
    {
        QFETCH(QByteArray, content);
        const QString manifest = copyOf(m_plain);
        write(manifest, content);
        const test::ProcessorTime used(test::ProcessorTime::Of::ThisThread);
        const auto report = verifyExport(manifest);
        QVERIFY(!report);
        QVERIFY2(report.error().message.contains(QLatin1String("is not a manifest of Slipway")),
                 qPrintable(report.error().asText()));
        QVERIFY2(used.elapsed() < 3'000, qPrintable(QString::number(used.elapsed())));
    }
    void aTenantsNameOfManyBlanksTakesLinearTime()
    {
        const QString manifest = copyOf(m_plain);
        change(manifest, {QStringLiteral("tenant")}, QString(QChar(u'\u200B')).repeated(8'000'000) + u'.');
        const test::ProcessorTime used(test::ProcessorTime::Of::ThisThread);
        (void)verifyExport(manifest);
        QVERIFY2(used.elapsed() < 10'000, qPrintable(QString::number(used.elapsed())));
    }
    // A manifest of version 2 has all that version 2 has; one of version 1 has none of it.
    void eachFieldOfItsVersionIsThere()
    {
        for (const char *name :
             {"late_events", "begins_at", "indexes", "totals.late", "totals.late_kept", "totals.replayed",
              "totals.undated", "totals.same_id", "pages[2].index", "pages[2].late", "pages[2].late_kept",
              "pages[2].replayed", "pages[2].undated", "pages[2].same_id", "pages[2].latest"}) {
            const QString manifest = copyOf(m_plain), field = QString::fromLatin1(name);
            const QString last = field.section(QLatin1Char('.'), -1);
            QJsonObject json = VerifyTest::json(manifest);
            if (field.startsWith(QLatin1String("totals"))) {
                QJsonObject totals = json[QStringLiteral("totals")].toObject();
                totals.remove(last);
                json[QStringLiteral("totals")] = totals;
            } else if (field.startsWith(QLatin1String("pages"))) {
                QJsonArray pages = json[QStringLiteral("pages")].toArray();
                QJsonObject page = pages[2].toObject();
                page.remove(last);
                pages[2] = page;
                json[QStringLiteral("pages")] = pages;
            } else {
                json.remove(last);
            }
            write(manifest, QJsonDocument(json).toJson());
            const auto report = verifyExport(manifest);
            QVERIFY2(!report && report.error().message.contains(QLatin1Char('"') + field + QLatin1Char('"')),
                     name);
        }
    }
    void stopsWhenAsked()
    {
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(verifyExport(m_plain, {}, stop.get_token()).error().kind, ErrorKind::Cancelled);
    }
    void theCommandSaysItInExitCodes()
    {
        const auto run = [](const QStringList &arguments) {
            QProcess process;
            process.start(qEnvironmentVariable("SLIPWAY_CLI"),
                          QStringList{QStringLiteral("verify")} + arguments);
            process.waitForFinished(60'000);
            return std::pair(process.exitCode(), process.readAllStandardOutput());
        };
        const auto right = run({m_plain, m_gzip, QStringLiteral("--json")});
        QCOMPARE(right.first, 0);
        QCOMPARE(right.second.count("\"right\":true"), 2);
        // Both, by their folder and by the one above.
        const QDir folder = QFileInfo(m_plain).absoluteDir();
        for (const QString &path : {folder.path(), QFileInfo(folder.path()).path()}) {
            const auto all = run({path, QStringLiteral("--quick")});
            QCOMPARE(all.first, 0);
            QVERIFY(all.second.contains("right  " + m_plain.toUtf8()) &&
                    all.second.contains("right  " + m_gzip.toUtf8()));
            QVERIFY(all.second.contains("the files were not read"));
        }
        QTemporaryDir empty;
        QCOMPARE(run({empty.path()}).first, 1);
        const QString manifest = copyOf(m_plain), path = file(manifest, 1);
        QVERIFY(QFile::remove(path));
        const auto wrong = run({m_gzip, manifest});
        QCOMPARE(wrong.first, 1);
        QVERIFY2(wrong.second.contains(QFileInfo(path).fileName().toUtf8() + ": It is missing."),
                 wrong.second.constData());
        QCOMPARE(run({QStringLiteral("/nowhere/x-manifest.json")}).first, 1);
        QCOMPARE(run({}).first, 2);
        QCOMPARE(run({QStringLiteral("--nonsense"), manifest}).first, 2);
    }
};

QTEST_GUILESS_MAIN(VerifyTest)
#include "verify_test.moc"
