#include "core/diagnosis/fix.h"

#include "core/base/plural_form.h"
#include "core/base/resource_file.h"
#include "core/netskope/checked_endpoints.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>
#include <vector>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Fix)
};

QJsonObject tableRow(const QString &key)
{
    static const QJsonArray table = resourceObject("fixes.json").value(QStringLiteral("fixes")).toArray();
    for (const QJsonValue row : table) {
        if (row[QStringLiteral("key")].toString() == key)
            return row.toObject();
    }
    return {};
}

// The title "Custom" means nothing to an administrator.
QString consumer(const Profile &profile)
{
    const bool hasName = profile.id != EndpointCatalogue::customProfile(profile.endpointIds).id;
    return profile.isCustom() && !hasName ? Texts::tr("our SIEM") : profile.title;
}

const EndpointCatalogue &catalogue()
{
    static const EndpointCatalogue builtIn = EndpointCatalogue::builtIn();
    return builtIn;
}

// "Policy alerts, DLP alerts, Malware alerts and 9 more"
QString listed(const QList<Endpoint> &endpoints)
{
    constexpr qsizetype most = 4;
    QStringList titles;
    for (const Endpoint &each : endpoints.mid(0, endpoints.size() > most + 1 ? most : endpoints.size()))
        titles << each.title;
    const QString text = titles.join(QStringLiteral(", "));
    return titles.size() == endpoints.size()
               ? text
               : Texts::tr("%1 and %n more", nullptr, pluralForm(endpoints.size() - titles.size())).arg(text);
}

// The endpoints of one function of a role, as far as it is known.
struct Function
{
    QString name;
    QList<Endpoint> asked;  // the paths of the fix
    QList<Endpoint> needed; // by the profile, beside them
    QList<Endpoint> others; // come with them
};

std::vector<Function> functionsOf(const FixSubject &subject)
{
    std::vector<Function> functions;
    const QList<Endpoint> all = catalogue().endpoints() + checkedEndpoints();
    for (const Endpoint &each : all) {
        const QString name = functionOf(each);
        if (name.isEmpty() || !subject.paths.contains(each.path))
            continue;
        const bool isKnown = std::any_of(functions.begin(), functions.end(),
                                         [&](const Function &function) { return function.name == name; });
        if (!isKnown)
            functions.push_back({name, {}, {}, {}});
    }
    for (Function &function : functions) {
        for (const Endpoint &each : all) {
            if (functionOf(each) == function.name)
                (subject.paths.contains(each.path)         ? function.asked
                 : subject.neededPaths.contains(each.path) ? function.needed
                                                           : function.others)
                    << each;
        }
    }
    return functions;
}

// For the message to the administrator: which of the paths asked for come together.
QStringList askedTogether(const std::vector<Function> &functions)
{
    QStringList sentences;
    for (const Function &function : functions) {
        if (function.asked.size() > 1)
            sentences
                << Texts::tr(
                       "With a service account, one function of the role (%1, for example) includes all "
                       "of these: %2.")
                       .arg(function.name, listed(function.asked));
    }
    return sentences;
}

QStringList togetherFor(const QString &key, const FixSubject &subject)
{
    const std::vector<Function> functions = functionsOf(subject);
    QStringList sentences = askedTogether(functions);
    for (const Function &function : functions) {
        if (key == QLatin1String("excess")) {
            if (!function.needed.isEmpty())
                sentences
                    << Texts::tr(
                           "With a service account, %1 may come together with what %2 needs (%3), in one "
                           "function of the role (%4, for example). Then it cannot be removed on its own.")
                           .arg(listed(function.asked), subject.profile, listed(function.needed),
                                function.name);
        } else if (!function.others.isEmpty()) {
            sentences << Texts::tr(
                             "With a service account, the function that includes %1 (%2, for example) also "
                             "includes other paths: %3.")
                             .arg(listed(function.asked), function.name, listed(function.others));
        }
    }
    return sentences;
}

QStringList needsOf(const CheckResult &result)
{
    QStringList paths;
    for (const AccessRow &row : result.rows) {
        if (row.needed)
            paths << row.endpoint.path;
    }
    return paths;
}

FixSubject subjectOf(const CheckResult &result)
{
    FixSubject subject{result.address.host(), consumer(result.profile), {}, {}, needsOf(result)};
    for (const Endpoint &endpoint : writtenBy(result.profile))
        subject.writePaths << endpoint.path;
    return subject;
}

// Whether a new token is needed. It has to cover all that the profile needs, not only what this one was
// refused.
bool needsAnotherToken(Cause cause)
{
    return cause == Cause::TokenRefused || cause == Cause::WrongKindOfToken || cause == Cause::V1Token ||
           cause == Cause::RestApiDisabled;
}

} // namespace

bool isAboutThePath(Cause cause)
{
    switch (cause) {
    case Cause::PermissionMissing:
    case Cause::PathUnknown:
    case Cause::PathRetired:
    case Cause::V1Retired:
        return true;
    default:
        return false;
    }
}

QString Fix::asText() const
{
    QStringList sentences{certain, likely, tellApart, nextStep};
    sentences.removeAll(QString());
    QStringList lines{title};
    if (!sentences.isEmpty())
        lines << QString() << sentences;
    const auto list = [&](const QString &heading, const QStringList &items, bool numbered) {
        if (items.isEmpty())
            return;
        lines << QString() << heading;
        for (qsizetype at = 0; at < items.size(); ++at)
            lines << (numbered ? QStringLiteral("%1. %2").arg(at + 1).arg(items[at])
                               : QStringLiteral("  ") + items[at]);
    };
    list(Texts::tr("With a service account (RBAC v3):"), serviceAccount, true);
    list(Texts::tr("With an older token:"), legacyToken, true);
    list(Texts::tr("Paths:"), paths, false);
    if (!together.isEmpty())
        lines << QString() << together;
    return lines.join(QLatin1Char('\n'));
}

Fix fixFor(const QString &key, const FixSubject &subject)
{
    const QJsonObject row = tableRow(key);
    QStringList asked;
    for (const QString &path : subject.paths)
        asked << (subject.writePaths.contains(path) ? Texts::tr("%1 (read and write)").arg(path) : path);
    QString comesTogether = askedTogether(functionsOf(subject)).join(QLatin1Char(' '));
    if (!comesTogether.isEmpty())
        comesTogether += QLatin1String("\n\n");
    const auto fill = [&](QString text) {
        return text.replace(QLatin1String("%PATHS%"), asked.join(QLatin1Char('\n')))
            .replace(QLatin1String("%TOGETHER%"), comesTogether)
            .replace(QLatin1String("%PATH%"), subject.paths.value(0))
            .replace(QLatin1String("%HOST%"), subject.host)
            .replace(QLatin1String("%PROFILE%"), subject.profile);
    };
    const auto text = [&](const char *name) {
        const QByteArray english = row.value(QLatin1String(name)).toString().toUtf8();
        return english.isEmpty() ? QString()
                                 : fill(QCoreApplication::translate("Fixes", english.constData()));
    };
    const auto list = [&](const char *name) {
        QStringList items;
        for (const QJsonValue item : row.value(QLatin1String(name)).toArray())
            items << fill(QCoreApplication::translate("Fixes", item.toString().toUtf8().constData()));
        return items;
    };
    Fix fix;
    if (row.isEmpty())
        return fix;
    fix.title = text("title");
    fix.certain = text("certain");
    fix.likely = text("likely");
    fix.tellApart = text("tell_apart");
    fix.nextStep = text("next");
    fix.serviceAccount = list("service_account");
    fix.legacyToken = list("legacy");
    fix.message = text("message");
    fix.paths = subject.paths;
    if (!fix.message.isEmpty()) // something is asked for
        fix.together = togetherFor(key, subject);
    return fix;
}

Fix fixFor(const CheckResult &result, const AccessRow &row)
{
    FixSubject subject = subjectOf(result);
    if (row.isExcess()) {
        subject.paths << row.endpoint.path;
        for (const AccessRow &other : result.rows) {
            if (other.isExcess() && other.endpoint.path != row.endpoint.path)
                subject.paths << other.endpoint.path;
        }
        return fixFor(QStringLiteral("excess"), subject);
    }
    if (row.cause == Cause::None)
        return {};
    if (!row.needed && isAboutThePath(row.cause)) {
        subject.paths << row.endpoint.path;
        return fixFor(QStringLiteral("not-needed"), subject);
    }
    if (row.needed)
        subject.paths << row.endpoint.path;
    for (const AccessRow &other : result.rows) {
        const bool isMeant = other.needed && (needsAnotherToken(row.cause) || other.cause == row.cause);
        if (isMeant && !subject.paths.contains(other.endpoint.path))
            subject.paths << other.endpoint.path;
    }
    if (subject.paths.isEmpty()) // nothing that the profile needs is affected
        subject.paths << row.endpoint.path;
    return fixFor(causeName(row.cause), subject);
}

Fix fixFor(const CheckResult &result)
{
    const AccessRow *worst = nullptr;
    qsizetype most = 0;
    for (const AccessRow &row : result.rows) {
        if (!row.needed || row.cause == Cause::None)
            continue;
        const auto count =
            std::count_if(result.rows.cbegin(), result.rows.cend(),
                          [&](const AccessRow &other) { return other.needed && other.cause == row.cause; });
        if (count > most) {
            most = count;
            worst = &row;
        }
    }
    if (worst)
        return fixFor(result, *worst);
    if (result.excess.isEmpty())
        return {};
    FixSubject subject = subjectOf(result);
    for (const ExcessRight &right : result.excess)
        subject.paths << right.path;
    return fixFor(QStringLiteral("excess"), subject);
}

} // namespace slipway
