#include "core/base/error_json.h"

#include "core/base/secret.h"

namespace slipway {

QJsonObject errorJson(const Error &error)
{
    return {{QStringLiteral("kind"), errorKindName(error.kind)},
            {QStringLiteral("message"), scrubbed(error.message)},
            {QStringLiteral("next_step"), scrubbed(error.nextStep)},
            {QStringLiteral("details"), scrubbed(error.details)}};
}

Error errorFromJson(const QJsonObject &json)
{
    return {errorKindFromName(json[QStringLiteral("kind")].toString()),
            json[QStringLiteral("message")].toString(), json[QStringLiteral("next_step")].toString(),
            json[QStringLiteral("details")].toString()};
}

ErrorKind errorKindFromName(const QString &name)
{
    for (int number = 0; number <= static_cast<int>(ErrorKind::Internal); ++number) {
        if (errorKindName(static_cast<ErrorKind>(number)) == name)
            return static_cast<ErrorKind>(number);
    }
    return ErrorKind::Internal;
}

} // namespace slipway
