// What the result of an endpoint means and how to fix it, as text, and below it what concerns the whole
// check.
#pragma once
#include "core/diagnosis/check_result.h"

#include <QPlainTextEdit>

namespace slipway {

class ResultText : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit ResultText(QWidget *parent = nullptr);
    // `row`: of the selected endpoint; its endpoint is empty if it was not tested. `check`: the finished
    // check; its time is invalid while one is running and if there is none.
    void explain(const AccessRow &row, const CheckResult &check);
};

} // namespace slipway
