#include "core/destinations/key_text.h"

#include "core/base/odd_characters.h"

#include <QCoreApplication>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(KeyText)
};

bool belongsNowhere(char32_t character)
{
    return QChar::isSpace(character) || character < 0x20 || isQuote(character) || isInvisible(character);
}

bool isChosenByPeople(const DestinationField &field)
{
    const QString id = field.id();
    return id.contains(QLatin1String("pass")) || id == QLatin1String("service_account");
}

QString labelOf(const DestinationField &field)
{
    QString label = field.labelText().remove(QLatin1Char('&')).trimmed();
    if (label.endsWith(QLatin1Char(':')))
        label.chop(1);
    return label;
}

} // namespace

Result<void> checkKeyTexts(const DestinationAccess &access)
{
    const Destination &destination = access.destination;
    for (const DestinationField &field : destination.kindRow().fields) {
        if (field.type == DestinationField::Type::File || (field.isSecret() && isChosenByPeople(field)))
            continue;
        const QString text = field.isSecret() ? QString::fromUtf8(access.secrets.value(field.id()).reveal())
                                              : destination.options.value(field.id());
        const QList<uint> characters = text.toUcs4();
        if (characters.isEmpty())
            continue;
        const QString enter = Texts::tr("Enter it again without that character.");
        if (belongsNowhere(characters.last()))
            return failure(ErrorKind::BadInput,
                           Texts::tr("The field \"%1\" ends with %2.")
                               .arg(labelOf(field), characterName(characters.last())),
                           enter);
        if (belongsNowhere(characters.first()))
            return failure(ErrorKind::BadInput,
                           Texts::tr("The field \"%1\" begins with %2.")
                               .arg(labelOf(field), characterName(characters.first())),
                           enter);
        if (const char32_t odd = field.isSecret() ? firstOddCharacter(text) : U'\0'; odd)
            return failure(ErrorKind::BadInput,
                           Texts::tr("The field \"%1\" contains %2.").arg(labelOf(field), characterName(odd)),
                           enter);
    }
    return {};
}

} // namespace slipway
