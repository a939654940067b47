#include "app/cli/commands/sign_command.h"

#include "app/cli/command.h"
#include "core/exporting/verifying/manifest_signature.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

} // namespace

int signCommand(const QStringList &list)
{
    Arguments arguments(
        QStringLiteral("slipway-cli sign"),
        Texts::tr("MANIFEST… --key FILE\nSign manifests with an SSH key, using ssh-keygen. The signature is "
                  "MANIFEST.sig, beside it; \"verify --signer\" checks it. Sign what you have verified."));
    arguments.parser.addOption({QStringLiteral("key"),
                                Texts::tr("A private SSH key, or a public one whose private key is in "
                                          "your agent."),
                                QStringLiteral("FILE")});
    if (const auto code = arguments.parse(list, 1, 10'000))
        return *code;
    const bool json = arguments.isSet("json");
    if (!arguments.isSet("key"))
        return report({ErrorKind::BadInput,
                       Texts::tr("--key is missing."),
                       Texts::tr("Name the key to sign with, such as --key ~/.ssh/id_ed25519."),
                       {}},
                      json);
    const QString key = arguments.path("key");
    if (!QFileInfo::exists(key))
        return report({ErrorKind::BadInput,
                       Texts::tr("There is no key \"%1\".").arg(arguments.value("key")),
                       Texts::tr("Name the file of an SSH key. \"ssh-keygen -t ed25519\" makes one."),
                       {}},
                      json);
    QJsonArray made;
    for (const QString &manifest : arguments.parser.positionalArguments()) {
        const Result<QString> signature = signManifest(manifest, key);
        if (!signature)
            return report(signature.error(), json);
        made << *signature;
        if (!json)
            printLine(Texts::tr("Signed: %1").arg(*signature));
    }
    if (json)
        printJson({{QStringLiteral("signatures"), made}});
    return AllWell;
}

} // namespace slipway::cli
