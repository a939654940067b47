// The line below the table of events: what the rows are and how many, what was just done, and how far
// reading, filtering or sorting is.
#pragma once
#include "core/events/documents/event_view.h"
#include "core/events/insight/column_survey.h"

#include <QWidget>

class QLabel;
class QProgressBar;

namespace slipway {

class PreviewStatus : public QWidget
{
    Q_OBJECT
public:
    // What the rows themselves do not tell.
    struct Facts
    {
        bool isLoading = false;     // a sample, from the tenant
        QString soFar;              // of that, as a sentence
        bool isReading = false;     // a file
        qint64 done = 0, total = 0; // bytes of that
        bool isFiltered = false;
        QString said; // what was just done
    };
    explicit PreviewStatus(QWidget *parent = nullptr);
    void refresh(const EventView &view, const ColumnSurvey &survey, const Facts &facts);

private:
    QLabel *m_note;
    QProgressBar *m_progress;
};

} // namespace slipway
