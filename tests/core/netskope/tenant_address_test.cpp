#include "core/netskope/endpoint.h"
#include "core/netskope/tenant_address.h"

#include <QTest>

using namespace slipway;

class TenantAddressTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void accepts_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("url");
        const auto row = [](const char *typed, const char *url) {
            QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromLatin1(url);
        };
        row("acme.goskope.com", "https://acme.goskope.com");
        row("  https://ACME.eu.goskope.com/ns#/login ", "https://acme.eu.goskope.com");
        row("acme", "https://acme.goskope.com");
        row("acme.eu", "https://acme.eu.goskope.com");
        row("qa.acme.de.goskope.com.", "https://qa.acme.de.goskope.com");
        row("http://acme.goskope.com", "https://acme.goskope.com");
        row("acme.goskope.com:443", "https://acme.goskope.com");
        row("acme.govskope.us", "https://acme.govskope.us");
        row("http://127.0.0.1:8080", "http://127.0.0.1:8080");
        row("http://localhost:8080/x", "http://localhost:8080");
        row("https://acme.goskope.com/", "https://acme.goskope.com");
        row("HTTPS://ACME.GoSkope.com", "https://acme.goskope.com");
        row("https://acme.goskope.com:443/", "https://acme.goskope.com");
        row("acme.goskope.com:8443", "https://acme.goskope.com:8443");
        row("acme.goskope.com/api/v2/events/dataexport/events/alert", "https://acme.goskope.com");
        row("https://acme.goskope.com/?redirect=https://x.test/", "https://acme.goskope.com");
        row("https://acme", "https://acme.goskope.com");
        row("acme-fed", "https://acme-fed.goskope.com");
        row("acme.de", "https://acme.de.goskope.com");
        row("acme.au", "https://acme.au.goskope.com");
        row("acme.goskope", "https://acme.goskope.com");
        row("acme.de.goskope", "https://acme.de.goskope.com");
        row("qa.acme.eu.goskope", "https://qa.acme.eu.goskope.com");
        row("https://acme.netskope.com", "https://acme.netskope.com");
        row("acme.govskope.ca", "https://acme.govskope.ca");
        row("addon-acme.goskope.com", "https://addon-acme.goskope.com");
        row("\"https://acme.goskope.com\"", "https://acme.goskope.com");
        row("'acme.goskope.com'", "https://acme.goskope.com");
        row("`acme.goskope.com`", "https://acme.goskope.com");
        row("“acme.goskope.com”", "https://acme.goskope.com");
        row("«acme.goskope.com»", "https://acme.goskope.com");
        row("<https://acme.goskope.com>", "https://acme.goskope.com");
        row("(acme.goskope.com)", "https://acme.goskope.com");
        row("https://acme.goskope.com,", "https://acme.goskope.com");
        row("acme.goskope.com;", "https://acme.goskope.com");
        row("\"acme.goskope.com\",", "https://acme.goskope.com");
        row("​acme.goskope.com", "https://acme.goskope.com");
        row("acme.goskope.com​", "https://acme.goskope.com");
        row("﻿acme.goskope.com", "https://acme.goskope.com");
        row("acme.goskope.com ", "https://acme.goskope.com");
        row("siem.example.com", "https://siem.example.com");
        row("netskope-gateway.example.com", "https://netskope-gateway.example.com");
        row("tenant.invalid", "https://tenant.invalid");
        row("http://[::1]:8080", "http://[::1]:8080");
        row("[::1]", "https://[::1]");
        row("[::1]:8443", "https://[::1]:8443");
        row("http://acme.goskope.com:80/", "https://acme.goskope.com");
        row("http://acme.goskope.com:8080", "https://acme.goskope.com:8080");
        row("acmecorporation2024testtenant1.goskope.com",
            "https://acmecorporation2024testtenant1.goskope.com");
    }
    void accepts()
    {
        QFETCH(QString, typed);
        QFETCH(QString, url);
        const auto address = normaliseAddress(typed);
        QVERIFY2(address, address ? "" : qPrintable(address.error().asText()));
        QCOMPARE(address->url.toString(), url);
    }
    // Nothing that was copied along vanishes without a word, wherever it is.
    void namesWhatItDrops_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("named"); // empty: nothing
        const auto row = [](const char *name, const QString &typed, const char *named) {
            QTest::newRow(name) << typed << QString::fromLatin1(named);
        };
        const QString host = QStringLiteral("acme.goskope.com");
        const auto before = [&](char16_t odd) { return QString(QChar(odd)) + host; };
        const auto behind = [&](char16_t odd) { return host + QChar(odd); };
        row("a blank", before(u' '), "");
        row("a line break", behind(u'\n'), "");
        row("a tabulator", behind(u'\t'), "");
        row("a byte order mark before", before(u'\uFEFF'), "U+FEFF");
        row("a byte order mark behind", behind(u'\uFEFF'), "U+FEFF");
        row("a no-break space before", before(u'\u00A0'), "a no-break space (U+00A0)");
        row("a no-break space behind", behind(u'\u00A0'), "a no-break space (U+00A0)");
        row("a narrow no-break space", behind(u'\u202F'), "U+202F");
        row("an em space", behind(u'\u2003'), "U+2003");
        row("an ideographic space", before(u'\u3000'), "U+3000");
        row("a line separator", behind(u'\u2028'), "U+2028");
        row("a next line", behind(u'\u0085'), "U+0085");
        row("a zero-width space", before(u'\u200B'), "U+200B");
        row("a soft hyphen", behind(u'\u00AD'), "a soft hyphen (U+00AD)");
        row("a soft hyphen before", before(u'\u00AD'), "a soft hyphen (U+00AD)");
        row("a variation selector", behind(u'\uFE0F'), "an invisible character (U+FE0F)");
        row("a variation selector before", before(u'\uFE00'), "U+FE00");
        row("a variation selector of two units", host + QStringLiteral("\U000E0100"), "U+E0100");
        row("a tag before", QStringLiteral("\U000E0041") + host, "U+E0041");
        row("inside of quotes", u'"' + behind(u'\u00A0') + u'"', "a no-break space (U+00A0)");
        row("behind a comma", host + QStringLiteral("\u00A0,"), "a no-break space (U+00A0)");
    }
    void namesWhatItDrops()
    {
        QFETCH(QString, typed);
        QFETCH(QString, named);
        const auto address = normaliseAddress(typed);
        QVERIFY2(address, address ? "" : qPrintable(address.error().asText()));
        QCOMPARE(address->url.host(), QStringLiteral("acme.goskope.com"));
        const QString notes = address->notes.join(u'\n');
        QVERIFY2(named.isEmpty() ? notes.isEmpty() : notes.contains(named), qPrintable(notes));
    }
    void refusesWithItsOwnReason_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *typed, const char *reason) {
            QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromLatin1(reason);
        };
        row("", "empty");
        row("ac me.goskope.com", "blank");
        row("ftp://acme.goskope.com", "ftp");
        row("https://me:pw@acme.goskope.com", "user name");
        row("10.1.2.3", "number");
        row("https://[2001:db8::1]", "number");
        row("0123456789abcdef0123456789abcdef0123456789abcdef", "token");
        row("acme..goskope.com", "host");
        row("-acme.goskope.com", "host name");
        row("goskope.com", "own name");
        row("acme.goskope.com:99999", "host name");
    }
    void refusesWithItsOwnReason()
    {
        QFETCH(QString, typed);
        QFETCH(QString, reason);
        const auto address = normaliseAddress(typed);
        QVERIFY(!address);
        QVERIFY2(address.error().message.contains(reason), qPrintable(address.error().message));
        QVERIFY(!address.error().nextStep.isEmpty());
    }
    // What is not clearly a tenant's address is never made into a host, and the question names the likely
    // one.
    void asksWhatWasMeant_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("meant"); // empty: nothing is likely
        const auto row = [](const char *typed, const char *reason, const char *meant = "") {
            QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromUtf8(reason)
                                 << QString::fromUtf8(meant);
        };
        // The scheme.
        row("https:/acme.goskope.com", "\"https\"", "acme.goskope.com");
        row("https//acme.goskope.com", "\"https\"", "acme.goskope.com");
        row("https:acme.goskope.com", "\"https\"", "acme.goskope.com");
        row("https://https://acme.goskope.com", "\"https\"", "acme.goskope.com");
        row("https://http://acme.goskope.com", "\"http\"", "acme.goskope.com");
        row("https:\\\\acme.goskope.com", "\"https\"", "acme.goskope.com");
        row("htttps://acme.goskope.com", "htttps", "acme.goskope.com");
        row("htps//acme.goskope.com", "\"htps\"", "acme.goskope.com");
        row("ttps:/acme.goskope.com", "\"ttps\"", "acme.goskope.com");
        row("https:acme", "\"https\"", "acme.goskope.com");
        row("https//acme", "\"https\"", "acme.goskope.com");
        row("https", "\"https\"");
        row("https:443", "\"https\"");
        row("https://", "no host");
        row("https.goskope.com", "belongs in front");
        row("//acme.goskope.com", "no host", "acme.goskope.com");
        row("ftp://acme.goskope.com", "\"ftp\"", "acme.goskope.com");
        // Paths and other parts.
        row("[::ffff:127.0.0.1]", "is a number");
        row("https://[::ffff:127.0.0.1]", "is a number");
        row("/api/v2/events", "no host");
        row("api/v2/events/dataexport", "alone is not an address");
        row("acme/ns", "alone is not an address");
        row("www", "alone is not an address");
        row("goskope", "alone is not an address");
        row("xn--cme-7cd.goskope.com", "encoded letters (xn--)");
        row("acme.XN--gskope-0rg.com", "encoded letters (xn--)");
        row("user@acme.goskope.com", "user name", "acme.goskope.com");
        row("acme.goskope.com:", "not a host name", "acme.goskope.com");
        row("acme.goskope.com:abc", "not a host name", "acme.goskope.com");
        // Characters.
        row("acme‑corp.goskope.com", "dash (U+2011)", "acme-corp.goskope.com");
        row("acme–corp.goskope.com", "dash (U+2013)", "acme-corp.goskope.com");
        row("acme—corp", "dash (U+2014)", "acme-corp.goskope.com");
        row("acme。goskope.com", "ideographic full stop (U+3002)", "acme.goskope.com");
        row("аcme.goskope.com", "a Cyrillic letter that looks like \"a\" (U+0430)", "acme.goskope.com");
        row("acme.gоskope.com", "a Cyrillic letter that looks like \"o\" (U+043E)", "acme.goskope.com");
        row("acme.goskοpe.com", "a Greek letter that looks like \"o\" (U+03BF)", "acme.goskope.com");
        row("ａcme.goskope.com", "U+FF41", "acme.goskope.com");
        row("ac​me.goskope.com", "a zero-width space (U+200B)", "acme.goskope.com");
        row("ac­me.goskope.com", "a soft hyphen (U+00AD)", "acme.goskope.com");
        row("ac\uFE0Fme.goskope.com", "an invisible character (U+FE0F)", "acme.goskope.com");
        row("ac\U000E0100me.goskope.com", "an invisible character (U+E0100)", "acme.goskope.com");
        row("\u202Emoc.epoksog.emca", "(U+202E)"); // it is shown as acme.goskope.com
        row("müller.goskope.com", "a letter outside a to z, \"ü\"");
        row("\"acme.goskope.com", "a quotation mark", "acme.goskope.com");
        row("acme_corp", "not a valid part", "acme-corp.goskope.com");
        row("acme_corp.goskope.com", "not a valid part", "acme-corp.goskope.com");
        row("acme..goskope.com", "two dots", "acme.goskope.com");
        row("acme.goskope.com%20", "the character \"%\"", "acme.goskope.com");
        row("https%3A%2F%2Facme.goskope.com", "the character \"%\"", "acme.goskope.com");
        row("acme,eu.goskope.com", "the character \",\"", "acme.eu.goskope.com");
        row("acme,goskope.com", "the character \",\"", "acme.goskope.com");
        row("acme[.]goskope[.]com", "not a host name", "acme.goskope.com");
        // Text around it.
        row("Tenant: acme.goskope.com", "blank", "acme.goskope.com");
        row("acme.goskope.com (prod)", "blank", "acme.goskope.com");
        row("[acme.goskope.com](https://acme.goskope.com)", "", "acme.goskope.com");
        row("acme.goskope.com,other.goskope.com", "the character \",\"", "acme.goskope.com");
        // Domains.
        row("acme.goskope.co", "looks like one of Netskope's hosts", "acme.goskope.com");
        row("acme.goskop.com", "looks like one of Netskope's hosts", "acme.goskope.com");
        row("acme.gosckope.com", "looks like one of Netskope's hosts", "acme.goskope.com");
        row("acme.netskop.com", "looks like one of Netskope's hosts", "acme.netskope.com");
        row("acme-goskope.com", "looks like one of Netskope's hosts", "acme.goskope.com");
        row("acme.goskope.com.evil.test", "looks like one of Netskope's hosts");
        row("acme.goskope.evil.test", "looks like one of Netskope's hosts");
        row("acme.govskope", "looks like one of Netskope's hosts", "acme.govskope.us");
        row("acme.goskope.net", "looks like one of Netskope's hosts", "acme.goskope.com");
        row("acme.netskope.eu", "looks like one of Netskope's hosts");
        row("acme.my-netskope.com", "looks like one of Netskope's hosts");
        row("acme.sg", "is a domain", "acme.sg.goskope.com");
        row("acme.uae", "is a domain", "acme.uae.goskope.com");
        row("acme.com", "is a domain", "acme.goskope.com");
        row("goskope.com", "own name");
        row("govskope.us", "own name");
        row("netskope.com", "own name");
        row("eu.goskope.com", "own name");
        row("https://docs.netskope.com", "site of Netskope");
        row("www.goskope.com", "site of Netskope");
        // Instructions that were not filled in.
        row("$TENANT.goskope.com", "not filled in: \"$TENANT\".");
        row("<tenant>.goskope.com", "not filled in");
        row("{tenant}.goskope.com", "not filled in");
        row("<tenant>", "stands for the tenant's name");
        row("tenant.goskope.com", "stands for the tenant's name");
        row("your-tenant.goskope.com", "stands for the tenant's name");
        // Numbers.
        row("127.1", "");
        row("0x7f000001", "not a host name");
        row("localhost:99999", "not a host name");
        row("10.1.2.3", "number", "");
        row("acme.1", "not a complete host name", "");
    }
    void asksWhatWasMeant()
    {
        QFETCH(QString, typed);
        QFETCH(QString, reason);
        QFETCH(QString, meant);
        const auto address = normaliseAddress(typed);
        QVERIFY2(!address, address ? qPrintable(address->url.toString()) : "");
        QVERIFY2(address.error().message.contains(reason), qPrintable(address.error().message));
        const QString question = QStringLiteral("Did you mean %1?").arg(meant);
        if (meant.isEmpty())
            QVERIFY2(!address.error().nextStep.contains(QLatin1String("Did you mean")) ||
                         reason.contains(QLatin1String("Netskope's hosts")),
                     qPrintable(address.error().nextStep));
        else
            QCOMPARE(address.error().nextStep, question);
    }
    void saysWhatWasChanged_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("note");
        const auto row = [](const char *typed, const char *note) {
            QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromUtf8(note);
        };
        row("acme", "Completed to acme.goskope.com.");
        row("acme.de.goskope", "Completed to acme.de.goskope.com.");
        row("acme.goskope.com,", "\",\" at the end was dropped.");
        row("<acme.goskope.com>", "< and > around the address were dropped.");
        row("\"acme.goskope.com\"", "\" and \" around the address were dropped.");
        row("​acme.goskope.com", "a zero-width space (U+200B)");
        row("http://acme.goskope.com", "Changed to https");
        row("acme.goskope.com/ns", "Only the host counts");
    }
    void saysWhatWasChanged()
    {
        QFETCH(QString, typed);
        QFETCH(QString, note);
        const QString notes = normaliseAddress(typed)->notes.join(QLatin1Char(' '));
        QVERIFY2(notes.contains(note), qPrintable(notes));
    }
    // A token in the wrong field is neither looked up as a name nor repeated in a message.
    void keepsATokenToItself_data()
    {
        QTest::addColumn<QString>("token");
        QTest::newRow("32 hexadecimal digits") << QStringLiteral("0123456789abcdef0123456789abcdef");
        QTest::newRow("three parts") << QStringLiteral(
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpMeJ");
        QTest::newRow("base64") << QStringLiteral(
            "q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83v/ASNFZ4mrze8+BI0VniavN7w==");
        QTest::newRow("with Netskope's domain")
            << QStringLiteral("0123456789abcdef0f3a9c2e7b1d4856.goskope.com");
        QTest::newRow("with a region") << QStringLiteral("xK9fQ2mZ7pL4vB8nT1cR6wY3hJ5dG0aS.eu.goskope.com");
        QTest::newRow("as a port") << QStringLiteral("http://127.0.0.1:swordfish9swordfish");
        QTest::newRow("as a short port") << QStringLiteral("http://127.0.0.1:swordfish");
        QTest::newRow("as a file") << QStringLiteral("/nowhere/swordfish.zip");
        QTest::newRow("as a user") << QStringLiteral("https://swordfish@/acme");
        QTest::newRow("in a path") << QStringLiteral("acme/0123456789abcdef0123456789abcdef");
    }
    void keepsATokenToItself()
    {
        QFETCH(QString, token);
        const auto address = normaliseAddress(token);
        QVERIFY2(!address, address ? qPrintable(address->url.toString()) : "");
        for (const QString &part : token.split(QRegularExpression(QStringLiteral("[./:@]")))) {
            if (part.size() > 8)
                QVERIFY2(!address.error().asText().contains(part.left(12)),
                         qPrintable(address.error().asText()));
        }
    }
    void warnsOutsideNetskope()
    {
        QVERIFY(normaliseAddress(QStringLiteral("acme.netskope.com"))->warnings.isEmpty());
        QVERIFY(normaliseAddress(QStringLiteral("acme.govskope.us"))->warnings.isEmpty());
        QVERIFY(!normaliseAddress(QStringLiteral("siem.example.com"))->warnings.isEmpty());
        QVERIFY(normaliseAddress(QStringLiteral("acme.goskope.com"))->warnings.isEmpty());
    }
    void doesNotRepeatAPassword()
    {
        QVERIFY(!normaliseAddress(QStringLiteral("https://me:hunter2@acme.goskope.com"))
                     .error()
                     .asText()
                     .contains(QLatin1String("hunter2")));
    }
    void builtInCatalogueIsSound()
    {
        const auto catalogue = EndpointCatalogue::builtIn();
        QVERIFY(catalogue.endpoints().size() >= 20);
        QCOMPARE(
            catalogue.profile(QStringLiteral("hunters"))->endpointIds,
            QStringList({QStringLiteral("alert"), QStringLiteral("application"), QStringLiteral("audit")}));
        const auto broken = EndpointCatalogue::fromJson(
            R"({"endpoints":[{"id":"x","title":"X","table":"t","path":"/etc"}]})", "{}");
        QVERIFY(broken.error().message.contains(QLatin1String("row 1")));
        QVERIFY(!catalogue.select({QStringLiteral("nope")}));
        QVERIFY(!catalogue.select({}));
    }
};

QTEST_GUILESS_MAIN(TenantAddressTest)
#include "tenant_address_test.moc"
