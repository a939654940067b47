-- Words instead of enumeration numbers.
ALTER TABLE job ADD COLUMN state_word TEXT NOT NULL DEFAULT 'interrupted';
UPDATE job SET state_word = CASE state WHEN 0 THEN 'queued' WHEN 1 THEN 'running' WHEN 2 THEN
  'paused' WHEN 3 THEN 'waiting-for-token' WHEN 4 THEN 'interrupted' WHEN 5 THEN 'complete' WHEN 6
  THEN 'incomplete' WHEN 7 THEN 'failed' WHEN 8 THEN 'cancelled' ELSE 'interrupted' END;
ALTER TABLE job DROP COLUMN state;
ALTER TABLE job RENAME COLUMN state_word TO state;
UPDATE job SET error = '["' || CASE CAST(substr(error, 2) AS INTEGER)
    WHEN 0 THEN 'bad-input'
    WHEN 1 THEN 'name-not-found'
    WHEN 2 THEN 'connection-refused'
    WHEN 3 THEN 'connection-lost'
    WHEN 4 THEN 'timeout'
    WHEN 5 THEN 'tls'
    WHEN 6 THEN 'proxy'
    WHEN 7 THEN 'token-refused'
    WHEN 8 THEN 'permission-missing'
    WHEN 9 THEN 'not-available'
    WHEN 10 THEN 'busy'
    WHEN 11 THEN 'rate-limited'
    WHEN 12 THEN 'server-fault'
    WHEN 13 THEN 'bad-answer'
    WHEN 14 THEN 'truncated-answer'
    WHEN 15 THEN 'keychain-unavailable'
    WHEN 16 THEN 'keychain-locked'
    WHEN 17 THEN 'keychain-denied'
    WHEN 18 THEN 'not-found'
    WHEN 19 THEN 'storage'
    WHEN 20 THEN 'disk-full'
    WHEN 21 THEN 'database'
    WHEN 22 THEN 'cancelled'
    WHEN 23 THEN 'internal'
    ELSE 'internal' END || '"' || substr(error, instr(error, ','))
  WHERE error GLOB '[[][0-9]*,*';
UPDATE job_stream SET error = '["' || CASE CAST(substr(error, 2) AS INTEGER)
    WHEN 0 THEN 'bad-input'
    WHEN 1 THEN 'name-not-found'
    WHEN 2 THEN 'connection-refused'
    WHEN 3 THEN 'connection-lost'
    WHEN 4 THEN 'timeout'
    WHEN 5 THEN 'tls'
    WHEN 6 THEN 'proxy'
    WHEN 7 THEN 'token-refused'
    WHEN 8 THEN 'permission-missing'
    WHEN 9 THEN 'not-available'
    WHEN 10 THEN 'busy'
    WHEN 11 THEN 'rate-limited'
    WHEN 12 THEN 'server-fault'
    WHEN 13 THEN 'bad-answer'
    WHEN 14 THEN 'truncated-answer'
    WHEN 15 THEN 'keychain-unavailable'
    WHEN 16 THEN 'keychain-locked'
    WHEN 17 THEN 'keychain-denied'
    WHEN 18 THEN 'not-found'
    WHEN 19 THEN 'storage'
    WHEN 20 THEN 'disk-full'
    WHEN 21 THEN 'database'
    WHEN 22 THEN 'cancelled'
    WHEN 23 THEN 'internal'
    ELSE 'internal' END || '"' || substr(error, instr(error, ','))
  WHERE error GLOB '[[][0-9]*,*';
ALTER TABLE job_gap ADD COLUMN fault TEXT NOT NULL DEFAULT 'unreadable';
-- Where the files begin, for jobs whose first events were written by an earlier version.
UPDATE job_stream SET earliest = part_first WHERE part_last > 0 AND (earliest = 0 OR part_first <
  earliest);
UPDATE job_stream SET earliest = (SELECT min(first) FROM job_part p WHERE p.job = job_stream.job
  AND p.endpoint = job_stream.endpoint AND p.last > 0) WHERE EXISTS (SELECT 1 FROM job_part p WHERE
  p.job = job_stream.job AND p.endpoint = job_stream.endpoint AND p.last > 0 AND
  (job_stream.earliest = 0 OR p.first < job_stream.earliest));
-- What an endpoint is currently waiting for, and what the tenant said about its oldest event.
ALTER TABLE job_stream ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE job_stream ADD COLUMN oldest_answer TEXT NOT NULL DEFAULT '';
ALTER TABLE job_stream ADD COLUMN oldest_at INTEGER NOT NULL DEFAULT 0;
-- Events that are not strict JSON, and the line breaks that became escapes.
ALTER TABLE job_stream ADD COLUMN odd INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_stream ADD COLUMN escaped_breaks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_page ADD COLUMN odd INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_page ADD COLUMN escaped_breaks INTEGER NOT NULL DEFAULT 0;
-- Where the first of them are, in bytes from the start of the page as sent.
CREATE TABLE job_odd(
  job TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
  endpoint TEXT NOT NULL,
  page INTEGER NOT NULL,
  place INTEGER NOT NULL,
  reason TEXT NOT NULL
);
