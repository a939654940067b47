// Chooses which endpoints the access screen lists: those that the profile needs, or all that there are.
#pragma once
#include <QWidget>

class QRadioButton;

namespace slipway {

class NeededSwitch : public QWidget
{
    Q_OBJECT
public:
    // Starts with what was chosen last, on this computer, for whichever tenant.
    explicit NeededSwitch(QWidget *parent = nullptr);
    void setCounts(int needed, int all);
    [[nodiscard]] bool isAll() const;
    void showAll(); // for now: the choice that is kept stays as it is

Q_SIGNALS:
    void changed(bool isAll);

private:
    QRadioButton *m_needed, *m_all;
};

} // namespace slipway
