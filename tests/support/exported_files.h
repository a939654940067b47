// The files of one export job, to be compared with those of another job for the same range.
#pragma once
#include "core/netskope/api_client.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>

#include <algorithm>

namespace slipway::test {

class ExportedFiles
{
public:
    // Reads all files of `job` below `folder`. Replaces or removes what differs between runs: the
    // job's id, in names and texts, and the verb with which each page was requested.
    ExportedFiles(const QString &folder, const QString &job)
    {
        QDirIterator entries(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (entries.hasNext()) {
            QFile file(entries.next());
            QByteArray content = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
            QString name = QDir(folder).relativeFilePath(file.fileName());
            if (!name.contains(job))
                continue;
            if (!name.contains(QLatin1String(".ndjson")))
                content.replace(job.toUtf8(), "JOB");
            if (name.endsWith(QLatin1String("-manifest.json")))
                content = comparable(content);
            m_files.insert(name.replace(job, QStringLiteral("JOB")), content);
        }
    }
    [[nodiscard]] bool isEmpty() const { return m_files.isEmpty(); }
    [[nodiscard]] QStringList names() const { return m_files.keys(); }
    // The first difference; empty if there is none.
    [[nodiscard]] QString differenceTo(const ExportedFiles &other) const
    {
        if (names() != other.names())
            return QStringLiteral("%1 | %2").arg(names().join(QLatin1Char(' ')),
                                                 other.names().join(QLatin1Char(' ')));
        return firstChange(other);
    }
    // Like differenceTo(), but files may be missing from this job, and unfinished ones are ignored.
    [[nodiscard]] QString wrongIn(const ExportedFiles &whole) const
    {
        ExportedFiles finished = *this;
        finished.m_files.removeIf(
            [](const auto &entry) { return entry.key().endsWith(QLatin1String(".part")); });
        return finished.firstChange(whole);
    }

private:
    static QByteArray comparable(const QByteArray &manifest)
    {
        QJsonObject json = QJsonDocument::fromJson(manifest).object();
        QJsonArray pages;
        for (const QJsonValue value : json[QStringLiteral("pages")].toArray()) {
            QJsonObject page = value.toObject();
            page.remove(QStringLiteral("operation"));
            pages << page;
        }
        json[QStringLiteral("pages")] = pages;
        return QJsonDocument(json).toJson();
    }
    // Detailed enough to investigate a difference that cannot be reproduced.
    [[nodiscard]] static QString whatDiffers(const QByteArray &one, const QByteArray &other)
    {
        const auto place = [](const QByteArray &a, const QByteArray &b) {
            const auto ends = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
            return ends.first - a.begin();
        };
        const QString sizes = QStringLiteral("%1 and %2 bytes, from byte %3 on")
                                  .arg(one.size())
                                  .arg(other.size())
                                  .arg(place(one, other));
        const auto lines = inflateWhole(one, 1 << 30, 0), otherLines = inflateWhole(other, 1 << 30, 0);
        if (!lines || !otherLines)
            return sizes;
        if (*lines == *otherLines)
            return sizes + QStringLiteral("; the lines are the same");
        const auto from = place(*lines, *otherLines);
        return sizes + QStringLiteral("; lines from byte %1 on: %2 | %3")
                           .arg(from)
                           .arg(QString::fromUtf8(lines->mid(from, 300)),
                                QString::fromUtf8(otherLines->mid(from, 300)));
    }
    [[nodiscard]] QString firstChange(const ExportedFiles &other) const
    {
        for (auto it = m_files.cbegin(); it != m_files.cend(); ++it) {
            if (!other.m_files.contains(it.key()))
                return it.key() + QStringLiteral(" should not be there");
            if (other.m_files[it.key()] != *it)
                return it.key() + QStringLiteral(" differs: ") + whatDiffers(*it, other.m_files[it.key()]);
        }
        return {};
    }

    QMap<QString, QByteArray> m_files;
};

} // namespace slipway::test
