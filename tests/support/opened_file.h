// Opens a file of events and waits until it has been read to its end.
#pragma once
#include "core/events/documents/files/event_file.h"

#include <QFile>
#include <QSignalSpy>
#include <QTest>

namespace slipway::test {

struct OpenedFile
{
    EventDocumentPtr document;
    std::optional<Error> error;
};

inline OpenedFile openFile(const QString &path)
{
    OpenedFile result;
    EventFile file(path);
    bool over = false;
    QObject::connect(&file, &EventFile::opened, &file,
                     [&](const EventDocumentPtr &document) { result.document = document; });
    QObject::connect(&file, &EventFile::failed, &file, [&](const Error &error) {
        result.error = error;
        over = true;
    });
    QObject::connect(&file, &EventFile::finished, &file, [&] { over = true; });
    file.start();
    [&] { QTRY_VERIFY_WITH_TIMEOUT(over, 30'000); }();
    return result;
}

inline QList<QByteArray> allEvents(const EventDocumentPtr &document)
{
    QList<QByteArray> events;
    const auto reader = document->reader();
    for (qint64 row = 0; row < document->count(); ++row) {
        const std::string_view text = reader->event(row);
        events << QByteArray(text.data(), static_cast<qsizetype>(text.size()));
    }
    return events;
}

inline void writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
}

} // namespace slipway::test
