#include "core/state/state_database.h"

#include "core/base/forward_error.h"
#include "core/base/user_folders.h"
#include "core/io/durable_folder.h"
#include "core/state/schema.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QThread>
#include <QUuid>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(StateDatabase)
};

// SQLite's result codes: the disk is full, the file is damaged, it was never a database, another
// process has locked it, a statement does not fit its tables.
constexpr QLatin1String sqliteFull("13"), sqliteCorrupt("11"), sqliteNotADatabase("26"), sqliteBusy("5"),
    sqliteError("1");
constexpr int patience = 10'000; // ms, for another process to finish its transaction

constexpr QFile::Permissions ownerOnly(QFile::ReadOwner | QFile::WriteOwner);

Error notOurs(const QString &path, const QString &details)
{
    return {
        ErrorKind::Database, Texts::tr("The state file %1 is damaged or is not Slipway's.").arg(path),
        Texts::tr("Nothing was changed. Move the file elsewhere and start again; saved tenants must then be "
                  "added again. Exported files are not touched."),
        details};
}

// Syncs the log of commits, https://www.sqlite.org/wal.html#the_wal_file. A checkpoint would do that as well,
// but if it were interrupted, the database would be of use only together with the log.
Result<void> syncLog(const QString &path)
{
    const QString log = path + QStringLiteral("-wal");
    if (QFileInfo(log).size() == 0)
        return {};
    const std::error_code failed = syncFile(log);
    if (failed && failed != std::errc::no_such_file_or_directory)
        return failure(ErrorKind::Database, Texts::tr("The state file %1 cannot be used.").arg(path),
                       Texts::tr("Check the disk; copy the details for a ticket."),
                       log + QStringLiteral(": ") + QString::fromStdString(failed.message()));
    // Its name, if whoever created it did not get to that. Some file systems cannot confirm names.
    (void)syncFolder(QFileInfo(path).absolutePath());
    return {};
}

} // namespace

Result<QString> dataFolder()
{
    const QString parent = userDataFolder();
    if (parent.isEmpty())
        return failure(
            ErrorKind::Storage,
            Texts::tr(
                "There is no folder for Slipway's data: neither XDG_DATA_HOME nor HOME is the full path "
                "of a folder."),
            Texts::tr("Set HOME, or set XDG_DATA_HOME to the full path of a folder."));
    const QString folder = parent + QStringLiteral("/slipway");
    if (folder.contains(QChar::ReplacementCharacter))
        return failure(ErrorKind::Storage,
                       Texts::tr("The name of the folder %1 is not UTF-8, so it cannot be used.").arg(folder),
                       Texts::tr("Set XDG_DATA_HOME to a folder whose name is."));
    // On a file system that cannot confirm names, the folder may exist nevertheless.
    if (const std::error_code failed = makeFolder(folder); failed && !QFileInfo(folder).isDir())
        return failure(ErrorKind::Storage, Texts::tr("The folder %1 cannot be created.").arg(folder),
                       Texts::tr("Check the permissions of its parent folder, or set XDG_DATA_HOME."),
                       QString::fromLocal8Bit(failed.message()));
    QFile::setPermissions(folder, ownerOnly | QFile::ExeOwner);
    return folder;
}

Result<QString> defaultDatabasePath()
{
    Result<QString> folder = dataFolder();
    if (folder)
        *folder += QStringLiteral("/slipway.db");
    return folder;
}

Result<StateDatabase> StateDatabase::open(const QString &path)
{
    // The file is created here so that it is never readable by others, not even for a moment.
    if (QFile file(path); !file.exists()) {
        if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, ownerOnly) && !file.exists())
            return failure(ErrorKind::Database, Texts::tr("The state file %1 cannot be created.").arg(path),
                           Texts::tr("Check the folder's permissions."), file.errorString());
    }
    const QString connection = QUuid::createUuid().toString(QUuid::WithoutBraces);
    StateDatabase state(connection, path);
    QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection);
    RETURN_IF_ERROR(state.connect());
    RETURN_IF_ERROR(syncLog(path));
    const QList<QStringList> steps = schemaSteps();
    // Read again inside the transaction, because two processes may start at the same time.
    const Result<void> migrated = state.transaction([&]() -> Result<void> {
        ASSIGN_OR_RETURN(auto answer, state.run(QStringLiteral("PRAGMA user_version")));
        if (!answer.next())
            return state.wereAllRead(answer);
        const qint64 version = answer.value(0).toLongLong();
        answer.finish();
        if (version < 0)
            return std::unexpected(notOurs(path, QStringLiteral("schema %1").arg(version)));
        if (version > steps.size())
            return failure(
                ErrorKind::Database,
                Texts::tr("The state file %1 was written by a newer version of Slipway.").arg(path),
                Texts::tr("Update Slipway; nothing was changed."),
                QStringLiteral("schema %1, known up to %2").arg(version).arg(steps.size()));
        for (qint64 step = version; step < steps.size(); ++step) {
            for (const QString &sql : steps[step]) {
                RETURN_IF_ERROR(state.run(sql));
            }
        }
        if (version < steps.size()) {
            RETURN_IF_ERROR(state.run(QStringLiteral("PRAGMA user_version = %1").arg(steps.size())));
        }
        return {};
    });
    if (!migrated)
        return std::unexpected(migrated.error());
    return state;
}

Result<void> StateDatabase::connect() const
{
    QSqlDatabase database = QSqlDatabase::database(m_connection, false);
    database.setDatabaseName(m_path);
    database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(patience));
    if (!database.open())
        return failure(ErrorKind::Database, Texts::tr("The state file %1 cannot be opened.").arg(m_path),
                       Texts::tr("Check that it is readable and writable."), database.lastError().text());
    Result<void> done = changeToWal(database);
    for (const char *pragma : {"PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON"}) {
        if (const auto set = done ? run(QString::fromLatin1(pragma)) : std::unexpected(done.error()); !set)
            done = std::unexpected(set.error());
    }
    if (!done)
        database.close();
    return done;
}

Result<void> StateDatabase::changeToWal(const QSqlDatabase &database) const
{
    // If two processes change a new file at the same moment, SQLite refuses one of them
    // immediately: its own timeout does not apply here.
    const QString sql = QStringLiteral("PRAGMA journal_mode = WAL");
    QElapsedTimer clock;
    clock.start();
    for (;; QThread::msleep(20)) {
        QSqlQuery query(database);
        if (query.exec(sql))
            return {};
        if (query.lastError().nativeErrorCode() != sqliteBusy || clock.elapsed() > patience)
            return std::unexpected(failed(query.lastError(), sql));
    }
}

void StateDatabase::rollBack() const
{
    if (run(QStringLiteral("ROLLBACK")))
        return;
    // SQLite has already rolled back, as it does after some errors, or is unable to. If the
    // transaction stayed open, this connection would see data that nobody else sees; closing ends
    // it in any case, and run() reopens.
    QSqlDatabase::database(m_connection, false).close();
}

StateDatabase::StateDatabase(QString connection, QString path)
    : m_connection(std::move(connection)), m_path(std::move(path))
{}

StateDatabase::StateDatabase(StateDatabase &&other) noexcept
    : m_connection(std::exchange(other.m_connection, QString())), m_path(std::move(other.m_path))
{}

StateDatabase &StateDatabase::operator=(StateDatabase &&other) noexcept
{
    std::swap(m_connection, other.m_connection);
    std::swap(m_path, other.m_path);
    return *this;
}

StateDatabase::~StateDatabase()
{
    if (m_connection.isEmpty())
        return;
    QSqlDatabase::database(m_connection, false).close();
    QSqlDatabase::removeDatabase(m_connection);
}

Result<QSqlQuery> StateDatabase::run(const QString &sql, const QVariantList &values) const
{
    if (!QSqlDatabase::database(m_connection, false).isOpen()) {
        RETURN_IF_ERROR(connect());
    }
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.setForwardOnly(true);
    bool ok = query.prepare(sql);
    if (ok) {
        for (const QVariant &value : values)
            query.addBindValue(value);
        ok = query.exec();
    }
    if (ok)
        return query;
    return std::unexpected(failed(query.lastError(), sql));
}

Result<void> StateDatabase::wereAllRead(const QSqlQuery &rows) const
{
    if (!rows.lastError().isValid())
        return {};
    return std::unexpected(failed(rows.lastError(), rows.lastQuery()));
}

Error StateDatabase::failed(const QSqlError &error, const QString &sql) const
{
    const QString code = error.nativeErrorCode();
    const QString details = QStringLiteral("%1 [%2] in: %3").arg(error.text(), code, sql.left(120));
    if (code == sqliteFull)
        return {ErrorKind::DiskFull, Texts::tr("The disk that holds %1 is full.").arg(m_path),
                Texts::tr("Make room, then try again."), details};
    if (code == sqliteCorrupt || code == sqliteNotADatabase)
        return notOurs(m_path, details);
    if (code == sqliteError)
        return {
            ErrorKind::Database,
            Texts::tr("The state file %1 does not have the tables that its version should have.").arg(m_path),
            Texts::tr("Nothing was changed. Restore the file from a backup, or move it elsewhere and start "
                      "again; saved tenants must then be added again. Exported files are not touched."),
            details};
    return {ErrorKind::Database, Texts::tr("The state file %1 cannot be used.").arg(m_path),
            Texts::tr("Check the disk; copy the details for a ticket."), details};
}

} // namespace slipway
