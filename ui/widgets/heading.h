// The heading of a screen, a dialog or a verdict: all of them have the same font. Like any elided label it is
// one line that ends in "…" where there is no room; with setWordWrap(true) it goes on in the next line
// instead.
#pragma once
#include "ui/widgets/elided_label.h"

namespace slipway {

class Heading : public ElidedLabel
{
    Q_OBJECT
public:
    explicit Heading(QWidget *parent = nullptr);
    Heading(const QString &text, QWidget *parent);
};

} // namespace slipway
