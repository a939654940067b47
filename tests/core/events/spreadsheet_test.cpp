// What is copied as CSV, opened by a real LibreOffice with each separator that people choose: no cell is a
// formula. Skipped where LibreOffice is not installed (on Debian: libreoffice-calc-nogui). $SLIPWAY_SOFFICE
// names another one.
#include "core/events/documents/event_copy.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;

class SpreadsheetTest : public QObject
{
    Q_OBJECT

    QString m_program;
    QTemporaryDir m_folder;

    // The sheet as flat XML, after LibreOffice has read `csv` with these separators. Texts in quotes are read
    // like all others, and what looks like a formula is taken for one: what people get when they tick
    // nothing.
    QByteArray opened(const QByteArray &csv, const QString &separators)
    {
        const QString name = m_folder.filePath(QStringLiteral("events.csv"));
        QFile file(name);
        if (!file.open(QIODevice::WriteOnly) || file.write(csv) != csv.size())
            return {};
        file.close();
        QFile::remove(m_folder.filePath(QStringLiteral("events.fods")));
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(m_program,
                      {QStringLiteral("--headless"), QStringLiteral("--norestore"),
                       QStringLiteral("-env:UserInstallation=file://%1/profile").arg(m_folder.path()),
                       QStringLiteral("--infilter=CSV:%1,34,76,1,,0,false,true,false,false,false,-1,true")
                           .arg(separators),
                       QStringLiteral("--convert-to"), QStringLiteral("fods"), QStringLiteral("--outdir"),
                       m_folder.path(), name});
        process.waitForFinished(180'000);
        QFile sheet(m_folder.filePath(QStringLiteral("events.fods")));
        if (sheet.open(QIODevice::ReadOnly))
            return sheet.readAll();
        qWarning("%s", process.readAll().constData());
        return {};
    }

    // Values that have been cells with formulas somewhere.
    static QList<QByteArray> values()
    {
        QList<QByteArray> values;
        for (const char *before : {"", " ", "\t", "\u00A0", "\u200B", "\uFEFF", "\u3000", "x;", "x\t", "x|",
                                   "x,", "x\n", "x\r\n", "x; \u200B", "\"", "x\";"})
            values << QByteArray(before) + "=1+1";
        values << "+1+1"
               << "-1+1"
               << "@SUM(1;1)"
               << "=HYPERLINK(\"http://a\")"
               << "\uFF1D1+1" << QByteArray("\0=1+1", 5) << "\x0b=1+1"
               << "\x1f=1+1"
               << "'=1+1"
               << "\u00AD=1+1"
               << "\u2028=1+1"
               << "\u2060=1+1";
        return values;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_program = qEnvironmentVariable("SLIPWAY_SOFFICE");
        for (const char *name : {"soffice", "libreoffice"}) {
            if (m_program.isEmpty())
                m_program = QStandardPaths::findExecutable(QString::fromLatin1(name));
        }
        if (m_program.isEmpty())
            QSKIP("LibreOffice is not installed, so nothing shows what it makes of a copied CSV.");
    }
    void noCellIsAFormula_data()
    {
        QTest::addColumn<QString>("separators"); // as in LibreOffice's filter options
        QTest::addColumn<QByteArray>("control"); // what becomes a formula if nothing is done about it
        QTest::newRow("comma") << QStringLiteral("44") << QByteArray("a,=1+1\n");
        QTest::newRow("semicolon") << QStringLiteral("59") << QByteArray("a,\"x;=1+1\"\n");
        QTest::newRow("tab") << QStringLiteral("9") << QByteArray("a,\"x\t=1+1\"\n");
        QTest::newRow("vertical bar") << QStringLiteral("124") << QByteArray("a,\"x|=1+1\"\n");
        QTest::newRow("all of them, and blanks")
            << QStringLiteral("44/59/9/124/32") << QByteArray("a,=1+1\n");
    }
    void noCellIsAFormula()
    {
        QFETCH(QString, separators);
        QFETCH(QByteArray, control);
        const QByteArray plain = opened(control, separators);
        QVERIFY2(plain.contains("table:formula="), plain.right(2000).constData());
        QByteArray csv;
        for (const QByteArray &value : values())
            csv += csvCell(value, false) + ',' + csvCell(value, true) + '\n';
        const QByteArray sheet = opened(csv, separators);
        QVERIFY(sheet.contains("<table:table-cell"));
        const qsizetype at = sheet.indexOf("table:formula=");
        QVERIFY2(at < 0, sheet.mid(std::max<qsizetype>(at - 200, 0), 600).constData());
    }
};

QTEST_GUILESS_MAIN(SpreadsheetTest)
#include "spreadsheet_test.moc"
