// Manual pages (roff, man macros) from what --help says.
#pragma once
#include "installer/manuals/help_text.h"

namespace slipway::manuals {

struct PageFacts
{
    QString program, version, date; // the date as 2026-11-29
    QString summary;                // behind the name, on one line
    QString homepage;               // empty: the page names none
};

// `commands`: one without a name for a program that has none. `prose`: further sections, in roff.
[[nodiscard]] QString manualPage(const PageFacts &facts, const QList<Command> &commands,
                                 const QString &prose);

} // namespace slipway::manuals
