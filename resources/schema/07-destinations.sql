CREATE TABLE destination(
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  settings TEXT NOT NULL
);
-- The parts of jobs that are in their bucket, uploaded and verified.
CREATE TABLE job_upload(
  job TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
  endpoint TEXT NOT NULL,
  number INTEGER NOT NULL,
  object TEXT NOT NULL,
  size INTEGER NOT NULL,
  md5 TEXT NOT NULL,
  verified TEXT NOT NULL,
  PRIMARY KEY(job, endpoint, number)
) WITHOUT ROWID;
