#include "app/cli/commands/conform_command.h"

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/refused_argument.h"
#include "core/base/error_json.h"
#include "core/events/documents/files/event_file.h"
#include "core/events/insight/conformance.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <limits>
#include <thread>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

// The result for one file.
struct JudgedFile
{
    QString path;
    std::optional<ConformanceReport> report;
    std::optional<Error> error;
};

class FileJudge
{
public:
    explicit FileJudge(std::stop_source &stop)
        : m_stop(stop), m_interrupt([this] {
              m_stop.request_stop();
              m_loop.quit();
          })
    {}

    JudgedFile judge(const QString &path, const ConformanceSubject &subject)
    {
        JudgedFile judged{path, {}, {}};
        if (!QFileInfo::exists(path)) { // it may be a token instead
            judged.path = withoutArguments(path);
            judged.error = withoutArguments(Error{ErrorKind::NotFound,
                                                  Texts::tr("There is no file \"%1\".").arg(path),
                                                  Texts::tr("Give the paths of event files."),
                                                  {}});
            return judged;
        }
        EventDocumentPtr document;
        EventFile file(path);
        QObject::connect(&file, &EventFile::opened, &m_loop,
                         [&](const EventDocumentPtr &opened) { document = opened; });
        QObject::connect(&file, &EventFile::finished, &m_loop, &QEventLoop::quit);
        QObject::connect(&file, &EventFile::failed, &m_loop, [&](const Error &error) {
            judged.error = error; // an incomplete file is not judged
            m_loop.quit();
        });
        file.start();
        wait();
        if (judged.error || m_stop.stop_requested())
            return judged;
        if (!document)
            document = makeDocument(QList<QByteArray>(), EventOrigin());
        std::jthread worker([&] {
            judged.report = checkConformance(document, subject, m_stop.get_token());
            QMetaObject::invokeMethod(&m_loop, &QEventLoop::quit, Qt::QueuedConnection);
        });
        wait();
        worker.join();
        if (document->hasChanged())
            judged.error = Error{ErrorKind::BadInput,
                                 Texts::tr("%1 changed while it was being read.").arg(path),
                                 Texts::tr("Check it again when nothing is writing to it."),
                                 {}};
        return judged;
    }

private:
    void wait()
    {
        if (!m_stop.stop_requested())
            m_loop.exec();
    }

    std::stop_source &m_stop;
    QEventLoop m_loop;
    InterruptGuard m_interrupt;
};

bool conforms(const JudgedFile &file)
{
    return file.report &&
           (file.report->verdict == Conformance::Conforms || file.report->verdict == Conformance::WithNotes);
}

void print(const QList<JudgedFile> &files)
{
    for (const JudgedFile &file : files) {
        if (file.error) {
            printMessage(scrubbed(file.error->asText()));
            continue;
        }
        printLine((files.size() > 1 ? file.path + QStringLiteral(": ") : QString()) +
                  scrubbed(file.report->asText()));
    }
}

void printAsJson(const QList<JudgedFile> &files)
{
    QJsonArray list;
    for (const JudgedFile &file : files) {
        QJsonObject json = file.report && !file.error ? file.report->asJson() : QJsonObject();
        json.insert(QStringLiteral("file"), file.path);
        if (file.error)
            json.insert(QStringLiteral("error"), errorJson(*file.error));
        list << json;
    }
    printJson({{QStringLiteral("conforms"), std::all_of(files.begin(), files.end(), conforms)},
               {QStringLiteral("files"), list}});
}

} // namespace

int conformCommand(const QStringList &list)
{
    Arguments arguments(
        QStringLiteral("slipway-cli conform"),
        Texts::tr(
            "Check whether event files have the shape that the SIEM expects: NDJSON, a JSON array or a page "
            "of the API, plain or gzip.\nExit codes: 0 they conform (notes are allowed), 1 they do not, or "
            "there is nothing to compare them with, 2 a file cannot be read."));
    arguments.parser.addPositionalArgument(QStringLiteral("FILE"), Texts::tr("Event files."),
                                           QStringLiteral("FILE…"));
    arguments.parser.addOption(
        {QStringLiteral("shape"),
         Texts::tr("What the events should be: %1, followed by .v1 or .v2 if the API version is known "
                   "(default: inferred from the fields of each event).")
             .arg(ConformanceSubject::names().join(QStringLiteral(", "))),
         QStringLiteral("NAME")});
    if (const auto code = arguments.parse(list, 1, std::numeric_limits<int>::max()))
        return *code;
    const bool json = arguments.isSet("json");
    ConformanceSubject subject;
    if (arguments.isSet("shape")) {
        const Result<ConformanceSubject> named = ConformanceSubject::named(arguments.value("shape"));
        if (!named)
            return report(named.error(), json);
        subject = *named;
    }
    std::stop_source stop;
    FileJudge judge(stop);
    QList<JudgedFile> files;
    for (const QString &path : arguments.parser.positionalArguments()) {
        files << judge.judge(path, subject);
        if (stop.stop_requested())
            return Interrupted;
    }
    if (json)
        printAsJson(files);
    else
        print(files);
    if (std::any_of(files.begin(), files.end(),
                    [](const JudgedFile &file) { return file.error.has_value(); }))
        return Usage;
    return std::all_of(files.begin(), files.end(), conforms) ? AllWell : Failed;
}

} // namespace slipway::cli
