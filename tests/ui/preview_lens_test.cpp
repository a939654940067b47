// The filter box, the chart, the profile, the conformance and the difference, used as a person uses them.
#include "core/events/documents/event_document.h"
#include "tests/support/screenshot.h"
#include "ui/preview/filter_box.h"
#include "ui/preview/insight/conformance_view.h"
#include "ui/preview/insight/difference_view.h"
#include "ui/preview/insight/insight_panel.h"
#include "ui/preview/insight/time_chart.h"
#include "ui/theme/colours.h"

#include <QApplication>
#include <QClipboard>
#include <QCompleter>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTableWidget>
#include <QTest>
#include <QVBoxLayout>

using namespace slipway;

namespace {

QByteArray sample(const char *name)
{
    QFile file(QStringLiteral(SLIPWAY_SAMPLES "/%1.json").arg(QLatin1String(name)));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no sample %s", name);
    return file.readAll().trimmed();
}

// Alerts over an hour and a half, some of them different.
QList<QByteArray> alerts()
{
    QList<QByteArray> events;
    const QByteArray one = sample("alert-v2");
    for (int i = 0; i < 900; ++i) {
        QByteArray event = one;
        event.replace("\"timestamp\":1736154198",
                      "\"timestamp\":" + QByteArray::number(1736154000 + i * (i < 600 ? 5 : 8)));
        event.replace("\"_id\":\"1234567abcdefghjkil\"",
                      "\"_id\":\"" + QByteArray::number(1000000 + i) + "\"");
        event.replace("\"action\":\"block\"", i % 3 ? "\"action\":\"block\"" : "\"action\":\"alert\"");
        event.replace("\"cci\":12", "\"cci\":" + QByteArray::number(i % 40));
        if (i % 50 == 7)
            event.replace("\"count\":1,", "\"count\":\"1\",\"brand_new\":true,");
        events << event;
    }
    return events;
}

} // namespace

class PreviewLensTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QWidget> m_window;
    FilterBox *m_box = nullptr;
    InsightPanel *m_panel = nullptr;

    QLineEdit *edit() const { return m_box->findChild<QLineEdit *>(QStringLiteral("filterEdit")); }
    QString message() const { return m_box->findChild<QLabel *>(QStringLiteral("filterMessage"))->text(); }
    template<class T>
    T *find(const char *name) const
    {
        return m_window->findChild<T *>(QString::fromLatin1(name));
    }
    void screenshot(const char *name) const { test::screenshot(m_window.get(), name); }

private Q_SLOTS:
    void init()
    {
        theme::apply(*qApp, theme::Scheme::Light);
        m_window = std::make_unique<QWidget>();
        m_window->resize(1180, 620);
        m_box = new FilterBox(m_window.get());
        m_panel = new InsightPanel(new QLabel(QStringLiteral("table")), m_box, m_window.get());
        auto *layout = new QVBoxLayout(m_window.get());
        layout->addWidget(m_box);
        layout->addWidget(m_panel->chart());
        layout->addWidget(m_panel, 1);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->activateWindow();
    }
    void cleanup() { m_window.reset(); }

    void filtersAsOneTypes()
    {
        QSignalSpy changed(m_box, &FilterBox::filterChanged);
        QTest::keyClicks(edit(), QStringLiteral("action eq block"));
        QTRY_COMPARE(m_box->filter().fields(), QStringList{QStringLiteral("action")});
        QTRY_VERIFY(!changed.isEmpty());
        QVERIFY(message().isEmpty());
        // An unfinished condition shows where it stops, and the filter before stays.
        const qsizetype before = changed.size();
        QTest::keyClicks(edit(), QStringLiteral(" and cci gt"));
        QVERIFY(message().contains(QLatin1String("value is missing")));
        QVERIFY(find<QLabel>("filterMessage")->isVisible());
        screenshot("filter-error");
        for (qsizetype i = before; i < changed.size(); ++i)
            QVERIFY(EventFilter(changed[i][0].value<EventFilter>()).fields() !=
                    QStringList{QStringLiteral("cci")});
        QTest::keyClicks(edit(), QStringLiteral(" 5"));
        QTRY_COMPARE(m_box->filter().fields().size(), 2);
        QVERIFY(!find<QLabel>("filterMessage")->isVisible());
        m_box->setFields({QStringLiteral("action")});
        QVERIFY(message().contains(QLatin1String("\"cci\"")));
    }
    // On the way to "user eq" one types the word "user", which few events contain: the rows come back as soon
    // as it is clear that it is a field.
    void anUnfinishedConditionIsNotSearchedFor_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QStringList>("fields"); // of the filter that then holds
        QTest::addColumn<QString>("word");       // that it looks for; empty: none
        const QStringList none;
        QTest::newRow("alone") << QStringLiteral("user eq") << none << QString();
        QTest::newRow("symbol") << QStringLiteral("user >=") << none << QString();
        QTest::newRow("open quote") << QStringLiteral("user eq \"a") << none << QString();
        QTest::newRow("after a condition") << QStringLiteral("action eq block and cci gt")
                                           << QStringList{QStringLiteral("action")} << QString();
        QTest::newRow("after a word") << QStringLiteral("slack user eq") << none << QStringLiteral("slack");
        QTest::newRow("denied") << QStringLiteral("slack and not user eq") << none << QStringLiteral("slack");
        QTest::newRow("in parentheses")
            << QStringLiteral("slack (user eq") << none << QStringLiteral("slack");
        QTest::newRow("in a list") << QStringLiteral("slack and user in (a, b") << none
                                   << QStringLiteral("slack");
    }
    void anUnfinishedConditionIsNotSearchedFor()
    {
        QFETCH(QString, typed);
        QFETCH(QStringList, fields);
        QFETCH(QString, word);
        QSignalSpy changed(m_box, &FilterBox::filterChanged);
        QTest::keyClicks(edit(), typed);
        QVERIFY(!message().isEmpty());
        QVERIFY(!changed.isEmpty());
        const auto last = changed.last()[0].value<EventFilter>();
        QCOMPARE(last.fields(), fields);
        const auto finds = [&](const QByteArray &event) {
            QByteArray padded = event + QByteArray(256, '\0');
            return EventMatcher(last).matches(
                std::string_view(padded.constData(), static_cast<size_t>(event.size())));
        };
        QVERIFY(finds(R"({"app":"slack","action":"block"})"));
        QCOMPARE(finds(R"({"app":"other","action":"block"})"), word.isEmpty());
    }
    // While the text is not a filter the rows stay, and a line says which filter they belong to.
    void aFilterThatIsNotAppliedSaysSo()
    {
        m_box->setFields({QStringLiteral("user")});
        m_box->setText(QStringLiteral("user eq zzz"));
        QVERIFY(message().isEmpty());
        QVERIFY(!edit()->property("slipwayInvalid").toBool());
        QTest::keyClicks(edit(), QStringLiteral(" and ("));
        QVERIFY2(message().contains(QLatin1String("missing")), qPrintable(message()));
        QVERIFY2(message().endsWith(QLatin1String("not applied yet; the rows are those for: user eq zzz")),
                 qPrintable(message()));
        QCOMPARE(m_box->filter().fields(), QStringList{QStringLiteral("user")});
        QCOMPARE(edit()->accessibleDescription(), message().mid(2));
        // The border has the colour of problems, whether or not the field has the focus.
        const QImage border = edit()->grab().toImage();
        const QColor bad = theme::colour(theme::Role::Bad, edit());
        QCOMPARE(QColor(border.pixel(border.width() / 2, 0)).name(), bad.name());
        screenshot("filter-not-applied");
        m_box->setText(QStringLiteral("user eq"));
        m_box->setText(QString());
        m_box->setText(QStringLiteral("("));
        QVERIFY2(message().endsWith(QLatin1String("not applied yet; all events are shown.")),
                 qPrintable(message()));
        m_box->setText(QStringLiteral("user eq abc"));
        QVERIFY(message().isEmpty());
        QVERIFY(!edit()->property("slipwayInvalid").toBool());
    }
    // The list of what can come next never covers the line that says what is wrong.
    void theErrorIsNotHiddenByTheList()
    {
        m_box->setFields({QStringLiteral("user"), QStringLiteral("userip"), QStringLiteral("action")});
        edit()->setFocus();
        const auto *popup = m_box->findChild<QCompleter *>()->popup();
        const auto *label = find<QLabel>("filterMessage");
        QString typed;
        for (const QChar letter : QStringLiteral("user eq \"a\" and (us")) {
            QTest::keyClick(edit(), letter.toLatin1());
            QCoreApplication::processEvents();
            if (!label->isVisible() || !popup->isVisible())
                continue;
            typed = edit()->text();
            const QRect line(label->mapToGlobal(QPoint(0, 0)), label->size());
            QVERIFY2(!popup->frameGeometry().intersects(line), qPrintable(typed));
        }
        QVERIFY(!typed.isEmpty()); // both were there at least once
    }
    void completesNames()
    {
        m_box->setFields({QStringLiteral("user"), QStringLiteral("userip"), QStringLiteral("action")});
        edit()->setFocus();
        QTest::keyClicks(edit(), QStringLiteral("us"));
        auto *popup = m_box->findChild<QCompleter *>()->popup();
        QTRY_VERIFY(popup->isVisible());
        QCOMPARE(popup->model()->rowCount(), 2);
        QTest::keyClick(popup, Qt::Key_Down);
        QTest::keyClick(popup, Qt::Key_Return);
        QCOMPARE(m_box->text(), QStringLiteral("user "));
    }
    void brushesTime()
    {
        m_panel->setDocument(
            makeDocument(alerts(), EventOrigin{QStringLiteral("Alerts"), {}, QStringLiteral("alert"), {}}));
        TimeChart *chart = m_panel->chart();
        QTRY_VERIFY(chart->isVisible());
        QSignalSpy brushed(chart, &TimeChart::brushed);
        QTest::mousePress(chart->viewport(), Qt::LeftButton, {}, QPoint(chart->width() / 3, 40));
        QTest::mouseMove(chart->viewport(), QPoint(chart->width() / 2, 40));
        QTest::mouseRelease(chart->viewport(), Qt::LeftButton, {}, QPoint(chart->width() / 2, 40));
        QCOMPARE(brushed.size(), 1);
        const QString first = m_box->text();
        QVERIFY2(first.startsWith(QLatin1String("timestamp gte 2025-01-06T")), qPrintable(first));
        // Another stretch takes the place of the first, Escape removes it.
        m_box->narrow(QStringLiteral("action eq block"));
        chart->setFocus();
        QTest::keyClick(chart, Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(chart, Qt::Key_Return);
        QVERIFY(m_box->text() != first);
        QCOMPARE(m_box->text().count(QLatin1String("timestamp gte")), 1);
        QVERIFY(m_box->text().endsWith(QLatin1String("action eq block")));
        screenshot("chart-brush");
        QTest::keyClick(chart, Qt::Key_Escape);
        QCOMPARE(m_box->text(), QStringLiteral("action eq block"));
    }
    void profilesAndFilters()
    {
        m_panel->setDocument(
            makeDocument(alerts(), EventOrigin{QStringLiteral("Alerts"), {}, QStringLiteral("alert"), {}}));
        m_panel->setCurrentIndex(1);
        auto *fields = find<QTableView>("profileTable");
        QTRY_COMPARE(fields->model()->rowCount(), 205);
        int row = -1;
        for (int i = 0; i < fields->model()->rowCount(); ++i) {
            if (fields->model()->index(i, 0).data().toString() == QLatin1String("action"))
                row = i;
        }
        QVERIFY(row >= 0);
        QCOMPARE(fields->model()->index(row, 1).data().toString(), QStringLiteral("100 %"));
        QCOMPARE(fields->model()->index(row, 4).data().toString(), QStringLiteral("2"));
        fields->selectRow(row);
        auto *values = find<QTableWidget>("valueTable");
        QCOMPARE(values->item(0, 0)->text(), QStringLiteral("block"));
        QCOMPARE(values->item(0, 1)->text(), QStringLiteral("600"));
        screenshot("profile");
        values->setFocus();
        values->setCurrentCell(1, 0);
        QTest::keyClick(values, Qt::Key_Return);
        QCOMPARE(m_box->text(), QStringLiteral("action eq \"alert\""));
        // The profile follows the filter.
        QTRY_COMPARE(find<QTableWidget>("valueTable")->rowCount(), 1);
    }
    void judgesConformance()
    {
        m_panel->setDocument(
            makeDocument(alerts(), EventOrigin{QStringLiteral("Alerts"), {}, QStringLiteral("alert"), {}}));
        m_panel->setCurrentIndex(2);
        QTRY_VERIFY(find<QLabel>("conformanceVerdict")->text().contains(QLatin1String("Does not conform")));
        auto *table = find<QTableWidget>("conformanceTable");
        QVERIFY(table->item(0, 0)->text().contains(QLatin1String("another type")));
        QCOMPARE(table->item(0, 1)->text(), QStringLiteral("count"));
        QCOMPARE(table->item(0, 2)->text(), QStringLiteral("18 of 900"));
        screenshot("conformance");
        QSignalSpy wanted(m_panel, &InsightPanel::rowWanted);
        table->setFocus();
        table->setCurrentCell(0, 0);
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(wanted.value(0).value(0).toLongLong(), 7);
        QCOMPARE(m_panel->currentIndex(), 0);
        m_panel->setDocument(makeDocument({sample("audit-v1")}, EventOrigin()));
        m_panel->setCurrentIndex(2);
        QTRY_VERIFY(find<QLabel>("conformanceVerdict")->text().contains(QLatin1String("Conforms")));
    }
    void showsTheDifference()
    {
        const QList<QByteArray> events = alerts();
        m_panel->difference()->setEvents(events[0], events[7], QStringLiteral("Event 1"),
                                         QStringLiteral("Event 8"));
        m_panel->setCurrentIndex(3);
        auto *table = find<QTableWidget>("differenceTable");
        QStringList fields;
        for (int row = 0; row < table->rowCount(); ++row)
            fields << table->item(row, 0)->text().mid(3);
        QCOMPARE(fields, QStringList({QStringLiteral("_id"), QStringLiteral("action"), QStringLiteral("cci"),
                                      QStringLiteral("count"), QStringLiteral("timestamp"),
                                      QStringLiteral("brand_new")}));
        screenshot("difference");
    }
};

QTEST_MAIN(PreviewLensTest)
#include "preview_lens_test.moc"
