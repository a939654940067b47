// A field for one end of a time range, in local time. It accepts pasted or dropped text in any form
// that the command line accepts (see readTime()). Text without a time zone is taken as local time,
// like the field itself.
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
    // The pasted text is not a time. The field stays unchanged.
    void cannotRead(const slipway::Error &error);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override; // of the line edit inside

private:
    // Returns false for a short number, which is meant for one of the field's sections and is left
    // to QDateTimeEdit.
    bool take(const QString &text);
    TimeEdge m_edge;
};

} // namespace slipway
