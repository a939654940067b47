#include "core/language/language.h"
#include "tests/support/saved_tenant.h"
#include "tests/support/screenshot.h"
#include "ui/exporting/destination_dialog.h"
#include "ui/main_window.h"
#include "ui/preferences/preferences.h"
#include "ui/preferences/preferences_dialog.h"
#include "ui/report/report_dialog.h"
#include "ui/tenants/replace_token_dialog.h"
#include "ui/tenants/tenant_dialog.h"
#include "ui/widgets/fold_button.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QMenuBar>
#include <QPushButton>
#include <QScopeGuard>
#include <QScreen>
#include <QSet>
#include <QSettings>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTranslator>

using namespace slipway;
using test::screenshot;

namespace {

// Is asked for every text first, and remembers those of Slipway that the German translation does not have:
// they have another context at run time than lupdate says, or lupdate does not see them.
class Listener : public QTranslator
{
public:
    Listener() { m_isLoaded = m_german.load(QStringLiteral(":/slipway/translations/slipway_de.qm")); }
    [[nodiscard]] bool isEmpty() const override { return false; } // or Qt does not ask it
    [[nodiscard]] bool isLoaded() const { return m_isLoaded; }
    [[nodiscard]] QString translate(const char *context, const char *text, const char *comment,
                                    int number) const override
    {
        const QByteArray where(context);
        const bool isOfQt = where.startsWith('Q') || where == "CloseButton";
        if (!isOfQt && *text && m_german.translate(context, text, comment, number).isNull())
            m_missing << where + ": " + text;
        return {};
    }
    [[nodiscard]] QSet<QByteArray> missing() const { return m_missing; }

private:
    QTranslator m_german;
    bool m_isLoaded = false;
    mutable QSet<QByteArray> m_missing;
};

QString accelerator(QString text)
{
    text.remove(QStringLiteral("&&"));
    const qsizetype at = text.indexOf(QLatin1Char('&'));
    return at >= 0 ? text.mid(at + 1, 1).toUpper() : QString();
}

void collectRepeated(const QMenu &menu, QStringList &repeated)
{
    QSet<QString> taken;
    for (const QAction *action : menu.actions()) {
        if (action->menu())
            collectRepeated(*action->menu(), repeated);
        const QString key = accelerator(action->text());
        if (!key.isEmpty() && action->isVisible() && taken.contains(key))
            repeated << menu.title() + QStringLiteral(" > ") + action->text();
        taken << key;
    }
}

// Buttons and one-line labels that are narrower than their text.
QStringList cutOff(const QWidget &top)
{
    QStringList found;
    // A part of it is outside of what its surroundings show, to the left or to the right.
    const auto isClipped = [](const QWidget &widget) {
        const QRect seen = widget.visibleRegion().boundingRect();
        return !seen.isEmpty() && seen.width() < widget.width();
    };
    for (const auto *button : top.findChildren<QAbstractButton *>()) {
        const auto *tool = qobject_cast<const QToolButton *>(button);
        const bool showsText =
            !button->text().isEmpty() &&
            !(tool && tool->toolButtonStyle() == Qt::ToolButtonIconOnly && !tool->icon().isNull());
        if (button->isVisible() && showsText &&
            (button->width() < button->minimumSizeHint().width() || isClipped(*button)))
            found << button->text();
    }
    for (const auto *label : top.findChildren<QLabel *>()) {
        if (label->isVisible() && label->metaObject() == &QLabel::staticMetaObject && !label->wordWrap() &&
            label->textFormat() == Qt::PlainText &&
            (label->width() < label->minimumSizeHint().width() || isClipped(*label)))
            found << label->text();
    }
    // What the last check found has to be seen without scrolling.
    if (const auto *access = top.findChild<QTableWidget *>(QStringLiteral("accessTable"));
        access && access->isVisible() && access->rowCount() > 1 &&
        access->visualItemRect(access->item(1, 2)).right() > access->viewport()->width())
        found << access->item(1, 2)->text();
    if (const auto *steps = top.findChild<QWidget *>(QStringLiteral("connectionSteps"))) {
        for (const auto *step : steps->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly)) {
            if (step->isVisible() && !steps->rect().contains(step->geometry()))
                found << step->accessibleDescription();
        }
    }
    return found;
}

} // namespace

// The window in German: its texts, its accelerators and its room.
class LanguageTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_world;

    struct Opened
    {
        std::unique_ptr<Workspace> workspace;
        std::unique_ptr<MainWindow> window;
    };
    [[nodiscard]] Opened open(const char *name) const
    {
        Opened opened;
        opened.workspace =
            Workspace::open(m_world.filePath(QString::fromLatin1(name)), std::make_unique<MemoryTokenStore>())
                .value();
        opened.window = std::make_unique<MainWindow>(*opened.workspace);
        opened.window->resize(1024, 640);
        opened.window->show();
        return opened;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_world.path());
    }
    void cleanup()
    {
        useLanguage(QStringLiteral("en"));
        preferences::setLanguage({});
    }
    void onlyLanguagesThatThereAreCanBeChosen()
    {
        QCOMPARE(languageFor(QStringLiteral("de")), QStringLiteral("de"));
        QCOMPARE(languageFor(QStringLiteral("de_AT")), QStringLiteral("de"));
        QCOMPARE(languageFor(QStringLiteral("xx")), QStringLiteral("en"));
    }
    void datesAndNumbersFollow()
    {
        useLanguage(QStringLiteral("de"));
        QCOMPARE(languageInUse(), QStringLiteral("de"));
        QCOMPARE(QLocale().toString(1234.5, 'f', 1), QStringLiteral("1.234,5"));
        QCOMPARE(QLocale().monthName(3), QStringLiteral("März"));
        useLanguage(QStringLiteral("en"));
        QCOMPARE(QLocale().monthName(3), QStringLiteral("March"));
    }
    void pluralsAreThereInEveryLanguage()
    {
        const auto events = [](int number) {
            return QCoreApplication::translate("CommandLine", "%L1 event(s)", nullptr, number).arg(number);
        };
        useLanguage(QStringLiteral("en"));
        QCOMPARE(events(1), QStringLiteral("1 event"));
        QCOMPARE(events(2), QStringLiteral("2 events"));
        useLanguage(QStringLiteral("de"));
        QCOMPARE(events(1), QStringLiteral("1 Ereignis"));
        QCOMPARE(events(2), QStringLiteral("2 Ereignisse"));
        const EnglishTexts english;
        QCOMPARE(events(2), QStringLiteral("2 events"));
    }
    void preferencesOfferTheLanguages()
    {
        PreferencesDialog dialog;
        dialog.show();
        auto *box = dialog.findChild<QComboBox *>(QStringLiteral("languageBox"));
        const auto *note = dialog.findChild<QLabel *>(QStringLiteral("languageNote"));
        QCOMPARE(box->currentIndex(), 0);
        QVERIFY(!note->isVisible());
        box->setCurrentIndex(box->findText(QStringLiteral("Deutsch")));
        QCOMPARE(preferences::language(), QStringLiteral("de"));
        QVERIFY(note->isVisible()); // the window speaks English until it is started again
        box->setCurrentIndex(0);
        QCOMPARE(preferences::language(), QString());
        QVERIFY(!QSettings().contains(QStringLiteral("window/language")));
    }
    void theWindowSpeaksGermanThroughout_data()
    {
        QTest::addColumn<double>("scale"); // of the font
        QTest::newRow("usual font") << 1.0;
        QTest::newRow("large font") << 1.5;
    }
    void theWindowSpeaksGermanThroughout()
    {
        QFETCH(double, scale);
        const QFont usual = QApplication::font();
        const auto restore = qScopeGuard([&] { QApplication::setFont(usual); });
        QFont font = usual;
        font.setPointSizeF(usual.pointSizeF() * scale);
        QApplication::setFont(font);
        useLanguage(QStringLiteral("de"));
        Listener listener;
        QVERIFY(listener.isLoaded());
        QCoreApplication::installTranslator(&listener);
        Opened opened = open(scale > 1 ? "german-large.db" : "german.db");
        MainWindow *window = opened.window.get();
        QVERIFY(QTest::qWaitForWindowExposed(window));
        const auto shoot = [scale](QWidget *widget, const QString &name) {
            screenshot(
                widget,
                qPrintable((scale > 1 ? QStringLiteral("german-large-") : QStringLiteral("german-")) + name));
        };
        QStringList cut, repeated;
        const auto look = [&](QWidget *widget, const QString &name) {
            QVERIFY(test::waitForPaint(widget));
            shoot(widget, name);
            for (const QString &text : cutOff(*widget))
                cut << name + QStringLiteral(": ") + text;
            if (widget->isWindow() && widget->height() > widget->screen()->availableGeometry().height())
                cut << name + QStringLiteral(" is higher than the screen");
        };
        look(window, QStringLiteral("first-run"));
        for (const QAction *action : window->menuBar()->actions())
            collectRepeated(*action->menu(), repeated);
        QTest::mouseClick(window->findChild<QPushButton *>(QStringLiteral("demoButton")), Qt::LeftButton);
        const auto *access = window->findChild<QTableWidget *>(QStringLiteral("accessTable"));
        const QString granted = QCoreApplication::translate("Check", "granted");
        QTRY_VERIFY_WITH_TIMEOUT(access->item(3, 2) && access->item(3, 2)->text().contains(granted), 20'000);
        QTabWidget *screens = nullptr;
        for (auto *tabs : window->findChildren<QTabWidget *>()) {
            if (tabs->accessibleName() == MainWindow::tr("Screens of the tenant"))
                screens = tabs;
        }
        QVERIFY(screens);
        for (int index = 0; index < screens->count(); ++index) {
            screens->setCurrentIndex(index);
            if (auto *load = screens->widget(index)->findChild<QPushButton *>(QStringLiteral("loadButton"))) {
                QTest::mouseClick(load, Qt::LeftButton);
                const auto *events =
                    screens->widget(index)->findChild<QTableView *>(QStringLiteral("eventTable"));
                QTRY_VERIFY_WITH_TIMEOUT(events->model()->rowCount() > 50, 20'000);
            }
            look(window, QStringLiteral("screen-%1").arg(index));
        }
        // A tenant whose token has ended has the most to say.
        Tenant tenant;
        tenant.name = QStringLiteral("Acme Produktion");
        tenant.address = QUrl(QStringLiteral("https://acme.eu.goskope.com"));
        tenant.tokenExpires = QDate::currentDate().addDays(-3);
        tenant = test::saveTenant(*opened.workspace, tenant).value();
        auto *list = window->findChild<QListWidget *>(QStringLiteral("tenantList"));
        list->setCurrentRow(0);
        screens->setCurrentIndex(0);
        look(window, QStringLiteral("expired"));
        for (const char *entry : {"overviewEntry", "needsEntry"}) {
            QTest::mouseClick(window->findChild<QPushButton *>(QString::fromLatin1(entry)), Qt::LeftButton);
            look(window, QString::fromLatin1(entry));
        }
        const auto inspect = [&](QDialog &dialog, const QString &name) {
            dialog.show();
            for (auto *fold : dialog.findChildren<FoldButton *>())
                fold->setOpen(true);
            look(&dialog, name);
        };
        PreferencesDialog preferences(window);
        inspect(preferences, QStringLiteral("preferences"));
        const auto *buttons = preferences.findChild<QDialogButtonBox *>();
        const QString close = buttons->button(QDialogButtonBox::Close)->text().remove(QLatin1Char('&'));
        QCOMPARE(close, QStringLiteral("Schließen")); // Qt's own text
        TenantDialog newTenant(*opened.workspace, {}, window), sameTenant(*opened.workspace, tenant, window);
        inspect(newTenant, QStringLiteral("new-tenant"));
        inspect(sameTenant, QStringLiteral("edit-tenant"));
        ReplaceTokenDialog token(*opened.workspace, tenant, window);
        inspect(token, QStringLiteral("replace-token"));
        ReportDialog report(*opened.workspace, tenant, std::nullopt, tenant.profileId, window);
        inspect(report, QStringLiteral("report"));
        DestinationDialog destination(*opened.workspace, {}, window);
        auto *kind = destination.findChild<QComboBox *>(QStringLiteral("kindBox"));
        for (int at = 0; at < kind->count(); ++at) {
            kind->setCurrentIndex(at);
            inspect(destination, QStringLiteral("destination-%1").arg(kind->itemData(at).toString()));
        }
        QCoreApplication::removeTranslator(&listener);
        QVERIFY2(listener.missing().isEmpty(), listener.missing().values().join('\n').constData());
        QVERIFY2(repeated.isEmpty(), qPrintable(repeated.join(QLatin1Char('\n'))));
        QVERIFY2(cut.isEmpty(), qPrintable(cut.join(QLatin1Char('\n'))));
    }
};

QTEST_MAIN(LanguageTest)
#include "language_test.moc"
