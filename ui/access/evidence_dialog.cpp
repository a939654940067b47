#include "ui/access/evidence_dialog.h"

#include "core/netskope/curl_text.h"
#include "ui/theme/theme.h"
#include "ui/widgets/shown_time.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QTableWidget>
#include <QVBoxLayout>

namespace slipway {
namespace {

QString clock(const QDateTime &at)
{
    return at.isValid() ? at.toLocalTime().toString(QStringLiteral("HH:mm:ss.zzz")) : QString();
}

QString milliseconds(qint64 time)
{
    return time >= 0 ? QStringLiteral("%1 ms").arg(time) : QString();
}

QString status(int http)
{
    return http > 0 ? QString::number(http) : QString();
}

} // namespace

EvidenceDialog::EvidenceDialog(const CheckResult &result, const RequestLedger &ledger, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Evidence"));
    setObjectName(QStringLiteral("evidenceDialog"));
    resize(900, 600);
    auto *tabs = new QTabWidget(this);
    tabs->setAccessibleName(tr("Evidence"));
    QList<Line> steps;
    addSteps(result, steps);
    tabs->addTab(
        makeTable("stepTable", tr("Steps of the last check"),
                  {withZone(tr("Time")), tr("What"), tr("Result"), tr("HTTP"), tr("Took"), tr("Request id")},
                  steps),
        tr("&Last check"));

    QList<Line> requests;
    const QList<RequestRecord> records = ledger.records();
    for (auto record = records.crbegin(); record != records.crend(); ++record)
        requests << Line{{clock(record->at), record->method, record->host + record->path,
                          record->status ? status(record->status) : record->error,
                          milliseconds(record->milliseconds), record->index, record->requestId},
                         factsOf(*record),
                         curlText(*record),
                         {}};
    auto *page = new QWidget(tabs);
    auto *pageLayout = new QVBoxLayout(page);
    pageLayout->setContentsMargins(0, 0, 0, 0);
    auto *summary = new QLabel(ledger.summary(), page);
    summary->setObjectName(QStringLiteral("ledgerSummary"));
    summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    pageLayout->addWidget(summary);
    pageLayout->addWidget(makeTable("ledgerTable", tr("Every request of this session"),
                                    {withZone(tr("Time")), tr("Method"), tr("What"), tr("HTTP"), tr("Took"),
                                     tr("Index"), tr("Request id")},
                                    requests),
                          1);
    tabs->addTab(page, tr("&Every request of this session"));

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(tabs, 1);
    layout->addWidget(buttons);
}

QList<FactSheet::Fact> EvidenceDialog::factsOf(const RequestRecord &record)
{
    return {{tr("Request"), record.method + QLatin1Char(' ') + record.host + record.path, {}, true},
            {tr("Query"), record.query, {}, true},
            {tr("Index"), record.index, {}, true},
            {tr("Operation"), record.operation, {}, true},
            {tr("Time"), withZone(shownTime(record.at))},
            {tr("Result"), record.status ? tr("HTTP %1").arg(record.status) : record.error},
            {tr("Took"), milliseconds(record.milliseconds)},
            {tr("Request id"), record.requestId, {}, true},
            {tr("Command"), curlText(record), {}, true}};
}

void EvidenceDialog::addSteps(const CheckResult &result, QList<Line> &lines) const
{
    for (const ConnectionStep &step : result.steps) {
        QList<FactSheet::Fact> details{{tr("Step"), step.title}, {tr("Evidence"), step.evidence}};
        if (step.error)
            details << FactSheet::Fact{tr("Problem"), step.error->message, theme::toneOf(step.state)}
                    << FactSheet::Fact{tr("What to do"), step.error->nextStep}
                    << FactSheet::Fact{tr("Technical details"), step.error->details, {}, true};
        details << FactSheet::Fact{tr("Facts"), step.facts.join(QLatin1Char('\n')), {}, true}
                << FactSheet::Fact{tr("Command"), step.curl, {}, true};
        lines << Line{{clock(step.at), step.title, step.evidence, status(step.httpStatus),
                       milliseconds(step.milliseconds), step.requestId},
                      details,
                      step.curl,
                      step.pem};
    }
    for (const AccessRow &row : result.rows) {
        const theme::Mark mark = theme::markOf(row.access, row.needed);
        const QList<FactSheet::Fact> details{{tr("Endpoint"), row.endpoint.title},
                                             {tr("Path"), row.endpoint.path, {}, true},
                                             {tr("Result"), mark.text, mark.tone},
                                             {tr("Meaning"), row.explanation},
                                             {tr("What to do"), row.nextStep},
                                             {tr("How to tell"), row.tellApart},
                                             {tr("Technical details"), row.details, {}, true},
                                             {tr("Command"), row.curl, {}, true}};
        lines << Line{{clock(row.at), row.endpoint.title, accessWord(row.access, row.needed),
                       status(row.httpStatus), milliseconds(row.milliseconds), row.requestId},
                      details,
                      row.curl,
                      {}};
    }
}

QWidget *EvidenceDialog::makeTable(const char *object, const QString &name, const QStringList &columns,
                                   const QList<Line> &lines)
{
    auto *page = new QSplitter(Qt::Vertical, this);
    auto *table = new QTableWidget(static_cast<int>(lines.size()), static_cast<int>(columns.size()), page);
    table->setObjectName(QString::fromLatin1(object));
    table->setAccessibleName(name);
    table->setHorizontalHeaderLabels(columns);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setAlternatingRowColors(true);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    for (int row = 0; row < lines.size(); ++row) {
        for (int column = 0; column < columns.size(); ++column)
            table->setItem(row, column, new QTableWidgetItem(scrubbed(lines[row].cells.value(column))));
    }
    table->resizeColumnsToContents();

    auto *lower = new QWidget(page);
    auto *lowerLayout = new QVBoxLayout(lower);
    lowerLayout->setContentsMargins(0, theme::space, 0, 0);
    auto *detail = new FactSheet(lower);
    detail->setAccessibleName(tr("Details"));
    detail->setPlaceholderText(lines.isEmpty() ? tr("No requests have been made yet.")
                                               : tr("Select a line to see its details."));
    auto *curl = new QPushButton(tr("Copy as c&url"), lower);
    curl->setObjectName(QLatin1String(object) + QStringLiteral("Curl"));
    curl->setToolTip(tr("The token is replaced by $NETSKOPE_API_TOKEN."));
    auto *pem = new QPushButton(tr("Copy certi&ficates (PEM)"), lower);
    auto *all = new QPushButton(tr("&Copy all lines"), lower);
    auto *row = new QHBoxLayout;
    for (QPushButton *button : {curl, pem, all}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    row->addStretch();
    lowerLayout->addWidget(detail, 1);
    lowerLayout->addLayout(row);
    curl->setEnabled(false);
    pem->setEnabled(false);
    pem->setVisible(
        std::any_of(lines.cbegin(), lines.cend(), [](const Line &line) { return !line.pem.isEmpty(); }));
    all->setEnabled(!lines.isEmpty());
    page->setStretchFactor(0, 3);
    page->setStretchFactor(1, 1);

    const auto current = [table, lines] {
        return table->currentRow() < 0 ? Line{} : lines.value(table->currentRow());
    };
    connect(table, &QTableWidget::itemSelectionChanged, this, [=] {
        const Line line = current();
        detail->setGroups({{{}, line.details}});
        curl->setEnabled(!line.curl.isEmpty());
        pem->setEnabled(!line.pem.isEmpty());
    });
    connect(curl, &QPushButton::clicked, this, [=] { QApplication::clipboard()->setText(current().curl); });
    connect(pem, &QPushButton::clicked, this, [=] { QApplication::clipboard()->setText(current().pem); });
    connect(all, &QPushButton::clicked, this, [lines] {
        QStringList text;
        for (const Line &line : lines)
            text << line.cells.join(QLatin1Char('\t'));
        QApplication::clipboard()->setText(scrubbed(text.join(QLatin1Char('\n'))));
    });
    return page;
}

} // namespace slipway
