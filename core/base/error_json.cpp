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

} // namespace slipway
