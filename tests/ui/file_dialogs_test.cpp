// A file can be chosen while the process has a token, also where the platform's dialogs would go through a
// portal.
#include "core/base/secret.h"
#include "ui/widgets/file_dialogs.h"

#include <QApplication>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <sys/prctl.h>

using namespace slipway;

class FileDialogsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void portalsAreRecognised_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("isPortal");
        const auto row = [](const char *variable, const char *value, bool isPortal) {
            QTest::newRow((QByteArray(variable) + '=' + value).constData())
                << QString::fromLatin1(variable) << QString::fromLatin1(value) << isPortal;
        };
        row("QT_QPA_PLATFORMTHEME", "xdgdesktopportal", true);
        row("QT_QPA_PLATFORMTHEME", "gtk3", false);
        row("GTK_USE_PORTAL", "1", true);
        row("GTK_USE_PORTAL", "0", false);
        row("GDK_DEBUG", "portals", true);
        row("PLASMA_INTEGRATION_USE_PORTAL", "1", true);
        row("HOME", "/", false);
    }
    void portalsAreRecognised()
    {
        QFETCH(QString, variable);
        QFETCH(QString, value);
        QFETCH(bool, isPortal);
        QProcessEnvironment environment;
        environment.insert(variable, value);
        QCOMPARE(portalShowsFileDialogs(environment, false), isPortal);
        QVERIFY(!portalShowsFileDialogs(environment, true));
    }
    void aFileIsChosenWhileThereIsAToken()
    {
        const Secret token("a-token-while-a-file-is-chosen");
        QCOMPARE(::prctl(PR_GET_DUMPABLE), 0);
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("chosen.pem")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        QTimer::singleShot(0, this, [&] {
            auto *dialog = qobject_cast<QFileDialog *>(QApplication::activeModalWidget());
            QVERIFY(dialog);
            QVERIFY(QTest::qWaitForWindowExposed(dialog));
            auto *name = dialog->findChild<QLineEdit *>(QStringLiteral("fileNameEdit"));
            QVERIFY(name); // Qt's own dialog
            name->setText(QStringLiteral("chosen.pem"));
            dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Open)->click();
        });
        QCOMPARE(QFileDialog::getOpenFileName(nullptr, QStringLiteral("Choose"), folder.path()),
                 file.fileName());
    }
};

int main(int argc, char *argv[])
{
    qputenv("GTK_USE_PORTAL", "1");
    chooseFileDialogs();
    QApplication application(argc, argv);
    FileDialogsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "file_dialogs_test.moc"
