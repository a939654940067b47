// A field for one end of a time range, in local time. Its sections can be changed one by one, as in any such
// field. It also accepts text in any form that the command line accepts (see readTime()), typed, pasted or
// dropped. Text without a time zone is taken as local time, like the field itself.
//
// What is typed is read when the field is left or Enter is pressed, and by commit(). Text that is not a time
// stays in the field, so that it can be corrected; until then the field keeps its former time. Escape brings
// that back.
#pragma once
#include "core/base/time_words.h"

#include <QDateTimeEdit>

namespace slipway {

class TimeField : public QDateTimeEdit
{
    Q_OBJECT
public:
    explicit TimeField(TimeEdge edge, QWidget *parent = nullptr);
    // Shows a time that nobody has entered, in place of whatever is in the field. Emits nothing.
    void showTime(const QDateTime &time);
    // Reads what has been typed. False: it is not a time; see problem().
    bool commit();
    // Why the text in the field is not a time; none if it is one, or if nobody has tried to read it yet.
    [[nodiscard]] const std::optional<Error> &problem() const { return m_problem; }

    void stepBy(int steps) override;
    QValidator::State validate(QString &text, int &position) const override;

Q_SIGNALS:
    // A time was entered as a text, possibly the one that the field had before.
    void entered();
    void problemChanged();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override; // of the line edit inside

private:
    // Returns false for a short number, which is meant for one of the field's sections and is left
    // to QDateTimeEdit.
    bool take(const QString &text);
    // Whether the key goes on with a text that is not, or no longer, meant for the sections.
    [[nodiscard]] bool isText(const QString &typed);
    void beginText(const QString &text);
    void endText();
    void setProblem(const std::optional<Error> &problem);

    TimeEdge m_edge;
    // While a text is typed, the line edit is an ordinary one: its signals are blocked, so that QDateTimeEdit
    // does not take it apart.
    bool m_isText = false;
    QString m_typed; // into sections, since the last key that did something else
    bool m_isTypedFromStart = false;
    QDateTime m_before; // the time when m_typed was empty
    std::optional<Error> m_problem;
};

} // namespace slipway
