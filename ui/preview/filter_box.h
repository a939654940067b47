// The filter box: text in the language of filter_syntax.h, with completion, and the fault underlined and
// explained below it.
#pragma once
#include "core/events/filter/event_filter.h"

#include <QStringList>
#include <QWidget>
#include <functional>

class QCompleter;
class QLabel;
class QLineEdit;
class QStringListModel;

namespace slipway {

class FilterBox : public QWidget
{
    Q_OBJECT
public:
    explicit FilterBox(QWidget *parent = nullptr);

    // Known field names, the best first: for completion, and to warn of a name that no event has.
    void setFields(const QStringList &fields);
    // Frequent values of a field as filter text, for completion.
    void setValues(std::function<QStringList(const QString &field)> valuesOf);

    void take(); // the focus, with all text selected
    [[nodiscard]] QString text() const;
    void setText(const QString &text);
    void narrow(const QString &condition); // the text so far, and also this
    void replace(const QString &old,
                 const QString &condition); // a condition that it has by another; "": removes
    // The last text that could be understood.
    [[nodiscard]] const EventFilter &filter() const { return m_filter; }

Q_SIGNALS:
    // With every key, but only for text that can be understood. Whoever filters ends the work before at once.
    void filterChanged(const slipway::EventFilter &filter);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void compile();
    void tell();
    void offer();
    void insert(const QString &candidate);
    void underline(const std::optional<FilterError> &error);

    QLineEdit *m_edit;
    QLabel *m_message;
    QCompleter *m_completer;
    QStringListModel *m_candidates;
    QStringList m_fields;
    std::function<QStringList(const QString &)> m_valuesOf;
    EventFilter m_filter;
    QString m_toldText;
    std::optional<FilterError> m_error;
};

} // namespace slipway
