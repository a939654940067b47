// What can be dropped on the window: files of events, manifests and folders of real exports, and other
// things.
#include "ui/preview/dropped_events.h"

#include "tests/support/export_world.h"
#include "ui/preview/event_choice.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTreeWidget>

using namespace slipway;
using namespace slipway::test;

class DroppedEventsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<ExportWorld> m_world;
    JobSnapshot m_job;

    [[nodiscard]] QString write(const char *name, const QByteArray &content) const
    {
        const QString path = m_world->folder.filePath(QString::fromLatin1(name));
        QDir().mkpath(QFileInfo(path).absolutePath());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", name);
        return path;
    }
    static QString refusal(const QString &path)
    {
        const Result<QStringList> files = eventFilesIn(path);
        return files ? QStringLiteral("not refused") : files.error().message;
    }

private Q_SLOTS:
    // An export of two endpoints, one of them in several files.
    void initTestCase()
    {
        m_world = std::make_unique<ExportWorld>(3'000);
        ExportRequest request = m_world->request();
        request.endpointIds = {QStringLiteral("alert"), QStringLiteral("audit")};
        request.partSize = 1 << 20;
        m_job = m_world->run(request);
        QCOMPARE(m_job.state, JobState::Complete);
        QCOMPARE(m_job.manifests.size(), 2);
    }
    void aFileStandsForItself()
    {
        const QString path = write("some.ndjson", "{}\n");
        QCOMPARE(eventFilesIn(path).value(), QStringList{path});
        const QString log = write("some.log", "\x1f\x8b\x08\0\0\0");
        QCOMPARE(eventFilesIn(log).value(), QStringList{log}); // gzip, whatever it is called
        const QString damaged = write("damaged.ndjson", QByteArray("{}\n\0\0\0", 6));
        QCOMPARE(eventFilesIn(damaged).value(), QStringList{damaged});
    }
    void aManifestStandsForTheFilesOfItsExport()
    {
        for (const QString &manifest : m_job.manifests) {
            const QStringList files = eventFilesIn(manifest).value();
            QVERIFY(!files.isEmpty());
            QByteArray lines;
            for (const QString &path : files) {
                QCOMPARE(QFileInfo(path).absolutePath(), QFileInfo(manifest).absolutePath());
                QFile file(path);
                QVERIFY(file.open(QIODevice::ReadOnly));
                lines += file.readAll();
            }
            const bool isAudit = manifest.contains(QLatin1String("audit"));
            QCOMPARE(lines.count('\n'), m_job.endpoints[isAudit ? 1 : 0].events);
        }
    }
    void aFolderStandsForTheFilesInIt()
    {
        const QStringList files = eventFilesIn(m_job.request.folder).value();
        QVERIFY(files.size() >= 3);
        for (const QString &file : files)
            QVERIFY2(file.endsWith(QLatin1String(".ndjson")), qPrintable(file)); // not the manifests
        QVERIFY(files.first().contains(QLatin1String("netskope_alerts")));
        QVERIFY(files.last().contains(QLatin1String("netskope_audit")));
    }
    void whatIsNothingOfThisKindIsRefused()
    {
        QVERIFY(refusal(write("picture.png", QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16)))
                    .startsWith(QLatin1String("picture.png is not an event file.")));
        QVERIFY(QDir(m_world->folder.path()).mkpath(QStringLiteral("empty/below")));
        QVERIFY(refusal(m_world->folder.filePath(QStringLiteral("empty")))
                    .startsWith(QLatin1String("There is no event file in the folder empty.")));
        QVERIFY(!eventFilesIn(write("a-manifest.json", "{}")));
        // Somebody moved the manifest and left its files behind.
        const QString moved = m_world->folder.filePath(
            QStringLiteral("empty/%1").arg(QFileInfo(m_job.manifests.first()).fileName()));
        QVERIFY(QFile::copy(m_job.manifests.first(), moved));
        QCOMPARE(refusal(moved), QStringLiteral("The files that this manifest lists are not beside it."));
    }
    void oneOfSeveralIsChosenWithTheKeyboard()
    {
        const QStringList files = eventFilesIn(m_job.request.folder).value();
        EventChoice choice(files, m_job.request.folder);
        QSignalSpy chosen(&choice, &EventChoice::chosen);
        choice.show();
        auto *list = choice.findChild<QTreeWidget *>(QStringLiteral("eventChoiceList"));
        QCOMPARE(list->topLevelItemCount(), files.size());
        QVERIFY(list->topLevelItem(0)->text(0).startsWith(QLatin1String("netskope_alerts/")));
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Down);
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.first().first().toString(), files[1]);
        QVERIFY(!choice.isVisible());
    }
};

QTEST_MAIN(DroppedEventsTest)
#include "dropped_events_test.moc"
