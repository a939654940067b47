// The window of Slipway.
#include "core/base/log_file.h"
#include "core/base/printable.h"
#include "core/desktop/single_instance.h"
#include "core/language/language.h"
#include "core/platform/exit_limit.h"
#include "core/platform/process_limits.h"
#include "core/tenants/keychain_places.h"
#include "core/workspace/left_jobs.h"
#include "ui/main_window.h"
#include "ui/preferences/preferences.h"
#include "ui/theme/theme.h"
#include "ui/widgets/file_dialogs.h"
#include "ui/widgets/keychain_notice.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QCoroTask>
#include <QFileInfo>
#include <QHash>
#include <QLocale>
#include <QMessageBox>
#include <QSettings>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>
#include <utility>

namespace {

using namespace slipway;

// An export stops within a second and loses nothing if it is cut short. Only a disk or a server that does not
// answer at all takes longer, and while this process is there, Slipway cannot be started again.
constexpr std::chrono::seconds longestEnd(10);

void scrubbedHandler(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    // Someone who starts the window does not need to hear that XDG_RUNTIME_DIR is not set.
    if (type == QtDebugMsg || type == QtInfoMsg || message.startsWith(QLatin1String("QStandardPaths: ")))
        return;
    std::fprintf(stderr, "%s\n", printable(scrubbed(message)).toUtf8().constData());
    writeLog(message);
}

struct Choices
{
    QString theme;
    bool inBackground = false;
    StartRequest request;
};

// The program's command line, which --help prints and the manual page is made from.
class CommandLine
{
public:
    CommandLine()
    {
        m_parser.setApplicationDescription(
            QApplication::translate("main", "Connector manager for Netskope tenants."));
        m_parser.addOptions({m_help, m_version, m_demo, m_theme, m_background});
        m_parser.addPositionalArgument(
            QStringLiteral("FILE"),
            QApplication::translate("main", "An event file to open: NDJSON or JSON, plain or gzip."),
            QStringLiteral("[FILE]"));
    }

    // Ends the program if only help or the version is requested, or the arguments are invalid.
    Choices choices(const QCoreApplication &application)
    {
        const QStringList words = application.arguments();
        const bool isUnderstood = m_parser.parse(words);
        // By its position, since it may be a token that was given by mistake.
        for (qsizetype place = 1; place < words.size() && !m_parser.unknownOptionNames().isEmpty(); ++place) {
            const QString name = words[place].section(QLatin1Char('='), 0, 0);
            if (name.startsWith(QLatin1Char('-')) && m_parser.unknownOptionNames().contains(name.mid(
                                                         name.startsWith(QLatin1String("--")) ? 2 : 1)))
                refuse(
                    QApplication::translate("main", "Argument %1 is not an option of slipway.").arg(place));
        }
        if (!m_parser.unknownOptionNames().isEmpty())
            refuse(QApplication::translate("main", "An argument is not an option of slipway."));
        if (!isUnderstood)
            refuse(m_parser.errorText());
        if (m_parser.isSet(m_help))
            m_parser.showHelp();
        if (m_parser.isSet(m_version))
            m_parser.showVersion();
        const QStringList files = m_parser.positionalArguments();
        if (files.size() > 1)
            refuse(QApplication::translate("main", "Only one file can be opened."));
        Choices choices;
        choices.theme = m_parser.value(m_theme);
        if (m_parser.isSet(m_theme) && choices.theme != QLatin1String("light") &&
            choices.theme != QLatin1String("dark"))
            refuse(QApplication::translate("main", "--theme must be light or dark."));
        choices.request.demo = m_parser.isSet(m_demo);
        choices.inBackground = m_parser.isSet(m_background);
        if (choices.inBackground && (choices.request.demo || !files.isEmpty()))
            refuse(QApplication::translate("main",
                                           "--background cannot be combined with a file to open or with "
                                           "the demo tenant."));
        if (!files.isEmpty())
            choices.request.file = QFileInfo(files.first()).absoluteFilePath();
        choices.request.activationToken = qEnvironmentVariable("XDG_ACTIVATION_TOKEN");
        return choices;
    }

private:
    [[noreturn]] static void refuse(const QString &why)
    {
        const QString hint = QApplication::translate("main", "See \"slipway --help\".");
        std::fputs(QStringLiteral("%1\n%2\n").arg(why, hint).toUtf8().constData(), stderr);
        std::exit(2);
    }

    // Not addHelpOption(), which also offers help on Qt's options.
    const QCommandLineOption m_help{{QStringLiteral("h"), QStringLiteral("help")},
                                    QApplication::translate("main", "Show this help.")};
    const QCommandLineOption m_version{{QStringLiteral("v"), QStringLiteral("version")},
                                       QApplication::translate("main", "Show the version.")};
    const QCommandLineOption m_demo{QStringLiteral("demo"),
                                    QApplication::translate("main", "Open with the demo tenant.")};
    const QCommandLineOption m_background{
        QStringLiteral("background"),
        QApplication::translate("main", "Without a window or display: continue the exports that were running "
                                        "when Slipway last ended, then quit.")};
    const QCommandLineOption m_theme{
        QStringLiteral("theme"),
        QApplication::translate("main", "light or dark (default: as set in Preferences)."),
        QStringLiteral("NAME")};
    QCommandLineParser m_parser;
};

void nameProgram()
{
    QCoreApplication::setApplicationName(QStringLiteral("slipway"));
    QCoreApplication::setOrganizationName(QStringLiteral("slipway"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SLIPWAY_VERSION));
    QSettings::setDefaultFormat(QSettings::IniFormat);
}

// Without a display Qt ends the program with abort(), even if only help is requested.
bool isAsked(std::span<char *const> arguments, std::initializer_list<std::string_view> names)
{
    return std::ranges::any_of(arguments, [&](std::string_view argument) {
        return std::ranges::find(names, argument) != names.end();
    });
}

#ifdef Q_OS_LINUX
bool hasDisplay(std::span<char *const> arguments)
{
    return !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") ||
           !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM") || isAsked(arguments, {"-platform", "--platform"});
}
#endif

void keepLog()
{
    if (const auto folder = dataFolder())
        setLogFile(*folder + QStringLiteral("/slipway.log"));
}

void print(const QString &line)
{
    std::fprintf(stdout, "%s\n", printable(scrubbed(line)).toUtf8().constData());
    std::fflush(stdout);
}

int printError(const Error &error)
{
    std::fprintf(stderr, "%s\n", printable(scrubbed(error.asText())).toUtf8().constData());
    return 1;
}

// Finishes the exports that were running, tells the desktop about each, and ends.
int runInBackground()
{
    keepLog();
    const Result<QString> path = defaultDatabasePath();
    if (!path)
        return printError(path.error());
    QStringList jobs = jobsLeftRunning(*path);
    jobs += preferences::takeSessionJobs();
    jobs.removeDuplicates();
    auto workspace = Workspace::open(*path, makeKeychain(std::make_shared<KeychainPlaces>(*path)));
    if (!workspace)
        return printError(workspace.error());
    const GoneOn gone = QCoro::waitFor(goOn(**workspace, jobs));
    if (gone.error)
        (void)printError(*gone.error);
    if (gone.ids.isEmpty()) {
        print(QCoreApplication::translate("main", "There is no export to continue."));
        return gone.error ? 1 : 0;
    }
    (*workspace)->watchExpiry(makeDesktopNotifier());
    JobService &service = (*workspace)->jobs();
    QHash<QString, JobState> told;
    bool isGood = !gone.error;
    const auto tell = [&](const JobSnapshot &job) {
        const bool isUnderWay = job.state == JobState::Running || job.state == JobState::Queued;
        if (!gone.ids.contains(job.id) || isUnderWay || told.value(job.id, JobState::Running) == job.state)
            return;
        told.insert(job.id, job.state);
        const bool isComplete = job.state == JobState::Complete;
        isGood = isGood && isComplete;
        const QString title =
            (isComplete ? QCoreApplication::translate("main", "%1: the export is complete")
                        : QCoreApplication::translate("main", "%1: the export needs your attention"))
                .arg(job.request.tenantName);
        const QString body = isComplete ? QCoreApplication::translate("main", "Events: %1. They are in %2.")
                                              .arg(QLocale().toString(job.events()), job.place())
                                        : job.error.value_or(Error{}).message;
        print(title + QStringLiteral(". ") + body);
        if (preferences::wantsNotifications())
            (*workspace)->notify(job.request.tenantId, title, scrubbed(body));
    };
    QObject::connect(&service, &JobService::jobChanged, &service, tell);
    for (const QString &id : gone.ids) {
        const Result<JobSnapshot> job = service.job(id);
        print(QCoreApplication::translate("main", "Continuing %1, the export of %2.")
                  .arg(id, job ? job->request.tenantName : QString()));
        if (job)
            tell(*job);
    }
    QTimer look;
    bool wasIdle = false; // seen twice, so that the last message reaches the desktop
    QObject::connect(&look, &QTimer::timeout, &look, [&] {
        if (const bool isIdle = !service.hasRunningJobs(); isIdle && std::exchange(wasIdle, isIdle))
            QCoreApplication::quit();
    });
    look.start(1'000);
    QCoreApplication::exec();
    endWithin(longestEnd, isGood ? 0 : 1);
    return isGood ? 0 : 1;
}

void bringToFront(QWidget &window, const QString &activationToken)
{
    if (!activationToken.isEmpty())
        qputenv("XDG_ACTIVATION_TOKEN", activationToken.toUtf8()); // Qt takes it from there
    window.setWindowState(window.windowState() & ~Qt::WindowMinimized);
    window.show();
    window.raise();
    QWidget *dialog = QApplication::activeModalWidget(); // blocks everything else while it is open
    if (dialog)
        dialog->raise();
    (dialog ? dialog : &window)->activateWindow();
}

void serve(MainWindow &window, const StartRequest &request)
{
    if (request.demo)
        window.startDemo();
    if (!request.file.isEmpty())
        window.openEventFile(request.file);
}

int showError(const Error &error)
{
    QMessageBox box(QMessageBox::Critical, QStringLiteral("Slipway"), error.asText());
    box.setTextFormat(Qt::PlainText);
    box.setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard); // for a ticket
    box.exec();
    return 1;
}

} // namespace

int main(int argc, char *argv[])
{
    protectProcess();
    (void)raiseOpenFileLimit(manyOpenFiles);
    qInstallMessageHandler(scrubbedHandler);
    nameProgram();
    preferences::useTimeZone();
    const std::span<char *const> arguments(argv + 1, static_cast<std::size_t>(std::max(argc - 1, 0)));
    if (isAsked(arguments, {"-h", "--help", "-v", "--version"})) {
        const QCoreApplication application(argc, argv);
        useLanguage(preferences::language());
        (void)CommandLine().choices(application);
    }
    if (isAsked(arguments, {"--background"})) {
        const QCoreApplication application(argc, argv);
        QSettings::setDefaultFormat(QSettings::IniFormat);
        useLanguage(preferences::language());
        (void)CommandLine().choices(application);
        return runInBackground();
    }
#ifdef Q_OS_LINUX
    if (!hasDisplay(arguments)) {
        const QCoreApplication application(argc, argv);
        useLanguage(preferences::language());
        const QString told = QApplication::translate(
            "main",
            "Slipway needs a display, and there is none. On a computer without one, slipway-cli does the "
            "same work: see \"slipway-cli --help\".\n");
        std::fputs(told.toUtf8().constData(), stderr);
        return 1;
    }
#endif
    chooseFileDialogs();
    QApplication application(argc, argv);
    QApplication::setApplicationDisplayName(QStringLiteral("Slipway"));
    QApplication::setDesktopFileName(QStringLiteral(SLIPWAY_APP_ID));
    useLanguage(preferences::language());
    const Choices choices = CommandLine().choices(application);
    theme::apply(application, choices.theme == QLatin1String("dark")    ? theme::Scheme::Dark
                              : choices.theme == QLatin1String("light") ? theme::Scheme::Light
                                                                        : preferences::scheme());

    keepLog();
    const Result<QString> path = defaultDatabasePath();
    if (!path)
        return showError(path.error());
    SingleInstance instance(*path);
    const Result<bool> isFirst = instance.claim(choices.request);
    if (!isFirst)
        return showError(isFirst.error());
    if (!*isFirst)
        return 0;
    const QStringList left = jobsLeftRunning(*path);
    auto owned = makeKeychain(std::make_shared<KeychainPlaces>(*path));
    Keychain &keychain = *owned; // lives as long as the workspace
    auto workspace = Workspace::open(*path, std::move(owned));
    if (!workspace)
        return showError(workspace.error());
    const KeychainNotice notice(keychain);
    MainWindow window(**workspace);
    window.show();
    QObject::connect(&instance, &SingleInstance::startedAgain, &window, [&](const StartRequest &request) {
        bringToFront(window, request.activationToken);
        serve(window, request);
    });
    // After the first paint, because connecting to the bus takes time, although nothing waits for
    // the desktop's answer.
    QTimer::singleShot(1'000, &window, [&] { (*workspace)->watchExpiry(makeDesktopNotifier()); });
    QTimer::singleShot(0, &window, [&] {
        window.goOnWith(left);
        serve(window, choices.request);
    });
    const int code = QApplication::exec();
    endWithin(longestEnd, code);
    return code;
}
