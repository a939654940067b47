#include "core/state/schema.h"

namespace slipway {
namespace {

// Replaces the number at the start of a stored error's JSON list by its word.
QString errorInWords(const char *table)
{
    // In the order of the numbers.
    const QStringList words = QStringLiteral("bad-input name-not-found connection-refused connection-lost "
                                             "timeout tls proxy token-refused permission-missing "
                                             "not-available busy rate-limited server-fault bad-answer "
                                             "truncated-answer keychain-unavailable keychain-locked "
                                             "keychain-denied not-found storage disk-full database "
                                             "cancelled internal")
                                  .split(QLatin1Char(' '));
    QString cases;
    for (qsizetype number = 0; number < words.size(); ++number)
        cases += QStringLiteral(" WHEN %1 THEN '%2'").arg(number).arg(words[number]);
    return QStringLiteral("UPDATE %1 SET error = '[\"' || CASE CAST(substr(error, 2) AS INTEGER)%2 ELSE "
                          "'internal' END || '\"' || substr(error, instr(error, ',')) WHERE error GLOB "
                          "'[[][0-9]*,*'")
        .arg(QLatin1String(table), cases);
}

} // namespace

QList<QStringList> schemaSteps()
{
    const auto sql = [](const char *text) { return QString::fromLatin1(text); };
    return {
        {
            sql("CREATE TABLE tenant(id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, address "
                "TEXT NOT NULL,"
                " profile TEXT NOT NULL, token_expires TEXT, proxy TEXT NOT NULL DEFAULT '', ca_file TEXT "
                "NOT NULL DEFAULT '')"),
            sql("CREATE TABLE check_run(id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, at TEXT NOT NULL, "
                "result TEXT NOT NULL)"),
            sql("CREATE TABLE job(id TEXT PRIMARY KEY, request TEXT NOT NULL, state INTEGER NOT NULL, "
                "created TEXT NOT NULL,"
                " changed TEXT NOT NULL, error TEXT)"),
            sql("CREATE TABLE job_stream(job TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE, endpoint "
                "TEXT NOT NULL,"
                " done INTEGER NOT NULL DEFAULT 0, intent_open INTEGER NOT NULL DEFAULT 0, hwm INTEGER NOT "
                "NULL DEFAULT 0,"
                " requests INTEGER NOT NULL DEFAULT 0, pages INTEGER NOT NULL DEFAULT 0, part_number INTEGER "
                "NOT NULL DEFAULT 1,"
                " part_offset INTEGER NOT NULL DEFAULT 0, part_events INTEGER NOT NULL DEFAULT 0,"
                " part_bytes INTEGER NOT NULL DEFAULT 0, part_first INTEGER NOT NULL DEFAULT 0,"
                " part_last INTEGER NOT NULL DEFAULT 0, last_checksum TEXT, last_ids BLOB, events INTEGER "
                "NOT NULL DEFAULT 0,"
                " out_of_range INTEGER NOT NULL DEFAULT 0, duplicates INTEGER NOT NULL DEFAULT 0,"
                " bytes INTEGER NOT NULL DEFAULT 0, file_bytes INTEGER NOT NULL DEFAULT 0, parts INTEGER NOT "
                "NULL DEFAULT 0,"
                " error TEXT, UNIQUE(job, endpoint))"),
            sql("CREATE TABLE job_page(job TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE, endpoint TEXT "
                "NOT NULL,"
                " sequence INTEGER NOT NULL, operation TEXT NOT NULL, hwm INTEGER NOT NULL, sent INTEGER NOT "
                "NULL,"
                " events INTEGER NOT NULL, out_of_range INTEGER NOT NULL, duplicates INTEGER NOT NULL, bytes "
                "INTEGER NOT NULL,"
                " checksum TEXT NOT NULL, PRIMARY KEY(job, endpoint, sequence)) WITHOUT ROWID"),
            sql("CREATE TABLE job_part(job TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE, endpoint TEXT "
                "NOT NULL,"
                " number INTEGER NOT NULL, name TEXT NOT NULL, events INTEGER NOT NULL, bytes INTEGER NOT "
                "NULL,"
                " file_bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER "
                "NOT NULL,"
                " PRIMARY KEY(job, endpoint, number)) WITHOUT ROWID"),
        },
        {
            // The checksum of each page's lines as they are in the files. Pages from earlier
            // versions have the checksum of no lines at all, which no check accepts.
            sql("ALTER TABLE job_page ADD COLUMN lines_crc TEXT NOT NULL DEFAULT '0000000000000000'"),
        },
        {
            // The ids of the last page, some 240 KB: in the stream's row they were rewritten with
            // every small change to it.
            sql("CREATE TABLE job_page_ids(job TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE, endpoint "
                "TEXT NOT NULL, ids BLOB, PRIMARY KEY(job, endpoint))"),
            sql("INSERT INTO job_page_ids SELECT job, endpoint, last_ids FROM job_stream WHERE last_ids IS "
                "NOT NULL"),
            sql("ALTER TABLE job_stream DROP COLUMN last_ids"),
        },
        {
            sql("ALTER TABLE tenant ADD COLUMN api TEXT NOT NULL DEFAULT 'v2'"),
        },
        {
            // Which reminders of a token's expiry have been shown, so that each is shown only once.
            sql("CREATE TABLE token_reminder(tenant TEXT NOT NULL, expires TEXT NOT NULL, days INTEGER NOT "
                "NULL, at TEXT NOT NULL, PRIMARY KEY(tenant, expires, days)) WITHOUT ROWID"),
        },
        {
            // Refused requests of the last hour: how loud Slipway has been in the tenant's audit log.
            sql("CREATE TABLE refusal(id INTEGER PRIMARY KEY, host TEXT NOT NULL, at INTEGER NOT NULL)"),
        },
        {
            sql("CREATE TABLE destination(id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE,"
                " settings TEXT NOT NULL)"),
            // The parts of jobs that are in their bucket, uploaded and verified.
            sql("CREATE TABLE job_upload(job TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE, endpoint "
                "TEXT NOT NULL, number INTEGER NOT NULL, object TEXT NOT NULL, size INTEGER NOT NULL,"
                " md5 TEXT NOT NULL, verified TEXT NOT NULL, PRIMARY KEY(job, endpoint, number)) WITHOUT "
                "ROWID"),
        },
        {
            // Computed while writing, so that an upload does not need to read the file again.
            sql("ALTER TABLE job_part ADD COLUMN md5 TEXT"),
        },
        {
            // A job that is running in a process, and what another process has asked of it.
            sql("CREATE TABLE job_run(job TEXT PRIMARY KEY REFERENCES job(id) ON DELETE CASCADE, run TEXT "
                "NOT "
                "NULL, wish TEXT NOT NULL DEFAULT '') WITHOUT ROWID"),
        },
        {
            // An endpoint may continue with another index, whose pages repeat events that are in
            // the files.
            sql("ALTER TABLE job_stream ADD COLUMN index_number INTEGER NOT NULL DEFAULT 0"),
            sql("ALTER TABLE job_stream ADD COLUMN index_start INTEGER NOT NULL DEFAULT 0"),
            sql("ALTER TABLE job_stream ADD COLUMN index_pages INTEGER NOT NULL DEFAULT 0"),
            sql("UPDATE job_stream SET index_pages = pages"),
            sql("ALTER TABLE job_stream ADD COLUMN latest INTEGER NOT NULL DEFAULT 0"),
            sql("ALTER TABLE job_stream ADD COLUMN earliest INTEGER NOT NULL DEFAULT 0"),
            sql("ALTER TABLE job_stream ADD COLUMN late INTEGER NOT NULL DEFAULT 0"),
            sql("ALTER TABLE job_stream ADD COLUMN late_kept INTEGER NOT NULL DEFAULT 0"),
            sql("ALTER TABLE job_stream ADD COLUMN replayed INTEGER NOT NULL DEFAULT 0"),
            sql("ALTER TABLE job_stream ADD COLUMN undated INTEGER NOT NULL DEFAULT 0"),
            sql("ALTER TABLE job_stream ADD COLUMN same_id INTEGER NOT NULL DEFAULT 0"),
            sql("ALTER TABLE job_page ADD COLUMN index_number INTEGER NOT NULL DEFAULT 0"),
            sql("ALTER TABLE job_page ADD COLUMN late INTEGER NOT NULL DEFAULT 0"),
            sql("ALTER TABLE job_page ADD COLUMN late_kept INTEGER NOT NULL DEFAULT 0"),
            sql("ALTER TABLE job_page ADD COLUMN replayed INTEGER NOT NULL DEFAULT 0"),
            sql("ALTER TABLE job_page ADD COLUMN undated INTEGER NOT NULL DEFAULT 0"),
            sql("ALTER TABLE job_page ADD COLUMN same_id INTEGER NOT NULL DEFAULT 0"),
            sql("ALTER TABLE job_page ADD COLUMN latest INTEGER NOT NULL DEFAULT 0"),
            // What is remembered of the events in the files: 16 bytes each, for pages that may be
            // repeated.
            sql("CREATE TABLE job_page_key(job TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE, endpoint "
                "TEXT "
                "NOT NULL, sequence INTEGER NOT NULL, hwm INTEGER NOT NULL, latest INTEGER NOT NULL, keys "
                "BLOB NOT "
                "NULL, PRIMARY KEY(job, endpoint, sequence))"),
            // Pages that could not be obtained.
            sql("CREATE TABLE job_gap(job TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE, endpoint TEXT "
                "NOT "
                "NULL, after_page INTEGER NOT NULL, from_mark INTEGER NOT NULL, to_mark INTEGER NOT NULL, "
                "file TEXT "
                "NOT NULL, reason TEXT NOT NULL, checksum TEXT NOT NULL)"),
        },
        {
            // Which kind of keychain has an entry, by the entry's key. It contains no secrets.
            sql("CREATE TABLE keychain_place(key TEXT PRIMARY KEY, backend TEXT NOT NULL) WITHOUT ROWID"),
        },
        {
            // What the user's own SIEMs need. Endpoints by id, comma separated.
            sql("CREATE TABLE own_profile(name TEXT PRIMARY KEY COLLATE NOCASE, endpoints TEXT NOT NULL) "
                "WITHOUT ROWID"),
        },
        {
            // What a tenant answered about its oldest event (`head`), so that it is not asked again
            // for a day.
            sql("CREATE TABLE oldest_event(host TEXT NOT NULL, endpoint TEXT NOT NULL, answer TEXT NOT NULL,"
                " at INTEGER NOT NULL, asked INTEGER NOT NULL, PRIMARY KEY(host, endpoint)) WITHOUT ROWID"),
        },
        {
            // Words instead of enumeration numbers.
            sql("ALTER TABLE job ADD COLUMN state_word TEXT NOT NULL DEFAULT 'interrupted'"),
            sql("UPDATE job SET state_word = CASE state WHEN 0 THEN 'queued' WHEN 1 THEN 'running' WHEN 2 "
                "THEN 'paused' WHEN 3 THEN 'waiting-for-token' WHEN 4 THEN 'interrupted' WHEN 5 THEN "
                "'complete' WHEN 6 THEN 'incomplete' WHEN 7 THEN 'failed' WHEN 8 THEN 'cancelled' ELSE "
                "'interrupted' END"),
            sql("ALTER TABLE job DROP COLUMN state"),
            sql("ALTER TABLE job RENAME COLUMN state_word TO state"),
            errorInWords("job"),
            errorInWords("job_stream"),
            sql("ALTER TABLE job_gap ADD COLUMN fault TEXT NOT NULL DEFAULT 'unreadable'"),
            // Where the files begin, for jobs whose first events were written by an earlier
            // version.
            sql("UPDATE job_stream SET earliest = part_first WHERE part_last > 0 AND (earliest = 0 OR "
                "part_first < earliest)"),
            sql("UPDATE job_stream SET earliest = (SELECT min(first) FROM job_part p WHERE p.job = "
                "job_stream.job AND p.endpoint = job_stream.endpoint AND p.last > 0) WHERE EXISTS (SELECT 1 "
                "FROM job_part p WHERE p.job = job_stream.job AND p.endpoint = job_stream.endpoint AND "
                "p.last > 0 AND (job_stream.earliest = 0 OR p.first < job_stream.earliest))"),
            // What an endpoint is currently waiting for, and what the tenant said about its oldest
            // event.
            sql("ALTER TABLE job_stream ADD COLUMN note TEXT NOT NULL DEFAULT ''"),
            sql("ALTER TABLE job_stream ADD COLUMN oldest_answer TEXT NOT NULL DEFAULT ''"),
            sql("ALTER TABLE job_stream ADD COLUMN oldest_at INTEGER NOT NULL DEFAULT 0"),
            // Events that are not strict JSON, and the line breaks that became escapes.
            sql("ALTER TABLE job_stream ADD COLUMN odd INTEGER NOT NULL DEFAULT 0"),
            sql("ALTER TABLE job_stream ADD COLUMN escaped_breaks INTEGER NOT NULL DEFAULT 0"),
            sql("ALTER TABLE job_page ADD COLUMN odd INTEGER NOT NULL DEFAULT 0"),
            sql("ALTER TABLE job_page ADD COLUMN escaped_breaks INTEGER NOT NULL DEFAULT 0"),
            // Where the first of them are, in bytes from the start of the page as sent.
            sql("CREATE TABLE job_odd(job TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE, endpoint TEXT "
                "NOT NULL, page INTEGER NOT NULL, place INTEGER NOT NULL, reason TEXT NOT NULL)"),
        },
        {
            // Which job continues which. It stays when the jobs are removed from the list, so that
            // nothing is ever continued twice.
            sql("CREATE TABLE job_continuation(job TEXT NOT NULL, endpoint TEXT NOT NULL, continues TEXT NOT "
                "NULL, origin INTEGER NOT NULL, range_end INTEGER NOT NULL, page INTEGER NOT NULL, checksum "
                "TEXT NOT NULL, is_last INTEGER NOT NULL, mark INTEGER NOT NULL, latest INTEGER NOT NULL, "
                "index_job TEXT NOT NULL, index_number INTEGER NOT NULL, index_start INTEGER NOT NULL, "
                "has_keys INTEGER NOT NULL, PRIMARY "
                "KEY(job, endpoint), UNIQUE(continues, endpoint)) WITHOUT ROWID"),
            // Events from long before the range, on pages of its first hour.
            sql("ALTER TABLE job_stream ADD COLUMN earlier INTEGER NOT NULL DEFAULT 0"),
            sql("ALTER TABLE job_page ADD COLUMN earlier INTEGER NOT NULL DEFAULT 0"),
        },
    };
}

} // namespace slipway
