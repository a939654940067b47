// The state file: tenants, checks, jobs and their journals in SQLite (WAL, synchronous FULL), below
// the XDG data folder. It never contains a secret.
//
// Several connections and processes may have it open at the same time; each connection belongs to
// one thread.
#pragma once
#include "core/base/error.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariantList>

namespace slipway {

// userDataFolder()/slipway, created with mode 0700 if necessary. Storage if that is not possible.
[[nodiscard]] Result<QString> dataFolder();
// dataFolder()/slipway.db
[[nodiscard]] Result<QString> defaultDatabasePath();

class StateDatabase
{
public:
    // Opens or creates the file (0600) and brings its schema up to date. If the file is not a
    // database, or comes from a newer Slipway, the error names it, and it is not changed. What can be read
    // then is on the disk, even if the process that committed it died before it was synced: nobody acts on
    // something that a power failure could undo.
    [[nodiscard]] static Result<StateDatabase> open(const QString &path);
    StateDatabase(StateDatabase &&other) noexcept;
    StateDatabase &operator=(StateDatabase &&other) noexcept;
    StateDatabase(const StateDatabase &) = delete;
    ~StateDatabase();

    // Runs one statement with its values. The error names the file and the statement, not the values.
    [[nodiscard]] Result<QSqlQuery> run(const QString &sql, const QVariantList &values = {}) const;
    // Whether the rows ended because there are no more: QSqlQuery::next() also returns false if a
    // read fails. Call this after the last of several rows; run() has already read the first.
    [[nodiscard]] Result<void> wereAllRead(const QSqlQuery &rows) const;
    // Runs `work` in one transaction; rolls back when it fails.
    template<class Work>
    [[nodiscard]] Result<void> transaction(Work &&work) const
    {
        if (auto begun = run(QStringLiteral("BEGIN IMMEDIATE")); !begun)
            return std::unexpected(begun.error());
        if (Result<void> done = work(); !done) {
            rollBack();
            return done;
        }
        if (auto committed = run(QStringLiteral("COMMIT")); !committed) {
            rollBack();
            return std::unexpected(committed.error());
        }
        return {};
    }
    [[nodiscard]] const QString &path() const { return m_path; }

private:
    StateDatabase(QString connection, QString path);
    [[nodiscard]] Result<void> connect() const;
    [[nodiscard]] Result<void> changeToWal(const QSqlDatabase &database) const;
    void rollBack() const;
    [[nodiscard]] Error failed(const QSqlError &error, const QString &sql) const;
    QString m_connection, m_path;
};

} // namespace slipway
