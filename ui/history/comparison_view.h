// Two checks of a tenant side by side: a sentence that says what changed, and each permission
// before and after.
#pragma once
#include "core/diagnosis/history/check_comparison.h"

#include <QWidget>

class QLabel;
class QTableWidget;

namespace slipway {

class ComparisonView : public QWidget
{
    Q_OBJECT
public:
    explicit ComparisonView(QWidget *parent = nullptr);
    // The older check is always shown on the left. `leftTitle` and `rightTitle` are the titles of
    // the two columns; by default, the times of the checks.
    void show(const CheckRecord &one, const CheckRecord &other, const QString &leftTitle = {},
              const QString &rightTitle = {});
    [[nodiscard]] QString asText() const; // what "Copy as text" copies

protected:
    void changeEvent(QEvent *event) override;

private:
    void paint();

    CheckRecord m_before, m_after;
    CheckComparison m_comparison;
    QString m_leftTitle, m_rightTitle;
    QLabel *m_headline, *m_findings;
    QTableWidget *m_table;
};

} // namespace slipway
