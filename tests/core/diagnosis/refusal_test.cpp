#include "core/diagnosis/check_session.h"
#include "core/diagnosis/fix.h"

#include <QTest>

using namespace slipway;
using Answer = RefusalPattern::Answer;
using Others = RefusalPattern::Others;
using List = RefusalPattern::TokenList;

Q_DECLARE_METATYPE(slipway::RefusalPattern)
Q_DECLARE_METATYPE(slipway::Cause)
Q_DECLARE_METATYPE(slipway::Confidence)

namespace {

// JSON with single quotes, easier on the eye and on moc.
QByteArray json(const char *text)
{
    return QByteArray(text).replace('\'', '"');
}

} // namespace

class RefusalTest : public QObject
{
    Q_OBJECT

    template<class Visit>
    static void everyPattern(Visit visit)
    {
        for (const Answer answer : {Answer::Unauthorized, Answer::Forbidden, Answer::NotFound})
            for (const Others others : {Others::NotTested, Others::SomeGranted, Others::AllRefused})
                for (const List list : {List::Silent, List::Accepted, List::Lists, List::Lacks})
                    for (int says = 0; says <= static_cast<int>(BodyHint::WebPage); ++says)
                        for (const bool v1 : {false, true})
                            visit(RefusalPattern{answer, others, list, static_cast<BodyHint>(says), v1});
    }
    static bool saysSoItself(BodyHint hint)
    {
        return hint == BodyHint::Disabled || hint == BodyHint::Retired || hint == BodyHint::Allowlist;
    }

private Q_SLOTS:
    // Whatever comes back, there is one answer, it does not claim more than was seen, and it says what to do.
    void everyCombinationHasAnHonestReason()
    {
        int patterns = 0;
        everyPattern([&](const RefusalPattern &pattern) {
            ++patterns;
            const RefusalReason reason = reasonOf(pattern);
            const Fix fix = fixFor(causeName(reason.cause), {QStringLiteral("acme.goskope.com"),
                                                             QStringLiteral("Hunters"),
                                                             {QStringLiteral("/api/v2/x")}});
            QVERIFY(reason.cause != Cause::None);
            QVERIFY(!fix.certain.isEmpty() && !fix.nextStep.isEmpty());
            QVERIFY(!fix.serviceAccount.isEmpty() && !fix.legacyToken.isEmpty());
            QVERIFY(!fix.asText().contains(QLatin1Char('%')));

            const bool works = pattern.others == Others::SomeGranted || pattern.tokenList != List::Silent;
            // A permission is called missing only when the token is known to work.
            if (reason.cause == Cause::PermissionMissing)
                QVERIFY(pattern.others == Others::SomeGranted || pattern.tokenList == List::Lacks);
            // A token that works somewhere is never called refused, of v1, or kept out by its address; unless
            // the tenant says so in words.
            if (works && pattern.says != BodyHint::BadCredentials && !saysSoItself(pattern.says))
                QVERIFY(reason.cause != Cause::TokenRefused && reason.cause != Cause::AddressNotAllowed &&
                        reason.cause != Cause::V1Token);
            // One refusal alone, in words that say nothing, is never certain.
            if (pattern.answer == Answer::Forbidden && !works && pattern.others == Others::NotTested &&
                (pattern.says == BodyHint::Nothing || pattern.says == BodyHint::CannotConsume))
                QVERIFY(reason.confidence == Confidence::Possible);
            // What could be several things says how to tell them apart.
            if (reason.confidence != Confidence::Certain && reason.cause != Cause::PathUnknown &&
                reason.cause != Cause::PermissionMissing)
                QVERIFY2(!fix.tellApart.isEmpty(), qPrintable(causeName(reason.cause)));
        });
        QCOMPARE(patterns, 3 * 3 * 4 * 8 * 2);
    }

    void knownPatterns_data()
    {
        QTest::addColumn<RefusalPattern>("pattern");
        QTest::addColumn<Cause>("cause");
        QTest::addColumn<Confidence>("confidence");
        const auto row = [](const char *name, RefusalPattern pattern, Cause cause, Confidence confidence) {
            QTest::newRow(name) << pattern << cause << confidence;
        };
        using enum Cause;
        using enum Confidence;
        const auto nothing = BodyHint::Nothing;
        row("403, another granted", {Answer::Forbidden, Others::SomeGranted, List::Silent, nothing, false},
            PermissionMissing, Certain);
        row("403 page, another granted",
            {Answer::Forbidden, Others::SomeGranted, List::Silent, BodyHint::WebPage, false},
            SomethingBetween, Likely);
        row("403, list lacks it", {Answer::Forbidden, Others::AllRefused, List::Lacks, nothing, false},
            PermissionMissing, Certain);
        row("403, list grants it", {Answer::Forbidden, Others::SomeGranted, List::Lists, nothing, false},
            TokenChanging, Likely);
        row("403 everywhere, list readable",
            {Answer::Forbidden, Others::AllRefused, List::Accepted, nothing, false}, WrongKindOfToken,
            Likely);
        row("403 everywhere", {Answer::Forbidden, Others::AllRefused, List::Silent, nothing, false},
            TokenRefused, Likely);
        row("403 everywhere, Kong",
            {Answer::Forbidden, Others::AllRefused, List::Silent, BodyHint::CannotConsume, false},
            TokenRefused, Likely);
        row("403 everywhere, bad credentials",
            {Answer::Forbidden, Others::AllRefused, List::Silent, BodyHint::BadCredentials, false},
            TokenRefused, Certain);
        row("403 everywhere, page",
            {Answer::Forbidden, Others::AllRefused, List::Silent, BodyHint::WebPage, false}, SomethingBetween,
            Likely);
        row("401 everywhere, page",
            {Answer::Unauthorized, Others::AllRefused, List::Silent, BodyHint::WebPage, false},
            SomethingBetween, Likely);
        row("401 page, v1 form",
            {Answer::Unauthorized, Others::AllRefused, List::Silent, BodyHint::WebPage, true},
            SomethingBetween, Likely);
        row("403 everywhere, v1 form", {Answer::Forbidden, Others::AllRefused, List::Silent, nothing, true},
            V1Token, Likely);
        row("403 alone", {Answer::Forbidden, Others::NotTested, List::Silent, nothing, false}, Unclear,
            Possible);
        row("403 alone, v1 form", {Answer::Forbidden, Others::NotTested, List::Silent, nothing, true},
            V1Token, Possible);
        row("403 allowlist",
            {Answer::Forbidden, Others::AllRefused, List::Silent, BodyHint::Allowlist, false},
            AddressNotAllowed, Likely);
        row("403 disabled", {Answer::Forbidden, Others::AllRefused, List::Silent, BodyHint::Disabled, false},
            RestApiDisabled, Certain);
        row("403 retired", {Answer::Forbidden, Others::SomeGranted, List::Silent, BodyHint::Retired, false},
            PathRetired, Certain);
        row("401", {Answer::Unauthorized, Others::AllRefused, List::Silent, nothing, false}, TokenRefused,
            Likely);
        row("401, Kong",
            {Answer::Unauthorized, Others::AllRefused, List::Silent, BodyHint::BadCredentials, false},
            TokenRefused, Certain);
        row("401, v1 form", {Answer::Unauthorized, Others::AllRefused, List::Silent, nothing, true}, V1Token,
            Likely);
        row("401, another granted", {Answer::Unauthorized, Others::SomeGranted, List::Silent, nothing, false},
            TokenChanging, Likely);
        row("401, list readable", {Answer::Unauthorized, Others::AllRefused, List::Accepted, nothing, false},
            TokenChanging, Likely);
        row("404 no route", {Answer::NotFound, Others::SomeGranted, List::Silent, BodyHint::NoRoute, false},
            PathUnknown, Certain);
        row("404, a web page, and nothing from the API",
            {Answer::NotFound, Others::NotTested, List::Silent, BodyHint::WebPage, false}, SomethingBetween,
            Likely);
        row("404, a web page, another granted",
            {Answer::NotFound, Others::SomeGranted, List::Silent, BodyHint::WebPage, false}, PathUnknown,
            Likely);
        row("404, a web page, another refused",
            {Answer::NotFound, Others::AllRefused, List::Silent, BodyHint::WebPage, false}, PathUnknown,
            Likely);
        row("404, a web page, list readable",
            {Answer::NotFound, Others::NotTested, List::Accepted, BodyHint::WebPage, false}, PathUnknown,
            Likely);
        row("404, and no other path was tested",
            {Answer::NotFound, Others::NotTested, List::Silent, nothing, false}, PathUnknown, Likely);
        row("404 everywhere", {Answer::NotFound, Others::AllUnknown, List::Silent, nothing, false}, NotTheApi,
            Likely);
        row("404 everywhere, no route",
            {Answer::NotFound, Others::AllUnknown, List::Silent, BodyHint::NoRoute, false}, PathUnknown,
            Certain);
        row("404 everywhere, list readable",
            {Answer::NotFound, Others::AllUnknown, List::Accepted, nothing, false}, PathUnknown, Likely);
        row("404 everywhere, a web page",
            {Answer::NotFound, Others::AllUnknown, List::Silent, BodyHint::WebPage, false}, SomethingBetween,
            Likely);
        row("404", {Answer::NotFound, Others::SomeGranted, List::Silent, nothing, false}, PathUnknown,
            Likely);
    }
    void knownPatterns()
    {
        QFETCH(RefusalPattern, pattern);
        QFETCH(Cause, cause);
        QFETCH(Confidence, confidence);
        const RefusalReason reason = reasonOf(pattern);
        QCOMPARE(causeName(reason.cause), causeName(cause));
        QCOMPARE(confidenceWord(reason.confidence), confidenceWord(confidence));
    }

    void wordsOfRefusals_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("hint");
        const auto row = [](const QByteArray &body, BodyHint hint) {
            QTest::newRow(body.constData()) << body << static_cast<int>(hint);
        };
        row(json("{'message':'You cannot consume this service'}"), BodyHint::CannotConsume);
        row(json("{'message':'Invalid authentication credentials'}"), BodyHint::BadCredentials);
        row(json("{'message':'No API key found in request'}"), BodyHint::BadCredentials);
        row(json("{'message':'no Route matched with those values'}"), BodyHint::NoRoute);
        row(json("{'message':'Legacy Rest API v2 is deprecated, use the Data Export API'}"),
            BodyHint::Retired);
        row(json("{'message':'Source IP is not on the allowlist'}"), BodyHint::Allowlist);
        row(json("{'message':'Your IP address is not allowed'}"), BodyHint::Allowlist);
        row(json("{'message':'REST API is disabled for this tenant'}"), BodyHint::Disabled);
        row("<!DOCTYPE html><html></html>", BodyHint::WebPage);
        row(json("{'message':'message'}"), BodyHint::Nothing);
        row("", BodyHint::Nothing);
    }
    void wordsOfRefusals()
    {
        QFETCH(QByteArray, body);
        QTEST(static_cast<int>(bodyHint(body, {})), "hint");
    }

    void formOfV1Tokens()
    {
        QVERIFY(looksLikeV1Token("f32a973eddd7bc1602fc0f48dc0a"));
        QVERIFY(!looksLikeV1Token("demo-token"));
        QVERIFY(!looksLikeV1Token("f32a973eddd7bc1602fc0f48dc0g"));
        QVERIFY(!looksLikeV1Token(QByteArray(64, 'a')));
    }

    void tokenListsAreReadInAllForms()
    {
        const auto list =
            parseTokenList(json("[{'id':1,'name':'siem','expires':1900000000,'endpoints':[{'endpoint':'api/"
                                "v2/a','permissions':'r'},{'endpoint':'/api/v2/b/*','permissions':'rw'}]}]"));
        QVERIFY(list);
        QCOMPARE(list->first().name, QStringLiteral("siem"));
        QCOMPARE(list->first().expires.toSecsSinceEpoch(), 1900000000);
        QVERIFY(list->first().covers(QStringLiteral("/api/v2/a")));
        QVERIFY(list->first().covers(QStringLiteral("/api/v2/b/c")));
        QVERIFY(!list->first().covers(QStringLiteral("/api/v2/ab")));
        QVERIFY(list->first().scopes.last().write);
        QVERIFY(parseTokenList(json("{'data':[{'name':'x','endpoints':[]}]}")));
        QVERIFY(!parseTokenList(json("{'data':[],'status':'success','total':0}")));
        QVERIFY(!parseTokenList("<html>"));
    }
    void theTokenAmongSeveralIsTheOneThatAgrees()
    {
        const auto list =
            parseTokenList(
                json("[{'name':'scim','endpoints':[{'endpoint':'/api/v2/scim/"
                     "Users','permissions':'rw'}]},{'name':'siem','endpoints':[{'endpoint':'/"
                     "a','permissions':'r'},{'endpoint':'/"
                     "b','permissions':'r'}]},{'name':'old','expires':1000,'endpoints':[{'endpoint':'/"
                     "a','permissions':'r'}]},{'name':'half','endpoints':[{'endpoint':'/"
                     "a','permissions':'r'}]}]"))
                .value();
        const auto own = ownToken(list, {QStringLiteral("/a")}, {QStringLiteral("/b")});
        QVERIFY(own);
        QCOMPARE(own->name, QStringLiteral("half"));
        QVERIFY(!own->isOnlyToken);
        QVERIFY(!ownToken(list, {QStringLiteral("/a")}, {})); // two agree
    }
    void profilesAreSourcedAndCustomOnesResolve()
    {
        const EndpointCatalogue catalogue = EndpointCatalogue::builtIn();
        QCOMPARE(
            catalogue.profile(QStringLiteral("hunters"))->endpointIds,
            QStringList({QStringLiteral("alert"), QStringLiteral("application"), QStringLiteral("audit")}));
        for (const Profile &profile : catalogue.profiles())
            QVERIFY2(!profile.source.isEmpty(), qPrintable(profile.id));
        const auto custom = catalogue.resolveProfile(QStringLiteral("custom:page,audit"));
        QVERIFY(custom && custom->isCustom());
        QCOMPARE(custom->endpointIds, QStringList({QStringLiteral("page"), QStringLiteral("audit")}));
        QVERIFY(!catalogue.resolveProfile(QStringLiteral("custom:nothing")));
        QVERIFY(!catalogue.resolveProfile(QStringLiteral("custom:")));
        QVERIFY(!catalogue.resolveProfile(QStringLiteral("splunk")));
    }
};

QTEST_GUILESS_MAIN(RefusalTest)
#include "refusal_test.moc"
