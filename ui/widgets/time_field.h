// A field for one end of a time range, in local time. It takes a pasted or dropped text in any form that the
// command line reads (see readTime()); a text that names no zone is in local time, as the field is.
#pragma once
#include "core/base/time_words.h"

#include <QDateTimeEdit>

namespace slipway {

class TimeField : public QDateTimeEdit
{
    Q_OBJECT
public:
    explicit TimeField(TimeEdge edge, QWidget *parent = nullptr);

Q_SIGNALS:
    void wasPasted();
    // The field keeps its time.
    void cannotRead(const slipway::Error &error);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override; // of the line edit inside

private:
    // False: the text is a number for one of the field's sections, which is left to the field.
    bool take(const QString &text);
    TimeEdge m_edge;
};

} // namespace slipway
