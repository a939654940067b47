#include "ui/exporting/export_outlook.h"

#include "core/base/plural_form.h"
#include "ui/theme/theme.h"
#include "ui/widgets/field_note.h"
#include "ui/widgets/shown_time.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace slipway {
namespace {

// Rounds an estimate, so that it looks like one: 502,975 becomes 500,000.
qint64 twoDigits(qint64 number)
{
    qint64 unit = 1;
    while (number / unit >= 100)
        unit *= 10;
    return (number + unit / 2) / unit * unit;
}

// A long name without blanks may go on in the next line anywhere: the marks take up no room.
QString breakable(const QString &path)
{
    constexpr qsizetype longest = 8; // letters that stay together
    QString text;
    qsizetype together = 0;
    for (const QChar letter : path) {
        together = letter.isLetterOrNumber() ? together + 1 : 0;
        text += letter;
        if (together >= longest && !letter.isHighSurrogate()) {
            text += QChar(0x200b); // zero width space
            together = 0;
        }
    }
    return text;
}

} // namespace

ExportOutlook::ExportOutlook(QWidget *parent)
    : QScrollArea(parent), m_problem(new QLabel(this)), m_facts(new QGridLayout)
{
    setObjectName(QStringLiteral("outcomeText"));
    setAccessibleName(tr("What will happen"));
    theme::makeQuiet(this); // its frame shows the focus
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    m_problem->setObjectName(QStringLiteral("exportProblem"));
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_facts->setHorizontalSpacing(theme::margin);
    m_facts->setVerticalSpacing(theme::space);
    m_facts->setColumnStretch(1, 1);
    const std::array<std::pair<QString, const char *>, 7> titles{{
        {tr("Endpoints"), "outlookEndpoints"},
        {tr("Range"), "outlookRange"},
        {tr("Events"), "outlookEvents"},
        {tr("Time"), "outlookTime"},
        {tr("To"), "outlookTo"},
        {tr("As"), "outlookAs"},
        {tr("Requests"), "outlookPace"},
    }};
    for (const Fact fact :
         {Fact::Endpoints, Fact::Range, Fact::Events, Fact::Time, Fact::To, Fact::As, Fact::Pace}) {
        const auto &[title, name] = titles.at(static_cast<std::size_t>(fact));
        auto *heading = new QLabel(title, this), *text = new QLabel(this);
        heading->setForegroundRole(QPalette::PlaceholderText);
        for (QLabel *label : {heading, text})
            label->setAlignment(Qt::AlignLeading | Qt::AlignTop);
        text->setObjectName(QLatin1String(name));
        text->setWordWrap(true);
        text->setTextFormat(Qt::PlainText);
        m_texts.insert(fact, {heading, text});
    }
    arrange(false);
    auto *all = new QWidget(this);
    auto *layout = new QVBoxLayout(all);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::margin);
    layout->addWidget(m_problem);
    layout->addLayout(m_facts);
    for (int times = 0; times < 4; ++times) {
        m_warnings << new FieldNote(all);
        m_warnings.last()->setObjectName(QStringLiteral("exportWarning"));
        layout->addWidget(m_warnings.last());
    }
    layout->addStretch();
    setWidget(all);
    all->setAutoFillBackground(false); // setWidget() switches it on
    all->installEventFilter(this);
    // Only where there is more than fits does it need the keyboard.
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this,
            [this](int, int most) { setFocusPolicy(most > 0 ? Qt::TabFocus : Qt::NoFocus); });
}

QSize ExportOutlook::sizeHint() const
{
    return {QScrollArea::sizeHint().width(), m_height + 2 * frameWidth()};
}

QSize ExportOutlook::minimumSizeHint() const
{
    return {QScrollArea::minimumSizeHint().width(), std::min(m_height, 3 * fontMetrics().lineSpacing())};
}

void ExportOutlook::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    fit();
}

void ExportOutlook::showEvent(QShowEvent *event)
{
    QScrollArea::showEvent(event);
    widget()->layout()->invalidate();
    fit();
}

bool ExportOutlook::eventFilter(QObject *watched, QEvent *event)
{
    const bool isDone = QScrollArea::eventFilter(watched, event);
    if (watched == widget() && event->type() == QEvent::LayoutRequest)
        fit();
    return isDone;
}

void ExportOutlook::arrange(bool isNarrow)
{
    m_isNarrow = isNarrow;
    for (auto each = m_texts.cbegin(); each != m_texts.cend(); ++each) {
        const int line = 2 * static_cast<int>(each.key());
        const auto &[heading, text] = each.value();
        m_facts->removeWidget(heading);
        m_facts->removeWidget(text);
        m_facts->addWidget(heading, line, 0, 1, isNarrow ? 2 : 1);
        m_facts->addWidget(text, isNarrow ? line + 1 : line, isNarrow ? 0 : 1, 1, isNarrow ? 2 : 1);
    }
}

// Whether the longest word fits beside the headings.
bool ExportOutlook::hasRoomBeside(int width) const
{
    int ofHeadings = 0, ofTexts = 0;
    for (const auto &[heading, text] : m_texts) {
        if (text->text().isEmpty())
            continue;
        ofHeadings = std::max(ofHeadings, heading->sizeHint().width());
        ofTexts = std::max(ofTexts, text->minimumSizeHint().width());
    }
    return ofHeadings + m_facts->horizontalSpacing() + ofTexts <= width;
}

// A resizable scroll area works out the height without its scroll bar, which takes some of the width.
void ExportOutlook::fit()
{
    const int width = viewport()->width();
    if (hasRoomBeside(width) == m_isNarrow)
        arrange(!m_isNarrow);
    const int height = widget()->layout()->heightForWidth(width);
    widget()->resize(width, height);
    // What is laid out while it is hidden keeps the size that it had then.
    widget()->layout()->setGeometry(widget()->rect());
    if (height == m_height)
        return;
    m_height = height;
    updateGeometry();
}

void ExportOutlook::say(Fact fact, const QString &text)
{
    const auto &[heading, label] = m_texts[fact];
    label->setText(text);
    for (QLabel *each : {heading, label})
        each->setVisible(!text.isEmpty());
}

void ExportOutlook::showProblem(const QString &sentence)
{
    m_problem->setText(sentence);
    m_problem->show();
    for (const Fact fact : m_texts.keys())
        say(fact, {});
}

void ExportOutlook::showExport(const ExportRequest &request, bool isRelative,
                               const std::optional<ExpectedExport> &expected)
{
    m_problem->hide();
    say(Fact::Endpoints, QLocale().toString(request.endpointIds.size()));
    const qint64 hours = std::max<qint64>(1, (request.to - request.from + 3599) / 3600);
    const bool isDays = hours >= 48 && hours % 24 == 0;
    const QString length = isDays ? tr("%n days", nullptr, static_cast<int>(hours / 24))
                                  : tr("%n hours", nullptr, static_cast<int>(hours));
    say(Fact::Range, isRelative ? tr("%1, until the export starts").arg(length) : length);
    const qint64 events = expected ? twoDigits(expected->events) : 0;
    say(Fact::Events,
        expected ? tr("about %L1, judging by earlier exports", nullptr, pluralForm(events)).arg(events)
                 : QString());
    const qint64 minutes = expected ? std::max<qint64>(1, expected->seconds / 60) : 0;
    say(Fact::Time, expected && expected->seconds > 0
                        ? tr("%n minutes or more", nullptr, static_cast<int>(minutes))
                        : QString());
    say(Fact::To, inItsOwnOrder(breakable(request.bucket ? request.bucket->url() : request.folder)));
    say(Fact::As, request.compression == Compression::Gzip
                      ? tr("NDJSON, compressed with gzip, with a manifest and checksums")
                      : tr("NDJSON, with a manifest and checksums"));
    say(Fact::Pace, request.maxRate > 0
                        ? tr("at most %1 a second to each endpoint, so that your SIEM keeps its share")
                              .arg(QLocale().toString(request.maxRate))
                        : QString());
}

void ExportOutlook::showWarnings(const QStringList &warnings)
{
    QStringList said = warnings;
    said.removeAll(QString());
    for (qsizetype at = 0; at < m_warnings.size(); ++at)
        m_warnings[at]->show(theme::Tone::Warning, said.value(at));
}

} // namespace slipway
