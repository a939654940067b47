#include "app/cli/command.h"

#include "app/cli/commands/profile_command.h"
#include "app/cli/keychain.h"
#include "app/cli/refused_argument.h"
#include "core/base/error_json.h"
#include "core/base/forward_error.h"
#include "core/base/log_file.h"
#include "core/base/near_names.h"
#include "core/base/plural_form.h"
#include "core/base/token_shape.h"
#include "core/net/ca_file.h"
#include "core/net/proxy.h"
#include "core/netskope/api.h"
#include "core/netskope/checked_endpoints.h"
#include "core/platform/secret_memory.h"
#include "core/platform/terminal.h"
#include "core/secrets/pasted_token.h"
#include "core/secrets/token_store.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <cstdio>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

Result<Secret> tokenFromStdin()
{
    const HiddenInput hidden;
    if (hidden.isHidden())
        printMessage(Texts::tr("Paste the token and press Return:"));
    // Reads up to the end of the line and whatever arrives with it, because the end of the input
    // may never come.
    QByteArray text(1 << 16, '\0');
    qsizetype size = 0;
    while (size < text.size()) {
        const auto count =
            readStandardInput(text.data() + size, static_cast<std::size_t>(text.size() - size));
        if (count.value_or(0) == 0)
            break;
        size += static_cast<qsizetype>(*count);
        const QByteArrayView read(text.constData(), size);
        if (!read.trimmed().isEmpty() && read.contains('\n'))
            break;
    }
    text.truncate(size);
    const bool isEmpty = text.trimmed().isEmpty();
    QStringList notes;
    const Result<Secret> token = tokenFromPasted(text, &notes);
    for (const QString &note : std::as_const(notes))
        printMessage(note);
    overwrite(text.data(), static_cast<std::size_t>(text.size()));
    if (isEmpty)
        return failure(ErrorKind::BadInput, Texts::tr("There is no token on standard input."),
                       Texts::tr("Pipe it in: slipway-cli … --token-stdin < token-file"));
    return token;
}

bool isTokenInEnvironment()
{
    return !qgetenv("NETSKOPE_API_TOKEN").trimmed().isEmpty();
}

Result<Secret> tokenFromEnvironment()
{
    QStringList notes;
    Result<Secret> token = tokenFromPasted(qgetenv("NETSKOPE_API_TOKEN"), &notes);
    for (const QString &note : std::as_const(notes))
        printMessage(note);
    if (!token)
        token.error().message = Texts::tr("NETSKOPE_API_TOKEN cannot be used: %1").arg(token.error().message);
    return token;
}

Result<Secret> tokenFromKeychain(const QString &tenantId)
{
    const auto keychain = openKeychain();
    Result<Secret> token = waitFor(*keychain, keychain->read(tokenKey(tenantId)));
    if (!token && token.error().kind != ErrorKind::Cancelled)
        token.error().nextStep +=
            QLatin1Char('\n') +
            Texts::tr("Without the keychain, give the token with --token-stdin or NETSKOPE_API_TOKEN.");
    return token;
}

// The option names listed in a help text: "--host <URL>".
QStringList optionsIn(const QString &help)
{
    static const QRegularExpression option(QStringLiteral("^ +(?:-\\w, )?--([\\w-]+)"),
                                           QRegularExpression::MultilineOption);
    QStringList names;
    for (auto match = option.globalMatch(help); match.hasNext();)
        names << match.next().captured(1);
    return names;
}

// Refers to an unknown option by its position, because "-TOKEN" would be one, too.
Error unknownOption(const QStringList &arguments, const QStringList &known)
{
    for (const QString &word : arguments) {
        QString name = word.section(QLatin1Char('='), 0, 0);
        static const QRegularExpression span(QStringLiteral("\\A-\\d{1,6}[smhdw]?\\z")); // "-7d" is a value
        if (name.size() < 2 || !name.startsWith(QLatin1Char('-')) || span.match(name).hasMatch())
            continue;
        name.remove(0, name.startsWith(QLatin1String("--")) ? 2 : 1);
        if (known.contains(name) || name == QLatin1String("h") || name == QLatin1String("help"))
            continue;
        Error error = unexpectedArgument(word, {});
        error.message = Texts::tr("%1 is not an option of this command.").arg(placeOfArgument(word));
        if (name.startsWith(QLatin1String("token")) && known.contains(QLatin1String("token-stdin")))
            error.nextStep.prepend(
                Texts::tr("Do not give a token as an argument, because others could read it "
                          "there: use --token-stdin, or NETSKOPE_API_TOKEN."));
        else if (const QStringList similar = nearNames(name, known); !similar.isEmpty())
            error.nextStep = Texts::tr("Did you mean --%1?").arg(similar.join(QStringLiteral(", --")));
        return error;
    }
    return {ErrorKind::BadInput, Texts::tr("This command does not know one of the options."), {}, {}};
}

} // namespace

Arguments::Arguments(const QString &command, const QString &description) : m_command(command)
{
    parser.setApplicationDescription(description);
    // Not addHelpOption(), which also offers help on Qt's options.
    parser.addOption({{QStringLiteral("h"), QStringLiteral("help")}, Texts::tr("Show this help.")});
    parser.addOption({QStringLiteral("json"), Texts::tr("Print one JSON object for scripts.")});
}

void Arguments::addConnectionOptions()
{
    parser.addOption({QStringLiteral("tenant"),
                      Texts::tr("A saved tenant; its token comes from the keychain, unless one is given."),
                      QStringLiteral("NAME")});
    parser.addOption(
        {QStringLiteral("host"),
         Texts::tr("The tenant's address, with the token from --token-stdin or NETSKOPE_API_TOKEN."),
         QStringLiteral("URL")});
    parser.addOption({QStringLiteral("token-stdin"), Texts::tr("Read the token from standard input.")});
    parser.addOption(
        {QStringLiteral("api"),
         Texts::tr("v2 or v1 (default: the saved tenant's, else v2). Netskope retired v1's events in 2024."),
         QStringLiteral("VERSION")});
    parser.addOption({QStringLiteral("ca-file"),
                      Texts::tr("Additional CA certificates: PEM, DER or PKCS #7."), QStringLiteral("FILE")});
    parser.addOption({QStringLiteral("proxy"),
                      Texts::tr("none, [http://]host:port or socks5://host:port (default: the saved "
                                "tenant's, else that of HTTPS_PROXY or the system)."),
                      QStringLiteral("URL")});
}

void Arguments::addListOption(const QString &name, const QString &text, const QString &value,
                              const QString &standard)
{
    parser.addOption({name, text, value, standard});
    allowRepeated(name);
}

std::optional<int> Arguments::parse(const QStringList &arguments, int minPositional, int maxPositional)
{
    const bool understood = parser.parse(QStringList{m_command} + arguments);
    QString help = parser.helpText(); // begins with the program's path and lacks the command
    const QString usage = QCommandLineParser::tr("Usage: %1");
    if (const QString begin = usage.arg(QCoreApplication::arguments().value(0)); help.startsWith(begin))
        help.replace(0, begin.size(), usage.arg(m_command));
    for (const QString &option : optionsIn(help))
        acceptArgument(QStringLiteral("--") + option);
    if (parser.isSet(QStringLiteral("help")) && parser.unknownOptionNames().isEmpty()) {
        printLine(help);
        return AllWell;
    }
    const qsizetype count = parser.positionalArguments().size();
    Error problem{ErrorKind::BadInput, {}, {}, {}};
    if (const QStringList unknown = parser.unknownOptionNames(); !unknown.isEmpty())
        problem = unknownOption(arguments, optionsIn(help));
    else if (!understood)
        problem.message = parser.errorText();
    else if (count < minPositional)
        problem = {ErrorKind::BadInput,
                   Texts::tr("An argument is missing."),
                   help.section(QLatin1Char('\n'), 0, 0),
                   {}};
    else if (count > maxPositional)
        problem = unexpectedArgument(parser.positionalArguments().at(maxPositional), {});
    // Newer Qt prints a warning if an option without values is asked for its values.
    const QStringList given = parser.optionNames();
    for (const QString &option : given) {
        if (problem.message.isEmpty() && !m_repeatable.contains(option) && given.count(option) > 1 &&
            parser.values(option).size() > 1)
            problem = {ErrorKind::BadInput,
                       Texts::tr("--%1 was given more than once, and takes one value.").arg(option),
                       {},
                       {}};
    }
    if (problem.message.isEmpty())
        return std::nullopt;
    problem = withoutArguments(problem);
    if (parser.isSet(QStringLiteral("json")))
        printJson({{QStringLiteral("error"), errorJson(problem)}});
    printMessage(QStringLiteral("%1: %2").arg(m_command, scrubbed(problem.message)));
    if (!problem.nextStep.isEmpty())
        printMessage(scrubbed(problem.nextStep.trimmed()));
    printMessage(Texts::tr("See \"%1 --help\".").arg(m_command));
    return Usage;
}

QStringList Arguments::list(const char *option) const
{
    QStringList parts;
    for (const QString &given : parser.values(QString::fromLatin1(option)))
        parts << given.split(QLatin1Char(','), Qt::SkipEmptyParts);
    for (QString &part : parts)
        part = part.trimmed();
    return parts;
}

Result<void> Arguments::checkNeeds(std::initializer_list<const char *> options, const char *needed) const
{
    for (const char *option : options) {
        if (isSet(option) && !isSet(needed))
            return failure(ErrorKind::BadInput,
                           Texts::tr("--%1 can be used only together with --%2.")
                               .arg(QString::fromLatin1(option), QString::fromLatin1(needed)));
    }
    return {};
}

Result<void> Arguments::checkNotBoth(const char *one, const char *other) const
{
    if (isSet(one) && isSet(other))
        return failure(ErrorKind::BadInput, Texts::tr("--%1 and --%2 cannot be used together.")
                                                .arg(QString::fromLatin1(one), QString::fromLatin1(other)));
    return {};
}

QString Arguments::path(const char *option) const
{
    const QString path = value(option);
    return path.isEmpty() ? path : QDir::cleanPath(QDir::current().absoluteFilePath(path));
}

Result<std::optional<ApiVersion>> apiFrom(const Arguments &arguments)
{
    if (!arguments.isSet("api"))
        return std::nullopt;
    const auto api = apiFromName(arguments.value("api"));
    if (!api)
        return failure(ErrorKind::BadInput,
                       Texts::tr("--api \"%1\" is neither v1 nor v2.").arg(arguments.value("api")));
    return api;
}

Result<QList<Endpoint>> endpointsFrom(const QStringList &ids, ApiVersion api)
{
    const EndpointCatalogue catalogue = EndpointCatalogue::builtIn();
    const Result<QStringList> chosen = catalogue.idsFor(api, ids);
    return chosen ? catalogue.select(*chosen) : Result<QList<Endpoint>>(std::unexpected(chosen.error()));
}

Result<void> checkCaFile(const QString &path)
{
    if (path.isEmpty())
        return {};
    const Result<CaFile> file = readCaFile(path);
    return file ? Result<void>() : std::unexpected(file.error());
}

Result<TenantAddress> addressFrom(const Arguments &arguments, bool isContacted)
{
    const QString typed = arguments.value("host");
    Result<TenantAddress> address = normaliseAddress(typed);
    // A query, user information, or no number in the place of a port. The fragment of a console's own address
    // ("/ns#/login") has none of these.
    static const QRegularExpression secret(QStringLiteral("[?=@]|:[^/?#\\\\]{8}"));
    const bool mayHoldSecret = secret.match(typed).hasMatch();
    if (!address) {
        if (mayHoldSecret)
            suspectArgument(typed);
        return address;
    }
    if (isContacted) {
        for (const QString &note : address->notes + address->warnings)
            printMessage(note); // repeats nothing but the host, which has to be seen
    }
    if (mayHoldSecret)
        printMessage(adviceOnArgument(typed));
    acceptArgument(address->url.host());
    return address;
}

Result<TenantConnection> connectionFrom(const Arguments &arguments)
{
    TenantConnection connection;
    RETURN_IF_ERROR(checkCaFile(arguments.path("ca-file")));
    ASSIGN_OR_RETURN(const std::optional<ApiVersion> api, apiFrom(arguments));
    const bool byName = arguments.isSet("tenant"), byHost = arguments.isSet("host");
    if (byName == byHost)
        return failure(ErrorKind::BadInput,
                       byName ? Texts::tr("--%1 and --%2 cannot be used together.")
                                    .arg(QStringLiteral("tenant"), QStringLiteral("host"))
                              : Texts::tr("Which tenant?"),
                       Texts::tr("Name a saved one with --tenant, or give --host and --token-stdin."));
    if (byName) {
        ASSIGN_OR_RETURN(const QString path, defaultDatabasePath());
        ASSIGN_OR_RETURN(const StateDatabase database, StateDatabase::open(path));
        ASSIGN_OR_RETURN(const Tenant tenant, TenantRepository(database).byName(arguments.value("tenant")));
        acceptArgument(arguments.value("tenant"));
        // Say so, because the variable may have been set for another tenant.
        if (!arguments.isSet("token-stdin") && isTokenInEnvironment())
            printMessage(Texts::tr("The token comes from NETSKOPE_API_TOKEN, not from the keychain."));
        ASSIGN_OR_RETURN(const Secret token, tokenFrom(arguments, tenant.id));
        connection = {connectionOf(tenant, token), tenant.id, tenant.name, tenant.profileId,
                      tenant.tokenExpires,         tenant.api};
    } else {
        ASSIGN_OR_RETURN(const TenantAddress address, addressFrom(arguments));
        ASSIGN_OR_RETURN(const Secret token, tokenFrom(arguments, {}));
        connection.settings.address = address.url;
        connection.settings.token = token;
        connection.tenantName = address.url.host();
    }
    connection.api = api.value_or(connection.api);
    if (const QString notice = Api::of(connection.api).notice(); !notice.isEmpty())
        printMessage(notice);
    if (arguments.isSet("ca-file"))
        connection.settings.caFile = arguments.path("ca-file");
    if (arguments.isSet("proxy")) {
        connection.settings.proxy = arguments.value("proxy").trimmed();
        connection.settings.proxyOption = QStringLiteral("--proxy");
    }
    return connection;
}

Result<CheckSubject> checkSubject(const Arguments &arguments, const TenantConnection &connection)
{
    const EndpointCatalogue catalogue = EndpointCatalogue::builtIn();
    ASSIGN_OR_RETURN(
        const Profile profile,
        profileNamed(arguments.isSet("profile") ? arguments.value("profile") : connection.profileId,
                     connection.api));
    QStringList ids = profile.endpointIds;
    ASSIGN_OR_RETURN(const QStringList further, catalogue.idsFor(connection.api, arguments.list("endpoint")));
    for (const QString &id : further) {
        if (!ids.contains(id))
            ids << id;
    }
    ASSIGN_OR_RETURN(const QList<Endpoint> endpoints, selectForCheck(catalogue, ids));
    return CheckSubject{profile, endpoints};
}

bool tokenIsGiven(const Arguments &arguments)
{
    return arguments.isSet("token-stdin") || isTokenInEnvironment();
}

Result<Secret> tokenFrom(const Arguments &arguments, const QString &tenantId)
{
    if (arguments.isSet("token-stdin"))
        return tokenFromStdin();
    if (isTokenInEnvironment())
        return tokenFromEnvironment();
    if (!tenantId.isEmpty())
        return tokenFromKeychain(tenantId);
    return failure(ErrorKind::BadInput, Texts::tr("No token was given."),
                   Texts::tr("Use --token-stdin or set NETSKOPE_API_TOKEN."));
}

QString counted(qint64 count, const char *noun)
{
    return Texts::tr(noun, nullptr, pluralForm(count)).arg(count);
}

Result<void> checkNewName(const QString &path)
{
    QString folder = path.startsWith(QLatin1Char('/')) ? QStringLiteral("/") : QString();
    for (const QString &name : path.split(QLatin1Char('/'), Qt::SkipEmptyParts)) {
        folder += name;
        if (hasPartLikeToken(name) && !QFileInfo::exists(folder)) {
            suspectArgument(path);
            return failure(ErrorKind::BadInput,
                           Texts::tr("%1 is the name of a new file or folder, but looks like a token.")
                               .arg(placeOfArgument(path)),
                           Texts::tr("Choose a name that people recognise. Nothing was written."));
        }
        folder += QLatin1Char('/');
    }
    return {};
}

Result<void> checkFolderOf(const QString &file)
{
    RETURN_IF_ERROR(checkNewName(file));
    if (QFileInfo(QFileInfo(file).absolutePath()).isDir())
        return {};
    return failure(ErrorKind::NotFound, Texts::tr("The folder for the file %1 does not exist.").arg(file),
                   Texts::tr("Create it first, or name a file in another folder. Nothing was written."));
}

bool isConfirmed(const QString &question)
{
    printQuestion(question);
    QFile input;
    const QString answer = input.open(stdin, QIODevice::ReadOnly)
                               ? QString::fromLocal8Bit(input.readLine(100)).trimmed().toLower()
                               : QString();
    //: Answers that mean yes, separated by blanks, in lower case. The English ones are always understood.
    const QStringList own = Texts::tr("y yes").split(QLatin1Char(' '));
    if (answer == QLatin1String("y") || answer == QLatin1String("yes") || own.contains(answer))
        return true;
    printMessage(Texts::tr("Nothing was changed."));
    return false;
}

Result<StateDatabase> openState()
{
    ASSIGN_OR_RETURN(const QString path, defaultDatabasePath());
    return StateDatabase::open(path);
}

int report(const Error &told, bool json)
{
    const Error error = withoutArguments(told);
    if (json)
        printJson({{QStringLiteral("error"), errorJson(error)}});
    printMessage(scrubbed(error.asText()));
    writeLog(error.asText());
    return error.kind == ErrorKind::BadInput ? Usage : Failed;
}

} // namespace slipway::cli
