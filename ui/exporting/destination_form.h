// The fields of one kind of destination, built from its row in the table of kinds: line edits,
// combo boxes for choices and check boxes for switches. Secrets are masked, and stored ones are
// never shown.
#pragma once
#include "core/destinations/destination.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace slipway {

class FoldButton;

class DestinationForm : public QWidget
{
    Q_OBJECT
public:
    // `hasStored`: the destination has stored secrets, and a field that is left empty keeps its
    // stored one.
    DestinationForm(const DestinationKind &kind, const Destination &shown, bool hasStored,
                    QWidget *parent = nullptr);

    [[nodiscard]] QMap<QString, QString> options() const;
    [[nodiscard]] DestinationSecrets secrets() const; // only those that were entered
    void clearSecrets();
    // Fields that most destinations leave as they are stand below the others. They are hidden at first,
    // unless one of them has a value.
    [[nodiscard]] bool isAdvancedShown() const;
    [[nodiscard]] const QList<QWidget *> &order() const { return m_order; } // for Tab

Q_SIGNALS:
    void changed();
    void advancedShown(); // or hidden

private:
    FoldButton *m_button;
    QWidget *m_advanced;
    QList<QWidget *> m_order;
    QMap<QString, QLineEdit *> m_lines, m_secrets; // by field name, as in the maps below
    QMap<QString, QComboBox *> m_choices;
    QMap<QString, QCheckBox *> m_switches;
};

} // namespace slipway
