#include "ui/tenants/token_guide.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QFontDatabase>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace slipway {

TokenGuide::TokenGuide(const QString &profile, const QStringList &paths, QWidget *parent)
    : Section(tr("Where do I get a token?"), parent)
{
    setObjectName(QStringLiteral("tokenGuide"));
    const auto add = [this](const QString &text, bool isHeading) {
        auto *label = new QLabel(text, this);
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        if (isHeading) {
            QFont font = label->font();
            font.setWeight(QFont::DemiBold);
            label->setFont(font);
            body()->addSpacing(theme::space);
        }
        body()->addWidget(label);
        return label;
    };
    add(tr("Service account (RBAC v3)"), true);
    add(tr("1. Sign in as Tenant Admin and open Settings > Administration > Administrators & Roles.\n"
           "2. On the Roles tab, create a role with View on the functions that include the paths below.\n"
           "3. Create a service account with that role, generate its token and copy it immediately: it is "
           "shown only once."),
        false);
    add(tr("Older token"), true);
    add(tr("Open Settings > Tools > REST API v2, choose New Token where it is still offered, and add the "
           "paths below with Read."),
        false);
    add(tr("%1 needs").arg(profile), true);
    add(paths.join(QLatin1Char('\n')), false)->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto *copy = new QPushButton(tr("Copy the pat&hs"), this);
    copy->setObjectName(QStringLiteral("copyGuidePaths"));
    copy->setAutoDefault(false);
    body()->addWidget(copy, 0, Qt::AlignLeft);
    body()->addStretch();
    connect(copy, &QPushButton::clicked, this,
            [paths] { QApplication::clipboard()->setText(paths.join(QLatin1Char('\n'))); });
}

} // namespace slipway
