// What is copied as CSV is text for a spreadsheet, wherever it begins a cell.
#include "core/events/documents/event_copy.h"

#include <QTest>

using namespace slipway;

class CsvCellTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void noCellIsAFormula_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("cell");
        int count = 0;
        const auto row = [&](const QByteArray &value, const QByteArray &cell) {
            QTest::addRow("cell %d", ++count) << value << cell;
        };
        row("plain", "plain");
        row("a-b=c", "a-b=c");
        row("=1+1", "\"'=1+1\"");
        row("@SUM(1)", "\"'@SUM(1)\"");
        row("+1", "\"'+1\"");
        row("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\"");
        row(" =1", "\"' =1\"");
        row("\t=1", "\"'\t'=1\"");
        row("\u00A0=1+1", "\"'\u00A0=1+1\"");
        row("\u200B=1+1", "\"'\u200B=1+1\"");
        row("\uFEFF=1+1", "\"'\uFEFF=1+1\"");
        row("\u202E\u2066=1", "\"'\u202E\u2066=1\"");
        row("\u3000=1", "\"'\u3000=1\"");
        row("＝1+1", "\"'＝1+1\"");
        // Where another spreadsheet, or the clipboard, begins a new cell.
        row("x;=1+1", "\"x;'=1+1\"");
        row("x; \u200B=1+1;-2", "\"x;' \u200B=1+1;'-2\"");
        row("x\t=1+1", "\"x\t'=1+1\"");
        row("x|=1+1", "\"x|'=1+1\"");
        row("x\n=1+1", "\"x\n'=1+1\"");
        row("x\r\n@a", "\"x\r\n'@a\"");
        row("a;b", "\"a;b\"");
        row("a,\"b\"", "\"a,\"\"b\"\"\"");
        row("\xff=1", "\xff=1"); // not UTF-8, and not blank either
        row("", "");
    }
    void noCellIsAFormula()
    {
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, cell);
        QCOMPARE(csvCell(value, false), cell);
    }
    void numbersStayNumbers()
    {
        for (const char *number : {"-5", "1e+9", "12345678901234567890", "0", "-0.25E-3"})
            QCOMPARE(csvCell(number, true), QByteArray(number));
    }
    // An event that is not strict JSON may have anything behind a sign or a digit.
    void whatOnlyBeginsLikeANumberIsText_data()
    {
        QTest::addColumn<QByteArray>("value");
        for (const char *value : {"-cmd|' /C calc'!A0", "-1+1", "+1", "-", "--1", "-.5", "-1.", "-1e",
                                  "-@SUM(1;1)", "=1", "-1;=1", "-1\t=1"})
            QTest::newRow(value) << QByteArray(value);
    }
    void whatOnlyBeginsLikeANumberIsText()
    {
        QFETCH(QByteArray, value);
        QCOMPARE(csvCell(value, true), csvCell(value, false));
        QVERIFY(csvCell(value, true).startsWith("\"'"));
    }
};

QTEST_GUILESS_MAIN(CsvCellTest)
#include "csv_cell_test.moc"
