// Preferences. Every change holds at once.
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
