// The list of all fields with a tick for each that is a column: searched as one types, narrowed to fields
// with data, and set back to the useful ones.
#pragma once
#include "core/events/documents/column_survey.h"

#include <QWidget>

class QCheckBox;
class QLineEdit;
class QListWidget;

namespace slipway {

class ColumnChooser : public QWidget
{
    Q_OBJECT
public:
    ColumnChooser(const ColumnSurvey &survey, const QStringList &chosen, QWidget *parent = nullptr);

Q_SIGNALS:
    // After every tick: what was chosen, in the order it had; new ones at the end.
    void changed(const QStringList &columns);

private:
    void fill();
    void narrow();

    ColumnSurvey m_survey;
    QStringList m_chosen;
    QLineEdit *m_search;
    QCheckBox *m_onlyData;
    QListWidget *m_list;
};

} // namespace slipway
