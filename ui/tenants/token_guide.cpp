#include "ui/tenants/token_guide.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QFontDatabase>
#include <QLabel>
#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace slipway {
namespace {

constexpr auto topicProperty = "slipwayTopic";

QLabel *labelOf(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QLabel *headingOf(const QString &text, QFont::Weight weight, QWidget *parent)
{
    QLabel *label = labelOf(text, parent);
    QFont font = label->font();
    font.setWeight(weight);
    label->setFont(font);
    return label;
}

} // namespace

TokenGuide::TokenGuide(const QString &profile, const QStringList &paths, QWidget *parent)
    : QWidget(parent), m_heading(headingOf({}, QFont::Bold, this)), m_topics(new QStackedLayout)
{
    setObjectName(QStringLiteral("tokenGuide"));
    m_heading->setObjectName(QStringLiteral("guideHeading"));
    add(Topic::Start, tr("What you need"),
        {{},
         tr("1. The tenant's address, as the browser shows it in the Netskope console.\n"
            "2. A token that may read the paths below. A tenant administrator can create it.\n"
            "3. Test and save. Slipway then says what the token may read, and how to get what is missing."),
         {},
         tr("The name is only for you: it is how the tenant is listed here.")});
    add(Topic::Address, tr("Where do I find the address?"),
        {{},
         tr("Sign in to the Netskope console and look at the address that the browser shows. You can paste "
            "it as it is; only the name of the tenant's host is used."),
         tr("Typical addresses"),
         QStringLiteral("acme.goskope.com\nacme.eu.goskope.com\nacme.de.goskope.com")});
    add(Topic::Token, tr("Where do I get a token?"),
        {tr("Service account (RBAC v3)"),
         tr("1. Sign in as Tenant Admin and open Settings > Administration > Administrators & Roles.\n"
            "2. On the Roles tab, create a role with View on the functions that include the paths below.\n"
            "3. Create a service account with that role, generate its token and copy it immediately: it is "
            "shown only once."),
         tr("Older token"),
         tr("Open Settings > Tools > REST API v2, choose New Token where it is still offered, and add the "
            "paths below with Read.")});
    add(Topic::Expiry, tr("When does the token expire?"),
        {{},
         tr("The console shows the date beside the token when you create it, and later in the list of "
            "tokens. Slipway reminds you 30, 7 and 1 days before."),
         {},
         tr("If you do not know it, leave this unticked: if the token may read the tenant's list of tokens, "
            "the test finds the date.")});
    auto *copy = new QPushButton(tr("Copy the pat&hs"), this);
    copy->setObjectName(QStringLiteral("copyGuidePaths"));
    copy->setAutoDefault(false);
    QLabel *list = labelOf(paths.join(QLatin1Char('\n')), this);
    list->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_heading);
    layout->addLayout(m_topics);
    layout->addSpacing(theme::space);
    layout->addWidget(headingOf(tr("%1 needs").arg(profile), QFont::DemiBold, this));
    layout->addWidget(list);
    layout->addWidget(copy, 0, Qt::AlignLeft);
    layout->addStretch();
    connect(copy, &QPushButton::clicked, this,
            [paths] { QApplication::clipboard()->setText(paths.join(QLatin1Char('\n'))); });
    explain(Topic::Start);
}

// `texts` takes turns: a heading, which may be empty, and what stands below it.
void TokenGuide::add(Topic topic, const QString &heading, const QStringList &texts)
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    for (qsizetype at = 0; at + 1 < texts.size(); at += 2) {
        if (at > 0)
            layout->addSpacing(theme::space);
        if (!texts[at].isEmpty())
            layout->addWidget(headingOf(texts[at], QFont::DemiBold, page));
        layout->addWidget(labelOf(texts[at + 1], page));
    }
    layout->addStretch();
    Q_ASSERT(m_topics->count() == static_cast<int>(topic));
    m_topics->addWidget(page);
    m_headings << heading;
}

void TokenGuide::explain(Topic topic)
{
    m_topics->setCurrentIndex(static_cast<int>(topic));
    m_heading->setText(m_headings[static_cast<int>(topic)]);
}

void TokenGuide::follow(QWidget *field, Topic topic)
{
    field->setProperty(topicProperty, static_cast<int>(topic));
    field->installEventFilter(this);
}

bool TokenGuide::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn)
        explain(static_cast<Topic>(watched->property(topicProperty).toInt()));
    return QWidget::eventFilter(watched, event);
}

} // namespace slipway
