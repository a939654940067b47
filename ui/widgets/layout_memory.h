// What the user has arranged, kept for the next start: where the line between two parts of the window is,
// and which columns a table shows, how wide and in which order.
//
// Threads: the window's.
#pragma once
#include <QHash>
#include <QList>
#include <QObject>
#include <QPoint>
#include <QString>
#include <QTimer>

class QHeaderView;
class QMenu;
class QSplitter;

namespace slipway {

// Restores the parts' sizes that were kept under `key`, and keeps them whenever the user moves the line. What
// the program arranges is not kept.
void rememberSizes(QSplitter *splitter, const QString &key);
// For a splitter that changes its direction, for which sizes are kept separately, or that is not always to be
// kept: the two halves of it. keptSizes() is empty if there are none.
[[nodiscard]] QList<int> keptSizes(const QSplitter *splitter, const QString &key);
void keepSizes(const QSplitter *splitter, const QString &key);

// Keeps how the user arranges the columns of a table, and arranges them like that again whenever the program
// has changed them. A menu chooses the columns; the first one always stays. It is opened on the header, or
// with the menu key in the table. If the table has a menu of its own, fill() puts it into that one.
class ColumnLayout : public QObject
{
    Q_OBJECT
public:
    // `header` becomes the parent. Its columns must be there already, with their usual widths.
    ColumnLayout(QHeaderView *header, QString key);
    void fill(QMenu *menu);

protected:
    // Of the header, for what the user does with the mouse, and of the table, for the menu key.
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void restore();
    void keep();
    void arrange(int column);  // as the user wants it
    void watch(QEvent *event); // of the mouse
    void showMenu(const QPoint &global);
    void reset();

    QHeaderView *m_header;
    QString m_key;
    QHash<int, int> m_widths; // those that the user has chosen
    QHash<int, int> m_before; // while the mouse is held down
    QList<int> m_hidden;      // by the user
    bool m_isHeld = false;    // the mouse
    bool m_arranges = false;  // this object is changing the header
    QTimer m_later;           // puts the columns in order again
    QByteArray m_usual;       // the header as the program made it
};

} // namespace slipway
