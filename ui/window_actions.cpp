#include "ui/window_actions.h"

#include "ui/help/help_dialog.h"
#include "ui/widgets/context_menu_key.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QKeySequence>
#include <QMainWindow>
#include <QMenuBar>
#include <QMessageBox>
#include <QShortcut>

namespace slipway {

// In the order in which the list of shortcuts shows them.
WindowActions::WindowActions(QMainWindow &window) : QObject(&window), m_window(window)
{
    addTenant = make(tr("&Add tenant…"), {QKeySequence::New});
    testTenant = make(tr("&Test"), {QKeySequence(Qt::Key_F5), QKeySequence(tr("Ctrl+R"))});
    exportEvents = make(tr("E&xport…"), {QKeySequence(tr("Ctrl+E"))});
    editTenant = make(tr("&Edit tenant…"));
    replaceToken = make(tr("Re&place token…"));
    removeTenant = make(tr("&Remove tenant…"));
    startDemo = make(tr("Try the &demo tenant"));
    saveReport = make(tr("&Save report…"), {QKeySequence(tr("Ctrl+Shift+S"))});
    openFile = make(tr("&Open a file of events…"), {QKeySequence::Open});
    supportBundle = make(tr("Support &bundle…"));
    preferences = make(tr("&Preferences…"), {QKeySequence(tr("Ctrl+,"))});
    quit = make(tr("&Quit"), {QKeySequence(tr("Ctrl+Q"))});
    findTenant = make(tr("&Find a tenant"), {QKeySequence(tr("Ctrl+K"))});
    allTenants = make(tr("All &tenants"), {QKeySequence(tr("Ctrl+0"))});
    allTenants->setObjectName(QStringLiteral("allTenantsAction"));
    needsYou = make(tr("Needs &you"), {QKeySequence(tr("Ctrl+9"))});
    foldJobs = make(tr("&Jobs"), {QKeySequence(Qt::Key_F8)});
    nextPane = make(tr("&Next pane"), {QKeySequence(Qt::Key_F6)});
    m_documentation = make(tr("&Documentation"), {QKeySequence(Qt::Key_F1)});
    connect(m_documentation, &QAction::triggered, this, &WindowActions::showDocumentation);
    m_shortcuts = make(tr("&Keyboard shortcuts"), {QKeySequence(tr("Ctrl+/"))});
    connect(m_shortcuts, &QAction::triggered, this, &WindowActions::showShortcuts);
    for (const QString &title : {tr("&Access"), tr("&Preview"), tr("&Export"), tr("&History")})
        screens << make(title, {QKeySequence(QStringLiteral("Ctrl+%1").arg(screens.size() + 1))});
    fillMenuBar();
}

QAction *WindowActions::make(const QString &text, const QList<QKeySequence> &keys)
{
    auto *action = new QAction(text, this);
    action->setShortcuts(keys);
    m_window.addAction(action); // its shortcut works even if the menu is hidden
    return action;
}

void WindowActions::fillMenuBar()
{
    QMenuBar &bar = *m_window.menuBar();
    QMenu *file = bar.addMenu(tr("&File"));
    file->addActions({openFile, saveReport, supportBundle});
    file->addSeparator();
    file->addActions({preferences, quit});
    QMenu *tenant = bar.addMenu(tr("Te&nant"));
    tenant->addActions({addTenant, startDemo});
    tenant->addSeparator();
    tenant->addActions({testTenant, exportEvents});
    tenant->addSeparator();
    tenant->addActions({editTenant, replaceToken, removeTenant});
    QMenu *view = bar.addMenu(tr("&View"));
    view->addActions({allTenants, needsYou});
    view->addActions(screens);
    view->addSeparator();
    view->addActions({findTenant, nextPane, foldJobs});
    QMenu *help = bar.addMenu(tr("&Help"));
    help->addActions({m_documentation, m_shortcuts});
    connect(help->addAction(tr("&About Slipway")), &QAction::triggered, this, &WindowActions::showAbout);
}

void WindowActions::setTenant(bool isShown, bool isSaved)
{
    for (QAction *action : {testTenant, exportEvents, saveReport, removeTenant})
        action->setEnabled(isShown);
    for (QAction *screen : std::as_const(screens))
        screen->setEnabled(isShown);
    for (QAction *action : {editTenant, replaceToken})
        action->setEnabled(isSaved);
}

void WindowActions::showDocumentation()
{
    if (documentsFolder().isEmpty()) {
        QMessageBox box(QMessageBox::NoIcon, tr("Documentation"),
                        tr("The documentation was not installed with Slipway. It is in share/doc/slipway of "
                           "the package, or in the folder docs of the source."),
                        QMessageBox::Close, &m_window);
        box.exec();
        return;
    }
    if (!m_help) {
        m_help = new HelpDialog(&m_window);
        m_help->open(QStringLiteral("user-guide.md"));
    }
    m_help->show();
    m_help->raise();
    m_help->activateWindow();
}

void WindowActions::showShortcuts()
{
    const auto add = [](QStringList &rows, const QString &what, const QKeySequence &keys) {
        const QString row =
            QStringLiteral("<tr><td style=\"padding-right:24px; white-space:nowrap\">%1</td>"
                           "<td style=\"white-space:nowrap\">%2</td></tr>")
                .arg(QString(what).remove(QLatin1Char('&')).remove(QStringLiteral("…")).toHtmlEscaped(),
                     keys.toString(QKeySequence::NativeText).toHtmlEscaped());
        if (!keys.isEmpty() && !rows.contains(row)) // a part of the window may be there twice
            rows << row;
    };
    QStringList everywhere, inEvents, inJobs;
    for (const QAction *action : m_window.actions())
        add(everywhere, action->text(), action->shortcut());
    add(everywhere, tr("Menu of the row or field"), ContextMenuKey::keys());
    for (const QShortcut *shortcut : m_window.findChildren<QShortcut *>())
        add(shortcut->parent()->objectName() == QLatin1String("jobsView") ? inJobs : inEvents,
            shortcut->whatsThis(), shortcut->key());
    for (const auto *table : m_window.findChildren<QAbstractItemView *>(QStringLiteral("eventTable"))) {
        for (const QAction *action : table->actions())
            add(inEvents, action->text(), action->shortcut());
    }
    const auto column = [](const QString &heading, const QStringList &rows) {
        return QStringLiteral("<p><b>%1</b></p><table cellpadding=\"3\">%2</table>")
            .arg(heading, rows.join(QString()));
    };
    QMessageBox box(
        QMessageBox::NoIcon, tr("Keyboard shortcuts"),
        QStringLiteral("<table><tr><td style=\"padding-right:32px\">%1</td><td>%2%3</td></tr></table>")
            .arg(column(tr("Everywhere"), everywhere), column(tr("In a list of events"), inEvents),
                 column(tr("In the jobs"), inJobs)),
        QMessageBox::Close, &m_window);
    box.setObjectName(QStringLiteral("shortcutsDialog"));
    box.setTextFormat(Qt::RichText);
    box.exec();
}

void WindowActions::showAbout()
{
    QMessageBox box(
        QMessageBox::NoIcon, tr("About Slipway"),
        tr("Slipway %1\nConnector manager for Netskope tenants.\n\nFree software under the GNU General "
           "Public License, version 3 or later. It comes without any warranty. Qt %2.")
            .arg(QApplication::applicationVersion(), QString::fromLatin1(qVersion())),
        QMessageBox::Close, &m_window);
    box.setIconPixmap(m_window.windowIcon().pixmap(64, 64));
    box.setTextFormat(Qt::PlainText);
    box.exec();
}

} // namespace slipway
