// What the answers of a check mean together, without any server.
#include "core/diagnosis/judging.h"

#include <QTest>

using namespace slipway;

class JudgingTest : public QObject
{
    Q_OBJECT

    static QString path(char of)
    {
        return QStringLiteral("/api/v2/events/dataexport/events/") + QLatin1Char(of);
    }
    // One row for each word: "g" granted, "m" 403, "t" 401, "n" 404, "r" 429, "?" no conclusion; a capital
    // letter is one that the profile does not need.
    static CheckResult result(const QString &answers)
    {
        CheckResult result;
        char name = 'a';
        for (const QChar answer : answers) {
            AccessRow row;
            row.endpoint.id = QString(QLatin1Char(name));
            row.endpoint.path = path(name++);
            row.needed = !answer.isUpper();
            switch (answer.toLower().toLatin1()) {
            case 'g':
                row.access = Access::Granted;
                break;
            case 'm':
                row.access = Access::Missing;
                break;
            case 't':
                row.access = Access::TokenRefused;
                break;
            case 'n':
                row.access = Access::NotAvailable;
                break;
            case 'r':
                row.access = Access::RateLimited;
                break;
            default:
                row.access = Access::NotConclusive;
            }
            result.rows << row;
        }
        return result;
    }

private Q_SLOTS:
    void verdicts_data()
    {
        QTest::addColumn<QString>("answers");
        QTest::addColumn<Verdict>("verdict");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *answers, Verdict verdict, const char *says) {
            QTest::newRow(answers) << QString::fromLatin1(answers) << verdict << QString::fromLatin1(says);
        };
        row("g", Verdict::Ready, "Ready: the required permission is granted.");
        row("ggg", Verdict::Ready, "Ready: 3 of 3");
        row("gMT", Verdict::Ready,
            "Ready: the required permission is granted."); // what is not needed does not count
        row("gG", Verdict::Ready, "Ready");
        row("gm", Verdict::NotReady, "1 of 2 required permissions");
        row("gmm", Verdict::NotReady, "2 of 3 required permissions are missing");
        row("tt", Verdict::NotReady, "the token is refused");
        row("mm", Verdict::NotReady, "the token is refused"); // all are refused: it is not about one path
        row("t", Verdict::NotReady, "the token is refused");
        row("r", Verdict::NotConclusive, "could not be confirmed");
        row("gr", Verdict::NotConclusive, "1 of 2 required permissions could be confirmed");
        row("?", Verdict::NotConclusive, "could not be confirmed");
        row("gn", Verdict::NotReady, "1 of 2 required permissions");
    }
    void verdicts()
    {
        QFETCH(QString, answers);
        QFETCH(Verdict, verdict);
        QFETCH(QString, says);
        CheckResult judged = result(answers);
        judge(judged);
        QVERIFY2(judged.verdict == verdict, qPrintable(judged.summary));
        QVERIFY2(judged.summary.contains(says), qPrintable(judged.summary));
    }
    // A step that failed decides, whatever was granted before.
    void aFailedStepDecides()
    {
        CheckResult judged = result(QStringLiteral("gg"));
        ConnectionStep step;
        step.state = StepState::Failed;
        step.error = Error{ErrorKind::Tls, QStringLiteral("the certificate is not trusted"), {}, {}};
        judged.steps << step;
        judge(judged);
        QCOMPARE(judged.verdict, Verdict::NotConclusive);
        QVERIFY2(judged.summary.contains(QLatin1String("the certificate is not trusted")),
                 qPrintable(judged.summary));
    }
    void whatIsGrantedAndNotNeededIsExcess()
    {
        CheckResult judged = result(QStringLiteral("gGM"));
        judge(judged);
        QCOMPARE(judged.excess.size(), 1);
        QCOMPARE(judged.excess.first().path, path('b'));
        QVERIFY(!judged.excess.first().write);
    }
    // Judging twice says the same once.
    void judgingAgainChangesNothing()
    {
        CheckResult once = result(QStringLiteral("gGmr"));
        judge(once);
        CheckResult twice = once;
        judge(twice);
        QCOMPARE(twice.summary, once.summary);
        QCOMPARE(twice.notes, once.notes);
        QCOMPARE(twice.excess.size(), once.excess.size());
        for (qsizetype at = 0; at < once.rows.size(); ++at)
            QCOMPARE(twice.rows[at].access, once.rows[at].access);
    }
};

QTEST_GUILESS_MAIN(JudgingTest)
#include "judging_test.moc"
