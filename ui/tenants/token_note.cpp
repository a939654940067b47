#include "ui/tenants/token_note.h"

#include "core/secrets/pasted_token.h"
#include "ui/widgets/field_note.h"

#include <QCoreApplication>
#include <QLineEdit>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(TokenNote)
};

} // namespace

void showTokenNote(FieldNote &note, QLineEdit &field)
{
    const QString text = field.text();
    QStringList notes;
    const Result<Secret> token = tokenFromPasted(text.toUtf8(), &notes);
    const bool isWrong = !token && !text.trimmed().isEmpty();
    markInvalid(&field, isWrong);
    if (isWrong)
        return note.show(theme::Tone::Bad, token.error().message + QLatin1Char(' ') + token.error().nextStep);
    if (!token)
        return note.show(theme::Tone::Neutral, {});
    if (!notes.isEmpty())
        return note.show(theme::Tone::Warning, notes.join(QLatin1Char('\n')));
    const bool isWhole = token->size() == text.trimmed().size(); // blanks and line ends need no sentence
    note.show(theme::Tone::Neutral,
              isWhole ? QString()
                      : Texts::tr("Only the token itself is used. What was pasted around it is left out."));
}

} // namespace slipway
