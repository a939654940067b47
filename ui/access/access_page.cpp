#include "ui/access/access_page.h"

#include "core/diagnosis/fix.h"
#include "ui/widgets/banner.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>

namespace slipway {
namespace {

enum Column {
    EndpointColumn,
    NeededColumn,
    ResultColumn,
    HttpColumn,
    TimeColumn,
    ExplanationColumn,
    ColumnCount
};

} // namespace

AccessPage::AccessPage(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_profile(new QComboBox(this)),
      m_test(new QPushButton(tr("&Test"), this)), m_copy(new QPushButton(tr("&Copy as text"), this)),
      m_banner(new Banner(this)), m_steps(new QLabel(this)), m_table(new QTableWidget(this)),
      m_detail(new QPlainTextEdit(this))
{
    setObjectName(QStringLiteral("accessPage"));
    auto *profileLabel = new QLabel(tr("&Profile:"), this);
    profileLabel->setBuddy(m_profile);
    fillProfiles();
    m_profile->setAccessibleName(tr("Profile"));
    m_test->setObjectName(QStringLiteral("testButton"));
    m_copy->setEnabled(false);
    auto *top = new QHBoxLayout;
    top->addWidget(profileLabel);
    top->addWidget(m_profile);
    top->addStretch();
    top->addWidget(m_copy);
    top->addWidget(m_test);

    m_steps->setTextFormat(Qt::RichText); // built here, every part escaped
    m_steps->setWordWrap(true);
    m_steps->setAccessibleName(tr("Connection steps"));

    m_table->setObjectName(QStringLiteral("accessTable"));
    m_table->setAccessibleName(tr("Permissions by endpoint"));
    m_table->setColumnCount(ColumnCount);
    m_table->setHorizontalHeaderLabels({tr("Endpoint (tick to test)"), tr("Needed"), tr("Result"), tr("HTTP"),
                                        tr("Time"), tr("What it means")});
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_detail->setReadOnly(true);
    m_detail->setObjectName(QStringLiteral("fixText"));
    m_detail->setAccessibleName(tr("How to fix"));
    m_detail->setPlaceholderText(tr("Select an endpoint to see what its result means and how to fix it."));
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_table);
    splitter->addWidget(m_detail);
    splitter->setStretchFactor(0, 4);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({260, 180});

    auto *layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(m_banner);
    layout->addWidget(m_steps);
    layout->addWidget(splitter, 1);

    connect(m_test, &QPushButton::clicked, this, [this] { m_session ? m_session->cancel() : startCheck(); });
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_result.asText()); });
    connect(m_profile, &QComboBox::currentIndexChanged, this, [this] { fillRows(); });
    connect(m_table, &QTableWidget::itemSelectionChanged, this, [this] { showDetail(); });
    connect(m_table, &QTableWidget::cellDoubleClicked, this, [this](int row) {
        Q_EMIT previewRequested(m_table->item(row, EndpointColumn)->data(Qt::UserRole).toString());
    });
    fillRows();
}

AccessPage::~AccessPage() = default;

void AccessPage::setTenant(const Tenant &tenant)
{
    if (tenant.id == m_tenant.id && tenant.api == m_tenant.api) {
        m_tenant = tenant;
        return;
    }
    m_session.reset();
    m_tenant = tenant;
    m_test->setText(tr("&Test"));
    m_copy->setEnabled(false);
    m_banner->hide();
    m_steps->clear();
    m_rows.clear();
    fillProfiles();
    if (const int index = m_profile->findData(tenant.profileId); index >= 0)
        m_profile->setCurrentIndex(index);
    fillRows();
}

// Those that the tenant's API can serve.
void AccessPage::fillProfiles()
{
    const QSignalBlocker quiet(m_profile);
    m_profile->clear();
    for (const Profile &each : m_workspace.catalogue().profiles(m_tenant.api))
        m_profile->addItem(each.title, each.id);
}

Profile AccessPage::profile() const
{
    return m_workspace.catalogue()
        .resolveProfile(m_profile->currentData().toString(), m_tenant.api)
        .value_or(Profile{});
}

void AccessPage::fillRows()
{
    const Profile wanted = profile();
    QList<Endpoint> endpoints;
    for (const bool needed : {true, false}) {
        for (const Endpoint &endpoint : m_workspace.catalogue().endpoints(m_tenant.api)) {
            if (wanted.endpointIds.contains(endpoint.id) == needed)
                endpoints << endpoint;
        }
    }
    m_rows.clear();
    m_table->setRowCount(static_cast<int>(endpoints.size()));
    for (int row = 0; row < endpoints.size(); ++row) {
        const Endpoint &endpoint = endpoints[row];
        const bool needed = wanted.endpointIds.contains(endpoint.id);
        for (int column = 0; column < ColumnCount; ++column)
            m_table->setItem(row, column, new QTableWidgetItem);
        QTableWidgetItem *first = m_table->item(row, EndpointColumn);
        first->setText(endpoint.title);
        first->setData(Qt::UserRole, endpoint.id);
        first->setToolTip(endpoint.path);
        // What the profile needs is always tested.
        first->setFlags(needed ? Qt::ItemIsSelectable | Qt::ItemIsEnabled
                               : Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsUserCheckable);
        first->setCheckState(needed ? Qt::Checked : Qt::Unchecked);
        m_table->item(row, NeededColumn)->setText(needed ? tr("yes") : tr("no"));
        m_table->item(row, ResultColumn)->setText(tr("not tested"));
    }
    m_table->resizeColumnsToContents();
    m_table->setColumnWidth(ResultColumn, std::max(m_table->columnWidth(ResultColumn),
                                                   m_table->fontMetrics().horizontalAdvance(
                                                       QStringLiteral("✘ not conclusive  "))));
    m_table->setColumnWidth(TimeColumn,
                            std::max(m_table->columnWidth(TimeColumn),
                                     m_table->fontMetrics().horizontalAdvance(QStringLiteral("10000 ms  "))));
}

void AccessPage::startCheck()
{
    if (m_session || m_tenant.id.isEmpty())
        return;
    m_banner->hide();
    m_test->setEnabled(false);
    QPointer<AccessPage> self(this);
    const QString id = m_tenant.id;
    QCoro::connect(m_workspace.connection(m_tenant), this,
                   [self, id](const Result<ConnectionSettings> &settings) {
                       if (!self || self->m_tenant.id != id)
                           return;
                       self->m_test->setEnabled(true);
                       if (settings)
                           self->run(*settings);
                       else
                           self->m_banner->show(settings.error());
                   });
}

void AccessPage::run(const ConnectionSettings &settings)
{
    QList<Endpoint> endpoints;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        QTableWidgetItem *item = m_table->item(row, EndpointColumn);
        if (item->checkState() == Qt::Checked)
            endpoints << *m_workspace.catalogue().endpoint(item->data(Qt::UserRole).toString());
    }
    m_stepList.clear();
    m_steps->clear();
    m_test->setText(tr("S&top"));
    m_session = std::make_unique<CheckSession>(settings, profile(), endpoints);
    connect(m_session.get(), &CheckSession::stepChanged, this, &AccessPage::showStep);
    connect(m_session.get(), &CheckSession::rowChanged, this, &AccessPage::showRow);
    connect(m_session.get(), &CheckSession::finished, this, &AccessPage::showResult);
    m_session->start();
}

void AccessPage::showStep(const ConnectionStep &step)
{
    const auto found = std::find_if(m_stepList.begin(), m_stepList.end(),
                                    [&](const ConnectionStep &each) { return each.id == step.id; });
    if (found == m_stepList.end())
        m_stepList << step;
    else
        *found = step;
    paintSteps();
}

// Signs and colours follow the palette when it changes between light and dark.
void AccessPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    if (!m_stepList.isEmpty())
        paintSteps();
    for (const AccessRow &row : QHash<QString, AccessRow>(m_rows))
        showRow(row);
}

void AccessPage::paintSteps()
{
    QStringList parts;
    for (const ConnectionStep &each : m_stepList) {
        const theme::Tone tone = theme::toneOf(each.state);
        QString text = each.title;
        if (each.milliseconds >= 0)
            text += tr(" %1 ms").arg(each.milliseconds);
        if (!each.evidence.isEmpty())
            text += QStringLiteral(" (%1)").arg(each.evidence);
        parts << QStringLiteral("<span style=\"color:%1\">%2 %3</span>")
                     .arg(theme::text(tone, this).name(), theme::sign(tone), text.toHtmlEscaped());
    }
    m_steps->setText(tr("Connection: ") + parts.join(QStringLiteral(" &nbsp; ")));
}

void AccessPage::showRow(const AccessRow &row)
{
    m_rows.insert(row.endpoint.id, row);
    for (int line = 0; line < m_table->rowCount(); ++line) {
        if (m_table->item(line, EndpointColumn)->data(Qt::UserRole).toString() != row.endpoint.id)
            continue;
        const theme::Tone tone = theme::toneOf(row.access);
        QTableWidgetItem *result = m_table->item(line, ResultColumn);
        result->setText(theme::sign(tone) + QLatin1Char(' ') + accessWord(row.access));
        result->setForeground(theme::text(tone, this));
        m_table->item(line, HttpColumn)
            ->setText(row.httpStatus ? QString::number(row.httpStatus) : QStringLiteral("–"));
        m_table->item(line, TimeColumn)
            ->setText(row.milliseconds >= 0 ? tr("%1 ms").arg(row.milliseconds) : QString());
        m_table->item(line, ExplanationColumn)->setText(row.explanation);
        m_table->item(line, ExplanationColumn)->setToolTip(row.explanation);
    }
    showDetail();
}

void AccessPage::showResult(const CheckResult &result)
{
    m_result = result;
    m_session.release()->deleteLater(); // we are inside its signal
    m_test->setText(tr("&Test"));
    m_copy->setEnabled(true);
    m_banner->show(theme::toneOf(result.verdict), result.summary, result.asText());
    for (int line = 0; line < m_table->rowCount(); ++line) {
        const AccessRow row =
            m_rows.value(m_table->item(line, EndpointColumn)->data(Qt::UserRole).toString());
        if (!row.endpoint.id.isEmpty() && row.access != Access::Granted) {
            m_table->selectRow(line); // the first that needs attention
            break;
        }
    }
    Q_EMIT checked(m_tenant.id, result);
}

void AccessPage::showDetail()
{
    const int line = m_table->currentRow();
    if (line < 0)
        return;
    const AccessRow row = m_rows.value(m_table->item(line, EndpointColumn)->data(Qt::UserRole).toString());
    // A cause is only certain when the whole check is in.
    const Fix fix = m_session ? Fix{} : fixFor(m_result, row);
    QStringList parts =
        fix.title.isEmpty() ? QStringList{row.explanation, row.nextStep} : QStringList{fix.asText()};
    if (!fix.message.isEmpty())
        parts << tr("A message to your Netskope administrator:") + QLatin1Char('\n') + fix.message;
    parts << row.details;
    parts.removeAll(QString());
    m_detail->setPlainText(scrubbed(parts.join(QStringLiteral("\n\n"))));
}

} // namespace slipway
