// Choices for cases in which the real API has been seen to behave in more than one way, or in which
// its behaviour is not yet known. By default the demo tenant does the first in each list; a client
// has to cope with all of them. The numbers in demo_behaviour.cpp are those of
// docs/netskope-api.md, "What is not known".
#pragma once
#include "core/base/error.h"

#include <QJsonObject>
#include <QMap>
#include <QString>

namespace slipway {

class DemoBehaviour
{
public:
    // The value of a choice, e.g. is("busy", "wait"). Both must exist.
    [[nodiscard]] bool is(const char *choice, const char *value) const;
    [[nodiscard]] QString value(const char *choice) const;
    [[nodiscard]] static bool knows(const QString &choice);
    // Applies those keys of `settings` that name a choice. BadInput for a value that is not in its
    // list.
    [[nodiscard]] Result<void> apply(const QJsonObject &settings);

private:
    QMap<QString, QString> m_chosen; // only what differs from the default
};

} // namespace slipway
