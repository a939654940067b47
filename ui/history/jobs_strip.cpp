#include "ui/history/jobs_strip.h"

#include "ui/history/jobs_view.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>

namespace slipway {
namespace {

constexpr auto foldedKey = "jobs/folded";

} // namespace

JobsStrip::JobsStrip(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_jobs(new JobsView(workspace, this)), m_line(new QPushButton(this))
{
    setObjectName(QStringLiteral("jobsStrip"));
    m_line->setObjectName(QStringLiteral("jobsLine"));
    m_line->setFlat(true);
    m_line->setToolTip(tr("Show or hide the jobs (F8)"));
    m_line->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::space / 2, 0, theme::space / 2, 0);
    layout->setSpacing(0);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(0, 0, theme::space / 2, 0);
    top->addWidget(m_line, 0, Qt::AlignLeading);
    top->addWidget(m_jobs->buttons(), 1);
    layout->addLayout(top);
    layout->addWidget(m_jobs, 1);
    connect(m_line, &QPushButton::clicked, this, &JobsStrip::toggle);
    connect(m_jobs, &JobsView::overviewChanged, this, [this] {
        showOverview();
        Q_EMIT changed();
    });
    setFolded(QSettings().value(QLatin1String(foldedKey)).toBool());
    showOverview();
}

bool JobsStrip::isFolded() const
{
    return m_jobs->isHidden();
}

void JobsStrip::setFolded(bool isFolded)
{
    m_isWanted = !isFolded;
    QSettings().setValue(QLatin1String(foldedKey), isFolded);
    showList();
}

void JobsStrip::showList()
{
    const bool isShown = m_isWanted && (m_hasRoom || m_insists);
    m_line->setIcon(theme::icon(isShown ? "unfold" : "fold"));
    if (isShown == !m_jobs->isHidden())
        return;
    m_jobs->setVisible(isShown);
    m_jobs->buttons()->setVisible(isShown);
    setSizePolicy(QSizePolicy::Preferred, isShown ? QSizePolicy::Preferred : QSizePolicy::Fixed);
    setMaximumHeight(isShown ? QWIDGETSIZE_MAX : m_line->sizeHint().height());
    Q_EMIT folded(!isShown);
}

void JobsStrip::toggle()
{
    m_insists = isFolded() && !m_hasRoom;
    setFolded(!isFolded());
}

void JobsStrip::showJob(const QString &jobId)
{
    if (isFolded())
        toggle();
    m_jobs->select(jobId);
}

QList<JobSnapshot> JobsStrip::jobs() const
{
    return m_jobs->jobs();
}

void JobsStrip::setRoom(int height)
{
    const int list = height - m_line->sizeHint().height();
    m_hasRoom = list >= m_jobs->minimumSizeHint().height();
    m_insists = m_insists && !m_hasRoom;
    showList();
}

void JobsStrip::showOverview()
{
    setVisible(!m_jobs->isEmpty());
    m_line->setText(tr("Jobs: %1").arg(m_jobs->overview()));
}

} // namespace slipway
