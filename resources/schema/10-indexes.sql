-- An endpoint may continue with another index, whose pages repeat events that are in the files.
ALTER TABLE job_stream ADD COLUMN index_number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_stream ADD COLUMN index_start INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_stream ADD COLUMN index_pages INTEGER NOT NULL DEFAULT 0;
UPDATE job_stream SET index_pages = pages;
ALTER TABLE job_stream ADD COLUMN latest INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_stream ADD COLUMN earliest INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_stream ADD COLUMN late INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_stream ADD COLUMN late_kept INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_stream ADD COLUMN replayed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_stream ADD COLUMN undated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_stream ADD COLUMN same_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_page ADD COLUMN index_number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_page ADD COLUMN late INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_page ADD COLUMN late_kept INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_page ADD COLUMN replayed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_page ADD COLUMN undated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_page ADD COLUMN same_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_page ADD COLUMN latest INTEGER NOT NULL DEFAULT 0;
-- What is remembered of the events in the files: 16 bytes each, for pages that may be repeated.
CREATE TABLE job_page_key(
  job TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
  endpoint TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  hwm INTEGER NOT NULL,
  latest INTEGER NOT NULL,
  keys BLOB NOT NULL,
  PRIMARY KEY(job, endpoint, sequence)
);
-- Pages that could not be obtained.
CREATE TABLE job_gap(
  job TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
  endpoint TEXT NOT NULL,
  after_page INTEGER NOT NULL,
  from_mark INTEGER NOT NULL,
  to_mark INTEGER NOT NULL,
  file TEXT NOT NULL,
  reason TEXT NOT NULL,
  checksum TEXT NOT NULL
);
