#include "ui/tenants/overview_model.h"

#include "core/tenants/token_expiry.h"
#include "ui/tenants/natural_order.h"
#include "ui/theme/theme.h"
#include "ui/widgets/shown_time.h"

#include <algorithm>
#include <limits>

namespace slipway {
namespace {

// Only what was refused is missing: without a clear answer, the permission may well be there.
QStringList missingIn(const CheckRecord &check)
{
    QStringList titles;
    for (const CheckRecord::Row &row : check.rows) {
        if (!row.needed)
            continue;
        if (row.access == Access::TokenRefused)
            return {OverviewModel::tr("The token is refused")}; // which concerns all of them
        if (row.access == Access::Missing || row.access == Access::NotAvailable)
            titles << row.title;
    }
    return titles;
}

} // namespace

OverviewModel::OverviewModel(Workspace &workspace, QObject *parent)
    : QAbstractTableModel(parent), m_workspace(workspace)
{}

void OverviewModel::refresh(const QWidget *colours)
{
    QList<Tenant> tenants = m_workspace.tenants();
    std::stable_sort(tenants.begin(), tenants.end(), [](const Tenant &one, const Tenant &other) {
        return comesBefore(one.name, other.name);
    });
    const QList<JobSnapshot> jobs = m_workspace.jobs().jobs();
    QHash<QString, const JobSnapshot *> exports; // the newest job of each tenant
    for (const JobSnapshot &job : jobs) {
        if (!exports.contains(job.request.tenantId))
            exports.insert(job.request.tenantId, &job);
    }
    const QHash<QString, CheckRecord> checks = m_workspace.latestChecks();
    QList<Row> rows;
    rows.reserve(tenants.size());
    for (const Tenant &tenant : std::as_const(tenants)) {
        const auto check = checks.constFind(tenant.id);
        rows << rowOf(tenant, check == checks.constEnd() ? nullptr : &*check, exports.value(tenant.id),
                      colours);
        rows.last().cells[NameColumn].order = rows.size(); // is compared faster than the names
    }
    const bool areTheSame = std::equal(rows.cbegin(), rows.cend(), m_rows.cbegin(), m_rows.cend(),
                                       [](const Row &one, const Row &other) { return one.id == other.id; });
    if (areTheSame && !rows.isEmpty()) {
        m_rows = std::move(rows);
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

OverviewModel::Row OverviewModel::rowOf(const Tenant &tenant, const CheckRecord *lastCheck,
                                        const JobSnapshot *lastExport, const QWidget *colours) const
{
    Row row{tenant.id, {}};
    const auto set = [&](Column column, const QString &text, qint64 order,
                         theme::Tone tone = theme::Tone::Neutral) {
        row.cells[column] = {text, order,
                             tone == theme::Tone::Neutral ? QColor() : theme::text(tone, colours)};
    };
    set(NameColumn, tenant.name, 0);
    const bool isKnown = lastCheck && lastCheck->address == tenant.address.toString();
    const QStringList missing = isKnown ? missingIn(*lastCheck) : QStringList();
    if (isKnown) {
        const Verdict verdict = lastCheck->verdict;
        const theme::Tone tone = theme::toneOf(verdict);
        set(ResultColumn,
            theme::sign(tone) + QLatin1Char(' ') +
                (verdict == Verdict::Ready      ? tr("ready")
                 : verdict == Verdict::NotReady ? tr("not ready")
                                                : tr("not conclusive")),
            verdict == Verdict::Ready      ? 3
            : verdict == Verdict::NotReady ? 0
                                           : 1,
            tone);
    } else {
        set(ResultColumn, tr("○ not tested"), 2);
    }
    set(MissingColumn, missing.join(QStringLiteral(", ")), -missing.size());
    const QDate today = QDate::currentDate();
    const bool hasEnded = tenant.tokenExpires.isValid() && tenant.tokenExpires < today;
    set(EndColumn, expiryText(tenant.tokenExpires, today),
        tenant.tokenExpires.isValid() ? tenant.tokenExpires.toJulianDay()
                                      : std::numeric_limits<qint64>::max(),
        hasEnded                               ? theme::Tone::Bad
        : endsSoon(tenant.tokenExpires, today) ? theme::Tone::Warning
                                               : theme::Tone::Neutral);
    set(CheckColumn, isKnown ? shownTime(lastCheck->at) : tr("never"),
        isKnown ? lastCheck->at.toSecsSinceEpoch() : 0);
    set(ExportColumn,
        lastExport
            ? QStringLiteral("%1, %2").arg(shownTime(lastExport->created), jobStateWord(lastExport->state))
            : tr("never"),
        lastExport ? lastExport->created.toSecsSinceEpoch() : 0);
    return row;
}

int OverviewModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int OverviewModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant OverviewModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Row &row = m_rows[index.row()];
    const Cell &cell = row.cells[static_cast<std::size_t>(index.column())];
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case Qt::ToolTipRole:
        return cell.text.toHtmlEscaped();
    case Qt::ForegroundRole:
        return cell.colour.isValid() ? QVariant(cell.colour) : QVariant();
    case IdRole:
        return row.id;
    case OrderRole:
        return cell.order;
    default:
        return {};
    }
}

QVariant OverviewModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case NameColumn:
        return tr("Tenant");
    case ResultColumn:
        return tr("Result");
    case MissingColumn:
        return tr("Missing");
    case EndColumn:
        return tr("Token");
    case CheckColumn:
        return withZone(tr("Last check"));
    case ExportColumn:
        return withZone(tr("Last export"));
    default:
        return {};
    }
}

} // namespace slipway
