#include "ui/access/access_page.h"

#include "core/async/retire.h"
#include "core/diagnosis/fix.h"
#include "core/net/ca_file.h"
#include "core/netskope/checked_endpoints.h"
#include "ui/access/access_table.h"
#include "ui/access/audit_dialog.h"
#include "ui/access/grant_watches.h"
#include "ui/access/profile_menu.h"
#include "ui/widgets/banner.h"

#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>

namespace slipway {

void AccessPage::setTenant(const Tenant &tenant, const CheckResult &last)
{
    if (tenant.id == m_tenant.id && tenant.api == m_tenant.api && tenant.address == m_tenant.address) {
        m_tenant = tenant;
        // The tenant may have been tested elsewhere in the meantime: by a dialog, or together with
        // all others.
        if (!isBusy() && (!m_result.at.isValid() || last.at > m_result.at))
            showLast(last);
        showOldest(); // an export may have asked
        return;
    }
    retire(std::move(m_session), &CheckSession::cancel, &CheckSession::finished);
    if (tenant.id == m_tenant.id) // its address has changed, so answers would come from another tenant
        m_watches->forget(tenant.id);
    m_tenant = tenant;
    m_result = {};
    m_banner->hide();
    m_steps->clear();
    m_stepList.clear();
    fillProfiles();
    chooseProfile(tenant.profileId);
    fillRows();
    showLast(last);
    if (isWaitingForGrant(tenant.id)) {
        const GrantWatches::Progress progress = m_watches->progress(tenant.id);
        m_stepList = progress.steps;
        paintSteps();
        for (const AccessRow &row : progress.rows)
            m_table->showRow(row);
        if (!progress.round.isEmpty())
            m_banner->show(theme::Tone::Neutral, progress.round);
    }
    showDetail();
}

void AccessPage::showLast(const CheckResult &last)
{
    if (!last.at.isValid() || last.address != m_tenant.address || last.profile.id != profile().id)
        return;
    m_result = last;
    m_stepList = last.steps;
    paintSteps();
    for (const AccessRow &row : last.rows)
        m_table->showRow(row);
    showVerdict();
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

// Lists the profiles that the tenant's API can serve, and the user's own.
void AccessPage::fillProfiles()
{
    const QSignalBlocker quiet(m_profile);
    m_profile->clear();
    const auto add = [this](const Profile &profile, const QString &about) {
        m_profile->addItem(profile.title, profile.id);
        m_profile->setItemData(m_profile->count() - 1, about.toHtmlEscaped(), Qt::ToolTipRole);
    };
    for (const Profile &each : m_workspace.catalogue().profiles(m_tenant.api))
        add(each, each.source);
    for (const Profile &each : m_profileMenu->own()) {
        if (m_workspace.catalogue().resolveProfile(each.id, m_tenant.api))
            add(each, tr("A profile of your own"));
    }
    m_profile->addItem(tr("Custom: tick what is needed"), QStringLiteral("custom:"));
}

void AccessPage::chooseProfile(const QString &id)
{
    const QSignalBlocker quiet(m_profile);
    const bool isCustom = id.startsWith(QLatin1String("custom:"));
    if (isCustom && m_profile->findData(id) < 0 && m_workspace.catalogue().resolveProfile(id, m_tenant.api))
        m_profile->setItemData(m_profile->count() - 1, id);
    if (const int index = m_profile->findData(id); index >= 0)
        m_profile->setCurrentIndex(index);
}

// The list of profiles has changed. The chosen one becomes what the tenant needs.
void AccessPage::profilesChanged(const QString &chosen)
{
    fillProfiles();
    chooseProfile(chosen);
    profileChosen();
}

void AccessPage::profileChosen()
{
    const QString id = m_profile->currentData().toString();
    if (id == QLatin1String("custom:")) { // start with what was needed before
        const auto before = m_workspace.catalogue().resolveProfile(m_tenant.profileId);
        m_profile->setItemData(m_profile->currentIndex(),
                               EndpointCatalogue::customProfile(before ? before->endpointIds
                                                                       : QStringList{QStringLiteral("alert")})
                                   .id);
    }
    m_result = {};
    m_banner->hide();
    fillRows();
    m_tenant.profileId = m_profile->currentData().toString();
    if (!m_workspace.isDemo(m_tenant.id) && !m_tenant.id.isEmpty()) {
        if (const auto kept = m_workspace.update(m_tenant); !kept)
            m_banner->show(kept.error());
    }
}

void AccessPage::customTicked()
{
    if (!isCustom())
        return;
    QStringList kinds;
    for (const QString &id : m_table->ticked())
        kinds << m_workspace.catalogue().endpoint(id)->kind();
    const QString custom = EndpointCatalogue::customProfile(kinds).id;
    m_profile->setItemData(m_profile->currentIndex(), custom);
    m_tenant.profileId = custom;
    updateButtons();
    if (!kinds.isEmpty() && !m_workspace.isDemo(m_tenant.id) && !m_tenant.id.isEmpty()) {
        if (const auto kept = m_workspace.update(m_tenant); !kept)
            m_banner->show(kept.error());
    }
}

// Whether the ticks say what is needed. A named profile can only be changed by saving it again.
bool AccessPage::isCustom() const
{
    return m_profile->currentIndex() == m_profile->count() - 1;
}

Profile AccessPage::profile() const
{
    return m_workspace.catalogue()
        .resolveProfile(m_profile->currentData().toString(), m_tenant.api)
        .value_or(Profile{});
}

void AccessPage::fillRows()
{
    const Profile wanted = profile();
    QList<Endpoint> endpoints;
    for (const bool needed : {true, false}) {
        for (const Endpoint &endpoint : m_workspace.catalogue().endpoints(m_tenant.api)) {
            if (wanted.endpointIds.contains(endpoint.id) == needed)
                endpoints << endpoint;
        }
        // Endpoints that can be checked but not exported are listed only if the profile needs them,
        // or if the user is choosing what is needed.
        for (const Endpoint &endpoint : checkedEndpoints()) {
            const bool isWanted = wanted.endpointIds.contains(endpoint.id);
            if (isWanted == needed && (isWanted || (isCustom() && m_tenant.api == ApiVersion::V2)))
                endpoints << endpoint;
        }
    }
    m_table->fill(endpoints, wanted.endpointIds, isCustom());
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
                       if (settings)
                           use(*settings);
                       else
                           self->m_banner->show(settings.error());
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
    m_stepList.clear();
    m_steps->clear();
    m_addCa->hide();
}

void AccessPage::showRow(const AccessRow &row)
{
    m_table->showRow(row);
    showDetail();
}

void AccessPage::startCheck()
{
    if (isBusy() || m_tenant.id.isEmpty())
        return;
    m_banner->hide();
    m_test->setEnabled(false);
    withConnection([this](const ConnectionSettings &settings) { run(settings); });
}

void AccessPage::run(const ConnectionSettings &settings)
{
    if (isBusy())
        return;
    m_session = std::make_unique<CheckSession>(settings, profile(), tickedEndpoints());
    connect(m_session.get(), &CheckSession::stepChanged, this, &AccessPage::showStep);
    connect(m_session.get(), &CheckSession::rowChanged, this, &AccessPage::showRow);
    connect(m_session.get(), &CheckSession::finished, this, &AccessPage::showResult);
    clearProgress();
    m_session->start();
    updateButtons();
}

void AccessPage::testAll()
{
    m_table->tickAll();
    startCheck();
}

void AccessPage::testUntilGranted()
{
    if (isBusy() || m_tenant.id.isEmpty())
        return;
    m_banner->hide();
    withConnection([this](const ConnectionSettings &settings) {
        if (isBusy())
            return;
        clearProgress();
        m_watches->start(m_tenant.id, settings, profile(), tickedEndpoints());
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

void AccessPage::showStep(const ConnectionStep &step)
{
    const auto found = std::find_if(m_stepList.begin(), m_stepList.end(),
                                    [&](const ConnectionStep &each) { return each.id == step.id; });
    if (found == m_stepList.end())
        m_stepList << step;
    else
        *found = step;
    paintSteps();
}

// Updates signs and colours when the palette changes between light and dark. The table does so
// itself.
void AccessPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_stepList.isEmpty())
        paintSteps();
}

void AccessPage::paintSteps()
{
    QStringList parts;
    for (const ConnectionStep &each : m_stepList) {
        const theme::Tone tone = theme::toneOf(each.state);
        QString text = each.title;
        if (each.milliseconds >= 0)
            text += tr(" %1 ms").arg(each.milliseconds);
        if (!each.evidence.isEmpty())
            text += QStringLiteral(" (%1)").arg(each.evidence);
        parts << QStringLiteral("<span style=\"color:%1\">%2&nbsp;%3</span>")
                     .arg(theme::text(tone, this).name(), theme::sign(tone), text.toHtmlEscaped());
    }
    m_steps->setText(tr("Connection: ") + parts.join(QStringLiteral(" &nbsp; ")));
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
    showVerdict();
    m_table->selectFirstProblem();
    showDetail();
    Q_EMIT checked(m_tenant.id, result);
}

void AccessPage::showVerdict()
{
    const bool excess = m_result.verdict == Verdict::Ready && !m_result.excess.isEmpty();
    QStringList sentences{m_result.summary, m_result.excessSummary()};
    // If something could not be reached, the next step is shown here, since the rows below say
    // nothing then.
    for (const ConnectionStep &step : std::as_const(m_result.steps)) {
        if (step.state == StepState::Failed && step.error) {
            sentences << step.error->nextStep;
            break;
        }
    }
    // The result may be an old one: after a restart, the last check is shown.
    if (m_result.at.secsTo(QDateTime::currentDateTimeUtc()) > 3600)
        sentences
            << tr("Tested on %1.").arg(QLocale().toString(m_result.at.toLocalTime(), QLocale::ShortFormat));
    sentences.removeAll(QString());
    m_banner->show(excess ? theme::Tone::Warning : theme::toneOf(m_result.verdict),
                   sentences.join(QLatin1Char(' ')), m_result.asText());
}

Fix AccessPage::currentFix() const
{
    // A cause is only certain once the whole check has finished.
    return m_session || !m_result.at.isValid() ? Fix{} : fixFor(m_result, m_table->current());
}

// Remarks that do not concern a single endpoint: notes of the check, and rights that are not needed.
QStringList AccessPage::generalRemarks() const
{
    if (m_session || !m_result.at.isValid())
        return {};
    QStringList parts;
    if (!m_result.notes.isEmpty())
        parts << m_result.notes.join(QLatin1Char('\n'));
    QStringList more;
    for (const ExcessRight &right : m_result.excess)
        more << QStringLiteral("• %1%2: %3")
                    .arg(right.path, right.write ? tr(" (write)") : QString(), right.risk);
    if (!more.isEmpty())
        parts << tr("More than needed:") + QLatin1Char('\n') + more.join(QLatin1Char('\n'));
    return parts;
}

void AccessPage::showDetail()
{
    const AccessRow row = m_table->current();
    const Fix fix = currentFix();
    QStringList parts =
        fix.title.isEmpty() ? QStringList{row.explanation, row.nextStep} : QStringList{fix.asText()};
    if (!fix.message.isEmpty())
        parts << tr("A message to your Netskope administrator:") + QLatin1Char('\n') + fix.message;
    parts << row.details << generalRemarks();
    parts.removeAll(QString());
    m_detail->setPlainText(scrubbed(parts.join(QStringLiteral("\n\n"))));
    updateButtons();
}

void AccessPage::updateButtons()
{
    const bool any = !m_tenant.id.isEmpty(), isDone = m_result.at.isValid() && !m_session;
    m_test->setText(isBusy() ? tr("S&top") : tr("&Test"));
    m_test->setEnabled(any && (isBusy() || !m_table->ticked().isEmpty()));
    m_all->setText(tr("Test all %1").arg(m_table->rowCount()));
    m_all->setEnabled(any && !isBusy());
    m_all->setVisible(!isCustom());
    m_until->setEnabled(isDone && !isBusy() && m_result.verdict != Verdict::Ready);
    m_copy->setEnabled(isDone);
    m_audit->setEnabled(any && !isBusy() && m_tenant.api == ApiVersion::V2);
    m_profile->setEnabled(!isBusy());
    m_profileMenu->setEnabled(!isBusy());
    m_profileMenu->setProfile(profile());
    m_curl->setEnabled(!m_table->current().curl.isEmpty());
    const Endpoint *endpoint = m_workspace.catalogue().endpoint(m_table->currentId());
    m_preview->setEnabled(any && endpoint && isExported(*endpoint));
    m_fix->setEnabled(isDone && !(currentFix().title.isEmpty() && fixFor(m_result).title.isEmpty()));
}

void AccessPage::addCaFile()
{
    const QString file =
        QFileDialog::getOpenFileName(this, tr("CA certificates"), {},
                                     tr("Certificates (*.pem *.crt *.cer *.der *.p7b *.p7c);;All files (*)"));
    if (file.isEmpty())
        return;
    if (const Result<CaFile> usable = readCaFile(file); !usable)
        return m_banner->show(usable.error());
    m_tenant.caFile = file;
    if (const auto kept = m_workspace.update(m_tenant); !kept)
        return m_banner->show(kept.error());
    startCheck();
}

void AccessPage::audit()
{
    withConnection([this](const ConnectionSettings &settings) {
        // Without an event loop of its own: the page may go while the dialog is shown.
        auto *dialog = new AuditDialog(settings, profile(), m_workspace.databasePath(), this);
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
    showVerdict();
    showDetail();
}

} // namespace slipway
