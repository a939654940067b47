#include "core/diagnosis/fix.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

// The resources are in a static library: without this the linker leaves them out.
static void initResources()
{
    Q_INIT_RESOURCE(core);
}

namespace slipway {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Fix", text);
}

QJsonObject tableRow(const QString &key)
{
    static const QJsonArray table = [] {
        initResources();
        QFile file(QStringLiteral(":/slipway/fixes.json"));
        return file.open(QIODevice::ReadOnly)
                   ? QJsonDocument::fromJson(file.readAll()).object().value(QStringLiteral("fixes")).toArray()
                   : QJsonArray();
    }();
    for (const QJsonValue row : table) {
        if (row[QStringLiteral("key")].toString() == key)
            return row.toObject();
    }
    return {};
}

// Nobody outside knows what "Custom" is.
QString consumer(const Profile &profile)
{
    return profile.isCustom() ? tr("our SIEM") : profile.title;
}

} // namespace

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
    list(tr("With a service account (RBAC v3):"), serviceAccount, true);
    list(tr("With an older token:"), legacyToken, true);
    list(tr("Paths:"), paths, false);
    return lines.join(QLatin1Char('\n'));
}

Fix fixFor(const QString &key, const FixSubject &subject)
{
    const QJsonObject row = tableRow(key);
    const auto fill = [&](QString text) {
        return text.replace(QLatin1String("%PATHS%"), subject.paths.join(QLatin1Char('\n')))
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
    return fix;
}

Fix fixFor(const CheckResult &result, const AccessRow &row)
{
    FixSubject subject{result.address.host(), consumer(result.profile), {row.endpoint.path}};
    for (const AccessRow &other : result.rows) {
        const bool same =
            row.isExcess() ? other.isExcess() : row.cause != Cause::None && other.cause == row.cause;
        if (same && other.endpoint.path != row.endpoint.path)
            subject.paths << other.endpoint.path;
    }
    if (row.isExcess())
        return fixFor(QStringLiteral("excess"), subject);
    return row.cause == Cause::None ? Fix{} : fixFor(causeName(row.cause), subject);
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
    FixSubject subject{result.address.host(), consumer(result.profile), {}};
    for (const ExcessRight &right : result.excess)
        subject.paths << right.path;
    return fixFor(QStringLiteral("excess"), subject);
}

} // namespace slipway
