// How to fix: what is certain, the console's steps for both kinds of token, the paths and a message to copy.
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
