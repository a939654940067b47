// What the commands of slipway-cli share: arguments, output, and connecting to a tenant.
//
// Data goes to standard output, messages to standard error. Exit codes: 0 success, 1 a check or job
// failed, 2 usage error, 3 interrupted but resumable.
#pragma once
#include "app/cli/printing.h"
#include "core/exporting/journal/export_job.h"
#include "core/netskope/api_client.h"
#include "core/netskope/endpoint.h"
#include "core/netskope/tenant_address.h"
#include "core/tenants/tenant_repository.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <functional>

namespace slipway::cli {

enum ExitCode { AllWell = 0, Failed = 1, Usage = 2, Interrupted = 3 };

// A command's arguments. parse() prints a usage error and sets the exit code; --help prints the help.
class Arguments
{
public:
    Arguments(const QString &command, const QString &description);
    QCommandLineParser parser;
    // Adds --host, --token-stdin, --tenant, --api, --ca-file and --proxy.
    void addConnectionOptions();
    // Adds an option that takes a list separated by commas. Given twice, it adds to the list.
    void addListOption(const QString &name, const QString &text, const QString &value,
                       const QString &standard = {});
    // Any other option with a value can be given once, unless this has been called.
    void allowRepeated(const QString &option) { m_repeatable << option; }
    // Returns nothing if the command should continue, else the exit code to end with.
    [[nodiscard]] std::optional<int> parse(const QStringList &arguments, int minPositional = 0,
                                           int maxPositional = 0);
    [[nodiscard]] QString value(const char *option) const
    {
        return parser.value(QString::fromLatin1(option));
    }
    [[nodiscard]] bool isSet(const char *option) const { return parser.isSet(QString::fromLatin1(option)); }
    [[nodiscard]] QStringList list(const char *option) const; // of an option added by addListOption()
    // BadInput if one of the options was given without `needed`, and would be ignored.
    [[nodiscard]] Result<void> checkNeeds(std::initializer_list<const char *> options,
                                          const char *needed) const;
    // BadInput if both options were given.
    [[nodiscard]] Result<void> checkNotBoth(const char *one, const char *other) const;
    // The value as an absolute path, so that saved settings also work from other folders.
    [[nodiscard]] QString path(const char *option) const;

private:
    QString m_command;
    QStringList m_repeatable;
};

// Reports what is wrong with a CA file. "" means that none is used and is always valid.
[[nodiscard]] Result<void> checkCaFile(const QString &path);

struct TenantConnection
{
    ConnectionSettings settings;
    QString tenantId, tenantName;
    QString profileId = QStringLiteral("hunters");
    QDate tokenExpires = {};         // as entered
    ApiVersion api = ApiVersion::V2; // from --api, else the saved tenant's
};
// The value of --api; nothing if it was not given. BadInput for anything but v1 and v2.
[[nodiscard]] Result<std::optional<ApiVersion>> apiFrom(const Arguments &arguments);
// Looks up endpoints named on the command line in the given API version: on a v1 tenant, "alert"
// means v1's alerts.
[[nodiscard]] Result<QList<Endpoint>> endpointsFrom(const QStringList &ids, ApiVersion api);

// The address in --host. Prints the notes and warnings about it; if what follows the host was dropped and may
// contain a secret, says which argument that is and what to do. `isContacted`: whether something will be sent
// to it, which is what most of the notes are about.
[[nodiscard]] Result<TenantAddress> addressFrom(const Arguments &arguments, bool isContacted = true);
// Builds the connection from --host with a token, or from --tenant and the keychain. The token
// comes from standard input, NETSKOPE_API_TOKEN or the keychain, never from an argument.
[[nodiscard]] Result<TenantConnection> connectionFrom(const Arguments &arguments);
// What to check, according to --profile and --endpoint.
struct CheckSubject
{
    Profile profile;
    QList<Endpoint> endpoints; // the profile's endpoints come first
};
[[nodiscard]] Result<CheckSubject> checkSubject(const Arguments &arguments,
                                                const TenantConnection &connection);
// Whether the token comes from standard input or the environment. Such a token belongs to one
// tenant only.
[[nodiscard]] bool tokenIsGiven(const Arguments &arguments);
// Only the token, for a resumed job: from standard input, the environment, or the keychain (by
// tenant id).
[[nodiscard]] Result<Secret> tokenFrom(const Arguments &arguments, const QString &tenantId);

// What counted() counts. The plural forms are in the translations, those of English as well.
namespace counts {
inline constexpr const char *events = QT_TRANSLATE_N_NOOP("CommandLine", "%L1 event(s)");
inline constexpr const char *lateEvents = QT_TRANSLATE_N_NOOP("CommandLine", "%L1 late event(s)");
inline constexpr const char *duplicates = QT_TRANSLATE_N_NOOP("CommandLine", "%L1 duplicate(s)");
inline constexpr const char *lineBreaks = QT_TRANSLATE_N_NOOP("CommandLine", "%L1 raw line break(s)");
inline constexpr const char *requests = QT_TRANSLATE_N_NOOP("CommandLine", "%L1 request(s)");
inline constexpr const char *pages = QT_TRANSLATE_N_NOOP("CommandLine", "%L1 page(s)");
inline constexpr const char *files = QT_TRANSLATE_N_NOOP("CommandLine", "%L1 file(s)");
inline constexpr const char *paths = QT_TRANSLATE_N_NOOP("CommandLine", "%L1 path(s)");
inline constexpr const char *profiles = QT_TRANSLATE_N_NOOP("CommandLine", "%L1 profile(s)");
} // namespace counts
// "1 file", "1,200 files": counted(1200, counts::files).
[[nodiscard]] QString counted(qint64 count, const char *noun);

// Prints the error (as JSON if `json`), logs it, and returns the exit code for its kind. Unusable
// arguments are identified by their position only, never quoted: see refused_argument.h.
[[nodiscard]] int report(const Error &error, bool json);
// BadInput if a new file or folder would get a name that looks like a token.
[[nodiscard]] Result<void> checkNewName(const QString &path);
// The same, and NotFound if the folder in which `file` is to be written is not there. Call this before the
// work whose result goes into the file.
[[nodiscard]] Result<void> checkFolderOf(const QString &file);
// Asks a question that ends with "[y/N] " on the terminal. Any answer but y or yes, or what means the same in
// the user's language, counts as no, and a message then says that nothing was changed. Ctrl+C ends the
// program.
[[nodiscard]] bool isConfirmed(const QString &question);
// Opens the current user's state file.
[[nodiscard]] Result<StateDatabase> openState();

} // namespace slipway::cli
