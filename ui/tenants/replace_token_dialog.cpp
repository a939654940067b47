#include "ui/tenants/replace_token_dialog.h"

#include "core/async/retire.h"
#include "core/net/proxy_passwords.h"
#include "core/netskope/api.h"
#include "core/netskope/checked_endpoints.h"
#include "core/secrets/pasted_token.h"
#include "ui/history/comparison_view.h"
#include "ui/tenants/session_hint.h"
#include "ui/tenants/token_note.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/field_note.h"

#include <QCheckBox>
#include <QDateEdit>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace slipway {

ReplaceTokenDialog::ReplaceTokenDialog(Workspace &workspace, const Tenant &tenant, QWidget *parent)
    : QDialog(parent), m_workspace(workspace), m_tenant(tenant), m_tokenEdit(new QLineEdit(this)),
      m_tokenNote(new FieldNote(this)), m_hasExpiry(new QCheckBox(tr("It e&xpires on"), this)),
      m_expiry(new QDateEdit(this)), m_banner(new Banner(this)), m_comparison(new ComparisonView(this)),
      m_test(new QPushButton(tr("&Test"), this)), m_replace(new QPushButton(tr("&Replace"), this)),
      m_session(new QPushButton(tr("&Keep for this session only"), this))
{
    setWindowTitle(tr("Replace token: %1").arg(tenant.name));
    setMinimumWidth(720); // it grows taller with the comparison
    const QList<CheckRecord> last = workspace.checks(tenant, 1).value_or(QList<CheckRecord>());
    if (!last.isEmpty() && last.first().address == tenant.address.toString())
        m_before = last.first();
    // Ask for the same endpoints as last time, so that the answers can be compared.
    QString profileId = m_before ? m_before->profileId : tenant.profileId;
    if (!workspace.catalogue().resolveProfile(profileId, tenant.api))
        profileId = tenant.profileId;
    m_profile = workspace.catalogue().resolveProfile(profileId, tenant.api).value_or(Profile{});
    QStringList ids = m_profile.endpointIds;
    if (m_before) {
        for (const CheckRecord::Row &row : m_before->rows) {
            const Endpoint *endpoint = workspace.catalogue().endpoint(row.endpointId);
            if (endpoint && Api::of(*endpoint).version() == tenant.api && !ids.contains(row.endpointId))
                ids << row.endpointId;
        }
    }
    m_endpoints = selectForCheck(workspace.catalogue(), ids).value_or(QList<Endpoint>());

    m_tokenEdit->setObjectName(QStringLiteral("newTokenEdit"));
    m_tokenNote->setObjectName(QStringLiteral("newTokenNote"));
    m_test->setObjectName(QStringLiteral("testTokenButton"));
    m_replace->setObjectName(QStringLiteral("replaceTokenButton"));
    m_tokenEdit->setEchoMode(QLineEdit::Password);
    m_tokenEdit->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhHiddenText);
    m_tokenEdit->setDragEnabled(false);
    m_tokenEdit->setPlaceholderText(tr("Paste the new REST API %1 token").arg(apiName(tenant.api)));
    m_tokenEdit->setAccessibleName(tr("New token"));
    m_expiry->setCalendarPopup(true);
    m_expiry->setDate(QDate::currentDate().addDays(90));
    m_expiry->setAccessibleName(tr("Expiry date of the new token"));
    m_expiry->setEnabled(false);
    auto *expiryRow = new QHBoxLayout;
    expiryRow->addWidget(m_hasExpiry);
    expiryRow->addWidget(m_expiry);
    expiryRow->addStretch();
    auto *form = new QFormLayout;
    auto *tokenField = new QVBoxLayout; // in a row of its own, the note would take too much room
    tokenField->addWidget(m_tokenEdit);
    tokenField->addWidget(m_tokenNote);
    auto *tokenLabel = new QLabel(tr("&New token:"), this);
    tokenLabel->setBuddy(m_tokenEdit);
    form->addRow(tokenLabel, tokenField);
    form->addRow(QString(), expiryRow);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    for (QPushButton *button : {m_session, m_test, m_replace, cancel})
        buttons->addWidget(button);
    m_session->setAutoDefault(false);
    cancel->setAutoDefault(false);
    m_session->hide();
    m_comparison->hide();
    m_banner->setClosable(false);
    m_banner->show(theme::Tone::Neutral, tr("The new token is tested before it replaces the old one. The "
                                            "tenant, its history and its jobs are kept."));
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_banner);
    layout->addWidget(m_comparison, 1);
    layout->addStretch(0);
    layout->addLayout(buttons);

    connect(m_tokenEdit, &QLineEdit::textChanged, this, [this] {
        m_result.reset();
        showTokenNote(*m_tokenNote, *m_tokenEdit);
        updateButtons();
    });
    connect(m_hasExpiry, &QCheckBox::toggled, m_expiry, &QWidget::setEnabled);
    connect(m_test, &QPushButton::clicked, this, [this] { test(); });
    connect(m_replace, &QPushButton::clicked, this, [this] { replace(false); });
    connect(m_session, &QPushButton::clicked, this, [this] { replace(true); });
    connect(cancel, &QPushButton::clicked, this, [this] {
        m_result.reset();
        reject();
    });
    updateButtons();
}

ReplaceTokenDialog::~ReplaceTokenDialog()
{
    retire(std::move(m_check), &CheckSession::cancel, &CheckSession::finished);
}

void ReplaceTokenDialog::updateButtons()
{
    const bool isFree = !m_check && !m_isBusy;
    m_tokenEdit->setEnabled(isFree);
    m_hasExpiry->setEnabled(isFree);
    m_expiry->setEnabled(isFree && m_hasExpiry->isChecked());
    m_test->setEnabled(isFree && !m_tokenEdit->text().trimmed().isEmpty());
    m_replace->setEnabled(isFree && m_result.has_value());
    m_session->setEnabled(isFree);
    const bool isReady = m_result && m_result->verdict == Verdict::Ready;
    m_replace->setText(m_result && !isReady ? tr("&Replace anyway") : tr("&Replace"));
    m_test->setText(m_result ? tr("&Test again") : tr("&Test"));
    // Enter must never replace a working token with one that does not work.
    m_replace->setAutoDefault(isReady);
    m_replace->setDefault(isReady);
    m_test->setDefault(!isReady);
}

void ReplaceTokenDialog::test()
{
    const Result<Secret> token = tokenFromPasted(m_tokenEdit->text().toUtf8());
    if (!token)
        return m_banner->show(token.error());
    m_token = *token;
    tryProxyPasswordsAgain();
    m_session->hide();
    if (m_before)
        return check(m_token, QT_TR_NOOP("Testing the new token…"), &ReplaceTokenDialog::newChecked);
    // There is nothing to compare with yet, so test the stored token first.
    m_isBusy = true;
    updateButtons();
    QPointer<ReplaceTokenDialog> self(this);
    QCoro::connect(m_workspace.connection(m_tenant), this,
                   [self](const Result<ConnectionSettings> &settings) {
                       if (!self)
                           return;
                       self->m_isBusy = false;
                       if (settings)
                           self->check(settings->token, QT_TR_NOOP("Testing the stored token…"),
                                       &ReplaceTokenDialog::oldChecked);
                       else // it is gone, so test only the new one
                           self->check(self->m_token, QT_TR_NOOP("Testing the new token…"),
                                       &ReplaceTokenDialog::newChecked);
                   });
}

void ReplaceTokenDialog::check(const Secret &token, const char *sentence,
                               void (ReplaceTokenDialog::*then)(const CheckResult &))
{
    m_banner->show(theme::Tone::Neutral, tr(sentence));
    m_check = std::make_unique<CheckSession>(m_workspace.reach(m_tenant, token), m_profile, m_endpoints);
    connect(m_check.get(), &CheckSession::finished, this, [this, then](const CheckResult &result) {
        m_check.release()->deleteLater(); // we are inside its signal
        (this->*then)(result);
    });
    m_check->start();
    updateButtons();
}

void ReplaceTokenDialog::oldChecked(const CheckResult &result)
{
    (void)m_workspace.keepCheck(m_tenant, result);
    m_before = CheckRecord::of(result, historyKey(m_tenant.id, m_tenant.address), m_tenant.name);
    check(m_token, QT_TR_NOOP("Testing the new token…"), &ReplaceTokenDialog::newChecked);
}

void ReplaceTokenDialog::newChecked(const CheckResult &result)
{
    m_result = result;
    m_banner->show(theme::toneOf(result.verdict), tr("The new token: %1").arg(result.summary),
                   result.asText());
    if (const QDate ends = discoveredExpiry(result); ends.isValid()) {
        m_hasExpiry->setChecked(true);
        m_expiry->setDate(ends);
    }
    if (m_before) {
        m_comparison->show(*m_before, CheckRecord::of(result, m_before->tenantKey, m_tenant.name),
                           tr("Old token"), tr("New token"));
        m_comparison->setVisible(true);
        resize(width(), std::max(height(), 480));
    }
    updateButtons();
    (result.verdict == Verdict::Ready ? m_replace : m_test)->setFocus(); // Enter does what comes next
}

void ReplaceTokenDialog::replace(bool sessionOnly)
{
    if (!m_result)
        return;
    m_isBusy = true;
    updateButtons();
    Tenant tenant = m_tenant;
    // An expiry date entered for the old token does not apply to the new one.
    tenant.tokenExpires = m_hasExpiry->isChecked() ? m_expiry->date() : QDate();
    auto task = m_workspace.change(
        tenant, m_token, sessionOnly ? Workspace::TokenPlace::Session : Workspace::TokenPlace::Keychain);
    QCoro::connect(std::move(task), this, [self = QPointer(this)](const Result<Tenant> &saved) {
        if (self)
            self->stored(saved);
    });
}

void ReplaceTokenDialog::stored(const Result<Tenant> &saved)
{
    m_isBusy = false;
    if (!saved) {
        m_banner->show(withSessionHint(saved.error()));
        m_session->show();
        return updateButtons();
    }
    m_tenant = *saved;
    m_tokenEdit->blockSignals(true);
    m_tokenEdit->clear();
    accept();
}

} // namespace slipway
