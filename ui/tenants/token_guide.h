// Explains where to get a token: what to click in the Netskope console for either kind of token,
// and what it must be able to read. Shown beside the form for a new tenant.
#pragma once
#include "ui/widgets/section.h"

namespace slipway {

class TokenGuide : public Section
{
    Q_OBJECT
public:
    // `profile` is the title of a profile, and `paths` are what a token has to read for it.
    TokenGuide(const QString &profile, const QStringList &paths, QWidget *parent = nullptr);
};

} // namespace slipway
