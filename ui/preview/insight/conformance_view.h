// Shows whether the events look as the SIEM expects: the verdict, what it means, and the fields
// that differ.
#pragma once
#include "core/events/insight/conformance.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <memory>

class QLabel;
class QProgressBar;
class QPushButton;
class QTableWidget;

namespace slipway {

class ConformanceView : public QWidget
{
    Q_OBJECT
public:
    explicit ConformanceView(QWidget *parent = nullptr);
    void setReport(const std::shared_ptr<const ConformanceReport> &report); // null: none yet
    void setProgress(qint64 rows, qint64 of);
    [[nodiscard]] QString asText() const; // the whole report, for a ticket

Q_SIGNALS:
    void rowWanted(qint64 documentRow); // show an event with this finding

protected:
    void changeEvent(QEvent *event) override;

private:
    void show(const ConformanceReport &report);
    void recolour();

    std::shared_ptr<const ConformanceReport> m_report;
    QLabel *m_verdict, *m_summary, *m_explanation, *m_meaning; // m_meaning: of the chosen row
    QPushButton *m_copy;
    QProgressBar *m_progress;
    QTableWidget *m_findings;
};

} // namespace slipway
