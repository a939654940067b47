// The preferences. Every change takes effect immediately, except for the language and the time zone: those
// take effect the next time Slipway starts.
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
