#include "core/events/documents/files/file_watch.h"
#include "tests/support/preview_window.h"
#include "ui/preview/table/event_table_model.h"
#include "ui/widgets/banner.h"

#include <QCheckBox>
#include <QFile>
#include <QPushButton>

using namespace slipway;

// An open file that another program changes, in the real window.
class PreviewFileTest : public test::PreviewWindow
{
    Q_OBJECT
    [[nodiscard]] QString path() const { return m_world->filePath(QStringLiteral("events.ndjson")); }
    [[nodiscard]] Banner *banner() const { return find<Banner>("fileChanged"); }
    void press(const char *text) const
    {
        for (QPushButton *button : banner()->findChildren<QPushButton *>()) {
            if (button->text() == QLatin1String(text))
                return button->click();
        }
        QFAIL("there is no such button");
    }
    void append(const QByteArray &text) const
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::Append));
        file.write(text);
    }

private Q_SLOTS:
    void init() { makeWorld(); }
    void cleanup() { endWorld(); }

    void whatHappenedIsSaid_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("said");
        QTest::addColumn<qint64>("rows");
        QTest::newRow("grown") << QStringLiteral("grow") << QStringLiteral("has grown") << qint64(50);
        QTest::newRow("cut off") << QStringLiteral("cut") << QStringLiteral("is shorter") << qint64(10);
        QTest::newRow("replaced") << QStringLiteral("replace") << QStringLiteral("another file") << qint64(7);
        QTest::newRow("overwritten") << QStringLiteral("overwrite") << QStringLiteral("written to")
                                     << qint64(40);
    }
    void whatHappenedIsSaid()
    {
        QFETCH(QString, change);
        QFETCH(QString, said);
        QFETCH(qint64, rows);
        drop(events(40));
        QVERIFY(!banner()->isVisible());
        if (change == QLatin1String("grow")) {
            append(events(10));
        } else if (change == QLatin1String("cut")) {
            QVERIFY(QFile::resize(path(), events(10).size()));
        } else if (change == QLatin1String("replace")) {
            write(events(7), "other.ndjson");
            QVERIFY(QFile::remove(path()));
            QVERIFY(QFile::rename(m_world->filePath(QStringLiteral("other.ndjson")), path()));
        } else {
            QFile file(path());
            QVERIFY(file.open(QIODevice::ReadWrite));
            file.write(events(40).replace("Slack", "Teams"));
        }
        QTRY_VERIFY_WITH_TIMEOUT(banner()->isVisible(), 10'000);
        QVERIFY2(banner()->text().contains(said), qPrintable(banner()->text()));
        QVERIFY(banner()->text().contains(QLatin1String("events.ndjson")));
        QCOMPARE(m_page->view().document()->count(), 40); // what is shown stays until it is wanted otherwise
        press("Reload");
        QTRY_VERIFY(m_page->view().document() && m_page->view().document()->isComplete());
        QTRY_COMPARE(m_page->view().count(), rows);
        QVERIFY(!banner()->isVisible());
    }

    // A file that another program has replaced has not grown, even if it is longer.
    void grownOrWrittenAnew_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<FileChange>("change");
        QTest::newRow("grown") << events(60) << FileChange::Grown;
        QTest::newRow("written anew") << events(60).replace("Slack", "Teams") << FileChange::Overwritten;
        QByteArray changed = events(60);
        changed[events(40).size() - 20] = '#';
        QTest::newRow("its end was changed") << changed << FileChange::Overwritten;
    }
    void grownOrWrittenAnew()
    {
        QFETCH(QByteArray, content);
        QFETCH(FileChange, change);
        write(events(40));
        const auto opened = FileState::of(path());
        QVERIFY(opened);
        FileWatch watch(path(), *opened, std::chrono::milliseconds(20));
        FileChange heard = FileChange::None;
        connect(&watch, &FileWatch::changed, this, [&](FileChange now) { heard = now; });
        QTRY_VERIFY_WITH_TIMEOUT(watch.knowsContent(), 10'000);
        QFile file(path());
        QVERIFY(file.open(QIODevice::ReadWrite | QIODevice::Unbuffered)); // in one piece
        QCOMPARE(file.write(content), content.size());
        QTRY_COMPARE_WITH_TIMEOUT(heard, change, 10'000);
    }

    void aFileThatGoesIsSaid()
    {
        drop(events(20));
        QVERIFY(QFile::remove(path()));
        QTRY_VERIFY_WITH_TIMEOUT(banner()->isVisible(), 10'000);
        QVERIFY(banner()->text().contains(QLatin1String("removed or renamed")));
        QCOMPARE(m_page->view().count(), 20);
    }

    // As log viewers do: what is added appears, and the table stays at the end; the filter stays, too.
    void follows()
    {
        drop(events(30));
        auto *follow = find<QCheckBox>("followCheck");
        QVERIFY(follow->isVisible());
        follow->setChecked(true);
        m_table->goToPlace(29);
        append(events(5));
        QTRY_COMPARE_WITH_TIMEOUT(m_page->view().count(), 35, 10'000);
        QTRY_COMPARE(m_table->currentIndex().row(), 34);
        QVERIFY(!banner()->isVisible());
        // Half a line is not half an event for good: the rest comes with the next look.
        const QByteArray more = event(99);
        append(more.left(100));
        QTRY_COMPARE_WITH_TIMEOUT(m_page->view().count(), 36, 10'000);
        append(more.mid(100));
        QTRY_COMPARE_WITH_TIMEOUT(
            QByteArray(m_page->view().document()->reader()->event(35).data(), more.size() - 1),
            more.trimmed(), 10'000);
        // A log that is rotated goes on under its name.
        QVERIFY(QFile::rename(path(), path() + QStringLiteral(".1")));
        write(events(3));
        QTRY_COMPARE_WITH_TIMEOUT(m_page->view().count(), 3, 10'000);
        m_page->setFilterText(QStringLiteral("user eq \"bob@acme.example\""));
        settle();
        append(events(3));
        QTRY_COMPARE_WITH_TIMEOUT(m_page->view().document()->count(), 6, 10'000);
        QTRY_COMPARE(m_page->view().count(), 2);
        // And somebody who looks at an earlier event keeps it.
        m_page->setFilterText({});
        settle();
        QTRY_COMPARE(m_page->view().count(), 6);
        m_table->goToPlace(1);
        append(events(4));
        QTRY_COMPARE_WITH_TIMEOUT(m_page->view().count(), 10, 10'000);
        QTRY_COMPARE(m_table->currentIndex().row(), 1);
    }
};

QTEST_MAIN(PreviewFileTest)
#include "preview_file_test.moc"
