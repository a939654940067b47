// How to fix a problem: what is certain, the steps in the console for both kinds of token, and the
// paths and a message to copy.
#pragma once
#include "core/diagnosis/fix.h"

#include <QDialog>

namespace slipway {

class FixDialog : public QDialog
{
    Q_OBJECT
public:
    explicit FixDialog(const Fix &fix, QWidget *parent = nullptr);
};

} // namespace slipway
