-- Which job continues which. It stays when the jobs are removed from the list, so that nothing
-- is ever continued twice.
CREATE TABLE job_continuation(
  job TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  continues TEXT NOT NULL,
  origin INTEGER NOT NULL,
  range_end INTEGER NOT NULL,
  page INTEGER NOT NULL,
  checksum TEXT NOT NULL,
  is_last INTEGER NOT NULL,
  mark INTEGER NOT NULL,
  latest INTEGER NOT NULL,
  index_job TEXT NOT NULL,
  index_number INTEGER NOT NULL,
  index_start INTEGER NOT NULL,
  has_keys INTEGER NOT NULL,
  PRIMARY KEY(job, endpoint),
  UNIQUE(continues, endpoint)
) WITHOUT ROWID;
-- Events from long before the range, on pages of its first hour.
ALTER TABLE job_stream ADD COLUMN earlier INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_page ADD COLUMN earlier INTEGER NOT NULL DEFAULT 0;
