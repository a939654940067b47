// The window of Slipway.
#include "core/base/log_file.h"
#include "core/base/printable.h"
#include "core/tenants/keychain_places.h"
#include "ui/main_window.h"
#include "ui/preferences/preferences.h"
#include "ui/theme/theme.h"
#include "ui/widgets/file_dialogs.h"
#include "ui/widgets/keychain_notice.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QMessageBox>
#include <QSettings>
#include <QTimer>

#include <csignal>
#include <cstdio>
#include <sys/stat.h>

namespace {

void scrubbedHandler(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    if (type == QtDebugMsg || type == QtInfoMsg)
        return;
    std::fprintf(stderr, "%s\n", slipway::printable(slipway::scrubbed(message)).toUtf8().constData());
    slipway::writeLog(message);
}

} // namespace

int main(int argc, char *argv[])
{
    using namespace slipway;
    ::umask(077);
    std::signal(SIGXFSZ, SIG_IGN); // a file too large is an error to report, not an end
    qInstallMessageHandler(scrubbedHandler);
    chooseFileDialogs();
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("slipway"));
    QApplication::setOrganizationName(QStringLiteral("slipway"));
    QApplication::setApplicationDisplayName(QStringLiteral("Slipway"));
    QApplication::setApplicationVersion(QStringLiteral(SLIPWAY_VERSION));
    QSettings::setDefaultFormat(QSettings::IniFormat);

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QApplication::translate("main", "Connector manager for Netskope tenants."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption demo(QStringLiteral("demo"),
                                  QApplication::translate("main", "Open with the demo tenant."));
    const QCommandLineOption scheme(
        QStringLiteral("theme"),
        QApplication::translate("main", "light or dark; else as chosen in Preferences."),
        QStringLiteral("NAME"));
    parser.addOptions({demo, scheme});
    parser.process(application);
    const QString name = parser.value(scheme);
    theme::apply(application, name == QLatin1String("dark")    ? theme::Scheme::Dark
                              : name == QLatin1String("light") ? theme::Scheme::Light
                                                               : preferences::scheme());

    if (const auto folder = dataFolder())
        setLogFile(*folder + QStringLiteral("/slipway.log"));
    const Result<QString> path = defaultDatabasePath();
    auto owned = makeKeychain(path ? std::make_shared<KeychainPlaces>(*path) : nullptr);
    Keychain &keychain = *owned; // as long as the workspace
    auto workspace = path ? Workspace::open(*path, std::move(owned))
                          : Result<std::unique_ptr<Workspace>>(std::unexpected(path.error()));
    if (!workspace) {
        QMessageBox box(QMessageBox::Critical, QStringLiteral("Slipway"), workspace.error().asText());
        box.setTextFormat(Qt::PlainText);
        box.setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard); // for a ticket
        box.exec();
        return 1;
    }
    const KeychainNotice notice(keychain);
    MainWindow window(**workspace);
    window.show();
    // After the first paint: the desktop's answer is not waited for, but the bus has to be found.
    QTimer::singleShot(1'000, &window, [&] { (*workspace)->watchExpiry(makeDesktopNotifier()); });
    if (parser.isSet(demo))
        QTimer::singleShot(0, &window, [&window] { window.startDemo(); });
    return QApplication::exec();
}
