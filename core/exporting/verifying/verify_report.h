// What a verification found.
#pragma once
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace slipway {

struct VerifyFinding
{
    QString file;    // without folder
    QString problem; // one sentence for people
};

struct VerifyReport
{
    QString manifest;          // its path or URL
    QByteArray manifestSha256; // of the manifest itself, in hexadecimal
    QString job, endpointId;
    qint64 from = 0, to = 0;     // the range, epoch seconds
    qint64 coveredUntil = 0;     // the last page's mark; if it is before `to`, there was nothing newer
    qint64 files = 0, pages = 0; // named in the manifest
    qint64 events = 0;           // read from the files; or, if they were not read, stated in the manifest
    qint64 fileBytes = 0;        // the same
    qint64 duplicatesRemoved = 0, outOfRange = 0;
    bool filesRead = true;             // false: only what their store reports was compared
    qint64 byChecksum = 0, bySize = 0; // then: files whose MD5 and size, or only whose size, were right
    QString continues;                 // the job that it continues; empty: none
    bool isChainChecked = false;       // and that job was verified with it, so that they were compared
    QStringList stated;            // what only the manifest says and files cannot prove; without a full stop
    QString signedBy;              // who signed the manifest, if that was checked and is true
    QStringList notes;             // what could not be checked; sentences for people
    QList<VerifyFinding> findings; // at most a hundred
    qint64 moreFindings = 0;       // beyond those

    [[nodiscard]] bool isRight() const { return findings.isEmpty(); }
    void addFinding(const QString &file, const QString &problem);
    [[nodiscard]] QJsonObject asJson() const;
};

} // namespace slipway
