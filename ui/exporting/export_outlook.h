// What an export will do, as a short list of facts, and what to know before it starts. It scrolls where there
// is no room for all of it.
#pragma once
#include "core/exporting/jobs/expected_export.h"

#include <QHash>
#include <QScrollArea>

class QGridLayout;
class QLabel;

namespace slipway {

class FieldNote;

class ExportOutlook : public QScrollArea
{
    Q_OBJECT
public:
    explicit ExportOutlook(QWidget *parent = nullptr);
    // `isRelative`: the range ends when the export starts. `expected`: from earlier exports; where there are
    // none, nothing is said of events and minutes.
    void showExport(const ExportRequest &request, bool isRelative,
                    const std::optional<ExpectedExport> &expected);
    // Why the export cannot start, in place of the facts.
    void showProblem(const QString &sentence);
    // What does not keep it from starting; empty ones are left out.
    void showWarnings(const QStringList &warnings);

    // As high as what it says at the width that it has.
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override; // of the widget that scrolls

private:
    void fit();
    void arrange(bool isNarrow); // where there is little width, the headings stand above what is said
    [[nodiscard]] bool hasRoomBeside(int width) const;
    enum class Fact { Endpoints, Range, Events, Time, To, As, Pace };
    void say(Fact fact, const QString &text); // an empty one hides the fact

    int m_height = 0; // of what it says
    bool m_isNarrow = false;
    QLabel *m_problem;
    QGridLayout *m_facts;
    QHash<Fact, std::pair<QLabel *, QLabel *>> m_texts; // the heading of each, and what it says
    QList<FieldNote *> m_warnings;
};

} // namespace slipway
