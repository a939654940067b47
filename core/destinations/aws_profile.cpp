#include "core/destinations/aws_profile.h"

#include <QDir>
#include <QFile>
#include <QSet>

namespace slipway {
namespace {

constexpr qint64 mostBytes = 16 << 20;

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(mostBytes) : QByteArray();
}

// What one file adds.
class Reading
{
public:
    Reading(const QString &profile, AwsConfiguration &into) : m_profile(profile), m_into(into) {}

    void add(QByteArrayView content)
    {
        QString section;
        while (!content.isEmpty()) {
            const qsizetype end = content.indexOf('\n');
            const QByteArrayView bytes = end < 0 ? content : content.first(end);
            content = end < 0 ? QByteArrayView() : content.sliced(end + 1);
            const QString line = QString::fromUtf8(bytes).trimmed();
            if (line.startsWith(QLatin1Char('['))) {
                section = sectionOf(line);
                if (!section.isEmpty() && !m_seen.contains(section)) {
                    m_seen.insert(section);
                    m_into.profiles << section;
                }
            } else if (section == m_profile && m_into.region.isEmpty() &&
                       line.section(QLatin1Char('='), 0, 0).trimmed() == QLatin1String("region")) {
                m_into.region = line.section(QLatin1Char('='), 1).trimmed();
            }
        }
    }

private:
    // "[profile siem]" in the one file, "[siem]" in the other. Empty for others, such as "[sso-session …]".
    static QString sectionOf(const QString &line)
    {
        QString section = line.mid(1, line.indexOf(QLatin1Char(']')) - 1).simplified();
        if (section.startsWith(QLatin1String("profile ")))
            section.remove(0, 8);
        else if (section.contains(QLatin1Char(' ')))
            section.clear();
        return section;
    }

    const QString &m_profile;
    AwsConfiguration &m_into;
    QSet<QString> m_seen;
};

} // namespace

AwsConfiguration AwsConfiguration::parse(const QString &profile, QByteArrayView config,
                                         QByteArrayView credentials)
{
    AwsConfiguration found;
    Reading reading(profile, found);
    reading.add(config);
    reading.add(credentials);
    found.profiles.sort();
    return found;
}

AwsConfiguration AwsConfiguration::read(const QString &profile, const QProcessEnvironment &environment)
{
    const auto content = [&](const char *variable, const char *usual) {
        return contentOf(environment.value(QLatin1String(variable), QDir::homePath() + QLatin1String(usual)));
    };
    return parse(profile, content("AWS_CONFIG_FILE", "/.aws/config"),
                 content("AWS_SHARED_CREDENTIALS_FILE", "/.aws/credentials"));
}

} // namespace slipway
