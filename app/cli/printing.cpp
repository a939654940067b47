#include "app/cli/printing.h"

#include "app/cli/output.h"
#include "core/base/live_secrets.h"
#include "core/base/printable.h"
#include "core/platform/terminal.h"

#include <QJsonDocument>

#include <cstdio>

namespace slipway::cli {
namespace {

void putError(const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stderr);
    std::fflush(stderr);
}

} // namespace

void printLine(const QString &text)
{
    writeOutput((printable(withoutSecrets(text)) + QLatin1Char('\n')).toUtf8());
}

void printMessage(const QString &text)
{
    putError(printable(withoutSecrets(text)) + QLatin1Char('\n'));
}

void printJson(const QJsonObject &json)
{
    const QString text = QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
    writeOutput((printableJson(withoutSecrets(text)) + QLatin1Char('\n')).toUtf8());
}

void printProgress(const QString &line)
{
    if (errorsGoToTerminal())
        putError(QStringLiteral("\r\033[K") + printableLine(withoutSecrets(line)));
}

void printQuestion(const QString &text)
{
    putError(printable(withoutSecrets(text)));
}

void printBytes(const QByteArray &line)
{
    writeOutput(line + '\n');
}

bool bytesMayBePrinted()
{
    return !isTerminal(StandardStream::Output);
}

bool errorsGoToTerminal()
{
    return isTerminal(StandardStream::Error);
}

} // namespace slipway::cli
