#include "app/cli/commands/profile_command.h"

#include "app/cli/verbs.h"
#include "core/io/whole_file.h"
#include "core/netskope/checked_endpoints.h"
#include "core/tenants/profile_repository.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

QList<Verb> verbs()
{
    return {{QStringLiteral("list"), QStringLiteral("list"), 0, 0, {}},
            {QStringLiteral("show"), QStringLiteral("show NAME"), 1, 1, {}},
            {QStringLiteral("add"),
             QStringLiteral("add NAME --endpoint IDS [--replace]"),
             1,
             1,
             {QStringLiteral("endpoint"), QStringLiteral("replace")}},
            {QStringLiteral("remove"), QStringLiteral("remove NAME"), 1, 1, {}},
            {QStringLiteral("export"), QStringLiteral("export FILE [NAME…]"), 1, Verb::any, {}},
            {QStringLiteral("import"),
             QStringLiteral("import FILE [--replace]"),
             1,
             1,
             {QStringLiteral("replace")}}};
}

QJsonObject jsonOf(const Profile &profile)
{
    QStringList written;
    for (const Endpoint &endpoint : writtenBy(profile))
        written << endpoint.id;
    return {{QStringLiteral("id"), profile.id},
            {QStringLiteral("name"), profile.title},
            {QStringLiteral("own"), profile.isCustom()},
            {QStringLiteral("endpoints"), QJsonArray::fromStringList(profile.endpointIds)},
            {QStringLiteral("writes"), QJsonArray::fromStringList(written)},
            {QStringLiteral("source"), profile.source}};
}

int list(const QList<Profile> &profiles, bool json)
{
    QJsonArray rows;
    for (const Profile &profile : profiles) {
        rows << jsonOf(profile);
        if (!json)
            printLine(QStringLiteral("%1 %2%3").arg(
                (profile.isCustom() ? profile.title : profile.id).leftJustified(28),
                counted(profile.endpointIds.size(), counts::paths).leftJustified(10),
                profile.isCustom() ? Texts::tr("your own") : profile.title));
    }
    if (json)
        printJson({{QStringLiteral("profiles"), rows}});
    return AllWell;
}

int show(const QString &name, bool json)
{
    const Result<Profile> profile = profileNamed(name, ApiVersion::V2);
    if (!profile)
        return report(profile.error(), json);
    if (json) {
        printJson(jsonOf(*profile));
        return AllWell;
    }
    const EndpointCatalogue catalogue = EndpointCatalogue::builtIn();
    const QList<Endpoint> written = writtenBy(*profile);
    printLine(profile->title);
    for (const QString &id : profile->endpointIds) {
        const Endpoint endpoint = *catalogue.endpoint(id);
        QString line = QStringLiteral("  %1 %2").arg(id.leftJustified(28), endpoint.path);
        if (written.contains(endpoint))
            line += Texts::tr(" (read and write)");
        if (!isExported(endpoint))
            line += Texts::tr(" (checked, not exported)");
        printLine(line);
    }
    if (!profile->source.isEmpty())
        printLine(Texts::tr("Source: %1").arg(profile->source));
    if (const QString overlap = overlapWarning(profile->endpointIds); !overlap.isEmpty())
        printMessage(overlap);
    return AllWell;
}

int exportTo(const QString &path, const QStringList &names, const QList<Profile> &own, bool json)
{
    QList<Profile> chosen;
    for (const Profile &profile : own) {
        if (names.isEmpty() || names.contains(profile.title, Qt::CaseInsensitive))
            chosen << profile;
    }
    for (const QString &name : names) {
        if (std::none_of(own.cbegin(), own.cend(), [&](const Profile &each) {
                return each.title.compare(name, Qt::CaseInsensitive) == 0;
            }))
            return report({ErrorKind::BadInput,
                           Texts::tr("There is no profile of your own named \"%1\".").arg(name),
                           Texts::tr("\"slipway-cli profile list\" shows them."),
                           {}},
                          json);
    }
    if (chosen.isEmpty())
        return report({ErrorKind::BadInput,
                       Texts::tr("There is no profile of your own to export."),
                       Texts::tr("Create one: slipway-cli profile add NAME --endpoint IDS"),
                       {}},
                      json);
    if (const auto there = checkFolderOf(path); !there)
        return report(there.error(), json);
    const QByteArray content = profilesToFile(chosen);
    if (const auto written = writeWholeFile(path, content); !written)
        return report({ErrorKind::Storage,
                       Texts::tr("%1 cannot be written: %2").arg(path, written.error()),
                       Texts::tr("Check the folder and the free space, or choose another place."),
                       {}},
                      json);
    if (json)
        printJson({{QStringLiteral("file"), path}, {QStringLiteral("profiles"), chosen.size()}});
    else
        printLine(QStringLiteral("%1: %2").arg(path, counted(chosen.size(), counts::profiles)));
    return AllWell;
}

int importFrom(const QString &path, bool replace, const ProfileRepository &repository, bool json)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return report({ErrorKind::BadInput,
                       Texts::tr("The file \"%1\" cannot be read: %2").arg(path, file.errorString()),
                       Texts::tr("Check its path and permissions."),
                       {}},
                      json);
    const Result<QList<Profile>> profiles = profilesFromFile(file.read(1 << 20), path);
    if (!profiles)
        return report(profiles.error(), json);
    if (const auto saved = repository.save(*profiles, replace); !saved) {
        Error error = saved.error();
        if (!replace)
            error.nextStep =
                Texts::tr("Use --replace to use the one in the file, or \"profile remove\" first.");
        return report(error, json);
    }
    QStringList names;
    for (const Profile &profile : *profiles)
        names << profile.title;
    if (json)
        printJson({{QStringLiteral("imported"), QJsonArray::fromStringList(names)}});
    else
        printLine(Texts::tr("Imported: %1").arg(names.join(QStringLiteral(", "))));
    return AllWell;
}

} // namespace

Result<Profile> profileNamed(const QString &name, ApiVersion api)
{
    const EndpointCatalogue catalogue = EndpointCatalogue::builtIn();
    Result<Profile> known = catalogue.resolveProfile(name, api);
    if (known)
        return known;
    // If the state file cannot be read, there are no own profiles; code that needs it for more will
    // report the error.
    const Result<StateDatabase> database = openState();
    const QList<Profile> own =
        database ? ProfileRepository(*database).all().value_or(QList<Profile>()) : QList<Profile>();
    QStringList names;
    for (const Profile &profile : own) {
        if (profile.title.compare(name.trimmed(), Qt::CaseInsensitive) == 0)
            return catalogue.resolveProfile(profile.id, api);
        names << profile.title;
    }
    if (!names.isEmpty())
        known.error().nextStep += Texts::tr(" Your own: %1.").arg(names.join(QStringLiteral(", ")));
    return known;
}

int profileCommand(const QStringList &words)
{
    Arguments arguments(
        QStringLiteral("slipway-cli profile"),
        Texts::tr(
            "What a SIEM needs: the profiles built into Slipway, and your own. In other commands, choose a "
            "profile with --profile NAME.\n\n%1\n\nshow says where the paths are published. add saves one of "
            "your own, export writes your own to a file, and import adds the ones in a file.")
            .arg(usageOf(verbs())));
    arguments.addListOption(QStringLiteral("endpoint"),
                            Texts::tr("The endpoints that the profile needs, comma separated."),
                            QStringLiteral("IDS"));
    arguments.parser.addOption({QStringLiteral("replace"), Texts::tr("Replace a profile of the same name.")});
    arguments.parser.addPositionalArgument(QStringLiteral("VERB"), Texts::tr("What to do."),
                                           QStringLiteral("VERB [NAME or FILE]"));
    if (const auto code = arguments.parse(words, 0, std::numeric_limits<int>::max()))
        return *code;
    const bool json = arguments.isSet("json");
    if (const auto valid = checkVerb(arguments, QStringLiteral("profile"), verbs()); !valid)
        return report(valid.error(), json);
    const Result<StateDatabase> database = openState();
    if (!database)
        return report(database.error(), json);
    const ProfileRepository repository(*database);
    const Result<QList<Profile>> own = repository.all();
    if (!own)
        return report(own.error(), json);
    const QStringList positional = arguments.parser.positionalArguments();
    const QString verb = positional.first(), name = positional.value(1);
    if (verb == QLatin1String("list"))
        return list(EndpointCatalogue::builtIn().profiles() + *own, json);
    if (verb == QLatin1String("show"))
        return show(name, json);
    if (verb == QLatin1String("export"))
        return exportTo(name, positional.mid(2), *own, json);
    if (verb == QLatin1String("import"))
        return importFrom(name, arguments.isSet("replace"), repository, json);
    if (verb == QLatin1String("remove")) {
        if (const auto removed = repository.remove(name); !removed)
            return report(removed.error(), json);
        if (json)
            printJson({{QStringLiteral("removed"), name}});
        else
            printLine(Texts::tr("Removed \"%1\". Tenants that used it keep its endpoints.").arg(name));
        return AllWell;
    }
    const Result<Profile> saved =
        repository.save({{}, name, arguments.list("endpoint")}, arguments.isSet("replace"));
    if (!saved)
        return report(saved.error(), json);
    if (const QString overlap = overlapWarning(saved->endpointIds); !overlap.isEmpty())
        printMessage(overlap);
    if (json)
        printJson(jsonOf(*saved));
    else
        printLine(
            Texts::tr("Saved \"%1\": %2").arg(saved->title, saved->endpointIds.join(QStringLiteral(", "))));
    return AllWell;
}

} // namespace slipway::cli
