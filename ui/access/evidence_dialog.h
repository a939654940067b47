// What was asked of a tenant and what came back: the steps and probes of the last check, and the
// ledger of every request made in this session. Each can be copied as a curl command, without the
// token.
#pragma once
#include "core/diagnosis/check_result.h"
#include "core/netskope/api_client.h"
#include "ui/widgets/fact_sheet.h"

#include <QDialog>

class QPushButton;
class QTableWidget;

namespace slipway {

class EvidenceDialog : public QDialog
{
    Q_OBJECT
public:
    EvidenceDialog(const CheckResult &result, const RequestLedger &ledger, QWidget *parent = nullptr);

private:
    // One line of either table, and what can be copied from it.
    struct Line
    {
        QStringList cells;
        QList<FactSheet::Fact> details;
        QString curl, pem;
    };
    [[nodiscard]] static QList<FactSheet::Fact> factsOf(const RequestRecord &record);
    QWidget *makeTable(const char *object, const QString &name, const QStringList &columns,
                       const QList<Line> &lines);
    void addSteps(const CheckResult &result, QList<Line> &lines) const;
};

} // namespace slipway
