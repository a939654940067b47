// What a screen reader learns about the real window: a process of its own, read over the accessibility bus
// (AT-SPI) as Orca does.
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusInterface>
#include <QDBusMessage>
#include <QDBusReply>
#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include <algorithm>
#include <optional>

namespace {

// The numbers of AtspiRole and AtspiStateType.
enum Role : uint {
    CheckBox = 7,
    ComboBox = 11,
    List = 31,
    PushButton = 43,
    SpinButton = 52,
    Table = 55,
    Text = 61,
    ToggleButton = 62,
    Tree = 65,
    TreeTable = 66
};
constexpr uint showingState = 25;

struct Node
{
    QString path, name;
    uint role = 0;
    bool isShowing = false;
};

} // namespace

class ScreenReaderTest : public QObject
{
    Q_OBJECT

    QDBusConnection m_bus{QString()};
    QProcess m_window;
    QString m_service;
    QStringList m_renamed; // paths of objects, from the events that announce a new name

    [[nodiscard]] QDBusMessage call(const QString &path, const char *interface, const char *method,
                                    const QVariantList &arguments = {}) const
    {
        QDBusMessage message = QDBusMessage::createMethodCall(
            m_service, path, QStringLiteral("org.a11y.atspi.%1").arg(QLatin1String(interface)),
            QLatin1String(method));
        message.setArguments(arguments);
        return m_bus.call(message, QDBus::Block, 20'000);
    }
    [[nodiscard]] QStringList children(const QString &path) const
    {
        QStringList paths;
        const QDBusMessage answer = call(path, "Accessible", "GetChildren");
        if (answer.type() != QDBusMessage::ReplyMessage)
            return paths;
        const auto list = answer.arguments().first().value<QDBusArgument>();
        list.beginArray();
        while (!list.atEnd()) {
            QString service;
            QDBusObjectPath object;
            list.beginStructure();
            list >> service >> object;
            list.endStructure();
            paths << object.path();
        }
        list.endArray();
        return paths;
    }
    [[nodiscard]] Node nodeAt(const QString &path) const
    {
        Node node;
        node.path = path;
        QDBusMessage get = QDBusMessage::createMethodCall(
            m_service, path, QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
        get.setArguments({QStringLiteral("org.a11y.atspi.Accessible"), QStringLiteral("Name")});
        const QDBusReply<QVariant> name = m_bus.call(get, QDBus::Block, 20'000);
        node.name = name.value().toString();
        node.role = call(path, "Accessible", "GetRole").arguments().value(0).toUInt();
        const auto states =
            qdbus_cast<QList<uint>>(call(path, "Accessible", "GetState").arguments().value(0));
        node.isShowing = !states.isEmpty() && (states.first() & (1U << showingState)) != 0;
        return node;
    }
    void walk(const QString &path, QList<Node> &found, int depth = 0) const
    {
        const Node node = nodeAt(path);
        found << node;
        // The cells of tables are asked for one by one.
        if (depth > 30 || node.role == Table || node.role == TreeTable || node.role == Tree ||
            node.role == List)
            return;
        for (const QString &child : children(path))
            walk(child, found, depth + 1);
    }
    [[nodiscard]] QList<Node> everything() const
    {
        QList<Node> found;
        walk(QStringLiteral("/org/a11y/atspi/accessible/root"), found);
        return found;
    }
    // Whether it was announced that an object has a new name, and that name contains a text.
    [[nodiscard]] bool isAnnounced(const QString &text) const
    {
        QStringList paths = m_renamed;
        paths.removeDuplicates();
        return std::any_of(paths.cbegin(), paths.cend(),
                           [&](const QString &path) { return nodeAt(path).name.contains(text); });
    }
    // The first object on the screen whose name contains a text.
    [[nodiscard]] std::optional<Node> find(const QString &text, bool showing = true) const
    {
        for (const Node &node : everything()) {
            if (node.name.contains(text) && (node.isShowing || !showing))
                return node;
        }
        return std::nullopt;
    }

private Q_SLOTS:
    void renamed(const QDBusMessage &event)
    {
        if (event.arguments().value(0).toString() == QLatin1String("accessible-name"))
            m_renamed << event.path();
    }
    void initTestCase()
    {
        QDBusInterface launcher(QStringLiteral("org.a11y.Bus"), QStringLiteral("/org/a11y/bus"),
                                QStringLiteral("org.a11y.Bus"), QDBusConnection::sessionBus());
        const QDBusReply<QString> address = launcher.call(QStringLiteral("GetAddress"));
        QVERIFY2(address.isValid(),
                 qPrintable(address.error().message() +
                            QStringLiteral(" Is at-spi2-core installed? See installer/setup.")));
        m_bus = QDBusConnection::connectToBus(address.value(), QStringLiteral("a11y"));
        QVERIFY2(m_bus.isConnected(), qPrintable(m_bus.lastError().message()));
        QDBusInterface registry(QStringLiteral("org.a11y.atspi.Registry"),
                                QStringLiteral("/org/a11y/atspi/registry"),
                                QStringLiteral("org.a11y.atspi.Registry"), m_bus);
        registry.call(QStringLiteral("RegisterEvent"),
                      QStringLiteral("object:property-change:accessible-name"));
        QVERIFY(m_bus.connect(QString(), QString(), QStringLiteral("org.a11y.atspi.Event.Object"),
                              QStringLiteral("PropertyChange"), this, SLOT(renamed(QDBusMessage))));
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_LINUX_ACCESSIBILITY_ALWAYS_ON"), QStringLiteral("1"));
        m_window.setProcessEnvironment(environment);
        m_window.setProcessChannelMode(QProcess::ForwardedChannels);
        m_window.start(QStringLiteral(SLIPWAY_WINDOW), {QStringLiteral("--demo")});
        QVERIFY(m_window.waitForStarted());
        const auto isThere = [this] {
            QDBusMessage ask = QDBusMessage::createMethodCall(
                QStringLiteral("org.a11y.atspi.Registry"), QStringLiteral("/org/a11y/atspi/accessible/root"),
                QStringLiteral("org.a11y.atspi.Accessible"), QStringLiteral("GetChildAtIndex"));
            ask.setArguments({0});
            const QDBusMessage answer = m_bus.call(ask);
            if (answer.type() != QDBusMessage::ReplyMessage)
                return false;
            const auto argument = answer.arguments().first().value<QDBusArgument>();
            argument.beginStructure();
            argument >> m_service;
            argument.endStructure();
            return m_service.startsWith(QLatin1Char(':')) &&
                   !children(QStringLiteral("/org/a11y/atspi/accessible/root")).isEmpty();
        };
        QTRY_VERIFY_WITH_TIMEOUT(isThere(), 60'000);
    }
    void cleanupTestCase()
    {
        m_window.terminate();
        if (!m_window.waitForFinished(10'000))
            m_window.kill();
        m_window.waitForFinished(10'000);
    }

    // The sentence itself, not a word that stands for it.
    void theVerdictIsReadAndAnnounced()
    {
        QTRY_VERIFY_WITH_TIMEOUT(find(QStringLiteral("Ready: ")), 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(isAnnounced(QStringLiteral("Ready: ")), 20'000);
    }
    void theStepsOfTheConnectionAreRead()
    {
        for (const char *step : {"Name ", "TCP ", "TLS", "HTTP "}) {
            QVERIFY2(find(QLatin1String(step)), step);
        }
    }
    void allControlsHaveNames()
    {
        QStringList nameless;
        int controls = 0;
        for (const Node &node : everything()) {
            const bool isControl = node.role == CheckBox || node.role == ComboBox ||
                                   node.role == PushButton || node.role == SpinButton || node.role == Text ||
                                   node.role == ToggleButton || node.role == Table || node.role == Tree ||
                                   node.role == TreeTable || node.role == List;
            if (!isControl || !node.isShowing)
                continue;
            ++controls;
            if (node.name.isEmpty())
                nameless << QStringLiteral("%1 (role %2)").arg(node.path).arg(node.role);
        }
        QVERIFY2(controls > 10, qPrintable(QString::number(controls)));
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QLatin1Char('\n'))));
    }
    void aJobsDetailsAreReadAndAnnounced()
    {
        const auto start = find(QStringLiteral("Start export"), false);
        QVERIFY(start);
        m_renamed.clear();
        QCOMPARE(call(start->path, "Action", "DoAction", {0}).type(), QDBusMessage::ReplyMessage);
        QTRY_VERIFY_WITH_TIMEOUT(find(QStringLiteral("netskope-export")), 60'000); // where the files are
        QTRY_VERIFY_WITH_TIMEOUT(isAnnounced(QStringLiteral("netskope-export")), 20'000);
        QVERIFY(find(QStringLiteral("Jobs: "))); // the line that sums them up
    }
};

QTEST_GUILESS_MAIN(ScreenReaderTest)
#include "screen_reader_test.moc"
