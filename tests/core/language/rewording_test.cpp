// Sentences that were stored in one language are shown in another one.
#include "core/language/language.h"
#include "core/language/rewording.h"

#include <QCoreApplication>
#include <QTest>

using namespace slipway;

namespace {

QString check(const char *text, int count = -1)
{
    return QCoreApplication::translate("Check", text, nullptr, count);
}

QString step(const char *text)
{
    return QCoreApplication::translate("ConnectionSteps", text);
}

} // namespace

class RewordingTest : public QObject
{
    Q_OBJECT

    // The same sentence in both languages.
    template<class Make>
    static std::pair<QString, QString> inBoth(const Make &make)
    {
        useLanguage(QStringLiteral("de"));
        const QString german = make();
        useLanguage(QStringLiteral("en"));
        const QString english = make();
        return {english, german};
    }

private Q_SLOTS:
    void cleanup() { useLanguage(QStringLiteral("en")); }

    void sentences_data()
    {
        QTest::addColumn<QString>("english");
        QTest::addColumn<QString>("german");
        const auto row = [](const char *name, const auto &make) {
            const auto [english, german] = inBoth(make);
            QVERIFY(english != german);
            QTest::newRow(name) << english << german;
        };
        row("without anything filled in", [] { return check("Not ready: the token is refused."); });
        row("a host and a port", [] {
            return step("%1 refuses connections on port %2.")
                .arg(QStringLiteral("acme.goskope.com"))
                .arg(443);
        });
        row("counted", [] { return check("Ready: %1 of %n required permissions.", 3).arg(3); });
        row("one", [] { return check("Not ready: %n of %1 required permissions are missing.", 1).arg(3); });
        row("several",
            [] { return check("Not ready: %n of %1 required permissions are missing.", 2).arg(3); });
        row("a sentence in a sentence", [] {
            return check("Not conclusive: %1")
                .arg(step("%1 cannot be reached on port %2.")
                         .arg(QStringLiteral("acme.goskope.com"))
                         .arg(443));
        });
        row("two sentences", [] {
            return step("The name server did not answer.") + QLatin1Char(' ') +
                   step("Check this computer's network and DNS.");
        });
        row("two lines", [] {
            return step("The name server did not answer.") + QLatin1Char('\n') +
                   step("Check this computer's network and DNS.");
        });
        row("a large number", [] {
            return QCoreApplication::translate("CommandLine", "%L1 event(s)", nullptr, 12345).arg(12345);
        });
    }
    void sentences()
    {
        QFETCH(QString, english);
        QFETCH(QString, german);
        useLanguage(QStringLiteral("de"));
        QCOMPARE(reworded(english, QStringLiteral("en")), german);
        QCOMPARE(reworded(english), german); // stored by a version that did not note the language
        QCOMPARE(reworded(german, QStringLiteral("de")), german);
        QCOMPARE(reworded(german), german);
        {
            const EnglishTexts forPrograms;
            QCOMPARE(reworded(german, QStringLiteral("de")), english);
        }
        useLanguage(QStringLiteral("en"));
        QCOMPARE(reworded(german, QStringLiteral("de")), english);
        QCOMPARE(reworded(german), english);
        QCOMPARE(reworded(english), english);
    }
    void whatIsNotOursStays_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << QString();
        QTest::newRow("blank") << QStringLiteral(" ");
        QTest::newRow("a server's words") << QStringLiteral("Zonk: the frob 3 is quux (E1047).");
        QTest::newRow("TLS") << QStringLiteral("TLS 1.3 *.goskope.com");
        QTest::newRow("a percent sign") << QStringLiteral("100% of %1 and %n");
        QTest::newRow("many sentences") << QStringLiteral("Zonk 1. ").repeated(500);
    }
    void whatIsNotOursStays()
    {
        QFETCH(QString, text);
        for (const char *language : {"de", "en"}) {
            useLanguage(QString::fromLatin1(language));
            QCOMPARE(reworded(text), text);
            QCOMPARE(reworded(text, QStringLiteral("de")), text);
            QCOMPARE(reworded(text, QStringLiteral("en")), text);
        }
    }
    void whatWasFilledInStays()
    {
        useLanguage(QStringLiteral("de"));
        const QString made = step("No host named %1 was found.").arg(QStringLiteral("%2 granted"));
        useLanguage(QStringLiteral("en"));
        QCOMPARE(reworded(made), step("No host named %1 was found.").arg(QStringLiteral("%2 granted")));
    }
};

QTEST_GUILESS_MAIN(RewordingTest)
#include "rewording_test.moc"
