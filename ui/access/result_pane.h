// One endpoint's answer as a small document beside the table: what it means, what to do next, and on request
// the evidence. The whole text can be selected with the mouse or the keyboard, and the path and the message
// to the administrator can be copied with a button each.
#pragma once
#include "core/diagnosis/check_result.h"

#include <QFrame>

class QPushButton;
class QTextCursor;
class QTextDocument;
class QTextEdit;

namespace slipway {

class Chip;
class FlowLayout;
class FoldButton;
class Heading;
struct Fix;

class ResultPane : public QFrame
{
    Q_OBJECT
public:
    explicit ResultPane(QWidget *parent = nullptr);
    // Adds a button that does something with the endpoint. The pane takes it over.
    void addButton(QPushButton *button);
    // Explains a row. An empty endpoint means that no row is selected, or that it was not tested; `title` is
    // the endpoint's name then, if there is one. `check`: the whole check once it has finished; until then
    // its time is invalid, and no cause is certain.
    void explain(const AccessRow &row, const QString &title, const CheckResult &check);

private:
    void write();
    void fill(QTextDocument &document, const Fix &fix) const;
    void writeMeaning(QTextCursor &at, const Fix &fix) const;
    void writeNextStep(QTextCursor &at, const Fix &fix) const;
    void writeRemarks(QTextCursor &at) const; // that do not concern a single endpoint
    void writeEvidence(QTextCursor &at) const;

    AccessRow m_row;
    CheckResult m_check;
    QString m_message, m_written; // m_written: what the document says
    Heading *m_title;
    Chip *m_mark;
    QTextEdit *m_text;
    FoldButton *m_evidence;
    FlowLayout *m_buttons;
    QPushButton *m_copyPath, *m_copyMessage;
};

} // namespace slipway
