// Names that are tokens, and names that only look a little like one.
#include "core/base/token_shape.h"

#include <QTest>

using namespace slipway;

class TokenShapeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void parts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isToken");
        const auto row = [](const char *text, bool isToken) {
            QTest::newRow(text) << QString::fromUtf8(text) << isToken;
        };
        row("0f3a9c2e7b1d4856a0f3a9c2e7b1d485", true);
        row("xK9fQ2mZ7pL4vB8nT1cR6wY3hJ5dG0aS", true);
        row("0f3a9c2e7b1d4856a0f3a9c2e7b1d485.goskope.com", true);
        row("/tmp/0f3a9c2e7b1d4856a0f3a9c2e7b1d485.zip", true);
        row("http://0f3a9c2e7b1d4856a0f3a9c2e7b1d485:8080", true);
        row("Acme 0f3a9c2e7b1d4856a0f3a9c2e7b1d485", true);
        row("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF123", true);
        row("eyjhbgcioijiuzi1nij9.eyjzdwiioiixmjm0in0.abcdef123", true); // in a host name
        row("RBACv3:eyJhbGciOiJIUzI1NiJ9", true);
        row("eyjafjallajokull.goskope.com", false);
        row("", false);
        row("acme.goskope.com", false);
        row("acmecorporation2024staging1.goskope.com", false);
        row("/srv/exports/auditevents20261130082354/alerts", false);
        row("20261130-082354-b359-alert-00001.ndjson.gz", false);
        row("3f2b8c1e-9d4a-4b6f-8e7d-1a2b3c4d5e6f", false); // an id
        row("slipway-support-20261130-082354", false);
        row("swordfish9", false);
        row("acomputernamewithoutanydigitsatall", false);
        row("192.168.100.200", false);
    }
    void parts()
    {
        QFETCH(QString, text);
        QFETCH(bool, isToken);
        QCOMPARE(hasPartLikeToken(text), isToken);
    }
};

QTEST_GUILESS_MAIN(TokenShapeTest)
#include "token_shape_test.moc"
