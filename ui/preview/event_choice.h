// Asks which of several files of events to open, for instance those of an export.
#pragma once
#include <QDialog>

class QTreeWidget;

namespace slipway {

class EventChoice : public QDialog
{
    Q_OBJECT
public:
    // `files`: absolute paths; `place`: the folder that their names are shown relative to.
    EventChoice(const QStringList &files, const QString &place, QWidget *parent = nullptr);

Q_SIGNALS:
    void chosen(const QString &path); // and the dialog is closed

private:
    void choose();
    QTreeWidget *m_list;
};

} // namespace slipway
