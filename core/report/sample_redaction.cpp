#include "core/report/sample_redaction.h"

#include "core/base/resource_file.h"
#include "core/base/secret.h"
#include "core/events/documents/event_fields.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>
#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

#include <algorithm>
#include <array>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Report)
};

QByteArray randomKey()
{
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), words.size());
    return {reinterpret_cast<const char *>(words.data()), sizeof words};
}

// Decodes escapes such as \u0061, which would hide a name in a nested value from the search.
QString withoutUnicodeEscapes(QString text)
{
    static const QRegularExpression escape(QStringLiteral(R"(\\u([0-9a-fA-F]{4}))"));
    for (auto match = escape.match(text); match.hasMatch();
         match = escape.match(text, match.capturedStart() + 1))
        text.replace(match.capturedStart(), match.capturedLength(),
                     QChar(match.captured(1).toUShort(nullptr, 16)));
    return text;
}

bool isPartOfWord(const QString &text, qsizetype at)
{
    return at >= 0 && at < text.size() && text[at].isLetterOrNumber();
}

} // namespace

SampleRedaction::SampleRedaction(Personal mode) : m_mode(mode), m_key(randomKey())
{
    const QJsonObject fields = resourceObject("personal_fields.json");
    QStringList names;
    for (auto kind = fields.begin(); kind != fields.end(); ++kind) {
        for (const QJsonValue name : kind.value().toArray()) {
            m_kinds.insert(name.toString(), kind.key());
            names << QRegularExpression::escape(name.toString());
        }
    }
    m_nested.setPattern(
        QStringLiteral("\"(%1)\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"").arg(names.join(QLatin1Char('|'))));
}

void SampleRedaction::remember(const QString &kind, const QString &value)
{
    // The part before the @ is the same person. A shorter part would be found in half of all words.
    if (const qsizetype at = value.indexOf(QLatin1Char('@')); at >= 3)
        m_values.insert(value.left(at).toLower(), {kind, value});
    if (value.size() >= 3 && !value.startsWith(QLatin1Char('{')) && !value.startsWith(QLatin1Char('[')))
        m_values.insert(value.toLower(), {kind, value});
}

void SampleRedaction::learn(const QList<QByteArray> &events)
{
    const QStringList names = m_kinds.keys();
    for (const QByteArray &event : events) {
        const QStringList texts = fieldTexts(event, names);
        for (qsizetype i = 0; i < names.size(); ++i)
            remember(m_kinds.value(names[i]), texts[i].trimmed());
        auto nested = m_nested.globalMatch(withoutUnicodeEscapes(QString::fromUtf8(event)));
        while (nested.hasNext()) {
            const auto match = nested.next();
            remember(m_kinds.value(match.captured(1)), match.captured(2).trimmed());
        }
    }
    m_longestFirst = m_values.keys();
    std::sort(m_longestFirst.begin(), m_longestFirst.end(), [](const QString &a, const QString &b) {
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
}

QString SampleRedaction::replacement(const QString &kind, const QString &value) const
{
    if (m_mode == Personal::Masked)
        return QStringLiteral("[%1]").arg(kind);
    const QByteArray hash = QMessageAuthenticationCode::hash(value.trimmed().toLower().toUtf8(), m_key,
                                                             QCryptographicHash::Sha256);
    return kind + QLatin1Char('-') + QString::fromLatin1(hash.toHex().left(10));
}

QString SampleRedaction::value(const QString &field, const QString &sent) const
{
    static const QRegularExpression query(QStringLiteral(R"((\b[a-z][a-z0-9+.-]*://[^\s?"]+)\?[^\s"]*)"),
                                          QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression mail(
        QStringLiteral(R"([^\s"'<>,;:=\\/\[\](){}]+@[^\s"'<>,;:=\\/\[\](){}]+)"));
    QString text = scrubbed(withoutUnicodeEscapes(sent));
    text.replace(query, QStringLiteral("\\1?…"));
    if (m_mode == Personal::Shown || text.isEmpty())
        return text;
    if (const QString kind = m_kinds.value(field);
        !kind.isEmpty() && !sent.startsWith(QLatin1Char('{')) && !sent.startsWith(QLatin1Char('[')))
        return replacement(kind, sent);
    // From the longest to the shortest, so that no part of a longer value is left.
    for (const QString &personal : m_longestFirst) {
        for (qsizetype at = text.indexOf(personal, 0, Qt::CaseInsensitive); at >= 0;
             at = text.indexOf(personal, at, Qt::CaseInsensitive)) {
            if (isPartOfWord(text, at - 1) || isPartOfWord(text, at + personal.size())) {
                ++at;
                continue;
            }
            const QString by = replacement(m_values.value(personal).kind, m_values.value(personal).name);
            text.replace(at, personal.size(), by);
            at += by.size();
        }
    }
    for (auto match = mail.match(text); match.hasMatch();) {
        const QString by = replacement(QStringLiteral("user"), match.captured());
        const qsizetype after = match.capturedStart() + by.size();
        text.replace(match.capturedStart(), match.capturedLength(), by);
        match = mail.match(text, after);
    }
    return text;
}

QString SampleRedaction::note() const
{
    switch (m_mode) {
    case Personal::Masked:
        return Texts::tr("User names, devices and their addresses are masked; URL queries are left out.");
    case Personal::Hashed:
        return Texts::tr(
            "User names, devices and their addresses are replaced by names made with a random key that "
            "was not kept: only within this report does the same name mean the same person. URL "
            "queries are left out.");
    case Personal::Shown:
        return Texts::tr(
            "User names, devices and their addresses are shown as sent. URL queries are left out.");
    }
    return {};
}

} // namespace slipway
