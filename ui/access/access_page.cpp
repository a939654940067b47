#include "ui/access/access_page.h"

#include "core/async/retire.h"
#include "core/diagnosis/fix.h"
#include "core/net/ca_file.h"
#include "core/net/proxy_passwords.h"
#include "core/netskope/api.h"
#include "core/netskope/checked_endpoints.h"
#include "ui/access/access_table.h"
#include "ui/access/access_verdict.h"
#include "ui/access/audit_dialog.h"
#include "ui/access/connection_chips.h"
#include "ui/access/evidence_dialog.h"
#include "ui/access/fix_dialog.h"
#include "ui/access/grant_watches.h"
#include "ui/access/needed_switch.h"
#include "ui/access/profile_picker.h"
#include "ui/access/result_pane.h"
#include "ui/widgets/field_note.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/layout_memory.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QPointer>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace slipway {
namespace {

constexpr auto sizesKey = "access";

// The history does not keep how long each request took.
bool hasTimes(const CheckResult &result)
{
    return std::ranges::any_of(result.rows, [](const AccessRow &row) { return row.milliseconds >= 0; });
}

} // namespace

AccessPage::AccessPage(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace),
      m_profile(new ProfilePicker(workspace.catalogue(), workspace.databasePath(), this)),
      m_switch(new NeededSwitch(this)), m_unlisted(new FieldNote(this)),
      m_listAll(new QPushButton(tr("Show all"), this)), m_test(new QPushButton(tr("&Test"), this)),
      m_all(new QPushButton(this)), m_copy(new QPushButton(tr("&Copy as text"), this)),
      m_evidence(new QPushButton(tr("Ev&idence…"), this)),
      m_audit(new QPushButton(tr("&Least privilege…"), this)),
      m_curl(new QPushButton(tr("Copy as cu&rl"), this)), m_preview(new QPushButton(tr("Previe&w"), this)),
      m_addCa(new QPushButton(tr("Add C&A file…"), this)), m_verdict(new AccessVerdict(this)),
      m_steps(new ConnectionChips(this)), m_table(new AccessTable(this)), m_answer(new ResultPane(this)),
      m_splitter(new QSplitter(Qt::Vertical, this)), m_watches(new GrantWatches(this))
{
    setObjectName(QStringLiteral("accessPage"));
    layOut();
    connectParts();
    fillRows();
}

AccessPage::~AccessPage() = default;

void AccessPage::layOut()
{
    m_test->setObjectName(QStringLiteral("testButton"));
    theme::makePrimary(m_test);
    m_all->setObjectName(QStringLiteral("testAllButton"));
    m_all->setToolTip(
        tr("Also asks for what the profile does not need: each refusal appears in the tenant's audit log."));
    m_evidence->setObjectName(QStringLiteral("evidenceButton"));
    m_evidence->setToolTip(tr("Every step and request with its time, status and request id."));
    m_audit->setObjectName(QStringLiteral("auditButton"));
    m_audit->setToolTip(tr("What can this token read beyond its profile?"));
    m_curl->setObjectName(QStringLiteral("curlButton"));
    m_curl->setToolTip(tr("The token is replaced by $NETSKOPE_API_TOKEN."));
    m_addCa->setObjectName(QStringLiteral("addCaButton"));
    m_addCa->setToolTip(tr("Trust the certificate of the company's TLS inspection for this tenant."));
    m_addCa->hide();
    m_splitter->setObjectName(QStringLiteral("accessSplitter"));
    m_unlisted->setObjectName(QStringLiteral("unlistedNote"));
    m_listAll->setObjectName(QStringLiteral("listAllButton"));
    m_listAll->setFlat(true);
    auto *list = new QWidget(this); // the table, and below it what it does not list
    auto *listLayout = new QVBoxLayout(list);
    auto *unlisted = new QHBoxLayout;
    listLayout->setContentsMargins(0, 0, 0, 0);
    listLayout->addWidget(m_table, 1);
    listLayout->addLayout(unlisted);
    unlisted->addWidget(m_unlisted, 1);
    unlisted->addWidget(m_listAll);
    m_splitter->addWidget(list);
    m_splitter->addWidget(m_answer);
    m_splitter->setChildrenCollapsible(false);
    rememberSizes(m_splitter, QLatin1String(sizesKey));
    m_table->setMinimumHeight(7 * fontMetrics().height()); // the header, a heading and two rows

    auto *what = new QWidget(this); // in a narrow window the switch stands below the profile
    auto *choices = new FlowLayout(theme::space, what);
    choices->addWidget(m_profile);
    choices->addWidget(m_switch);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    what->setSizePolicy(policy);
    auto *top = new QHBoxLayout;
    top->addWidget(what, 1);
    for (QPushButton *button : {m_all, m_test})
        top->addWidget(button, 0, Qt::AlignTop);
    auto *connection = new QHBoxLayout;
    connection->addWidget(m_steps, 1);
    connection->addWidget(m_addCa, 0, Qt::AlignTop);
    for (QPushButton *button : {m_preview, m_curl})
        m_answer->addButton(button);
    auto *below = new QHBoxLayout;
    below->addStretch();
    for (QPushButton *button : {m_audit, m_evidence, m_copy})
        below->addWidget(button);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(m_verdict);
    layout->addLayout(connection);
    layout->addWidget(m_splitter, 1);
    layout->addLayout(below);
}

// The answer stands beside the table where there is room for both, and below it otherwise. In a short window,
// either would have only a line or two if one stood below the other.
void AccessPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    constexpr int leastCharacters = 172, leastWhenLow = 66, lowLines = 34, veryLowLines = 26;
    const bool isLow = height() < lowLines * fontMetrics().height();
    m_steps->setBrief(height() < veryLowLines * fontMetrics().height());
    const bool isWide =
        width() >= (isLow ? leastWhenLow : leastCharacters) * fontMetrics().averageCharWidth();
    const Qt::Orientation wanted = isWide ? Qt::Horizontal : Qt::Vertical;
    if (m_splitter->orientation() == wanted && m_splitter->property("isPlaced").toBool())
        return;
    m_splitter->setProperty("isPlaced", true);
    m_splitter->setOrientation(wanted);
    m_splitter->setStretchFactor(0, isWide ? 2 : 1);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes(isWide ? QList<int>{2000, 1000} : QList<int>{1000, 1000});
    if (const QList<int> kept = keptSizes(m_splitter, QLatin1String(sizesKey)); !kept.isEmpty())
        m_splitter->setSizes(kept);
}

void AccessPage::connectParts()
{
    connect(m_test, &QPushButton::clicked, this, [this] {
        if (!m_isStarting)
            isBusy() ? stop() : startCheck();
    });
    connect(m_all, &QPushButton::clicked, this, [this] { testAll(); });
    connect(m_switch, &NeededSwitch::changed, this, [this](bool isAll) {
        m_table->setAllShown(isAll);
        showDetail();
    });
    connect(m_listAll, &QPushButton::clicked, this, &AccessPage::showAll);
    connect(m_verdict, &AccessVerdict::untilGrantedWanted, this, &AccessPage::testUntilGranted);
    connect(m_verdict, &AccessVerdict::fixWanted, this, &AccessPage::showFix);
    connect(m_steps, &ConnectionChips::evidenceWanted, this, &AccessPage::showEvidence);
    connect(m_watches, &GrantWatches::waitingChanged, this, [this] {
        updateButtons();
        Q_EMIT waitingChanged();
    });
    connect(m_watches, &GrantWatches::stepChanged, this,
            [this](const QString &tenantId, const ConnectionStep &step) {
                if (tenantId == m_tenant.id)
                    m_steps->showStep(step);
            });
    connect(m_watches, &GrantWatches::rowChanged, this,
            [this](const QString &tenantId, const AccessRow &row) {
                if (tenantId == m_tenant.id)
                    showRow(row);
            });
    connect(m_watches, &GrantWatches::roundChanged, this,
            [this](const QString &tenantId, const GrantRound &round) {
                if (tenantId == m_tenant.id)
                    m_verdict->show(theme::Tone::Neutral, round.text());
            });
    connect(m_watches, &GrantWatches::finished, this, &AccessPage::grantEnded);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_result.asText()); });
    connect(m_curl, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_table->current().curl); });
    connect(m_preview, &QPushButton::clicked, this,
            [this] { Q_EMIT previewRequested(m_table->currentId()); });
    connect(m_audit, &QPushButton::clicked, this, [this] { audit(); });
    connect(m_evidence, &QPushButton::clicked, this, &AccessPage::showEvidence);
    connect(m_addCa, &QPushButton::clicked, this, [this] { addCaFile(); });
    connect(m_profile, &ProfilePicker::chosen, this, &AccessPage::profileChosen);
    connect(m_profile, &ProfilePicker::failed, this, [this](const Error &error) { m_verdict->show(error); });
    connect(m_table, &AccessTable::ticksChanged, this, [this] { customTicked(); });
    connect(m_table, &QTableWidget::itemSelectionChanged, this, [this] { showDetail(); });
    connect(m_table, &QTableWidget::cellDoubleClicked, this, [this](int line) {
        const Endpoint *endpoint = m_workspace.catalogue().endpoint(m_table->idAt(line));
        if (endpoint && isExported(*endpoint))
            Q_EMIT previewRequested(endpoint->id);
    });
}

void AccessPage::setTenant(const Tenant &tenant, const CheckResult &last)
{
    if (tenant.id == m_tenant.id && tenant.api == m_tenant.api && tenant.address == m_tenant.address) {
        m_tenant = tenant;
        // The tenant may have been tested elsewhere in the meantime: by a dialog, or together with
        // all others.
        const bool isFuller = last.at == m_result.at && hasTimes(last) && !hasTimes(m_result);
        if (!isBusy() && (!m_result.at.isValid() || last.at > m_result.at || isFuller))
            showLast(last);
        showOldest(); // an export may have asked
        return;
    }
    retire(std::move(m_session), &CheckSession::cancel, &CheckSession::finished);
    if (tenant.id == m_tenant.id) // its address has changed, so answers would come from another tenant
        m_watches->forget(tenant.id);
    m_tenant = tenant;
    m_result = {};
    m_isStarting = false;
    m_verdict->hide();
    m_steps->setSteps({});
    m_profile->setTenant(tenant);
    fillRows();
    showLast(last);
    if (isWaitingForGrant(tenant.id)) {
        const GrantWatches::Progress progress = m_watches->progress(tenant.id);
        m_steps->setSteps(progress.steps);
        for (const AccessRow &row : progress.rows)
            m_table->showRow(row);
        if (!progress.round.isEmpty())
            m_verdict->show(theme::Tone::Neutral, progress.round);
    }
    showDetail();
}

void AccessPage::showLast(const CheckResult &last)
{
    if (!last.at.isValid() || last.address != m_tenant.address || last.profile.id != m_profile->profile().id)
        return;
    m_result = last;
    m_steps->setSteps(last.steps);
    for (const AccessRow &row : last.rows)
        m_table->showRow(row);
    m_verdict->showResult(m_result);
    m_table->selectWhatMatters();
    showDetail();
}

void AccessPage::focusTest()
{
    m_test->setFocus();
}

bool AccessPage::isWaitingForGrant(const QString &tenantId) const
{
    return m_watches->isWaiting(tenantId);
}

void AccessPage::profileChosen()
{
    m_result = {};
    m_verdict->hide();
    fillRows();
    keepProfile();
}

void AccessPage::customTicked()
{
    if (!m_profile->isCustom())
        return;
    QStringList kinds;
    for (const QString &id : m_table->ticked())
        kinds << m_workspace.catalogue().endpoint(id)->kind();
    m_profile->setCustom(kinds);
    updateButtons();
    if (kinds.isEmpty()) // nothing is tested then; what was needed before stays the tenant's profile
        m_tenant.profileId = m_profile->id();
    else
        keepProfile();
}

void AccessPage::keepProfile()
{
    m_tenant.profileId = m_profile->id();
    if (m_workspace.isDemo(m_tenant.id) || m_tenant.id.isEmpty())
        return;
    if (const auto kept = m_workspace.update(m_tenant); !kept)
        m_verdict->show(kept.error());
}

void AccessPage::fillRows()
{
    const Profile wanted = m_profile->profile();
    QList<Endpoint> endpoints;
    for (const bool needed : {true, false}) {
        for (const Endpoint &endpoint : m_workspace.catalogue().endpoints(m_tenant.api)) {
            if (wanted.endpointIds.contains(endpoint.id) == needed)
                endpoints << endpoint;
        }
        const Api &api = Api::of(m_tenant.api);
        // Endpoints that can be checked but not exported are listed only if the profile needs them,
        // or if the user is choosing what is needed.
        for (const Endpoint &endpoint : checkedEndpoints()) {
            const bool isWanted = wanted.endpointIds.contains(endpoint.id);
            if (isWanted == needed && (isWanted || (m_profile->isCustom() && api.hasScopes())))
                endpoints << endpoint;
        }
    }
    m_table->setAllShown(m_switch->isAll());
    if (m_profile->isCustom())
        m_table->fillCustom(endpoints, wanted.endpointIds);
    else
        m_table->fill(endpoints, wanted.endpointIds, wanted.title);
    const int needed = m_table->neededCount(), all = m_table->endpointCount();
    m_switch->setCounts(needed, all);
    m_switch->setVisible(!m_profile->isCustom() && needed > 0 && needed < all);
    showOldest();
    showDetail();
}

QList<Endpoint> AccessPage::tickedEndpoints() const
{
    return selectForCheck(m_workspace.catalogue(), m_table->ticked()).value_or(QList<Endpoint>{});
}

void AccessPage::withConnection(std::function<void(const ConnectionSettings &)> use)
{
    QPointer<AccessPage> self(this);
    const QString id = m_tenant.id;
    QCoro::connect(m_workspace.connection(m_tenant), this,
                   [self, id, use = std::move(use)](const Result<ConnectionSettings> &settings) {
                       if (!self || self->m_tenant.id != id)
                           return;
                       self->m_isStarting = false;
                       if (settings)
                           use(*settings);
                       else
                           self->m_verdict->show(settings.error());
                       if (self) // `use` may have shown a dialog, and the window may be gone by now
                           self->updateButtons();
                   });
}

void AccessPage::showOldest()
{
    if (m_tenant.id.isEmpty())
        return;
    m_table->showOldest(m_workspace.oldestEvents(m_tenant));
}

void AccessPage::clearProgress()
{
    m_steps->setSteps({});
    m_addCa->hide();
}

void AccessPage::showRow(const AccessRow &row)
{
    m_table->showRow(row);
    showDetail();
}

void AccessPage::startCheck()
{
    if (isBusy() || m_isStarting || m_tenant.id.isEmpty())
        return;
    m_verdict->hide();
    m_isStarting = true;
    tryProxyPasswordsAgain();
    withConnection([this](const ConnectionSettings &settings) { run(settings); });
}

void AccessPage::run(const ConnectionSettings &settings)
{
    if (isBusy())
        return;
    m_session = std::make_unique<CheckSession>(settings, m_profile->profile(), tickedEndpoints());
    connect(m_session.get(), &CheckSession::stepChanged, m_steps, &ConnectionChips::showStep);
    connect(m_session.get(), &CheckSession::rowChanged, this, &AccessPage::showRow);
    connect(m_session.get(), &CheckSession::finished, this, &AccessPage::showResult);
    clearProgress();
    m_session->start();
    updateButtons();
}

void AccessPage::showAll()
{
    m_switch->showAll();
    m_table->setFocus(); // the button beside the note goes away
}

void AccessPage::noteUnlisted()
{
    const AccessTable::Unlisted unlisted = m_table->unlisted();
    const QString sentence =
        unlisted.granted > 0 ? tr("%n granted endpoints are not needed.", nullptr, unlisted.granted)
        : unlisted.tested > 0
            ? tr("%n endpoints that are not needed were tested, too.", nullptr, unlisted.tested)
            : QString();
    m_unlisted->show(unlisted.granted > 0 ? theme::Tone::Warning : theme::Tone::Neutral, sentence);
    m_listAll->setVisible(!sentence.isEmpty());
}

void AccessPage::testAll()
{
    m_switch->showAll();
    m_table->tickAll();
    m_test->setFocus(); // it is where the test is stopped, and the other button cannot be used meanwhile
    startCheck();
}

void AccessPage::testUntilGranted()
{
    if (isBusy() || m_tenant.id.isEmpty())
        return;
    tryProxyPasswordsAgain();
    withConnection([this](const ConnectionSettings &settings) {
        if (isBusy())
            return;
        clearProgress();
        m_test->setFocus(); // it is where waiting is stopped, and the other button goes away
        m_watches->start(m_tenant.id, settings, m_profile->profile(), tickedEndpoints());
        updateButtons();
    });
}

void AccessPage::grantEnded(const QString &tenantId, const CheckResult &result)
{
    if (tenantId == m_tenant.id)
        showResult(result);
    else
        Q_EMIT checked(tenantId, result);
    if (result.verdict == Verdict::Ready && !result.stopped)
        Q_EMIT granted(tenantId, result);
}

void AccessPage::stop()
{
    if (m_session)
        m_session->cancel();
    m_watches->stop(m_tenant.id);
}

void AccessPage::showResult(const CheckResult &result)
{
    m_result = result;
    if (m_session)
        m_session.release()->deleteLater(); // we are inside its signal
    for (const AccessRow &row : result.rows)
        m_table->showRow(row);
    showOldest();
    const ConnectionStep *tls = result.step("tls");
    m_addCa->setVisible(tls && tls->state == StepState::Failed && !m_workspace.isDemo(m_tenant.id));
    m_verdict->showResult(m_result);
    m_table->selectWhatMatters();
    showDetail();
    Q_EMIT checked(m_tenant.id, result);
}

Fix AccessPage::currentFix() const
{
    // A cause is only certain once the whole check has finished.
    return m_session || !m_result.at.isValid() ? Fix{} : fixFor(m_result, m_table->current());
}

void AccessPage::showFix()
{
    // A row that the profile does not need has nothing to fix. What is missing may be in
    // another row, so prefer the general fix then.
    const Fix ofRow = currentFix(), general = fixFor(m_result);
    const bool isAsked = !ofRow.message.isEmpty() || m_table->current().needed;
    FixDialog(ofRow.title.isEmpty() || (!isAsked && !general.title.isEmpty()) ? general : ofRow, this).exec();
}

void AccessPage::showEvidence()
{
    EvidenceDialog(m_result, m_workspace.ledger(), this).exec();
}

void AccessPage::showDetail()
{
    const Endpoint *endpoint = m_workspace.catalogue().endpoint(m_table->currentId());
    m_answer->explain(m_table->current(), endpoint ? endpoint->title : QString(),
                      m_session ? CheckResult{} : m_result);
    noteUnlisted();
    updateButtons();
}

void AccessPage::updateButtons()
{
    const bool any = !m_tenant.id.isEmpty(), isDone = m_result.at.isValid() && !m_session;
    m_test->setText(isBusy() ? tr("S&top") : tr("&Test"));
    m_test->setEnabled(any && (isBusy() || !m_table->ticked().isEmpty()));
    m_all->setText(tr("Test all %1").arg(m_table->endpointCount()));
    m_all->setEnabled(any && !isBusy());
    m_all->setVisible(!m_profile->isCustom());
    // Waiting for a permission does not help where nothing answers.
    const bool isConnected = std::ranges::none_of(
        m_result.steps, [](const ConnectionStep &step) { return step.state == StepState::Failed; });
    m_verdict->offer(isDone && !(currentFix().title.isEmpty() && fixFor(m_result).title.isEmpty()),
                     isDone && !isBusy() && isConnected && m_result.verdict != Verdict::Ready);
    m_copy->setEnabled(isDone);
    m_audit->setEnabled(any && !isBusy() && Api::of(m_tenant.api).hasScopes());
    m_profile->setEnabled(!isBusy());
    m_curl->setEnabled(!m_table->current().curl.isEmpty());
    const Endpoint *endpoint = m_workspace.catalogue().endpoint(m_table->currentId());
    m_preview->setEnabled(any && endpoint && isExported(*endpoint));
    for (QPushButton *button : {m_preview, m_curl})
        button->setVisible(button->isEnabledTo(m_answer));
}

void AccessPage::addCaFile()
{
    Tenant tenant = m_tenant; // another one may be shown by the time that the dialog is closed
    const QString file =
        QFileDialog::getOpenFileName(this, tr("CA certificates"), {},
                                     tr("Certificates (*.pem *.crt *.cer *.der *.p7b *.p7c);;All files (*)"));
    if (file.isEmpty())
        return;
    if (const Result<CaFile> usable = readCaFile(file); !usable)
        return m_verdict->show(usable.error());
    tenant.caFile = file;
    if (const auto kept = m_workspace.update(tenant); !kept)
        return m_verdict->show(kept.error());
    if (m_tenant.id != tenant.id)
        return;
    m_tenant.caFile = file;
    startCheck();
}

void AccessPage::audit()
{
    withConnection([this](const ConnectionSettings &settings) {
        // Without an event loop of its own: the page may go while the dialog is shown.
        auto *dialog = new AuditDialog(settings, m_profile->profile(), m_workspace.databasePath(), this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &AuditDialog::audited, this, &AccessPage::takeAudit);
        dialog->open();
    });
}

void AccessPage::takeAudit(const AuditResult &audited)
{
    if (!m_result.at.isValid())
        return; // there is no check to add it to
    audited.addTo(m_result);
    m_verdict->showResult(m_result);
    showDetail();
}

} // namespace slipway
