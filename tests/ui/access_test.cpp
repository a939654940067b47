// The access page through its widgets: the user's own profile, how to fix, evidence, the audit and waiting
// for a grant. Screenshots go to the folder in SLIPWAY_SCREENSHOTS, if it is set.
#include "core/demo/demo_tenant.h"
#include "core/diagnosis/history/recorded_check.h"
#include "core/exporting/fetching/oldest_event.h"
#include "core/language/language.h"
#include "tests/support/active_window.h"
#include "tests/support/demo_control.h"
#include "tests/support/saved_tenant.h"
#include "tests/support/screenshot.h"
#include "tests/support/servers.h"
#include "ui/access/access_page.h"
#include "ui/access/access_table.h"
#include "ui/access/profile_menu.h"
#include "ui/tenants/tenant_dialog.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/fold_button.h"
#include "ui/widgets/shown_time.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QTextEdit>
#include <QTimer>

using namespace slipway;

namespace {
// Far from UTC; before anything asks for it.
const bool zoneIsSet = qputenv("TZ", "Asia/Tokyo");
} // namespace

class AccessTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_world;
    std::unique_ptr<DemoTenant> m_demo;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<AccessPage> m_page;
    Tenant m_tenant;
    const QByteArray m_token = "access-canary-token-42";

    template<class T>
    T *find(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }
    void click(const char *button)
    {
        QVERIFY2(find<QPushButton>(button)->isEnabled(), button);
        QTest::mouseClick(find<QPushButton>(button), Qt::LeftButton);
    }
    // Runs `work` in the modal dialog that the click opens, then closes it.
    void inDialog(const char *button, const char *name, const std::function<void(QDialog *)> &work)
    {
        bool was = false;
        QTimer::singleShot(0, this, [&] {
            QTRY_VERIFY(QApplication::activeModalWidget());
            auto *dialog = qobject_cast<QDialog *>(QApplication::activeModalWidget());
            was = dialog && dialog->objectName() == QLatin1String(name);
            if (was)
                work(dialog);
            if (dialog)
                dialog->reject();
        });
        click(button);
        QTRY_VERIFY2(was, name);
    }
    void check()
    {
        QSignalSpy checked(m_page.get(), &AccessPage::checked);
        click("testButton");
        QVERIFY(checked.wait(20'000));
    }
    [[nodiscard]] QString verdict() const { return m_page->findChild<Banner *>()->text(); }

private Q_SLOTS:
    void initTestCase()
    {
        useLanguage(QStringLiteral("en")); // for the plural forms
        QSettings::setDefaultFormat(QSettings::IniFormat);
    }

    void init()
    {
        theme::apply(*qApp, theme::Scheme::Light);
        DemoTenantOptions options;
        options.token = m_token;
        options.granted = {QStringLiteral("alert"), QStringLiteral("audit"),
                           QStringLiteral("/api/v2/scim/Users")};
        options.requestsPerSecond = 0;
        m_demo = DemoTenant::start(options).value();
        m_world = std::make_unique<QTemporaryDir>();
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_world->path());
        m_workspace =
            Workspace::open(m_world->filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>())
                .value();
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = m_demo->address();
        m_tenant = test::saveTenant(*m_workspace, tenant).value();
        QVERIFY(
            QCoro::waitFor(m_workspace->tokens().writeForSession(tokenKey(m_tenant.id), Secret(m_token))));
        m_page = std::make_unique<AccessPage>(*m_workspace);
        m_page->resize(1000, 640);
        m_page->setTenant(m_tenant);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }
    void cleanup()
    {
        m_page.reset();
        m_workspace.reset();
    }

    // It is never asked for by a check.
    void theOldestEventOnceItIsKnown()
    {
        const auto heads = [this] {
            int count = 0;
            for (const QJsonValue call : test::control(m_demo->address(), "/__demo/log").array())
                count += QString::fromUtf8(QJsonDocument(call.toObject()).toJson())
                             .contains(QLatin1String("head"));
            return count;
        };
        QVERIFY(zoneIsSet);
        constexpr int oldestColumn = 5;
        auto *table = find<AccessTable>("accessTable");
        QVERIFY(table->isColumnHidden(oldestColumn));
        check();
        QVERIFY(table->isColumnHidden(oldestColumn));
        QCOMPARE(heads(), 0);
        {
            const auto database = StateDatabase::open(m_workspace->databasePath());
            OldestEvent oldest{{OldestAnswer::Kind::Known, 1'790'006'400}, 1'796'000'000};
            const OldestEventRepository repository(*database, m_tenant.address);
            QVERIFY(repository.remember(QStringLiteral("alert"), oldest));
            oldest.kind = OldestAnswer::Kind::NotOffered;
            QVERIFY(repository.remember(QStringLiteral("audit"), oldest));
        }
        check();
        QVERIFY(!table->isColumnHidden(oldestColumn));
        for (int line = 0; line < table->rowCount(); ++line) {
            const QTableWidgetItem *cell = table->item(line, oldestColumn);
            const QString id = table->idAt(line);
            if (id.isEmpty())
                continue; // a heading
            if (id == QLatin1String("alert")) {
                // In UTC it was still the day before.
                QCOMPARE(cell->text(), QLocale().toString(QDate(2026, 9, 22), QLocale::ShortFormat));
                const QString moment = withZone(shownTime(1'790'006'400));
                QVERIFY2(cell->toolTip().startsWith(QLatin1String("The oldest event")) &&
                             cell->toolTip().contains(moment),
                         qPrintable(cell->toolTip()));
            } else if (id == QLatin1String("audit")) {
                QCOMPARE(cell->text(), QStringLiteral("not told"));
            } else {
                QVERIFY(cell->text().isEmpty() && cell->toolTip().isEmpty());
            }
        }
        QCOMPARE(table->horizontalHeaderItem(oldestColumn)->text(), QStringLiteral("Oldest event (Tokyo)"));
        QCOMPARE(heads(), 0);
        test::screenshot(m_page.get(), "access-oldest");
    }
    // What a dialog has just found out is more than the history keeps of it.
    void aFullerResultReplacesTheRecordedOne()
    {
        constexpr int timeColumn = 4;
        QSignalSpy checked(m_page.get(), &AccessPage::checked);
        QPushButton *all = find<QPushButton>("testAllButton");
        all->setFocus();
        all->click();
        QCOMPARE(m_page->focusWidget()->objectName(), QStringLiteral("testButton")); // and nowhere else
        QVERIFY(checked.wait(30'000));
        QVERIFY(m_workspace->keepCheck(m_tenant, checked[0][1].value<CheckResult>()));
        const CheckRecord kept = m_workspace->checks(m_tenant, 1)->first();
        CheckResult recorded = resultOf(kept, m_workspace->catalogue(), m_tenant.api);
        AccessPage page(*m_workspace);
        page.setTenant(m_tenant, recorded);
        const auto *other = page.findChild<AccessTable *>(QStringLiteral("accessTable"));
        const int line = other->lineOf(QStringLiteral("alert"));
        QVERIFY(other->item(line, timeColumn)->text().isEmpty());
        QVERIFY(!other->item(line, timeColumn + 2)->text().isEmpty()); // what it means is known, too
        CheckResult full = recorded;
        for (AccessRow &row : full.rows)
            row.milliseconds = 12;
        page.setTenant(m_tenant, full);
        QVERIFY(other->item(line, timeColumn)->text().contains(QLatin1String("12 ms")));
    }
    // With large fonts the columns that the evidence repeats give way to what a result means.
    void whatAResultMeansHasRoom()
    {
        auto *table = find<AccessTable>("accessTable");
        auto *profiles = find<QComboBox>("profileCombo");
        constexpr int http = 3, time = 4, meaning = 6;
        find<QRadioButton>("showAllButton")->click(); // with the longest names
        QVERIFY(!table->isColumnHidden(http));
        const QFont usual = table->font();
        QFont large = usual;
        large.setPointSizeF(usual.pointSizeF() * 1.6);
        table->setFont(large);
        for (const int profile : {1, 0, 1}) { // each fills the table again
            profiles->setCurrentIndex(profile);
            QTRY_VERIFY(table->isColumnHidden(http) && table->isColumnHidden(time));
            QVERIFY(table->columnWidth(meaning) >= 20 * table->fontMetrics().averageCharWidth());
        }
        test::screenshot(m_page.get(), "access-large-font");
        table->setFont(usual);
        profiles->setCurrentIndex(0);
        QTRY_VERIFY(!table->isColumnHidden(http) && !table->isColumnHidden(time));
    }
    void aProfileByTicking()
    {
        check();
        QCOMPARE(verdict(), QStringLiteral("Not ready: 1 of 3 required permissions is missing."));
        auto *profiles = find<QComboBox>("profileCombo");
        profiles->setCurrentIndex(profiles->count() - 1);
        auto *table = find<AccessTable>("accessTable");
        QCOMPARE(table->ticked(), QStringList({QStringLiteral("alert"), QStringLiteral("application"),
                                               QStringLiteral("audit")}));
        table->item(1, 0)->setCheckState(Qt::Unchecked); // not the application events
        QCOMPARE(table->item(1, 1)->text(), QStringLiteral("no"));
        check();
        QCOMPARE(verdict(), QStringLiteral("Ready: 2 of 2 required permissions."));
        test::screenshot(m_page.get(), "access-custom");
        // It is the tenant's from now on.
        QCOMPARE(m_workspace->tenants().first().profileId, QStringLiteral("custom:alert,audit"));
        AccessPage again(*m_workspace);
        again.setTenant(m_workspace->tenants().first());
        QCOMPARE(again.findChild<AccessTable *>()->ticked(),
                 QStringList({QStringLiteral("alert"), QStringLiteral("audit")}));
    }
    // A choice with a name stays in the list, and goes to another computer as a file.
    void aProfileWithAName()
    {
        auto *profiles = find<QComboBox>("profileCombo");
        profiles->setCurrentIndex(profiles->count() - 1);
        auto *table = find<AccessTable>("accessTable");
        table->item(1, 0)->setCheckState(Qt::Unchecked);
        auto *menu = find<ProfileMenu>("profileMenu");
        menu->saveAs(QStringLiteral("Our SIEM"));
        QCOMPARE(profiles->currentText(), QStringLiteral("Our SIEM"));
        QCOMPARE(m_workspace->tenants().first().profileId, QStringLiteral("custom:Our SIEM:alert,audit"));
        check();
        QCOMPARE(verdict(), QStringLiteral("Ready: 2 of 2 required permissions."));
        AccessPage again(*m_workspace);
        again.setTenant(m_workspace->tenants().first());
        QCOMPARE(again.findChild<QComboBox *>(QStringLiteral("profileCombo"))->currentText(),
                 QStringLiteral("Our SIEM"));
        const QString file = m_world->filePath(QStringLiteral("profiles.json"));
        menu->exportTo(file);
        menu->remove();
        QCOMPARE(profiles->currentIndex(), profiles->count() - 1);
        QCOMPARE(m_workspace->tenants().first().profileId, QStringLiteral("custom:alert,audit"));
        menu->importFrom(file);
        QCOMPARE(profiles->currentText(), QStringLiteral("Our SIEM"));
        menu->importFrom(m_world->filePath(QStringLiteral("nothing.json")));
        QVERIFY(m_page->findChild<Banner *>()->isVisible());
    }
    // What is only checked stands in the table where the profile needs it, and has nothing to preview.
    void pathsThatAreOnlyChecked()
    {
        auto *profiles = find<QComboBox>("profileCombo");
        profiles->setCurrentIndex(profiles->findData(QStringLiteral("google-secops")));
        auto *table = find<AccessTable>("accessTable");
        QCOMPARE(table->idAt(1), QStringLiteral("data-alert"));
        table->selectRow(1);
        for (auto *button : m_page->findChildren<QPushButton *>()) {
            if (button->text().remove(QLatin1Char('&')) == QLatin1String("Preview"))
                QVERIFY(!button->isEnabled());
        }
        profiles->setCurrentIndex(profiles->findData(QStringLiteral("hunters")));
        QVERIFY(!table->ticked().contains(QStringLiteral("data-alert")));
        QCOMPARE(table->endpointCount(), 23);
    }
    // One reason, and not one for each endpoint.
    void aRefusedTokenIsExplainedOnce()
    {
        test::control(m_demo->address(), "/__demo/settings", R"({"token":"another-canary-43"})");
        check();
        const auto *table = find<AccessTable>("accessTable");
        const QString reason = table->item(1, 6)->text();
        QVERIFY2(reason.size() > 30, qPrintable(reason));
        for (const int line : {2, 3}) {
            QCOMPARE(table->item(line, 6)->text(), QStringLiteral("Same as for Alerts"));
            QVERIFY(table->item(line, 2)->text().startsWith(theme::sign(theme::Tone::Bad)));
        }
        for (auto *button : m_page->findChildren<QPushButton *>()) {
            if (button->text().remove(QLatin1Char('&')) == QLatin1String("Copy as text"))
                button->click();
        }
        QCOMPARE(QApplication::clipboard()->text().count(reason), 1);
        test::screenshot(m_page.get(), "access-token-refused");
    }
    // The sign of a message stands beside its first line and its button, not above them.
    void theSignOfAMessageIsBesideIt()
    {
        Banner banner;
        banner.resize(500, 60);
        banner.show(theme::Tone::Good, QStringLiteral("x"));
        const auto middle = [&](const char *name) {
            auto *label = banner.findChild<QLabel *>(QLatin1String(name));
            QImage image = label->grab().toImage();
            int first = -1, last = -1;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    if (qGray(image.pixel(x, y)) > 160)
                        continue;
                    first = first < 0 ? y : first;
                    last = y;
                }
            }
            return label->y() + (first + last) / 2;
        };
        const auto *button = banner.findChild<QPushButton *>(QStringLiteral("bannerCopy"));
        QTRY_VERIFY(button->isVisible() && button->height() > 10);
        const int beside = button->geometry().center().y();
        QVERIFY2(std::abs(middle("bannerSign") - beside) <= 4,
                 qPrintable(QString::number(middle("bannerSign"))));
        QVERIFY2(std::abs(middle("bannerText") - beside) <= 4,
                 qPrintable(QString::number(middle("bannerText"))));
    }
    void howToFixHasBothWaysAndAMessage()
    {
        check();
        inDialog("fixButton", "fixDialog", [this](QDialog *dialog) {
            const auto text = [&](const char *name) {
                return dialog->findChild<QPlainTextEdit *>(QString::fromLatin1(name))->toPlainText();
            };
            QVERIFY(text("serviceSteps").contains(QLatin1String("Administrators & Roles")));
            QVERIFY(text("legacySteps").contains(QLatin1String("REST API v2")));
            QTest::mouseClick(dialog->findChild<QPushButton *>(QStringLiteral("copyPaths")), Qt::LeftButton);
            QCOMPARE(QApplication::clipboard()->text(),
                     QStringLiteral("/api/v2/events/dataexport/events/application"));
            QTest::mouseClick(dialog->findChild<QPushButton *>(QStringLiteral("copyMessage")),
                              Qt::LeftButton);
            QVERIFY(QApplication::clipboard()->text().startsWith(QLatin1String("Hello")));
            QVERIFY(QApplication::clipboard()->text().contains(QLatin1String("events/application")));
            test::screenshot(dialog, "access-fix");
        });
    }
    // The answer of an endpoint is a small document: what it means, what to do next, and on request the
    // evidence.
    void anAnswerHasHeadingsAndCanBeCopied()
    {
        check();
        auto *table = find<AccessTable>("accessTable");
        QCOMPARE(table->currentId(), QStringLiteral("application")); // what matters
        const auto *text = find<QTextEdit>("fixText");
        const auto headings = [text] {
            QStringList found;
            for (QTextBlock block = text->document()->begin(); block.isValid(); block = block.next()) {
                if (block.blockFormat().headingLevel() > 0)
                    found << block.text();
            }
            return found;
        };
        const QString message = QStringLiteral("Message to your Netskope administrator");
        QCOMPARE(headings().mid(0, 4),
                 QStringList({QStringLiteral("What it means"), QStringLiteral("Next step"),
                              QStringLiteral("Paths"), message}));
        QCOMPARE(find<QLabel>("resultTitle")->text(), QStringLiteral("Application events"));
        QVERIFY(find<QLabel>("resultMark")->text().endsWith(QLatin1String("missing")));
        click("copyPathButton");
        QCOMPARE(QApplication::clipboard()->text(),
                 QStringLiteral("/api/v2/events/dataexport/events/application"));
        click("copyMessageButton");
        QVERIFY(QApplication::clipboard()->text().startsWith(QLatin1String("Hello")));
        // The evidence is there for whoever wants it, and still with the next endpoint.
        QVERIFY(!headings().contains(QStringLiteral("Evidence")));
        click("resultEvidenceButton");
        QVERIFY(headings().contains(QStringLiteral("Evidence")));
        QVERIFY(text->toPlainText().contains(QLatin1String("HTTP 403")));
        test::screenshot(m_page.get(), "access-answer");
        table->selectRow(table->lineOf(QStringLiteral("alert")));
        QCOMPARE(find<QLabel>("resultTitle")->text(), QStringLiteral("Alerts"));
        QVERIFY(text->toPlainText().contains(QLatin1String("HTTP 200")));
        QVERIFY(!find<QPushButton>("copyMessageButton")->isVisible()); // there is nothing to ask for
        // All of it can be selected with the keyboard, and Tab goes on.
        auto *focused = find<QTextEdit>("fixText");
        focused->setFocus();
        QTest::keySequence(focused, QKeySequence::SelectAll);
        QTest::keySequence(focused, QKeySequence::Copy);
        QVERIFY(QApplication::clipboard()->text().contains(QLatin1String("HTTP 200")));
        QTest::keyClick(focused, Qt::Key_Tab);
        QVERIFY(!focused->hasFocus());
        click("resultEvidenceButton");
        QVERIFY(!text->toPlainText().contains(QLatin1String("HTTP 200")));
    }
    void evidenceWithCurlAndLedger()
    {
        check();
        click("curlButton"); // of the selected row
        QVERIFY(QApplication::clipboard()->text().contains(QLatin1String("$NETSKOPE_API_TOKEN")));
        QVERIFY(QApplication::clipboard()->text().contains(QLatin1String("events/application")));
        inDialog("evidenceButton", "evidenceDialog", [this](QDialog *dialog) {
            const QString summary = dialog->findChild<QLabel *>(QStringLiteral("ledgerSummary"))->text();
            QCOMPARE(summary,
                     QStringLiteral("4 requests, all GET; read positions of other consumers touched: 0"));
            auto *steps = dialog->findChild<QTableWidget *>(QStringLiteral("stepTable"));
            QCOMPARE(steps->rowCount(), 7 + 3);
            for (int row = 0; row < steps->rowCount(); ++row) {
                if (steps->item(row, 1)->text() != QLatin1String("HTTP"))
                    continue;
                steps->selectRow(row);
                QTest::mouseClick(dialog->findChild<QPushButton *>(QStringLiteral("stepTableCurl")),
                                  Qt::LeftButton);
                QVERIFY(QApplication::clipboard()->text().contains(QLatin1String("/api/v2/auth/tokens")));
            }
            test::screenshot(dialog, "access-evidence");
            auto *requests = dialog->findChild<QTableWidget *>(QStringLiteral("ledgerTable"));
            QCOMPARE(requests->rowCount(), 4);
            requests->selectRow(0); // the newest
            auto *curl = dialog->findChild<QPushButton *>(QStringLiteral("ledgerTableCurl"));
            QVERIFY(curl->isEnabled());
            curl->click();
            const QString copied = QApplication::clipboard()->text();
            QVERIFY2(copied.contains(QLatin1String("index=slipway-probe")), qPrintable(copied));
            QVERIFY(copied.contains(m_demo->address().toString()));
            QVERIFY(!copied.contains(QString::fromUtf8(m_token)));
        });
    }
    // As when the program is told to quit.
    void thePageMayGoWhileTheAuditIsShown()
    {
        check();
        QTimer::singleShot(0, this, [this] {
            QTRY_VERIFY(QApplication::activeModalWidget());
            m_page.reset();
        });
        click("auditButton");
        QTRY_VERIFY(!m_page);
        QVERIFY(!QApplication::activeModalWidget());
    }
    void theAuditAddsToTheVerdict()
    {
        check();
        QVERIFY(!verdict().contains(QLatin1String("more than needed")));
        inDialog("auditButton", "auditDialog", [this](QDialog *dialog) {
            auto *table = dialog->findChild<QTableWidget *>(QStringLiteral("auditTable"));
            for (int row = 0; row < table->rowCount(); ++row) {
                const bool wanted = table->item(row, 0)->toolTip() == QLatin1String("/api/v2/scim/Users") ||
                                    table->item(row, 0)->toolTip() == QLatin1String("/api/v2/rbac/roles");
                table->item(row, 0)->setCheckState(wanted ? Qt::Checked : Qt::Unchecked);
            }
            bool warned = false;
            for (const QLabel *label : dialog->findChildren<QLabel *>())
                warned = warned || (label->text().contains(QLatin1String("audit log")) &&
                                    label->text().contains(QLatin1String("up to 2 read-only")));
            QVERIFY(warned);
            QTest::mouseClick(dialog->findChild<QPushButton *>(QStringLiteral("startAudit")), Qt::LeftButton);
            QTRY_COMPARE_WITH_TIMEOUT(dialog->findChild<Banner *>()->text(),
                                      QStringLiteral("1 path can be read that the profile does not need."),
                                      10'000);
            test::screenshot(dialog, "access-audit");
        });
        QCOMPARE(verdict(),
                 QStringLiteral("Not ready: 1 of 3 required permissions is missing. 1 more than needed."));
        QVERIFY(find<QTextEdit>("fixText")->toPlainText().contains(
            QLatin1String("/api/v2/scim/Users: Gives the names and addresses of all users.")));
    }
    // Least privilege: a refusal of what nobody needs is good, and a grant of it is the warning.
    void theSignFollowsTheNeed()
    {
        test::control(m_demo->address(), "/__demo/settings", R"({"granted":["alert","audit","page"]})");
        click("testAllButton");
        const auto *table = find<AccessTable>("accessTable");
        const auto resultOf = [table](const char *id) -> QTableWidgetItem * {
            for (int line = 0; line < table->rowCount(); ++line) {
                if (table->idAt(line) == QLatin1String(id))
                    return table->item(line, 2);
            }
            return nullptr;
        };
        QTRY_VERIFY_WITH_TIMEOUT(verdict().contains(QLatin1String("more than needed")), 30'000);
        const auto colourOf = [&](const char *id) { return resultOf(id)->foreground().color(); };
        const auto colour = [&](theme::Tone tone) { return theme::text(tone, m_page.get()); };
        QCOMPARE(resultOf("alert")->text(), QStringLiteral("✔ granted"));
        QCOMPARE(colourOf("alert"), colour(theme::Tone::Good));
        QCOMPARE(resultOf("application")->text(), QStringLiteral("✘ missing"));
        QCOMPARE(colourOf("application"), colour(theme::Tone::Bad));
        QCOMPARE(resultOf("network")->text(), QStringLiteral("– not granted (good)"));
        QCOMPARE(colourOf("network"), colour(theme::Tone::Good));
        QCOMPARE(resultOf("page")->text(), QStringLiteral("⚠ granted, not needed"));
        QCOMPARE(colourOf("page"), colour(theme::Tone::Warning));
        // What is needed and missing comes first.
        QCOMPARE(table->currentId(), QStringLiteral("application"));
        test::screenshot(m_page.get(), "access-all");
    }
    // What is needed stands alone until somebody wants to see the rest; both have a heading.
    void onlyWhatIsNeededIsListedUnlessAllAreWanted()
    {
        const auto *table = find<AccessTable>("accessTable");
        auto *needed = find<QRadioButton>("showNeededButton"), *all = find<QRadioButton>("showAllButton");
        const auto listed = [table] {
            QStringList texts;
            for (int line = 0; line < table->rowCount(); ++line) {
                if (!table->isRowHidden(line))
                    texts << table->item(line, 0)->text();
            }
            return texts;
        };
        const QStringList ofProfile{QStringLiteral("Needed by Hunters"), QStringLiteral("Alerts"),
                                    QStringLiteral("Application events"), QStringLiteral("Audit events")};
        QVERIFY(needed->isChecked());
        QCOMPARE(needed->text().remove(QLatin1Char('&')), QStringLiteral("needed 3"));
        QCOMPARE(all->text(), QStringLiteral("all 23"));
        QCOMPARE(listed(), ofProfile);
        all->click();
        QCOMPARE(listed().size(), 23 + 2);
        QCOMPARE(listed().mid(0, 4), ofProfile);
        QCOMPARE(listed()[4], QStringLiteral("Not needed"));
        test::screenshot(m_page.get(), "access-groups");
        // The next page begins with the same choice.
        AccessPage again(*m_workspace);
        QVERIFY(again.findChild<QRadioButton *>(QStringLiteral("showAllButton"))->isChecked());
        needed->click();
        QCOMPARE(listed(), ofProfile);
        // Whoever chooses what is needed sees everything.
        auto *profiles = find<QComboBox>("profileCombo");
        profiles->setCurrentIndex(profiles->count() - 1);
        QVERIFY(!needed->isVisible() && !all->isVisible());
        QVERIFY(listed().size() > 23 && !listed().contains(ofProfile.first()));
    }
    // A tick at an endpoint that is not listed would ask for something that nobody sees.
    void whatIsNotListedIsNotTested()
    {
        auto *table = find<AccessTable>("accessTable");
        find<QRadioButton>("showAllButton")->click();
        table->item(table->lineOf(QStringLiteral("page")), 0)->setCheckState(Qt::Checked);
        QCOMPARE(table->ticked().size(), 4);
        find<QRadioButton>("showNeededButton")->click();
        QCOMPARE(table->ticked().size(), 3);
        check();
        find<QRadioButton>("showAllButton")->click();
        QCOMPARE(table->ticked().size(), 4); // it is still there
        QVERIFY(table->item(table->lineOf(QStringLiteral("page")), 2)
                    ->text()
                    .contains(QLatin1String("not tested")));
    }
    // A line below the table has the results of endpoints that are not listed.
    void resultsThatAreNotListedAreSaid()
    {
        test::control(m_demo->address(), "/__demo/settings",
                      R"({"granted":["alert","application","audit","page","network"]})");
        const auto *table = find<AccessTable>("accessTable");
        const auto *note = find<QLabel>("unlistedNote");
        QSignalSpy checked(m_page.get(), &AccessPage::checked);
        click("testAllButton");
        QVERIFY(checked.wait(30'000));
        QVERIFY(find<QRadioButton>("showAllButton")->isChecked()); // what is tested is seen
        QVERIFY(!note->isVisible());
        find<QRadioButton>("showNeededButton")->click();
        QVERIFY(note->isVisible());
        QVERIFY2(note->text().startsWith(theme::sign(theme::Tone::Warning)) &&
                     note->text().endsWith(QLatin1String("2 granted endpoints are not needed.")),
                 qPrintable(note->text()));
        test::screenshot(m_page.get(), "access-unlisted");
        click("listAllButton");
        QVERIFY(!note->isVisible());
        QVERIFY(!table->isRowHidden(table->lineOf(QStringLiteral("page"))));
        // What is as it should be is shown without a warning.
        test::control(m_demo->address(), "/__demo/settings",
                      R"({"granted":["alert","application","audit"]})");
        click("testAllButton");
        QVERIFY(checked.wait(30'000));
        find<QRadioButton>("showNeededButton")->click();
        QCOMPARE(note->text(), QStringLiteral("20 endpoints that are not needed were tested, too."));
    }
    // In a window that is too low for all steps, those that have passed are one.
    void aLowWindowHasRoomForTheTable()
    {
        check();
        const auto chips = [this] {
            QStringList texts;
            for (const QLabel *chip : find<QWidget>("connectionSteps")->findChildren<QLabel *>()) {
                if (chip->isVisible())
                    texts << chip->text();
            }
            return texts;
        };
        QCOMPARE(chips().size(), 7);
        m_page->resize(1000, 300);
        QTRY_COMPARE(chips(), QStringList(theme::sign(theme::Tone::Good) +
                                          QStringLiteral(" Connection: 4 steps passed")));
        test::screenshot(m_page.get(), "access-low");
        const auto *table = find<AccessTable>("accessTable");
        for (int width = 500; width < 1000; width += 20) { // columns go before they have to be scrolled to
            m_page->resize(width, 300);
            QCoreApplication::processEvents();
            QVERIFY2(table->horizontalScrollBar()->maximum() == 0, qPrintable(QString::number(width)));
        }
        m_page->resize(1000, 640);
        QTRY_COMPARE(chips().size(), 7);
    }
    // The keyboard passes over the headings, and never stops at one.
    void theKeyboardPassesOverHeadings()
    {
        auto *table = find<AccessTable>("accessTable");
        find<QRadioButton>("showAllButton")->click();
        test::activate(*m_page);
        table->setFocus();
        QCOMPARE(table->currentId(), QStringLiteral("alert"));
        QTest::keyClick(table, Qt::Key_Up);
        QCOMPARE(table->currentId(), QStringLiteral("alert"));
        for (int times = 0; times < 3; ++times)
            QTest::keyClick(table, Qt::Key_Down);
        QCOMPARE(table->currentId(), QStringLiteral("page"));
        QTest::keyClick(table, Qt::Key_Space);
        QVERIFY(table->ticked().contains(QStringLiteral("page")));
        QTest::keyClick(table, Qt::Key_Up);
        QCOMPARE(table->currentId(), QStringLiteral("audit"));
        QTest::keyClick(table, Qt::Key_Home, Qt::ControlModifier);
        QCOMPARE(table->currentId(), QStringLiteral("alert"));
    }
    void aFailedConnectionSaysWhatToDo()
    {
        Tenant unreachable = m_tenant;
        unreachable.address = QUrl(QStringLiteral("http://127.0.0.1:9"));
        m_page->setTenant(unreachable);
        QSignalSpy checked(m_page.get(), &AccessPage::checked);
        m_page->startCheck();
        QVERIFY(checked.wait(20'000));
        const auto result = checked.first().at(1).value<CheckResult>();
        QString next;
        for (const ConnectionStep &step : result.steps) {
            if (step.state == StepState::Failed && step.error && next.isEmpty())
                next = step.error->nextStep;
        }
        QVERIFY(!next.isEmpty());
        QVERIFY2(verdict().contains(next), qPrintable(verdict()));
        test::screenshot(m_page.get(), "access-unreachable");
    }
    // While the file dialog is open, a second start of Slipway may show another tenant.
    void aCaFileIsForTheTenantThatItWasChosenFor()
    {
        Tenant other;
        other.name = QStringLiteral("Other");
        other.address = QUrl(QStringLiteral("http://127.0.0.1:9"));
        other = test::saveTenant(*m_workspace, other).value();
        const test::Authority authority(QStringLiteral("Inspection"));
        bool isChosen = false;
        QTimer::singleShot(0, this, [&] {
            QTRY_VERIFY(qobject_cast<QFileDialog *>(QApplication::activeModalWidget()));
            auto *dialog = qobject_cast<QFileDialog *>(QApplication::activeModalWidget());
            m_page->setTenant(other);
            dialog->selectFile(authority.caFile());
            isChosen = QMetaObject::invokeMethod(dialog, "accept");
        });
        find<QPushButton>("addCaButton")->click();
        QVERIFY(isChosen);
        const auto fileOf = [&](const Tenant &tenant) {
            for (const Tenant &saved : m_workspace->tenants()) {
                if (saved.id == tenant.id)
                    return saved.caFile;
            }
            return QStringLiteral("no such tenant");
        };
        QCOMPARE(fileOf(m_tenant), authority.caFile());
        QCOMPARE(fileOf(other), QString());
    }
    // Another tenant is looked at; the permission arrives, and somebody is told.
    void waitingGoesOnBehindAnotherTenant()
    {
        check();
        QSignalSpy granted(m_page.get(), &AccessPage::granted), checked(m_page.get(), &AccessPage::checked);
        test::control(m_demo->address(), "/__demo/settings",
                      R"({"granted":["alert","audit","application"],"latency_ms":100})");
        click("untilGrantedButton");
        QTRY_VERIFY(m_page->isWaitingForGrant(m_tenant.id));
        QVERIFY(find<QPushButton>("fixButton")->isEnabled());
        Tenant other;
        other.name = QStringLiteral("Other");
        other.address = QUrl(QStringLiteral("https://other.goskope.com"));
        m_page->setTenant(test::saveTenant(*m_workspace, other).value());
        QVERIFY(m_page->isWaitingForGrant(m_tenant.id));
        QVERIFY(granted.wait(20'000));
        QCOMPARE(granted.first().first().toString(), m_tenant.id);
        QCOMPARE(checked.first().first().toString(), m_tenant.id);
        QVERIFY(!m_page->isWaitingForGrant(m_tenant.id));
        QVERIFY(!verdict().contains(QLatin1String("Ready"))); // of the other one nothing is known
    }
    void untilGrantedShowsWhatItWaitsForAndStops()
    {
        check();
        click("untilGrantedButton");
        QTRY_VERIFY_WITH_TIMEOUT(
            verdict().startsWith(QLatin1String("2 of 3 granted. Testing Application events again in")),
            20'000);
        test::screenshot(m_page.get(), "access-until");
        QSignalSpy checked(m_page.get(), &AccessPage::checked);
        click("testButton"); // says "Stop"
        QVERIFY(checked.wait(2'000));
        QCOMPARE(verdict(), QStringLiteral("Not ready: 1 of 3 required permissions is missing."));
    }
    void theTableFollowsTheTheme()
    {
        check();
        const auto *granted = find<AccessTable>("accessTable")->item(1, 2);
        const QColor light = granted->foreground().color();
        theme::apply(*qApp, theme::Scheme::Dark);
        QCoreApplication::processEvents();
        QVERIFY(granted->foreground().color() != light);
        QCOMPARE(granted->foreground().color(), theme::text(theme::Tone::Good, m_page.get()));
        theme::apply(*qApp, theme::Scheme::Light);
    }
    // The choice in the dialog decides what is asked, and says what v1 is.
    void aTenantOfV1()
    {
        TenantDialog dialog(*m_workspace, {}, m_page.get());
        dialog.show();
        auto *api = dialog.findChild<QComboBox *>(QStringLiteral("apiCombo"));
        const auto notice = [&] {
            for (const QLabel *label : dialog.findChildren<QLabel *>()) {
                if (label->isVisible() && label->text() == retiredNotice())
                    return true;
            }
            return false;
        };
        QVERIFY(!notice());
        dialog.findChild<FoldButton *>()->click();
        api->setCurrentIndex(1);
        QVERIFY(notice());
        dialog.findChild<QLineEdit *>(QStringLiteral("nameEdit"))->setText(QStringLiteral("Old"));
        dialog.findChild<QLineEdit *>(QStringLiteral("addressEdit"))->setText(m_demo->address().toString());
        dialog.findChild<QLineEdit *>(QStringLiteral("tokenEdit"))
            ->setText(QString::fromUtf8(DemoTenantOptions().v1Token));
        test::screenshot(&dialog, "tenant-v1");
        QTest::mouseClick(dialog.findChild<QPushButton *>(QStringLiteral("saveButton")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.isVisible(), 10'000); // tested, ready, saved
        QCOMPARE(dialog.tenant().api, ApiVersion::V1);
        m_page->setTenant(dialog.tenant());
        auto *table = find<AccessTable>("accessTable");
        QCOMPARE(table->endpointCount(), 6);
        QCOMPARE(table->idAt(1), QStringLiteral("v1-alert"));
        QVERIFY(!find<QPushButton>("auditButton")->isEnabled()); // its token has no scopes
        check();
        QCOMPARE(verdict(), QStringLiteral("Ready: 3 of 3 required permissions."));
        QVERIFY(find<QTextEdit>("fixText")->toPlainText().contains(retiredNotice()));
        for (const RequestRecord &record : m_workspace->ledger().records())
            QVERIFY(record.path.startsWith(QLatin1String("/api/v1/")));
        test::screenshot(m_page.get(), "access-v1");
    }
};

QTEST_MAIN(AccessTest)
#include "access_test.moc"
