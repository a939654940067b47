// Texts that count have the right form at 0, 1 and more, in each language and for numbers beyond an int.
#include "core/base/plural_form.h"
#include "core/language/language.h"
#include "core/net/request_ledger.h"
#include "core/tenants/token_expiry.h"

#include <QDate>
#include <QTest>

using namespace slipway;

class PluralFormTest : public QObject
{
    Q_OBJECT

    static QString summary(int requests)
    {
        RequestLedger ledger;
        for (int i = 0; i < requests; ++i)
            ledger.add({});
        return ledger.summary();
    }

private Q_SLOTS:
    void aNumberKeepsItsForm()
    {
        for (const qint64 small : {0, 1, 2, 1'000, 2'147'483})
            QCOMPARE(pluralForm(small), static_cast<int>(small));
        QCOMPARE(pluralForm(-1), 0);
        // Not that of 1, although it ends like that; and that of 11 or 21 in languages where it matters.
        QCOMPARE(pluralForm(5'000'000'001), 1'000'000'001);
        QCOMPARE(pluralForm(7'000'000'011) % 100, 11);
        QVERIFY(pluralForm(std::numeric_limits<qint64>::max()) >= 1'000'000'000);
    }
    void aTextHasTheFormOfItsNumber_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<int>("count");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *language, int count, const char *text) {
            QTest::addRow("%s %d", language, count)
                << QString::fromUtf8(language) << count << QString::fromUtf8(text);
        };
        row("en", 0, "0 requests, ");
        row("en", 1, "1 request, ");
        row("en", 2, "2 requests, ");
        row("de", 0, "0 Anfragen, ");
        row("de", 1, "1 Anfrage, ");
        row("de", 2, "2 Anfragen, ");
    }
    void aTextHasTheFormOfItsNumber()
    {
        QFETCH(QString, language);
        QFETCH(int, count);
        QFETCH(QString, text);
        useLanguage(language);
        const QString whole = summary(count);
        QVERIFY2(whole.startsWith(text), qPrintable(whole));
        useLanguage(QStringLiteral("en"));
    }
};

QTEST_GUILESS_MAIN(PluralFormTest)
#include "plural_form_test.moc"
