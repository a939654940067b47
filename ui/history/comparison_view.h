// Two checks of a tenant side by side: what changed in a sentence, and each permission before and after.
#pragma once
#include "core/diagnosis/check_comparison.h"

#include <QWidget>

class QLabel;
class QTableWidget;

namespace slipway {

class ComparisonView : public QWidget
{
    Q_OBJECT
public:
    explicit ComparisonView(QWidget *parent = nullptr);
    // Titles of the two columns; the older check is the left one.
    void show(const CheckRecord &one, const CheckRecord &other, const QString &leftTitle = {},
              const QString &rightTitle = {});
    [[nodiscard]] QString asText() const; // what "Copy as text" gives

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
