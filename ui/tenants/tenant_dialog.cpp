#include "ui/tenants/tenant_dialog.h"

#include "core/async/retire.h"
#include "core/base/forward_error.h"
#include "core/net/ca_file.h"
#include "core/net/proxy_passwords.h"
#include "core/netskope/api.h"
#include "core/netskope/checked_endpoints.h"
#include "core/secrets/pasted_token.h"
#include "ui/tenants/session_hint.h"
#include "ui/tenants/token_guide.h"
#include "ui/tenants/token_note.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/field_note.h"
#include "ui/widgets/fold_button.h"
#include "ui/widgets/icon_button.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDateEdit>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFileDialog>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace slipway {
namespace {

// What to do about the first problem.
QString nextStepOf(const CheckResult &result)
{
    for (const ConnectionStep &step : result.steps) {
        if (step.state == StepState::Failed && step.error)
            return step.error->nextStep;
    }
    for (const AccessRow &row : result.rows) {
        if (row.needed && row.access != Access::Granted && !row.nextStep.isEmpty())
            return row.nextStep;
    }
    return {};
}

} // namespace

TenantDialog::TenantDialog(Workspace &workspace, const Tenant &tenant, QWidget *parent)
    : QDialog(parent), m_workspace(workspace), m_tenant(tenant), m_isNew(tenant.id.isEmpty()),
      m_address(normaliseAddress({})), m_name(new QLineEdit(this)), m_addressEdit(new QLineEdit(this)),
      m_tokenEdit(new QLineEdit(this)), m_proxy(new QLineEdit(this)), m_caFile(new QLineEdit(this)),
      m_api(new QComboBox(this)), m_addressNote(new FieldNote(this)), m_apiNote(new QLabel(this)),
      m_tokenNote(new FieldNote(this)), m_fields(new QWidget(this)),
      m_hasExpiry(new QCheckBox(tr("Token e&xpires on"), this)),
      m_testFirst(new QCheckBox(tr("Test &before saving"), this)), m_expiry(new QDateEdit(this)),
      m_banner(new Banner(this)), m_advanced(new FoldButton(tr("Ad&vanced"), this)),
      m_test(new QPushButton(tr("T&est"), this)), m_save(nullptr),
      m_session(new QPushButton(tr("&Keep for this session only"), this))
{
    setWindowTitle(m_isNew ? tr("Add tenant") : tr("Edit %1").arg(tenant.name));
    setMinimumWidth(560);
    m_name->setObjectName(QStringLiteral("nameEdit"));
    m_addressEdit->setObjectName(QStringLiteral("addressEdit"));
    m_tokenEdit->setObjectName(QStringLiteral("tokenEdit"));
    m_name->setPlaceholderText(tr("Acme"));
    m_addressEdit->setPlaceholderText(QStringLiteral("acme.goskope.com"));
    m_tokenEdit->setEchoMode(QLineEdit::Password);
    m_tokenEdit->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhHiddenText);
    m_tokenEdit->setDragEnabled(false);
    m_api->setObjectName(QStringLiteral("apiCombo"));
    m_api->addItem(tr("REST API v2"), apiName(ApiVersion::V2));
    m_api->addItem(tr("REST API v1 (retired in 2024)"), apiName(ApiVersion::V1));
    m_apiNote->setWordWrap(true);
    m_proxy->setPlaceholderText(tr("the system's"));
    m_caFile->setPlaceholderText(tr("none"));
    m_caFile->setObjectName(QStringLiteral("caFileEdit"));
    m_addressNote->setObjectName(QStringLiteral("addressNote"));
    m_tokenNote->setObjectName(QStringLiteral("tokenNote"));
    m_test->setObjectName(QStringLiteral("testButton"));
    m_hasExpiry->setObjectName(QStringLiteral("expiryCheck"));
    m_expiry->setCalendarPopup(true);
    m_expiry->setAccessibleName(tr("Token expiry date"));
    m_expiry->setDate(tenant.tokenExpires.isValid() ? tenant.tokenExpires : QDate::currentDate().addDays(90));
    m_hasExpiry->setChecked(tenant.tokenExpires.isValid());
    m_expiry->setEnabled(m_hasExpiry->isChecked());
    m_testFirst->setChecked(true);
    m_session->setAutoDefault(false);
    m_session->hide();

    auto *caRow = new QWidget(m_fields);
    auto *caLayout = new QHBoxLayout(caRow);
    caLayout->setContentsMargins(0, 0, 0, 0);
    auto *browse = new QPushButton(tr("B&rowse…"), this);
    browse->setAutoDefault(false);
    caLayout->addWidget(m_caFile, 1);
    caLayout->addWidget(browse);
    auto *paste = new QPushButton(tr("Pa&ste"), this);
    paste->setObjectName(QStringLiteral("pasteTokenButton"));
    paste->setAutoDefault(false);
    auto *reveal = new IconButton("eye", tr("Show the token while the button is held down"), this);
    reveal->setObjectName(QStringLiteral("revealTokenButton"));
    auto *tokenRow = new QHBoxLayout;
    tokenRow->addWidget(m_tokenEdit, 1);
    tokenRow->addWidget(reveal);
    tokenRow->addWidget(paste);
    auto *expiryRow = new QHBoxLayout;
    expiryRow->addWidget(m_hasExpiry);
    expiryRow->addWidget(m_expiry);
    expiryRow->addStretch();
    // A form layout would make a note as tall as its text would be in a narrow column.
    auto *form = new QGridLayout(m_fields);
    form->setContentsMargins(0, 0, 0, 0);
    form->setColumnStretch(1, 1);
    const auto addLabel = [&](const QString &text, QWidget *buddy) {
        auto *label = new QLabel(text, m_fields);
        label->setBuddy(buddy);
        form->addWidget(label, form->rowCount(), 0);
        return form->rowCount() - 1;
    };
    const auto addField = [&](const QString &text, QWidget *field, QWidget *note = nullptr) {
        form->addWidget(field, addLabel(text, field), 1);
        if (note)
            form->addWidget(note, form->rowCount(), 1);
    };
    addField(tr("&Name:"), m_name);
    addField(tr("&Address:"), m_addressEdit, m_addressNote);
    form->addLayout(tokenRow, addLabel(tr("&Token:"), m_tokenEdit), 1);
    form->addWidget(m_tokenNote, form->rowCount(), 1);
    form->addLayout(expiryRow, form->rowCount(), 1);
    form->addWidget(m_advanced, form->rowCount(), 1);
    const int first = form->rowCount();
    addField(tr("AP&I:"), m_api, m_apiNote);
    addField(tr("&Proxy:"), m_proxy);
    form->addWidget(caRow, addLabel(tr("&CA file:"), m_caFile), 1);
    const auto showAdvanced = [this, form, first](bool isOpen) {
        for (int row = first; row < form->rowCount(); ++row) {
            for (int column = 0; column < 2; ++column) {
                if (const QLayoutItem *item = form->itemAtPosition(row, column); item && item->widget())
                    item->widget()->setVisible(isOpen);
            }
        }
        m_apiNote->setVisible(isOpen && !m_apiNote->text().isEmpty());
    };
    connect(m_advanced, &FoldButton::folded, this, showAdvanced);
    showAdvanced(false);
    m_name->setAccessibleName(tr("Name"));
    m_addressEdit->setAccessibleName(tr("Address"));
    m_tokenEdit->setAccessibleName(tr("Token"));
    m_api->setAccessibleName(tr("API version"));
    m_proxy->setAccessibleName(tr("Proxy"));
    m_caFile->setAccessibleName(tr("CA file"));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    m_save = buttons->button(QDialogButtonBox::Save);
    m_save->setObjectName(QStringLiteral("saveButton"));
    buttons->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed); // beside the other buttons
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_testFirst);
    bottom->addStretch();
    bottom->addWidget(m_session);
    bottom->addWidget(m_test);
    bottom->addWidget(buttons);
    auto *where = new QLabel(tr("The token is stored in this computer's keychain and nowhere else."), this);
    where->setWordWrap(true);
    auto *left = new QVBoxLayout;
    left->addWidget(m_fields);
    left->addWidget(where);
    left->addWidget(m_banner);
    left->addStretch(1); // no extra space between the rows
    auto *columns = new QHBoxLayout;
    columns->setSpacing(theme::gap);
    columns->addLayout(left, 3);
    if (m_isNew) {
        setMinimumWidth(860);
        const Profile needed = workspace.catalogue().resolveProfile(tenant.profileId).value_or(Profile{});
        QStringList paths;
        for (const QString &id : needed.endpointIds) {
            if (const Endpoint *endpoint = workspace.catalogue().endpoint(id))
                paths << endpoint->path;
        }
        auto *guide = new TokenGuide(needed.title, paths, this);
        using Topic = TokenGuide::Topic;
        guide->follow(m_name, Topic::Start);
        guide->follow(m_addressEdit, Topic::Address);
        for (QWidget *field : std::initializer_list<QWidget *>{m_tokenEdit, reveal, paste})
            guide->follow(field, Topic::Token);
        for (QWidget *field : std::initializer_list<QWidget *>{m_hasExpiry, m_expiry})
            guide->follow(field, Topic::Expiry);
        columns->addWidget(guide, 2);
    }
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(columns, 1);
    layout->addLayout(bottom);

    m_name->setText(tenant.name);
    m_addressEdit->setText(tenant.address.toString());
    m_proxy->setText(tenant.proxy);
    m_caFile->setText(tenant.caFile);
    m_api->setCurrentIndex(m_api->findData(apiName(tenant.api)));
    m_advanced->setOpen(!Api::of(tenant.api).notice().isEmpty() || !tenant.proxy.isEmpty() ||
                        !tenant.caFile.isEmpty());
    connect(m_api, &QComboBox::currentIndexChanged, this, [this] { apiChosen(); });
    connect(m_addressEdit, &QLineEdit::textChanged, this, [this] { addressTyped(); });
    for (QLineEdit *edit : {m_name, m_tokenEdit, m_proxy, m_caFile})
        connect(edit, &QLineEdit::textChanged, this, [this] { edited(); });
    connect(m_hasExpiry, &QCheckBox::toggled, m_expiry, &QWidget::setEnabled);
    connect(m_testFirst, &QCheckBox::toggled, this, [this] { updateButtons(); });
    connect(browse, &QPushButton::clicked, this, [this] {
        const QString file = QFileDialog::getOpenFileName(
            this, tr("CA certificates"), {},
            tr("Certificates (*.pem *.crt *.cer *.der *.p7b *.p7c);;All files (*)"));
        if (!file.isEmpty())
            m_caFile->setText(file);
    });
    connect(paste, &QPushButton::clicked, this, [this] {
        m_tokenEdit->setText(QGuiApplication::clipboard()->text().trimmed());
        m_tokenEdit->setFocus();
    });
    connect(reveal, &QToolButton::pressed, this, [this] { m_tokenEdit->setEchoMode(QLineEdit::Normal); });
    connect(reveal, &QToolButton::released, this, [this] { m_tokenEdit->setEchoMode(QLineEdit::Password); });
    connect(buttons, &QDialogButtonBox::accepted, this, &TenantDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_session, &QPushButton::clicked, this, [this] { store(true); });
    connect(m_test, &QPushButton::clicked, this, [this] { test(Then::Nothing); });
    const QList<QWidget *> order{m_name,      m_addressEdit, m_tokenEdit, reveal,  paste,    m_hasExpiry,
                                 m_expiry,    m_advanced,    m_api,       m_proxy, m_caFile, browse,
                                 m_testFirst, m_session,     m_test,      m_save};
    for (qsizetype at = 1; at < order.size(); ++at)
        setTabOrder(order[at - 1], order[at]);
    apiChosen();
    addressTyped();
}

TenantDialog::~TenantDialog()
{
    retire(std::move(m_check), &CheckSession::cancel, &CheckSession::finished);
}

void TenantDialog::addressTyped()
{
    m_address = normaliseAddress(m_addressEdit->text());
    showAddressNote();
    edited();
}

void TenantDialog::edited()
{
    m_tested = false;
    m_result.reset();
    showTokenNote();
    updateButtons();
}

ApiVersion TenantDialog::api() const
{
    return apiFromName(m_api->currentData().toString()).value_or(ApiVersion::V2);
}

void TenantDialog::apiChosen()
{
    const QString notice = Api::of(api()).notice();
    m_apiNote->setText(notice);
    m_apiNote->setVisible(m_advanced->isOpen() && !notice.isEmpty());
    m_tokenEdit->setPlaceholderText(m_isNew ? tr("Paste the REST API %1 token").arg(apiName(api()))
                                            : tr("Leave empty to keep the stored token"));
    edited();
}

bool TenantDialog::event(QEvent *event)
{
    const bool isDone = QDialog::event(event);
    if (event->type() == QEvent::Show)
        resize(width(), layout()->totalHeightForWidth(width()));
    if (event->type() == QEvent::LayoutRequest && isVisible()) {
        // A dialog does not grow by itself, so lines that wrap would be cut off.
        if (const int needed = layout()->totalHeightForWidth(width()); needed > height())
            resize(width(), needed);
    }
    return isDone;
}

void TenantDialog::showAddressNote()
{
    markInvalid(m_addressEdit, !m_address && !m_addressEdit->text().trimmed().isEmpty());
    if (m_addressEdit->text().trimmed().isEmpty())
        return m_addressNote->show(
            theme::Tone::Neutral,
            tr("What the browser shows while you are signed in to the Netskope console, such as "
               "acme.goskope.com or acme.eu.goskope.com."));
    if (!m_address)
        return m_addressNote->show(theme::Tone::Bad,
                                   m_address.error().message + QLatin1Char(' ') + m_address.error().nextStep);
    const QStringList lines{m_address->url.toString()};
    m_addressNote->show(m_address->warnings.isEmpty() ? theme::Tone::Good : theme::Tone::Warning,
                        (lines + m_address->notes + m_address->warnings).join(QLatin1Char('\n')));
}

void TenantDialog::showTokenNote()
{
    const bool moves = !m_isNew && m_address && m_address->url != m_tenant.address;
    if (!moves || !m_tokenEdit->text().isEmpty())
        return slipway::showTokenNote(*m_tokenNote, *m_tokenEdit);
    markInvalid(m_tokenEdit, false);
    m_tokenNote->show(theme::Tone::Warning,
                      tr("The stored token will be sent to %1 instead of %2: right away if you press "
                         "Test, and for everything done with this tenant once it is saved.")
                          .arg(m_address->url.authority(), m_tenant.address.authority()));
}

void TenantDialog::updateButtons()
{
    const bool complete = !m_name->text().trimmed().isEmpty() && m_address.has_value() &&
                          (!m_isNew || !m_tokenEdit->text().isEmpty());
    const bool isReady = m_result && m_result->verdict == Verdict::Ready;
    for (QPushButton *button : {m_test, m_save}) {
        button->setEnabled(complete && !m_busy);
        button->setToolTip(complete ? QString() : tr("A name, an address and a token are needed."));
    }
    const bool hasFailed = m_tested && !isReady && !m_busy;
    m_save->setText(m_busy       ? tr("Testing…")
                    : hasFailed  ? tr("Save anyway")
                    : willTest() ? tr("Test and save")
                                 : tr("Save"));
    m_test->setText(m_tested ? tr("T&est again") : tr("T&est"));
    // Enter must never save what has just failed.
    m_save->setAutoDefault(!hasFailed);
    m_save->setDefault(!hasFailed);
    m_test->setDefault(hasFailed);
}

void TenantDialog::setBusy(bool busy)
{
    m_busy = busy;
    m_fields->setEnabled(!busy); // so that exactly what was tested is saved
    updateButtons();
}

bool TenantDialog::willTest() const
{
    const bool hasNews = m_isNew || !m_tokenEdit->text().isEmpty() || (m_address && isConnectionChanged());
    return m_testFirst->isChecked() && !m_tested && hasNews;
}

bool TenantDialog::isConnectionChanged() const
{
    const Tenant now = entered();
    return now.address != m_tenant.address || now.api != m_tenant.api || now.proxy != m_tenant.proxy ||
           now.caFile != m_tenant.caFile;
}

Tenant TenantDialog::entered() const
{
    Tenant tenant = m_tenant;
    tenant.name = m_name->text().trimmed();
    tenant.address = m_address->url;
    tenant.tokenExpires = m_hasExpiry->isChecked() ? m_expiry->date() : QDate();
    tenant.proxy = m_proxy->text().trimmed();
    tenant.caFile = m_caFile->text().trimmed();
    tenant.api = api();
    return tenant;
}

Result<void> TenantDialog::readEntries()
{
    m_token = Secret();
    if (const QString file = m_caFile->text().trimmed(); !file.isEmpty()) {
        RETURN_IF_ERROR(readCaFile(file));
    }
    if (m_tokenEdit->text().isEmpty()) // the stored token is kept
        return {};
    ASSIGN_OR_RETURN(const Secret token, tokenFromPasted(m_tokenEdit->text().toUtf8()));
    m_token = token;
    return {};
}

void TenantDialog::save()
{
    if (!m_save->isEnabled())
        return;
    if (const auto read = readEntries(); !read)
        return m_banner->show(read.error());
    if (willTest())
        test(Then::SaveIfReady);
    else
        store(false);
}

void TenantDialog::test(Then then)
{
    if (const auto read = readEntries(); !read)
        return m_banner->show(read.error());
    const Result<Profile> profile = m_workspace.catalogue().resolveProfile(entered().profileId, api());
    if (!profile)
        return m_banner->show(profile.error());
    setBusy(true);
    tryProxyPasswordsAgain();
    m_banner->show(theme::Tone::Neutral,
                   tr("Testing the connection and the permissions at %1…").arg(m_address->url.authority()));
    if (!m_token.isEmpty())
        return check(m_workspace.reach(entered(), m_token), *profile, then);
    QPointer<TenantDialog> self(this);
    QCoro::connect(m_workspace.connection(entered()), this,
                   [self, then, profile = *profile](const Result<ConnectionSettings> &settings) {
                       if (!self)
                           return;
                       if (settings)
                           return self->check(*settings, profile, then);
                       self->setBusy(false);
                       self->m_banner->show(settings.error());
                   });
}

void TenantDialog::check(const ConnectionSettings &settings, const Profile &profile, Then then)
{
    m_check = std::make_unique<CheckSession>(
        settings, profile, selectForCheck(m_workspace.catalogue(), profile.endpointIds).value());
    connect(m_check.get(), &CheckSession::finished, this, [this, then](const CheckResult &result) {
        m_check.release()->deleteLater();
        m_tested = true;
        m_result = result;
        m_banner->show(theme::toneOf(result.verdict),
                       (result.summary + QLatin1Char('\n') + nextStepOf(result)).trimmed(), result.asText());
        setBusy(false);
        (result.verdict == Verdict::Ready ? m_save : m_test)->setFocus();
        if (then == Then::SaveIfReady && result.verdict == Verdict::Ready)
            store(false);
    });
    m_check->start();
}

void TenantDialog::store(bool sessionOnly)
{
    setBusy(true);
    m_save->setText(tr("Saving…"));
    const auto place = sessionOnly ? Workspace::TokenPlace::Session : Workspace::TokenPlace::Keychain;
    const auto token = m_token.isEmpty() ? std::nullopt : std::optional(m_token);
    auto task =
        m_isNew ? m_workspace.add(entered(), m_token, place) : m_workspace.change(entered(), token, place);
    QCoro::connect(std::move(task), this, [self = QPointer(this)](const Result<Tenant> &saved) {
        if (self)
            self->stored(saved);
    });
}

void TenantDialog::stored(const Result<Tenant> &saved)
{
    setBusy(false);
    if (saved) {
        m_tenant = *saved;
        // This check is of what has now been saved. If it cannot be written to the history, the
        // tenant is saved all the same.
        if (m_result) {
            m_kept = std::exchange(m_result, std::nullopt);
            (void)m_workspace.keepCheck(m_tenant, *m_kept);
        }
        m_tokenEdit->clear();
        return accept();
    }
    if (m_token.isEmpty() || saved.error().kind == ErrorKind::BadInput)
        return m_banner->show(saved.error()); // storing the token elsewhere would not help
    m_banner->show(withSessionHint(saved.error()));
    m_session->show();
    m_tested = true;
    updateButtons();
    m_save->setText(tr("Try again"));
}

} // namespace slipway
