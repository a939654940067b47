#include "core/diagnosis/history/check_comparison.h"

#include "core/base/plural_form.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CheckComparison)
};

QString sinceWhen(const QDateTime &then, const QDateTime &now)
{
    const QDateTime local = then.toLocalTime();
    const qint64 days = local.date().daysTo(now.toLocalTime().date());
    const QLocale locale;
    if (days <= 0)
        return Texts::tr("since %1").arg(local.toString(QStringLiteral("HH:mm t")));
    if (days == 1)
        return Texts::tr("since yesterday");
    if (days < 7)
        return Texts::tr("since %1").arg(locale.dayName(local.date().dayOfWeek()));
    const bool sameYear = local.date().year() == now.toLocalTime().date().year();
    return Texts::tr("since %1")
        .arg(locale.toString(local.date(), sameYear ? Texts::tr("d MMMM") : Texts::tr("d MMMM yyyy")));
}

// "Alerts", "Alerts and Audit events", "Alerts, Page events and Audit events"
QString enumeration(const QStringList &names)
{
    if (names.size() < 2)
        return names.value(0);
    return Texts::tr("%1 and %2")
        .arg(names.mid(0, names.size() - 1).join(QStringLiteral(", ")), names.last());
}

QString capital(const QString &sentence)
{
    return sentence.left(1).toUpper() + sentence.mid(1);
}

QString verdictWord(Verdict verdict)
{
    return verdict == Verdict::Ready      ? Texts::tr("ready")
           : verdict == Verdict::NotReady ? Texts::tr("not ready")
                                          : Texts::tr("not conclusive");
}

class Comparing
{
public:
    Comparing(const CheckRecord &before, const CheckRecord &after) : m_before(before), m_after(after)
    {
        pairRows();
    }
    CheckComparison result(const QDateTime &now)
    {
        rowFindings();
        verdictFinding();
        stepFindings();
        tokenFindings();
        excessFindings();
        otherFindings();
        std::stable_sort(m_result.findings.begin(), m_result.findings.end(),
                         [](const auto &a, const auto &b) { return a.change < b.change; });
        m_result.headline = headline(sinceWhen(m_before.at, now));
        return std::move(m_result);
    }

private:
    void add(Change change, const QString &sentence)
    {
        m_result.findings << CheckComparison::Finding{change, sentence};
    }

    void pairRows()
    {
        for (const CheckRecord::Row &row : m_before.rows)
            m_result.rows << ComparedRow{row.endpointId, row.title, false, row.access, {}};
        for (const CheckRecord::Row &row : m_after.rows) {
            const auto found =
                std::find_if(m_result.rows.begin(), m_result.rows.end(),
                             [&](const ComparedRow &each) { return each.endpointId == row.endpointId; });
            ComparedRow &into = found != m_result.rows.end() ? *found : m_result.rows.emplaceBack();
            into.endpointId = row.endpointId;
            into.title = row.title;
            into.needed = row.needed;
            into.after = row.access;
        }
    }

    void rowFindings()
    {
        for (const ComparedRow &row : m_result.rows) {
            if (!row.before || !row.after || *row.before == *row.after)
                continue;
            if (*row.after == Access::Granted)
                m_gained << row.title;
            else if (*row.before == Access::Granted &&
                     (*row.after == Access::Missing || *row.after == Access::TokenRefused ||
                      *row.after == Access::NotAvailable))
                m_lost << row.title;
            else
                add(Change::Different, Texts::tr("%1: was %2, is now %3.")
                                           .arg(row.title, accessWord(*row.before, row.needed),
                                                accessWord(*row.after, row.needed)));
        }
        m_tokenRefused =
            !m_lost.isEmpty() &&
            std::all_of(m_result.rows.cbegin(), m_result.rows.cend(), [](const ComparedRow &row) {
                return !row.after || *row.after == Access::TokenRefused;
            });
        if (m_tokenRefused)
            add(Change::Worse, Texts::tr("The token was accepted and is now refused."));
        else if (m_lost.size() == 1)
            add(Change::Worse, Texts::tr("The permission for %1 was lost.").arg(m_lost.first()));
        else if (!m_lost.isEmpty())
            add(Change::Worse, Texts::tr("%n permissions were lost: %1.", nullptr, pluralForm(m_lost.size()))
                                   .arg(enumeration(m_lost)));
        if (m_gained.size() == 1)
            add(Change::Better, Texts::tr("The permission for %1 is now granted.").arg(m_gained.first()));
        else if (!m_gained.isEmpty())
            add(Change::Better,
                Texts::tr("%n permissions are now granted: %1.", nullptr, pluralForm(m_gained.size()))
                    .arg(enumeration(m_gained)));
    }

    void verdictFinding()
    {
        if (m_before.verdict == m_after.verdict)
            return;
        const Change change = m_after.verdict == Verdict::Ready    ? Change::Better
                              : m_before.verdict == Verdict::Ready ? Change::Worse
                                                                   : Change::Different;
        add(change, Texts::tr("The verdict was \"%1\" and is now \"%2\".")
                        .arg(verdictWord(m_before.verdict), verdictWord(m_after.verdict)));
    }

    void stepFindings()
    {
        for (const CheckRecord::Step &step : m_after.steps) {
            const auto before = std::find_if(m_before.steps.cbegin(), m_before.steps.cend(),
                                             [&](const auto &each) { return each.id == step.id; });
            if (before == m_before.steps.cend() || before->state == step.state)
                continue;
            if (step.state == StepState::Failed) {
                m_brokenStep = m_brokenStep.isEmpty() ? step.title : m_brokenStep;
                add(Change::Worse, Texts::tr("Connection: the step %1 fails now.").arg(step.title));
            } else if (before->state == StepState::Failed && step.state != StepState::Skipped) {
                add(Change::Better, Texts::tr("Connection: the step %1 works again.").arg(step.title));
            } else if (step.state == StepState::Warning) {
                add(Change::Worse, Texts::tr("Connection: the step %1 has a warning now (%2).")
                                       .arg(step.title, step.evidence));
            }
        }
    }

    void tokenFindings()
    {
        if (m_before.tokenName != m_after.tokenName && !m_before.tokenName.isEmpty() &&
            !m_after.tokenName.isEmpty())
            add(Change::Different,
                Texts::tr("Another token: \"%1\" was \"%2\".").arg(m_after.tokenName, m_before.tokenName));
        if (m_before.tokenExpires.isValid() && m_after.tokenExpires.isValid() &&
            m_before.tokenExpires != m_after.tokenExpires) {
            const bool later = m_after.tokenExpires > m_before.tokenExpires;
            add(later ? Change::Better : Change::Worse,
                Texts::tr("The token now expires on %1 (before: %2).")
                    .arg(m_after.tokenExpires.date().toString(Qt::ISODate),
                         m_before.tokenExpires.date().toString(Qt::ISODate)));
        }
    }

    // A path that the other check could not have seen is not evidence of a change.
    static bool couldSee(const CheckRecord &record, const CheckRecord &other, const QString &path)
    {
        const auto probed = [&](const CheckRecord &which) {
            return std::any_of(which.rows.cbegin(), which.rows.cend(),
                               [&](const CheckRecord::Row &row) { return row.path == path; });
        };
        return probed(record) || (!probed(other) && !record.tokenName.isEmpty());
    }

    void excessFindings()
    {
        const auto onlyIn = [](const CheckRecord &here, const CheckRecord &there) {
            QStringList paths = here.excess;
            paths.removeIf([&](const QString &path) {
                return there.excess.contains(path) || !couldSee(there, here, path);
            });
            return paths;
        };
        const QStringList more = onlyIn(m_after, m_before), fewer = onlyIn(m_before, m_after);
        if (!more.isEmpty())
            add(Change::Worse,
                Texts::tr("%n unneeded permissions were found: %1.", nullptr, pluralForm(more.size()))
                    .arg(enumeration(more)));
        if (!fewer.isEmpty())
            add(Change::Different, Texts::tr("%n unneeded permissions were no longer found: %1.", nullptr,
                                             pluralForm(fewer.size()))
                                       .arg(enumeration(fewer)));
    }

    void otherFindings()
    {
        if (m_before.address != m_after.address)
            add(Change::Different,
                Texts::tr("The address was %1 and is now %2.").arg(m_before.address, m_after.address));
        if (m_before.profileId != m_after.profileId)
            add(Change::Different, Texts::tr("The profile was %1 and is now %2.")
                                       .arg(m_before.profileTitle, m_after.profileTitle));
        const auto only = [&](auto there, auto notThere) {
            QStringList titles;
            for (const ComparedRow &row : m_result.rows) {
                if (row.*there && !(row.*notThere))
                    titles << row.title;
            }
            return titles;
        };
        const QStringList added = only(&ComparedRow::after, &ComparedRow::before);
        const QStringList dropped = only(&ComparedRow::before, &ComparedRow::after);
        if (!added.isEmpty())
            add(Change::Different, Texts::tr("Tested only in the newer check: %1.").arg(enumeration(added)));
        if (!dropped.isEmpty())
            add(Change::Different,
                Texts::tr("Tested only in the older check: %1.").arg(enumeration(dropped)));
    }

    QString headline(const QString &since) const
    {
        const auto lower = [](const QStringList &names) {
            QStringList result;
            for (const QString &name : names) // "DLP alerts" keeps its letters
                result << (name.size() > 1 && name.at(1).isLower() ? name.left(1).toLower() + name.mid(1)
                                                                   : name);
            return result;
        };
        QStringList parts;
        if (m_tokenRefused)
            parts << Texts::tr("the token is refused");
        else if (!m_lost.isEmpty())
            parts << Texts::tr("%1 lost").arg(enumeration(lower(m_lost)));
        if (!m_gained.isEmpty())
            parts << Texts::tr("%1 gained").arg(enumeration(lower(m_gained)));
        if (parts.isEmpty() && !m_brokenStep.isEmpty())
            parts << Texts::tr("the connection fails (%1)").arg(m_brokenStep);
        if (parts.isEmpty() && m_result.findings.size() == 1)
            return capital(since) + QStringLiteral(": ") + m_result.findings.first().sentence;
        if (parts.isEmpty() && !m_result.findings.isEmpty())
            parts << Texts::tr("%1 changes").arg(m_result.findings.size());
        if (parts.isEmpty())
            return Texts::tr("Nothing has changed %1.").arg(since);
        return capital(since) + QStringLiteral(": ") + parts.join(QStringLiteral("; ")) + QLatin1Char('.');
    }

    const CheckRecord &m_before, &m_after;
    CheckComparison m_result;
    QStringList m_lost, m_gained;
    QString m_brokenStep;
    bool m_tokenRefused = false;
};

QString changeName(Change change)
{
    return change == Change::Worse    ? QStringLiteral("worse")
           : change == Change::Better ? QStringLiteral("better")
                                      : QStringLiteral("different");
}

} // namespace

CheckComparison compareChecks(const CheckRecord &one, const CheckRecord &other, const QDateTime &now)
{
    const bool inOrder = one.at <= other.at;
    return Comparing(inOrder ? one : other, inOrder ? other : one).result(now);
}

QString CheckComparison::asText() const
{
    QStringList lines{headline};
    if (findings.size() > 1 || (findings.size() == 1 && !headline.endsWith(findings.first().sentence))) {
        for (const Finding &finding : findings)
            lines << QStringLiteral("  %1 %2").arg(finding.change == Change::Worse    ? QStringLiteral("-")
                                                   : finding.change == Change::Better ? QStringLiteral("+")
                                                                                      : QStringLiteral("*"),
                                                   finding.sentence);
    }
    return lines.join(QLatin1Char('\n'));
}

QJsonObject CheckComparison::asJson() const
{
    QJsonArray list;
    for (const Finding &finding : findings)
        list << QJsonObject{{QStringLiteral("change"), changeName(finding.change)},
                            {QStringLiteral("text"), finding.sentence}};
    return {{QStringLiteral("headline"), headline}, {QStringLiteral("changes"), list}};
}

} // namespace slipway
