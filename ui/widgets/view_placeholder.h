// The sentence that a list or table shows in place of its rows while it has none: that nothing was found, or
// what will be there. Screen readers get it as the description of the view.
#pragma once
#include <QObject>

class QAbstractItemView;

namespace slipway {

class ViewPlaceholder : public QObject
{
    Q_OBJECT
public:
    explicit ViewPlaceholder(QAbstractItemView *view); // its parent
    // An empty sentence shows nothing.
    void setText(const QString &sentence);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QAbstractItemView *m_view;
    QString m_sentence;
};

} // namespace slipway
