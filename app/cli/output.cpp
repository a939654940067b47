#include "app/cli/output.h"

#include "app/cli/command.h"

#include <QCoreApplication>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace slipway::cli {
namespace {

int firstError = 0; // errno of the first write that failed
bool hasOutput = false;

void note(bool failed)
{
    if (failed && firstError == 0)
        firstError = errno != 0 ? errno : EIO;
}

} // namespace

void writeOutput(const QByteArray &text)
{
    if (firstError != 0)
        return;
    hasOutput = true;
    errno = 0;
    const auto size = static_cast<std::size_t>(text.size());
    note(std::fwrite(text.constData(), 1, size, stdout) != size);
    note(std::fflush(stdout) != 0);
}

int finishOutput(int code)
{
    errno = 0;
    note(std::fclose(stdout) != 0); // some file systems report errors only now
    const bool lostMessage = !hasOutput && std::ferror(stderr) != 0;
    if (firstError == 0)
        return lostMessage && code == AllWell ? int(Failed) : code;
    if (firstError != EPIPE)
        printMessage(QCoreApplication::translate("CommandLine", "The output could not be written: %1.")
                         .arg(QString::fromLocal8Bit(std::strerror(firstError))));
    return code == AllWell ? int(Failed) : code;
}

} // namespace slipway::cli
