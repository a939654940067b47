#include "ui/preview/source_bar.h"

#include "ui/theme/theme.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/shown_time.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QPushButton>

namespace slipway {
namespace {

constexpr int rangeSize = 10'000; // the most events of a range

} // namespace

SourceBar::SourceBar(QWidget *parent)
    : QWidget(parent), m_endpoint(new QComboBox(this)), m_amount(new QComboBox(this)),
      m_from(new QDateTimeEdit(this)), m_to(new QDateTimeEdit(this)),
      m_load(new QPushButton(tr("&Load"), this)), m_open(new QPushButton(tr("O&pen file…"), this)),
      m_follow(new QCheckBox(tr("Follo&w"), this))
{
    m_endpoint->setObjectName(QStringLiteral("endpointCombo"));
    m_endpoint->setAccessibleName(tr("Endpoint"));
    for (const int amount : {100, 500, 2000, rangeSize})
        m_amount->addItem(tr("Newest %L1").arg(amount), amount);
    m_amount->addItem(tr("Time range"), 0);
    m_amount->setCurrentIndex(1);
    m_amount->setObjectName(QStringLiteral("amountCombo"));
    m_amount->setAccessibleName(tr("How many events"));
    const QDateTime now = QDateTime::currentDateTime();
    m_from->setDateTime(now.addSecs(-24 * 3600));
    m_to->setDateTime(now);
    m_from->setAccessibleName(withZone(tr("Start of the range")));
    m_to->setAccessibleName(withZone(tr("End of the range")));
    for (QDateTimeEdit *edit : {m_from, m_to}) {
        edit->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm"));
        edit->setLayoutDirection(Qt::LeftToRight); // otherwise the time would come before the date
        edit->setCalendarPopup(true);
        edit->setToolTip(withZone(tr("Time")));
        edit->hide();
    }
    m_from->setObjectName(QStringLiteral("rangeFrom"));
    m_to->setObjectName(QStringLiteral("rangeTo"));
    m_load->setObjectName(QStringLiteral("loadButton"));
    m_load->setToolTip(tr("Read events through Slipway's own index; no other consumer's position is moved"));
    theme::makePrimary(m_load);
    m_open->setObjectName(QStringLiteral("openFileButton"));
    m_open->setToolTip(tr("Look at a local file: NDJSON or JSON, plain or gzip"));
    m_follow->setObjectName(QStringLiteral("followCheck"));
    m_follow->setToolTip(tr("Read the file again whenever it grows or is replaced, and stay at its end"));
    m_follow->hide();

    auto *layout = new FlowLayout(theme::space, this);
    for (QWidget *widget :
         std::initializer_list<QWidget *>{m_endpoint, m_amount, m_from, m_to, m_load, m_open, m_follow})
        layout->addWidget(widget);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);

    connect(m_load, &QPushButton::clicked, this, [this] {
        if (m_isLoading)
            Q_EMIT stopWanted();
        else
            Q_EMIT loadWanted();
    });
    connect(m_open, &QPushButton::clicked, this, &SourceBar::fileWanted);
    connect(m_follow, &QCheckBox::toggled, this, &SourceBar::followingChanged);
    connect(m_amount, &QComboBox::currentIndexChanged, this, &SourceBar::showRange);
    connect(m_endpoint, &QComboBox::currentIndexChanged, this, &SourceBar::endpointChanged);
}

void SourceBar::setEndpoints(const QList<Endpoint> &endpoints)
{
    m_endpoint->clear();
    for (const Endpoint &endpoint : endpoints)
        m_endpoint->addItem(endpoint.title, endpoint.id);
}

void SourceBar::setTenantShown(bool isShown)
{
    m_isTenantShown = isShown;
    for (QWidget *widget : std::initializer_list<QWidget *>{m_endpoint, m_amount, m_load})
        widget->setVisible(isShown);
    showRange();
}

void SourceBar::showRange()
{
    const bool isRange = m_isTenantShown && m_amount->currentData().toInt() == 0;
    m_from->setVisible(isRange);
    m_to->setVisible(isRange);
}

void SourceBar::choose(const QString &endpointId)
{
    m_endpoint->setCurrentIndex(m_endpoint->findData(endpointId));
}

QString SourceBar::endpointId() const
{
    return m_endpoint->currentData().toString();
}

QString SourceBar::endpointTitle() const
{
    return m_endpoint->currentText();
}

PreviewRequest SourceBar::request() const
{
    const int amount = m_amount->currentData().toInt();
    if (amount > 0)
        return {amount, 0, 0};
    return {rangeSize, m_from->dateTime().toSecsSinceEpoch(), m_to->dateTime().toSecsSinceEpoch()};
}

void SourceBar::setLoading(bool isLoading)
{
    m_isLoading = isLoading;
    m_load->setText(isLoading ? tr("&Stop") : tr("&Load"));
    m_load->setEnabled(true);
}

void SourceBar::setStopping()
{
    m_load->setEnabled(false);
}

void SourceBar::setFollowShown(bool isShown)
{
    m_follow->setVisible(isShown);
}

void SourceBar::setFollowing(bool isFollowing)
{
    m_follow->setChecked(isFollowing);
}

bool SourceBar::isFollowing() const
{
    return m_follow->isChecked();
}

} // namespace slipway
