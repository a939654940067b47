// The colours follow the desktop while the window is open: a stand-in for the settings portal says what the
// desktop wants, as the real one does.
#include "ui/theme/colours.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/chip.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QTableWidget>
#include <QTest>
#include <QVBoxLayout>

using namespace slipway;
using namespace slipway::theme;

class Portal : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    Portal() : m_bus(QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("portal")))
    {
        if (!m_bus.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"), this,
                                  QDBusConnection::ExportScriptableSlots) ||
            !m_bus.registerService(QStringLiteral("org.freedesktop.portal.Desktop")))
            qFatal("There is another portal on the test's bus");
    }
    void set(const char *key, uint value)
    {
        m_settings.insert(QLatin1String(key), value);
        QDBusMessage changed = QDBusMessage::createSignal(QStringLiteral("/org/freedesktop/portal/desktop"),
                                                          QStringLiteral("org.freedesktop.portal.Settings"),
                                                          QStringLiteral("SettingChanged"));
        changed.setArguments({QStringLiteral("org.freedesktop.appearance"), QLatin1String(key),
                              QVariant::fromValue(QDBusVariant(value))});
        QVERIFY(m_bus.send(changed));
    }

public Q_SLOTS:
    // The real one wraps the value in two variants.
    Q_SCRIPTABLE QDBusVariant Read(const QString &, const QString &key)
    {
        return QDBusVariant(QVariant::fromValue(QDBusVariant(m_settings.value(key, 0U))));
    }

private:
    QDBusConnection m_bus;
    QHash<QString, uint> m_settings{{QStringLiteral("color-scheme"), 1U}};
};

class SystemLookTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Portal> m_portal;
    std::unique_ptr<QWidget> m_window;

    [[nodiscard]] Look look() const { return lookOf(m_window->palette()); }
    // What is on the screen, not only in the palette.
    [[nodiscard]] QColor corner() const
    {
        return m_window->grab(QRect(0, 0, 2, 2)).toImage().pixelColor(0, 0);
    }
    [[nodiscard]] bool isDrawn(Role role) const
    {
        const QImage picture = m_window->grab().toImage();
        const QColor wanted = colour(role, look());
        for (int y = 0; y < picture.height(); ++y) {
            for (int x = 0; x < picture.width(); ++x) {
                if (picture.pixelColor(x, y) == wanted)
                    return true;
            }
        }
        return false;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_portal = std::make_unique<Portal>();
        theme::apply(*qApp, Scheme::System);
        m_window = std::make_unique<QWidget>();
        auto *layout = new QVBoxLayout(m_window.get());
        auto *banner = new Banner(m_window.get());
        auto *chip = new Chip(m_window.get());
        auto *table = new QTableWidget(2, 2, m_window.get());
        for (QWidget *widget : std::initializer_list<QWidget *>{banner, chip, table})
            layout->addWidget(widget);
        banner->show(Tone::Bad, QStringLiteral("Not ready"));
        chip->show(Tone::Good, QStringLiteral("granted"));
        m_window->resize(500, 300);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanupTestCase()
    {
        m_window.reset();
        m_portal.reset();
    }

    void theFirstLookIsThatOfTheDesktop()
    {
        QTRY_VERIFY_WITH_TIMEOUT(look().isDark, 10'000);
        QCOMPARE(corner(), colour(Role::Window, Look{true, false}));
    }
    void lightAndDarkFollowAtOnce()
    {
        m_portal->set("color-scheme", 2);
        QTRY_VERIFY_WITH_TIMEOUT(!look().isDark, 10'000);
        QCOMPARE(corner(), colour(Role::Window, Look()));
        for (const Role role : {Role::Good, Role::Bad, Role::BadTint, Role::Surface}) // of each part
            QVERIFY(isDrawn(role));
        m_portal->set("color-scheme", 1);
        QTRY_VERIFY_WITH_TIMEOUT(look().isDark, 10'000);
        for (const Role role : {Role::Good, Role::Bad, Role::BadTint, Role::Surface})
            QVERIFY(isDrawn(role));
    }
    // A choice of light or dark is one of brightness, and leaves high contrast to the desktop.
    void aChosenSchemeDoesNotSwitchHighContrastOff()
    {
        m_portal->set("contrast", 1);
        QTRY_COMPARE_WITH_TIMEOUT(look(), (Look{true, true}), 10'000);
        QCOMPARE(corner(), QColor(Qt::black));
        QVERIFY(isDrawn(Role::Border)); // of the message and the chip, too
        theme::apply(*qApp, Scheme::Light);
        QTRY_COMPARE(look(), (Look{false, true}));
        QCOMPARE(corner(), QColor(Qt::white));
        m_portal->set("color-scheme", 2); // the choice counts
        m_portal->set("contrast", 0);
        QTRY_COMPARE_WITH_TIMEOUT(look(), Look(), 10'000);
        m_portal->set("color-scheme", 1);
        m_portal->set("contrast", 1); // once this has arrived, so has what was sent before
        QTRY_COMPARE_WITH_TIMEOUT(look(), (Look{false, true}), 10'000);
        m_portal->set("contrast", 0);
        QTRY_COMPARE_WITH_TIMEOUT(look(), Look(), 10'000);
        theme::apply(*qApp, Scheme::System);
        QTRY_COMPARE(look(), (Look{true, false}));
    }
    // Qt reports that the desktop has other colours. Here they are the same, so that everything stays.
    void aReportOfQtIsLookedInto()
    {
        QEvent changed(QEvent::ThemeChange);
        QCoreApplication::sendEvent(m_window.get(), &changed);
        QTRY_COMPARE(look(), (Look{true, false}));
        QCOMPARE(corner(), colour(Role::Window, Look{true, false}));
    }
};

QTEST_MAIN(SystemLookTest)
#include "system_look_test.moc"
