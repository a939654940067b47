// What a check found out, as one sentence at the top of the page, with what to do about it beside it: how to
// fix what is missing, and testing until it is granted.
#pragma once
#include "core/diagnosis/check_result.h"
#include "ui/widgets/banner.h"

class QPushButton;

namespace slipway {

class AccessVerdict : public Banner
{
    Q_OBJECT
public:
    explicit AccessVerdict(QWidget *parent = nullptr);
    // Names the day of a result that is more than an hour old.
    void showResult(const CheckResult &result);
    // Whether there is something to fix, and whether testing until it is granted makes sense now. A button
    // that leads nowhere is not shown.
    void offer(bool fix, bool untilGranted);

Q_SIGNALS:
    void fixWanted();
    void untilGrantedWanted();

private:
    QPushButton *m_fix, *m_until;
};

} // namespace slipway
