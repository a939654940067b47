// The sheet of facts: what it shows of values, how it is copied, and what it does with texts from elsewhere.
#include "ui/theme/theme.h"
#include "ui/widgets/fact_sheet.h"

#include <QAccessible>
#include <QScrollBar>
#include <QTest>

using namespace slipway;

class FactSheetTest : public QObject
{
    Q_OBJECT

    static QList<FactSheet::Group> groups(int count = 1)
    {
        QList<FactSheet::Group> all;
        for (int number = 0; number < count; ++number)
            all << FactSheet::Group{
                QStringLiteral("Export %1").arg(number),
                {{QStringLiteral("State"), QStringLiteral("✔ Complete\nSent."), theme::Tone::Good},
                 {QStringLiteral("Nothing"), QString()},
                 {QStringLiteral("Destination"), QStringLiteral("/home/ann/out"), theme::Tone::Neutral, true},
                 {QString(), QStringLiteral("A whole line.")}}};
        return all;
    }

private Q_SLOTS:
    void initTestCase() { theme::apply(*qApp, theme::Scheme::Light); }

    void showsLabelsAndValues()
    {
        FactSheet sheet;
        sheet.setGroups(groups() << FactSheet::Group{QStringLiteral("Empty"), {{QStringLiteral("A"), {}}}});
        QCOMPARE(sheet.asText(), QStringLiteral("Export 0\nState: ✔ Complete\nSent.\n"
                                                "Destination: /home/ann/out\nA whole line."));
        for (const char *shown : {"Export 0", "State", "Complete", "/home/ann/out", "A whole line."})
            QVERIFY2(sheet.toPlainText().contains(QLatin1String(shown)), shown);
        QVERIFY(!sheet.toPlainText().contains(QLatin1String("Nothing")));
        QVERIFY(!sheet.toPlainText().contains(QLatin1String("Empty")));
        sheet.setGroups({});
        QVERIFY(sheet.toPlainText().trimmed().isEmpty());
    }
    void whatAServerSaysIsNoMarkup()
    {
        FactSheet sheet;
        const QString evil = QStringLiteral("<b>bold</b> &amp; <img src=\"/etc/passwd\">");
        sheet.setGroups({{evil, {{evil, evil}}}});
        QCOMPARE(sheet.toPlainText().count(evil), 3);
    }
    void aScreenReaderReadsIt()
    {
        FactSheet sheet;
        sheet.setAccessibleName(QStringLiteral("Details"));
        sheet.setGroups(groups());
        QAccessibleInterface *reader = QAccessible::queryAccessibleInterface(&sheet);
        QVERIFY(reader && reader->textInterface());
        QCOMPARE(reader->text(QAccessible::Name), QStringLiteral("Details"));
        const QString read = reader->textInterface()->text(0, reader->textInterface()->characterCount());
        QVERIFY2(read.contains(QLatin1String("Destination")) && read.contains(QLatin1String("/home/ann/out")),
                 qPrintable(read));
    }
    // In a window as wide as a large screen, the eye would lose the line.
    void linesStayShort()
    {
        FactSheet sheet;
        sheet.setGroups({{{}, {{QStringLiteral("Note"), QStringLiteral("word ").repeated(200)}}}});
        sheet.resize(2400, 600);
        sheet.show();
        QVERIFY(QTest::qWaitForWindowExposed(&sheet));
        const int letter = sheet.fontMetrics().horizontalAdvance(QLatin1Char('0'));
        QVERIFY2(sheet.document()->size().width() < 120 * letter,
                 qPrintable(QString::number(sheet.document()->size().width())));
        sheet.resize(300, 600);
        QTRY_VERIFY(sheet.viewport()->width() <= 300);
        QTRY_VERIFY(sheet.document()->size().width() <= sheet.viewport()->width() + 1);
    }
    void theScrolledPlaceIsKeptForTheSameThing()
    {
        FactSheet sheet;
        sheet.resize(400, 120);
        sheet.show();
        QVERIFY(QTest::qWaitForWindowExposed(&sheet));
        sheet.setGroups(groups(30), QStringLiteral("one"));
        sheet.verticalScrollBar()->setValue(200);
        sheet.setGroups(groups(30), QStringLiteral("one"));
        QCOMPARE(sheet.verticalScrollBar()->value(), 200);
        sheet.setGroups(groups(30), QStringLiteral("other"));
        QCOMPARE(sheet.verticalScrollBar()->value(), 0);
    }
    void theColoursFollowTheTheme()
    {
        FactSheet sheet;
        sheet.setGroups(groups());
        sheet.show();
        QVERIFY(QTest::qWaitForWindowExposed(&sheet));
        theme::apply(*qApp, theme::Scheme::Dark);
        QTRY_VERIFY(sheet.toHtml().contains(theme::text(theme::Tone::Good, &sheet).name()));
        theme::apply(*qApp, theme::Scheme::Light);
    }
};

QTEST_MAIN(FactSheetTest)
#include "fact_sheet_test.moc"
