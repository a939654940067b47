// A time field takes what is pasted, dropped or clicked into it, in any form that the command line reads.
#include "ui/widgets/time_field.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDropEvent>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

using namespace slipway;

namespace {
// Far from UTC, without a summer time; before anything asks for it.
const bool zoneIsSet = qputenv("TZ", "Asia/Tokyo");
constexpr qint64 september = 1'788'220'800; // 2026-09-01T00:00:00Z
} // namespace

class TimeFieldTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TimeField> m_field;

    [[nodiscard]] qint64 shown() const { return m_field->dateTime().toSecsSinceEpoch(); }
    qint64 paste(const char *text)
    {
        QGuiApplication::clipboard()->setText(QString::fromUtf8(text));
        QTest::keyClick(m_field.get(), Qt::Key_V, Qt::ControlModifier);
        return shown();
    }

private Q_SLOTS:
    void init()
    {
        QVERIFY(zoneIsSet);
        m_field = std::make_unique<TimeField>(TimeEdge::End);
        m_field->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
        m_field->setDateTime(QDateTime(QDate(2026, 3, 1), QTime(8, 0)));
        m_field->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_field.get()));
    }
    void cleanup() { m_field.reset(); }

    void theKeyboardPastes()
    {
        QSignalSpy pasted(m_field.get(), &TimeField::entered);
        QCOMPARE(paste("2026-09-01T00:00:00Z"), september);
        QCOMPARE(m_field->text(), QStringLiteral("2026-09-01 09:00:00"));
        QCOMPARE(paste(" 1788220800000\n"), september);
        QCOMPARE(paste("Tue, 01 Sep 2026 02:00:00 +0200"), september);
        QCOMPARE(paste("2026-09-01 09:00:00"), september);        // as another field shows it
        QCOMPARE(paste("2026-09-01T00:00:00.5Z"), september + 1); // an end is rounded up
        QVERIFY(std::abs(paste("-1h") + 3600 - QDateTime::currentSecsSinceEpoch()) <= 5);
        QCOMPARE(pasted.size(), 6);
    }
    void whatCannotBeReadChangesNothing()
    {
        const qint64 before = shown();
        QCOMPARE(paste("09/01/2026"), before);
        QVERIFY(m_field->problem());
        const Error error = *m_field->problem();
        QVERIFY2(error.message.contains(QLatin1String("day and month")), qPrintable(error.message));
        QVERIFY(error.nextStep.contains(QLatin1String("2026-09-01")));
    }
    void aTypedTimeIsRead_data()
    {
        QTest::addColumn<QString>("typed");
        for (const char *text : {"2026-09-01T00:00:00Z", "1788220800", "2026-09-01 09:00:00",
                                 "20260901T000000Z", "Tue, 01 Sep 2026 02:00:00 +0200"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void aTypedTimeIsRead()
    {
        QFETCH(QString, typed);
        m_field->setFocus(Qt::TabFocusReason);
        QTest::keyClicks(m_field.get(), typed);
        QCOMPARE(m_field->text(), typed);
        QTest::keyClick(m_field.get(), Qt::Key_Return);
        QCOMPARE(shown(), september);
        QCOMPARE(m_field->text(), QStringLiteral("2026-09-01 09:00:00"));
        QVERIFY(!m_field->problem());
    }
    void aRelativeTimeIsTypedAnywhere()
    {
        m_field->setFocus(Qt::TabFocusReason);
        m_field->setSelectedSection(QDateTimeEdit::HourSection);
        QTest::keyClicks(m_field.get(), QStringLiteral("-7d"));
        QVERIFY(m_field->commit());
        QVERIFY(std::abs(shown() + 7 * 86'400 - QDateTime::currentSecsSinceEpoch()) <= 5);
    }
    void sectionsAreStillTyped()
    {
        m_field->setSelectedSection(QDateTimeEdit::YearSection);
        QTest::keyClicks(m_field.get(), QStringLiteral("2025"));
        QCOMPARE(m_field->dateTime(), QDateTime(QDate(2025, 3, 1), QTime(8, 0)));
        m_field->setSelectedSection(QDateTimeEdit::HourSection);
        QTest::keyClick(m_field.get(), Qt::Key_Up);
        QTest::keyClick(m_field.get(), Qt::Key_Down);
        QTest::keyClicks(m_field.get(), QStringLiteral("153045"));
        QCOMPARE(m_field->dateTime(), QDateTime(QDate(2025, 3, 1), QTime(15, 30, 45)));
    }
    void whatIsNoTimeStaysForCorrection()
    {
        const qint64 before = shown();
        m_field->setFocus(Qt::TabFocusReason);
        QTest::keyClicks(m_field.get(), QStringLiteral("2026-24-12T00:00:00Z"));
        QVERIFY(!m_field->commit());
        QVERIFY(m_field->problem());
        QCOMPARE(shown(), before);
        QFocusEvent out(QEvent::FocusOut), in(QEvent::FocusIn);
        QCoreApplication::sendEvent(m_field.get(), &out);
        QCOMPARE(m_field->text(), QStringLiteral("2026-24-12T00:00:00Z"));
        QCoreApplication::sendEvent(m_field.get(), &in);
        QTest::keyClick(m_field.get(), Qt::Key_Escape);
        QCOMPARE(shown(), before);
        QCOMPARE(m_field->text(), QStringLiteral("2026-03-01 08:00:00"));
        QVERIFY(!m_field->problem());
    }
    void theMenuPastes()
    {
        QGuiApplication::clipboard()->setText(QStringLiteral("2026-09-01T00:00:00Z"));
        QContextMenuEvent event(QContextMenuEvent::Mouse, QPoint(5, 5), m_field->mapToGlobal(QPoint(5, 5)));
        QCoreApplication::sendEvent(m_field.get(), &event);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        auto *action = menu->findChild<QAction *>(QStringLiteral("pasteTime"));
        QVERIFY(action && action->isEnabled());
        action->trigger();
        menu->close();
        QCOMPARE(shown(), september);
    }
    void whatIsDroppedIsRead()
    {
        QMimeData text;
        text.setText(QStringLiteral("2026-09-01T00:00:00Z"));
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &text, Qt::LeftButton, Qt::NoModifier);
        QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &text, Qt::LeftButton, Qt::NoModifier);
        auto *edit = m_field->findChild<QLineEdit *>();
        QVERIFY(edit);
        QCoreApplication::sendEvent(edit, &enter);
        QCoreApplication::sendEvent(edit, &drop);
        QCOMPARE(shown(), september);
    }
};

QTEST_MAIN(TimeFieldTest)
#include "time_field_test.moc"
