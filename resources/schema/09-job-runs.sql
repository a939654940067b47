-- A job that is running in a process, and what another process has asked of it.
CREATE TABLE job_run(
  job TEXT PRIMARY KEY REFERENCES job(id) ON DELETE CASCADE,
  run TEXT NOT NULL,
  wish TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
