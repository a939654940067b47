// The preferences. Every change takes effect immediately.
#pragma once
#include <QDialog>

namespace slipway {

class PreferencesDialog : public QDialog
{
    Q_OBJECT
public:
    explicit PreferencesDialog(QWidget *parent = nullptr);
};

} // namespace slipway
