#include "core/destinations/aws_profile.h"

#include <QDir>
#include <QFile>
#include <QSet>

namespace slipway {

AwsConfiguration AwsConfiguration::read(const QString &profile, const QProcessEnvironment &environment)
{
    AwsConfiguration found;
    QSet<QString> seen;
    const auto readFile = [&](const char *variable, const char *usual) {
        QFile file(environment.value(QLatin1String(variable), QDir::homePath() + QLatin1String(usual)));
        if (!file.open(QIODevice::ReadOnly | QIODevice::Text))
            return;
        QString section;
        while (!file.atEnd()) {
            const QString line = QString::fromUtf8(file.readLine()).trimmed();
            if (line.startsWith(QLatin1Char('['))) {
                section = line.mid(1, line.indexOf(QLatin1Char(']')) - 1).simplified();
                // "[profile siem]" in the one file, "[siem]" in the other.
                if (section.startsWith(QLatin1String("profile ")))
                    section.remove(0, 8);
                else if (section.contains(QLatin1Char(' ')))
                    section.clear(); // "[sso-session …]"
                if (!section.isEmpty() && !seen.contains(section)) {
                    seen.insert(section);
                    found.profiles << section;
                }
            } else if (section == profile && found.region.isEmpty() &&
                       line.section(QLatin1Char('='), 0, 0).trimmed() == QLatin1String("region")) {
                found.region = line.section(QLatin1Char('='), 1).trimmed();
            }
        }
    };
    readFile("AWS_CONFIG_FILE", "/.aws/config");
    readFile("AWS_SHARED_CREDENTIALS_FILE", "/.aws/credentials");
    found.profiles.sort();
    return found;
}

} // namespace slipway
