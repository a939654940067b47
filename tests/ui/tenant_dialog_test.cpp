#include "core/demo/demo_tenant.h"
#include "tests/support/active_window.h"
#include "tests/support/demo_control.h"
#include "tests/support/raw_server.h"
#include "tests/support/saved_tenant.h"
#include "tests/support/screenshot.h"
#include "tests/support/time_limits.h"
#include "ui/main_window.h"
#include "ui/tenants/replace_token_dialog.h"
#include "ui/tenants/tenant_dialog.h"
#include "ui/theme/style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/fold_button.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace slipway;
using test::control;
using test::screenshot;

// A tenant that moves: two demo tenants that know the same token, and a saved tenant of the first.
class TenantDialogTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_world;
    std::unique_ptr<DemoTenant> m_first, m_second;
    std::unique_ptr<Workspace> m_workspace;
    Tenant m_tenant;

    static std::unique_ptr<DemoTenant> demo()
    {
        DemoTenantOptions options;
        options.token = "moving-canary-1";
        options.requestsPerSecond = 0;
        return DemoTenant::start(options).value();
    }
    static qsizetype requestsTo(const DemoTenant &demo)
    {
        return control(demo.address(), "/__demo/log").array().size();
    }
    static QString edit(const TenantDialog &dialog, const char *name, const QString &text)
    {
        auto *field = dialog.findChild<QLineEdit *>(QString::fromLatin1(name));
        field->setText(text);
        return field->text();
    }
    static QPushButton *button(const TenantDialog &dialog, const char *name)
    {
        return dialog.findChild<QPushButton *>(QString::fromLatin1(name));
    }

private Q_SLOTS:
    void init()
    {
        theme::apply(*qApp, theme::Scheme::Light);
        m_world = std::make_unique<QTemporaryDir>();
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_world->path());
        m_first = demo();
        m_second = demo();
        m_workspace =
            Workspace::open(m_world->filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>())
                .value();
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = m_first->address();
        m_tenant = test::saveTenant(*m_workspace, tenant).value();
        QVERIFY(
            QCoro::waitFor(m_workspace->tokens().write(tokenKey(m_tenant.id), Secret("moving-canary-1"))));
    }
    void cleanup() { m_workspace.reset(); }

    void theStoredTokenIsTestedAtTheNewAddress_data()
    {
        QTest::addColumn<bool>("byTest"); // otherwise by Save
        QTest::newRow("Test, then Save") << true;
        QTest::newRow("Save") << false;
    }
    void theStoredTokenIsTestedAtTheNewAddress()
    {
        QFETCH(bool, byTest);
        TenantDialog dialog(*m_workspace, m_tenant);
        dialog.show();
        const auto *note = dialog.findChild<QLabel *>(QStringLiteral("tokenNote"));
        QVERIFY(note->isHidden());
        edit(dialog, "addressEdit", m_second->address().toString());
        // It says where the token will go, and has not sent it yet.
        QVERIFY(note->isVisible());
        QVERIFY2(note->text().contains(m_second->address().authority()), qPrintable(note->text()));
        QVERIFY2(note->text().contains(m_first->address().authority()), qPrintable(note->text()));
        screenshot(&dialog, "tenant-moves");
        QCOMPARE(requestsTo(*m_second), 0);
        if (byTest) {
            QTest::mouseClick(button(dialog, "testButton"), Qt::LeftButton);
            QVERIFY(!dialog.findChild<QLineEdit *>(QStringLiteral("addressEdit"))->isEnabled());
            const auto *banner = dialog.findChild<Banner *>();
            QTRY_VERIFY_WITH_TIMEOUT(banner->text().startsWith(QLatin1String("Ready")), 20'000);
            screenshot(&dialog, "tenant-moves-tested");
            QVERIFY(dialog.isVisible()); // a test saves nothing
            QCOMPARE(m_workspace->tenants().first().address, m_first->address());
        }
        QTest::mouseClick(button(dialog, "saveButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.isVisible(), 20'000);
        const Tenant after = m_workspace->tenants().first();
        QCOMPARE(after.id, m_tenant.id);
        QCOMPARE(after.address, m_second->address());
        QVERIFY(requestsTo(*m_second) > 0);
        QCOMPARE(m_workspace->checks(after)->size(), 1);
        QCOMPARE(m_workspace->checks(after)->first().address, m_second->address().toString());
    }
    // A token that is pasted goes instead of the stored one.
    void aPastedTokenNeedsNoNote()
    {
        TenantDialog dialog(*m_workspace, m_tenant);
        dialog.show();
        edit(dialog, "addressEdit", m_second->address().toString());
        edit(dialog, "tokenEdit", QStringLiteral("another-canary-2"));
        QVERIFY(dialog.findChild<QLabel *>(QStringLiteral("tokenNote"))->isHidden());
        QTest::mouseClick(button(dialog, "testButton"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(button(dialog, "saveButton")->text(), QStringLiteral("Save anyway"),
                                  20'000);
        QVERIFY(button(dialog, "testButton")->isEnabled());
    }
    // Someone without a token is told where to click, and what the token must be able to read.
    void aNewTenantHasAGuide()
    {
        TenantDialog dialog(*m_workspace, {});
        dialog.show();
        QVERIFY(dialog.findChild<QWidget *>(QStringLiteral("tokenGuide"))->isVisible());
        button(dialog, "copyGuidePaths")->click();
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 QStringLiteral("/api/v2/events/dataexport/events/alert\n"
                                "/api/v2/events/dataexport/events/application\n"
                                "/api/v2/events/dataexport/events/audit"));
        screenshot(&dialog, "tenant-new");
        // It explains the field that has the focus, and the form stays where it is.
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        test::activate(dialog);
        const auto *heading = dialog.findChild<QLabel *>(QStringLiteral("guideHeading"));
        const QSize size = dialog.size();
        QStringList headings;
        for (const char *field : {"nameEdit", "addressEdit", "tokenEdit", "expiryCheck"}) {
            auto *widget = dialog.findChild<QWidget *>(QString::fromLatin1(field));
            widget->setFocus(Qt::TabFocusReason);
            QTRY_VERIFY(widget->hasFocus());
            headings << heading->text();
            screenshot(&dialog, qPrintable(QStringLiteral("tenant-guide-%1").arg(headings.size())));
        }
        QCOMPARE(headings,
                 (QStringList{QStringLiteral("What you need"), QStringLiteral("Where do I find the address?"),
                              QStringLiteral("Where do I get a token?"),
                              QStringLiteral("When does the token expire?")}));
        QCOMPARE(dialog.size(), size);
        QVERIFY(!TenantDialog(*m_workspace, m_tenant).findChild<QWidget *>(QStringLiteral("tokenGuide")));
    }
    // Enter, Enter does not save what has just failed.
    void enterNeverSavesAFailedToken()
    {
        TenantDialog dialog(*m_workspace, m_tenant);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        auto *token = dialog.findChild<QLineEdit *>(QStringLiteral("tokenEdit"));
        edit(dialog, "tokenEdit", QStringLiteral("another-canary-2"));
        QCOMPARE(button(dialog, "saveButton")->text(), QStringLiteral("Test and save"));
        token->setFocus();
        QTest::keyClick(token, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(button(dialog, "saveButton")->text(), QStringLiteral("Save anyway"),
                                  20'000);
        QVERIFY(!button(dialog, "saveButton")->isDefault());
        QVERIFY(button(dialog, "testButton")->isDefault());
        const qsizetype asked = requestsTo(*m_first);
        for (QWidget *place : std::initializer_list<QWidget *>{token, button(dialog, "saveButton"),
                                                               button(dialog, "testButton")}) {
            place->setFocus();
            QTest::keyClick(place, Qt::Key_Return);
            QVERIFY(dialog.isVisible());
            QTRY_VERIFY_WITH_TIMEOUT(button(dialog, "testButton")->isEnabled(), 20'000);
        }
        QVERIFY(requestsTo(*m_first) > asked); // it tested again
        const auto stored = QCoro::waitFor(m_workspace->tokens().read(tokenKey(m_tenant.id)));
        QCOMPARE(stored->reveal(), QByteArray("moving-canary-1"));
    }
    // What a person copied around the token is not part of it.
    void aTokenIsCleanedBeforeItIsSaved()
    {
        TenantDialog dialog(*m_workspace, m_tenant);
        dialog.show();
        edit(dialog, "tokenEdit", QStringLiteral("\u200B\u201CNetskope-Api-Token: moving-canary-1\u201D,"));
        QTest::mouseClick(button(dialog, "saveButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.isVisible(), 20'000);
        const auto stored = QCoro::waitFor(m_workspace->tokens().read(tokenKey(m_tenant.id)));
        QCOMPARE(stored->reveal(), QByteArray("moving-canary-1"));
    }
    // The field shows dots, so what was left out, or is wrong, is said below it before anything is sent.
    void whatIsDroppedFromATokenIsSaid_data()
    {
        QTest::addColumn<QString>("pasted");
        QTest::addColumn<QString>("said");
        QTest::addColumn<bool>("isUsed");
        const auto row = [](const char *name, const char *pasted, const char *said, bool isUsed = true) {
            QTest::newRow(name) << QString::fromUtf8(pasted) << QString::fromUtf8(said) << isUsed;
        };
        const char *around = "What was pasted around it is left out";
        row("as it is", "moving-canary-1", "");
        row("blanks", "  moving-canary-1 ", "");
        row("nothing", "", "");
        row("blanks alone", "  ", "");
        row("a zero-width space", "moving\u200B-canary-1", "a zero-width space (U+200B)");
        row("a soft hyphen", "moving-\u00ADcanary-1", "a soft hyphen (U+00AD)");
        QTest::newRow("a byte order mark") // which fromUtf8() takes off
            << QStringLiteral("\uFEFFmoving-canary-1") << QString::fromLatin1(around) << true;
        row("a byte order mark behind", "moving-canary-1\uFEFF", "a byte order mark (U+FEFF)");
        row("quotation marks", "\u201Cmoving-canary-1\u201D", around);
        row("a header", "Netskope-Api-Token: moving-canary-1", around);
        row("a command", "curl -H 'Netskope-Api-Token: moving-canary-1' https://acme.goskope.com/", around);
        row("a full stop", "moving-canary-1.", around);
        row("a dash", "moving\u2013canary-1", "a typographic dash (U+2013)", false);
        row("hidden", "movi********ry-1", "Most of this token is hidden", false);
        row("an address", "https://acme.goskope.com", "This is an address", false);
    }
    void whatIsDroppedFromATokenIsSaid()
    {
        QFETCH(QString, pasted);
        QFETCH(QString, said);
        QFETCH(bool, isUsed);
        TenantDialog edited(*m_workspace, m_tenant);
        ReplaceTokenDialog replaced(*m_workspace, m_tenant);
        for (const auto &[dialog, prefix] :
             {std::pair<QDialog *, QString>(&edited, QStringLiteral("token")),
              std::pair<QDialog *, QString>(&replaced, QStringLiteral("newToken"))}) {
            dialog->show();
            auto *field = dialog->findChild<QLineEdit *>(prefix + QStringLiteral("Edit"));
            const auto *note = dialog->findChild<QLabel *>(prefix + QStringLiteral("Note"));
            field->setText(QStringLiteral("something else"));
            field->setText(pasted);
            QCOMPARE(note->isVisible(), !said.isEmpty());
            QVERIFY2(note->text().contains(said), qPrintable(note->text()));
            QVERIFY(!note->text().contains(QLatin1String("canary")));
            QCOMPARE(field->property(theme::invalidProperty).toBool(), !isUsed);
            screenshot(dialog, qPrintable(QStringLiteral("token-note-") + prefix));
        }
        QCOMPARE(requestsTo(*m_first), 0);
    }
    void aTokenThatCannotBeOneIsNeitherSentNorSaved()
    {
        TenantDialog dialog(*m_workspace, m_tenant);
        dialog.show();
        edit(dialog, "tokenEdit", QStringLiteral("other\u2013canary-2"));
        for (const char *name : {"testButton", "saveButton"}) {
            QTest::mouseClick(button(dialog, name), Qt::LeftButton);
            const QString said = dialog.findChild<Banner *>()->text();
            QVERIFY2(said.contains(QLatin1String("a typographic dash (U+2013)")), qPrintable(said));
            QVERIFY(!said.contains(QLatin1String("canary")));
            QVERIFY(dialog.isVisible());
        }
        QCOMPARE(requestsTo(*m_first), 0);
        const auto stored = QCoro::waitFor(m_workspace->tokens().read(tokenKey(m_tenant.id)));
        QCOMPARE(stored->reveal(), QByteArray("moving-canary-1"));
    }
    void aCaFileThatCannotBeUsedIsNamed()
    {
        TenantDialog dialog(*m_workspace, m_tenant);
        dialog.show();
        edit(dialog, "caFileEdit", m_world->path());
        QTest::mouseClick(button(dialog, "saveButton"), Qt::LeftButton);
        QVERIFY(dialog.findChild<Banner *>()->text().contains(QLatin1String("is a folder, not a CA file")));
        QVERIFY(dialog.isVisible());
        QCOMPARE(requestsTo(*m_first), 0);
    }
    void aProxyThatCannotBeUsedIsNamed_data()
    {
        QTest::addColumn<QString>("proxy");
        QTest::addColumn<QString>("says");
        QTest::newRow("IPv6 without brackets")
            << QStringLiteral("::1:3128") << QStringLiteral("an IPv6 address without brackets");
        QTest::newRow("quotation marks") << QStringLiteral("\u201Chttp://ann:canary@gw:3128\u201D")
                                         << QStringLiteral("a typographic quotation mark (U+201");
        QTest::newRow("a PAC file") << QStringLiteral("http://gw:8080/proxy.pac")
                                    << QStringLiteral("automatic configuration (PAC)");
        QTest::newRow("over TLS") << QStringLiteral("https://[::1]:3128")
                                  << QStringLiteral("\"https://[::1]:3128\"");
    }
    void aProxyThatCannotBeUsedIsNamed()
    {
        QFETCH(QString, proxy);
        QFETCH(QString, says);
        Tenant tenant = m_tenant;
        tenant.proxy = QStringLiteral("none"); // so that the field is shown
        TenantDialog dialog(*m_workspace, tenant);
        dialog.show();
        const QList<QLineEdit *> edits = dialog.findChildren<QLineEdit *>();
        const auto field = std::find_if(edits.cbegin(), edits.cend(), [](const QLineEdit *each) {
            return each->accessibleName() == QLatin1String("Proxy");
        });
        QVERIFY(field != edits.cend());
        (*field)->setText(proxy);
        QTest::mouseClick(button(dialog, "saveButton"), Qt::LeftButton);
        const auto said = [&] { return dialog.findChild<Banner *>()->text(); };
        QVERIFY2(QTest::qWaitFor([&] { return said().contains(says); }), qPrintable(said()));
        QVERIFY2(!said().contains(QLatin1String("canary")), qPrintable(said()));
        QVERIFY(dialog.isVisible());
        QCOMPARE(requestsTo(*m_first), 0);
        if (proxy.startsWith(QLatin1String("::")))
            screenshot(&dialog, "tenant-proxy");
    }
    // The whole host stands below the field before anything can be sent to it.
    void anAddressThatWasCompletedIsShown()
    {
        TenantDialog dialog(*m_workspace, m_tenant);
        dialog.show();
        const auto *note = dialog.findChild<QLabel *>(QStringLiteral("addressNote"));
        edit(dialog, "addressEdit", QStringLiteral("acme.de.goskope"));
        QVERIFY(note->isVisible());
        QVERIFY2(note->text().contains(QLatin1String("https://acme.de.goskope.com")),
                 qPrintable(note->text()));
        QVERIFY(note->text().contains(QLatin1String("Completed to acme.de.goskope.com.")));
        edit(dialog, "addressEdit", QStringLiteral("https//acme.goskope.com"));
        QVERIFY2(note->text().contains(QLatin1String("Did you mean acme.goskope.com?")),
                 qPrintable(note->text()));
        QVERIFY(!button(dialog, "testButton")->isEnabled());
        QVERIFY(!button(dialog, "saveButton")->isEnabled());
    }
    // Where the new token cannot be stored, tenant and token stay as they were. The old token is never sent
    // to the new address.
    void aTokenThatCannotBeStoredChangesNothing()
    {
        class LockedStore : public MemoryTokenStore
        {
        public:
            bool isLocked = false;
            QCoro::Task<Result<void>> write(QString key, Secret secret) override
            {
                if (isLocked)
                    co_return failure(ErrorKind::KeychainLocked, QStringLiteral("The keychain is locked."));
                Result<void> written = co_await MemoryTokenStore::write(key, secret);
                co_return written;
            }
        };
        auto owned = std::make_unique<LockedStore>();
        LockedStore &store = *owned;
        const auto workspace =
            Workspace::open(m_world->filePath(QStringLiteral("locked.db")), std::move(owned)).value();
        const Tenant tenant = test::saveTenant(*workspace, m_tenant).value();
        const QString key = tokenKey(tenant.id);
        QVERIFY(QCoro::waitFor(workspace->tokens().write(key, Secret("moving-canary-1"))));
        store.isLocked = true;
        TenantDialog dialog(*workspace, tenant);
        dialog.show();
        edit(dialog, "addressEdit", m_second->address().toString());
        edit(dialog, "tokenEdit", QStringLiteral("another-canary-2"));
        for (QCheckBox *box : dialog.findChildren<QCheckBox *>()) {
            if (box->text().contains(QLatin1String("saving")))
                box->setChecked(false);
        }
        QTest::mouseClick(button(dialog, "saveButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(
            dialog.findChild<Banner *>()->text().contains(QLatin1String("keychain is locked")), 20'000);
        dialog.reject();
        QCOMPARE(workspace->tenants().first().address, m_first->address());
        const auto token = QCoro::waitFor(workspace->tokens().read(key));
        QVERIFY(token);
        QCOMPARE(token->reveal(), QByteArray("moving-canary-1"));
    }
    // The manifest names the host that the events come from.
    void anExportMadeOnceMoreNamesTheNewAddress()
    {
        Tenant moved = m_tenant;
        moved.address = m_second->address();
        QVERIFY(m_workspace->update(moved));
        ExportRequest request;
        request.tenantId = m_tenant.id;
        request.address = m_first->address(); // as it was when it was made
        request.endpointIds = {QStringLiteral("alert")};
        request.to = QDateTime::currentSecsSinceEpoch();
        request.from = request.to - 3600;
        request.folder = m_world->filePath(QStringLiteral("out"));
        const auto job = QCoro::waitFor(m_workspace->submit(request, moved));
        QVERIFY(job.has_value());
        QCOMPARE(m_workspace->jobs().job(job->id)->request.address, m_second->address());
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->jobs().job(job->id)->state, JobState::Complete, 20'000);
        QVERIFY(requestsTo(*m_second) > 0);
        QCOMPARE(requestsTo(*m_first), 0);
    }
    void tabGoesFromTopToBottom()
    {
        TenantDialog dialog(*m_workspace, m_tenant);
        dialog.show();
        QTRY_VERIFY(dialog.isVisible());
        int before = -1;
        QWidget *field = dialog.findChild<QLineEdit *>(QStringLiteral("nameEdit"));
        QStringList names;
        for (QWidget *first = field; field != first || before < 0; field = field->nextInFocusChain()) {
            if (!field->isVisible() || !(field->focusPolicy() & Qt::TabFocus) || field->focusProxy())
                continue;
            const int middle = field->mapTo(&dialog, field->rect().center()).y();
            QVERIFY2(middle + 8 > before,
                     qPrintable(QStringLiteral("%1 \"%2\" after %3")
                                    .arg(QString::fromLatin1(field->metaObject()->className()),
                                         field->objectName(), names.value(names.size() - 1))));
            before = middle;
            names << field->objectName();
            if (field == button(dialog, "saveButton"))
                break;
        }
        QVERIFY(names.indexOf(QStringLiteral("addressEdit")) + 1 ==
                names.indexOf(QStringLiteral("tokenEdit")));
        QCOMPARE(names.last(), QStringLiteral("saveButton"));
    }
    // What few people need is folded away, unless the tenant has it.
    void advancedIsFolded()
    {
        for (const bool hasProxy : {false, true}) {
            Tenant tenant = m_tenant;
            tenant.proxy = hasProxy ? QStringLiteral("http://proxy.example:3128") : QString();
            TenantDialog dialog(*m_workspace, tenant);
            dialog.show();
            const QList<QWidget *> advanced{dialog.findChild<QWidget *>(QStringLiteral("apiCombo")),
                                            dialog.findChild<QWidget *>(QStringLiteral("caFileEdit"))};
            auto *button = dialog.findChild<FoldButton *>();
            for (const QWidget *field : advanced)
                QCOMPARE(field->isVisible(), hasProxy);
            screenshot(&dialog, hasProxy ? "tenant-advanced" : "tenant-folded");
            button->setFocus();
            QTest::keyClick(button, Qt::Key_Space);
            for (const QWidget *field : advanced)
                QCOMPARE(field->isVisible(), !hasProxy);
        }
    }
    void theTokenIsPastedAndShownWhileTheButtonIsHeld()
    {
        TenantDialog dialog(*m_workspace, m_tenant);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        const auto *token = dialog.findChild<QLineEdit *>(QStringLiteral("tokenEdit"));
        QGuiApplication::clipboard()->setText(QStringLiteral(" pasted-canary-3\n"));
        QTest::mouseClick(button(dialog, "pasteTokenButton"), Qt::LeftButton);
        QCOMPARE(token->text(), QStringLiteral("pasted-canary-3"));
        QCOMPARE(token->displayText(), QString(15, token->displayText().at(0)));
        auto *reveal = dialog.findChild<QToolButton *>(QStringLiteral("revealTokenButton"));
        QTest::mousePress(reveal, Qt::LeftButton);
        QCOMPARE(token->displayText(), QStringLiteral("pasted-canary-3"));
        QTest::mouseRelease(reveal, Qt::LeftButton);
        QVERIFY(!token->displayText().contains(QLatin1Char('c')));
    }
    // An address that cannot be one is marked where it was typed, too.
    void aBadAddressIsMarked()
    {
        TenantDialog dialog(*m_workspace, m_tenant);
        const auto *field = dialog.findChild<QLineEdit *>(QStringLiteral("addressEdit"));
        QVERIFY(!field->property("slipwayInvalid").toBool());
        edit(dialog, "addressEdit", QStringLiteral("https//acme.goskope.com"));
        QVERIFY(field->property("slipwayInvalid").toBool());
        edit(dialog, "addressEdit", QString());
        QVERIFY(!field->property("slipwayInvalid").toBool());
    }
    // Closing the dialog during a test does not wait for the tenant.
    void closingDoesNotWaitForTheTest()
    {
        const test::RawServer silent({{QByteArray(), test::RawAnswer::KeepOpen}});
        Tenant tenant = m_tenant;
        tenant.address = silent.address();
        auto dialog = std::make_unique<TenantDialog>(*m_workspace, tenant);
        dialog->show();
        edit(*dialog, "tokenEdit", QStringLiteral("another-canary-2"));
        QTest::mouseClick(button(*dialog, "testButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(silent.requests() > 0, 20'000);
        dialog.reset();
        // The test ends on its own thread, and is gone soon afterwards.
        const auto sessions = [] { return qApp->findChildren<CheckSession *>().size(); };
        QCOMPARE(sessions(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(sessions(), 0, int(test::promptly));
    }
    void anotherNameNeedsNoTest()
    {
        TenantDialog dialog(*m_workspace, m_tenant);
        dialog.show();
        edit(dialog, "nameEdit", QStringLiteral("Acme Europe"));
        QTest::mouseClick(button(dialog, "saveButton"), Qt::LeftButton);
        QVERIFY(!dialog.isVisible());
        QCOMPARE(m_workspace->tenants().first().name, QStringLiteral("Acme Europe"));
        QCOMPARE(requestsTo(*m_first), 0);
    }
    void theSignGoesWithTheAddress()
    {
        MainWindow window(*m_workspace);
        window.show();
        const auto sign = [&] {
            return window.findChild<QListWidget *>(QStringLiteral("tenantList"))->item(0)->text().left(1);
        };
        QCOMPARE(sign(), QStringLiteral("○"));
        {
            TenantDialog dialog(*m_workspace, m_tenant);
            dialog.show();
            QTest::mouseClick(button(dialog, "testButton"), Qt::LeftButton);
            QTRY_VERIFY_WITH_TIMEOUT(button(dialog, "testButton")->isEnabled(), 20'000);
            QTest::mouseClick(button(dialog, "saveButton"), Qt::LeftButton);
            QTRY_VERIFY(!dialog.isVisible());
        }
        QCOMPARE(sign(), QStringLiteral("✔")); // what the dialog found out
        {
            TenantDialog dialog(*m_workspace, m_tenant);
            dialog.show();
            edit(dialog, "addressEdit", m_second->address().toString());
            for (auto *box : dialog.findChildren<QCheckBox *>()) {
                if (box->text().contains(QLatin1String("before saving")))
                    box->setChecked(false);
            }
            QTest::mouseClick(button(dialog, "saveButton"), Qt::LeftButton);
            QTRY_VERIFY(!dialog.isVisible());
        }
        QCOMPARE(m_workspace->tenants().first().address, m_second->address());
        QCOMPARE(sign(), QStringLiteral("○")); // nobody has asked there yet
    }
};

QTEST_MAIN(TenantDialogTest)
#include "tenant_dialog_test.moc"
