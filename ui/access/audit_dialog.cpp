#include "ui/access/audit_dialog.h"

#include "core/async/retire.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/tick_table.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace slipway {
namespace {

enum Column { PathColumn, ResultColumn, HttpColumn, RiskColumn, ColumnCount };

theme::Tone toneOf(AuditRow::State state)
{
    switch (state) {
    case AuditRow::State::Allowed:
        return theme::Tone::Warning;
    case AuditRow::State::Refused:
        return theme::Tone::Good;
    default:
        return theme::Tone::Neutral;
    }
}

} // namespace

AuditDialog::AuditDialog(ConnectionSettings settings, const Profile &profile, QString databasePath,
                         QWidget *parent)
    : QDialog(parent), m_settings(std::move(settings)), m_databasePath(std::move(databasePath)),
      m_paths(auditPaths(profile)), m_warning(new QLabel(this)), m_banner(new Banner(this)),
      m_table(new TickTable(this)), m_start(nullptr), m_copy(nullptr)
{
    setWindowTitle(tr("Least privilege"));
    setObjectName(QStringLiteral("auditDialog"));
    resize(860, 560);
    auto *intro = new QLabel(
        tr("What can this token read beyond what %1 needs? Tick what to ask for.").arg(profile.title), this);
    intro->setWordWrap(true);
    m_warning->setWordWrap(true);
    m_table->setObjectName(QStringLiteral("auditTable"));
    m_table->setAccessibleName(tr("Paths to ask for"));
    m_table->setRowCount(static_cast<int>(m_paths.size()));
    m_table->setColumnCount(ColumnCount);
    m_table->setHorizontalHeaderLabels({tr("Path (tick to ask)"), tr("Result"), tr("HTTP"), tr("Risk")});
    for (int row = 0; row < m_paths.size(); ++row) {
        for (int column = 0; column < ColumnCount; ++column)
            m_table->setItem(row, column, new QTableWidgetItem);
        const AuditPath &path = m_paths[row];
        QTableWidgetItem *first = m_table->item(row, PathColumn);
        first->setText(path.title);
        first->setToolTip(path.path);
        first->setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsUserCheckable);
        first->setCheckState(path.isDefault ? Qt::Checked : Qt::Unchecked);
        m_table->item(row, ResultColumn)->setText(tr("not asked"));
        m_table->item(row, RiskColumn)->setText(path.risk);
        m_table->item(row, RiskColumn)->setToolTip(path.risk);
    }
    m_table->resizeColumnsToContents();
    m_table->setColumnWidth(
        ResultColumn, m_table->fontMetrics().horizontalAdvance(QStringLiteral("• not on this tenant  ")));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_copy = buttons->addButton(tr("&Copy as text"), QDialogButtonBox::ActionRole);
    m_start = buttons->addButton(tr("&Ask the tenant"), QDialogButtonBox::ActionRole);
    m_start->setObjectName(QStringLiteral("startAudit"));
    m_start->setDefault(true);
    m_copy->setEnabled(false);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(intro);
    layout->addWidget(m_warning);
    layout->addWidget(m_banner);
    layout->addWidget(m_table, 1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_start, &QPushButton::clicked, this, [this] { m_session ? m_session->cancel() : start(); });
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_result.asText()); });
    connect(m_table, &QTableWidget::itemChanged, this, [this] { updateStart(); });
    updateStart();
}

AuditDialog::~AuditDialog()
{
    retire(std::move(m_session), &AuditSession::cancel, &AuditSession::finished, &AuditSession::failed);
}

QList<AuditPath> AuditDialog::ticked() const
{
    QList<AuditPath> paths;
    for (int row = 0; row < m_paths.size(); ++row) {
        if (m_table->item(row, PathColumn)->checkState() == Qt::Checked)
            paths << m_paths[row];
    }
    return paths;
}

void AuditDialog::updateStart()
{
    const qsizetype count = ticked().size();
    m_warning->setText(auditWarning(count));
    m_start->setText(m_session ? tr("S&top") : tr("&Ask the tenant"));
    m_start->setEnabled(m_session || count > 0);
}

void AuditDialog::start()
{
    m_session = std::make_unique<AuditSession>(m_settings, ticked(), m_databasePath);
    connect(m_session.get(), &AuditSession::rowChanged, this, &AuditDialog::showRow);
    connect(m_session.get(), &AuditSession::finished, this, &AuditDialog::showResult);
    connect(m_session.get(), &AuditSession::failed, this, [this](const Error &error) {
        m_session.release()->deleteLater(); // we are inside its signal
        m_banner->show(error);
        updateStart();
    });
    m_session->start();
    updateStart();
}

void AuditDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    for (const AuditRow &row : QHash<QString, AuditRow>(m_rows))
        showRow(row);
}

void AuditDialog::showRow(const AuditRow &row)
{
    m_rows.insert(row.path.path, row);
    const QSignalBlocker quiet(m_table);
    for (int line = 0; line < m_paths.size(); ++line) {
        if (m_paths[line].path != row.path.path)
            continue;
        const theme::Tone tone = toneOf(row.state);
        QTableWidgetItem *result = m_table->item(line, ResultColumn);
        // A refusal is the good result here, but a tick would suggest that the token has this
        // right.
        const QString sign = row.state == AuditRow::State::Refused ? QStringLiteral("–") : theme::sign(tone);
        result->setText(sign + QLatin1Char(' ') + row.word());
        result->setForeground(theme::text(tone, this));
        result->setToolTip(row.note);
        m_table->item(line, HttpColumn)
            ->setText(row.httpStatus ? QString::number(row.httpStatus) : QString());
        if (row.state == AuditRow::State::Probing)
            m_table->scrollToItem(result);
    }
}

void AuditDialog::showResult(const AuditResult &result)
{
    m_session.release()->deleteLater(); // we are inside its signal
    m_result = result;
    const bool any = std::any_of(result.rows.cbegin(), result.rows.cend(),
                                 [](const AuditRow &row) { return row.state == AuditRow::State::Allowed; });
    m_banner->show(any               ? theme::Tone::Warning
                   : result.complete ? theme::Tone::Good
                                     : theme::Tone::Neutral,
                   result.summary, result.asText());
    m_copy->setEnabled(true);
    updateStart();
    Q_EMIT audited(result);
}

} // namespace slipway
