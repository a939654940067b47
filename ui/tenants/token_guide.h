// Where a token comes from: what to click in the Netskope console for either kind of token, and what it must
// be able to read. Stands beside the form for a new tenant.
#pragma once
#include "ui/widgets/section.h"

namespace slipway {

class TokenGuide : public Section
{
    Q_OBJECT
public:
    // `paths` are what the token has to read, for the profile of that title.
    TokenGuide(const QString &profile, const QStringList &paths, QWidget *parent = nullptr);
};

} // namespace slipway
