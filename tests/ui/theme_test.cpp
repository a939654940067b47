// The design system: what is drawn on top of each other can be told apart in both themes, and controls are
// large enough to hit.
#include "tests/support/screenshot.h"
#include "ui/theme/colours.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/field_note.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/section.h"
#include "ui/widgets/tick_table.h"

#include <QAccessible>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFontMetrics>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSet>
#include <QTabWidget>
#include <QTest>
#include <QVBoxLayout>

using namespace slipway;
using test::screenshot;
using theme::colour;
using theme::contrast;
using theme::Look;
using theme::lookOf;
using theme::paletteOf;
using theme::Role;

namespace {

constexpr Look allLooks[] = {{false, false}, {true, false}, {false, true}, {true, true}};

} // namespace

class ThemeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { theme::apply(*qApp, theme::Scheme::Light); }

    void theFormulaIsThatOfWcag()
    {
        QCOMPARE(contrast(Qt::white, Qt::black), 21.0);
        QCOMPARE(contrast(Qt::red, Qt::red), 1.0);
        QVERIFY(std::abs(contrast(QColor("#767676"), Qt::white) - 4.54) < 0.01);
    }
    void textCanBeReadAndControlsCanBeSeen_data()
    {
        QTest::addColumn<Role>("over");
        QTest::addColumn<Role>("under");
        QTest::addColumn<double>("least");
        const auto add = [](const char *name, Role over, std::initializer_list<Role> unders, double least) {
            int at = 0;
            for (const Role under : unders)
                QTest::addRow("%s %d", name, at++) << over << under << least;
        };
        const auto surfaces = {Role::Window,  Role::Surface, Role::Alternate,
                               Role::Control, Role::Hover,   Role::Tint};
        add("text", Role::Text, surfaces, 4.5);
        add("text in messages", Role::Text, {Role::GoodTint, Role::WarningTint, Role::BadTint}, 4.5);
        add("hints", Role::Muted, surfaces, 4.5);
        add("links", Role::Link, surfaces, 4.5);
        add("good", Role::Good, surfaces, 4.5);
        add("warning", Role::Warning, surfaces, 4.5);
        add("bad", Role::Bad, surfaces, 4.5);
        add("good in its message", Role::Good, {Role::GoodTint}, 4.5);
        add("warning in its message", Role::Warning, {Role::WarningTint}, 4.5);
        add("bad in its message", Role::Bad, {Role::BadTint}, 4.5);
        add("primary button", Role::OnAccent, {Role::Accent, Role::AccentHover}, 4.5);
        add("border", Role::Border, {Role::Window, Role::Surface, Role::Control}, 3);
        add("focus and selection edge", Role::Accent, surfaces, 3);
        add("progress", Role::Accent, {Role::Track}, 3);
    }
    void textCanBeReadAndControlsCanBeSeen()
    {
        QFETCH(Role, over);
        QFETCH(Role, under);
        QFETCH(double, least);
        for (const Look look : allLooks) {
            const double found = contrast(colour(over, look), colour(under, look));
            QVERIFY2(found >= least,
                     qPrintable(QStringLiteral("%1%2: %3 on %4 is %5:1")
                                    .arg(look.isDark ? QStringLiteral("dark") : QStringLiteral("light"),
                                         look.isHighContrast ? QStringLiteral(", high contrast") : QString(),
                                         colour(over, look).name(), colour(under, look).name())
                                    .arg(found, 0, 'f', 2)));
        }
    }
    // With high contrast, all text has at least 7:1, and lines that are mere decoration elsewhere are
    // visible.
    void highContrastIsHigher()
    {
        for (const bool isDark : {false, true}) {
            const Look look{isDark, true};
            for (const Role over :
                 {Role::Text, Role::Muted, Role::Good, Role::Warning, Role::Bad, Role::Link})
                QVERIFY2(contrast(colour(over, look), colour(Role::Surface, look)) >= 7,
                         qPrintable(colour(over, look).name()));
            QVERIFY(contrast(colour(Role::Line, look), colour(Role::Window, look)) >= 7);
            QCOMPARE(lookOf(paletteOf(look)), look);
            QCOMPARE(lookOf(paletteOf({isDark, false})), (Look{isDark, false}));
        }
        // A desktop's own palettes.
        QPalette desktop;
        desktop.setColor(QPalette::Window, Qt::black);
        desktop.setColor(QPalette::WindowText, Qt::white);
        QCOMPARE(lookOf(desktop), (Look{true, true}));
        desktop.setColor(QPalette::Window, QColor(0xef, 0xef, 0xef));
        desktop.setColor(QPalette::WindowText, Qt::black);
        QCOMPARE(lookOf(desktop), Look());
    }
    // The palette is what widgets of Qt draw with.
    void thePaletteHasTheSameContrast()
    {
        for (const auto scheme : {theme::Scheme::Light, theme::Scheme::Dark}) {
            theme::apply(*qApp, scheme);
            const QPalette palette = qApp->palette();
            const std::pair<QPalette::ColorRole, QPalette::ColorRole> pairs[] = {
                {QPalette::WindowText, QPalette::Window},
                {QPalette::Text, QPalette::Base},
                {QPalette::Text, QPalette::AlternateBase},
                {QPalette::ButtonText, QPalette::Button},
                {QPalette::HighlightedText, QPalette::Highlight},
                {QPalette::ToolTipText, QPalette::ToolTipBase},
                {QPalette::PlaceholderText, QPalette::Base},
                {QPalette::Link, QPalette::Base}};
            for (const auto &[over, under] : pairs)
                QVERIFY2(contrast(palette.color(over), palette.color(under)) >= 4.5,
                         qPrintable(QStringLiteral("%1 on %2").arg(over).arg(under)));
        }
    }
    // What is really on the screen: a field's border against the field and against the window.
    void aFieldHasABorderThatCanBeSeen()
    {
        QWidget window;
        auto *edit = new QLineEdit(&window);
        edit->setGeometry(10, 10, 200, 30);
        window.resize(220, 50);
        window.show();
        for (const auto scheme : {theme::Scheme::Light, theme::Scheme::Dark}) {
            theme::apply(*qApp, scheme);
            QVERIFY(test::waitForPaint(&window));
            const QImage image = window.grab().toImage();
            const QColor border = image.pixelColor(110, 10), field = image.pixelColor(110, 14),
                         outside = image.pixelColor(110, 5);
            QVERIFY(contrast(border, field) >= 3 && contrast(border, outside) >= 3);
        }
    }
    void controlsAreLargeEnoughToHit()
    {
        QWidget window;
        auto *layout = new QVBoxLayout(&window);
        QList<QWidget *> controls{new QPushButton(QStringLiteral("x")), new QLineEdit, new QComboBox,
                                  new QDoubleSpinBox, new IconButton("close", QStringLiteral("Close"))};
        for (QWidget *control : controls)
            layout->addWidget(control);
        auto *tick = new QCheckBox(QStringLiteral("x"));
        layout->addWidget(tick);
        window.show();
        for (const QWidget *control : controls)
            QVERIFY2(control->height() >= 30, control->metaObject()->className());
        QVERIFY(tick->height() >= 24);
    }
    // A selected row keeps red red.
    void aSelectedRowKeepsItsColours()
    {
        TickTable table;
        table.setColumnCount(1);
        table.setRowCount(1);
        auto *item = new QTableWidgetItem(QStringLiteral("████"));
        item->setForeground(theme::text(theme::Tone::Bad, &table));
        table.setItem(0, 0, item);
        table.resize(200, 100);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        table.selectRow(0);
        const QImage image = table.viewport()->grab().toImage();
        bool isRed = false, isTinted = false, hasEdge = false;
        for (int y = 0; y < 24; ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor pixel = image.pixelColor(x, y);
                isRed = isRed || pixel == colour(Role::Bad, Look());
                isTinted = isTinted || pixel == colour(Role::Tint, Look());
                hasEdge = hasEdge || (x < 3 && pixel == colour(Role::Accent, Look()));
            }
        }
        QVERIFY(isRed);
        QVERIFY(isTinted);
        QVERIFY(hasEdge);
    }
    // A name must not stand in for the text.
    // A font without the signs, on a computer that has no other: not blanks in a row of colours.
    void signsThatTheFontLacks()
    {
        const QFont usual = QApplication::font();
        QVERIFY(QFontMetrics(usual).inFontUcs4(U'✔'));
        QCOMPARE(theme::sign(theme::Tone::Good), QStringLiteral("✔"));
        QFont plain(QStringLiteral("DejaVu Serif"));
        plain.setStyleStrategy(QFont::NoFontMerging);
        QVERIFY(!QFontMetrics(plain).inFontUcs4(U'✔'));
        QApplication::setFont(plain);
        const QStringList signs{theme::sign(theme::Tone::Good), theme::sign(theme::Tone::Warning),
                                theme::sign(theme::Tone::Bad), theme::sign(theme::Tone::Neutral)};
        QApplication::setFont(usual);
        QCOMPARE(QSet<QString>(signs.cbegin(), signs.cend()).size(), signs.size());
        for (const QString &sign : signs) {
            for (const QChar each : sign)
                QVERIFY2(QFontMetrics(plain).inFontUcs4(each.unicode()), qPrintable(sign));
        }
    }
    void aMessageIsReadAloud()
    {
        Banner banner;
        banner.show(theme::Tone::Bad, QStringLiteral("The token may not read application events."));
        auto *text = banner.findChild<QLabel *>(QStringLiteral("bannerText"));
        QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(text);
        QCOMPARE(accessible->text(QAccessible::Name),
                 QStringLiteral("The token may not read application events."));
        accessible =
            QAccessible::queryAccessibleInterface(banner.findChild<QLabel *>(QStringLiteral("bannerSign")));
        QCOMPARE(accessible->text(QAccessible::Name), QStringLiteral("Problem"));
    }
    void aMessageCanBePutAway()
    {
        Banner banner;
        banner.show(theme::Tone::Neutral, QStringLiteral("x"));
        auto *close = banner.findChild<IconButton *>(QStringLiteral("bannerClose"));
        QTest::mouseClick(close, Qt::LeftButton);
        QVERIFY(!banner.isVisible());
    }
    // Whichever cell of the row has the focus.
    void spaceTicksARow()
    {
        TickTable table;
        table.setColumnCount(2);
        table.setRowCount(1);
        for (const int column : {0, 1})
            table.setItem(0, column, new QTableWidgetItem);
        table.item(0, 0)->setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsUserCheckable);
        table.item(0, 0)->setCheckState(Qt::Unchecked);
        table.show();
        table.setCurrentCell(0, 1);
        QTest::keyClick(&table, Qt::Key_Space);
        QCOMPARE(table.item(0, 0)->checkState(), Qt::Checked);
        table.setCurrentCell(0, 0);
        QTest::keyClick(&table, Qt::Key_Space);
        QCOMPARE(table.item(0, 0)->checkState(), Qt::Unchecked);
    }
    // A picture of everything, for whoever changes the design.
    void allControlsOnOnePage()
    {
        QWidget page;
        page.resize(760, 620);
        auto *layout = new QVBoxLayout(&page);
        auto *good = new Banner(&page), *bad = new Banner(&page), *warning = new Banner(&page);
        layout->addWidget(good);
        layout->addWidget(warning);
        layout->addWidget(bad);
        good->show(theme::Tone::Good, QStringLiteral("Ready: 3 of 3 required permissions."));
        warning->show(theme::Tone::Warning, QStringLiteral("The token expires in 6 days."));
        bad->show(theme::Tone::Bad, QStringLiteral("Not ready: 1 of 3 required permissions is missing."));
        bad->setAction(QStringLiteral("How to fix"), [] {});
        auto *chips = new QHBoxLayout;
        for (const auto tone :
             {theme::Tone::Good, theme::Tone::Warning, theme::Tone::Bad, theme::Tone::Neutral}) {
            auto *chip = new Chip(&page);
            chip->show(tone, QStringLiteral("a fact"));
            chips->addWidget(chip);
        }
        chips->addStretch();
        layout->addLayout(chips);
        auto *buttons = new QHBoxLayout;
        auto *primary = new QPushButton(QStringLiteral("Primary"), &page);
        theme::makePrimary(primary);
        auto *off = new QPushButton(QStringLiteral("Off"), &page);
        off->setEnabled(false);
        auto *pressed = new QPushButton(QStringLiteral("Chosen"), &page);
        pressed->setCheckable(true);
        pressed->setChecked(true);
        for (QWidget *button : std::initializer_list<QWidget *>{
                 primary, new QPushButton(QStringLiteral("Another"), &page), pressed, off,
                 new IconButton("add", QStringLiteral("Add"), &page),
                 new IconButton("more", QStringLiteral("More"), &page)})
            buttons->addWidget(button);
        buttons->addStretch();
        layout->addLayout(buttons);
        auto *fields = new QHBoxLayout;
        auto *edit = new QLineEdit(QStringLiteral("acme.goskope.com"), &page);
        auto *box = new QComboBox(&page);
        box->addItem(QStringLiteral("Hunters"));
        auto *tick = new QCheckBox(QStringLiteral("Keep"), &page);
        tick->setChecked(true);
        auto *choice = new QRadioButton(QStringLiteral("One"), &page);
        choice->setChecked(true);
        for (QWidget *field :
             std::initializer_list<QWidget *>{edit, box, new QDoubleSpinBox(&page), tick, choice})
            fields->addWidget(field);
        layout->addLayout(fields);
        auto *note = new FieldNote(&page);
        note->show(theme::Tone::Bad, QStringLiteral("This is an address, not a tenant's name."));
        layout->addWidget(note);
        auto *bar = new QProgressBar(&page);
        bar->setValue(66);
        layout->addWidget(bar);
        auto *tabs = new QTabWidget(&page);
        auto *table = new TickTable(tabs);
        table->setColumnCount(2);
        table->setRowCount(4);
        table->setHorizontalHeaderLabels({QStringLiteral("Endpoint"), QStringLiteral("Result")});
        for (int row = 0; row < 4; ++row) {
            table->setItem(row, 0, new QTableWidgetItem(QStringLiteral("Alerts")));
            table->item(row, 0)->setCheckState(row % 2 ? Qt::Checked : Qt::Unchecked);
            table->setItem(row, 1, new QTableWidgetItem(QStringLiteral("✘ missing")));
            table->item(row, 1)->setForeground(theme::text(theme::Tone::Bad, table));
        }
        table->selectRow(1);
        tabs->addTab(table, QStringLiteral("Access"));
        tabs->addTab(new EmptyState(QStringLiteral("Nothing yet"), QStringLiteral("x"), tabs),
                     QStringLiteral("Preview"));
        layout->addWidget(tabs, 1);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        edit->setFocus();
        screenshot(&page, "design-system");
    }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
