// What becomes of running exports when the window is closed: the question.
//
// Threads: the window's.
#pragma once
#include "ui/preferences/preferences.h"

#include <optional>

class QWidget;

namespace slipway {

// Asks whether the exports continue without the window or stop, and remembers the answer if the user wants
// that. Returns GoOn or Stop; none: the window stays open.
[[nodiscard]] std::optional<preferences::Closing> askAboutExports(QWidget *window);

} // namespace slipway
