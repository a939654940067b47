// What the commands of slipway-cli share: arguments, output, and the way to a tenant.
//
// Data goes to standard output, messages to standard error. Exit codes: 0 all well, 1 a check or job failed,
// 2 usage, 3 interrupted and resumable.
#pragma once
#include "app/cli/printing.h"
#include "core/exporting/jobs/export_job.h"
#include "core/netskope/api_client.h"
#include "core/netskope/endpoint.h"
#include "core/tenants/tenant_repository.h"

#include <QCommandLineParser>
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
    // Nothing: go on. Else: end with that code.
    [[nodiscard]] std::optional<int> parse(const QStringList &arguments, int minPositional = 0,
                                           int maxPositional = 0);
    [[nodiscard]] QString value(const char *option) const
    {
        return parser.value(QString::fromLatin1(option));
    }
    [[nodiscard]] bool isSet(const char *option) const { return parser.isSet(QString::fromLatin1(option)); }
    [[nodiscard]] QStringList list(const char *option) const; // comma separated
    // As a full path: what is kept must hold in other folders, too.
    [[nodiscard]] QString path(const char *option) const;

private:
    QString m_command;
};

// What is wrong with a CA file; nothing for "", which means none.
[[nodiscard]] Result<void> checkCaFile(const QString &path);

struct TenantConnection
{
    ConnectionSettings settings;
    QString tenantId, tenantName;
    QString profileId = QStringLiteral("hunters");
    QDate tokenExpires = {};         // as entered
    ApiVersion api = ApiVersion::V2; // --api, else the saved tenant's
};
// --api; nothing when it is not given. BadInput for anything but v1 and v2.
[[nodiscard]] Result<std::optional<ApiVersion>> apiFrom(const Arguments &arguments);
// Endpoints named on the command line, as the API has them ("alert" is v1's alerts on a v1 tenant).
[[nodiscard]] Result<QList<Endpoint>> endpointsFrom(const QStringList &ids, ApiVersion api);

// From --host with a token, or --tenant and the keychain. The token comes from standard input,
// NETSKOPE_API_TOKEN or the keychain; never from an argument.
[[nodiscard]] Result<TenantConnection> connectionFrom(const Arguments &arguments);
// What --profile and --endpoint ask to be checked.
struct CheckSubject
{
    Profile profile;
    QList<Endpoint> endpoints; // those of the profile first
};
[[nodiscard]] Result<CheckSubject> checkSubject(const Arguments &arguments,
                                                const TenantConnection &connection);
// Whether the token comes from standard input or the environment: then it is one tenant's.
[[nodiscard]] bool tokenIsGiven(const Arguments &arguments);
// The token alone, for a resumed job: standard input, the environment, or the keychain by the tenant's id.
[[nodiscard]] Result<Secret> tokenFrom(const Arguments &arguments, const QString &tenantId);

// "1 file", "1,200 files".
[[nodiscard]] QString counted(qint64 count, const char *one, const char *many);

// Prints the error (as JSON with --json), logs it, and returns the code that fits its kind. What it says of
// arguments that cannot be used is their place: see refused_argument.h.
[[nodiscard]] int report(const Error &error, bool json);
// The state file of whoever runs this.
[[nodiscard]] Result<StateDatabase> openState();

// Calls `handler` in the event loop at SIGINT or SIGTERM.
void onInterrupt(std::function<void()> handler);

int historyCommand(const QStringList &arguments);
int checkCommand(const QStringList &arguments);
int previewCommand(const QStringList &arguments);
int exportCommand(const QStringList &arguments);
int jobsCommand(const QStringList &arguments);
int reportCommand(const QStringList &arguments); // needs a QGuiApplication
int supportCommand(const QStringList &arguments);
int signCommand(const QStringList &arguments);
int verifyCommand(const QStringList &arguments);
int tenantCommand(const QStringList &arguments);
int destinationCommand(const QStringList &arguments);
int demoTenantCommand(const QStringList &arguments);

} // namespace slipway::cli
