// The layout of the access page: its widgets, their names and their positions.
#include "core/netskope/checked_endpoints.h"
#include "ui/access/access_page.h"
#include "ui/access/access_table.h"
#include "ui/access/evidence_dialog.h"
#include "ui/access/fix_dialog.h"
#include "ui/access/grant_watches.h"
#include "ui/access/profile_menu.h"
#include "ui/widgets/banner.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

namespace slipway {

AccessPage::AccessPage(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_profile(new QComboBox(this)),
      m_profileMenu(new ProfileMenu(workspace.databasePath(), this)),
      m_test(new QPushButton(tr("&Test"), this)), m_all(new QPushButton(this)),
      m_until(new QPushButton(tr("Test &until granted"), this)),
      m_copy(new QPushButton(tr("&Copy as text"), this)), m_evidence(new QPushButton(tr("Ev&idence…"), this)),
      m_audit(new QPushButton(tr("&Least privilege…"), this)),
      m_fix(new QPushButton(tr("How to fi&x…"), this)), m_curl(new QPushButton(tr("Copy as cu&rl"), this)),
      m_preview(new QPushButton(tr("Previe&w"), this)), m_addCa(new QPushButton(tr("Add C&A file…"), this)),
      m_banner(new Banner(this)), m_steps(new QLabel(this)), m_table(new AccessTable(this)),
      m_detail(new QPlainTextEdit(this)), m_watches(new GrantWatches(this))
{
    setObjectName(QStringLiteral("accessPage"));
    layOut();
    fillProfiles();
    connectParts();
    fillRows();
}

AccessPage::~AccessPage() = default;

void AccessPage::layOut()
{
    auto *profileLabel = new QLabel(tr("&Profile:"), this);
    profileLabel->setBuddy(m_profile);
    m_profile->setAccessibleName(tr("Profile"));
    m_profile->setObjectName(QStringLiteral("profileCombo"));
    m_profile->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_profile->setMinimumContentsLength(18);
    m_test->setObjectName(QStringLiteral("testButton"));
    theme::makePrimary(m_test);
    m_all->setObjectName(QStringLiteral("testAllButton"));
    m_all->setToolTip(
        tr("Also asks for what the profile does not need: each refusal appears in the tenant's audit log."));
    m_until->setObjectName(QStringLiteral("untilGrantedButton"));
    m_until->setToolTip(tr("Changes can take up to 30 minutes to take effect. Tests once a minute, one "
                           "refused endpoint at a time; each refusal appears in the tenant's audit log."));
    m_evidence->setObjectName(QStringLiteral("evidenceButton"));
    m_evidence->setToolTip(tr("Every step and request with its time, status and request id."));
    m_audit->setObjectName(QStringLiteral("auditButton"));
    m_audit->setToolTip(tr("What can this token read beyond its profile?"));
    m_fix->setObjectName(QStringLiteral("fixButton"));
    m_curl->setObjectName(QStringLiteral("curlButton"));
    m_curl->setToolTip(tr("The token is replaced by $NETSKOPE_API_TOKEN."));
    auto *top = new QHBoxLayout;
    top->addWidget(profileLabel);
    top->addWidget(m_profile, 1);
    top->addWidget(m_profileMenu);
    top->addStretch(1);
    for (QPushButton *button : {m_until, m_all, m_test})
        top->addWidget(button);

    m_steps->setTextFormat(Qt::RichText); // built here, every part escaped
    m_steps->setWordWrap(true);
    m_steps->setObjectName(QStringLiteral("connectionSteps"));
    m_banner->setObjectName(QStringLiteral("verdictBanner"));
    m_banner->setClosable(false);
    m_addCa->setObjectName(QStringLiteral("addCaButton"));
    m_addCa->setToolTip(tr("Trust the certificate of the company's TLS inspection for this tenant."));
    m_addCa->hide();
    auto *connection = new QHBoxLayout;
    connection->addWidget(m_steps, 1);
    connection->addWidget(m_addCa);

    m_detail->setReadOnly(true);
    m_detail->setObjectName(QStringLiteral("fixText"));
    m_detail->setAccessibleName(tr("How to fix"));
    m_detail->setPlaceholderText(tr("Select an endpoint to see what its result means and how to fix it."));
    auto *lower = new QWidget(this);
    auto *lowerLayout = new QVBoxLayout(lower);
    lowerLayout->setContentsMargins(0, 0, 0, 0);
    auto *row = new QHBoxLayout;
    for (QPushButton *button : {m_fix, m_preview, m_curl})
        row->addWidget(button);
    row->addStretch();
    for (QPushButton *button : {m_audit, m_evidence, m_copy})
        row->addWidget(button);
    lowerLayout->addLayout(row);
    lowerLayout->addWidget(m_detail, 1);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_table);
    splitter->addWidget(lower);
    splitter->setStretchFactor(0, 4);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({250, 190});

    auto *layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(m_banner);
    layout->addLayout(connection);
    layout->addWidget(splitter, 1);
}

void AccessPage::connectParts()
{
    connect(m_test, &QPushButton::clicked, this, [this] { isBusy() ? stop() : startCheck(); });
    connect(m_all, &QPushButton::clicked, this, [this] { testAll(); });
    connect(m_until, &QPushButton::clicked, this, [this] { testUntilGranted(); });
    connect(m_watches, &GrantWatches::waitingChanged, this, [this] {
        updateButtons();
        Q_EMIT waitingChanged();
    });
    connect(m_watches, &GrantWatches::stepChanged, this,
            [this](const QString &tenantId, const ConnectionStep &step) {
                if (tenantId == m_tenant.id)
                    showStep(step);
            });
    connect(m_watches, &GrantWatches::rowChanged, this,
            [this](const QString &tenantId, const AccessRow &row) {
                if (tenantId == m_tenant.id)
                    showRow(row);
            });
    connect(m_watches, &GrantWatches::roundChanged, this,
            [this](const QString &tenantId, const GrantRound &round) {
                if (tenantId == m_tenant.id)
                    m_banner->show(theme::Tone::Neutral, round.text());
            });
    connect(m_watches, &GrantWatches::finished, this, &AccessPage::grantEnded);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_result.asText()); });
    connect(m_curl, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_table->current().curl); });
    connect(m_preview, &QPushButton::clicked, this,
            [this] { Q_EMIT previewRequested(m_table->currentId()); });
    connect(m_audit, &QPushButton::clicked, this, [this] { audit(); });
    connect(m_evidence, &QPushButton::clicked, this,
            [this] { EvidenceDialog(m_result, m_workspace.ledger(), this).exec(); });
    connect(m_fix, &QPushButton::clicked, this, [this] {
        // A row that the profile does not need has nothing to fix. What is missing may be in
        // another row, so prefer the general fix then.
        const Fix ofRow = currentFix(), general = fixFor(m_result);
        const bool isAsked = !ofRow.message.isEmpty() || m_table->current().needed;
        FixDialog(ofRow.title.isEmpty() || (!isAsked && !general.title.isEmpty()) ? general : ofRow, this)
            .exec();
    });
    connect(m_addCa, &QPushButton::clicked, this, [this] { addCaFile(); });
    connect(m_profile, &QComboBox::currentIndexChanged, this, [this] { profileChosen(); });
    connect(m_profileMenu, &ProfileMenu::profilesChanged, this, &AccessPage::profilesChanged);
    connect(m_profileMenu, &ProfileMenu::failed, this, [this](const Error &error) { m_banner->show(error); });
    connect(m_table, &AccessTable::ticksChanged, this, [this] { customTicked(); });
    connect(m_table, &QTableWidget::itemSelectionChanged, this, [this] { showDetail(); });
    connect(m_table, &QTableWidget::cellDoubleClicked, this, [this](int line) {
        const Endpoint *endpoint = m_workspace.catalogue().endpoint(m_table->idAt(line));
        if (endpoint && isExported(*endpoint))
            Q_EMIT previewRequested(endpoint->id);
    });
}

} // namespace slipway
