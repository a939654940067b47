#include "core/base/secret_scan.h"
#include "core/base/utc.h"
#include "core/demo/demo_tenant.h"
#include "core/events/documents/event_fields.h"
#include "core/language/language.h"
#include "core/report/gather_report.h"
#include "core/report/report_file.h"
#include "core/report/report_markup.h"
#include "tests/support/cli_run.h"
#include "tests/support/servers.h"

#include <QGuiApplication>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;

namespace {

const QByteArray token = "report-canary-token-42/+x";
const QString hostileName =
    QStringLiteral("Acme <img src=x onerror=alert(1)> & \"Söhne\" %1 %2 </title><script>");

QByteArray output(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished(30'000) || process.exitCode() != 0)
        qFatal("%s: %s (run installer/setup)", qPrintable(program),
               process.readAllStandardError().constData());
    return process.readAllStandardOutput();
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString withoutBlanks(QString text)
{
    static const QRegularExpression blanks(QStringLiteral("\\s"));
    return text.remove(blanks);
}

// A long report made by hand: as many endpoints as a page cannot hold.
OnboardingReport longReport(int rows)
{
    OnboardingReport report;
    report.tenantName = hostileName;
    report.madeAt = report.check.at = utcFrom(QDate(2026, 11, 25), QTime(9, 30));
    report.tokenExpires = QDate(2026, 12, 18);
    report.check.address = QUrl(QStringLiteral("https://acme.goskope.com"));
    report.check.profile.title = QStringLiteral("Hunters");
    report.check.verdict = Verdict::NotReady;
    report.check.summary = QStringLiteral("Not ready: 1 of 3 required permissions is missing.");
    report.check.steps = {{QStringLiteral("tls"), QStringLiteral("TLS"), StepState::Passed, 12,
                           QStringLiteral("TLS 1.3 *.goskope.com")}};
    for (int row = 0; row < rows; ++row) {
        AccessRow access;
        access.endpoint = {QStringLiteral("e%1").arg(row),
                           QStringLiteral("Endpoint number %1").arg(row),
                           QStringLiteral("/api/v2/row%1end").arg(row),
                           {}};
        access.needed = row < 3;
        access.access = row == 1 ? Access::Missing : Access::Granted;
        access.httpStatus = row == 1 ? 403 : 200;
        access.explanation = QStringLiteral("A sentence that is long enough to take several lines of its "
                                            "narrow column (%1), as explanations do.")
                                 .arg(row);
        report.check.rows << access;
    }
    return report;
}

} // namespace

class ReportTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_world;

    QString file(const char *name) const { return m_world->filePath(QString::fromLatin1(name)); }
    std::unique_ptr<DemoTenant> demo(const QStringList &granted = {QStringLiteral("alert"),
                                                                   QStringLiteral("application"),
                                                                   QStringLiteral("audit")}) const
    {
        DemoTenantOptions options;
        options.token = token;
        options.granted = granted;
        options.requestsPerSecond = 0;
        options.events = {{QStringLiteral("alert"), 4'000},
                          {QStringLiteral("application"), 4'000},
                          {QStringLiteral("audit"), 4'000}};
        return DemoTenant::start(options).value();
    }
    int report(const DemoTenant &tenant, const QStringList &more) const
    {
        test::CliRun run(file("state"),
                         QStringList{QStringLiteral("report"), QStringLiteral("--host"),
                                     tenant.address().toString(), QStringLiteral("--token-stdin")} +
                             more,
                         token);
        return run.wait();
    }
    QString pdfText(const QString &path) const
    {
        return QString::fromUtf8(
            output(QStringLiteral("pdftotext"), {QStringLiteral("-layout"), path, QStringLiteral("-")}));
    }
    QString pdfInfo(const QString &path) const
    {
        return QString::fromUtf8(output(QStringLiteral("pdfinfo"), {path}));
    }

private Q_SLOTS:
    void init() { m_world = std::make_unique<QTemporaryDir>(); }

    void commandWritesAllFormats()
    {
        const auto tenant = demo();
        QCOMPARE(report(*tenant, {file("r"), QStringLiteral("--format"), QStringLiteral("pdf,html,json")}),
                 0);
        const QString pdf = pdfText(file("r.pdf"));
        for (const char *fact :
             {"Onboarding report", "Ready: 3 of 3 required permissions.", "Hunters",
              "/api/v2/events/dataexport/events/alert", "granted", "an API answers", "Slipway", "OpenSSL",
              "conforms", "alert_name", "[user]", "Read positions touched: 0", "Page 1 of "})
            QVERIFY2(pdf.contains(QString::fromUtf8(fact)), fact);
        QVERIFY(pdf.contains(tenant->address().host()));
        QVERIFY(pdfInfo(file("r.pdf")).contains(QLatin1String("595 x 842 pts (A4)")));

        const QByteArray html = contentOf(file("r.html"));
        QVERIFY(html.contains("3 of 3 required permissions"));
        // It loads nothing from anywhere.
        for (const char *loader : {"<script", "<img", "<link", "src=", "href=", "url("})
            QVERIFY2(!html.contains(loader), loader);

        const QJsonObject json = QJsonDocument::fromJson(contentOf(file("r.json"))).object();
        QCOMPARE(json[QStringLiteral("slipway_report")].toInt(), 1);
        QCOMPARE(json[QStringLiteral("verdict")].toString(), QStringLiteral("ready"));
        QCOMPARE(json[QStringLiteral("foreign_indexes")].toInt(-1), 0);
        QCOMPARE(json[QStringLiteral("samples")].toArray().size(), 3);
        QCOMPARE(json[QStringLiteral("check")][QStringLiteral("endpoints")].toArray().size(), 3);

        // How the program was built, in each of them.
        const QByteArray flag = "-fstack-protector-strong";
        QVERIFY(withoutBlanks(pdf).contains(QString::fromLatin1(flag)));
        QVERIFY(html.contains(flag) && html.contains("Built with"));
        const QStringList names = json[QStringLiteral("versions")].toObject().keys();
        for (const char *name :
             {"Slipway", "Qt", "TLS library", "System", "Built with", "Flags", "Libraries"})
            QVERIFY2(names.contains(QString::fromLatin1(name)), name);
        QVERIFY(contentOf(file("r.json")).contains(flag));

        for (const char *name : {"r.pdf", "r.html", "r.json"}) {
            QVERIFY2(!findSecret(contentOf(file(name)), {token}), name);
            QCOMPARE(QFile::permissions(file(name)) & (QFile::ReadGroup | QFile::ReadOther),
                     QFile::Permissions());
        }
        QVERIFY(!findSecret(withoutBlanks(pdf).toUtf8(), {token}));
        // People are not in it: the demo's are mail addresses of one domain.
        for (const QString &text :
             {pdf, QString::fromUtf8(html), QString::fromUtf8(contentOf(file("r.json")))}) {
            QVERIFY(!text.contains(QLatin1String("@acme.example")));
            QVERIFY(text.contains(QLatin1String("[user]")));
        }
    }
    void commandReportsAMissingPermission()
    {
        const auto tenant = demo({QStringLiteral("alert"), QStringLiteral("audit")});
        QCOMPARE(report(*tenant, {file("missing.pdf"), QStringLiteral("--paper"), QStringLiteral("letter"),
                                  QStringLiteral("--no-samples")}),
                 1);
        const QString pdf = pdfText(file("missing.pdf"));
        for (const char *fact :
             {"Not ready: 1 of 3 required permissions is missing.", "What to do", "Administrators & Roles",
              "Settings > Tools", "Message to the Netskope administrator", "missing"})
            QVERIFY2(pdf.contains(QString::fromUtf8(fact)), fact);
        QVERIFY(pdf.contains(QLatin1String("/api/v2/events/dataexport/events/application")));
        QVERIFY(pdfInfo(file("missing.pdf")).contains(QLatin1String("612 x 792 pts (letter)")));
    }
    void tlsEvidenceIsInIt()
    {
        const auto tenant = demo();
        const test::Authority authority(QStringLiteral("Acme Report CA"), QStringLiteral("Acme"));
        const test::TlsFront front(
            authority.issue(QStringLiteral("tenant-front"), QStringLiteral("IP:127.0.0.1")),
            tenant->address());
        test::CliRun run(file("state"),
                         {QStringLiteral("report"), QStringLiteral("--host"), front.url().toString(),
                          QStringLiteral("--token-stdin"), QStringLiteral("--ca-file"), authority.caFile(),
                          QStringLiteral("--no-samples"), file("tls.pdf")},
                         token);
        QCOMPARE(run.wait(), 0);
        const QString pdf = pdfText(file("tls.pdf"));
        for (const char *fact : {"TLS 1.3", "tenant-front", "Acme Report CA"})
            QVERIFY2(pdf.contains(QString::fromUtf8(fact)), qPrintable(pdf));
    }
    void commandRefusesWhatItCannotDo()
    {
        const auto tenant = demo();
        QCOMPARE(report(*tenant, {file("r.docx")}), 2);
        QCOMPARE(report(*tenant, {file("r"), QStringLiteral("--format"), QStringLiteral("pdf,doc")}), 2);
        QCOMPARE(report(*tenant, {file("r.pdf"), QStringLiteral("--paper"), QStringLiteral("a3")}), 2);
        QCOMPARE(report(*tenant, {}), 2);
        QVERIFY(QDir(m_world->path()).entryList({QStringLiteral("r*")}, QDir::Files).isEmpty());
        QCOMPARE(report(*tenant, {file("none/r.json"), QStringLiteral("--no-samples")}), 1);
    }
    void pagesEndBetweenRows()
    {
        for (const Paper paper : {Paper::A4, Paper::Letter}) {
            const OnboardingReport long1 = longReport(90);
            QVERIFY(saveReport(long1, file("long.pdf"), paper));
            const QStringList pages = pdfText(file("long.pdf")).split(QChar(12), Qt::SkipEmptyParts);
            QVERIFY(pages.size() > 3);
            for (int page = 0; page < pages.size(); ++page) {
                QVERIFY(
                    pages[page].contains(QStringLiteral("Page %1 of %2").arg(page + 1).arg(pages.size())));
                // Where rows go on, so does the table's head, and headings are not left alone at the end.
                if (pages[page].contains(QLatin1String("Endpoint number")))
                    QVERIFY2(pages[page].contains(QLatin1String("What it means")), qPrintable(pages[page]));
                QStringList lines = pages[page].split(QLatin1Char('\n'), Qt::SkipEmptyParts);
                QVERIFY(lines.size() > 3);
                QVERIFY2(!QStringList({QStringLiteral("Permissions"), QStringLiteral("Connection")})
                              .contains(lines[lines.size() - 2].trimmed()),
                         qPrintable(pages[page]));
            }
            for (int row = 0; row < 90; ++row) {
                // A row that was cut would have its first line on one page and its last on another.
                int whole = 0, seen = 0;
                for (const QString &page : pages) {
                    const bool first = page.contains(QStringLiteral("Endpoint number %1 ").arg(row)),
                               last = page.contains(QStringLiteral("/api/v2/row%1end").arg(row));
                    whole += first && last;
                    seen += first || last;
                }
                QVERIFY2(whole == 1 && seen == 1, qPrintable(QString::number(row)));
            }
        }
    }
    // A table that ends where the page does must not push the rest over a page of its own.
    void noPageIsEmpty()
    {
        for (int shift = 1; shift <= 16; ++shift) { // rows of another height than those of the sample
            OnboardingReport report = longReport(shift);
            ReportSample sample;
            sample.endpoint = report.check.rows[0].endpoint;
            sample.events = 1;
            for (int field = 0; field < 90; ++field)
                sample.fields << QStringLiteral("field_%1").arg(field);
            sample.rows = {sample.fields};
            report.samples << sample;
            QVERIFY(saveReport(report, file("pages.pdf"), Paper::A4));
            for (const QString &page : pdfText(file("pages.pdf")).split(QChar(12), Qt::SkipEmptyParts))
                QVERIFY2(page.split(QLatin1Char('\n'), Qt::SkipEmptyParts).size() > 1, // the footer
                         qPrintable(QStringLiteral("%1: %2").arg(shift).arg(page)));
        }
    }
    void namesAreTextAndNeverMarkup()
    {
        useLanguage(QStringLiteral("en")); // for the plural of days
        OnboardingReport report = longReport(3);
        report.check.rows[0].explanation = QStringLiteral("<b onclick=x>bold</b>");
        ReportSample sample;
        sample.endpoint = report.check.rows[0].endpoint;
        sample.events = 1;
        sample.fields = {QStringLiteral("<i>field</i>")};
        sample.rows = {{QStringLiteral("</table><iframe src='https://evil.example'>\u202Egnp.exe")},
                       {QStringLiteral("launch \U0001F680 été ✔")}};
        report.samples << sample;
        const QString html = reportHtml(report, Medium::Browser);
        for (const char *tag : {"<img", "<script", "<b ", "<i>", "<iframe"})
            QVERIFY2(!html.contains(QLatin1String(tag)), tag);
        QVERIFY(html.contains(
            QString::fromUtf8("&lt;img src=x onerror=alert(1)&gt; &amp; &quot;Söhne&quot; %1 %2")));
        QVERIFY(!html.contains(QChar(0x202E)));
        QVERIFY(saveReport(report, file("hostile.pdf"), Paper::A4));
        const QString pdf = pdfText(file("hostile.pdf"));
        QVERIFY(withoutBlanks(pdf).contains(withoutBlanks(hostileName)));
        QVERIFY(withoutBlanks(pdf).contains(QLatin1String("</table><iframe")));
        // What no font can draw has a name instead of an empty box.
        QVERIFY2(pdf.contains(QStringLiteral("launch ‹U+1F680› été ✔")), qPrintable(pdf));
        QVERIFY(html.contains(QStringLiteral("launch \U0001F680 été ✔"))); // a browser finds a font
        QVERIFY(pdf.contains(QLatin1String("2026-12-18 (23 days left)")));
    }
    void peopleAreTakenOutOfSamples()
    {
        // Quotes are written as ' and ~ is a backslash.
        const auto json = [](const char *text) {
            return QByteArray(text).replace('\'', '"').replace('~', '\\');
        };
        const QList<QByteArray> events{
            json("{'user':'Anna.Berg@acme.example','srcip':'10.1.2.3','hostname':'BERG-LAPTOP','app':'Box',"
                 "'url':'https://s3.example/x?sig=abc','note':'shared by anna.berg@acme.example from "
                 "BERG-LAPTOP'}"),
            json("{'user':'anna.berg@acme.example','app':'Slack','details':{'user_name':'Zoë Li',"
                 "'text':'Changed by ~'anna.berg~' for zo~u00eb li, see mail to other@else.example'}}")};
        const auto texts = [&](Personal mode) {
            SampleRedaction redaction(mode);
            redaction.learn(events);
            QString all;
            for (const QByteArray &event : events) {
                for (const QString &name : fieldNames(event))
                    all += name + QLatin1Char('=') + redaction.value(name, fieldText(event, name)) +
                           QLatin1Char('\n');
            }
            return all;
        };
        for (const Personal mode : {Personal::Masked, Personal::Hashed}) {
            const QString all = texts(mode);
            for (const char *person : {"anna", "berg", "10.1.2.3", "laptop", "zoë", "li,", "other@", "sig="})
                QVERIFY2(!all.contains(QString::fromUtf8(person), Qt::CaseInsensitive), qPrintable(all));
            for (const char *rest : {"app=Box", "app=Slack", "Changed by", "https://s3.example/x?…"})
                QVERIFY2(all.contains(QString::fromUtf8(rest)), qPrintable(all));
        }
        // The same person has the same name, and another one in the next report.
        static const QRegularExpression name(QStringLiteral("user=(user-[0-9a-f]{10})"));
        const QString hashed = texts(Personal::Hashed), again = texts(Personal::Hashed);
        const QString person = name.match(hashed).captured(1);
        QVERIFY(!person.isEmpty());
        QCOMPARE(hashed.count(person), 4);
        QVERIFY(!again.contains(person));
        QVERIFY(texts(Personal::Shown).contains(QLatin1String("Anna.Berg@acme.example")));
    }
    void fieldsAreChosen()
    {
        const auto tenant = demo();
        QCOMPARE(report(*tenant, {file("f.json"), QStringLiteral("--fields"), QStringLiteral("app,user"),
                                  QStringLiteral("--hash-users")}),
                 0);
        const QJsonArray samples =
            QJsonDocument::fromJson(contentOf(file("f.json"))).object()[QStringLiteral("samples")].toArray();
        const QJsonObject event = samples.first()[QStringLiteral("events")].toArray().first().toObject();
        QCOMPARE(event.keys(), QStringList({QStringLiteral("app"), QStringLiteral("user")}));
        QVERIFY(event[QStringLiteral("user")].toString().startsWith(QLatin1String("user-")));
    }
    void aFieldThatIsNotThereIsNamed()
    {
        const auto tenant = demo();
        const auto run = [&](const QString &fields) {
            const QString host = tenant->address().toString();
            test::CliRun process(file("state"),
                                 {QStringLiteral("report"), QStringLiteral("--host"), host,
                                  QStringLiteral("--token-stdin"), QStringLiteral("--fields"), fields,
                                  file("n.json"), file("n.html")},
                                 token);
            const int code = process.wait();
            return std::pair(code, process.errors());
        };
        const auto slip = run(QStringLiteral("app,alert_nmae,user"));
        QCOMPARE(slip.first, 2);
        QVERIFY2(slip.second.contains("\"alert_nmae\"") && slip.second.contains("alert_name"),
                 slip.second.constData());
        QVERIFY2(!slip.second.contains("\"user\"") && !slip.second.contains("\"app\""),
                 slip.second.constData());
        const auto far = run(QStringLiteral("zzzzqqqq"));
        QCOMPARE(far.first, 2);
        QVERIFY2(far.second.contains("\"zzzzqqqq\"") && far.second.contains("preview"),
                 far.second.constData());
        for (const char *name : {"n.json", "n.html"})
            QVERIFY(!QFile::exists(file(name)));
        // A field of the schema that these events happen not to have is not a typing error.
        const auto rare = run(QStringLiteral("app,AccountType"));
        QCOMPARE(rare.first, 0);
        QVERIFY2(rare.second.contains("No sample event has: AccountType"), rare.second.constData());
        QVERIFY(QFile::exists(file("n.json")));
    }
    void aSecretIsMaskedInWhateverForm()
    {
        const Secret secret(token);
        OnboardingReport report = longReport(1);
        for (const QByteArray &form :
             {token, QByteArray("x" + token).toBase64(), token.toPercentEncoding(), token.toHex()}) {
            report.tenantName = QString::fromUtf8("name " + form);
            for (const char *name : {"s.html", "s.json"}) {
                QVERIFY(saveReport(report, file(name), Paper::A4));
                QVERIFY(contentOf(file(name)).contains("name "));
                QVERIFY(!contentOf(file(name)).contains(form));
                QVERIFY(!findSecret(contentOf(file(name))));
            }
        }
    }
    void secretsAreFoundInEachForm()
    {
        const QByteArrayList secrets{token};
        const QByteArray percent = token.toPercentEncoding();
        QVERIFY(percent != token);
        const QByteArrayList forms{token,
                                   token.toBase64(),
                                   ("a" + token + "tail").toBase64(),
                                   ("ab" + token + "tail").toBase64(),
                                   ("abc" + token).toBase64(QByteArray::Base64UrlEncoding),
                                   percent,
                                   percent.toLower(),
                                   token.toHex(),
                                   token.toHex().toUpper()};
        for (const QByteArray &form : forms) {
            QVERIFY2(findSecret("before " + form + " after", secrets), form.constData());
            QVERIFY2(!findSecret("before " + form.left(form.size() / 2) + " after", secrets),
                     form.constData());
        }
        QVERIFY(!findSecret("nothing here", secrets));
        QVERIFY(!findSecret("abc", {QByteArray("abc")})); // too short to tell
    }
};

// Without a display, as on a server.
int main(int argc, char *argv[])
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication application(argc, argv);
    ReportTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "report_test.moc"
