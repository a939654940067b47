#include "ui/access/result_text.h"

#include "core/base/secret.h"
#include "core/diagnosis/fix.h"

namespace slipway {
namespace {

// Remarks that do not concern a single endpoint: notes of the check, and rights that are not needed.
QStringList generalRemarks(const CheckResult &check)
{
    QStringList parts;
    if (!check.notes.isEmpty())
        parts << check.notes.join(QLatin1Char('\n'));
    QStringList more;
    for (const ExcessRight &right : check.excess)
        more << QStringLiteral("• %1%2: %3")
                    .arg(right.path, right.write ? ResultText::tr(" (write)") : QString(), right.risk);
    if (!more.isEmpty())
        parts << ResultText::tr("More than needed:") + QLatin1Char('\n') + more.join(QLatin1Char('\n'));
    return parts;
}

} // namespace

ResultText::ResultText(QWidget *parent) : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setObjectName(QStringLiteral("fixText"));
    setAccessibleName(tr("How to fix"));
    setPlaceholderText(tr("Select an endpoint to see what its result means and how to fix it."));
}

void ResultText::explain(const AccessRow &row, const CheckResult &check)
{
    // A cause is only certain once the whole check has finished.
    const bool isDone = check.at.isValid();
    const Fix fix = isDone ? fixFor(check, row) : Fix{};
    QStringList parts =
        fix.title.isEmpty() ? QStringList{row.explanation, row.nextStep} : QStringList{fix.asText()};
    if (!fix.message.isEmpty())
        parts << tr("A message to your Netskope administrator:") + QLatin1Char('\n') + fix.message;
    parts << row.details;
    if (isDone)
        parts << generalRemarks(check);
    parts.removeAll(QString());
    setPlainText(scrubbed(parts.join(QStringLiteral("\n\n"))));
}

} // namespace slipway
