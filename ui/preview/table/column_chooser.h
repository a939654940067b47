// The list of all fields, in which those shown as columns are ticked. It can be searched, narrowed
// to the fields with data, and reset to the useful columns.
#pragma once
#include "core/events/insight/column_survey.h"

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
    // After every change: the chosen columns in their previous order, with new ones at the end.
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
