#include "core/exporting/jobs/progress_lines.h"

#include "core/base/plural_form.h"

#include <QCoreApplication>
#include <QLocale>

namespace slipway {
namespace {

constexpr std::chrono::seconds betweenLines{60}, betweenReasons{5};

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ProgressLines)
};

// "Trying again in 4 s" and "Trying again in 8 s" are one reason.
QString withoutNumbers(QString text)
{
    text.removeIf([](QChar c) { return c.isDigit(); });
    return text;
}

} // namespace

QString progressText(const JobSnapshot &job)
{
    QString text = Texts::tr("%1 %  %L2 events  %L3 events/s", nullptr, pluralForm(job.events()))
                       .arg(static_cast<int>(job.fraction * 100))
                       .arg(job.events())
                       .arg(job.eventsPerSecond, 0, 'f', 0);
    if (job.etaSeconds >= 0)
        text += QStringLiteral("  ") + Texts::tr("%1:%2 left")
                                           .arg(job.etaSeconds / 60)
                                           .arg(job.etaSeconds % 60, 2, 10, QLatin1Char('0'));
    if (job.request.bucket) {
        const QLocale locale;
        text += QStringLiteral("  ") + Texts::tr("%1 of %2 uploaded")
                                           .arg(locale.formattedDataSize(job.uploadedBytes()),
                                                locale.formattedDataSize(job.fileBytes()));
    }
    return text;
}

std::optional<QString> ProgressLines::next(const JobSnapshot &job, std::chrono::milliseconds now)
{
    if (job.state != JobState::Running && job.state != JobState::Queued)
        return std::nullopt; // how it ended is reported elsewhere
    const QString reason = job.reason(), plain = withoutNumbers(reason);
    const bool isNew = !plain.isEmpty() && plain != m_reason;
    if (m_told && now - *m_told < betweenLines && (!isNew || now - *m_told < betweenReasons))
        return std::nullopt;
    const bool isFirst = !m_told;
    m_told = now;
    m_reason = plain;
    QStringList words{job.id};
    words << (isFirst
                  ? Texts::tr("%1 to %2").arg(job.request.endpointIds.join(QStringLiteral(", ")), job.place())
                  : progressText(job));
    if (!reason.isEmpty())
        words << reason;
    return words.join(QStringLiteral("  "));
}

} // namespace slipway
