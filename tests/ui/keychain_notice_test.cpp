// What the window says while it waits for a keychain that does not answer, and what is left over afterwards.
#include "core/demo/demo_tenant.h"
#include "core/language/language.h"
#include "tests/support/active_window.h"
#include "tests/support/screenshot.h"
#include "tests/support/secret_service_client.h"
#include "tests/support/time_limits.h"
#include "ui/access/access_page.h"
#include "ui/main_window.h"
#include "ui/tenants/replace_token_dialog.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/keychain_notice.h"

#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QProgressDialog>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace std::chrono_literals;
using Client = test::SecretServiceClient;

class KeychainNoticeTest : public QObject
{
    Q_OBJECT
    const QByteArray m_old = "notice-old-canary-1", m_new = "notice-new-canary-2";
    std::unique_ptr<QTemporaryDir> m_world;
    std::unique_ptr<DemoTenant> m_demo;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<KeychainNotice> m_notice;
    std::unique_ptr<MainWindow> m_window;
    Client m_client;
    qint64 m_service = 0;

    static QPointer<QProgressDialog> notice()
    {
        for (QWidget *widget : QApplication::allWidgets()) {
            if (widget->objectName() == QLatin1String("keychainNotice") && widget->isVisible())
                return qobject_cast<QProgressDialog *>(widget);
        }
        return {};
    }
    static QPushButton *cancelButton() { return notice()->findChild<QPushButton *>(); }
    Tenant tenant() const { return m_workspace->tenants().first(); }
    QString key() const { return tokenKey(tenant().id); }
    // What another program finds there.
    QByteArray stored() const
    {
        const Result<Secret> token = QCoro::waitFor(makeKeychain()->read(key()));
        return token ? token->reveal() : QByteArray();
    }
    void freeze() { Client::freeze(m_service, true); }
    void thaw() { Client::freeze(m_service, false); }

    // A dialog with a new token that has been tested and waits to be kept.
    std::unique_ptr<ReplaceTokenDialog> testedToken()
    {
        auto dialog = std::make_unique<ReplaceTokenDialog>(*m_workspace, tenant(), m_window.get());
        dialog->show();
        dialog->findChild<QLineEdit *>(QStringLiteral("newTokenEdit"))->setText(QString::fromLatin1(m_new));
        QTest::mouseClick(dialog->findChild<QPushButton *>(QStringLiteral("testTokenButton")),
                          Qt::LeftButton);
        return dialog;
    }

private Q_SLOTS:
    void initTestCase() { useLanguage(QStringLiteral("en")); }
    void init()
    {
        m_world = std::make_unique<QTemporaryDir>();
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_world->path());
        DemoTenantOptions options;
        options.token = m_old;
        options.granted = {QStringLiteral("alert")};
        options.requestsPerSecond = 0;
        m_demo = DemoTenant::start(options).value();
        KeychainPatience patience;
        patience.slow = 1s;
        auto keychain = makeKeychain({}, patience);
        Keychain &known = *keychain;
        m_workspace = Workspace::open(m_world->filePath(QStringLiteral("s.db")), std::move(keychain)).value();
        m_notice = std::make_unique<KeychainNotice>(known);
        Tenant saved;
        saved.name = QStringLiteral("Acme");
        saved.address = m_demo->address();
        const auto added =
            QCoro::waitFor(m_workspace->add(saved, Secret(m_old), Workspace::TokenPlace::Keychain));
        QVERIFY2(added, added ? "" : qPrintable(added.error().asText()));
        m_window = std::make_unique<MainWindow>(*m_workspace);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        test::activate(*m_window);
        m_service = Client::process();
    }
    void cleanup()
    {
        thaw();
        m_window.reset();
        (void)QCoro::waitFor(m_workspace->remove(tenant().id));
        m_notice.reset();
        m_workspace.reset();
    }

    // Nothing flashes up for a keychain that answers.
    void aKeychainThatAnswersIsNotMentioned()
    {
        auto *page = m_window->findChild<AccessPage *>();
        QSignalSpy checked(page, &AccessPage::checked);
        page->startCheck();
        bool wasShown = false;
        QVERIFY(QTest::qWaitFor(
            [&] {
                wasShown = wasShown || notice();
                return !checked.isEmpty();
            },
            20'000));
        QVERIFY(!wasShown);
    }

    // Frozen: the window says at once that it waits, later that there is no answer, and can be used
    // meanwhile. When the service goes on, so does the check, and the notice goes.
    void aFrozenServiceIsSaidAndMayGoOn()
    {
        auto *page = m_window->findChild<AccessPage *>();
        QSignalSpy checked(page, &AccessPage::checked);
        freeze();
        QElapsedTimer clock;
        clock.start();
        page->startCheck();
        QTRY_VERIFY(notice());
        QVERIFY(clock.elapsed() < test::promptly);
        QVERIFY2(notice()->labelText().startsWith(QLatin1String("Waiting for the keychain")),
                 qPrintable(notice()->labelText()));
        QCOMPARE(notice()->maximum(), 0); // how long it takes is not known
        QVERIFY(!notice()->isModal() && m_window->isEnabled());
        test::screenshot(notice(), "keychain-notice");
        QTRY_VERIFY2(notice()->labelText().contains(QLatin1String("it does not answer")),
                     qPrintable(notice()->labelText()));
        QVERIFY(!notice()->labelText().contains(QLatin1String("nstall"))); // it is there
        QVERIFY(checked.isEmpty());
        thaw();
        QTRY_VERIFY(!checked.isEmpty());
        QTRY_VERIFY(!notice());
        QCOMPARE(stored(), m_old);
    }

    // Cancel ends the wait, and the token is not stored when the service continues.
    void aCancelledWriteIsNotStoredLater()
    {
        const auto dialog = testedToken();
        auto *replace = dialog->findChild<QPushButton *>(QStringLiteral("replaceTokenButton"));
        QTRY_VERIFY(replace->isEnabled());
        freeze();
        QTest::mouseClick(replace, Qt::LeftButton);
        QTRY_VERIFY(notice());
        QTRY_VERIFY(notice()->labelText().contains(QLatin1String("it does not answer")));
        QTest::mouseClick(cancelButton(), Qt::LeftButton);
        QTRY_VERIFY(!notice());
        auto *banner = dialog->findChild<Banner *>();
        QTRY_VERIFY2(banner->text().contains(QLatin1String("You stopped waiting for the keychain")),
                     qPrintable(banner->text()));
        QVERIFY(dialog->isVisible());
        thaw();
        QCOMPARE(stored(), m_old);
        QCOMPARE(Client::entries(key()).size(), 1);
        // Whatever was still under way has been carried out by now, because the service answers in turn.
        QCOMPARE(stored(), m_old);
        QTRY_VERIFY(replace->isEnabled()); // and it can be tried again
        QTest::mouseClick(replace, Qt::LeftButton);
        QTRY_VERIFY(!dialog->isVisible());
        QCOMPARE(stored(), m_new);
        QCOMPARE(Client::entries(key()).size(), 1);
    }

    // An older entry that cannot be removed is named in a window of its own.
    void whatIsLeftOverIsNamed()
    {
        const QString login = Client::defaultKeyring();
        const QString branch = m_client.makeKeyring(QStringLiteral("Branch office"));
        Client::makeDefault(branch);
        QVERIFY(QCoro::waitFor(makeKeychain()->write(key(), Secret(m_old)))); // removes the one in the other
        Client::makeDefault(login);
        const auto dialog = testedToken();
        auto *replace = dialog->findChild<QPushButton *>(QStringLiteral("replaceTokenButton"));
        QTRY_VERIFY(replace->isEnabled());
        Client::lock(branch);
        QTest::mouseClick(replace, Qt::LeftButton);
        QPointer<QMessageBox> box;
        QTRY_VERIFY((box = [] {
            QMessageBox *found = nullptr;
            for (QWidget *widget : QApplication::allWidgets()) {
                if (widget->objectName() == QLatin1String("keychainLeftovers"))
                    found = qobject_cast<QMessageBox *>(widget);
            }
            return found;
        }()));
        QVERIFY2(box->text().contains(QLatin1String("\"Branch office\", which is locked")),
                 qPrintable(box->text()));
        test::screenshot(box, "keychain-leftovers");
        QTRY_VERIFY(!dialog->isVisible()); // the new token is kept all the same
        QTest::mouseClick(box->button(QMessageBox::Ok), Qt::LeftButton);
        QTRY_VERIFY(!box);
        QCOMPARE(stored(), m_new);
        Client::removeKeyring(branch);
    }
};

QTEST_MAIN(KeychainNoticeTest)
#include "keychain_notice_test.moc"
