// The fields of one kind of destination, made from its row: a line for each, a box for choices, a tick for
// switches. What is secret is hidden and never shown again.
#pragma once
#include "core/destinations/destination.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace slipway {

class DestinationForm : public QWidget
{
    Q_OBJECT
public:
    // `hasStored`: secrets that are left empty stay as they are stored.
    DestinationForm(const DestinationKind &kind, const Destination &shown, bool hasStored,
                    QWidget *parent = nullptr);

    [[nodiscard]] QMap<QString, QString> options() const;
    [[nodiscard]] DestinationSecrets secrets() const; // those that were entered
    void clearSecrets();

Q_SIGNALS:
    void changed();

private:
    QMap<QString, QLineEdit *> m_lines, m_secrets; // by the fields' names, as are the others
    QMap<QString, QComboBox *> m_choices;
    QMap<QString, QCheckBox *> m_switches;
};

} // namespace slipway
