// The difference between two events, field by field.
#pragma once
#include "core/events/insight/event_difference.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QTableWidget;

namespace slipway {

class DifferenceView : public QWidget
{
    Q_OBJECT
public:
    explicit DifferenceView(QWidget *parent = nullptr);
    static constexpr qint64 mostBytes = 4 << 20; // of both events together; larger ones are not compared
    // The two events as they were sent, and the names to show for them ("Event 3").
    void setEvents(const QByteArray &first, const QByteArray &second, const QString &firstName,
                   const QString &secondName);
    void clear(); // asks the user to select two events

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill();
    std::vector<FieldDifference> m_differences;
    QString m_firstName, m_secondName;
    QLabel *m_note;
    QCheckBox *m_all;
    QTableWidget *m_table;
};

} // namespace slipway
