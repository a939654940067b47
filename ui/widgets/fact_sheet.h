// What is known about one thing, such as a check or an export, as rows of a label and a value in groups. It
// is a document: several rows can be selected and copied together, a screen reader reads it as text, and it
// has one place in the order of Tab. Lines stay short enough to be read in a window of any width.
//
// Texts are plain, and known secrets in them are masked.
#pragma once
#include "ui/theme/theme.h"

#include <QTextEdit>

namespace slipway {

class FactSheet : public QTextEdit
{
    Q_OBJECT
public:
    struct Fact
    {
        QString label; // empty: the value has the whole width
        QString value; // lines may be separated by "\n"; a fact without a value is left out
        theme::Tone tone = theme::Tone::Neutral; // of the first line
        bool isCode = false; // a path, an address or a command: in a fixed font, from left to right
    };
    struct Group
    {
        QString heading; // may be empty
        QList<Fact> facts;
    };

    explicit FactSheet(QWidget *parent = nullptr);
    // Groups without facts are left out. The place that is scrolled to is kept if `subject`, which names the
    // thing, is the same as before.
    void setGroups(const QList<Group> &groups, const QString &subject = {});
    // A line for each fact, as in "Destination: /home/ann/export".
    [[nodiscard]] QString asText() const;

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void write();
    [[nodiscard]] QString rowOf(const Fact &fact, int labelWidth) const;
    void fitWidth();

    QList<Group> m_groups;
    QString m_subject;
};

} // namespace slipway
