// Destinations in the window: made, tested step by step, kept in a real keychain, exported to and changed.
#include "core/destinations/credential_entries.h"
#include "tests/support/bucket_server.h"
#include "tests/support/export_world.h"
#include "tests/support/fault_proxy.h"
#include "tests/support/gcs_server.h"
#include "tests/support/saved_tenant.h"
#include "tests/support/screenshot.h"
#include "tests/support/sftp_server.h"
#include "ui/exporting/destination_dialog.h"
#include "ui/exporting/export_page.h"
#include "ui/history/jobs_view.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/fold_button.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>

using namespace slipway;
using namespace slipway::test;

class DestinationDialogTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_sftp = std::make_unique<SftpServer>(); }
    void cleanupTestCase() { m_sftp.reset(); }
    void cleanup() { theme::apply(*qApp, theme::Scheme::Light); }

    void madeTestedSavedAndUsed()
    {
        ExportWorld world(500);
        auto workspace = Workspace::open(world.databasePath(), makeKeychainTokenStore()).value();
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = world.demo->address();
        tenant = test::saveTenant(*workspace, tenant).value();
        QVERIFY(QCoro::waitFor(workspace->tokens().write(tokenKey(tenant.id), Secret(ExportWorld::token())))
                    .has_value());

        DestinationDialog dialog(*workspace, {});
        dialog.show();
        const auto save = dialog.findChild<QPushButton *>(QStringLiteral("saveDestinationButton"));
        const auto test = dialog.findChild<QPushButton *>(QStringLiteral("testDestinationButton"));
        QVERIFY(!save->isEnabled());
        test::screenshot(&dialog, "destination-empty");
        const auto kind = dialog.findChild<QComboBox *>(QStringLiteral("kindBox"));
        type(dialog, "destinationProxy", QStringLiteral("http://127.0.0.1:1")); // of the kind shown before
        kind->setCurrentIndex(kind->findData(QStringLiteral("sftp")));
        const DestinationAccess access = m_sftp->access(QStringLiteral("window"));
        type(dialog, "destinationName", QStringLiteral("SIEM drop"));
        type(dialog, "bucket", access.destination.bucket);
        type(dialog, "prefix", access.destination.prefix);
        for (auto option = access.destination.options.cbegin(); option != access.destination.options.cend();
             ++option)
            type(dialog, qPrintable(option.key()), option.value());
        type(dialog, "key_passphrase", QStringLiteral("guessed"));
        QVERIFY(save->isEnabled());
        const auto steps = dialog.findChild<QLabel *>(QStringLiteral("destinationSteps"));
        test->click();
        QCOMPARE(plain(test), QStringLiteral("Stop testing"));
        QTRY_COMPARE_WITH_TIMEOUT(plain(test), QStringLiteral("Test destination"), 20'000);
        QVERIFY2(steps->text().contains(QLatin1String("not tried")), qPrintable(steps->text()));
        test::screenshot(&dialog, "destination-refused");
        type(dialog, "key_passphrase", QString::fromLatin1(SftpServer::passphrase()));
        test->click();
        QTRY_COMPARE_WITH_TIMEOUT(plain(test), QStringLiteral("Test destination"), 20'000);
        QCOMPARE(steps->text().count(theme::sign(theme::Tone::Good)), 5); // renaming, too
        QVERIFY(filesIn(m_sftp->drop() + QStringLiteral("/window")).isEmpty());
        test::screenshot(&dialog, "destination-tested");
        save->click();
        QTRY_COMPARE_WITH_TIMEOUT(dialog.result(), int(QDialog::Accepted), 20'000);
        QCOMPARE(workspace->destinations()->size(), 1);
        QVERIFY(!read(world.databasePath()).contains(SftpServer::passphrase()));

        // It can be chosen, and a job goes there.
        ExportPage page(*workspace);
        page.setTenant(tenant);
        page.resize(900, 640);
        page.show();
        const auto box = page.findChild<QComboBox *>(QStringLiteral("destinationBox"));
        QCOMPARE(box->itemText(1),
                 QStringLiteral("SIEM drop   %1 tested").arg(theme::sign(theme::Tone::Good)));
        box->setCurrentIndex(1);
        QVERIFY(!page.findChild<QLineEdit *>(QStringLiteral("folderEdit"))->isVisible());
        const auto testChosen = page.findChild<QPushButton *>(QStringLiteral("testChosenButton"));
        testChosen->click();
        QCOMPARE(plain(testChosen), QStringLiteral("Stop testing"));
        QTRY_COMPARE_WITH_TIMEOUT(plain(testChosen), QStringLiteral("Test"), 20'000);
        QVERIFY2(page.findChild<Banner *>()->text().startsWith(QLatin1String("Exports can go to sftp://")),
                 qPrintable(page.findChild<Banner *>()->text()));
        test::screenshot(&page, "export-to-bucket");
        ExportRequest request = world.request();
        request.tenantId = tenant.id;
        request.tenantName = tenant.name;
        request.bucket = workspace->destinations()->first();
        request.folder.clear();
        JobsView jobs(*workspace);
        jobs.resize(1100, 240);
        jobs.show();
        const auto started = QCoro::waitFor(workspace->submit(request, tenant));
        QVERIFY2(started, started ? "" : qPrintable(started.error().asText()));
        QTRY_COMPARE_WITH_TIMEOUT(workspace->jobs().job(started->id)->state, JobState::Complete, 30'000);
        QVERIFY(linesIn(filesIn(m_sftp->drop() + QStringLiteral("/window"))) == world.truth());
        const auto table = jobs.findChild<QTreeWidget *>(QStringLiteral("jobsTree"));
        QTRY_VERIFY(
            table->topLevelItem(0)->text(table->columnCount() - 1).contains(QLatin1String("Uploaded:")));
        test::screenshot(&jobs, "jobs-uploaded");

        // Changed without entering the passphrase again; removed with its credentials.
        DestinationDialog change(*workspace, workspace->destinations()->first());
        change.show();
        QVERIFY(change.findChild<QLineEdit *>(QStringLiteral("key_passphraseEdit"))->text().isEmpty());
        type(change, "prefix", QStringLiteral("moved"));
        change.findChild<QPushButton *>(QStringLiteral("testDestinationButton"))->click();
        const auto changeSteps = change.findChild<QLabel *>(QStringLiteral("destinationSteps"));
        QTRY_COMPARE_WITH_TIMEOUT(changeSteps->text().count(theme::sign(theme::Tone::Good)), 4, 20'000);
        const QString id = workspace->destinations()->first().id;
        QVERIFY(QCoro::waitFor(workspace->removeDestination(id)).has_value());
        QVERIFY(
            !QCoro::waitFor(workspace->tokens().read(QStringLiteral("io.slipway/%1/credentials").arg(id))));
        QCOMPARE(box->count(), 1);
    }

    void aTestCanBeStopped()
    {
        ExportWorld world(10);
        auto workspace = Workspace::open(world.databasePath(), makeKeychainTokenStore()).value();
        FaultProxy proxy(m_sftp->port());
        DestinationAccess access = m_sftp->access(QStringLiteral("stopped"));
        access.destination.options.insert(QStringLiteral("port"), QString::number(proxy.port()));
        DestinationDialog dialog(*workspace, access.destination);
        dialog.show();
        type(dialog, "key_passphrase", QString::fromLatin1(SftpServer::passphrase()));
        const auto test = dialog.findChild<QPushButton *>(QStringLiteral("testDestinationButton"));
        QVERIFY(test->isEnabled());
        proxy.set(FaultProxy::Hold);
        test->click();
        QTRY_VERIFY_WITH_TIMEOUT(proxy.held() > 0, 20'000);
        test->click();
        QVERIFY(!test->isEnabled()); // it is on its way
        QVERIFY2(dialog.findChild<Banner *>()->text().startsWith(QStringLiteral("Removing the test object…")),
                 qPrintable(dialog.findChild<Banner *>()->text()));
        test::screenshot(&dialog, "destination-stopping");
        proxy.set(FaultProxy::Cut);
        QTRY_COMPARE_WITH_TIMEOUT(plain(test), QStringLiteral("Test destination"), 20'000);
        QVERIFY(test->isEnabled());
        QCOMPARE(dialog.findChild<Banner *>()->text(), QStringLiteral("The test was stopped."));
        const QString steps = dialog.findChild<QLabel *>(QStringLiteral("destinationSteps"))->text();
        QVERIFY2(steps.contains(QLatin1String("Write an object: stopped")) &&
                     !steps.contains(QLatin1String("failed")),
                 qPrintable(steps));
        QVERIFY(rcloneChildrenOf(::getpid()).isEmpty());
    }

    // Nobody has to wait for the removal.
    void closedAfterStopItCleansUpAllTheSame()
    {
        ExportWorld world(10);
        auto workspace = Workspace::open(world.databasePath(), makeKeychainTokenStore()).value();
        auto dialog = std::make_unique<DestinationDialog>(
            *workspace, m_sftp->access(QStringLiteral("closed")).destination);
        dialog->show();
        type(*dialog, "key_passphrase", QString::fromLatin1(SftpServer::passphrase()));
        const auto test = dialog->findChild<QPushButton *>(QStringLiteral("testDestinationButton"));
        const auto steps = dialog->findChild<QLabel *>(QStringLiteral("destinationSteps"));
        const QString drop = m_sftp->drop() + QStringLiteral("/closed");
        test->click();
        QTRY_VERIFY_WITH_TIMEOUT(steps->text().contains(theme::sign(theme::Tone::Good)), 20'000);
        QVERIFY(!filesIn(drop).isEmpty());
        test->click();
        dialog->reject();
        QVERIFY(!dialog->isVisible());
        dialog.reset();
        QTRY_VERIFY_WITH_TIMEOUT(filesIn(drop).isEmpty(), 20'000);
        QTRY_VERIFY(rcloneChildrenOf(::getpid()).isEmpty());
    }

    // New keys with an old session's token would be refused, and a new account key would never be asked.
    void newCredentialsReplaceWhatBelongsToOldOnes()
    {
        ExportWorld world(10);
        auto workspace = Workspace::open(world.databasePath(), makeKeychainTokenStore()).value();
        Destination s3;
        s3.name = QStringLiteral("S3");
        s3.kind = QStringLiteral("s3");
        s3.bucket = QStringLiteral("drop");
        const auto change = [&](const Destination &destination,
                                const QMap<const char *, const char *> &secrets) {
            DestinationDialog dialog(*workspace, destination);
            dialog.show();
            for (auto secret = secrets.cbegin(); secret != secrets.cend(); ++secret)
                type(dialog, secret.key(), QLatin1String(secret.value()));
            dialog.findChild<QPushButton *>(QStringLiteral("saveDestinationButton"))->click();
            (void)QTest::qWaitFor([&] { return dialog.result() == int(QDialog::Accepted); }, 20'000);
            return QCoro::waitFor(readCredentials(workspace->tokens(), destination.id))
                .value_or(DestinationSecrets{});
        };
        const DestinationSecrets temporary{{QStringLiteral("access_key"), Secret("t3mp-k3y")},
                                           {QStringLiteral("secret_key"), Secret("t3mp-s3cr3t")},
                                           {QStringLiteral("session_token"), Secret("t3mp-s3ss10n")}};
        s3 = QCoro::waitFor(workspace->save(s3, temporary)).value();
        const DestinationSecrets lasting{{QStringLiteral("access_key"), Secret("l4st-k3y")},
                                         {QStringLiteral("secret_key"), Secret("l4st-s3cr3t")}};
        QCOMPARE(change(s3, {{"session_token", "n3w-s3ss10n"}}).size(), 3);
        QCOMPARE(change(s3, {{"access_key", "l4st-k3y"}, {"secret_key", "l4st-s3cr3t"}}), lasting);

        Destination azure;
        azure.name = QStringLiteral("Azure");
        azure.kind = QStringLiteral("azblob");
        azure.bucket = QStringLiteral("drop");
        azure.options.insert(QStringLiteral("account"), QStringLiteral("acme"));
        const DestinationSecrets sas{{QStringLiteral("sas"), Secret("sv=1&sig=0ld")}};
        azure = QCoro::waitFor(workspace->save(azure, sas)).value();
        QCOMPARE(change(azure, {{"key", "n3w-k3y"}}),
                 (DestinationSecrets{{QStringLiteral("key"), Secret("n3w-k3y")}}));
        QCOMPARE(change(azure, {{"sas", "sv=1&sig=0ld"}}), sas);
        const QList<Destination> saved = workspace->destinations().value();
        for (const Destination &destination : saved)
            QVERIFY(QCoro::waitFor(workspace->removeDestination(destination.id)).has_value());
    }

    // A service account as people have it: a file of many lines, pasted.
    void aPastedServiceAccount()
    {
        const GcsServer google;
        ExportWorld world(10);
        auto workspace = Workspace::open(world.databasePath(), makeKeychainTokenStore()).value();
        DestinationDialog dialog(*workspace, {});
        dialog.show();
        const auto kind = dialog.findChild<QComboBox *>(QStringLiteral("kindBox"));
        kind->setCurrentIndex(kind->findData(QStringLiteral("gcs")));
        const DestinationAccess access = google.access(QStringLiteral("window"));
        type(dialog, "bucket", access.destination.bucket);
        type(dialog, "prefix", access.destination.prefix);
        type(dialog, "endpoint", access.destination.option("endpoint"));
        QVERIFY(google.account().count('\n') > 8);
        QApplication::clipboard()->setText(QString::fromUtf8(google.account()));
        dialog.findChild<QLineEdit *>(QStringLiteral("service_accountEdit"))->paste();
        const auto test = dialog.findChild<QPushButton *>(QStringLiteral("testDestinationButton"));
        test->click();
        QTRY_COMPARE_WITH_TIMEOUT(plain(test), QStringLiteral("Test destination"), 20'000);
        const auto steps = dialog.findChild<QLabel *>(QStringLiteral("destinationSteps"));
        QVERIFY2(steps->text().count(theme::sign(theme::Tone::Good)) == 4, qPrintable(steps->text()));
        test::screenshot(&dialog, "destination-google");
    }

    // Each kind has its own fields, and none of them is left over from the one before.
    void eachKindHasItsForm()
    {
        ExportWorld world(10);
        auto workspace = Workspace::open(world.databasePath(), makeKeychainTokenStore()).value();
        DestinationDialog dialog(*workspace, {});
        dialog.show();
        const auto kind = dialog.findChild<QComboBox *>(QStringLiteral("kindBox"));
        QCOMPARE(kind->count(), 4);
        const QMap<QString, QString> own{{QStringLiteral("s3"), QStringLiteral("session_tokenEdit")},
                                         {QStringLiteral("azblob"), QStringLiteral("sasEdit")},
                                         {QStringLiteral("gcs"), QStringLiteral("service_accountEdit")},
                                         {QStringLiteral("sftp"), QStringLiteral("known_hostsEdit")}};
        for (auto shown = own.cbegin(); shown != own.cend(); ++shown) {
            kind->setCurrentIndex(kind->findData(shown.key()));
            for (auto field = own.cbegin(); field != own.cend(); ++field)
                QCOMPARE(dialog.findChild<QLineEdit *>(field.value()) != nullptr, field.key() == shown.key());
            // SFTP has neither a proxy nor certificates, and the form does not pretend that it had. Elsewhere
            // they are folded away.
            auto *advanced = dialog.findChild<FoldButton *>();
            QTRY_COMPARE(advanced->isVisible(), shown.key() != QLatin1String("sftp"));
            QVERIFY(!dialog.findChild<QLineEdit *>(QStringLiteral("destinationProxyEdit"))->isVisible());
            QTRY_COMPARE(dialog.height(), dialog.sizeHint().height());
            if (advanced->isVisible())
                advanced->click();
            for (const char *edit : {"destinationProxyEdit", "destinationCaFileEdit"})
                QCOMPARE(dialog.findChild<QLineEdit *>(QLatin1String(edit))->isVisible(),
                         shown.key() != QLatin1String("sftp"));
            QTRY_COMPARE(dialog.height(), dialog.sizeHint().height()); // no taller than it needs
            test::screenshot(&dialog, qPrintable(QStringLiteral("destination-") + shown.key()));
        }
        // A KMS key is asked for where it means something.
        kind->setCurrentIndex(kind->findData(QStringLiteral("s3")));
        const auto key = dialog.findChild<QLineEdit *>(QStringLiteral("kms_keyEdit"));
        QVERIFY(key);
        dialog.findChild<FoldButton *>()->click();
        QTRY_VERIFY(key->parentWidget()->isVisible());
        QVERIFY(!key->isVisible());
        for (QComboBox *box : dialog.findChildren<QComboBox *>()) {
            if (const int kms = box->findData(QStringLiteral("aws:kms")); kms >= 0)
                box->setCurrentIndex(kms);
        }
        QTRY_VERIFY(key->isVisible());
        test::screenshot(&dialog, "destination-kms");
    }

private:
    static QString plain(const QPushButton *button) { return button->text().remove(QLatin1Char('&')); }
    static void type(const QWidget &in, const char *field, const QString &text)
    {
        auto *edit = in.findChild<QLineEdit *>(QLatin1String(field) + QStringLiteral("Edit"));
        QVERIFY2(edit, field);
        edit->setText(text);
    }
    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    std::unique_ptr<SftpServer> m_sftp;
};

QTEST_MAIN(DestinationDialogTest)
#include "destination_dialog_test.moc"
