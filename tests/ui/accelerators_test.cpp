// Alt and the underlined letter of a label lead to the label's field, on each screen and in each dialog.
#include "tests/support/active_window.h"
#include "tests/support/saved_tenant.h"
#include "ui/exporting/destination_dialog.h"
#include "ui/main_window.h"
#include "ui/preferences/preferences_dialog.h"
#include "ui/tenants/tenant_dialog.h"
#include "ui/theme/theme.h"
#include "ui/widgets/fold_button.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;

class AcceleratorsTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<Workspace> m_workspace;

    // How many labels of the window led to their fields; -1: one did not, and the test has failed.
    static int tried(QWidget &window, const QString &where)
    {
        window.show();
        if (!QTest::qWaitForWindowExposed(&window))
            return -1;
        test::activate(window);
        for (FoldButton *part : window.findChildren<FoldButton *>()) {
            if (part->isVisible())
                part->setOpen(true);
        }
        QCoreApplication::processEvents();
        int count = 0;
        for (const QLabel *label : window.findChildren<QLabel *>()) {
            const QKeySequence keys = QKeySequence::mnemonic(label->text());
            QWidget *field = label->buddy();
            if (!label->isVisible() || !field || !field->isEnabled() || keys.isEmpty())
                continue;
            if (QWidget *before = QApplication::focusWidget())
                before->clearFocus();
            QTest::keyClick(&window, keys[0].key(), keys[0].keyboardModifiers());
            const QWidget *focused = QApplication::focusWidget();
            if (!focused || (focused != field && !field->isAncestorOf(focused))) {
                qWarning("%s: %s leads to %s", qPrintable(where), qPrintable(label->text()),
                         focused ? qPrintable(focused->objectName()) : "nothing");
                return -1;
            }
            ++count;
        }
        return count;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
        theme::apply(*qApp, theme::Scheme::Light);
        m_workspace =
            Workspace::open(m_folder.filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>())
                .value();
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        QVERIFY(test::saveTenant(*m_workspace, tenant));
    }
    void onEachScreen()
    {
        MainWindow window(*m_workspace);
        window.resize(1300, 950);
        window.show();
        auto *screens = window.findChild<QTabWidget *>();
        for (QTabWidget *each : window.findChildren<QTabWidget *>()) {
            if (each->accessibleName() == QLatin1String("Screens of the tenant"))
                screens = each;
        }
        QVERIFY(screens);
        int all = 0;
        for (int at = 0; at < screens->count(); ++at) {
            screens->setCurrentIndex(at);
            const int count = tried(window, screens->tabText(at));
            QVERIFY(count >= 0);
            all += count;
        }
        QVERIFY2(all >= 4, qPrintable(QString::number(all))); // those of Export
    }
    void inEachDialog()
    {
        TenantDialog tenant(*m_workspace, {});
        QVERIFY(tried(tenant, tenant.windowTitle()) >= 3);
        tenant.hide();
        DestinationDialog destination(*m_workspace, {});
        QVERIFY(tried(destination, destination.windowTitle()) >= 3);
        destination.hide();
        PreferencesDialog preferences;
        QVERIFY(tried(preferences, preferences.windowTitle()) >= 3);
    }
};

QTEST_MAIN(AcceleratorsTest)
#include "accelerators_test.moc"
