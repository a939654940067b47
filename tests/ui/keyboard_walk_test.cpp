// Tab and Shift+Tab reach everything in the dialogs and on the screens of all tenants, of what needs the user
// and of a file, and one always sees where the focus is. tests/ui/window_test.cpp walks the screens of a
// tenant.
#include "core/demo/demo_tenant.h"
#include "core/language/language.h"
#include "tests/support/active_window.h"
#include "tests/support/keyboard_walk.h"
#include "tests/support/painted.h"
#include "tests/support/saved_tenant.h"
#include "ui/access/audit_dialog.h"
#include "ui/access/evidence_dialog.h"
#include "ui/access/fix_dialog.h"
#include "ui/exporting/destination_dialog.h"
#include "ui/main_window.h"
#include "ui/preferences/preferences_dialog.h"
#include "ui/preview/event_choice.h"
#include "ui/preview/preview_page.h"
#include "ui/preview/table/event_table.h"
#include "ui/report/report_dialog.h"
#include "ui/support/support_dialog.h"
#include "ui/tenants/replace_token_dialog.h"
#include "ui/tenants/tenant_dialog.h"
#include "ui/theme/theme.h"
#include "ui/widgets/fold_button.h"

#include <QApplication>
#include <QFile>
#include <QListWidget>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

using namespace slipway;

class KeyboardWalkTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_world;
    std::unique_ptr<Workspace> m_workspace;
    Tenant m_tenant;

    std::unique_ptr<QDialog> make(const QString &name) const
    {
        CheckResult result;
        result.at = QDateTime::currentDateTimeUtc();
        result.address = m_tenant.address;
        result.profile = EndpointCatalogue::builtIn().resolveProfile(QStringLiteral("hunters")).value();
        if (name == QLatin1String("add tenant"))
            return std::make_unique<TenantDialog>(*m_workspace, Tenant());
        if (name == QLatin1String("edit tenant"))
            return std::make_unique<TenantDialog>(*m_workspace, m_tenant);
        if (name == QLatin1String("replace token"))
            return std::make_unique<ReplaceTokenDialog>(*m_workspace, m_tenant);
        if (name == QLatin1String("destination"))
            return std::make_unique<DestinationDialog>(*m_workspace, Destination());
        if (name == QLatin1String("preferences"))
            return std::make_unique<PreferencesDialog>();
        if (name == QLatin1String("report"))
            return std::make_unique<ReportDialog>(*m_workspace, m_tenant, result, result.profile.id);
        if (name == QLatin1String("support"))
            return std::make_unique<SupportDialog>(*m_workspace);
        if (name == QLatin1String("evidence"))
            return std::make_unique<EvidenceDialog>(result, m_workspace->ledger());
        if (name == QLatin1String("least privilege"))
            return std::make_unique<AuditDialog>(ConnectionSettings(), result.profile,
                                                 m_workspace->databasePath());
        if (name == QLatin1String("fix"))
            return std::make_unique<FixDialog>(
                fixFor(causeName(Cause::PermissionMissing),
                       {QStringLiteral("acme.goskope.com"),
                        QStringLiteral("Hunters"),
                        {QStringLiteral("/api/v2/events/dataexport/events/alert")}}));
        const QString folder = m_world.path();
        return std::make_unique<EventChoice>(
            QStringList{folder + QStringLiteral("/a.ndjson"), folder + QStringLiteral("/b.ndjson")}, folder);
    }

private Q_SLOTS:
    void initTestCase()
    {
        useLanguage(QStringLiteral("en"));
        theme::apply(*qApp, theme::Scheme::Light);
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_world.path());
        m_workspace =
            Workspace::open(m_world.filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>())
                .value();
        for (const char *name : {"Acme", "Globex"}) {
            Tenant tenant;
            tenant.name = QLatin1String(name);
            tenant.address = QUrl(QStringLiteral("https://%1.goskope.com").arg(tenant.name.toLower()));
            tenant.tokenExpires = QDate::currentDate().addDays(name[0] == 'A' ? -2 : 200);
            m_tenant = test::saveTenant(*m_workspace, tenant).value();
        }
        for (const char *name : {"/a.ndjson", "/b.ndjson"}) {
            QFile file(m_world.path() + QLatin1String(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("{\"_id\":\"1\",\"timestamp\":1790000000,\"user\":\"ann\"}\n");
        }
    }
    void cleanupTestCase() { m_workspace.reset(); }

    void aDialogIsWalked_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name :
             {"add tenant", "edit tenant", "replace token", "destination", "preferences", "report", "support",
              "evidence", "least privilege", "fix", "choice of files"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void aDialogIsWalked()
    {
        QFETCH(QString, name);
        const std::unique_ptr<QDialog> dialog = make(name);
        dialog->show();
        QVERIFY(QTest::qWaitForWindowExposed(dialog.get()));
        test::activate(*dialog);
        for (FoldButton *part : dialog->findChildren<FoldButton *>())
            part->setOpen(true);
        QCoreApplication::processEvents();
        QVERIFY2(QApplication::focusWidget() && dialog->isAncestorOf(QApplication::focusWidget()),
                 "the focus is in the dialog from the beginning");
        test::walkByKeyboard(*dialog, *dialog);
        QTest::keyClick(dialog.get(), Qt::Key_Escape);
        QTRY_VERIFY(!dialog->isVisible());
    }
    void theOtherScreensAreWalked_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<QString>("pane");
        QTest::newRow("all tenants") << static_cast<int>(Qt::Key_0) << QStringLiteral("overviewPage");
        QTest::newRow("needs you") << static_cast<int>(Qt::Key_9) << QStringLiteral("needsPage");
        QTest::newRow("a file") << 0 << QStringLiteral("previewPage");
    }
    void theOtherScreensAreWalked()
    {
        QFETCH(int, key);
        QFETCH(QString, pane);
        MainWindow window(*m_workspace);
        window.resize(1180, 780);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        test::activate(window);
        if (key != 0)
            QTest::keyClick(&window, static_cast<Qt::Key>(key), Qt::ControlModifier);
        else
            window.openEventFile(m_world.path() + QStringLiteral("/a.ndjson"));
        const auto shown = [&]() -> QWidget * {
            for (QWidget *one : window.findChildren<QWidget *>(pane)) {
                if (one->isVisible())
                    return one;
            }
            return nullptr;
        };
        QTRY_VERIFY(shown());
        if (const auto *file = qobject_cast<PreviewPage *>(shown()))
            QTRY_COMPARE_WITH_TIMEOUT(file->table()->model()->rowCount(), 1, 10'000);
        QVERIFY(test::waitForPaint(&window));
        test::walkByKeyboard(window, *shown());
        // F6 goes around the panes, and comes back.
        QWidget *sidebar = window.findChild<QListWidget *>(QStringLiteral("tenantList"))->parentWidget();
        bool wasIn = false, wasOut = false;
        for (int time = 0; time < 4; ++time) {
            QTest::keyClick(&window, Qt::Key_F6);
            const bool isIn = sidebar->isAncestorOf(QApplication::focusWidget());
            wasIn = wasIn || isIn;
            wasOut = wasOut || !isIn;
        }
        QVERIFY(wasIn && wasOut);
    }
};

QTEST_MAIN(KeyboardWalkTest)
#include "keyboard_walk_test.moc"
