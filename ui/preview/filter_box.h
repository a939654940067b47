// The filter box: takes text in the language of filter_syntax.h, offers completions, and underlines
// an error and explains it below the field.
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

    // The known field names, the best first: used for completion, and for a warning about a name
    // that no event has.
    void setFields(const QStringList &fields);
    // `valuesOf` returns the frequent values of a field as filter text, for completion.
    void setValues(std::function<QStringList(const QString &field)> valuesOf);

    void take(); // takes the focus and selects all text
    [[nodiscard]] QString text() const;
    void setText(const QString &text);
    void narrow(const QString &condition); // adds a condition with "and"
    // Replaces the condition `old` in the text; an empty `condition` removes it. If the text does not
    // contain `old`, `condition` is added.
    void replace(const QString &old, const QString &condition);
    // The filter for the last text that was valid. While a condition is being typed, that is the text before
    // it: the field's name alone is not looked for as a word.
    [[nodiscard]] const EventFilter &filter() const { return m_filter; }

Q_SIGNALS:
    // After every keystroke that leaves a valid text. Receivers should abandon any filtering that
    // is still running.
    void filterChanged(const slipway::EventFilter &filter);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void compile();
    void tell();
    [[nodiscard]] QString beforeUnfinished() const;
    [[nodiscard]] QString appliedText() const;
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
