#include "ui/background/background.h"

#include <QApplication>
#include <QMenu>
#include <QSystemTrayIcon>
#include <QWidget>

#include <utility>

namespace slipway {

Background::Background(JobService &jobs, QWidget &window) : m_jobs(jobs), m_menu(std::make_unique<QMenu>())
{
    QApplication::setQuitOnLastWindowClosed(false);
    if (QSystemTrayIcon::isSystemTrayAvailable()) {
        connect(m_menu->addAction(tr("&Show Slipway")), &QAction::triggered, this, &Background::windowWanted);
        connect(m_menu->addAction(tr("S&top and resume later")), &QAction::triggered, this,
                &Background::stopWanted);
        m_tray = std::make_unique<QSystemTrayIcon>(window.windowIcon());
        m_tray->setContextMenu(m_menu.get());
        connect(m_tray.get(), &QSystemTrayIcon::activated, this,
                [this](QSystemTrayIcon::ActivationReason why) {
                    if (why != QSystemTrayIcon::Context)
                        Q_EMIT windowWanted();
                });
        m_tray->show();
    }
    connect(&m_timer, &QTimer::timeout, this, &Background::look);
    m_timer.start(2'000);
    look();
}

Background::~Background()
{
    QApplication::setQuitOnLastWindowClosed(true);
}

void Background::look()
{
    qsizetype running = 0;
    for (const JobSnapshot &job : m_jobs.jobs())
        running += job.state == JobState::Running || job.state == JobState::Queued;
    if (m_tray)
        m_tray->setToolTip(tr("Slipway: %n export(s) running", nullptr, static_cast<int>(running)));
    // Seen twice, so that the message about the end of the last job reaches the desktop.
    const bool isIdle = !m_jobs.hasRunningJobs();
    if (isIdle && std::exchange(m_wasIdle, isIdle))
        Q_EMIT allEnded();
    m_wasIdle = isIdle;
}

} // namespace slipway
