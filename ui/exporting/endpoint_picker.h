// The endpoints of an export: those that the profile needs, with a tick, and behind a button all others.
// Beside each stands what the last check found.
#pragma once
#include "core/diagnosis/check_result.h"

#include <QHash>
#include <QWidget>

class QListWidget;
class QPushButton;

namespace slipway {

class FoldButton;

class EndpointPicker : public QWidget
{
    Q_OBJECT
public:
    explicit EndpointPicker(QWidget *parent = nullptr);
    // Ticks what is needed, and hides the rest. If nothing is needed, everything is shown.
    void setEndpoints(const QList<Endpoint> &endpoints, const QStringList &needed);
    // What the last check found, by endpoint id.
    void setAccess(const QHash<QString, Access> &known);
    [[nodiscard]] bool isEmpty() const;
    // Ticks these and no others. Those that are not there are left out.
    void tick(const QStringList &ids);
    [[nodiscard]] QStringList ticked() const; // endpoint ids, in the order of the list
    // For the order of the keyboard.
    [[nodiscard]] QWidget *list() const;
    [[nodiscard]] QPushButton *moreButton() const;

Q_SIGNALS:
    void changed(); // a tick

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override; // follows the font

private:
    void showMore(bool isAll);
    void fit(); // as many columns as there is room for, and as many lines as that takes
    [[nodiscard]] QSize cellSize() const;

    QListWidget *m_list;
    FoldButton *m_more;
    QStringList m_needed;
};

} // namespace slipway
