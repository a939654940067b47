// The actions of the main window: their texts, their shortcuts and their places in the menu bar. The window
// connects their signals; the Help actions are handled here.
//
// Threads: the window's.
#pragma once
#include <QKeySequence>
#include <QList>
#include <QObject>

class QAction;
class QMainWindow;

namespace slipway {

class HelpDialog;

class WindowActions : public QObject
{
    Q_OBJECT
public:
    // Fills the menu bar of `window`, which owns this object and its actions.
    explicit WindowActions(QMainWindow &window);

    // Whether a tenant is shown, and whether it is one that was saved, which the demo tenant is not.
    void setTenant(bool isShown, bool isSaved);
    void showDocumentation();
    void showShortcuts();
    void showAbout();

    QAction *addTenant, *startDemo, *testTenant, *exportEvents, *editTenant, *replaceToken, *removeTenant;
    QAction *openFile, *saveReport, *supportBundle, *preferences, *quit;
    QAction *allTenants, *needsYou, *findTenant, *nextPane, *foldJobs;
    QList<QAction *> screens; // Access … History

private:
    QAction *make(const QString &text, const QList<QKeySequence> &keys = {});
    void fillMenuBar();
    QMainWindow &m_window;
    QAction *m_documentation, *m_shortcuts;
    HelpDialog *m_help = nullptr; // once it has been asked for
};

} // namespace slipway
