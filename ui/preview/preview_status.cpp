#include "ui/preview/preview_status.h"

#include "core/base/plural_form.h"
#include "core/events/documents/event_columns.h"
#include "ui/preview/table/event_table_model.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>

namespace slipway {
namespace {

QStringList sentences(const EventView &view, const ColumnSurvey &survey, bool isFiltered)
{
    const EventDocumentPtr &document = view.document();
    const EventOrigin &origin = document->origin();
    const bool isFile = !origin.path.isEmpty();
    QStringList parts;
    if (view.isSorting())
        parts << PreviewStatus::tr("Sorting…");
    if (isFiltered)
        parts << PreviewStatus::tr("%L1 of %L2 match", nullptr, pluralForm(view.count()))
                     .arg(view.count())
                     .arg(document->count());
    else if (isFile && survey.notEvents == 0)
        parts << PreviewStatus::tr("Events: %L1").arg(document->count());
    else if (isFile)
        parts
            << theme::sign(theme::Tone::Warning) + QLatin1Char(' ') +
                   (survey.notEvents == survey.looked
                        ? PreviewStatus::tr("This file contains no events. Lines: %L1").arg(document->count())
                        : PreviewStatus::tr("Lines: %L1, and not all of them are events")
                              .arg(document->count()));
    if (view.count() > EventTableModel::mostRows)
        parts << PreviewStatus::tr("only the first %L1 are listed: filter to reach the others", nullptr,
                                   pluralForm(EventTableModel::mostRows))
                     .arg(EventTableModel::mostRows);
    const QString type = ColumnCatalogue::builtIn().title(survey.endpointId);
    if (isFile)
        parts << (type.isEmpty() ? origin.title : PreviewStatus::tr("%1 (%2)").arg(origin.title, type));
    if (!origin.note.isEmpty())
        parts << origin.note;
    if (document->hasChanged())
        parts << theme::sign(theme::Tone::Warning) +
                     PreviewStatus::tr(" The file has changed since it was opened. Open it again to see its "
                                       "current content.");
    return parts;
}

} // namespace

PreviewStatus::PreviewStatus(QWidget *parent)
    : QWidget(parent), m_note(new QLabel(this)), m_progress(new QProgressBar(this))
{
    m_note->setObjectName(QStringLiteral("previewNote"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_progress->setTextVisible(false);
    m_progress->setFixedSize(140, 10);
    m_progress->setAccessibleName(tr("Progress"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_note, 1);
    layout->addWidget(m_progress);
}

void PreviewStatus::refresh(const EventView &view, const ColumnSurvey &survey, const Facts &facts)
{
    const EventDocumentPtr &document = view.document();
    QStringList parts;
    if (facts.isLoading)
        parts << tr("Loading…") << facts.soFar;
    else if (document)
        parts << sentences(view, survey, facts.isFiltered);
    else if (facts.isReading)
        parts << tr("Opening…");
    parts.prepend(facts.said);
    parts.removeAll(QString());
    m_note->setText(parts.join(QStringLiteral("  ·  ")));
    m_progress->setVisible(facts.isReading || facts.isLoading || view.isBusy());
    qint64 done = 0, total = 0; // unknown
    if (facts.isReading && facts.total > 0) {
        done = facts.done;
        total = facts.total;
    } else if (view.isBusy() && !view.isSorting() && document) {
        done = view.looked();
        total = document->count();
    }
    m_progress->setRange(0, total > 0 ? 1000 : 0);
    if (total > 0)
        m_progress->setValue(static_cast<int>(done * 1000 / total));
}

} // namespace slipway
