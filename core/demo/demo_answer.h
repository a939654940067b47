// An answer as bytes on the wire, either intact or damaged as a fault demands.
#pragma once
#include "core/demo/demo_api.h"

#include <QDateTime>

namespace slipway {

struct WireAnswer
{
    QByteArray head, body; // the body as framed
    bool close = false;    // close after the bytes
    bool stall = false;    // keep open, send nothing more
};

[[nodiscard]] WireAnswer wireAnswer(const DemoAnswer &answer, bool gzip, const QDateTime &now);
[[nodiscard]] QByteArray gzipped(const QByteArray &plain);

} // namespace slipway
