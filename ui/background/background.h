// Slipway without its window, while exports run: an icon in the tray, if the desktop has one. Ends the
// program as soon as nothing is running any more. Starting Slipway again brings the window back.
//
// Threads: the window's.
#pragma once
#include "core/exporting/jobs/job_service.h"

#include <QObject>
#include <QTimer>

#include <memory>

class QMenu;
class QSystemTrayIcon;
class QWidget;

namespace slipway {

class Background : public QObject
{
    Q_OBJECT
public:
    // `window` must outlive this object. The program no longer ends with its last window while this object
    // exists.
    Background(JobService &jobs, QWidget &window);
    ~Background() override;

Q_SIGNALS:
    void windowWanted();
    void stopWanted(); // stop the exports and end the program
    // Nothing is running any more.
    void allEnded();

private:
    void look();

    JobService &m_jobs;
    std::unique_ptr<QMenu> m_menu;
    std::unique_ptr<QSystemTrayIcon> m_tray; // null if the desktop has no tray
    QTimer m_timer;
    bool m_wasIdle = false;
};

} // namespace slipway
