// One event in full, as a tree and as JSON text. One box searches both, and values and paths can be
// copied.
#pragma once
#include "core/events/documents/event_loader.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class QTreeView;

namespace slipway {

class JsonTreeModel;

class EventDetail : public QWidget
{
    Q_OBJECT
public:
    explicit EventDetail(QWidget *parent = nullptr);

    void show(const EventDocumentPtr &document, qint64 row);
    void clear();
    void setUtc(bool utc);

Q_SIGNALS:
    // Like EventTable::filterWanted(), for a path into the event.
    void filterWanted(const QString &path, const QByteArray &rawValue, bool only);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void take(const LoadedEvent &event);
    void fillText();
    void findNext();
    void showMenu(const QPoint &at);
    void copyValue();
    void copyPath();

    EventLoader *m_loader;
    JsonTreeModel *m_model;
    EventDocumentPtr m_document; // the one requested last
    qint64 m_row = -1;
    LoadedEvent m_event;
    QLineEdit *m_search;
    QCheckBox *m_indent;
    QLabel *m_mark;
    QPushButton *m_json; // in place of the fields
    QStackedWidget *m_views;
    QTreeView *m_tree;
    QPlainTextEdit *m_text;
};

} // namespace slipway
